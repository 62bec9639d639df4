"""The 36 degrees of freedom: a pose as 36 numbers and back, with what they cannot hold reported.

Root translation 3 [m] and rotation 3, hips 3×2, knees 1×2, ankles 1×2, spine 3 spread over three joints,
neck 3 over two, shoulders 3×2 with the clavicle coupled, elbows, forearms, wrists 2×2; all angles in
degrees, one sign for both sides. Hips and shoulders are swing–twist about the limb's T-pose axis: the
rotation is exp(swing)·twist with the swing's rotation vector square to the axis. Only a limb pointing
opposite to its T-pose is singular (an arm straight across through the other shoulder, a leg straight up
through the pelvis), which no body reaches; hanging and overhead are as good as any other pose. Turns
(root.turn and the twists) run on along time and never wrap.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.clinical import rotations
from wenwu.body.readouts import arm_against_thorax, read
from wenwu.body.rotation import conjugate, multiply, swing_twist
from wenwu.body.shoulder import clavicle, coupled, on_side
from wenwu.body.skeleton import AT

_SHARED = {  # degrees of freedom that are read-outs and channels of the same name
    "root.turn", "root.tilt", "root.list", "spine.flexion", "spine.side_bend", "spine.twist",
    "neck.flexion", "neck.side_bend", "neck.twist", "knee_l.flexion", "knee_r.flexion",
    "ankle_l.dorsiflexion", "ankle_r.dorsiflexion", "elbow_l.flexion", "elbow_r.flexion",
    "forearm_l.pronation", "forearm_r.pronation", "wrist_l.flexion", "wrist_l.deviation",
    "wrist_r.flexion", "wrist_r.deviation",
}  # fmt: skip
DOF = (
    "root.x", "root.y", "root.z", "root.turn", "root.tilt", "root.list",
    "hip_l.forward", "hip_l.outward", "hip_l.twist", "hip_r.forward", "hip_r.outward", "hip_r.twist",
    "knee_l.flexion", "knee_r.flexion", "ankle_l.dorsiflexion", "ankle_r.dorsiflexion",
    "spine.flexion", "spine.side_bend", "spine.twist", "neck.flexion", "neck.side_bend", "neck.twist",
    "shoulder_l.forward", "shoulder_l.up", "shoulder_l.twist",
    "shoulder_r.forward", "shoulder_r.up", "shoulder_r.twist",
    "elbow_l.flexion", "elbow_r.flexion", "forearm_l.pronation", "forearm_r.pronation",
    "wrist_l.flexion", "wrist_l.deviation", "wrist_r.flexion", "wrist_r.deviation",
)  # fmt: skip
INDEX = {name: i for i, name in enumerate(DOF)}
_AXIS = {"hip": 1, "shoulder": 0}  # the limb's T-pose axis: thigh y, arm x
_CENTRE = {
    "hip": 0.0,
    "shoulder": -80.0,
}  # [deg] middle of the twist's turn: an arm lifted forward has −90 … −180
_SWING = {"hip": ((0, -1.0), (2, 1.0)), "shoulder": ((1, -1.0), (2, 1.0))}  # (axis, sign) of the two swings


def project(
    rotation: Float[ndarray, "T 24 4"], root: Float[ndarray, "T 3"]
) -> tuple[Float[ndarray, "T 36"], Float[ndarray, "T 24"]]:
    """The 36 numbers of every frame, and the angle [deg] of each local rotation that they do not hold."""
    q = np.zeros((len(rotation), 36))
    q[:, :3] = root
    for name in _SHARED:
        q[:, INDEX[name]] = read(name, rotation)
    q[:, INDEX["root.turn"]] = np.degrees(np.unwrap(np.radians(q[:, INDEX["root.turn"]])))
    for side, word in (("l", "left"), ("r", "right")):
        thigh = on_side(rotation[:, AT[word + "UpperLeg"]], side)
        q[:, _columns("hip", side)] = _to_swing_twist(thigh, "hip")
        q[:, _columns("shoulder", side)] = _to_swing_twist(arm_against_thorax(side, rotation), "shoulder")
    return q, angle_between(unproject(q)[0], rotation)


def unproject(q: Float[ndarray, "T 36"]) -> tuple[Float[ndarray, "T 24 4"], Float[ndarray, "T 3"]]:
    """Local rotations and root path of 36 numbers a frame; what they do not hold is at rest."""
    rotation = rotations({name: q[:, INDEX[name]] for name in sorted(_SHARED)})
    for side, word in (("l", "left"), ("r", "right")):
        thigh = _from_swing_twist(q[:, _columns("hip", side)], "hip")
        arm = _from_swing_twist(q[:, _columns("shoulder", side)], "shoulder")
        girdle = clavicle(*coupled(arm))
        rotation[:, AT[word + "UpperLeg"]] = on_side(thigh, side)
        rotation[:, AT[word + "Shoulder"]] = on_side(girdle, side)
        rotation[:, AT[word + "UpperArm"]] = on_side(multiply(conjugate(girdle), arm), side)
    return rotation, q[:, :3].copy()


def angle_between(a: Float[ndarray, "*B 4"], b: Float[ndarray, "*B 4"]) -> Float[ndarray, "*B"]:
    """The angle [deg] of the rotation that takes a to b; exact for small angles too."""
    d = multiply(conjugate(a), b)
    return np.degrees(2 * np.arctan2(np.linalg.norm(d[..., 1:], axis=-1), np.abs(d[..., 0])))


def _columns(joint: str, side: str) -> list[int]:
    return [i for name, i in INDEX.items() if name.startswith(f"{joint}_{side}.")]


def _to_swing_twist(limb: Float[ndarray, "T 4"], joint: str) -> Float[ndarray, "T 3"]:
    """Rotation vector [deg] of the swing (two numbers) and the twist's angle [deg]."""
    axis = np.eye(3)[_AXIS[joint]]
    swing, twist = swing_twist(limb, axis)
    swing = np.where(swing[:, :1] < 0, -swing, swing)
    length = np.linalg.norm(swing[:, 1:], axis=1)
    angle = np.degrees(2 * np.arctan2(length, swing[:, 0]))
    vector = swing[:, 1:] * np.where(length < 1e-9, np.degrees(2), angle / np.maximum(length, 1e-9))[:, None]
    turned = np.degrees(2 * np.arctan2(twist[:, 1 + _AXIS[joint]], twist[:, 0]))
    (i, si), (k, sk) = _SWING[joint]
    centre = _CENTRE[joint]
    turned = np.unwrap(centre + 180 - np.mod(centre + 180 - turned, 360), period=360)
    return np.stack([si * vector[:, i], sk * vector[:, k], turned], 1)


def _from_swing_twist(numbers: Float[ndarray, "T 3"], joint: str) -> Float[ndarray, "T 4"]:
    """exp(swing) · twist."""
    (i, si), (k, sk) = _SWING[joint]
    vector = np.zeros((len(numbers), 3))
    vector[:, i], vector[:, k] = si * numbers[:, 0], sk * numbers[:, 1]
    half = np.radians(np.linalg.norm(vector, axis=1)) / 2
    swing = np.concatenate(
        [np.cos(half)[:, None], np.radians(vector) / 2 * np.sinc(half / np.pi)[:, None]], 1
    )
    twist = np.zeros((len(numbers), 4))
    turned = np.radians(numbers[:, 2]) / 2
    twist[:, 0], twist[:, 1 + _AXIS[joint]] = np.cos(turned), np.sin(turned)
    return multiply(swing, twist)
