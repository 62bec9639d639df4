"""`wenwu motif sheet`: drawn panels and photographs in random order on one page, to be judged blind."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wenwu.base.errors import InputError

if TYPE_CHECKING:
    from wenwu.motifs.rating import Shown


def sheet(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="A new folder: sheet.html for raters, key.json for you.")
    ],
    real: Annotated[list[Path], typer.Option(help="Photographs of your own: a picture, a folder, a zip.")],
    drawn: Annotated[
        list[Path] | None, typer.Option(help="Pictures made here, if others than textiles of --culture.")
    ] = None,
    culture: Annotated[
        list[str] | None, typer.Option(help="Draw this people's textiles; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another order and other drawings.", min=0)] = 1,
    title: Annotated[str, typer.Option(help="Over the page.")] = "",
    pack: Annotated[list[Path] | None, typer.Option(help="Your own packs, merged over ours.")] = None,
) -> None:
    """Write a blind rating sheet. It needs no network, and the key lies apart."""
    from wenwu.motifs.rating import make_sheet, write_sheet

    made = [*_read(drawn or [], True), *_drawn(culture or [], seed, pack)]
    page = make_sheet([*made, *_read(real, False)], seed, title)
    write_sheet(page, out)
    typer.echo(f"{out}: {len(page.key)} pictures, {len(made)} of them drawn")
    typer.echo("  give raters sheet.html alone; key.json says which is which")


def _read(sources: list[Path], drawn: bool) -> "Iterator[Shown]":
    import numpy as np

    from wenwu.motifs.importer import open_source
    from wenwu.motifs.picture import picture_of
    from wenwu.motifs.rating import SIDE, Shown

    for source in sources:
        for item in open_source(str(source)).items:
            short = item.name.rpartition("/")[2]
            try:
                picture = picture_of(item.read(), short, 2 * SIDE)
            except InputError as error:
                typer.echo(f"left out: {error}", err=True)
                continue
            yield Shown(np.rint(255 * picture.colour).astype(np.uint8), drawn, item.name)


def _drawn(cultures: list[str], seed: int, packs: list[Path] | None) -> "Iterator[Shown]":
    """Every textile of some peoples, true to scale among themselves."""
    from wenwu.cli.own import open_atlas
    from wenwu.motifs.rating import Shown
    from wenwu.motifs.sheet import shown_size
    from wenwu.motifs.textile import draw_textile

    if not cultures:
        return
    atlas = open_atlas(packs)
    for id in cultures:
        atlas.culture(id)  # one sentence where there is no such people
        for textile in atlas.textiles.values():
            if textile.culture == id:
                cloth = draw_textile(textile, atlas, shown_size(textile), 800, seed, not textile.frame)
                yield Shown(cloth.image, True, textile.id)
