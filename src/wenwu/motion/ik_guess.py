"""Compiled: a first guess of the 36 numbers from joint positions alone, so that a cold start is nearly there.

Pelvis and thorax are rigid triangles, so their frames follow from three joints each; thigh and upper arm are
the shortest swing from the T-pose to where they point; knee and elbow follow from the bend, and the twist
from the plane of the bend. What a straight limb does not show (twist, pronation) is the reference's.
"""

import math

import numpy as np
from numba import njit

from wenwu.motion.ik_rotation import FAST, exponential, product, spin

BENT = 0.12  # [rad] from here the plane of a bend is trusted


@njit(**FAST)
def frame(a, b, c, out):
    """The right-handed frame of a triangle: x from b to a, z square to it and to the line to c."""
    x = np.empty(3)
    y = np.empty(3)
    for k in range(3):
        x[k] = a[k] - b[k]
        y[k] = c[k] - 0.5 * (a[k] + b[k])
    n = math.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2) + 1e-12
    for k in range(3):
        x[k] /= n
    d = x[0] * y[0] + x[1] * y[1] + x[2] * y[2]
    for k in range(3):
        y[k] -= d * x[k]
    n = math.sqrt(y[0] ** 2 + y[1] ** 2 + y[2] ** 2) + 1e-12
    for k in range(3):
        out[k, 0], out[k, 1] = x[k], y[k] / n
    out[0, 2] = out[1, 0] * out[2, 1] - out[2, 0] * out[1, 1]
    out[1, 2] = out[2, 0] * out[0, 1] - out[0, 0] * out[2, 1]
    out[2, 2] = out[0, 0] * out[1, 1] - out[1, 0] * out[0, 1]


@njit(**FAST)
def turned(target, joints, rest):
    """The rotation that takes a triangle of joints from where it is at rest to where it is now."""
    now, then, out = np.empty((3, 3)), np.empty((3, 3)), np.empty((3, 3))
    frame(target[joints[0]], target[joints[1]], target[joints[2]], now)
    frame(rest[joints[0]], rest[joints[1]], rest[joints[2]], then)
    for i in range(3):
        for j in range(3):
            out[i, j] = now[i, 0] * then[j, 0] + now[i, 1] * then[j, 1] + now[i, 2] * then[j, 2]
    return out


@njit(**FAST)
def yxz(m):
    """Angles of ry(a) rx(b) rz(c)."""
    b = math.asin(min(max(-m[1, 2], -1.0), 1.0))
    return math.atan2(m[0, 2], m[2, 2]), b, math.atan2(m[1, 0], m[1, 1])


@njit(**FAST)
def seen_from(m, a, b):
    """The direction from a to b in the frame m."""
    out = np.zeros(3)
    n = 1e-12
    for k in range(3):
        n += (b[k] - a[k]) ** 2
    n = math.sqrt(n)
    for k in range(3):
        for j in range(3):
            out[k] += m[j, k] * (b[j] - a[j]) / n
    return out


@njit(**FAST)
def swing_to(axis, sign, d, v):
    """Rotation vector of the shortest turn from sign · e(axis) to the direction d."""
    cosine = min(max(sign * d[axis], -1.0), 1.0)
    i, k = (axis + 1) % 3, (axis + 2) % 3
    n = math.sqrt(d[i] ** 2 + d[k] ** 2)
    angle = math.atan2(n, cosine)
    v[axis] = 0.0
    # e(axis) × d = (…, −d_k, d_i) on (i, k)
    v[i] = -sign * d[k] / (n + 1e-12) * angle
    v[k] = sign * d[i] / (n + 1e-12) * angle


@njit(**FAST)
def leg(pelvis, points, side, ref, first, q, thigh):
    """Hip swings and twist from thigh and shank, the knee's bend; `thigh` becomes the thigh's rotation.

    points: hip, knee, ankle. first: the hip's first number.
    """
    hip, knee, ankle = points
    v, turn, left = np.zeros(3), np.empty((3, 3)), np.empty((3, 3))
    swing_to(1, -1.0, seen_from(pelvis, hip, knee), v)
    exponential(v, turn, left)
    product(pelvis, turn, thigh)
    s = seen_from(thigh, knee, ankle)
    bend = math.acos(min(max(-s[1], -1.0), 1.0))
    twist = side * math.atan2(-s[0], -s[2]) if bend > BENT else ref[first + 2]
    q[first], q[first + 1], q[first + 2] = -v[0], side * v[2], twist
    spin(thigh, 1, side * twist)
    return bend


@njit(**FAST)
def arm(thorax, points, side, ref, first, q, upper):
    """Shoulder swings and twist from both parts of the arm, the elbow's bend; `upper` becomes its rotation.

    points: shoulder, elbow, wrist. first: the shoulder's first number.
    """
    shoulder, elbow, wrist = points
    v, turn, left = np.zeros(3), np.empty((3, 3)), np.empty((3, 3))
    swing_to(0, side, seen_from(thorax, shoulder, elbow), v)
    exponential(v, turn, left)
    product(thorax, turn, upper)
    s = seen_from(upper, elbow, wrist)
    bend = math.acos(min(max(side * s[0], -1.0), 1.0))
    twist = math.atan2(-s[1], s[2]) if bend > BENT else ref[first + 2]
    while twist > ref[first + 2] + math.pi:
        twist -= 2 * math.pi
    while twist < ref[first + 2] - math.pi:
        twist += 2 * math.pi
    q[first], q[first + 1], q[first + 2] = -side * v[1], side * v[2], twist
    spin(upper, 0, twist)
    return bend


@njit(**FAST)
def guess(target, offset, rest, ref, q):
    """Fill q (36) for joint positions `target`; `rest` are the positions of the T-pose."""
    q[:] = ref
    q[0:3] = target[0]
    pelvis, thorax = turned(target, (1, 2, 3), rest), turned(target, (13, 14, 12), rest)
    q[3], q[4], side_lean = yxz(pelvis)
    q[5] = -side_lean
    between = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            between[i, j] = (
                pelvis[0, i] * thorax[0, j] + pelvis[1, i] * thorax[1, j] + pelvis[2, i] * thorax[2, j]
            )
    twist, flexion, lean = yxz(between)
    q[16], q[17], q[18] = flexion, -lean, twist
    nod = seen_from(thorax, target[12], target[15])
    own = math.atan2(offset[15, 2], offset[15, 1])
    q[19] = (math.atan2(nod[2], nod[1]) - own) / 0.45
    q[20] = math.atan2(nod[0], nod[1]) / 0.5
    m = np.empty((3, 3))
    for s in range(2):
        side = 1.0 if s == 0 else -1.0
        q[12 + s] = leg(pelvis, (target[1 + s], target[4 + s], target[7 + s]), side, ref, 6 + 3 * s, q, m)
        spin(m, 0, q[12 + s])
        tip = seen_from(m, target[7 + s], target[10 + s])
        q[14 + s] = math.atan2(tip[1], tip[2]) - math.atan2(offset[10 + s, 1], offset[10 + s, 2])
        joints = (target[16 + s], target[18 + s], target[20 + s])
        q[28 + s] = arm(thorax, joints, side, ref, 22 + 3 * s, q, m)
        spin(m, 1, -side * q[28 + s])
        spin(m, 0, q[30 + s])
        tip = seen_from(m, target[20 + s], target[22 + s])
        q[32 + 2 * s] = math.asin(min(max(-tip[1], -1.0), 1.0))
        q[33 + 2 * s] = math.atan2(-tip[2], side * tip[0])
