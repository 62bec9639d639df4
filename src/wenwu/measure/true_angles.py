"""Angles seen by a second pair of eyes: from directions in space, sampled densely between frames.

Written from the descriptions of the read-outs (body/data/readouts.toml), not from their code: rotations are
scipy's, an angle is where a bone points as its parent sees it. Nothing here is shared with the firewall, its
bounds between frames or the read-outs, so that what they get wrong is found.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.spatial.transform import Rotation, Slerp

from wenwu.body.skeleton import AT

FINER = 64  # places looked at from one frame to the next
Rotations = Float[ndarray, "T 24 4"]
Degrees = Float[ndarray, " N"]
Points = Float[ndarray, "N 3"]
Joints = Mapping[str, Rotation]  # a joint's local rotations over time
SIDES = {"l": ("left", 1.0), "r": ("right", -1.0)}


@dataclass(frozen=True)
class TrueAngle:
    """One angle of one side: the joints it depends on, how it is seen, and what turns to change it."""

    name: str  # wrist_l.bend
    joints: tuple[str, ...]  # those that matter, the one that is turned last
    pointing: Callable[[Joints], Points]  # unit direction of the bone, where its angle is seen
    degrees: Callable[[Joints], Degrees]
    climb: Callable[[Points], Points]  # unit axis about which that direction turns to a greater angle

    @property
    def moved(self) -> int:
        """The joint that is turned."""
        return AT[self.joints[-1]]

    def of(self, rotation: Rotations, finer: int = 1) -> Degrees:
        """The angle [deg] at every frame, and at `finer` − 1 places after each but the last."""
        return self.degrees({joint: sampled(rotation[:, AT[joint]], finer) for joint in self.joints})

    def turned(self, rotation: Rotations, about: Points, degrees: Degrees) -> Rotations:
        """The joint turned about axes given where the angle is seen."""
        joints = {joint: scipy_of(rotation[:, AT[joint]]) for joint in self.joints}
        turn = Rotation.from_rotvec(np.radians(degrees)[:, None] * about)
        own = joints[self.joints[-1]]
        if self.name.startswith("shoulder"):  # seen from the thorax, turned below the clavicle
            girdle = joints[self.joints[0]]
            turn = girdle.inv() * turn * girdle
        new = turn * own
        out = rotation.copy()
        out[:, self.moved] = new.as_quat()[:, [3, 0, 1, 2]]
        return out

    def raised(self, rotation: Rotations, degrees: Degrees) -> Rotations:
        """The angle greater by so many degrees at every frame (less, where they are negative)."""
        joints = {joint: scipy_of(rotation[:, AT[joint]]) for joint in self.joints}
        return self.turned(rotation, self.climb(self.pointing(joints)), degrees)


def scipy_of(q: Float[ndarray, "T 4"]) -> Rotation:
    """Quaternions wxyz as scipy has them."""
    return Rotation.from_quat(q[:, [1, 2, 3, 0]])


def sampled(q: Float[ndarray, "T 4"], finer: int) -> Rotation:
    """One joint's turning, `finer` steps from every frame to the next at one speed."""
    turn = scipy_of(q)
    if finer == 1 or len(q) < 2:
        return turn
    return Slerp(np.arange(len(q)), turn)(np.linspace(0, len(q) - 1, finer * (len(q) - 1) + 1))


def true_angle(name: str) -> TrueAngle | None:
    """The angle of a read-out's name; None for one that nobody has described here yet."""
    joint, _, axis = name.partition(".")
    if name == "neck.flexion":
        return _neck()
    if joint[-2:] not in ("_l", "_r"):
        return None
    make = _PAIRED.get(f"{joint[:-2]}.{axis}")
    return make(name, *SIDES[joint[-1]]) if make else None


def _unit(points: Points) -> Points:
    size = np.linalg.norm(points, axis=1, keepdims=True)
    return np.where(size > 1e-9, points / np.maximum(size, 1e-9), [0.0, 0.0, 1.0])


def _toward(up: float) -> Callable[[Points], Points]:
    """The axis that turns a direction straight up (or down)."""
    return lambda d: _unit(np.cross(d, [0.0, up, 0.0]))


def _bend(name: str, word: str, out: float) -> TrueAngle:
    """How far the hand leaves the plane of the forearm's two bones, to either side."""
    seen = _limb(word + "Hand", out)

    def climb(d: Points) -> Points:
        return _toward(1.0 if d[:, 1].mean() >= 0 else -1.0)(d)

    return TrueAngle(
        name,
        (word + "Hand",),
        seen,
        lambda j: np.abs(np.degrees(np.arcsin(np.clip(seen(j)[:, 1], -1, 1)))),
        climb,
    )


def _flexed(name: str, word: str, out: float) -> TrueAngle:
    """The hand toward the palm, which faces down in the T-pose."""
    seen = _limb(word + "Hand", out)
    return TrueAngle(
        name,
        (word + "Hand",),
        seen,
        lambda j: -np.degrees(np.arcsin(np.clip(seen(j)[:, 1], -1, 1))),
        _toward(-1.0),
    )


def _elbow(name: str, word: str, out: float) -> TrueAngle:
    """The forearm's direction in the plane square to the hinge, from straight toward forward."""
    seen = _limb(word + "LowerArm", out)
    return TrueAngle(
        name, (word + "LowerArm",), seen,
        lambda j: np.degrees(np.arctan2(seen(j)[:, 2], out * seen(j)[:, 0])),
        lambda d: np.tile([0.0, -out, 0.0], (len(d), 1)),
    )  # fmt: skip


def _raised_arm(name: str, word: str, out: float) -> TrueAngle:
    """Between the upper arm and straight down, as the thorax sees it."""
    names = (word + "Shoulder", word + "UpperArm")

    def seen(j: Joints) -> Points:
        return (j[names[0]] * j[names[1]]).apply([out, 0.0, 0.0])

    return TrueAngle(
        name, names, seen, lambda j: np.degrees(np.arccos(np.clip(-seen(j)[:, 1], -1, 1))), _toward(1.0)
    )


def _neck() -> TrueAngle:
    """How far the face dips below level, that of the neck and that of the head on it together."""

    def dip(j: Joints, joint: str) -> Degrees:
        return -np.degrees(np.arcsin(np.clip(j[joint].apply([0.0, 0.0, 1.0])[:, 1], -1, 1)))

    return TrueAngle(
        "neck.flexion", ("neck", "head"), lambda j: j["head"].apply([0.0, 0.0, 1.0]),
        lambda j: dip(j, "neck") + dip(j, "head"), _toward(-1.0),
    )  # fmt: skip


def _limb(joint: str, out: float) -> Callable[[Joints], Points]:
    """Where a bone of an arm points, as its parent sees it; outward in the T-pose."""
    return lambda j: j[joint].apply([out, 0.0, 0.0])


_PAIRED: Mapping[str, Callable[[str, str, float], TrueAngle]] = {
    "wrist.bend": _bend, "wrist.flexion": _flexed, "elbow.flexion": _elbow, "shoulder.elevation": _raised_arm,
}  # fmt: skip


def rotations_of_bvh(path: Path) -> Rotations:
    """Local rotations of our 24 joints from a written BVH, by a reader of its own."""
    words = path.read_text("utf-8").split()
    motion = words.index("MOTION")
    channels: list[tuple[str, str]] = []
    joint = ""
    for at, word in enumerate(words[:motion]):
        if word in ("ROOT", "JOINT"):
            joint = words[at + 1]
        elif word == "CHANNELS":
            channels += [(joint, kind) for kind in words[at + 2 : at + 2 + int(words[at + 1])]]
    rows = np.array(words[words.index("Time:") + 2 :], float).reshape(-1, len(channels))
    out = np.zeros((len(rows), 24, 4))
    for name, place in AT.items():
        mine = [(k, kind[0]) for k, (owner, kind) in enumerate(channels) if owner == name and "rot" in kind]
        order = "".join(letter for _, letter in mine)
        turn = Rotation.from_euler(order, rows[:, [k for k, _ in mine]], degrees=True)
        out[:, place] = turn.as_quat()[:, [3, 0, 1, 2]]
    return out
