"""Compiled: small rotations for the chain of inverse kinematics, written into arrays that are given."""

import math
from typing import Any

from numba import njit

FAST: dict[str, Any] = {"nogil": True, "cache": True, "fastmath": True, "error_model": "numpy"}


@njit(**FAST)
def spin(m, axis, angle):
    """m · r(axis, angle) in place."""
    c, s = math.cos(angle), math.sin(angle)
    u, v = (axis + 1) % 3, (axis + 2) % 3
    for a in range(3):
        x, y = m[a, u], m[a, v]
        m[a, u] = c * x + s * y
        m[a, v] = c * y - s * x


@njit(**FAST)
def column(m, axis, sign, out):
    """A world axis: a column of a rotation."""
    for a in range(3):
        out[a] = sign * m[a, axis]


@njit(**FAST)
def exponential(v, turned, left):
    """The rotation of a rotation vector, and the left Jacobian that turns its change into a turning."""
    t2 = v[0] * v[0] + v[1] * v[1] + v[2] * v[2]
    t = math.sqrt(t2)
    if t < 1e-5:
        a, b, c = 1 - t2 / 6, 0.5 - t2 / 24, 1 / 6 - t2 / 120
    else:
        a, b, c = math.sin(t) / t, (1 - math.cos(t)) / t2, (t - math.sin(t)) / (t2 * t)
    for i in range(3):
        for j in range(3):
            square = v[i] * v[j] - (t2 if i == j else 0.0)
            turned[i, j] = b * square + (1.0 if i == j else 0.0)
            left[i, j] = c * square + (1.0 if i == j else 0.0)
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        turned[k, j] += a * v[i]
        turned[j, k] -= a * v[i]
        left[k, j] += b * v[i]
        left[j, k] -= b * v[i]


@njit(**FAST)
def product(a, b, out):
    """a · b for 3×3 matrices."""
    for i in range(3):
        for j in range(3):
            out[i, j] = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j]
