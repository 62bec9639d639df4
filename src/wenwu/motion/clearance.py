"""Clearance: hands stay outside the body. a smooth push moves one that would enter trunk, head or thighs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.capsules import Capsule
from wenwu.body.rotation import turn
from wenwu.body.skeleton import AT, JOINTS, Skeleton
from wenwu.motion.arm import Arm
from wenwu.motion.curve import smooth, softplus

SOLID_JOINTS = ("hips", "spine", "chest", "upperChest", "neck", "head", "leftUpperLeg", "rightUpperLeg")
SOLID = frozenset(AT[name] for name in SOLID_JOINTS)
PROBES = (  # points of a left hand in hand lengths, and their own radius [m]
    (np.array([0.0, 0.0, 0.0]), 0.026),
    (np.array([0.55, -0.05, 0.0]), 0.026),
    (np.array([1.1, -0.05, 0.0]), 0.016),
    (np.array([1.75, -0.1, 0.0]), 0.010),
)
MARGIN = 0.012  # [m] for clothes
PASSES = 4
BLEND = 0.008  # [m] over which neighbouring solids act together


@dataclass(frozen=True)
class Solids:
    """The body's round solids in the world, over time."""

    a: Float[ndarray, "C T 3"]  # [m]
    b: Float[ndarray, "C T 3"]
    radius_a: Float[ndarray, " C"]
    radius_b: Float[ndarray, " C"]

    @classmethod
    def of(
        cls,
        capsules: Sequence[Capsule],
        skeleton: Skeleton,
        rotation: Float[ndarray, "T 24 4"],
        root: Float[ndarray, "T 3"],
    ) -> "Solids":
        """Trunk, head and thighs of a pose."""
        world, position = skeleton.forward(rotation, root)
        own = [c for c in capsules if c.bone in SOLID and c.bone < len(JOINTS)]
        a = np.stack([position[:, c.bone] + turn(world[:, c.bone], c.a) for c in own])
        b = np.stack([position[:, c.bone] + turn(world[:, c.bone], c.b) for c in own])
        return cls(a, b, np.array([c.radius_a for c in own]), np.array([c.radius_b for c in own]))

    def distance(self, point: Float[ndarray, "T 3"]) -> tuple[Float[ndarray, " T"], Float[ndarray, "T 3"]]:
        """Distance outside (+) or inside (−) the nearest solids, smoothly blended, and the way out."""
        axis = self.b - self.a
        length = np.maximum(np.sum(axis * axis, -1), 1e-12)
        share = np.clip(np.sum((point - self.a) * axis, -1) / length, 0, 1)
        away = point - (self.a + share[..., None] * axis)
        far = np.maximum(np.linalg.norm(away, axis=-1), 1e-6)
        gap = far - (self.radius_a[:, None] * (1 - share) + self.radius_b[:, None] * share)
        low = gap.min(0)
        weight = np.exp(-(gap - low) / BLEND)
        total = weight.sum(0)
        out = np.sum((weight / total)[..., None] * away / far[..., None], 0)
        out /= np.maximum(np.linalg.norm(out, axis=-1, keepdims=True), 1e-6)
        return low - BLEND * np.log(total), out


def hand_gap(arm: Arm, solids: Solids) -> Float[ndarray, " T"]:
    """How far the hand's own surface is outside the body [m]; negative inside."""
    return np.min([solids.distance(arm.place(p))[0] - r for p, r in PROBES], axis=0)


def cleared(
    arm: Arm, solids: Solids, fps: float, bend: tuple[float, float], able: Float[ndarray, " T"] | float = 1.0
) -> Arm:
    """The arm with its hand pushed out of the body, C² in time; `able` 0 leaves it alone."""
    for _ in range(PASSES):
        push = np.zeros((len(arm.upper), 3))
        worst = np.zeros(len(arm.upper))
        for point, radius in PROBES:
            gap, out = solids.distance(arm.place(point))
            need = softplus(MARGIN + radius - gap, 0.004)
            need = np.where(need < 1e-4, 0.0, need)
            worst = np.maximum(worst, need)
            push += need[:, None] * out
        if worst.max() < 2e-3:
            break
        size = np.linalg.norm(push, axis=1, keepdims=True)
        push = push / np.maximum(size, 1e-6) * np.minimum(size, 1.3 * worst[:, None])
        push = smooth(push * np.reshape(able, (-1, 1)), 0.05 * fps)
        centre = PROBES[1][0]
        arm = arm.reach(centre, arm.place(centre) + push, bend)
    return arm
