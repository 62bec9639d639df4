"""Interlace: one closed line that passes over and under itself by turns."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.motifs.curve import arc, circle
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.path import Drawing, Points, Real, Shapes, filled, scaled, stroked, turned


def crossings(line: Points) -> Float[ndarray, "N 2"]:
    """Where a closed line crosses itself: pairs of positions [points] along it, the first the smaller."""
    start, step = line, np.roll(line, -1, 0) - line
    gap = start[None] - start[:, None]  # i j: from i's start to j's
    cross = step[:, None, 0] * step[None, :, 1] - step[:, None, 1] * step[None, :, 0]
    safe = np.where(np.abs(cross) < 1e-12, np.inf, cross)
    t = (gap[..., 0] * step[None, :, 1] - gap[..., 1] * step[None, :, 0]) / safe
    u = (gap[..., 0] * step[:, None, 1] - gap[..., 1] * step[:, None, 0]) / safe
    i, j = np.nonzero((t >= 0) & (t < 1) & (u >= 0) & (u < 1) & np.isfinite(safe))
    far = (j - i > 1) & ~((i == 0) & (j == len(line) - 1))
    return np.stack([i + t[i, j], j + u[i, j]], 1)[far]


def over_passes(line: Points) -> Float[ndarray, " N"]:
    """The positions at which the line passes over; over and under take turns along it."""
    pairs = crossings(line)
    order = np.sort(pairs.ravel())
    return order[::2]


def interlaced(line: Points, width: Real, roles: tuple[int, int, int] = (0, 2, 1)) -> Shapes:
    """The closed line as a cord (gap, rim, core) that truly passes over and under itself."""
    gap, rim, core = roles
    cord = ((gap, width * 1.5), (rim, width), (core, width * 0.56))
    whole = [stroked(line, role, w, True) for role, w in cord]
    steps = np.linalg.norm(np.roll(line, -1, 0) - line, axis=1)
    reach = max(2, round(width * 0.95 / float(np.median(steps))))
    out = list(whole)
    for at in over_passes(line):
        near = np.arange(int(at) - reach, int(at) + reach + 2) % len(line)
        far = np.arange(int(at) - reach - 2, int(at) + reach + 4) % len(line)
        out += [
            stroked(line[near], gap, width * 1.5),
            stroked(line[far], rim, width),
            stroked(line[far], core, width * 0.56),
        ]
    return tuple(out)


def knot_line(n: int = 3) -> Points:
    """The endless knot on an n × n lattice (n odd): one line, n across and n down, looped at every end."""
    mid = (n - 1) / 2
    fine = np.linspace(-mid - 0.5, mid + 0.5, 14 * n)
    parts = []
    for k in range(n):
        way = 1 if k % 2 == 0 else -1
        parts.append(np.stack([way * fine, np.full_like(fine, k - mid)], 1))
        if k < n - 1:
            turn = (-90, 90) if way > 0 else (270, 90)
            parts.append(arc(0.5, *turn, (way * (mid + 0.5), k - mid + 0.5), 16)[1:-1])
    parts.append(_corner(mid))
    for k in range(n):
        way = -1 if k % 2 == 0 else 1
        parts.append(np.stack([np.full_like(fine, mid - k), way * fine], 1))
        if k < n - 1:
            turn = (0, -180) if way < 0 else (0, 180)
            parts.append(arc(0.5, *turn, (mid - k - 0.5, way * (mid + 0.5)), 16)[1:-1])
    parts.append(-_corner(mid)[::-1])
    return np.concatenate(parts)


def _corner(mid: Real) -> Points:
    """The loop at a corner, from the end of the last row to the top of the last column."""
    return arc(0.5, -90, 180, (mid + 0.5, mid + 0.5), 22)[1:-1] + 0.0


@family("endless_knot")
def endless_knot(params: Params) -> Drawing:
    """The endless knot, standing on its corner, with beads in its loops."""
    n = count(params, "lines", 3, 3, 7) | 1
    size = 0.94 / (((n - 1) / 2 + 1.0) * 2**0.5 + 0.1)
    cord = turned(scaled(interlaced(knot_line(n), 0.52), size), 45)
    beads = [
        filled(circle(r, x, y, 20), role)
        for x, y in ((0.86, 0.0), (-0.86, 0.0))
        for r, role in ((0.085, 2), (0.05, 3))
    ]
    return Drawing((*cord, *beads))
