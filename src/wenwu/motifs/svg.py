"""A drawing as SVG: paths and nothing else."""

from collections.abc import Sequence
from html import escape

import numpy as np

from wenwu.motifs.path import Drawing, Real, Shape
from wenwu.motifs.raster import dye_of


def to_svg(
    drawing: Drawing, dyes: Sequence[str], width: int, height: int, step: Real = 0.0, title: str = ""
) -> str:
    """SVG markup of the drawing, paths and nothing else; `title` says what it is."""
    scale = step / drawing.width if step else min(width / drawing.width, height / drawing.height)
    middle = (step or width) / 2
    body = "".join(_markup(shape, dyes) for shape in drawing.shapes)
    place = f"translate({middle:.3f} {height / 2:.3f}) scale({scale:.5f} {-scale:.5f})"
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    name = f"<title>{escape(title)}</title>" if title else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{name}<g transform="{place}">{body}</g></svg>'


def _markup(shape: Shape, dyes: Sequence[str]) -> str:
    """One path element."""
    data = "".join(_data(ring, shape.closed) for ring in shape.rings)
    paint = f'fill="{dyes[dye_of(shape.fill, len(dyes))] if shape.fill is not None else "none"}"'
    if shape.line is not None:
        ends = "" if shape.square else ' stroke-linecap="round" stroke-linejoin="round"'
        paint += f' stroke="{dyes[dye_of(shape.line, len(dyes))]}" stroke-width="{shape.width:.4f}"{ends}'
    return f'<path d="{data}" {paint}/>'


def _data(ring: np.ndarray, closed: bool) -> str:
    words = " ".join(["%.3f"] * (2 * len(ring))) % tuple(ring.ravel().tolist())
    return f"M{words}{'Z' if closed else ''}"
