"""`wenwu pack new`: a pack to begin with."""

from pathlib import Path
from typing import Annotated

import typer

from wenwu.atlas.load import load_atlas
from wenwu.atlas.starter import start_pack


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that is to hold the pack.")],
    culture: Annotated[str, typer.Option(help="Id of the culture: a-z, 0-9 and _.")],
    en: Annotated[str, typer.Option(help="Its name in English.")],
    zh: Annotated[str, typer.Option(help="Its name in Chinese.")],
) -> None:
    """Write a commented pack that passes the check, to be changed line by line."""
    made = start_pack(folder, culture, en, zh, frozenset({*load_atlas().cultures, "any"}))
    typer.echo(f"{made}: change the files, then run `wenwu pack check {folder}`")
