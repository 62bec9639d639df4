"""Suns and scales: the star of a drum's face with its rays, fish scales, terraces, wells."""

import numpy as np

from wenwu.motifs.curve import arc, circle, disc, points
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.path import Drawing, Shape, Shapes, endless, filled, moved, ring_of, stroked, turned


@family("sun")
def sun(params: Params) -> Drawing:
    """The star of a drum's face: `n` long rays from a raised heart, chevrons between, a crown of flames."""
    n = count(params, "n", 8, 4, 24)
    wide = np.pi / n
    lick = points((-0.45 * wide, 0.74), (-0.34 * wide, 0.82), (-0.1 * wide, 0.88), (0, 0.99))
    flame = np.concatenate([lick, (lick * [-1, 1])[-2::-1]])
    crown = ring_of((filled(flame, 1), filled(flame * 0.5 + [0, 0.39], 2)), 2 * n)
    rims = [filled(circle(r, count=72), role) for r, role in ((0.77, 2), (0.735, 0), (0.7, 1), (0.665, 0))]
    ray = points((-0.2 * wide, 0.1), (0, 0.63), (0.2 * wide, 0.1))
    star = ring_of((filled(points((-0.6 * wide, 0.2), (0, 0.64), (0.6 * wide, 0.2)), 2), filled(ray, 1)), n)
    chevrons: list[Shape] = []
    for k, role in ((0, 3), (1, 1), (2, 3)):
        top, half = 0.63 - 0.1 * k, (0.5 - 0.13 * k) * wide
        bird = points((-half, top), (0, top - 0.12), (half, top))
        chevrons += ring_of((stroked(bird, role, 0.03),), n, 180 / n)
    beads = ring_of((filled(circle(0.022, 0, 0.718, 10), 2),), 4 * n)
    heart = [
        filled(circle(r, count=48), role)
        for r, role in ((0.25, 0), (0.225, 2), (0.18, 1), (0.09, 0), (0.05, 2))
    ]
    return Drawing((*crown, *rims, *beads, *chevrons, *star, *heart))


@family("fish_scale", joins=True, upright=True, tiles=True)
def fish_scale(params: Params) -> Drawing:
    """Scales in rows, each covering the gap of the two behind: rims, a fan of ribs, a bead."""
    ribs = count(params, "ribs", 5, 1, 9)
    edge = points(*arc(1.0, 180, 360, (0, 0), 30), (1.0, 0.5), (-1.0, 0.5))
    one: list[Shape] = [filled(edge * k, role) for k, role in ((1.0, 0), (0.93, 1), (0.76, 0), (0.71, 2))]
    fan = np.radians(np.linspace(215, 325, ribs))
    one += [
        stroked(points((0.16 * np.cos(a), 0.16 * np.sin(a)), (0.62 * np.cos(a), 0.62 * np.sin(a))), 1, 0.07)
        for a in fan
    ]
    one += [filled(circle(r, 0, 0.0, 20), role) for r, role in ((0.24, 0), (0.17, 3))]
    rows = [t for y in (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5) for x in _row(y) for t in moved(one, x, y)]
    return Drawing(tuple(rows), 2.0, 1.0)


def _row(y: float) -> tuple[float, ...]:
    return (-2.0, 0.0, 2.0) if round(2 * y) % 2 == 0 else (-1.0, 1.0)


@family("terrace", joins=True, upright=True)
def terrace(params: Params) -> Drawing:
    """Terraced hills: `layers` fields, each a shelf of water on its bank, smaller hills behind."""
    layers = count(params, "layers", 7, 3, 12)
    back, front = _hill(max(layers - 1, 2), 0.9, -0.3), _hill(layers, 1.18, -0.66)
    plain = [filled(points((-5, y), (5, y), (5, -1), (-5, -1)), role) for y, role in ((-0.7, 0), (-0.74, 3))]
    rows = [stroked(points((-5, y), (5, y)), 0, 0.02) for y in (-0.82, -0.91)]
    return Drawing(
        (*endless(moved(back, 1.2, 0), 2.4), *moved(back, -3.6, 0), *endless(front, 2.4), *plain, *rows),
        2.4,
        2.0,
    )


def _hill(layers: int, half: float, foot: float) -> Shapes:
    """Shelves upon shelves, each a little aside of the one below."""
    rise = 1.45 * half / 1.12 / layers
    out: list[Shape] = []
    for k in range(layers):
        wide = half * (1 - 0.8 * k / (layers - 0.5)) * (1 + 0.05 * np.sin(3.3 * k))
        shift, deep = 0.09 * half * np.sin(1.7 * k), 0.95 * rise * (1 - 0.4 * k / layers)
        a = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        bulge = 1 + 0.07 * np.sin(3 * a + 1.9 * k) + 0.03 * np.cos(5 * a + k)
        shelf = np.stack([wide * np.cos(a), -deep * np.sin(a)], 1) * bulge[:, None]
        face = np.concatenate([shelf[:37], (shelf[:37] - [0, 0.62 * rise])[::-1]])
        for shape in (
            filled(face, (1, 2)[k % 2], 0, 0.025),
            filled(shelf, 3, 0, 0.025),
            stroked(shelf * 0.9, 0, 0.014, True),
        ):
            out += moved((shape,), shift, foot + k * rise + 0.2 * rise)
    return tuple(out)


@family("well")
def well(params: Params) -> Drawing:
    """The double well: two wells, squares within squares, drawn out of shape toward one another."""
    nested, hatch = count(params, "nested", 4, 2, 6), count(params, "stones", 5, 3, 9)
    left = points((-0.94, 0.86), (-0.1, 0.94), (-0.03, 0.02), (-0.12, -0.94), (-0.96, -0.8))
    middle = np.array([-0.48, 0.0])
    shapes: list[Shape] = []
    for k in range(nested):
        ring = middle + (left - middle) * (1 - k / (nested + 0.6))
        shapes += [
            filled(ring, 1 if k % 2 == 0 else 2),
            filled(middle + (ring - middle) * (1 - 0.13 / (1 - k / (nested + 1))), 0),
        ]
    kerb = middle + (left - middle) * (1 - 0.5 / (nested + 0.6))
    stones = [
        filled(disc(0.034, a + (b - a) * t, 12), 3)
        for a, b in zip(kerb, np.roll(kerb, -1, 0), strict=True)
        for t in np.arange(hatch) / hatch
    ]
    heart = [filled(disc(r, middle), role) for r, role in ((0.1, 1), (0.05, 0))]
    one = (*shapes, *stones, *heart)
    ties = [stroked(points((-0.03, y), (0.03, y)), 2, 0.05) for y in (0.5, -0.5)]
    return Drawing((*one, *turned(one, 180), *ties), 2.0, 2.0)
