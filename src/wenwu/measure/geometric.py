"""Geometric features: in which share of its frames a clip does each of 32 things, "right hand raises" …

The things are those of Müller, Röder & Clausen (2005), as the AIST++ evaluation chose them for FID_g. `Ruler`
says by what they are measured. As published: the bones of one fixed body, one 120th of a second between
frames whatever their rate, and a moving hand's own speed never looked at (of four joints the fourth drops
out). Corrected: the dancer's own bones, the clip's own rate, and the hand's speed.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.skeleton import AT

NAMES = {
    "root": "hips", "belly": "spine", "chest": "upperChest", "neck": "neck",
    "lhip": "leftUpperLeg", "rhip": "rightUpperLeg", "lknee": "leftLowerLeg", "rknee": "rightLowerLeg",
    "lankle": "leftFoot", "rankle": "rightFoot", "ltoes": "leftToes", "rtoes": "rightToes",
    "lshoulder": "leftUpperArm", "rshoulder": "rightUpperArm", "lelbow": "leftLowerArm",
    "relbow": "rightLowerArm", "lwrist": "leftHand", "rwrist": "rightHand",
}  # fmt: skip
UP = np.array([0.0, 1.0, 0.0])

Flags = Bool[ndarray, " N"]
Places = Float[ndarray, "#N 3"]


@dataclass(frozen=True)
class Ruler:
    """What lengths and speeds are measured by."""

    arm: float  # [m] upper arm
    shoulders: float  # [m] between the shoulder joints
    hips: float  # [m] between the hip joints
    rate: float  # [1/s] frames a second
    fourth: bool  # whether a moving joint's own speed is looked at


PUBLISHED = Ruler(0.256838, 0.390848, 0.119247, 120.0, False)  # of SMPL's mean body


def as_published(place: Float[ndarray, "T 24 3"]) -> Float[ndarray, "32"]:
    """Features of joint places [m] at sixty frames a second."""
    return Scene(place, PUBLISHED).features()


def corrected(place: Float[ndarray, "T 24 3"], fps: float) -> Float[ndarray, "32"]:
    """Features of joint places [m] at their own rate, by the dancer's own bones."""

    def apart(one: str, two: str) -> float:
        span = place[:, AT[NAMES[one]]] - place[:, AT[NAMES[two]]]
        return float(np.linalg.norm(span, axis=1).mean())

    arm = (apart("lshoulder", "lelbow") + apart("rshoulder", "relbow")) / 2
    own = Ruler(arm, apart("lshoulder", "rshoulder"), apart("lhip", "rhip"), fps, True)
    return Scene(place, own).features()


@dataclass(frozen=True)
class Scene:
    """The frames of a clip but the first, each with the one before."""

    place: Float[ndarray, "T 24 3"]
    ruler: Ruler

    def features(self) -> Float[ndarray, "32"]:
        """The share of frames in which each thing is so."""
        return np.array([flags.mean() for flags in (*self._arms(), *self._legs(), *self._trunk())])

    def _arms(self) -> list[Flags]:
        r, y = self.ruler, self._lowest()
        out = []
        for own, other in (("r", "l"), ("l", "r")):
            hip, far = f"{own}hip", f"{other}hip"
            hand, there = f"{own}wrist", f"{other}wrist"
            out += [
                self._moves_out_of(("neck", hip, far), hand, 1.8 * r.arm),
                self._beyond(self._line("chest", "neck"), self._at("neck"), hand, 0.2 * r.arm),
                self._moves("belly", "chest", "chest", hand, 1.8 * r.arm),
                self._bent(f"{own}elbow", f"{own}shoulder", f"{own}elbow", hand, (0, 110)),
                self._moves(hand, "root", there, "root", 1.4 * r.arm),
                self._fast(hand, 2.5 * r.arm),
                self._bent("neck", "root", f"{own}shoulder", f"{own}elbow", (25, 180)),
                self._beyond(-UP[None], y, hand, -1.2 * r.arm),
            ]
        wide = self._beyond(
            self._line("lshoulder", "rshoulder"), self._at("lwrist"), "rwrist", 2.5 * r.shoulders
        )
        return [*out, wide, self._moves("lwrist", "rwrist", "rwrist", "lwrist", 1.4 * r.arm)]

    def _legs(self) -> list[Flags]:
        r, y = self.ruler, self._lowest()
        out = []
        for own, other in (("r", "l"), ("l", "r")):
            ankle, leg = f"{own}ankle", self._normal("root", f"{other}hip", f"{other}toes")
            out += [
                self._beyond(leg, self._at("root"), ankle, 0.38 * r.arm),
                self._beyond(UP[None], y, ankle, 1.2 * r.arm),
                self._bent(f"{own}knee", f"{own}hip", f"{own}knee", ankle, (0, 110)),
                self._fast(ankle, 2.5 * r.arm),
                self._bent("neck", "root", f"{own}hip", f"{own}knee", (50, 180)),
            ]  # fmt: skip
        wide = self._beyond(self._line("lhip", "rhip"), self._at("lankle"), "rankle", 2.1 * r.hips)
        crossed = self._beyond(
            self._normal("rankle", "neck", "lankle"), self._at("rankle"), "root", 0.5 * r.arm
        )
        return [*out, wide, crossed]

    def _trunk(self) -> list[Flags]:
        level = np.broadcast_to(UP, self._at("root").shape)
        spine = self._at("root") - self._at("neck")
        return [_within(spine, level, (70, 110)), self._fast("root", 2.3 * self.ruler.arm)]

    def _at(self, name: str) -> Places:
        return self.place[1:, AT[NAMES[name]]]

    def _before(self, name: str) -> Places:
        return self.place[:-1, AT[NAMES[name]]]

    def _line(self, start: str, end: str) -> Places:
        return self._at(end) - self._at(start)

    def _normal(self, one: str, two: str, three: str) -> Places:
        return np.cross(self._line(one, three), self._line(one, two))

    def _lowest(self) -> Places:
        return self.place[1:, :, 1].min(1)[:, None] * UP

    def _beyond(self, direction: Places, origin: Places, joint: str, least: float) -> Flags:
        return _along(self._at(joint) - origin, direction) > least

    def _gain(self, joint: str, of: str) -> Places:
        """How much a joint moved, seen from another."""
        return (self._at(joint) - self._at(of)) - (self._before(joint) - self._before(of))

    def _moves(self, start: str, end: str, of: str, joint: str, least: float) -> Flags:
        """Whether a joint, seen from `of`, moves along a line; as published `of` itself does."""
        gain = self._gain(joint, of) if self.ruler.fourth else self._gain(of, start)
        return _along(gain, self._line(start, end)) * self.ruler.rate > least

    def _moves_out_of(self, plane: tuple[str, str, str], joint: str, least: float) -> Flags:
        return _along(self._gain(joint, plane[0]), self._normal(*plane)) * self.ruler.rate > least

    def _fast(self, joint: str, least: float) -> Flags:
        return np.linalg.norm(self._at(joint) - self._before(joint), axis=1) * self.ruler.rate > least

    def _bent(self, start: str, end: str, other: str, far: str, between: tuple[float, float]) -> Flags:
        return _within(self._line(start, end), self._line(other, far), between)


def _along(span: Places, direction: Places) -> Float[ndarray, " N"]:
    length = np.maximum(np.linalg.norm(direction, axis=1), 1e-9)
    return (span * direction).sum(1) / length


def _within(one: Places, two: Places, between: tuple[float, float]) -> Flags:
    """Whether the angle of two directions [deg] lies between two bounds."""
    size = np.maximum(np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1), 1e-12)
    angle = np.degrees(np.arccos(np.clip((one * two).sum(1) / size, -1, 1)))
    return (angle > between[0]) & (angle < between[1])
