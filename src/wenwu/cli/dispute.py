"""`wenwu dispute ID`: an objection, dated and kept."""

from pathlib import Path
from typing import Annotated

import typer

from wenwu.atlas.dissent import Dissent, own_folder, record, today
from wenwu.cli.own import open_atlas


def dispute(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a rule, dance, motif, costume or culture.")],
    because: Annotated[str, typer.Option(help="What is wrong, in any language.")],
    by: Annotated[str, typer.Option(help="Who says so.")],
    pack: Annotated[Path | None, typer.Option(help="The pack to write into; your own if left out.")] = None,
) -> None:
    """Object to an entry of the atlas: from the next run on, both sides are shown with it."""
    objection = Dissent(kind="dispute", id=id, by=by, because=because, date=today())
    path = record(objection, open_atlas([pack] if pack and pack.is_dir() else None), pack or own_folder())
    typer.echo(f"{id} is disputed; the objection is kept in {path}")
