"""Vector to pixels: a drawing in its dyes becomes a small RGBA tile, by way of SVG."""

import io
from collections.abc import Sequence

import numpy as np
import resvg_py
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image

from wenwu.motifs.path import Drawing, Shape

Tile = UInt8[ndarray, "H W 4"]


def draw_tile(drawing: Drawing, dyes: Sequence[str], width: int, height: int, repeats: int = 1) -> Tile:
    """The drawing, scaled alike both ways, centred in a tile of that size; `repeats` periods side by side."""
    markup = to_svg(drawing, dyes, width, height, repeats)
    png = resvg_py.svg_to_bytes(svg_string=markup, skip_system_fonts=True)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def to_svg(drawing: Drawing, dyes: Sequence[str], width: int, height: int, repeats: int = 1) -> str:
    """SVG markup of the drawing. A frieze of several periods fills the width, and runs on beyond both edges."""
    scale = (
        width / (drawing.width * repeats)
        if repeats > 1
        else min(width / drawing.width, height / drawing.height)
    )
    body = "".join(_markup(shape, dyes) for shape in drawing.shapes)
    if repeats > 1:
        step = drawing.width
        ends = ((k - (repeats - 1) / 2) * step for k in range(-1, repeats + 1))
        body = f'<defs><g id="u">{body}</g></defs>' + "".join(f'<use href="#u" x="{x:.4f}"/>' for x in ends)
    place = f"translate({width / 2:.3f} {height / 2:.3f}) scale({scale:.5f} {-scale:.5f})"
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g transform="{place}">{body}</g></svg>'


def _markup(shape: Shape, dyes: Sequence[str]) -> str:
    """One path element."""
    data = "".join(_data(ring, shape.closed) for ring in shape.rings)
    paint = f'fill="{dye(dyes, shape.fill) if shape.fill is not None else "none"}"'
    if shape.line is not None:
        ends = "" if shape.square else ' stroke-linecap="round" stroke-linejoin="round"'
        paint += f' stroke="{dye(dyes, shape.line)}" stroke-width="{shape.width:.4f}"{ends}'
    return f'<path d="{data}" {paint}/>'


def _data(ring: np.ndarray, closed: bool) -> str:
    words = " ".join(["%.3f"] * (2 * len(ring))) % tuple(ring.ravel().tolist())
    return f"M{words}{'Z' if closed else ''}"


def dye(dyes: Sequence[str], role: int) -> str:
    """The colour that plays a role; too few dyes take turns, the first staying with role 0."""
    if role < len(dyes):
        return dyes[role]
    return dyes[1 + (role - 1) % (len(dyes) - 1)] if len(dyes) > 1 else dyes[0]
