"""Our skeleton stood as somebody's rig stands.

Limbs lie along the rig's lines, by the least turn from their parents and then twisted so that a bent knee or
elbow bends about its hinge; the trunk is upright over the hip line, the feet are flat on the floor, and a
palm faces as the knuckles say where the rig has fingers.
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import conjugate, from_matrix, multiply, normalise, turn
from wenwu.body.skeleton import AT, JOINTS, PARENTS

BELOW = {"UpperLeg": "LowerLeg", "LowerLeg": "Foot", "UpperArm": "LowerArm", "LowerArm": "Hand"}
BENT = 0.2  # sine of the bend above which a hinge tells the twist (11°)
FRONT = {"UpperLeg": -1.0, "UpperArm": 1.0}  # along z: to which side of the upper bone the lower one folds
NARROW = 0.01  # of the shoulders: hips closer than this are one point
Joints = Mapping[str, int]
Places = Float[ndarray, "J 3"]
Turn = Float[ndarray, "4"]
Vector = Float[ndarray, "3"]


def stood(place: Places, joints: Joints, offset: Float[ndarray, "24 3"]) -> Float[ndarray, "24 4"]:
    """World rotations of our joints; `place` of the rig's in our axes, `offset` of our skeleton's bones."""
    out = np.tile([1.0, 0, 0, 0], (24, 1))
    out[0] = _facing(across(place, joints))
    for joint, parent in enumerate(PARENTS[1:], start=1):
        name, out[joint] = JOINTS[joint], out[parent]
        side, part = _split(name)
        if part in BELOW:
            below = side + BELOW[part]
            line = place[joints[below]] - place[joints[name]]
            out[joint] = multiply(least(turn(out[parent], offset[AT[below]]), line), out[parent])
        if part in FRONT:
            lower = place[joints[side + BELOW[BELOW[part]]]] - place[joints[below]]
            out[joint] = _hinged(out[joint], offset[AT[below]], lower, FRONT[part])
        elif part == "LowerArm":
            out[joint] = _pronated(out[joint], place, joints, side)
        elif part == "Foot":
            out[joint] = _flat(place, joints, side, out[0], offset)
    return out


def _split(name: str) -> tuple[str, str]:
    side = next((s for s in ("left", "right") if name.startswith(s)), "")
    return side, name.removeprefix(side)


def across(place: Places, joints: Joints) -> Vector:
    """From the right hip to the left; between the shoulders where both legs begin in one point."""
    lines = [
        place[joints[f"left{part}"]] - place[joints[f"right{part}"]] for part in ("UpperLeg", "UpperArm")
    ]
    return lines[0] if np.linalg.norm(lines[0]) > NARROW * np.linalg.norm(lines[1]) else lines[1]


def _facing(line: Vector) -> Turn:
    """Upright, with the hip line along x."""
    left = line * [1, 0, 1] / np.linalg.norm(line * [1, 0, 1])
    return from_matrix(np.stack([left, [0, 1.0, 0], np.cross(left, [0, 1.0, 0])], 1))


def _hinged(q: Turn, bone: Vector, lower: Vector, front: float) -> Turn:
    """The upper bone twisted about itself so that the lower one folds straight forward (or back)."""
    axis = bone / np.linalg.norm(bone)
    seen = turn(conjugate(q), lower / np.linalg.norm(lower))
    fold = seen - axis * (seen @ axis)
    want = np.array([0.0, 0, front]) - axis * (axis[2] * front)
    if np.linalg.norm(fold) < BENT:
        return q
    return multiply(q, _about(axis, _angle(want, fold, axis)))


def _pronated(q: Turn, place: Places, joints: Joints, side: str) -> Turn:
    """The forearm twisted so that the knuckles lie as the rig's: index finger ahead of the little one."""
    wanted = [f"{side}IndexProximal", f"{side}LittleProximal"]
    if any(name not in joints for name in wanted):
        return q
    across = place[joints[wanted[0]]] - place[joints[wanted[1]]]
    axis = np.array([1.0, 0, 0])
    seen = turn(conjugate(q), across) * [0, 1, 1]
    if np.linalg.norm(seen) < 1e-9:
        return q
    return multiply(q, _about(axis, _angle(np.array([0.0, 0, 1]), seen, axis)))


def _flat(place: Places, joints: Joints, side: str, hips: Turn, offset: Float[ndarray, "24 3"]) -> Turn:
    """A foot flat on the floor that points where the rig's does; as in the T-pose where that is not known."""
    toes, sole = f"{side}Toes", offset[AT[f"{side}Toes"]] * [1, 0, 1]
    if toes not in joints:
        return hips
    line = turn(conjugate(hips), place[joints[toes]] - place[joints[f"{side}Foot"]]) * [1, 0, 1]
    if line[2] <= 1e-6 * np.linalg.norm(place[joints[f"{side}Foot"]] - place[joints[f"{side}LowerLeg"]]):
        return hips
    up = np.array([0.0, 1, 0])
    return multiply(hips, _about(up, _angle(sole, line, up)))


def least(a: Vector, b: Vector) -> Turn:
    """The least turn from one direction to another; about x or z where they are opposite."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    w = 1 + float(a @ b)
    if w < 1e-9:
        axis = np.cross(a, np.eye(3)[int(np.abs(a).argmin())])
        return np.array([0.0, *(axis / np.linalg.norm(axis))])
    return normalise(np.array([w, *np.cross(a, b)]))


def _angle(a: Vector, b: Vector, axis: Vector) -> float:
    """The signed angle [rad] from a to b about an axis square to both."""
    return float(np.arctan2(axis @ np.cross(a, b), a @ b))


def _about(axis: Vector, angle: float) -> Turn:
    return np.array([np.cos(angle / 2), *(np.sin(angle / 2) * axis)])
