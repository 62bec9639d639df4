"""Counted thread: figures as cells of a woven grid, mirrored, stepped, never smoothed."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from wenwu.motifs.family import Params, count, family
from wenwu.motifs.path import Drawing, Shapes, grid_of, moved

Cells = Int[ndarray, "H W"]
Spot = tuple[int, int]  # column, row, from the upper left


def blank(rows: int, columns: int) -> Cells:
    """Nothing but ground."""
    return np.full((rows, columns), -1)


def line(cells: Cells, path: Sequence[Spot], role: int, thick: int = 1) -> None:
    """A line of cells through some spots; a slope becomes steps, each `thick` cells wide."""
    for (x0, y0), (x1, y1) in pairwise(path):
        n = max(abs(x1 - x0), abs(y1 - y0), 1)
        for k in range(n + 1):
            x, y = round(x0 + (x1 - x0) * k / n), round(y0 + (y1 - y0) * k / n)
            cells[max(y, 0) : y + thick, max(x, 0) : x + thick] = role


def lozenge(cells: Cells, centre: Spot, radius: int, role: int, inner: int = -1) -> None:
    """A stepped lozenge, hollow inside `inner`."""
    y, x = np.mgrid[: cells.shape[0], : cells.shape[1]]
    away = np.abs(x - centre[0]) + np.abs(y - centre[1])
    cells[(away <= radius) & (away > inner)] = role


def two_sides(cells: Int[ndarray, "H W"]) -> Int[ndarray, "H V"]:
    """The left half, its last column the middle, and its mirror image."""
    return np.concatenate([cells, cells[:, -2::-1]], 1)


def woven(cells: Cells) -> tuple[Shapes, float, float]:
    """The cells as shapes in a box of height 2; also its width and height."""
    rows, columns = cells.shape
    return grid_of(cells.tolist()), 2.0 * columns / rows, 2.0


@family("frog_lozenge", upright=True, counted=True)
def frog_lozenge(params: Params) -> Drawing:
    """The woven frog: a rhombus for a body, a lozenge for a head, four limbs in steps, three toes on each.

    Small lozenges stand in its bends; `nested` says how many rhombs the body has, one in the other.
    """
    nested = count(params, "nested", 3, 1, 3)
    cells = blank(45, 26)  # left half, column 25 is the middle
    arm = ((19, 16), (11, 19), (6, 14), (6, 9))
    leg = ((20, 29), (10, 21), (5, 26), (5, 38))
    for limb, down in ((arm, -1), (leg, 1)):
        line(cells, limb, 1, 3)
        x, y = limb[-1]
        line(cells, ((x - 3, y + 2 * down), (x + 5, y + 2 * down)), 1, 1)
        for toe in (-3, 1, 5):
            line(cells, ((x + toe, y + 2 * down), (x + toe, y + 5 * down)), 1, 1)
    lozenge(cells, (25, 24), 13, 1)
    for k, role in zip(range(nested), (0, 2, 3), strict=False):
        lozenge(cells, (25, 24), 10 - 3 * k, role)
    lozenge(cells, (25, 24), 1, 1)
    for y, wide in zip(range(4, 14), (3, 5, 6, 7, 7, 6, 5, 4, 4, 4), strict=True):
        cells[y, 25 - wide :] = 1
    for radius, role in ((3, 1), (2, 0), (0, 2)):
        lozenge(cells, (18, 4), radius, role)  # eyes that stand out
    cells[9, 21:26] = 0
    for spot in ((14, 28), (14, 38), (9, 32), (22, 40), (12, 5), (2, 21)):
        lozenge(cells, spot, 2, 3)
        lozenge(cells, spot, 0, 2)
    shapes, width, height = woven(two_sides(cells))
    return Drawing(shapes, width, height)


@family("human_row", joins=True, upright=True, counted=True)
def human_row(params: Params) -> Drawing:
    """Woven people hand in hand: a lozenge head under a comb, arms in steps to the neighbours' hands."""
    cells = blank(33, 11)
    line(cells, ((0, 13), (3, 17), (8, 13)), 1, 2)  # hand, elbow, shoulder
    cells[11:16, 8:11] = 1
    lozenge(cells, (10, 7), 4, 1)
    lozenge(cells, (10, 7), 2, 0)
    lozenge(cells, (10, 7), 0, 1)
    for x in (6, 8, 10):  # a comb or feathers
        line(cells, ((x, 0), (x, 1 + (10 - x) // 2)), 2, 1)
    lozenge(cells, (10, 18), 5, 1)
    lozenge(cells, (10, 18), 3, 2)
    lozenge(cells, (10, 18), 1, 0)
    line(cells, ((9, 22), (5, 26), (5, 30)), 1, 2)
    cells[30:32, 3:7] = 1
    for spot in ((1, 26), (1, 8)):
        lozenge(cells, spot, 1, 2)
    cells[21, 0:2] = 2
    whole = two_sides(cells)
    shapes, width, height = woven(whole)
    more = tuple(t for s in shapes for x in (-width, width, 0) for t in moved((s,), x, 0))
    return Drawing(more, width, height)
