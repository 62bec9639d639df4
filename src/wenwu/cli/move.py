"""`wenwu move`: motion in and out. Each part is a module, `move_<name>`, loaded when wanted."""

from collections.abc import Mapping

import typer

from wenwu.cli.main import Commands

PARTS: Mapping[str, str] = {
    "import": "Anybody's motion as a BVH of our 24 joints, and what was assumed.",
    "from-video": "The motion of one dancer in a film of your own.",
    "retarget": "A motion onto your own rig: its bones, names and channels stay.",
    "check": "What the rules of a dance make of a motion.",
}


class Parts(Commands):
    """What can be done with a motion."""

    table = PARTS
    home = "wenwu.cli.move_{}"


move = typer.Typer(
    name="move",
    cls=Parts,
    help="Motion in and out: import, film, retarget, check.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@move.callback()
def parts() -> None:
    """Motion in and out: import, film, retarget, check."""
