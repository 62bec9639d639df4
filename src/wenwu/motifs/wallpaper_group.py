"""Wallpapers: one sign, repeated over the plane by one of the seventeen groups of `wallpaper`.

Rectangular, square and hexagonal cells have their first axis along x, hexagonal axes stand at 120°, a rhombic
cell stands on a corner. A tile is the smallest upright rectangle that repeats.
"""

from collections.abc import Iterable
from itertools import product
from math import ceil, sqrt

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs import wallpaper as groups
from wenwu.motifs.isometry import STAY, Motion
from wenwu.motifs.path import Drawing, Real, Shape, Shapes, moved


def motions_of(group: groups.Group) -> tuple[Motion, ...]:
    """Where one sign of a cell goes: itself, then every other motion."""
    out = [STAY]
    for motion in group.motions:
        a, b, c, d = motion.linear
        out.append(Motion(((a, b), (c, d)), (motion.halves[0] / 2, motion.halves[1] / 2)))
    return tuple(out)


def axes_of(lattice: str, side: Real, rise: Real) -> tuple[Float[ndarray, "2 2"], int]:
    """The axes as columns, and how many cells an upright tile holds."""
    if lattice == "oblique":
        return np.array([[side, side / 3], [0.0, rise]]), 3
    if lattice == "rhombic":
        return np.array([[side / 2, side / 2], [-rise / 2, rise / 2]]), 2
    if lattice == "hexagonal":
        return np.array([[side, -side / 2], [0.0, side * sqrt(3) / 2]]), 2
    return np.diag([float(side), float(side if lattice == "square" else rise)]), 1


def wallpaper(
    shapes: Iterable[Shape], group: str, side: Real, rise: Real | None = None, handed: bool = False
) -> Drawing:
    """One upright tile of the pattern that a sign makes; neighbours meet on all four sides.

    `side` is the width of the tile, `rise` the height of a cell where the group leaves it free (else it is
    ignored). A sign with a hand of its own is refused by every group that would mirror it.
    """
    tall = side if rise is None else rise
    if not (np.isfinite([side, tall]).all() and side > 0 and tall > 0):
        raise InputError(f"a wallpaper needs sides above 0; it got {side:g} and {tall:g}")
    if group not in groups.GROUPS:
        raise InputError(f"no wallpaper group {group!r}; known: {', '.join(groups.GROUPS)}")
    known = groups.GROUPS[group]
    if handed and not known.handed:
        raise RefusedError(
            f"the wallpaper group {group} mirrors, and this sign has a hand; choose p1, p2, p3, p4 or p6"
        )
    basis, cells = axes_of(known.lattice, side, tall)
    width, height = float(side), float(np.linalg.det(basis) * cells / side)
    shifts = [basis[:, 1] * k for k in range(cells)]
    copies: list[Shape] = []
    for s in shapes:
        for m, by in product(motions_of(known), shifts):
            copies += _over(moved(m.of((s,), basis), *by), width, height)
    return Drawing(tuple(copies), width, height)


def _over(shapes: Shapes, width: Real, height: Real) -> Shapes:
    """Every copy, a whole number of tiles away, that touches the tile about the origin."""
    ring = np.concatenate([r for s in shapes for r in s.rings])
    thick = max(s.width for s in shapes)
    reach = []
    for low, high, period in zip(ring.min(0) - thick, ring.max(0) + thick, (width, height), strict=True):
        reach.append(range(ceil((-period / 2 - high) / period), ceil((period / 2 - low) / period)))
    return tuple(t for i, j in product(*reach) for t in moved(shapes, i * width, j * height))
