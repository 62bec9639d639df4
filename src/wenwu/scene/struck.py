"""The places that a held prop strikes, on the dressed body, in every frame."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.performer import Body
from wenwu.body.skeleton import AT

CLOTH = 0.012  # [m] of clothes
World = Float[ndarray, "T B 4 4"]
Points = Float[ndarray, "T 3"]
Place = tuple[str, Callable[[Body], Float[ndarray, "3"]], tuple[float, float, float]]


def touched(at: str, body: Body, world: World) -> tuple[Points, Points]:
    """A place of the dressed body in every frame [m], and the way out of the body there."""
    bone, mark, normal = PLACES[at]
    frame = world[:, AT[bone]].astype(float)
    head = np.asarray(body.landmarks[bone], float)
    out = frame[:, :3, :3] @ np.array(normal) / np.linalg.norm(normal)
    point = frame[:, :3, 3] + frame[:, :3, :3] @ (mark(body) - head)
    return point + out * CLOTH, out


def _head(body: Body, bone: str) -> Float[ndarray, "3"]:
    return np.asarray(body.landmarks[bone], float)


def _mark(name: str) -> Callable[[Body], Float[ndarray, "3"]]:
    return lambda body: np.asarray(body.landmarks[name], float)


def _off(name: str, x: float, y: float, z: float) -> Callable[[Body], Float[ndarray, "3"]]:
    return lambda body: np.asarray(body.landmarks[name], float) + np.array([x, y, z])


def _upper_back(body: Body) -> Float[ndarray, "3"]:
    nape, breast = body.landmarks["nape"], body.landmarks["bust_back"]
    return np.array([-0.02, (nape[1] + breast[1]) / 2, min(nape[2], breast[2]) - 0.012])


PLACES: dict[str, Place] = {  # carrying bone, place on the bare body in the T-pose, the way out of it
    "left_hand": ("leftHand", _off("leftHand", 0.048, -0.016, 0.0), (0.0, -1.0, 0.0)),
    "left_elbow": ("leftUpperArm", _off("leftLowerArm", 0.0, -0.008, -0.038), (0.1, -0.3, -0.95)),
    "left_shoulder": ("leftShoulder", _off("acromion_l", 0.012, 0.002, 0.020), (0.35, 0.75, 0.55)),
    "right_shoulder": ("rightShoulder", _off("acromion_r", 0.0, 0.002, 0.016), (-0.1, 0.85, 0.5)),
    "back": ("upperChest", _upper_back, (0.0, 0.15, -1.0)),
    "left_hip": ("hips", _mark("hip_l"), (0.95, 0.0, 0.3)),
    "right_hip": ("hips", _mark("hip_r"), (-0.95, 0.0, -0.3)),
    "left_knee": ("leftLowerLeg", _off("leftLowerLeg", 0.0, 0.018, 0.040), (0.0, 0.45, 0.9)),
    "right_knee": ("rightLowerLeg", _off("rightLowerLeg", 0.0, 0.018, 0.044), (0.0, 0.45, 0.9)),
    "left_foot": ("leftFoot", _off("leftFoot", -0.030, -0.030, 0.075), (-0.95, 0.1, 0.2)),
    "right_foot": ("rightFoot", _off("rightFoot", -0.036, -0.030, 0.065), (-0.95, 0.1, -0.1)),
}
