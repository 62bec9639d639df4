"""Vector to pixels: a drawing in its dyes becomes a small RGBA tile, by way of SVG."""

import io
from collections.abc import Sequence

import numpy as np
import resvg_py
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image

from wenwu.motifs.path import Drawing, Real, Shape

Tile = UInt8[ndarray, "H W 4"]


def draw_tile(drawing: Drawing, dyes: Sequence[str], width: int, height: int, step: Real = 0.0) -> Tile:
    """The drawing, scaled alike both ways, centred in a tile of that size.

    With a `step` [px] it is one period of a frieze, that long from the tile's left edge.
    """
    png = resvg_py.svg_to_bytes(svg_string=to_svg(drawing, dyes, width, height, step), skip_system_fonts=True)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def to_svg(drawing: Drawing, dyes: Sequence[str], width: int, height: int, step: Real = 0.0) -> str:
    """SVG markup of the drawing."""
    scale = step / drawing.width if step else min(width / drawing.width, height / drawing.height)
    middle = (step or width) / 2
    body = "".join(_markup(shape, dyes) for shape in drawing.shapes)
    place = f"translate({middle:.3f} {height / 2:.3f}) scale({scale:.5f} {-scale:.5f})"
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
