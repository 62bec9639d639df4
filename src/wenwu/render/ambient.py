"""Kernels for ambient occlusion: how much of the sky a fold, an armpit or a chin hides from a point.

It works on half the picture's size, from distances alone. Taps come in opposite pairs around a pixel, and
only a pair whose mean lies nearer than the pixel hides anything (Loos and Sloan, Volumetric Obscurance,
2010): a slanted plane has pairs that cancel, so it stays clean without normals.
"""

from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST

STRENGTH = 1.7  # how dark a fold may get: a right-angled corner keeps about half its sky


@njit(**FAST)
def halve(depth: ndarray, distance: ndarray, columns: tuple, rows: tuple) -> None:
    """Distance [m] of the nearest of two samples in every second pixel; 0 where nothing is."""
    for y in range(rows[0], rows[1]):
        for x in range(columns[0], columns[1]):
            near = max(depth[2 * y, 8 * x], depth[2 * y + 1, 8 * x + 6])
            distance[y, x] = 1.0 / near if near > 0 else 0.0


@njit(**FAST)
def _hidden(distance: ndarray, x: int, y: int, step: tuple, reach: float) -> float:
    """How far a pair of opposite taps closes over a pixel, 0…1."""
    dx, dy = step
    height, width = distance.shape
    xa, ya, xb, yb = x + dx, y + dy, x - dx, y - dy
    if xa < 0 or ya < 0 or xb < 0 or yb < 0 or xa >= width or xb >= width or ya >= height or yb >= height:
        return 0.0
    centre, one, two = distance[y, x], distance[ya, xa], distance[yb, xb]
    rise_one = centre - one if one > 0 else -reach
    rise_two = centre - two if two > 0 else -reach
    # what stands far in front is another body part: it hides less and less, so it has no halo
    fade_one = max(1.0 - max(rise_one - reach, 0.0) / (2.0 * reach), 0.0)
    fade_two = max(1.0 - max(rise_two - reach, 0.0) / (2.0 * reach), 0.0)
    rise_one, rise_two = min(max(rise_one, -reach), reach), min(max(rise_two, -reach), reach)
    return max(rise_one + rise_two, 0.0) * (0.5 / reach) * min(fade_one, fade_two)


@njit(**FAST)
def occlude(
    distance: ndarray, out: ndarray, taps: ndarray, pixels: float, columns: tuple, rows: tuple
) -> None:
    """Share of open sky, 0…1. taps (16, PAIRS, 3): dx, dy [m] and reach [m] for each cell of a 4 × 4 pattern;
    pixels: half-size pixels a metre covers at a distance of one metre."""
    for y in range(rows[0], rows[1]):
        for x in range(columns[0], columns[1]):
            centre = distance[y, x]
            if centre <= 0:
                out[y, x] = 1.0
                continue
            turn = (x & 3) * 4 + (y & 3)
            scale = pixels / centre
            total = 0.0
            for k in range(taps.shape[1]):
                step = (
                    int(taps[turn, k, 0] * scale + 1000.5) - 1000,
                    int(taps[turn, k, 1] * scale + 1000.5) - 1000,
                )
                total += _hidden(distance, x, y, step, taps[turn, k, 2])
            out[y, x] = max(1.0 - STRENGTH * total / taps.shape[1], 0.0)


@njit(**FAST)
def calm(source: ndarray, distance: ndarray, out: ndarray, columns: tuple, rows: tuple) -> None:
    """Mean over 4 × 4 neighbours on the same surface, which takes the grain of the 4 × 4 turned taps away."""
    height, width = source.shape
    for y in range(rows[0], rows[1]):
        for x in range(columns[0], columns[1]):
            centre = distance[y, x]
            total, weight = source[y, x] * 1e-3, 1e-3
            if centre > 0:
                for j in range(max(y - 2, 0), min(y + 2, height)):
                    for i in range(max(x - 2, 0), min(x + 2, width)):
                        share = max(1.0 - abs(distance[j, i] - centre) * 20.0, 0.0)
                        total += source[j, i] * share
                        weight += share
            out[y, x] = total / weight
