"""The silkworm dragon: a coiled body in rings, ox horns, short feet, no scales."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.motifs.curve import along, circle, disc, leaf, points, ribbon, smooth, spiral, tapered
from wenwu.motifs.dragon import dragon_head
from wenwu.motifs.family import Params, count, family, number, word
from wenwu.motifs.path import Drawing, Points, Shape, Shapes, filled, moved, scaled, stroked, turned

Spot = Float[ndarray, "2"]  # x, y


@family("dragon_coil", upright=True)
def dragon_coil(params: Params) -> Drawing:
    """`horns` ox or deer over a fat ringed body that coils about a pearl; `rings` and `feet` are counted."""
    rings, feet = count(params, "rings", 22, 10, 40), count(params, "feet", 9, 0, 16)
    spine = _spine(number(params, "turns", 1.1))
    t = np.linspace(0, 1, len(spine))
    wide = 0.46 * np.sin(np.pi * np.clip(0.2 + 0.75 * t, 0, 1)) ** 0.75 + 0.04
    place, side = along(spine, rings, 0.04, 0.97)
    width = np.interp(np.linspace(0.04, 0.97, rings), t, wide)
    legs = [s for p, n, w in list(zip(place, side, width, strict=True))[2::2][:feet] for s in _foot(p, n, w)]
    body = [filled(ribbon(spine, wide + 0.1), 2), filled(ribbon(spine, wide), 1)]
    pairs = list(zip(place, side, width, strict=True))
    bands = [_ring(p, n, w, role, thick) for p, n, w in pairs for role, thick in ((2, 0.05), (0, 0.02))]
    dots = [filled(disc(0.05, p - n * 0.24 * w, 12), 3 if k % 2 else 4) for k, (p, n, w) in enumerate(pairs)]
    tuft = [
        s
        for a in (-52, -20, 14, 46)
        for s in moved(
            turned((filled(leaf(0.4, 0.16, 0.08), 2), filled(leaf(0.34, 0.1, 0.08), 4)), _heading(spine) + a),
            *spine[-1],
        )
    ]
    pearl = [
        filled(circle(r, 0.06, 0.06, 30), role) for r, role in ((0.26, 2), (0.2, 0), (0.15, 3), (0.07, 2))
    ]
    head = moved(scaled(dragon_head(word(params, "horns", "ox")), 0.92), 0.98, 1.02)
    return Drawing(moved((*legs, *tuft, *body, *bands, *dots, *pearl, *head), -0.1, -0.3), 3.5, 3.5)


def _spine(turns: float) -> Points:
    """From the neck round and in to the tail."""
    coil = spiral(1.12, 0.5, turns, 24, -1)
    return smooth(np.concatenate([points((0.98, 0.94)), coil[2::4]]), count=8)


def _heading(spine: Points) -> float:
    """Degrees that turn a leaf standing up into one that goes on from the end of a line."""
    x, y = spine[-1] - spine[-3]
    return float(np.degrees(np.arctan2(y, x))) - 90


def _ring(p: Spot, n: Spot, w: float, role: int, thick: float) -> Shape:
    """A bowed line across the body."""
    ahead = np.array([n[1], -n[0]])
    line = np.stack(
        [p + n * w * 0.47, p + n * w * 0.2 + ahead * 0.05, p - n * w * 0.2 + ahead * 0.05, p - n * w * 0.47]
    )
    return stroked(smooth(line, count=4), role, thick)


def _foot(p: Spot, n: Spot, w: float) -> Shapes:
    """A stub on the outer side."""
    line = smooth(
        np.stack([p + n * w * 0.4, p + n * (w * 0.5 + 0.12), p + n * (w * 0.5 + 0.2) + [0.05, -0.03]]),
        count=4,
    )
    return (filled(tapered(line, 0.2, 0.1), 2), filled(tapered(line, 0.12, 0.05), 3))
