"""Bends: where each place round a centre lies on the strips of a medallion: how far out, how far along.

An outline of sides (lozenge, square, octagon) has straight strips that are mitred at its corners; a circle or
a lobed outline bends them. One is the distance from the centre to the outline, along its nearest normal.
"""

from dataclasses import dataclass
from math import cos, pi, tan

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from wenwu.atlas.panel import Medallion

SIDES = {"lozenge": (4, pi / 4), "square": (4, 0.0), "octagon": (8, 0.0)}  # how many, the first one's normal
DEPTH, ROUND = 0.13, 0.8  # of a lobe, as a share of the radius; the power of its cosine
Plane = Float32[ndarray, "N N"]


@dataclass(frozen=True)
class Bend:
    """Two coordinates of every place of a square, from −1 to 1 both ways."""

    out: Plane  # 0 in the centre, 1 on the outline
    along: Plane  # 0…1 of the whole way round, or of one side
    sides: int  # that the way is made of; 1: bent, no corners
    length: float  # of that way on the outline, in radii

    @property
    def apothem(self) -> float:
        """How far off the middle of a side is, in radii."""
        return 1.0 if self.sides == 1 else cos(pi / self.sides)


def bend(medallion: Medallion, pixels: int) -> Bend:
    """The coordinates at a square of so many pixels each way."""
    line = (np.arange(pixels, dtype=np.float32) + 0.5) / pixels * 2 - 1
    x, y = np.meshgrid(line, -line)
    if medallion.outline in SIDES:
        return _straight(*SIDES[medallion.outline], x, y)
    angle = np.arctan2(y, x)
    radius = np.hypot(x, y)
    if medallion.outline == "lobed":
        radius = radius / (1 - DEPTH + DEPTH * np.abs(np.cos(0.5 * medallion.lobes * angle)) ** ROUND)
    return Bend(radius.astype(np.float32), (angle / (2 * pi) % 1.0).astype(np.float32), 1, 2 * pi)


def _straight(sides: int, first: float, x: Plane, y: Plane) -> Bend:
    """A regular outline that touches the circle of radius 1 with its corners."""
    apothem = cos(pi / sides)
    angle = np.arctan2(y, x)
    normal = np.round((angle - first) / (2 * pi / sides)) * (2 * pi / sides) + first
    c, s = np.cos(normal), np.sin(normal)
    out, along = x * c + y * s, y * c - x * s
    half = apothem * tan(pi / sides)
    return Bend(
        (out / apothem).astype(np.float32), (0.5 + along / (2 * half)).astype(np.float32), sides, 2 * half
    )


def reach(medallion: Medallion) -> float:
    """How far from the centre the outline's nearest place is, in radii."""
    if medallion.outline in SIDES:
        return cos(pi / SIDES[medallion.outline][0])
    return 1 - DEPTH if medallion.outline == "lobed" else 1.0


def swell(medallion: Medallion, angle: float) -> float:
    """How much farther out the outline is in a direction [rad] than where it is nearest."""
    if medallion.outline in SIDES:
        sides, first = SIDES[medallion.outline]
        off = (angle - first + pi / sides) % (2 * pi / sides) - pi / sides
        return 1 / cos(off)
    if medallion.outline == "lobed":
        return 1 + DEPTH / (1 - DEPTH) * abs(cos(0.5 * medallion.lobes * angle)) ** ROUND
    return 1.0
