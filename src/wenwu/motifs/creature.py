"""Animals: butterfly and pheasant. Each stands upright; none is ever turned over."""

import numpy as np

from wenwu.motifs.curve import along, circle, log_spiral, points, ribbon, smooth, tapered
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.path import (
    Drawing,
    Real,
    Shapes,
    both_sides,
    filled,
    moved,
    stroked,
)


def spot(radius: Real, x: Real, y: Real, roles: tuple[int, ...] = (0, 2, 1, 0)) -> Shapes:
    """An eye spot: rings within rings."""
    return tuple(
        filled(circle(radius * (1 - k / len(roles)), x, y, 24), role) for k, role in enumerate(roles)
    )


@family("butterfly", upright=True)
def butterfly(params: Params) -> Drawing:
    """Fore and hind wings in rims, eye spots, scalloped edges, coiled feelers."""
    fore = smooth(
        points((0.06, 0.1), (0.16, 0.5), (0.55, 0.86), (0.92, 0.82), (0.97, 0.5), (0.74, 0.18), (0.36, 0.02)),
        True,
    )
    hind = smooth(
        points(
            (0.06, 0.02),
            (0.4, -0.02),
            (0.78, -0.14),
            (0.84, -0.48),
            (0.58, -0.78),
            (0.32, -0.9),
            (0.3, -0.56),
            (0.1, -0.3),
        ),
        True,
    )
    wing: list = []
    for edge, middle, main in ((hind, (0.36, -0.3), 3), (fore, (0.42, 0.36), 1)):
        m = np.array(middle)
        wing += [
            filled(m + (edge - m) * s, role)
            for s, role in ((1.06, 2), (0.95, 0), (0.88, main), (0.6, 0), (0.54, 4), (0.36, main))
        ]
        rim, _ = along(m + (edge - m) * 0.76, 15, 0.0, 0.95)
        wing += [filled(circle(0.032, p[0], p[1], 10), 2) for p in rim]
    spots = [
        t
        for k in range(count(params, "eye_spots", 2, 1, 3))
        for t in spot(
            (0.17, 0.14, 0.09)[k], *((0.66, 0.58), (0.56, -0.46), (0.34, 0.3))[k], roles=(0, 2, 1, 0, 4)
        )
    ]
    veins = [
        stroked(points((0.1, 0.06), p), 2, 0.025)
        for p in ((0.4, 0.52), (0.52, 0.3), (0.44, -0.2), (0.3, -0.4))
    ]
    feeler = smooth(
        np.concatenate(
            [points((0.04, 0.5), (0.12, 0.72)), log_spiral(0.13, 0.03, 1.1, 180, -1, (0.3, 0.84))[2::3]]
        ),
        count=4,
    )
    half = (*wing, *spots, *veins, filled(tapered(feeler, 0.05, 0.03), 2))
    body = [
        filled(
            smooth(
                points((0, 0.5), (0.1, 0.3), (0.085, -0.2), (0, -0.62), (-0.085, -0.2), (-0.1, 0.3)) * k, True
            ),
            role,
        )
        for k, role in ((1.15, 2), (0.9, 1))
    ]
    rings = [
        stroked(points((-0.075, y), (0, y - 0.04), (0.075, y)), 0, 0.035) for y in np.arange(-0.36, 0.2, 0.1)
    ]
    face = (*spot(0.14, 0, 0.5, (2, 1, 0)), *both_sides((filled(circle(0.03, 0.05, 0.52, 10), 2),)))
    return Drawing((*both_sides(half), *body, *rings, *face), 2.06, 1.96)


@family("bird", upright=True)
def bird(params: Params) -> Drawing:
    """A pheasant in profile: comb, ringed neck, scaled breast, layered wing, long plumes behind."""
    tail = [s for k in range(6) for s in _plume(k)]
    body = smooth(
        points(
            (0.62, 0.62),
            (0.42, 0.32),
            (0.46, -0.02),
            (0.3, -0.4),
            (-0.05, -0.52),
            (-0.36, -0.34),
            (-0.3, 0.0),
            (0.1, 0.24),
            (0.3, 0.58),
            (0.46, 0.78),
        ),
        True,
    )
    m = np.array([0.12, -0.08])
    trunk = [filled(m + (body - m) * s, role) for s, role in ((1.07, 2), (0.98, 1))]
    spots = points(
        (0.3, 0.02), (0.36, -0.14), (0.2, -0.1), (0.26, -0.28), (0.1, -0.2), (0.14, -0.38), (0, -0.32),
        (0.32, 0.16),
    )  # fmt: skip
    scales = [t for x, y in spots.tolist()
              for t in (filled(circle(0.085, x, y, 14), 0), filled(circle(0.065, x, y, 14), 3))]  # fmt: skip
    neck = [
        stroked(
            smooth(
                points(
                    (0.26 + 0.045 * k, 0.46 + 0.085 * k),
                    (0.38 + 0.04 * k, 0.42 + 0.075 * k),
                    (0.46 + 0.04 * k, 0.36 + 0.09 * k),
                )
            ),
            (0, 4, 0)[k],
            0.05,
        )
        for k in range(3)
    ]
    head = (
        *spot(0.1, 0.52, 0.7, (2, 0, 1)),
        filled(points((0.62, 0.76), (0.86, 0.64), (0.6, 0.62)), 3),
        filled(points((0.62, 0.67), (0.8, 0.62), (0.6, 0.6)), 2),
    )
    comb = [
        filled(
            tapered(
                smooth(
                    points((0.5, 0.8), (0.44 - 0.11 * k, 0.98 - 0.03 * k), (0.3 - 0.13 * k, 0.95 - 0.09 * k))
                ),
                0.1,
                0.03,
            ),
            4 if k % 2 else 3,
        )
        for k in range(3)
    ]
    wing = [t for k in range(5) for t in _quill(k)]
    shoulder = spot(0.2, 0.06, -0.02, (2, 4, 0, 3))
    legs = [
        stroked(line, 3, 0.045)
        for x in (0.02, 0.2)
        for line in (
            points((x, -0.48), (x + 0.06, -0.78)),
            points((x - 0.06, -0.82), (x + 0.06, -0.78), (x + 0.2, -0.82)),
        )
    ]
    return Drawing(
        moved((*legs, *tail, *trunk, *scales, *neck, *comb, *head, *wing, *shoulder), 0.34, 0.02), 2.5, 2.16
    )


def _plume(k: int) -> Shapes:
    """One plume of the tail: a long curved leaf with chevrons and an eye."""
    y = 0.34 - 0.21 * k
    bow = 0.34 - 0.16 * k
    spine = smooth(
        points((-0.2, -0.22), (-0.7, y * 0.5 + bow * 0.4), (-1.16, y + bow * 0.5), (-1.44, y + bow * 0.1)),
        count=10,
    )
    t = np.linspace(0, 1, len(spine))
    wide = 0.2 * np.sin(np.pi * np.clip(t * 0.86 + 0.1, 0, 1)) ** 0.7
    place, side = along(spine, 7, 0.25, 0.8)
    marks = [
        stroked(np.stack([p + n * 0.07, p + 0.05 * np.array([-1, 0]), p - n * 0.07]), 0, 0.025)
        for p, n in zip(place, side, strict=True)
    ]
    tip = spine[-4]
    main = (1, 3, 4)[k % 3]
    return (
        filled(ribbon(spine, wide * 1.3), 2),
        filled(ribbon(spine, wide), main),
        *marks,
        *spot(0.085, tip[0], tip[1], (2, 0, 1)),
    )


def _quill(k: int) -> Shapes:
    """One feather of the folded wing."""
    line = smooth(points((0.12, 0.06 - 0.02 * k), (-0.2, 0.12 - 0.1 * k), (-0.58 + 0.06 * k, 0.2 - 0.15 * k)))
    t = np.linspace(0, 1, len(line))
    return tuple(
        filled(ribbon(line, w * np.sin(np.pi * (0.12 + 0.8 * t))), role)
        for w, role in ((0.19, 2), (0.14, (4, 1)[k % 2]), (0.05, 0))
    )
