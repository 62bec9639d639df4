"""Rotations as unit quaternions (w, x, y, z), right-handed, acting on column vectors; angles in degrees."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray


def multiply(a: Float[ndarray, "*#B 4"], b: Float[ndarray, "*#B 4"]) -> Float[ndarray, "*B 4"]:
    """The rotation b followed by the rotation a."""
    aw, ax, ay, az = np.moveaxis(np.asarray(a), -1, 0)
    bw, bx, by, bz = np.moveaxis(np.asarray(b), -1, 0)
    return np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    )


def conjugate(q: Float[ndarray, "*B 4"]) -> Float[ndarray, "*B 4"]:
    """The opposite rotation."""
    return q * np.array([1.0, -1.0, -1.0, -1.0])


def normalise(q: Float[ndarray, "*B 4"]) -> Float[ndarray, "*B 4"]:
    """The unit quaternion of the same direction."""
    return q / np.linalg.norm(q, axis=-1, keepdims=True)


def turn(q: Float[ndarray, "*#B 4"], v: Float[ndarray, "*#B 3"]) -> Float[ndarray, "*B 3"]:
    """Vectors turned by rotations."""
    axis, w = q[..., 1:], q[..., :1]
    t = 2 * np.cross(axis, v)
    return v + w * t + np.cross(axis, t)


def about(axis: int, degrees: Float[ndarray, "*B"] | float) -> Float[ndarray, "*B 4"]:
    """The rotation about a coordinate axis (0 x, 1 y, 2 z)."""
    half = np.radians(np.asarray(degrees, float)) / 2
    q = np.zeros((*half.shape, 4))
    q[..., 0], q[..., 1 + axis] = np.cos(half), np.sin(half)
    return q


def to_matrix(q: Float[ndarray, "*B 4"]) -> Float[ndarray, "*B 3 3"]:
    """Rotation matrices of unit quaternions."""
    w, x, y, z = np.moveaxis(q, -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, -1) for row in rows], -2)


def from_matrix(m: Float[ndarray, "*B 3 3"]) -> Float[ndarray, "*B 4"]:
    """Unit quaternions of rotation matrices, w ≥ 0 (Bar-Itzhack 2000: largest of four candidates)."""
    d = np.einsum("...ii->...i", m)
    t = d.sum(-1)
    pick = np.argmax(np.concatenate([t[..., None], d], -1), -1)
    xy, xz, yz = m[..., 1, 0] + m[..., 0, 1], m[..., 0, 2] + m[..., 2, 0], m[..., 2, 1] + m[..., 1, 2]
    wx, wy, wz = m[..., 2, 1] - m[..., 1, 2], m[..., 0, 2] - m[..., 2, 0], m[..., 1, 0] - m[..., 0, 1]
    candidates = np.stack(
        [
            np.stack([1 + t, wx, wy, wz], -1),
            np.stack([wx, 1 + 2 * d[..., 0] - t, xy, xz], -1),
            np.stack([wy, xy, 1 + 2 * d[..., 1] - t, yz], -1),
            np.stack([wz, xz, yz, 1 + 2 * d[..., 2] - t], -1),
        ],
        -2,
    )
    q = normalise(np.take_along_axis(candidates, pick[..., None, None], -2)[..., 0, :])
    return np.where(q[..., :1] < 0, -q, q)


def slerp(
    a: Float[ndarray, "*#B 4"], b: Float[ndarray, "*#B 4"], share: Float[ndarray, "*#B"]
) -> Float[ndarray, "*B 4"]:
    """The rotation a share of the shorter way from a to b."""
    dot = np.sum(a * b, -1)
    b = np.where(dot[..., None] < 0, -b, b)
    theta = np.arccos(np.clip(np.abs(dot), 0, 1))
    small = theta < 1e-6
    s = np.where(small, 1.0, np.sin(np.where(small, 1.0, theta)))
    wa = np.where(small, 1 - share, np.sin((1 - share) * theta) / s)
    wb = np.where(small, share, np.sin(share * theta) / s)
    return normalise(wa[..., None] * a + wb[..., None] * b)


def swing_twist(
    q: Float[ndarray, "*B 4"], axis: Float[ndarray, "3"]
) -> tuple[Float[ndarray, "*B 4"], Float[ndarray, "*B 4"]]:
    """Split q = swing · twist, the twist about `axis` (unit); a half-turn swing has no twist."""
    along = np.sum(q[..., 1:] * axis, -1, keepdims=True)
    twist = np.concatenate([q[..., :1], along * axis], -1)
    length = np.linalg.norm(twist, axis=-1, keepdims=True)
    identity = np.broadcast_to(np.array([1.0, 0, 0, 0]), twist.shape)
    twist = np.where(length < 1e-9, identity, twist / np.where(length < 1e-9, 1.0, length))
    return multiply(q, conjugate(twist)), twist


def continuous(q: Float[ndarray, "T *B 4"]) -> Float[ndarray, "T *B 4"]:
    """The same rotations with signs chosen so that neighbours in time lie on one hemisphere."""
    flips = np.sum(q[1:] * q[:-1], -1) < 0
    sign = np.cumprod(np.concatenate([np.ones((1, *q.shape[1:-1])), np.where(flips, -1.0, 1.0)]), axis=0)
    return q * sign[..., None]
