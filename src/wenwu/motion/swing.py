"""Swing: where an upper arm points, gone over from one to another as a direction and not as two angles.

The plane of an arm that hangs or points overhead says nothing and may be anything from one frame to the
next; the direction of the arm does not jump. The plane's range is half a circle, so the directions that it
allows are half of the sphere: what lies beyond is brought to its rim without a corner, and a way between two
that are allowed is allowed.
"""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.ranges import load_limits

ROUND = 0.08  # [1] of the arm's length: how far from the rim a direction begins to be held back
BEYOND = 0.07  # [1] four degrees of arc: an arm that is drawn farther out of its range is not taken

Swing = tuple[Float[ndarray, " T"], Float[ndarray, " T"]]  # plane, elevation [deg]


def mixed_swing(one: Swing, other: Swing, share: Float[ndarray, " T"]) -> Swing:
    """`share` of the way from the one direction to the other, this one brought into the plane's range; where
    the share is 0 the one as it is.
    """
    a, b = _direction(*one), _held(_direction(*other))
    angle = np.arccos(np.clip((a * b).sum(-1), -1, 1))
    wide = np.maximum(np.sin(angle), 1e-9)
    near = angle < 1e-4
    parts = [np.where(near, s, np.sin(s * angle) / wide)[:, None] for s in (1 - share, share)]
    mixed = parts[0] * a + parts[1] * b
    level = np.hypot(mixed[:, 0], mixed[:, 1])
    plane = np.where(level > 1e-9, np.degrees(np.arctan2(mixed[:, 1], mixed[:, 0])), one[0])
    elevation = np.degrees(np.arctan2(level, mixed[:, 2]))
    kept = share == 0
    return np.where(kept, one[0], plane), np.where(kept, one[1], elevation)


def reaches(plane: Float[ndarray, " T"], elevation: Float[ndarray, " T"]) -> Bool[ndarray, " T"]:
    """Whether an arm is inside its plane's range, or beyond it by no more than BEYOND."""
    return _direction(plane, elevation) @ _inward() >= -BEYOND


def _direction(plane: Float[ndarray, " T"], elevation: Float[ndarray, " T"]) -> Float[ndarray, "T 3"]:
    """Outward, forward, down."""
    out, up = np.radians(plane), np.radians(elevation)
    return np.stack([np.sin(up) * np.cos(out), np.sin(up) * np.sin(out), np.cos(up)], -1)


def _held(direction: Float[ndarray, "T 3"]) -> Float[ndarray, "T 3"]:
    """Directions on the side of the range's middle, those beyond the rim brought to it."""
    depth = direction @ _inward()
    held = (depth + np.sqrt(depth**2 + ROUND**2)) / 2
    out = direction + (held - depth)[:, None] * _inward()
    return out / np.linalg.norm(out, axis=-1, keepdims=True)


def _inward() -> Float[ndarray, "3"]:
    """The middle of the plane's range, level."""
    limit = load_limits()["shoulder.plane"]
    middle = np.radians((limit.low + limit.high) / 2)
    return np.array([np.cos(middle), np.sin(middle), 0.0])
