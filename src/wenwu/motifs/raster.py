"""Vector to pixels: a drawing in its dyes becomes a small RGBA tile."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float32, Int64, UInt8
from numpy import ndarray

from wenwu.motifs.paint_kernel import paint
from wenwu.motifs.path import Drawing, Real, Shape

Tile = UInt8[ndarray, "H W 4"]


def draw_tile(drawing: Drawing, dyes: Sequence[str], width: int, height: int, step: Real = 0.0) -> Tile:
    """The drawing, scaled alike both ways, centred in a tile of that size.

    With a `step` [px] it is one period of a frieze, that long from the tile's left edge.
    """
    scale = step / drawing.width if step else min(width / drawing.width, height / drawing.height)
    image = np.zeros((height, width, 4), np.float32)
    shapes = [s for s in drawing.shapes if s.rings]
    if shapes:
        rings = [r for s in shapes for r in s.rings]
        points = np.concatenate(rings) * [scale, -scale] + [(step or width) / 2, height / 2]
        style = np.array([_style(s, len(dyes)) for s in shapes], np.int64)
        widths = np.array([s.width * scale for s in shapes], np.float32)
        starts = _starts(rings), _starts([s.rings for s in shapes])
        paint(image, points.astype(np.float32), *starts, style, widths, _bytes(dyes))
    cover = np.maximum(image[..., 3:], 1e-6)
    image[..., :3] /= cover
    return np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)


def _starts(parts: Sequence[Sequence | ndarray]) -> Int64[ndarray, " N"]:
    """Where each part begins once all are laid end to end, and where the last one ends."""
    return np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.int64)


def _style(shape: Shape, dyes: int) -> tuple[int, int, int, int]:
    fill, line = (-1 if role is None else dye_of(role, dyes) for role in (shape.fill, shape.line))
    return fill, line, int(shape.closed), int(shape.square)


def dye_of(role: int, dyes: int) -> int:
    """Which of the dyes plays a role; too few take turns, the first staying with role 0."""
    return role if role < dyes else 1 + (role - 1) % (dyes - 1) if dyes > 1 else 0


def _bytes(dyes: Sequence[str]) -> Float32[ndarray, "K 3"]:
    return np.array([[int(d[k : k + 2], 16) / 255 for k in (1, 3, 5)] for d in dyes], np.float32)
