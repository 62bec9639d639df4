"""Friezes: one sign, repeated along a line by one of the seven groups of a strip.

The names are those of the atlas (`Band.symmetry`). Motions are about the origin: `p` is the period, mirrors
stand on x = 0 and lie on y = 0, glides go half a period.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from wenwu.atlas.band import Symmetry
from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs.isometry import FLAT, HALF, STAY, UPRIGHT, Motion
from wenwu.motifs.path import Drawing, Real, Shape, endless

FRIEZES: Mapping[Symmetry, tuple[Motion, ...]] = {  # offsets in periods
    "p111": (STAY,),
    "p1m1": (STAY, UPRIGHT),
    "p11m": (STAY, FLAT),
    "p11g": (STAY, FLAT.then(0.5, 0)),
    "p2": (STAY, HALF),
    "p2mg": (STAY, HALF, FLAT.then(0.5, 0), UPRIGHT.then(0.5, 0)),
    "p2mm": (STAY, HALF, UPRIGHT, FLAT),
}


def frieze(
    shapes: Iterable[Shape], group: Symmetry, period: Real, height: Real, handed: bool = False
) -> Drawing:
    """One period of the strip; layers stay in order, and neighbours meet.

    A sign with a hand of its own is refused by every group that would mirror it.
    """
    if not (np.isfinite(period) and period > 0):
        raise InputError(f"a frieze needs a period above 0; it got {period:g}")
    motions = FRIEZES[group]
    if handed and any(m.mirrors for m in motions):
        raise RefusedError(f"the frieze group {group} mirrors, and this sign has a hand; choose p111 or p2")
    copies = [t for s in shapes for m in motions for t in m.of((s,), (float(period), 1.0))]
    return Drawing(endless(copies, period), period, height)
