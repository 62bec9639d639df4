"""Kernels that pose vertices: linear-blend skinning, normals of draped cloth, projection.

All arrays are flat. world (8 V,) float32 = position [m], normal, u, v of one vertex after another; screen and
lit (4 V,) have three numbers each and one to spare; bones (12 B,) = 3 × 4 matrices.
"""

import math

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART


@njit(**FAST)
def skin(bind: ndarray, bound: tuple, bones: ndarray, out: tuple, views: tuple, span: tuple) -> None:
    """v = Σ_k w_k B_k v_bind for position and normal, rows span[0]…span[1], and where they are seen.

    bind (6 V,); bound: first number of a bone's matrix (4 V,), weights (4 V,), the heaviest first.
    """
    matrix, weights = bound
    world = out[0]
    for i in range(np.uintp(span[0]), np.uintp(span[1])):
        m = _weighted(bones, np.uintp(matrix[4 * i]), weights[4 * i])
        for k in range(4 * i + 1, 4 * i + 4):
            if weights[k] <= 0:
                break
            m = _sum(m, _weighted(bones, np.uintp(matrix[k]), weights[k]))
        x, y, z = bind[6 * i], bind[6 * i + 1], bind[6 * i + 2]
        p, q, r = bind[6 * i + 3], bind[6 * i + 4], bind[6 * i + 5]
        for row in range(3):
            world[8 * i + 3 + row] = m[4 * row] * p + m[4 * row + 1] * q + m[4 * row + 2] * r
        at = (
            m[0] * x + m[1] * y + m[2] * z + m[3],
            m[4] * x + m[5] * y + m[6] * z + m[7],
            m[8] * x + m[9] * y + m[10] * z + m[11],
        )
        _put(at, out, views, i)


@njit(**PART)
def _weighted(bones: ndarray, b: int, w: float) -> tuple:
    """A bone's matrix, which begins at b, times a weight."""
    return (
        w * bones[b], w * bones[b + 1], w * bones[b + 2], w * bones[b + 3], w * bones[b + 4],
        w * bones[b + 5], w * bones[b + 6], w * bones[b + 7], w * bones[b + 8], w * bones[b + 9],
        w * bones[b + 10], w * bones[b + 11],
    )  # fmt: skip


@njit(**PART)
def _sum(m: tuple, n: tuple) -> tuple:
    """Two matrices added."""
    return (
        m[0] + n[0], m[1] + n[1], m[2] + n[2], m[3] + n[3], m[4] + n[4], m[5] + n[5],
        m[6] + n[6], m[7] + n[7], m[8] + n[8], m[9] + n[9], m[10] + n[10], m[11] + n[11],
    )  # fmt: skip


@njit(**FAST)
def face_normals(world: ndarray, faces: ndarray, out: ndarray) -> None:
    """Cross product of two sides of each face: its length is twice the triangle's area."""
    for f in range(len(faces)):
        a, b, c = 8 * faces[f, 0], 8 * faces[f, 1], 8 * faces[f, 2]
        ux, uy, uz = world[b] - world[a], world[b + 1] - world[a + 1], world[b + 2] - world[a + 2]
        vx, vy, vz = world[c] - world[a], world[c + 1] - world[a + 1], world[c + 2] - world[a + 2]
        out[f, 0], out[f, 1], out[f, 2] = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx


@njit(**FAST)
def smooth_normals(world: ndarray, face_normal: ndarray, start: ndarray, fan: ndarray, first: int) -> None:
    """Area-weighted mean of the faces around each vertex; row first + i has fan[start[i]:start[i + 1]]."""
    for i in range(len(start) - 1):
        x = y = z = world[8 * first] * 0
        for k in range(start[i], start[i + 1]):
            f = fan[k]
            x += face_normal[f, 0]
            y += face_normal[f, 1]
            z += face_normal[f, 2]
        scale = 1 / math.sqrt(x * x + y * y + z * z + 1e-20)
        at = 8 * (first + i)
        world[at + 3], world[at + 4], world[at + 5] = x * scale, y * scale, z * scale


@njit(**FAST)
def drape(places: ndarray, kept: ndarray, first: int, out: tuple, views: tuple) -> None:
    """Take the kept rows of draped vertices (V, 3) over, as rows from `first` on."""
    for i in range(len(kept)):
        k = kept[i]
        _put((places[k, 0], places[k, 1], places[k, 2]), out, views, np.uintp(first + i))


@njit(**PART)
def _put(at: tuple, out: tuple, views: tuple, i: int) -> None:
    """A point in the world, the picture (x [px], y [px], 1 / depth [1/m]) and the light's map (texel, m)."""
    world, screen, lit = out
    view, light = views
    x, y, z = at
    world[8 * i], world[8 * i + 1], world[8 * i + 2] = x, y, z
    w = np.float32(1) / (view[8] * x + view[9] * y + view[10] * z + view[11])
    screen[4 * i] = (view[0] * x + view[1] * y + view[2] * z + view[3]) * w
    screen[4 * i + 1] = (view[4] * x + view[5] * y + view[6] * z + view[7]) * w
    screen[4 * i + 2] = w
    lit[4 * i] = light[0] * x + light[1] * y + light[2] * z + light[3]
    lit[4 * i + 1] = light[4] * x + light[5] * y + light[6] * z + light[7]
    lit[4 * i + 2] = light[8] * x + light[9] * y + light[10] * z + light[11]
