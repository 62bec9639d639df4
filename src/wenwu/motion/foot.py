"""A foot over time: where its ball is on the floor, how it is turned and pitched, and when it bears."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.rotation import about, multiply, to_matrix
from wenwu.body.skeleton import AT, Skeleton

PRESSED = 0.045  # [m] the weight of a standing foot lies this far behind its ball


@dataclass(frozen=True)
class Sole:
    """The rigid sole of one side, in the foot's own frame (origin in the ankle) [m]."""

    ball: Float[ndarray, "3"]
    heel: Float[ndarray, "3"]
    tip: Float[ndarray, "3"]

    @property
    def under(self) -> Float[ndarray, "3"]:
        """The skin under the ball."""
        return self.ball * [1.0, 0, 1] + [0, self.heel[1], 0]

    @classmethod
    def of(cls, skeleton: Skeleton, side: str) -> "Sole":
        """The sole of a skeleton's left (l) or right (r) foot."""
        sign = np.array([1.0, 1, 1]) if side == "l" else np.array([-1.0, 1, 1])
        ball = skeleton.offset[AT["leftToes"]]
        tip = np.array([ball[0], skeleton.heel[1], ball[2] + skeleton.toe_length])
        return cls(ball * sign, skeleton.heel * sign, tip * sign)


@dataclass(frozen=True)
class Foot:
    """One foot's track."""

    side: str
    sole: Sole
    track: Float[ndarray, "T 3"]  # [m] floor point under the ball; y is how high the foot is lifted
    yaw: Float[ndarray, " T"]  # [deg]
    pitch: Float[ndarray, " T"]  # [deg] heel up positive, toes up negative
    roll: Float[ndarray, " T"]  # [deg] outer edge up positive: the sole gives way where the ankle cannot
    on_ball: Float[ndarray, " T"]  # 1 pitches about the ball, 0 about the heel
    down: Bool[ndarray, " T"]  # planted
    flown: Float[ndarray, " T"]  # [m] the part of the lift that the whole body shares in a hop
    free: Float[ndarray, " T"]  # 1 where the leg is held in angles, not by its foot
    gesture: Float[ndarray, "T 5"]  # hip flexion, abduction, turn-out, knee, ankle [deg], weighted by `free`

    def matrix(self) -> Float[ndarray, "T 3 3"]:
        """World rotation of the foot."""
        rolled = about(2, self.roll if self.side == "l" else -self.roll)
        return to_matrix(multiply(multiply(about(1, self.yaw), about(0, self.pitch)), rolled))

    def level(self) -> Float[ndarray, "T 3 3"]:
        """World rotation of the foot laid flat."""
        return to_matrix(about(1, self.yaw))

    def ankle(self) -> Float[ndarray, "T 3"]:
        """World position of the ankle: the pitched foot stands on its ball, or on its heel."""
        flat = self.track * [1.0, 0, 1] + [0.0, self.sole.ball[1] - self.sole.heel[1], 0]
        level, pitched = self.level(), self.matrix()
        about_ball = flat - pitched @ self.sole.ball
        about_heel = flat + level @ (self.sole.heel - self.sole.ball) - pitched @ self.sole.heel
        share = self.on_ball[:, None]
        return share * about_ball + (1 - share) * about_heel + [0.0, 1, 0] * self.track[:, 1:2]

    def ball(self) -> Float[ndarray, "T 3"]:
        """World position of the ball joint of a flat foot."""
        return self.track + np.array([0.0, self.sole.ball[1] - self.sole.heel[1], 0])

    def centre(self) -> Float[ndarray, "T 3"]:
        """Where on the floor this foot's weight lies."""
        return (self.track + self.level() @ np.array([0.0, 0, -PRESSED])) * [1.0, 0, 1]

    def given(self, pitch: Float[ndarray, " T"], roll: Float[ndarray, " T"]) -> "Foot":
        """The foot with its heel lifted and its sole rolled by so much more [deg]."""
        return replace(self, pitch=self.pitch + pitch, roll=self.roll + roll)
