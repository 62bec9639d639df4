"""The company: dancers who share a floor. Hands are joined, and kept out of every body."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.capsules import Capsule
from wenwu.motion.arm import PALM, Arm
from wenwu.motion.clearance import Solids, cleared
from wenwu.motion.clock import Clock
from wenwu.motion.curve import ramp, softplus
from wenwu.motion.dancer import Danced

BEHIND = -40.0  # [deg] joined hands do not pull an arm farther behind its shoulder
LET_GO = 1.0  # [beats] hands need to part or to find each other


@dataclass(frozen=True)
class Company:
    """All dancers over all frames of the clock."""

    dancers: tuple[Danced, ...]
    capsules: tuple[tuple[Capsule, ...], ...]
    bends: tuple[tuple[float, float], ...]  # [deg] range of each dancer's elbows


def finish(
    company: Company,
    joined: tuple[tuple[int, int], ...],
    holds: Sequence[tuple[float, bool]],
    clock: Clock,
) -> Company:
    """The company with hands joined where phrases hold them, and no hand inside its own body."""
    grip = grips(holds, clock) if joined else np.zeros(len(clock.beat))
    company = replace(company, dancers=tuple(_clear(company, k, clock) for k in range(len(company.dancers))))
    return join(company, joined, grip) if joined else company


def grips(holds: Sequence[tuple[float, bool]], clock: Clock) -> Float[ndarray, " T"]:
    """1 where hands are joined, 0 where a phrase lets them go, with ramps between."""
    level = np.full(len(clock.beat), float(holds[0][1]))
    for (_, was), (beat, now) in pairwise(holds):
        if was != now:
            level += (float(now) - float(was)) * ramp((clock.beat - beat + LET_GO / 2) / LET_GO)
    return level


def join(company: Company, joined: tuple[tuple[int, int], ...], grip: Float[ndarray, " T"]) -> Company:
    """Every left palm meets its neighbour's right palm halfway between where both would be."""
    arms = {
        (k, side): Arm.of(d.skeleton, d.rotation, d.root, side)
        for k, d in enumerate(company.dancers)
        for side in "lr"
    }
    for a, b in joined:
        left, right = arms[a, "l"], arms[b, "r"]
        here, there = left.place(PALM), right.place(PALM)
        middle = (here + there) / 2
        for _ in range(3):
            middle = _meeting(middle, left, right, company.bends[a][0] + 8)
            middle = middle + left.reach(PALM, middle, company.bends[a]).behind(BEHIND)
            middle = middle + right.reach(PALM, middle, company.bends[b]).behind(BEHIND)
        arms[a, "l"] = left.reach(PALM, here + grip[:, None] * (middle - here), company.bends[a])
        arms[b, "r"] = right.reach(PALM, there + grip[:, None] * (middle - there), company.bends[b])
    dancers = []
    for k, danced in enumerate(company.dancers):
        rotation = arms[k, "r"].into(arms[k, "l"].into(danced.rotation))
        dancers.append(replace(danced, rotation=rotation))
    return replace(company, dancers=tuple(dancers))


def _meeting(point: Float[ndarray, "T 3"], left: Arm, right: Arm, bend: float) -> Float[ndarray, "T 3"]:
    """The point nearest the wished one that both palms reach with elbows still a little bent."""
    for _ in range(4):
        for arm in (left, right):
            line = point - arm.shoulder
            far = np.linalg.norm(line, axis=1)
            most = arm.longest(PALM, bend)
            near = most - softplus(most - far, 0.01)
            point = arm.shoulder + line * (near / far)[:, None]
    return point


def _clear(company: Company, k: int, clock: Clock) -> Danced:
    danced = company.dancers[k]
    rotation = danced.rotation
    solids = Solids.of(company.capsules[k], danced.skeleton, rotation, danced.root)
    for side in "lr":
        arm = Arm.of(danced.skeleton, rotation, danced.root, side)
        rotation = cleared(arm, solids, clock.fps, company.bends[k]).into(rotation)
    return replace(danced, rotation=rotation)
