"""`wenwu withdraw ID`: an entry is used no more; the record of it stays."""

from pathlib import Path
from typing import Annotated

import typer

from wenwu.atlas.dissent import Dissent, own_folder, record, today
from wenwu.cli.own import open_atlas


def withdraw(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a rule, dance, motif, costume or culture.")],
    by: Annotated[str, typer.Option(help="Who withdraws it.")],
    because: Annotated[str, typer.Option(help="Why; the community concerned need not say.")] = "",
    pack: Annotated[Path | None, typer.Option(help="The pack to write into; your own if left out.")] = None,
) -> None:
    """Withdraw an entry of the atlas: a rule is no longer applied, a dance or motif no longer made."""
    word = Dissent(kind="withdraw", id=id, by=by, because=because, date=today())
    path = record(word, open_atlas([pack] if pack and pack.is_dir() else None), pack or own_folder())
    typer.echo(f"{id} is withdrawn; the record is kept in {path}")
