"""`wenwu motif`: signs and textiles. Each part is a module, `motif_<name>`, loaded when wanted."""

from collections.abc import Mapping

import typer

from wenwu.cli.main import Commands

PARTS: Mapping[str, str] = {
    "draw": "A sign of the atlas as a picture or as vector paths, in its people's dyes.",
    "measure": "Line, curve, symmetry, hue, saturation and complexity of pictures.",
    "photo": "A textile's photograph laid flat: its dyes, its repeat and group, one seamless tile.",
}


class Parts(Commands):
    """What can be done with a motif."""

    table = PARTS
    home = "wenwu.cli.motif_{}"


motif = typer.Typer(
    name="motif",
    cls=Parts,
    help="Signs and textiles: draw them, measure them, bring in your own.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@motif.callback()
def parts() -> None:
    """Signs and textiles: draw them, measure them, bring in your own."""
