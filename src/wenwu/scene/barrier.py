"""What keeps a held stick out of the body: it is turned about the hand until it is free."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.performer import Body
from wenwu.scene.struck import CLOTH, Points, World

NEVER = frozenset({"rightLowerArm", "rightHand", "leftHand"})  # solids that hold it or meet it palm to palm
BARE = ("neck", "leftFoot", "rightFoot")
HAT, BRIM = 0.05, 0.025  # [m] what is worn on the head stands above and round it
ROUNDS = 40
CAUGHT = 0.003  # [m] deeper than this two solids hold it from both sides
TURN = np.arange(600) * np.pi * (3 - np.sqrt(5))
RISE = 1 - 2 * (np.arange(600) + 0.5) / 600
FLAT = np.sqrt(1 - RISE**2)
WAYS = np.stack([FLAT * np.cos(TURN), RISE, FLAT * np.sin(TURN)], 1)  # directions spread over a sphere


@dataclass(frozen=True)
class Barrier:
    """The body's capsules in the world, clothes on them, before a stick held by its middle."""

    a: Float[ndarray, "C T 3"]
    b: Float[ndarray, "C T 3"]
    radius_a: Float[ndarray, " C"]
    radius_b: Float[ndarray, " C"]
    half: float  # [m] from the hand to either end of the stick
    thick: float  # [m] its radius

    @classmethod
    def of(cls, body: Body, world: World, half: float, thick: float) -> "Barrier":
        """The solids of a posed body."""
        own = [c for c in body.capsules if body.rig.names[c.bone] not in NEVER]
        frames = [world[:, c.bone].astype(float) for c in own]
        hats = [np.array([0, HAT if body.rig.names[c.bone] == "head" else 0.0, 0]) for c in own]
        a = np.stack(
            [f[:, :3, 3] + f[:, :3, :3] @ (c.a + hat) for f, c, hat in zip(frames, own, hats, strict=True)]
        )
        b = np.stack([f[:, :3, 3] + f[:, :3, :3] @ c.b for f, c in zip(frames, own, strict=True)])
        worn = {"head": BRIM} | dict.fromkeys(BARE, 0.0)
        cloth = np.array([worn.get(body.rig.names[c.bone], CLOTH) for c in own])
        low, high = (np.array([getattr(c, end) for c in own]) + cloth for end in ("radius_a", "radius_b"))
        return cls(a, b, low, high, half, thick)

    def gaps(
        self, grip: Points, axis: Points
    ) -> tuple[Float[ndarray, "C T"], Float[ndarray, "C T"], Float[ndarray, "C T 3"]]:
        """Of every solid: the gap to the stick's surface, where along the stick, and the way out."""
        core = self.b - self.a
        size = np.maximum(np.sum(core * core, -1), 1e-9)
        lean = np.sum(core * axis, -1)
        between = grip - self.a
        bend = np.maximum(size - lean**2, 1e-9)
        along = np.sum(between * axis, -1)
        share = np.clip((np.sum(between * core, -1) - along * lean) / bend, 0, 1)
        for _ in range(2):  # closest points of two segments, each in turn
            at = np.clip(np.sum((self.a + share[..., None] * core - grip) * axis, -1), -self.half, self.half)
            share = np.clip(np.sum((grip + at[..., None] * axis - self.a) * core, -1) / size, 0, 1)
        away = grip + at[..., None] * axis - (self.a + share[..., None] * core)
        far = np.maximum(np.linalg.norm(away, axis=-1), 1e-6)
        radius = self.radius_a[:, None] * (1 - share) + self.radius_b[:, None] * share
        return far - radius - self.thick, at, away / far[..., None]

    def spared(self, grip: Points, axis: Points) -> Points:
        """The axis turned about the hand until no part of the stick is inside a solid."""
        for _ in range(ROUNDS):
            gap, at, out = self.gaps(grip, axis)
            gap = np.where(np.abs(at) < 0.05, 1.0, gap)
            worst = np.argmin(gap, 0)
            t = np.arange(len(grip))
            depth = np.maximum(-gap[worst, t], 0.0)
            if depth.max() < 5e-4:
                break
            lever = at[worst, t]
            axis = units(axis + out[worst, t] * (1.05 * depth / lever)[:, None])
        return axis

    def freed(self, grip: Points, axis: Points) -> Points:
        """The axis where two solids caught it, turned to the nearest free direction."""
        out = axis.copy()
        for t in np.flatnonzero(self.deepest(grip, axis) < -CAUGHT):
            ways = np.concatenate([axis[t][None], WAYS])
            a, b = (np.repeat(p[:, t : t + 1], len(ways), 1) for p in (self.a, self.b))
            one = replace(self, a=a, b=b)
            gap = one.deepest(np.repeat(grip[t][None], len(ways), 0), ways)
            turned = np.arccos(np.clip(ways @ axis[t], -1, 1)) + np.arccos(np.clip(ways @ out[t - 1], -1, 1))
            out[t] = ways[np.argmin(turned + 300 * np.maximum(-gap, 0))]
        return out

    def deepest(self, grip: Points, axis: Points) -> Float[ndarray, " T"]:
        """The smallest gap [m] between the stick and the dressed body; negative inside."""
        gap, at, _ = self.gaps(grip, axis)
        return np.where(np.abs(at) < 0.05, 1.0, gap).min(0)


def units(v: Points) -> Points:
    """The same directions at length 1."""
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)
