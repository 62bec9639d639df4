"""Leaflets: small growing forms without a top, for the gaps between large ones."""

import numpy as np

from wenwu.motifs.curve import along, circle, leaf, points, ribbon, smooth, spiral
from wenwu.motifs.family import Params, family, number
from wenwu.motifs.path import Drawing, Shapes, filled, moved, stroked


@family("leaf")
def leaflet(params: Params) -> Drawing:
    """A bent leaf with a rim, a vein and barbs along it."""
    bend = number(params, "bend", 0.5)
    t = np.linspace(0, 1, 24)
    spine = np.stack([bend * t**2, 1.9 * t], 1)
    body = [
        filled(ribbon(spine, w * np.sin(np.pi * t**0.85) ** 0.8), role) for w, role in ((0.84, 2), (0.6, 1))
    ]
    vein = filled(ribbon(spine[1:20], 0.09 * (1 - 0.8 * t[1:20])), 0)
    roots, side = along(spine, 4, 0.24, 0.66)
    barbs = [
        stroked(np.stack([p, p + s * 0.17 * n + [0.03, 0.15]]), 0, 0.055)
        for p, n in zip(roots, side, strict=True)
        for s in (1, -1)
    ]
    return Drawing(moved((*body, vein, *barbs), -0.3 * bend, -0.95), 1.04, 1.96)


@family("tendril")
def tendril(params: Params) -> Drawing:
    """A pointed stem that rolls up at its end about a bud, with a leaf on its back."""
    coil = spiral(0.46, 0.2, 0.95, 195, -1, (0.02, 0.46))
    stem = smooth(np.concatenate([points((0.34, -0.98), (0.0, -0.62), (-0.34, -0.1)), coil[2::4]]), count=6)
    t = np.linspace(0, 1, len(stem))
    width = 0.3 * np.minimum(1, 0.1 + 5 * t) * (1 - 0.55 * t)
    body: Shapes = (filled(ribbon(stem, width), 2), filled(ribbon(stem, width * 0.56), 1))
    bud = [filled(circle(r, 0.04, 0.44, 20), role) for r, role in ((0.15, 2), (0.09, 3))]
    side = moved((filled(leaf(0.62, 0.32, 0.34), 2), filled(leaf(0.5, 0.18, 0.26), 3)), 0.06, -0.66)
    return Drawing((*side, *body, *bud), 1.1, 2.0)
