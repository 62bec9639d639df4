"""`wenwu motif photo`: a textile's photograph laid flat, its dyes, repeat, wallpaper group and one tile."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wenwu.motifs.photo_file import as_data, corners_of, read_photo, sentences, write_photo


def photo(
    file: Annotated[Path, typer.Argument(help="The photograph: PNG, JPEG, WebP, TIFF, BMP or GIF.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new folder for what is written.")],
    corners: Annotated[
        str | None,
        typer.Option(help='The cloth\'s four corners in the photograph [px], "x,y x,y x,y x,y".'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Read a photograph of a cloth; writes rectified.png, photo.json and, where it repeats, tile.png."""
    read = read_photo(file, corners_of(corners) if corners else None)
    write_photo(read, out)
    if as_json:
        typer.echo(json.dumps(as_data(read), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{out}:")
    for sentence in sentences(read):
        typer.echo(f"  {sentence}")
