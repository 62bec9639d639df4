"""Legs: from hip and foot to the angles of hip, knee and ankle, the knee's hinge square to the sole."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.readouts import xzy
from wenwu.body.rotation import about, multiply, to_matrix
from wenwu.body.skeleton import AT, Skeleton

MIRROR = np.array([[1.0, -1, -1], [-1, 1, 1], [-1, 1, 1]])  # M R M for M = diag(−1, 1, 1)
NEARLY_STRAIGHT = 3.0  # [deg] a solved knee never quite locks
WORD = {"l": "left", "r": "right"}


@dataclass(frozen=True)
class Leg:
    """One leg's lengths, and where it hangs [m]."""

    side: str
    hip: Float[ndarray, "3"]  # from the hips joint, pelvis frame
    thigh: float
    shank: float

    @classmethod
    def of(cls, skeleton: Skeleton, side: str) -> "Leg":
        """The leg of a skeleton's left (l) or right (r) side."""
        return cls(side, skeleton.offset[AT[WORD[side] + "UpperLeg"]], skeleton.thigh, skeleton.shank)

    def length(self, knee: Float[ndarray, "*B"] | float) -> Float[ndarray, "*B"] | float:
        """Hip to ankle [m] with this much knee flexion [deg] (law of cosines)."""
        a, b = self.thigh, self.shank
        return np.sqrt(a * a + b * b + 2 * a * b * np.cos(np.radians(knee)))

    def socket(self, hips: Float[ndarray, "T 3"], pelvis: Float[ndarray, "T 3 3"]) -> Float[ndarray, "T 3"]:
        """World position of the hip joint."""
        return hips + pelvis @ self.hip

    def solve(
        self,
        socket: Float[ndarray, "T 3"],
        pelvis: Float[ndarray, "T 3 3"],
        ankle: Float[ndarray, "T 3"],
        foot: Float[ndarray, "T 3 3"],
    ) -> tuple[Float[ndarray, "T 6"], Float[ndarray, " T"]]:
        """Hip flexion, abduction, rotation, knee, dorsiflexion, inversion [deg]; how far out of reach [m].

        The knee bends in the plane of leg and sole's forward axis, so ankle and subtalar close exactly.
        """
        a, b = self.thigh, self.shank
        line = ankle - socket
        far = np.linalg.norm(line, axis=1)
        near = np.clip(far, 0.25, self.length(NEARLY_STRAIGHT))
        along = line / far[:, None]
        knee = np.arccos(np.clip((near**2 - a * a - b * b) / (2 * a * b), -1, 1))
        lean = np.arcsin(np.clip(b * np.sin(knee) / near, -1, 1))[:, None]
        ahead = foot[..., 2]
        ahead = ahead - along * np.sum(ahead * along, 1, keepdims=True)
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        down = along * np.cos(lean) + ahead * np.sin(lean)
        hinge = np.cross(ahead, along)
        thigh = np.stack([hinge, -down, np.cross(hinge, -down)], -1)
        shank = thigh @ to_matrix(about(0, np.degrees(knee)))
        flexion, abduction, rotation = xzy(self.own(np.swapaxes(pelvis, 1, 2) @ thigh))
        dorsal, inversion, _ = xzy(self.own(np.swapaxes(shank, 1, 2) @ foot))
        angles = np.stack([-flexion, abduction, rotation, np.degrees(knee), -dorsal, -inversion], 1)
        return angles, far - near

    def own(self, matrix: Float[ndarray, "T 3 3"]) -> Float[ndarray, "T 3 3"]:
        """A rotation of this side as if of the left, or back."""
        return matrix if self.side == "l" else matrix * MIRROR

    def frames(
        self, socket: Float[ndarray, "T 3"], pelvis: Float[ndarray, "T 3 3"], angles: Float[ndarray, "T 6"]
    ) -> tuple[Float[ndarray, "T 3"], Float[ndarray, "T 3"], Float[ndarray, "T 3 3"]]:
        """World positions of knee and ankle, and the foot's world rotation, from the six angles."""
        flexion, abduction, rotation, knee, dorsal, inversion = angles.T
        swing = multiply(about(0, -flexion), about(2, abduction))
        thigh = pelvis @ self.own(to_matrix(multiply(swing, about(1, rotation))))
        shank = thigh @ to_matrix(about(0, knee))
        foot = shank @ self.own(to_matrix(multiply(about(0, -dorsal), about(2, -inversion))))
        knees = socket - thigh[..., 1] * self.thigh
        return knees, knees - shank[..., 1] * self.shank, foot
