"""Kernels for chains of edge places: linked, cut by Ramer–Douglas–Peucker, each piece straight or curved."""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.motifs.edge_kernel import FAST

NEITHER, STRAIGHT, CURVED = 0, 1, 2
SMOOTH = 0.3  # [px] root mean square from a parabola: two sides that meet in a corner miss it by more
LIKE = 3.0  # neighbours this unlike in length say nothing of each other
ROUNDED = 4  # places next to a piece's ends that a rounded corner may have moved


@njit(**FAST)
def link(held: ndarray, at_x: ndarray, at_y: ndarray) -> tuple:
    """Chains of neighbouring crests: places (N 2) [px], and where each chain starts, N last.

    Chains start at free ends; what is left are loops, which come back to their first place.
    """
    rows, columns = held.shape
    free = held.copy()
    line, starts = np.empty((held.sum() * 2 + 1, 2)), [0]
    n = 0
    for loops in (False, True):
        for y in range(1, rows - 1):
            for x in range(1, columns - 1):
                if not free[y, x] or (not loops and _neighbours(free, x, y) != 1):
                    continue
                first, i, j, pi, pj = n, y, x, 0, 0
                while i >= 0:
                    free[i, j] = False
                    line[n, 0], line[n, 1] = at_x[i, j], at_y[i, j]
                    n += 1
                    i, j, pi, pj = _onward(free, i, j, pi, pj)
                if n - first > 8 and np.abs(line[first] - line[n - 1]).max() < 2.5:
                    line[n] = line[first]
                    n += 1
                starts.append(n)
    return line[:n], np.array(starts)


@njit(**FAST)
def _neighbours(free: ndarray, x: int, y: int) -> int:
    total = 0
    for i in range(-1, 2):
        for j in range(-1, 2):
            total += free[y + i, x + j]
    return total - 1


@njit(**FAST)
def _onward(free: ndarray, i: int, j: int, pi: int, pj: int) -> tuple:
    """The next free neighbour, the one most ahead first; −1 where the chain ends."""
    best, bi, bj = -3.0, -1, -1
    for di in range(-1, 2):
        for dj in range(-1, 2):
            if (di or dj) and free[i + di, j + dj]:
                ahead = (di * pi + dj * pj) / np.sqrt(float(di * di + dj * dj)) - 0.1 * (di * dj != 0)
                if ahead > best:
                    best, bi, bj = ahead, di, dj
    if best == -3.0:
        return -1, -1, 0, 0
    for di, dj in ((0, bj), (bi, 0)):  # the inner corner of a step belongs to it
        if bi and bj:
            free[i + di, j + dj] = False
    return i + bi, j + bj, bi, bj


@njit(**FAST)
def pieces(line: ndarray, starts: ndarray, off: float, bow: float, short: float) -> ndarray:
    """Length [px] by class of every chain's pieces: NEITHER (shorter than `short`), STRAIGHT, CURVED.

    Ramer–Douglas–Peucker leaves no place farther than `off` [px] from its piece's chord. A piece is curved if
    the parabola that fits it best rises more than `bow` [px], or if one runs through it and a neighbour of
    like length: then what divides them is no corner.
    """
    length = np.zeros(3)
    for c in range(len(starts) - 1):
        if starts[c + 1] - starts[c] < 2:
            length[NEITHER] += 1
            continue
        knots = _knots(line, starts[c], starts[c + 1] - 1, off)
        long, curved = np.empty(len(knots) - 1), np.zeros(len(knots) - 1, np.bool_)
        for p in range(len(long)):
            a, b = knots[p], knots[p + 1]
            long[p] = np.sqrt(((line[b] - line[a]) ** 2).sum())
            curved[p] |= long[p] >= short and abs(_parabola(line, a, b, ROUNDED)[0]) > bow
            if p and max(long[p], long[p - 1]) < LIKE * min(long[p], long[p - 1]):
                rise, rough = _parabola(line, knots[p - 1], b, 0)
                if rough < SMOOTH and abs(rise) > bow:
                    curved[p] = curved[p - 1] = True
        for p in range(len(long)):
            length[NEITHER if long[p] < short else CURVED if curved[p] else STRAIGHT] += long[p]
    return length


@njit(**FAST)
def _knots(line: ndarray, first: int, last: int, off: float) -> ndarray:
    """The places where Ramer–Douglas–Peucker divides a chain, with its two ends."""
    ends, knots, depth = np.empty(last - first + 2, np.int64), np.empty(last - first + 2, np.int64), 1
    ends[0], knots[0], count = last, first, 1
    while depth:
        far, where = _farthest(line, knots[count - 1], ends[depth - 1])
        if far > off:
            ends[depth] = where
            depth += 1
        else:
            depth -= 1
            knots[count] = ends[depth]
            count += 1
    return knots[:count]


@njit(**FAST)
def _farthest(line: ndarray, a: int, b: int) -> tuple:
    """The place between a and b that lies farthest from their chord: how far [px], and which."""
    x, y = line[b, 0] - line[a, 0], line[b, 1] - line[a, 1]
    long = np.sqrt(x * x + y * y)
    far, where = -1.0, a
    for k in range(a + 1, b):
        px, py = line[k, 0] - line[a, 0], line[k, 1] - line[a, 1]
        side = abs(x * py - y * px) / long if long > 1e-6 else np.sqrt(px * px + py * py)
        if side > far:
            far, where = side, k
    return far, where


@njit(**FAST)
def _parabola(line: ndarray, a: int, b: int, rounded: int) -> tuple:
    """The best parabola over the chord of places a…b: its rise from ends to middle, and what it misses [px].

    Up to `rounded` places at either end are left out, where smoothing has rounded a corner; the rise of the
    rest is carried on to the whole length.
    """
    x, y = line[b, 0] - line[a, 0], line[b, 1] - line[a, 1]
    long = max(np.sqrt(x * x + y * y), 1e-6)
    trim = min(rounded, (b - a) // 5)
    first, last = a + trim, b - trim
    n, half = last - first + 1, 0.5 * (last - first)
    if n < 4:
        return 0.0, np.inf
    s0 = s1 = s2 = ss = 0.0
    even = (n * n - 1) / (12 * half * half)  # the mean of t² over the places, t from −1 to 1
    norm = 0.0
    for k in range(first, last + 1):
        t = (k - first) / half - 1
        side = (x * (line[k, 1] - line[a, 1]) - y * (line[k, 0] - line[a, 0])) / long
        bend = t * t - even
        s0, s1, s2 = s0 + side, s1 + t * side, s2 + bend * side
        ss, norm = ss + side * side, norm + bend * bend
    left = ss - s0 * s0 / n - s1 * s1 / (n * even) - s2 * s2 / norm
    return s2 / norm * ((b - a) / (last - first)) ** 2, np.sqrt(max(left, 0.0) / n)
