"""Read-outs: clinical angles of any pose, one table with formula, source, zero, sign and side.

Rules, limits and reports speak in these. Each is a function of the local rotations alone and undoes
`clinical.rotations` exactly. Sides share one sign; unpaired read-outs are positive toward the left.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import unknown
from wenwu.body.ranges import Limit, load_limits
from wenwu.body.rotation import about, multiply, to_matrix, turn
from wenwu.body.shoulder import coupled, on_side, shoulder_angles
from wenwu.body.skeleton import AT

Rotations = Float[ndarray, "T 24 4"]
Degrees = Float[ndarray, " T"]


@dataclass(frozen=True)
class Readout:
    """One clinical angle: how it is read, and what its number means."""

    name: str  # wrist_l.flexion
    function: Callable[[Rotations], Degrees]
    formula: str
    zero: str
    positive: str
    source: str
    side: str | None  # l, r or None
    limit: Limit | None

    @property
    def low(self) -> float:
        """Least lawful value [deg]."""
        return self.limit.low if self.limit else -np.inf

    @property
    def high(self) -> float:
        """Greatest lawful value [deg]."""
        return self.limit.high if self.limit else np.inf


def read(name: str, rotation: Rotations) -> Degrees:
    """One read-out of every frame [deg]."""
    if name not in READOUTS:
        raise unknown("read-out", name, READOUTS)
    return READOUTS[name].function(rotation)


def read_all(rotation: Rotations) -> dict[str, Degrees]:
    """Every read-out of every frame [deg]."""
    return {name: readout.function(rotation) for name, readout in READOUTS.items()}


def xzy(m: Float[ndarray, "T 3 3"]) -> Float[ndarray, "3 T"]:
    """Angles [deg] of rx(a) rz(b) ry(c)."""
    b = -np.arcsin(np.clip(m[:, 0, 1], -1, 1))
    return np.degrees(np.stack([np.arctan2(m[:, 2, 1], m[:, 1, 1]), b, np.arctan2(m[:, 0, 2], m[:, 0, 0])]))


def yzx(m: Float[ndarray, "T 3 3"]) -> Float[ndarray, "3 T"]:
    """Angles [deg] of ry(a) rz(b) rx(c)."""
    b = np.arcsin(np.clip(m[:, 1, 0], -1, 1))
    return np.degrees(np.stack([np.arctan2(-m[:, 2, 0], m[:, 0, 0]), b, np.arctan2(-m[:, 1, 2], m[:, 1, 1])]))


def yxz(m: Float[ndarray, "T 3 3"]) -> Float[ndarray, "3 T"]:
    """Angles [deg] of ry(a) rx(b) rz(c)."""
    b = -np.arcsin(np.clip(m[:, 1, 2], -1, 1))
    return np.degrees(np.stack([np.arctan2(m[:, 0, 2], m[:, 2, 2]), b, np.arctan2(m[:, 1, 0], m[:, 1, 1])]))


def _local(rotation: Rotations, joint: str, side: str | None = None) -> Float[ndarray, "T 3 3"]:
    word = {"l": "left", "r": "right", None: ""}[side]
    return to_matrix(on_side(rotation[:, AT[word + joint]], side or "l"))


def _hip(side: str, rotation: Rotations, axis: int, sign: int) -> Degrees:
    return sign * xzy(_local(rotation, "UpperLeg", side))[axis]


def _ankle(side: str, rotation: Rotations, axis: int) -> Degrees:
    return -xzy(_local(rotation, "Foot", side))[axis]


def _hinge(side: str, rotation: Rotations, joint: str, sign: int) -> Degrees:
    return sign * xzy(_local(rotation, joint, side))[0]


def _elbow(side: str, rotation: Rotations, axis: int, sign: int) -> Degrees:
    return sign * yzx(_local(rotation, "LowerArm", side))[axis]


def _wrist(side: str, rotation: Rotations, axis: int, sign: int) -> Degrees:
    return sign * yzx(_local(rotation, "Hand", side))[axis]


def _wrist_bend(side: str, rotation: Rotations) -> Degrees:
    return np.abs(_wrist(side, rotation, 1, -1))


def arm_against_thorax(side: str, rotation: Rotations) -> Float[ndarray, "T 4"]:
    """Clavicle and upper arm together, as if of the left side."""
    word = {"l": "left", "r": "right"}[side]
    return on_side(multiply(rotation[:, AT[word + "Shoulder"]], rotation[:, AT[word + "UpperArm"]]), side)


def _shoulder(side: str, rotation: Rotations, axis: int) -> Degrees:
    return shoulder_angles(arm_against_thorax(side, rotation))[axis]


def _girdle(side: str, rotation: Rotations, axis: int) -> Degrees:
    """Clavicle rz(E) ry(−P) less what the arm asks for."""
    lift, forward = coupled(arm_against_thorax(side, rotation))
    m = _local(rotation, "Shoulder", side)
    if axis == 0:
        return np.degrees(np.arctan2(-m[:, 0, 1], m[:, 1, 1])) - lift
    return np.degrees(np.arctan2(m[:, 2, 0], m[:, 2, 2])) - forward


def _summed(joints: tuple[str, ...], axis: int, sign: int, rotation: Rotations) -> Degrees:
    return sign * sum((yxz(_local(rotation, j))[axis] for j in joints), np.zeros(len(rotation)))


def _slide(rotation: Rotations) -> Degrees:
    return (yxz(_local(rotation, "head"))[2] - yxz(_local(rotation, "neck"))[2]) / 2


def _root(axis: int, sign: int, rotation: Rotations) -> Degrees:
    return sign * yxz(_local(rotation, "hips"))[axis]


def _trunk(axis: int, rotation: Rotations) -> Degrees:
    """Lean of the thorax' long axis against the vertical, in the pelvis' heading."""
    thorax = rotation[:, AT["hips"]]
    for joint in ("spine", "chest", "upperChest"):
        thorax = multiply(thorax, rotation[:, AT[joint]])
    up = turn(about(1, -_root(0, 1, rotation)), turn(thorax, np.array([0.0, 1.0, 0.0])))
    return np.degrees(np.arctan2(up[:, (2, 0)[axis]], up[:, 1]))


SPINE, NECK = ("spine", "chest", "upperChest"), ("neck", "head")
_PAIRED: dict[str, Callable[..., Degrees]] = {
    "hip.flexion": partial(_hip, axis=0, sign=-1),
    "hip.abduction": partial(_hip, axis=1, sign=1),
    "hip.rotation": partial(_hip, axis=2, sign=1),
    "knee.flexion": partial(_hinge, joint="LowerLeg", sign=1),
    "ankle.dorsiflexion": partial(_ankle, axis=0),
    "subtalar.inversion": partial(_ankle, axis=1),
    "toes.extension": partial(_hinge, joint="Toes", sign=-1),
    "girdle.elevation": partial(_girdle, axis=0),
    "girdle.protraction": partial(_girdle, axis=1),
    "shoulder.elevation": partial(_shoulder, axis=1),
    "shoulder.plane": partial(_shoulder, axis=0),
    "shoulder.rotation": partial(_shoulder, axis=2),
    "elbow.flexion": partial(_elbow, axis=0, sign=-1),
    "forearm.pronation": partial(_elbow, axis=2, sign=1),
    "wrist.flexion": partial(_wrist, axis=1, sign=-1),
    "wrist.deviation": partial(_wrist, axis=0, sign=1),
    "wrist.bend": _wrist_bend,
}
_UNPAIRED: dict[str, Callable[..., Degrees]] = {
    "root.turn": partial(_root, 0, 1),
    "root.tilt": partial(_root, 1, 1),
    "root.list": partial(_root, 2, -1),
    "spine.flexion": partial(_summed, SPINE, 1, 1),
    "spine.side_bend": partial(_summed, SPINE, 2, -1),
    "spine.twist": partial(_summed, SPINE, 0, 1),
    "neck.flexion": partial(_summed, NECK, 1, 1),
    "neck.side_bend": partial(_summed, NECK, 2, -1),
    "neck.twist": partial(_summed, NECK, 0, 1),
    "neck.slide": _slide,
    "trunk.pitch": partial(_trunk, 0),
    "trunk.roll": partial(_trunk, 1),
}


@cache
def _table() -> Mapping[str, Readout]:
    """Functions and their descriptions (readouts.toml) and ranges (limits.toml), side by side."""
    limits, text = load_limits(), files("wenwu.body").joinpath("data/readouts.toml").read_text("utf-8")
    described = tomllib.loads(text)["readout"]
    rows = {}
    for name, function in _UNPAIRED.items():
        rows[name] = Readout(name, function, **described[name], side=None, limit=limits.get(name))
    for name, function in _PAIRED.items():
        joint, axis = name.split(".")
        for side in ("l", "r"):
            own = f"{joint}_{side}.{axis}"
            rows[own] = Readout(
                own, partial(function, side), **described[name], side=side, limit=limits.get(name)
            )
    return MappingProxyType(rows)


READOUTS = _table()
