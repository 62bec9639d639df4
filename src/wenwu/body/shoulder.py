"""The shoulder: clavicle and upper arm as one chain, told apart by the coupling of the two.

Frames are those of the left side; `on_side` mirrors them. Angles are measured against the thorax, so a
raised clavicle never changes the arm's elevation.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import about, conjugate, multiply, swing_twist, turn

ALONG_HUMERUS = np.array([0.0, 1.0, 0.0])  # of the hanging arm, elbow to shoulder
TO_TPOSE = about(2, -90.0)
LIFT_SHARE, LIFT_FROM, LIFT_SOFTNESS = 0.22, 30.0, 8.0  # [1, deg, deg] scapulohumeral rhythm, clavicle's part
REACH_SHARE = 12.0  # [deg] clavicle protraction of a level arm that points forward
MIRRORED = np.array([1.0, 1.0, -1.0, -1.0])


def on_side(q: Float[ndarray, "*B 4"], side: str) -> Float[ndarray, "*B 4"]:
    """A left-side rotation as the side's own: the right one is M R M with M = diag(−1, 1, 1)."""
    return q if side == "l" else q * MIRRORED


def thoracohumeral(
    plane: Float[ndarray, " T"], elevation: Float[ndarray, " T"], rotation: Float[ndarray, " T"]
) -> Float[ndarray, "T 4"]:
    """The upper arm against the thorax, relative to the T-pose, from its three angles [deg].

    ry(−plane) rz(elevation) ry(plane) is the swing from hanging; ry(rotation) turns the arm on itself.
    """
    swing = multiply(multiply(about(1, -plane), about(2, elevation)), about(1, plane))
    return multiply(multiply(swing, about(1, rotation)), TO_TPOSE)


def coupled(arm: Float[ndarray, "T 4"]) -> tuple[Float[ndarray, " T"], Float[ndarray, " T"]]:
    """Lift and protraction [deg] that the clavicle takes from the arm (left side, against the thorax).

    Both come from the arm's direction alone, so they are smooth hanging and overhead:
    lift = .22 · softplus(elevation − 30), protraction = 12 · (forward part of the direction).
    After Ludewig et al. 2009 (JBJS 91: 378), clavicle elevation and protraction in arm raising; rounded.
    """
    direction = turn(arm, np.array([1.0, 0.0, 0.0]))
    elevation = elevation_of(direction)
    lift = LIFT_SHARE * LIFT_SOFTNESS * np.logaddexp(0, (elevation - LIFT_FROM) / LIFT_SOFTNESS)
    return lift, REACH_SHARE * direction[:, 2]


def clavicle(lift: Float[ndarray, " T"], forward: Float[ndarray, " T"]) -> Float[ndarray, "T 4"]:
    """The clavicle's rotation rz(lift) ry(−forward), left side, angles in degrees."""
    return multiply(about(2, lift), about(1, -forward))


def elevation_of(direction: Float[ndarray, "T 3"]) -> Float[ndarray, " T"]:
    """Angle [deg] between the arm's direction and straight down; exact near 0 and 180 too."""
    return np.degrees(np.arctan2(np.hypot(direction[:, 0], direction[:, 2]), -direction[:, 1]))


def shoulder_angles(
    arm: Float[ndarray, "T 4"],
) -> tuple[Float[ndarray, " T"], Float[ndarray, " T"], Float[ndarray, " T"]]:
    """Plane, elevation and rotation [deg] of the left arm against the thorax.

    The plane means nothing in a hanging or an overhead arm (it is 0 there); the rotation means nothing
    straight overhead.
    """
    hanging = multiply(arm, conjugate(TO_TPOSE))
    direction = -turn(hanging, ALONG_HUMERUS)
    flat = np.hypot(direction[:, 0], direction[:, 2]) < 1e-6
    plane = np.degrees(np.arctan2(np.where(flat, 0, direction[:, 2]), np.where(flat, 1, direction[:, 0])))
    twist = swing_twist(hanging, ALONG_HUMERUS)[1]
    rotation = wrapped(2 * np.degrees(np.arctan2(twist[:, 2], twist[:, 0])))
    return plane, elevation_of(direction), rotation


def wrapped(degrees: Float[ndarray, " T"]) -> Float[ndarray, " T"]:
    """The same angle in (−180, 180]."""
    return 180 - np.mod(180 - degrees, 360)
