"""Helper bones that keep skin full: twist bones take a share of a limb's turning about itself, half bones
turn half as far as a joint and carry the skin that lies between its two limbs.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import about, conjugate, multiply, swing_twist, turn

SHARES = (0.0, 0.5)  # of the twist; the limb's own bone takes all
HALVED = ("LowerArm", "UpperLeg", "LowerLeg")  # elbow, hip, knee; a shoulder looks better without
HELPER_BONES = (
    *(
        f"{word}{limb}Twist{k}"
        for word in ("left", "right")
        for limb in ("UpperArm", "LowerArm")
        for k in (0, 1)
    ),
    *(f"{word}{limb}Half" for word in ("left", "right") for limb in HALVED),
)
LOWERED = about(2, -45.0)  # the direction about which the upper arm's twist is told: half-way to hanging
LOWERED_AXIS = turn(LOWERED, np.array([1.0, 0.0, 0.0]))


def part_twisted(arm: Float[ndarray, "T 4"], share: float) -> Float[ndarray, "T 4"]:
    """A left upper arm (against the clavicle) that keeps its direction but only a share of its twist.

    The twist is told from the arm lowered by 45°: opposite to it, up across the neck, no arm points.
    """
    swing, twist = swing_twist(multiply(arm, conjugate(LOWERED)), LOWERED_AXIS)
    half = np.arctan2(twist[:, 1:] @ LOWERED_AXIS, twist[:, 0])
    half = np.where(half > np.pi / 2, half - np.pi, np.where(half < -np.pi / 2, half + np.pi, half)) * share
    part = np.concatenate([np.cos(half)[:, None], np.sin(half)[:, None] * LOWERED_AXIS], 1)
    return multiply(multiply(swing, part), LOWERED)


def part_pronated(forearm: Float[ndarray, "T 4"], share: float) -> Float[ndarray, "T 4"]:
    """A left forearm (ry(−flexion) · rx(pronation)) that keeps only a share of its pronation."""
    swing, twist = swing_twist(forearm, np.array([1.0, 0.0, 0.0]))
    half = np.arctan2(twist[:, 1], twist[:, 0])
    half = np.where(half > np.pi / 2, half - np.pi, np.where(half < -np.pi / 2, half + np.pi, half)) * share
    part = np.stack([np.cos(half), np.sin(half), np.zeros_like(half), np.zeros_like(half)], 1)
    return multiply(swing, part)


def halved(q: Float[ndarray, "T 4"]) -> Float[ndarray, "T 4"]:
    """Half of each rotation, the shorter way."""
    q = np.where(q[:, :1] < 0, -q, q) + np.array([1.0, 0.0, 0.0, 0.0])
    return q / np.linalg.norm(q, axis=1, keepdims=True)
