"""The endless knot: one closed line that passes over and under itself by turns."""

import numpy as np

from wenwu.motifs.curve import arc, circle
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.interlace import Cord, interlace
from wenwu.motifs.path import Drawing, Points, Real, filled, scaled, turned


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
    cord = turned(scaled(interlace((Cord(knot_line(n)),), 0.52), size), 45)
    beads = [
        filled(circle(r, x, y, 20), role)
        for x, y in ((0.86, 0.0), (-0.86, 0.0))
        for r, role in ((0.085, 2), (0.05, 3))
    ]
    return Drawing((*cord, *beads))
