"""Kernels that pose vertices: linear-blend skinning, normals of draped cloth, projection.

Arrays: world (V, 8) float32 = position [m], normal, u, v. bones (B, 3, 4) float32.
"""

import math

from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST


@njit(**FAST)
def skin(bind: ndarray, bound: tuple, bones: ndarray, world: ndarray, span: tuple) -> None:
    """v = Σ_k w_k B_k v_bind for position and normal, rows span[0]…span[1].

    bind (V, 6); bound: joints (V, 4), weights (V, 4).
    """
    joints, weights = bound
    for i in range(span[0], span[1]):
        for r in range(3):
            m0 = m1 = m2 = m3 = bind[i, 0] * 0
            for k in range(4):
                w = weights[i, k]
                if w > 0:
                    b = joints[i, k]
                    m0 += w * bones[b, r, 0]
                    m1 += w * bones[b, r, 1]
                    m2 += w * bones[b, r, 2]
                    m3 += w * bones[b, r, 3]
            world[i, r] = m0 * bind[i, 0] + m1 * bind[i, 1] + m2 * bind[i, 2] + m3
            world[i, r + 3] = m0 * bind[i, 3] + m1 * bind[i, 4] + m2 * bind[i, 5]


@njit(**FAST)
def face_normals(world: ndarray, faces: ndarray, out: ndarray) -> None:
    """Cross product of two sides of each face: its length is twice the triangle's area."""
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ux, uy, uz = world[b, 0] - world[a, 0], world[b, 1] - world[a, 1], world[b, 2] - world[a, 2]
        vx, vy, vz = world[c, 0] - world[a, 0], world[c, 1] - world[a, 1], world[c, 2] - world[a, 2]
        out[f, 0], out[f, 1], out[f, 2] = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx


@njit(**FAST)
def smooth_normals(world: ndarray, face_normal: ndarray, start: ndarray, fan: ndarray, first: int) -> None:
    """Area-weighted mean of the faces around each vertex; row first + i has fan[start[i]:start[i + 1]]."""
    for i in range(len(start) - 1):
        x = y = z = world[first, 0] * 0
        for k in range(start[i], start[i + 1]):
            f = fan[k]
            x += face_normal[f, 0]
            y += face_normal[f, 1]
            z += face_normal[f, 2]
        scale = 1 / math.sqrt(x * x + y * y + z * z + 1e-20)
        world[first + i, 3], world[first + i, 4], world[first + i, 5] = x * scale, y * scale, z * scale


@njit(**FAST)
def project(world: ndarray, view: ndarray, light: ndarray, out: tuple, span: tuple) -> None:
    """Picture (x [px], y [px], 1 / depth [1/m]) and the light's map (x [texel], y [texel], depth [m])."""
    screen, lit = out
    for i in range(span[0], span[1]):
        x, y, z = world[i, 0], world[i, 1], world[i, 2]
        w = 1 / (view[2, 0] * x + view[2, 1] * y + view[2, 2] * z + view[2, 3])
        screen[i, 0] = (view[0, 0] * x + view[0, 1] * y + view[0, 2] * z + view[0, 3]) * w
        screen[i, 1] = (view[1, 0] * x + view[1, 1] * y + view[1, 2] * z + view[1, 3]) * w
        screen[i, 2] = w
        for r in range(3):
            lit[i, r] = light[r, 0] * x + light[r, 1] * y + light[r, 2] * z + light[r, 3]
