"""Straight-lined forms: meander, teeth, counted lozenge, eight-pointed star, stripes."""

from itertools import pairwise

import numpy as np

from wenwu.motifs.curve import circle, points, regular, shifted, smooth
from wenwu.motifs.family import Params, count, family, word
from wenwu.motifs.path import (
    Drawing,
    endless,
    filled,
    grid_of,
    mirrored,
    moved,
    ring_of,
    stroked,
    turned,
)


def square_spiral(turns: int) -> np.ndarray:
    """A square spiral on the grid, from its outer end (0, 0) inward, one cell between its windings."""
    size = 2 * turns + 1
    lengths = [size, size, size] + [size - 1 - k // 2 for k in range(4 * turns - 3)]
    spot, way, out = np.zeros(2), np.array([1.0, 0.0]), [np.zeros(2)]
    for length in lengths:
        spot = spot + way * max(length, 1)
        out.append(spot)
        way = np.array([-way[1], way[0]])
    return np.array(out)


@family("fret", joins=True)
def fret(params: Params) -> Drawing:
    """Meander: square spirals of `turns`, in opposed pairs on one line (`mirror`) or one after another."""
    turns = count(params, "turns", 2, 1, 5)
    one = square_spiral(turns) + np.array([0.5, 0])
    size = 2 * turns + 1
    pair = [stroked(one, 1, 0.56, square=True)]
    if word(params, "mirror", "opposed") == "opposed":
        pair += mirrored(pair)
        pair.append(stroked(points((-0.6, 0), (0.6, 0)), 1, 0.56, square=True))
        width = 2 * size + 2.0
    else:
        pair = list(moved(pair, -(size + 1) / 2, 0))
        width = size + 1.0
    rail = [stroked(points((-width, y), (width, y)), 2, 0.34, square=True) for y in (-0.9, size + 0.9)]
    shapes = moved([*pair, *rail], 0, -size / 2)
    return Drawing(endless(shapes, width), width, size + 2.6)


@family("zigzag", joins=True)
def zigzag(params: Params) -> Drawing:
    """Chevrons, `layers` lines deep, with a small lozenge in every angle."""
    layers = count(params, "layers", 3, 1, 6)
    step = 0.3
    line = points((-2, -0.5), (-1, 0.5), (0, -0.5), (1, 0.5), (2, -0.5))
    tall = 1 + step * (layers + 0.4)
    shapes = [
        stroked(shifted(line, 0, (layers - 1) * step / 2 - k * step), 1 + k, step * 0.82, square=True)
        for k in range(layers)
    ]
    gem = regular(0.14, 4)
    gems = [filled(gem + p, 2) for p in ((0, tall / 2 - 0.24), (-1, 0.24 - tall / 2), (1, 0.24 - tall / 2))]
    return Drawing((*shapes, *gems), 2.0, tall)


@family("stripes", joins=True)
def stripes(params: Params) -> Drawing:
    """Stripes across the cloth; `widths` are relative, from the top down."""
    widths = np.array(params.get("widths", [1.0] * count(params, "stripes", 5, 2, 40)), float)
    edges = 1 - 2 * np.concatenate([[0], np.cumsum(widths)]) / widths.sum()
    shapes = tuple(
        filled(points((-2, a), (2, a), (2, b), (-2, b)), k) for k, (a, b) in enumerate(pairwise(edges))
    )
    return Drawing(shapes, 2.0, 2.0)


@family("lozenge_grid", counted=True)
def lozenge_grid(params: Params) -> Drawing:
    """Counted thread: stepped diamonds inside one another, hooks along the outer edge, a star in the heart.

    `hooks` says how many hooks the outer diamond carries (8, 24, 48).
    """
    hooks = max(1, round(count(params, "hooks", 8, 4, 48) / 8))
    half = 6 + 4 * hooks
    y, x = np.mgrid[0 : half + 1, 0 : half + 1]
    away = x + y
    rim = half - 2
    cells = np.full((half + 1, half + 1), -1)
    cells[(away <= rim) & (away > rim - 2)] = 1
    cells[away == rim - 2] = 0
    cells[(away < rim - 2) & (away >= rim - 4)] = 2
    cells[(away < rim - 4) & (away >= rim - 5)] = 1
    cells[(away < rim - 5)] = 3
    _heart(cells, away, x, y, rim - 6)
    for k in range(hooks * 2):
        _hook(cells, 2 + 2 * k * max(1, rim // (4 * hooks)), rim)
    corner = (half - x) + (half - y)
    cells[corner <= 4] = np.choose(np.minimum(corner, 4)[corner <= 4], [2, 1, 0, 3, 3])
    quarter = cells
    right = np.concatenate([quarter[::-1], quarter[1:]])
    whole = np.concatenate([right[:, :0:-1], right], 1)
    return Drawing(grid_of(whole.tolist()))


def _heart(cells: np.ndarray, away: np.ndarray, x: np.ndarray, y: np.ndarray, inner: int) -> None:
    """What fills a lozenge: a cross of small lozenges round an eight-armed star."""
    cells[(away < inner) & ((x + y) % 4 == 0) & ((x - y) % 4 == 0)] = 2
    cells[(np.maximum(x, y) <= 3) & ((x == y) | (x == 0) | (y == 0))] = 1
    cells[(away <= 1)] = 2


def _hook(cells: np.ndarray, at: int, rim: int) -> None:
    """One hook on the edge of the outer diamond, and its like on the other slope."""
    top = len(cells) - 1
    x, y = at, rim - at
    if x >= rim - 1:
        return
    for dx, dy in ((0, 1), (0, 2), (0, 3), (1, 3), (2, 3), (2, 2)):
        if x + dx <= top and y + dy <= top and x + dx + y + dy > rim:
            cells[y + dy, x + dx] = 1


@family("star8")
def star8(params: Params) -> Drawing:
    """The woven eight-pointed star: sixteen facets, light and dark, in a square with stepped corners."""
    tip, valley = 0.92, 0.50
    v = points((valley * np.sin(np.pi / 8), valley * np.cos(np.pi / 8)))[0]
    dark = filled(points((0, 0), (0, tip), (v[0], v[1])), 1)
    light = filled(points((0, 0), (0, tip), (-v[0], v[1])), 2)
    corner = filled(points((0.98, 0.98), (0.58, 0.98), (0.58, 0.84), (0.71, 0.84), (0.71, 0.71), (0.84, 0.71),
                           (0.84, 0.58), (0.98, 0.58)), 3)  # fmt: skip
    edge = filled(points((0, 0.98), (0.16, 0.98), (0, 0.94), (-0.16, 0.98)), 3)
    heart = (filled(regular(0.17, 8, 22.5), 0), filled(regular(0.11, 8, 22.5), 3))
    frame = (*ring_of((corner,), 4), *ring_of((edge,), 4)) if params.get("corners", True) else ()
    shapes = (*frame, *ring_of((light, dark), 8), *heart)
    return Drawing(shapes)


@family("dots", joins=False)
def dots(params: Params) -> Drawing:
    """A dot with a heart: the smallest filler."""
    return Drawing((filled(circle(0.8), 1), filled(circle(0.38), 2)))


@family("pearls", joins=True)
def pearls(params: Params) -> Drawing:
    """A string of pearls between two threads."""
    rails = [stroked(points((-2, y), (2, y)), 2, 0.2) for y in (-1.0, 1.0)]
    return Drawing(
        (*rails, *(filled(circle(0.62, x), 1) for x in (-2, 0, 2)), filled(circle(0.25), 2)), 2.0, 2.4
    )


@family("teeth", joins=True)
def teeth(params: Params) -> Drawing:
    """Triangles above and below, point to point: figure and ground change places."""
    down = filled(points((-1, 1), (0, -1), (1, 1)), 1)
    small = filled(points((-0.5, 1), (0, 0), (0.5, 1)), 2)
    up = filled(points((0.5, -1), (1, 0), (1.5, -1)), 3)
    return Drawing(endless((down, small, up), 2), 2.0, 2.0)


@family("diamonds", joins=True)
def diamonds(params: Params) -> Drawing:
    """A row of lozenges, one within the other, half lozenges between."""
    rhomb = points((0, 1), (1, 0), (0, -1), (-1, 0))
    gems = [filled(rhomb * k, role) for k, role in ((0.92, 1), (0.6, 0), (0.46, 2), (0.16, 0))]
    half = [filled(points((0.28, s), (1, 0.28 * s), (1.72, s)), 3) for s in (1, -1)]
    return Drawing(endless((*gems, *half), 2), 2.0, 2.0)


@family("hooks", joins=True)
def hooks(params: Params) -> Drawing:
    """Running square hooks, from below and from above, that lock into one another."""
    hook = points((-0.9, -1), (-0.9, 0.55), (0.3, 0.55), (0.3, -0.1), (-0.3, -0.1))
    one = stroked(hook, 1, 0.3, square=True)
    other = turned((stroked(hook, 2, 0.3, square=True),), 180)
    return Drawing(endless((one, *moved(other, 0.35, 0)), 2.4), 2.4, 2.1)


@family("combs", joins=True)
def combs(params: Params) -> Drawing:
    """Short bars in groups of several colours, as the edges of embroidered sleeve panels have them."""
    bars = [
        filled(points((x, -1), (x + 0.3, -1), (x + 0.3, 1), (x, 1)), role)
        for x, role in zip(np.arange(-1.95, 1.9, 0.4), (1, 1, 2, 0, 3, 1, 1, 2, 4, 0), strict=True)
    ]
    return Drawing(endless(bars, 4), 4.0, 2.0)


@family("bars", joins=True)
def bars(params: Params) -> Drawing:
    """Even upright bars."""
    bar = points((-0.5, -1), (0.5, -1), (0.5, 1), (-0.5, 1))
    return Drawing((filled(bar, 1),), 1.8, 2.0)


@family("stitches", joins=True)
def stitches(params: Params) -> Drawing:
    """A row of crossed stitches."""
    cross = [
        stroked(points((-0.7, -0.7), (0.7, 0.7)), 1, 0.3),
        stroked(points((-0.7, 0.7), (0.7, -0.7)), 2, 0.3),
    ]
    return Drawing(endless(cross, 2), 2.0, 2.0)


@family("coin")
def coin(params: Params) -> Drawing:
    """A round coin with a square hole: two rims, four long petals between them, a bead in every corner."""
    side = smooth(points((0.37, 0.0), (0.5, 0.12), (0.66, 0.13), (0.79, 0.0)))
    long = np.concatenate([side, (side * [1, -1])[-2:0:-1]])
    hole = points((-0.25, -0.25), (0.25, -0.25), (0.25, 0.25), (-0.25, 0.25))
    rims = [filled(circle(r, count=60), k) for r, k in ((0.97, 2), (0.92, 1), (0.84, 0), (0.8, 1))]
    petals = ring_of((filled(long, 0), filled([0.6, 0] + (long - [0.6, 0]) * 0.62, 2)), 4)
    beads = ring_of((filled(circle(0.07, 0.47, 0.47, 16), 0), filled(circle(0.04, 0.47, 0.47, 12), 2)), 4)
    return Drawing((*rims, *petals, *beads, filled(hole * 1.35, 2), filled(hole * 1.08, 1), filled(hole, 0)))
