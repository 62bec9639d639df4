"""Kernels for ambient occlusion: how much of the sky a fold, an armpit or a chin hides from a point.

It works on half the picture's size, from distances alone. Taps come in opposite pairs around a pixel, and
only a pair whose mean lies nearer than the pixel hides anything (Loos and Sloan, Volumetric Obscurance,
2010): a slanted plane has pairs that cancel, so it stays clean without normals.
"""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART

F, I = np.float32, np.int32
STRENGTH = F(1.7)  # how dark a fold may get: a right-angled corner keeps about half its sky


@njit(**FAST)
def halve(depth: ndarray, distance: ndarray, columns: tuple, rows: tuple) -> None:
    """Distance [m] of the nearest of two samples of every tile; 0 where nothing is."""
    flat, wide = depth.reshape(-1), np.uintp(depth.shape[1])
    for y in range(np.uintp(rows[0]), np.uintp(rows[1])):
        line = distance[y]
        for x in range(np.uintp(columns[0]), np.uintp(columns[1])):
            at = np.uintp(16) * (y * wide + x)
            near = max(flat[at], flat[at + np.uintp(14)])
            line[x] = F(1.0) / near if near > F(0.0) else F(0.0)


@njit(**PART)
def _hidden(distance: ndarray, size: tuple, at: tuple, step: tuple, reach: np.float32) -> np.float32:
    """How far a pair of opposite taps closes over a pixel, 0…1; size: width, height of the flat distances."""
    x, y, centre = at
    dx, dy = step
    wide, high = size
    xa, ya, xb, yb = x + dx, y + dy, x - dx, y - dy
    inside = (min(xa, xb, ya, yb) >= 0) & (max(xa, xb) < wide) & (max(ya, yb) < high)
    one = distance[np.uintp(ya * wide + xa if inside else I(0))]
    two = distance[np.uintp(yb * wide + xb if inside else I(0))]
    rise_one = centre - one if one > F(0.0) else -reach
    rise_two = centre - two if two > F(0.0) else -reach
    # what stands far in front is another body part: it hides less and less, so it has no halo
    far = max(rise_one, rise_two) - reach
    fade = min(max(F(1.0) - far / (F(2.0) * reach), F(0.0)), F(1.0))
    rise_one, rise_two = min(max(rise_one, -reach), reach), min(max(rise_two, -reach), reach)
    share = max(rise_one + rise_two, F(0.0)) * (F(0.5) / reach) * fade
    return share if inside else F(0.0)


@njit(**PART)
def _span(line: ndarray, columns: tuple) -> tuple:
    """The part of some columns that begins and ends with a dancer."""
    first, last = columns
    while first < last and line[first] <= F(0.0):
        first += 1
    while last > first and line[last - 1] <= F(0.0):
        last -= 1
    return first, last


@njit(**FAST)
def occlude(
    distance: ndarray, out: ndarray, taps: ndarray, pixels: float, columns: tuple, rows: tuple
) -> None:
    """Share of open sky, 0…1. taps (PAIRS, 3, 16): dx, dy [m] and reach [m] for each cell of a 4 × 4 pattern;
    pixels: half-size pixels a metre covers at a distance of one metre."""
    flat, size, scale = distance.reshape(-1), (I(distance.shape[1]), I(distance.shape[0])), F(pixels)
    share = STRENGTH / F(len(taps))
    for y in range(rows[0], rows[1]):
        near, sky = distance[y], out[y]
        first, last = _span(near, columns)
        for x in range(columns[0], columns[1]):
            sky[x] = F(1.0)
        for k in range(len(taps)):
            _occlude_row((flat, size, near), taps[k], (scale, share), (sky, I(y)), (first, last))


@njit(**FAST)
def _occlude_row(seen: tuple, tap: ndarray, factors: tuple, out: tuple, columns: tuple) -> None:
    """Take from a row what one pair of taps hides."""
    flat, size, near = seen
    across, down, reaches = tap[0], tap[1], tap[2]
    scale, share = factors
    sky, y = out
    begin = (y & I(3)) * I(4)
    for x in range(np.uintp(columns[0]), np.uintp(columns[1])):
        column = I(x)
        turn = np.uintp(begin + (column & I(3)))
        centre = near[x]
        per = scale / max(centre, F(0.1))
        dx = I(across[turn] * per + F(1000.5)) - I(1000)
        dy = I(down[turn] * per + F(1000.5)) - I(1000)
        hidden = _hidden(flat, size, (column, y, centre), (dx, dy), reaches[turn])
        sky[x] = max(sky[x] - share * hidden, F(0.0)) if centre > F(0.0) else F(1.0)


@njit(**FAST)
def calm(source: ndarray, distance: ndarray, out: ndarray, columns: tuple, rows: tuple) -> None:
    """Mean over 4 × 4 neighbours on the same surface, which takes the grain of the 4 × 4 turned taps away."""
    last = source.shape[0] - 1
    for y in range(rows[0], rows[1]):
        near, sky = distance[y], out[y]
        a, b, c = max(y - 2, 0), max(y - 1, 0), min(y + 1, last)
        for x in range(columns[0], columns[1]):
            sky[x] = F(1.0)
        four = (
            source[a], distance[a], source[b], distance[b], source[y], near, source[c], distance[c],
        )  # fmt: skip
        _calm_row(four, sky, _span(near, columns))


@njit(**FAST)
def _calm_row(four: tuple, out: ndarray, columns: tuple) -> None:
    """The same for one row, from four rows of sky and distance."""
    a_sky, a_far, b_sky, b_far, sky, far, c_sky, c_far = four
    last = I(len(out) - 1)
    for x in range(np.uintp(columns[0]), np.uintp(columns[1])):
        at, centre = I(x), far[x]
        place = (
            np.uintp(max(at - I(2), I(0))), np.uintp(max(at - I(1), I(0))), x, np.uintp(min(at + I(1), last)),
        )  # fmt: skip
        p, v = _four(a_sky, a_far, place, centre)
        q, w = _four(b_sky, b_far, place, centre)
        total, weight = p + q + F(1e-3) * sky[x], v + w + F(1e-3)
        p, v = _four(sky, far, place, centre)
        q, w = _four(c_sky, c_far, place, centre)
        total, weight = total + p + q, weight + v + w
        out[x] = total / weight if centre > F(0.0) else F(1.0)


@njit(**PART)
def _four(sky: ndarray, far: ndarray, place: tuple, centre: float) -> tuple:
    """Weighted sum and weight of four cells of a row."""
    i, j, k, l = place
    wi = max(F(1.0) - abs(far[i] - centre) * F(20.0), F(0.0))
    wj = max(F(1.0) - abs(far[j] - centre) * F(20.0), F(0.0))
    wk = max(F(1.0) - abs(far[k] - centre) * F(20.0), F(0.0))
    wl = max(F(1.0) - abs(far[l] - centre) * F(20.0), F(0.0))
    return wi * sky[i] + wj * sky[j] + wk * sky[k] + wl * sky[l], wi + wj + wk + wl
