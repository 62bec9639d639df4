"""The phoenix: a crested head turned back, both wings raised, a train of long curling plumes."""

import numpy as np

from wenwu.motifs.creature import spot
from wenwu.motifs.curve import along, circle, points, ribbon, smooth, spiral, tapered
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.path import Drawing, Points, Real, Shapes, filled, moved, stroked


@family("phoenix", upright=True)
def phoenix(params: Params) -> Drawing:
    """Feathers in rims, a scaled breast, a hooked bill with a wattle; `plumes` of the train end in an eye."""
    plumes = count(params, "plumes", 5, 3, 7)
    train = [t for k in range(plumes) for t in _plume(k / (plumes - 1), (1, 3, 4)[k % 3])]
    far = [t for k in range(6) for t in _feather((0.4, 0.1), 58 - 13 * k, 1.15 - 0.06 * k, (4, 3)[k % 2])]
    near = [t for k in range(7) for t in _feather((0.12, 0.06), 88 + 12 * k, 1.42 - 0.09 * k, (3, 1)[k % 2])]
    return Drawing(
        moved((*_legs(), *train, *far, *_trunk(), *near, *_coverts(), *_head()), 0.52, -0.08), 3.9, 3.0
    )


def _feather(root: tuple[Real, Real], degrees: Real, long: Real, role: int) -> Shapes:
    """One feather of a wing, from the shoulder outward, its tip curling."""
    a, b = np.radians(degrees), np.radians(degrees + 10)
    start = np.array(root)
    tip = start + long * np.array([np.cos(a), np.sin(a)])
    middle = start + 0.55 * long * np.array([np.cos(b), np.sin(b)])
    line = smooth(np.stack([start, middle, tip]), count=10)
    wide = 0.21 * np.sin(np.pi * (0.08 + 0.9 * np.linspace(0, 1, len(line)))) ** 0.6
    return (
        filled(ribbon(line, wide + 0.05), 0),
        filled(ribbon(line, wide), 2),
        filled(ribbon(line, wide * 0.66), role),
        stroked(line[3:-2], 0, 0.018),
    )


def _plume(share: Real, main: int) -> Shapes:
    """A plume of the train: it swings out behind and down, and its tip rolls up round an eye."""
    end = np.array([-1.95 + 0.95 * share**1.3, 0.42 - 1.5 * share])
    roll = spiral(0.24, 0.07, 0.9, 70 - 70 * share, 1, (float(end[0]) + 0.04, float(end[1]) - 0.14))
    bow = np.array([-0.8 + 0.3 * share, 0.22 - 0.62 * share])
    line = smooth(np.concatenate([points((-0.1, -0.18)), bow[None], roll[1::4]]), count=10)
    t = np.linspace(0, 1, len(line))
    wide = 0.19 * np.sin(np.pi * np.clip(0.16 + 0.74 * t, 0, 1)) ** 0.8
    place, side = along(line, 13, 0.12, 0.66)
    barbs = [
        stroked(np.stack([p + n * 0.085, p - [0.05, 0.0], p - n * 0.085]), 0, 0.02)
        for p, n in zip(place, side, strict=True)
    ]
    eye = spot(0.1, float(end[0]) + 0.04, float(end[1]) - 0.14, (2, 0, 1))
    return (
        filled(ribbon(line, wide + 0.05), 0),
        filled(ribbon(line, wide), 2),
        filled(ribbon(line, wide * 0.7), main),
        *barbs,
        *eye,
    )


def _trunk() -> Shapes:
    """Neck and body, the breast in scales."""
    edge = smooth(
        points(
            (0.86, 0.86),
            (0.62, 0.62),
            (0.6, 0.24),
            (0.46, -0.2),
            (0.12, -0.44),
            (-0.24, -0.3),
            (-0.2, -0.04),
            (0.16, 0.16),
            (0.34, 0.52),
            (0.5, 0.88),
            (0.66, 1.0),
        ),
        True,
    )
    middle = np.array([0.28, 0.06])
    out = [filled(middle + (edge - middle) * k, role) for k, role in ((1.09, 0), (1.02, 2), (0.92, 1))]
    spots = [(0.5 - 0.05 * j - 0.13 * i, 0.26 - 0.12 * j - 0.02 * i) for j in range(5) for i in range(3)]
    for x, y in spots:
        out += [filled(circle(0.062, x, y, 14), 2), filled(circle(0.044, x, y, 14), 1)]
    ruff = [
        stroked(smooth(points((0.4 + d, 0.6 + d), (0.5 + d, 0.52 + d), (0.6 + d, 0.5 + d))), 3, 0.04)
        for d in (0.0, 0.07, 0.14)
    ]
    return (*out, *ruff)


def _coverts() -> Shapes:
    """Short feathers over the shoulder."""
    line: Points = points((0.12, 0.08))
    rings = [
        (*line[0] + 0.26 * np.array([np.cos(a), np.sin(a)]), 0.1) for a in np.radians(np.arange(80, 200, 24))
    ]
    small = [t for x, y, r in rings for t in spot(r, float(x), float(y), (0, 2, 4))]
    return (*small, *spot(0.2, 0.14, 0.06, (0, 2, 1, 0, 3)))


def _head() -> Shapes:
    """Crest of three flames, long eye, hooked bill, wattle."""
    crest = [
        filled(
            tapered(
                smooth(
                    points(
                        (0.68, 0.98),
                        (0.6 - 0.14 * k, 1.16 + 0.03 * (2 - k)),
                        (0.36 - 0.2 * k, 1.2 - 0.1 * k),
                        (0.3 - 0.22 * k, 1.1 - 0.12 * k),
                    )
                ),
                w,
                0.03,
            ),
            role,
        )
        for k in range(3)
        for w, role in ((0.14, 0), (0.09, (4, 2, 3)[k]))
    ]
    bill = smooth(points((0.86, 1.02), (1.06, 1.0), (1.16, 0.84), (1.04, 0.88), (0.86, 0.84)), True)
    wattle = [filled(smooth(points((0.84, 0.86), (0.94, 0.76), (0.86, 0.62), (0.76, 0.74)), True), 4)]
    skull = spot(0.19, 0.76, 0.92, (0, 2, 1))
    eye = smooth(points((0.68, 0.96), (0.78, 1.01), (0.9, 0.97), (0.78, 0.93)), True)
    return (
        *crest,
        filled(bill, 2, 0, 0.03),
        stroked(points((0.88, 0.92), (1.06, 0.92)), 0, 0.02),
        *wattle,
        *skull,
        filled(eye, 0),
        filled(circle(0.028, 0.79, 0.97, 12), 2),
    )


def _legs() -> Shapes:
    """One leg stands, its toes spread."""
    return tuple(
        stroked(path, role, w)
        for x in (0.08, 0.26)
        for path in (
            points((x, -0.36), (x - 0.04, -0.6), (x + 0.05, -0.8)),
            points((x - 0.1, -0.88), (x + 0.05, -0.8), (x + 0.2, -0.88)),
            points((x + 0.05, -0.8), (x + 0.04, -0.9)),
        )
        for w, role in ((0.09, 0), (0.05, 2))
    )
