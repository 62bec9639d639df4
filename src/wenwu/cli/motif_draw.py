"""`wenwu motif draw`: one sign of the atlas as a picture or as vector paths."""

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from PIL import Image

from wenwu.atlas.model import Motif
from wenwu.base.errors import InputError, OutputError
from wenwu.base.whole import whole_file
from wenwu.cli.own import open_atlas
from wenwu.motifs.gate import GATED, caption
from wenwu.motifs.sheet import captioned
from wenwu.motifs.sign import RENDERINGS, Sign, draw_gated_sign, draw_sign
from wenwu.motifs.svg import to_svg


def draw(
    id: Annotated[str, typer.Argument(help="Id of a motif: culture.name, as `wenwu show` prints it.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to: a .png or a .svg.")],
    seed: Annotated[
        int, typer.Option(help="Another hand, other numbers within the atlas' ranges.", min=0)
    ] = 1,
    size: Annotated[int, typer.Option(help="Pixels across, 16 to 4096.")] = 512,
    rendering: Annotated[
        str, typer.Option(help="flat, embroidery, batik, brocade, applique or silver.")
    ] = "flat",
    height: Annotated[
        Path | None, typer.Option(help="Write the height map too (.png, 16-bit grey, white is high).")
    ] = None,
    opt_in: Annotated[
        bool, typer.Option("--opt-in", help="Ask for this very sign where it stands behind the gate.")
    ] = False,
    turn: Annotated[str, typer.Option(help="left or right, of a gated sign with a hand.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say what was drawn as one JSON object.")] = False,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """Draw a motif of the atlas in its people's own dyes. Exit 0 drawn, 1 kept back, 2 misuse."""
    craft = next((r for r in RENDERINGS if r == rendering), None)
    if craft is None:
        raise InputError(f"no rendering {rendering!r}; known: {', '.join(RENDERINGS)}")
    _check_paths(out, height, craft)
    atlas = open_atlas(pack)
    motif = atlas.motif(id)
    gated = motif.family in GATED
    sign = (
        draw_gated_sign(motif, atlas, size, opt_in=opt_in, turn=turn)
        if gated
        else draw_sign(motif, atlas, size, seed, craft)
    )
    words = caption(motif, atlas)
    _write(out, sign, size, words, gated)
    if height is not None:
        grey = Image.fromarray(np.round(sign.height * 65535).astype(np.uint16))
        with whole_file(height) as part:
            grey.save(part, "PNG")
    _say(motif, sign, out, height, as_json, words)


def _check_paths(out: Path, height: Path | None, craft: str) -> None:
    """Refuse what could not be written before anything is drawn."""
    if out.suffix.lower() not in (".png", ".svg"):
        raise OutputError(f"{out.name} would hold a picture; name a file that ends in .png or .svg")
    if height is not None and height.suffix.lower() != ".png":
        raise OutputError(f"{height.name} would hold a height map; name a file that ends in .png")
    if out.suffix.lower() == ".svg" and craft != "flat":
        raise InputError(f"vector paths have no {craft}; write a .png, or draw it flat")


def _write(out: Path, sign: Sign, size: int, words: str, gated: bool) -> None:
    """The picture; under a gated sign stands its caption."""
    with whole_file(out) as part:
        if out.suffix.lower() == ".svg":
            drawing = sign.drawing
            wide, high = size, max(1, round(size / drawing.aspect))
            part.write_text(to_svg(drawing, sign.dyes, wide, high, float(wide), words), "utf-8")
        else:
            image = captioned(sign.image, words) if gated else sign.image
            Image.fromarray(image).save(part, "PNG")


def _say(motif: Motif, sign: Sign, out: Path, height: Path | None, as_json: bool, words: str) -> None:
    if as_json:
        told = {
            "motif": motif.id, "culture": motif.culture, "family": motif.family, "dyes": list(sign.dyes),
            "sacred": motif.sacred, "turn": motif.turn if motif.handed else "", "standing": motif.standing,
            "source": list(motif.source), "file": out.name, "height": height.name if height else None,
        }  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(f"{out.name}: {words}")
