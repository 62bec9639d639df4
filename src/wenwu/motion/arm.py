"""Arms: bring a point of the hand to a target by elbow and shoulder, everything beyond the elbow kept."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import about, conjugate, multiply, normalise, turn
from wenwu.body.shoulder import on_side, shoulder_angles
from wenwu.body.skeleton import AT, Skeleton
from wenwu.motion.curve import softened, softplus

WORD = {"l": "left", "r": "right"}
PALM = np.array([0.55, -0.18, 0.0])  # of the hand's length: the middle of the palm's skin, left hand frame


@dataclass(frozen=True)
class Arm:
    """One arm over time, hung on its thorax."""

    side: str
    thorax: Float[ndarray, "T 4"]  # world rotation
    clavicle: Float[ndarray, "T 4"]  # world rotation
    shoulder: Float[ndarray, "T 3"]  # [m] world position of the upper arm's joint
    upper: Float[ndarray, "T 4"]  # local rotations
    lower: Float[ndarray, "T 4"]
    hand: Float[ndarray, "T 4"]
    elbow_offset: Float[ndarray, "3"]  # [m]
    wrist_offset: Float[ndarray, "3"]
    hand_length: float  # [m] wrist to middle knuckle

    @classmethod
    def of(
        cls, skeleton: Skeleton, rotation: Float[ndarray, "T 24 4"], root: Float[ndarray, "T 3"], side: str
    ) -> "Arm":
        """The left (l) or right (r) arm of a pose."""
        world, position = skeleton.forward(rotation, root)
        word = WORD[side]
        return cls(
            side,
            world[:, AT["upperChest"]],
            world[:, AT[word + "Shoulder"]],
            position[:, AT[word + "UpperArm"]],
            rotation[:, AT[word + "UpperArm"]],
            rotation[:, AT[word + "LowerArm"]],
            rotation[:, AT[word + "Hand"]],
            skeleton.offset[AT[word + "LowerArm"]],
            skeleton.offset[AT[word + "Hand"]],
            float(np.linalg.norm(skeleton.offset[AT[word + "MiddleProximal"]])),
        )

    def into(self, rotation: Float[ndarray, "T 24 4"]) -> Float[ndarray, "T 24 4"]:
        """The pose with this arm in it."""
        out = rotation.copy()
        for name, value in (("UpperArm", self.upper), ("LowerArm", self.lower), ("Hand", self.hand)):
            out[:, AT[WORD[self.side] + name]] = value
        return out

    def local(self, point: Float[ndarray, "3"]) -> Float[ndarray, "3"]:
        """A point given in hand lengths of a left hand, in this hand's frame [m]."""
        return point * self.hand_length * ([1.0, 1, 1] if self.side == "l" else [-1.0, 1, 1])

    def place(self, point: Float[ndarray, "3"]) -> Float[ndarray, "T 3"]:
        """World position of a point of the hand (`local`) [m]."""
        upper = multiply(self.clavicle, self.upper)
        lower = multiply(upper, self.lower)
        wrist = self.shoulder + turn(upper, self.elbow_offset) + turn(lower, self.wrist_offset)
        return wrist + turn(multiply(lower, self.hand), self.local(point))

    def elbow(self) -> Float[ndarray, "T 3"]:
        """World position of the elbow [m]."""
        return self.shoulder + turn(multiply(self.clavicle, self.upper), self.elbow_offset)

    def reach(
        self,
        point: Float[ndarray, "3"],
        target: Float[ndarray, "T 3"],
        bend: tuple[float, float] = (2.0, 150.0),
    ) -> "Arm":
        """The arm with that point of the hand at the target, as near as an elbow within `bend` [deg] allows.

        With u the point seen from the elbow before flexion, |E + ry(−θ) u| = d has the solution
        θ = arccos((d² − |E|² − |u|²) / (2 |E| r)) − φ, r and φ polar coordinates of u in the hinge's plane.
        """
        sign = np.array([1.0, 1, 1]) if self.side == "l" else np.array([-1.0, 1, 1])
        flexion = self._flexion()
        beyond = self.wrist_offset + turn(self.hand, self.local(point))
        u = turn(about(1, flexion), turn(on_side(self.lower, self.side), beyond * sign))
        a = abs(float(self.elbow_offset[0]))
        r, phase = np.hypot(u[:, 0], u[:, 2]), np.arctan2(u[:, 2], u[:, 0])
        line = target - self.shoulder
        far = np.linalg.norm(line, axis=1)
        cosine = (far**2 - a * a - np.sum(u * u, 1)) / (2 * a * r)
        cosine = 1 - softplus(1 - cosine, 0.01) if cosine.max() > 0.97 else cosine
        theta = np.degrees(np.arccos(np.clip(cosine, -1, 1 - 1e-6)) - phase)
        theta = softened(theta, bend[0], bend[1], 4.0)
        lower = multiply(on_side(about(1, -(theta - flexion)), self.side), self.lower)
        now = turn(multiply(self.clavicle, self.upper), self.elbow_offset + turn(lower, beyond))
        swing = _shortest(now, line)
        upper = multiply(conjugate(self.clavicle), multiply(swing, multiply(self.clavicle, self.upper)))
        return replace(self, upper=upper, lower=lower)

    def behind(self, least: float) -> Float[ndarray, "T 3"]:
        """How far [m] the elbow is behind a shoulder plane of `least` [deg], as a way in the world."""
        against = multiply(conjugate(self.thorax), multiply(self.clavicle, self.upper))
        plane, elevation, _ = shoulder_angles(on_side(against, self.side))
        arc = softplus(least - plane, 3.0) * np.sin(np.radians(elevation)) ** 2
        length = np.linalg.norm(self.elbow_offset) + np.linalg.norm(self.wrist_offset)
        return turn(self.thorax, np.array([0.0, 0, 1])) * (np.radians(arc) * length)[:, None]

    def longest(self, point: Float[ndarray, "3"], bend: float) -> Float[ndarray, " T"]:
        """How far that point of the hand gets from the shoulder with the elbow bent so little [deg]."""
        beyond = self.wrist_offset + turn(self.hand, self.local(point))
        lower = multiply(on_side(about(1, self._flexion() - bend), self.side), self.lower)
        return np.linalg.norm(self.elbow_offset + turn(lower, beyond), axis=1)

    def _flexion(self) -> Float[ndarray, " T"]:
        """Elbow flexion [deg]: lower = ry(−flexion) rx(pronation), x axis in the hinge's plane."""
        axis = turn(on_side(self.lower, self.side), np.array([1.0, 0, 0]))
        return np.degrees(np.arctan2(axis[:, 2], axis[:, 0]))


def _shortest(a: Float[ndarray, "T 3"], b: Float[ndarray, "T 3"]) -> Float[ndarray, "T 4"]:
    """The smallest rotation that turns direction a into direction b; less than a half turn apart."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    b = b / np.linalg.norm(b, axis=1, keepdims=True)
    return normalise(np.concatenate([1 + np.sum(a * b, 1, keepdims=True), np.cross(a, b)], 1))
