"""`wenwu motif measure`: line, curve, symmetry, hue, saturation and complexity of pictures."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from wenwu.base.errors import InputError
from wenwu.cli.table import console, show_table

NOT_READ = 2  # the exit code if a picture could not be read


def measure(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Pictures: PNG, JPEG, WebP, TIFF, BMP or GIF.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Six descriptors of each picture, 0 to 1. What cannot be read is said, skipped and counted: exit 2."""
    rows, skipped = measured(files)
    if as_json:
        typer.echo(json.dumps({"pictures": rows, "skipped": skipped}, ensure_ascii=False, indent=2))
    else:
        from wenwu.motifs.descriptors import NAMES

        cells = [
            [row["file"], *(_shown(row[name]) for name in NAMES), "; ".join(row["noted"])] for row in rows
        ]
        show_table(console(), "descriptors", ("file", *NAMES, "noted"), cells)
        for one in skipped:
            typer.echo(one["why"], err=True)
        if skipped:
            typer.echo(f"{len(skipped)} of {len(files)} pictures were skipped", err=True)
    if skipped:
        raise typer.Exit(NOT_READ)


def measured(files: list[Path]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """A row for every picture that can be read, and for every other one the sentence why not."""
    from wenwu.motifs.descriptors import describe
    from wenwu.motifs.picture import read_picture

    rows: list[dict[str, Any]] = []
    skipped: list[dict[str, str]] = []
    for file in files:
        try:
            picture = read_picture(file)
            found = describe(picture.colour, picture.mask)
        except InputError as error:
            said = str(error)
            skipped.append(
                {"file": str(file), "why": said if file.name in said else f"{file.name!r}: {said}"}
            )
            continue
        row = {name: None if value is None else round(value, 4) for name, value in found.row().items()}
        parts = {
            "mirror": round(found.agreement.mirror, 4),
            "rotation": round(found.agreement.rotation, 4),
            "hue_share": round(found.dominant.share, 4),
            "filling": round(found.parts.filling, 4),
            "ways": round(found.parts.ways, 4),
            "novelty": round(found.parts.novelty, 4),
        }
        rows.append({"file": str(file), **row, "parts": parts, "noted": list(picture.noted)})
    return rows, skipped


def _shown(value: float | None) -> str:
    return "grey" if value is None else f"{value:.2f}"
