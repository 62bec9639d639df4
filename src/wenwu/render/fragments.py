"""Kernels that gather what is to be lit: fragments, the parts of a pixel that show one surface.

Within a pixel, samples that see the same surface are lit once, at the middle of those samples; samples that
see different surfaces are lit apart and averaged after toning, so that bright edges stay smooth.
"""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART

F, I = np.float32, np.int32
SAME = F(0.015)  # [m] samples of one mesh that lie closer than this in depth are one surface
MOST = 16  # fragments of a tile


@njit(**FAST)
def gather(seen: tuple, mesh_of: ndarray, tile: tuple, size: tuple, out: tuple, n: int) -> int:
    """Add a tile's fragments to the n of out, and say how many there are now.

    seen: 1 / distance and triangle of the tile's samples (16,); tile: row, column; size: width, height.
    out: pixel (its number in reading order), triangle, samples, x and y [px], 1 / distance, of each.
    """
    near, ids = seen
    top, left = 2 * tile[0], 2 * tile[1]
    for q in range(4):
        x, y = left + (q & 1), top + (q >> 1)
        first = np.uintp(4 * q)
        a, b, c, d = near[first], near[first + 1], near[first + 2], near[first + 3]
        if max(a, b, c, d) <= F(0) or x >= size[0] or y >= size[1]:
            continue
        pixel = I(y * size[0] + x)
        if min(a, b, c, d) > F(0) and _alike((a, b, c, d), ids, first, mesh_of):
            _add(out, n, (pixel, ids[first]), (I(4), F(x) + F(0.5), F(y) + F(0.5), a))
            n += 1
        else:
            n = _parts(seen, mesh_of, 4 * q, (pixel, x, y), out, n)
    return n


@njit(**PART)
def _alike(near: tuple, ids: ndarray, first: int, mesh_of: ndarray) -> bool:
    """Whether the four samples from `first` on, which all see something, see one surface."""
    one, two, three, four = ids[first], ids[first + 1], ids[first + 2], ids[first + 3]
    mesh = mesh_of[np.uintp(one)]
    same = (mesh_of[np.uintp(two)] == mesh) & (mesh_of[np.uintp(three)] == mesh)
    same &= mesh_of[np.uintp(four)] == mesh
    gap = max(abs(near[1] - near[0]), abs(near[2] - near[0]), abs(near[3] - near[0]))
    whole = (one == two) & (one == three) & (one == four)
    return whole | (same & (gap < SAME * near[0] * near[0]))


@njit(**PART)
def _add(out: tuple, n: int, which: tuple, where: tuple) -> None:
    """Write fragment n."""
    pixel, triangle, samples, x, y, depth = out
    pixel[n], triangle[n] = which
    samples[n], x[n], y[n], depth[n] = where


@njit(**FAST)
def _parts(seen: tuple, mesh_of: ndarray, first: int, pixel: tuple, out: tuple, n: int) -> int:
    """Add the fragments of a pixel whose samples see several surfaces, or nothing."""
    near, ids = seen
    number, x, y = pixel
    done = 0
    for s in range(4):
        t, depth = ids[first + s], near[first + s]
        if depth <= F(0) or (done >> s) & 1:
            continue
        count, mx, my = 0, F(0.0), F(0.0)
        for q in range(s, 4):
            other = ids[first + q]
            gap = abs(near[first + q] - depth)
            seen_too = near[first + q] > F(0) and mesh_of[other] == mesh_of[t]
            if seen_too and (other == t or gap < SAME * depth * depth):
                count += 1
                done |= 1 << q
                # sample offsets of the rotated grid
                mx += -F(0.125) if q == 0 else (F(0.375) if q == 1 else (F(0.125) if q == 2 else -F(0.375)))
                my += -F(0.375) if q == 0 else (-F(0.125) if q == 1 else (F(0.375) if q == 2 else F(0.125)))
        share = F(count)
        at = (F(x) + F(0.5) + mx / share, F(y) + F(0.5) + my / share)
        _add(out, n, (number, t), (I(count), at[0], at[1], depth))
        n += 1
    return n
