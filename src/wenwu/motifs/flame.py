"""Fire: tongues from one hearth, deformed by their phase."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from wenwu.motifs.curve import arc, points, ribbon, smooth
from wenwu.motifs.family import Params, count, family, number
from wenwu.motifs.path import Drawing, Real, Shape, Shapes, both_sides, filled, moved


@family("flame", upright=True)
def flame(params: Params) -> Drawing:
    """Tongues of fire from one hearth, tips curling; `phase` [turns] lets them lick."""
    tongues, phase = count(params, "tongues", 5, 1, 9), number(params, "phase", 0.0)
    half = tongues // 2
    out: list[Shape] = []
    for k in range(half, 0, -1):
        lick = 0.07 * np.sin(2 * np.pi * (phase + 0.3 * k))
        one = _tongue(1.66 - 0.3 * k + lick, 0.62 - 0.06 * k, 0.16 + 0.3 * k + lick, k)
        out += both_sides(moved(one, 0.06 + 0.17 * k, -0.94))
    out += moved(_tongue(1.96, 0.66, 0.06 * np.sin(2 * np.pi * phase), 0), 0, -0.94)
    hearth = [
        filled(arc(r, 0, 180, (0, -0.99)), role) for r, role in ((0.32, 2), (0.25, 0), (0.19, 1), (0.09, 3))
    ]
    return Drawing((*out, *hearth), 1.36 + 0.78 * half, 2.0)


def _tongue(tall: Real, wide: Real, lean: Real, bend: int) -> Shapes:
    """One tongue: a full belly, a waist that swings in, a tip that swings out and curls; rims in rims."""
    sway = 0.1 if bend == 0 else 0.03
    tip = lean + (0.16 if bend else 0.0)
    spine = smooth(
        points(
            (0, 0),
            (0.3 * lean + sway, 0.3 * tall),
            (0.62 * lean - 0.3 * sway, 0.56 * tall),
            (0.74 * lean - sway, 0.76 * tall),
            (0.9 * lean + 0.02, 0.92 * tall),
            (tip, tall),
        ),
        count=7,
    )
    t = np.linspace(0, 1, len(spine))
    width = (
        1.25
        * wide
        * gaussian_filter1d(
            np.interp(t, (0, 0.1, 0.28, 0.5, 0.72, 0.88, 1), (0.34, 0.72, 0.86, 0.6, 0.28, 0.13, 0.0)), 1.5
        )
    )
    width[-1] = 0.0
    out = []
    for share, fat, role in ((1.0, 1.0, 2), (0.97, 0.8, 1), (0.8, 0.5, 0), (0.74, 0.38, 3)):
        last = max(4, round(share * len(spine)))
        thin = np.minimum(1.0, (last - 1 - np.arange(last)) / (0.34 * last)) if share < 0.9 else 1.0
        out.append(filled(ribbon(spine[:last], width[:last] * fat * thin), role))
    return tuple(out)
