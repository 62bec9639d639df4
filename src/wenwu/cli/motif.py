"""`wenwu motif`: signs and textiles. Each part is a module, `motif_<name>`, loaded when wanted."""

from collections.abc import Mapping

import typer

from wenwu.cli.main import Commands

PARTS: Mapping[str, str] = {
    "import": "Real pictures from folders, zips and IIIF manifests, with every word that came with them.",
    "corpus": "A labelled set of drawn motifs, in shards, with its splits and its digest.",
    "damage": "A picture aged: light, tears, wear, worms, mould, stains; and a mask of what is lost.",
    "draw": "A sign of the atlas as a picture or as vector paths, in its people's dyes.",
    "measure": "Line, curve, symmetry, hue, saturation and complexity of pictures.",
    "find": "Pictures of the catalogue by words, by place, by likeness.",
    "keep": "Pictures into the catalogue, with what is known of them.",
    "sheet": "Drawn panels and photographs in random order on one page, to be judged blind.",
    "read": "What a picture looks like, what that means where, how sure, and which rules speak of it.",
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
