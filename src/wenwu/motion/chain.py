"""Joint places told from the parent joint, and back: the 72 coordinates as the network speaks them.

A hand's place in the room says little about the wrist: its error is that of the whole arm. Told from its
parent, a joint's three coordinates are one bone's direction, and their spread is that bone's own.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.skeleton import PARENTS


def from_parent(place: Float[ndarray, "*B 24 3"]) -> Float[ndarray, "*B 24 3"]:
    """The hips as they are, every other joint from its parent [m]."""
    out = np.array(place, float)
    out[..., 1:, :] -= place[..., PARENTS[1:], :]
    return out


def from_hips(bones: Float[ndarray, "*B 24 3"]) -> Float[ndarray, "*B 24 3"]:
    """The inverse: places [m] added up along the chain."""
    out = np.array(bones, float)
    for joint, parent in enumerate(PARENTS[1:], start=1):
        out[..., joint, :] += out[..., parent, :]
    return out


def as_long_as(bones: Float[ndarray, "*B 24 3"], offset: Float[ndarray, "24 3"]) -> Float[ndarray, "*B 24 3"]:
    """The same directions with a skeleton's lengths: the mean of many directions is shorter than each of
    them.
    """
    out = np.array(bones, float)
    long = np.linalg.norm(out[..., 1:, :], axis=-1, keepdims=True)
    out[..., 1:, :] *= np.linalg.norm(offset[1:], axis=-1)[:, None] / np.maximum(long, 1e-6)
    return out


def above(joint: int) -> list[int]:
    """A joint and all that it hangs from."""
    rows = []
    while joint >= 0:
        rows.append(joint)
        joint = PARENTS[joint]
    return rows


CHAIN = np.array([[float(row in above(joint)) for row in range(24)] for joint in range(24)])
