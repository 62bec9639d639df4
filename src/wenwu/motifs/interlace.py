"""Interlace: lines as cords that pass over and under themselves and one another by turns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motifs.path import Points, Real, Shape, Shapes, stroked


@dataclass(frozen=True, eq=False)
class Cord:
    """A line to be laced."""

    line: Points
    closed: bool = True


@dataclass(frozen=True)
class Pass:
    """One of the two strands at a crossing."""

    cord: int
    at: float  # [points] along its line


def meetings(a: Cord, b: Cord) -> Float[ndarray, "N 2"]:
    """Where two lines cross, as positions [points] along either; of a line and itself each crossing once."""
    start, step = _segments(a)
    other, way = _segments(b)
    gap = other[None] - start[:, None]  # i j: from i's start to j's
    cross = step[:, None, 0] * way[None, :, 1] - step[:, None, 1] * way[None, :, 0]
    safe = np.where(np.abs(cross) < 1e-12, np.inf, cross)
    t = (gap[..., 0] * way[None, :, 1] - gap[..., 1] * way[None, :, 0]) / safe
    u = (gap[..., 0] * step[:, None, 1] - gap[..., 1] * step[:, None, 0]) / safe
    i, j = np.nonzero((t >= 0) & (t < 1) & (u >= 0) & (u < 1) & np.isfinite(safe))
    at = np.stack([i + t[i, j], j + u[i, j]], 1)
    if a is not b:
        return at
    return at[(j - i > 1) & ~((i == 0) & (j == len(a.line) - 1))]


def _segments(cord: Cord) -> tuple[Points, Points]:
    line = cord.line
    if cord.closed:
        return line, np.roll(line, -1, 0) - line
    return line[:-1], np.diff(line, axis=0)


def crossings_of(cords: Sequence[Cord]) -> list[tuple[Pass, Pass]]:
    """Every crossing of several lines, as the two strands that meet there."""
    out = []
    for i, a in enumerate(cords):
        for j in range(i, len(cords)):
            out += [(Pass(i, s), Pass(j, t)) for s, t in meetings(a, cords[j]).tolist()]
    return out


def overs(cords: Sequence[Cord]) -> set[Pass]:
    """The strands that lie on top, one a crossing, so that over and under take turns along every line."""
    pairs = crossings_of(cords)
    twin = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    walks = [sorted((p for p in twin if p.cord == k), key=lambda p: p.at) for k in range(len(cords))]
    top: dict[Pass, bool] = {}
    for walk in walks:
        for first in walk[:1]:
            if first not in top:
                _spread(first, twin, walks, cords, top)
    return {one for one, high in top.items() if high}


def _spread(
    first: Pass,
    twin: dict[Pass, Pass],
    walks: list[list[Pass]],
    cords: Sequence[Cord],
    top: dict[Pass, bool],
) -> None:
    """From one strand that is on top to all that hang together with it."""
    waiting = [(first, True)]
    while waiting:
        here, high = waiting.pop()
        if here in top:
            if top[here] != high:
                raise InputError("these lines cannot be laced over and under by turns; let them cross evenly")
            continue
        top[here] = high
        waiting.append((twin[here], not high))
        walk = walks[here.cord]
        k, closed = walk.index(here), cords[here.cord].closed
        near = [walk[n % len(walk)] for n in (k - 1, k + 1) if closed or 0 <= n < len(walk)]
        waiting += [(next_, not high) for next_ in near if next_ != here]


def interlace(cords: Sequence[Cord], width: Real, roles: tuple[int, int, int] = (0, 2, 1)) -> Shapes:
    """Cords (gap, rim, core) that truly pass over and under: all of them, then every upper strand again."""
    gap, rim, core = roles
    layers = ((gap, width * 1.5), (rim, width), (core, width * 0.56))
    out = [stroked(c.line, role, w, c.closed) for role, w in layers for c in cords]
    for one in sorted(overs(cords), key=lambda p: (p.cord, p.at)):
        out += _strand(cords[one.cord], one.at, width, roles)
    return tuple(out)


def _strand(cord: Cord, at: float, width: Real, roles: tuple[int, int, int]) -> list[Shape]:
    """The piece of a cord round a crossing, laid once more; its gap is shorter than the cord itself."""
    gap, rim, core = roles
    line = cord.line
    step = float(np.median(np.linalg.norm(_segments(cord)[1], axis=1)))
    reach = max(2, round(width * 0.95 / step))
    near, far = (np.arange(int(at) - reach - m, int(at) + reach + 2 + m) for m in (0, 2))
    if cord.closed:
        near, far = near % len(line), far % len(line)
    else:
        near, far = (n[(n >= 0) & (n < len(line))] for n in (near, far))
    return [
        stroked(line[near], gap, width * 1.5),
        stroked(line[far], rim, width),
        stroked(line[far], core, width * 0.56),
    ]
