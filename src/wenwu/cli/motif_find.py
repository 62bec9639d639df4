"""`wenwu motif find`: pictures of the catalogue by words, by place, by likeness."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wenwu.base.errors import InputError
from wenwu.cli.motif_keep import pair
from wenwu.cli.table import console, show_table

if TYPE_CHECKING:
    from wenwu.motifs.catalogue import Box, Found, Likeness, Near


def find(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="All of them have to be there; any script."),
    ] = None,
    catalogue: Annotated[Path, typer.Option("--catalogue", "-c", help="The catalogue's folder.")] = Path(
        "catalogue"
    ),
    near: Annotated[str, typer.Option(help='Around "latitude,longitude" [deg]; see --within.')] = "",
    within: Annotated[float, typer.Option(help="[km] so far around --near.")] = 100.0,
    box: Annotated[str, typer.Option(help='"south,west,north,east" [deg].')] = "",
    like: Annotated[Path | None, typer.Option(help="A picture: the likest first.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
) -> None:
    """Find pictures. Exit 1 where none answers."""
    from wenwu.motifs.catalogue import Query
    from wenwu.motifs.catalogue_file import FileCatalogue

    query = Query(" ".join(words or ()), _area(near, within, box), _likeness(like) if like else None, limit)
    with FileCatalogue(catalogue) as kept:
        found = list(kept.find(query))
        rows = [_row(one, str(kept.path(one.entry))) for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        names = ("id", "label", "culture", "why", "licence", "notice", "picture")
        show_table(console(), "found", names, [[row[name] or "" for name in names] for row in rows])
        if not rows:
            typer.echo("nothing in the catalogue answers that", err=True)
    if not rows:
        raise typer.Exit(1)


def _area(near: str, within: float, box: str) -> "Near | Box | None":
    from wenwu.motifs.catalogue import Box, Near

    if near and box:
        raise InputError("give --near or --box, not both")
    if near:
        return Near(*pair(near), within)
    if not box:
        return None
    try:
        south, west, north, east = (float(word) for word in box.split(","))
    except ValueError as error:
        raise InputError(f'{box!r} is no box; write "south,west,north,east" in degrees') from error
    return Box(south, west, north, east)


def _likeness(file: Path) -> "Likeness":
    from wenwu.motifs.catalogue import Likeness
    from wenwu.motifs.look import SPACE, look
    from wenwu.motifs.picture import read_picture

    picture = read_picture(file, side=256)
    return Likeness(look(picture.colour, picture.mask), SPACE)


def _row(one: "Found", picture: str) -> dict[str, Any]:
    why = f"likeness {one.likeness:.2f}" if one.likeness is not None else ""
    if one.distance is not None:
        why = f"{one.distance:.0f} km"
    return {"id": one.entry.id, "why": why, "picture": picture, **asdict(one.entry)}
