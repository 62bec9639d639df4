"""Kernels for edges: smoothed, the change of colour, and its crests to a part of a pixel."""

from typing import Any

import numpy as np
from numba import njit
from numpy import ndarray

FAST: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
ONE, FOUR, SIX = np.float32(1 / 16), np.float32(4 / 16), np.float32(6 / 16)
HALF, TINY = np.float32(0.5), np.float32(1e-20)
NEAR = 0.25  # [px] a crest this far into the next pixel still counts as this one's


@njit(**FAST)
def smooth(planes: ndarray) -> ndarray:
    """Planes (C H W) under the binomial 1 4 6 4 1 both ways, which is a Gaussian of one pixel."""
    channels, rows, columns = planes.shape
    out, line = np.empty_like(planes), np.empty(columns + 4, np.float32)
    for c in range(channels):
        plane = planes[c]
        for y in range(rows):
            a, b = plane[max(y - 2, 0)], plane[max(y - 1, 0)]
            d, e = plane[min(y + 1, rows - 1)], plane[min(y + 2, rows - 1)]
            for x in range(columns):
                line[x + 2] = SIX * plane[y, x] + FOUR * (b[x] + d[x]) + ONE * (a[x] + e[x])
            line[0] = line[1] = line[2]
            line[columns + 2] = line[columns + 3] = line[columns + 1]
            for x in range(columns):
                near, far = line[x + 1] + line[x + 3], line[x] + line[x + 4]
                out[c, y, x] = SIX * line[x + 2] + FOUR * near + ONE * far
    return out


@njit(**FAST)
def gradient(planes: ndarray, least: float) -> tuple:
    """The strongest change of all channels together at each pixel, of planes (C H W): gx, gy (H W).

    The first eigenvector of Di Zenzo's tensor Σ ∇c ∇cᵀ, as long as the square root of its eigenvalue; zero
    where that is less than `least`.
    """
    channels, rows, columns = planes.shape
    tensor = np.zeros((3, rows, columns), np.float32)
    for c in range(channels):
        for y in range(1, rows - 1):
            above, here, below = planes[c, y - 1], planes[c, y], planes[c, y + 1]
            xx, yy, xy = tensor[0, y], tensor[1, y], tensor[2, y]
            for x in range(1, columns - 1):
                dx, dy = HALF * (here[x + 1] - here[x - 1]), HALF * (below[x] - above[x])
                xx[x] += dx * dx
                yy[x] += dy * dy
                xy[x] += dx * dy
    gx, gy = np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.float32)
    for y in range(rows):
        for x in range(columns):
            xx, yy, xy = tensor[0, y, x], tensor[1, y, x], tensor[2, y, x]
            half = HALF * (xx - yy)
            value = HALF * (xx + yy) + np.sqrt(half * half + xy * xy)
            if value >= least * least:
                u, v = (value - yy, xy) if xx > yy else (xy, value - xx)
                size = np.sqrt(value / max(u * u + v * v, TINY))
                gx[y, x], gy[y, x] = size * u, size * v
    return gx, gy


@njit(**FAST)
def thin(gx: ndarray, gy: ndarray, least: float) -> tuple:
    """Crests of the gradient: whether each pixel holds one (H W), and where [px], x and y (H W each).

    A pixel holds one if it is larger than both neighbours across the edge; a parabola says where it lies.
    """
    rows, columns = gx.shape
    size = np.sqrt(gx * gx + gy * gy)
    held = np.zeros((rows, columns), np.bool_)
    at_x, at_y = np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.float32)
    for y in range(2, rows - 2):
        for x in range(2, columns - 2):
            m = size[y, x]
            if m < least:
                continue
            ux, uy = gx[y, x] / m, gy[y, x] / m
            ahead, behind = _between(size, x + ux, y + uy), _between(size, x - ux, y - uy)
            if m < ahead or m <= behind:
                continue
            curve = ahead - 2 * m + behind
            off = 0.5 * (behind - ahead) / curve if curve < 0 else 0.0
            if abs(off) <= 0.5 + NEAR:
                held[y, x], at_x[y, x], at_y[y, x] = True, x + off * ux, y + off * uy
    return held, at_x, at_y


@njit(**FAST)
def _between(size: ndarray, x: float, y: float) -> float:
    """Bilinear."""
    i, j = int(np.floor(y)), int(np.floor(x))
    v, u = y - i, x - j
    top = (1 - u) * size[i, j] + u * size[i, j + 1]
    return (1 - v) * top + v * ((1 - u) * size[i + 1, j] + u * size[i + 1, j + 1])
