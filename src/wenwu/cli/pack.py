"""`wenwu pack`: a pack from its first line on. Each part is a module, `pack_<name>`, loaded when wanted."""

from collections.abc import Mapping

import typer

from wenwu.cli.main import Commands

PARTS: Mapping[str, str] = {
    "new": "Start a pack: a folder of commented files that pass the check.",
    "check": "Everything that is wrong with a pack, each in one sentence with file and line.",
    "export": "Packs as linked data (Turtle, JSON-LD), GeoJSON and a map.",
    "facts": "Everything that a rule may ask about.",
}


class Parts(Commands):
    """What can be done with a pack."""

    table = PARTS
    home = "wenwu.cli.pack_{}"


pack = typer.Typer(
    name="pack",
    cls=Parts,
    help="Start a pack of your own, or have one checked.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@pack.callback()
def parts() -> None:
    """Start a pack of your own, or have one checked."""
