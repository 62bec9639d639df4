"""The almond of caps and shawls."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from wenwu.motifs.curve import along, circle, petal, points, ribbon, smooth
from wenwu.motifs.family import Params, family
from wenwu.motifs.path import Drawing, filled, moved, ring_of, scaled


@family("badam")
def badam(params: Params) -> Drawing:
    """The almond: a drop whose tip curls over, rims within rims, a sprig in its heart, pearls about it."""
    spine = smooth(
        points(
            (0.0, -0.98),
            (-0.08, -0.6),
            (-0.1, -0.2),
            (-0.03, 0.2),
            (0.14, 0.54),
            (0.4, 0.76),
            (0.62, 0.72),
            (0.66, 0.54),
            (0.54, 0.48),
        ),
        count=9,
    )
    t = np.linspace(0, 1, len(spine))
    belly = np.interp(
        t,
        np.linspace(0, 1, 14),
        (0.45, 0.7, 0.86, 0.96, 1, 0.98, 0.88, 0.74, 0.57, 0.4, 0.28, 0.2, 0.13, 0.02),
    )
    width = 1.2 * gaussian_filter1d(belly, 3) * np.sqrt(1 - (1 - np.minimum(1, 8 * t)) ** 2)
    rims = []
    for share, fat, role in ((1.0, 1.0, 1), (0.92, 0.82, 0), (0.9, 0.74, 2), (0.8, 0.5, 0), (0.76, 0.4, 1)):
        last = round(share * len(spine))
        first = round(0.13 * (1 - fat) * len(spine))
        ends = np.minimum(
            1,
            np.minimum(np.arange(last - first) + 0.5, last - first - 0.5 - np.arange(last - first))
            / (12 - 7 * fat),
        )
        rims.append(
            filled(
                ribbon(
                    spine[first:last],
                    width[first:last] * fat * (1.0 if fat == 1 else np.sqrt(1 - (1 - ends) ** 2)),
                ),
                role,
            )
        )
    heart = (-0.06, -0.4)
    sprig = moved(
        (
            *ring_of((filled(petal(0.22, 0.15, 0.4), 0), filled(petal(0.17, 0.09, 0.4), 3)), 6),
            filled(circle(0.07), 2),
        ),
        *heart,
    )
    edge = ribbon(spine, width + 0.17)
    place, _ = along(edge[8 : len(spine) - 14], 9)
    other, _ = along(edge[len(spine) + 14 : -8], 8)
    beads = [filled(circle(0.05, p[0], p[1], 12), 3) for p in (*place, *other)]
    return Drawing(moved(scaled((*beads, *rims, *sprig), 0.9), -0.03, -0.06), 1.66, 2.1)
