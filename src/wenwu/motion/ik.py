"""Inverse kinematics: joint positions to the 36 numbers, inside a box, frame after frame or each alone.

`lm`, the default, is projected Levenberg–Marquardt on the analytic 72×36 Jacobian; `jt` is the paper's
projected Jacobian transpose with Armijo's rule (docs/paper.md, entry 13). Every frame starts from the best of
these: the frame before carried on at its speed, and guesses from the geometry of the joints, which take what
a straight limb does not show from the frame before, from the reference, or from a plain stand.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.angles import DOF, INDEX
from wenwu.body.ranges import load_limits
from wenwu.body.skeleton import JOINTS, PARENTS, Skeleton
from wenwu.motion.ik_batch import solve_frames

ENOUGH = {"lm": 2e-4, "jt": 0.03}  # [m] every joint this near ends the search; .03 is the paper's
MOST = {"lm": 60, "jt": 3000}  # steps
FAITH = 1e-7  # [m²/rad²] how firmly a number keeps to the reference where positions do not show it
SWINGS = {  # [deg] what the read-outs' ranges allow in swing and twist; a test samples them
    "hip.forward": (-30.0, 130.0), "hip.outward": (-75.0, 100.0), "hip.twist": (-105.0, 160.0),
    "shoulder.forward": (-55.0, 135.0), "shoulder.up": (-105.0, 105.0), "shoulder.twist": (-260.0, 100.0),
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """What the 36 numbers may be: metres for the root's place, else degrees; one row, or one a frame."""

    low: Float[ndarray, "*T 36"]
    high: Float[ndarray, "*T 36"]

    def within(self, low: Float[ndarray, "*T 36"], high: Float[ndarray, "*T 36"]) -> "Box":
        """This box cut to another, for example to what the rules leave."""
        return Box(np.maximum(self.low, low), np.minimum(self.high, high))


@dataclass(frozen=True)
class Solved:
    """The 36 numbers of every frame, and how the search went."""

    q: Float[ndarray, "T 36"]  # [m, deg]
    left: Float[ndarray, " T"]  # [m] the greatest distance of a joint from its target
    steps: Int[ndarray, " T"]


def body_box() -> Box:
    """The body's own ranges (limits.toml): every pose that the read-outs allow is inside, and a few more."""
    limits = load_limits()
    low, high = np.full(36, -np.inf), np.full(36, np.inf)
    for name, k in INDEX.items():
        joint, _, axis = name.partition(".")
        sideless = f"{joint.removesuffix('_l').removesuffix('_r')}.{axis}"
        if sideless in SWINGS:
            low[k], high[k] = SWINGS[sideless]
        elif sideless in limits:
            low[k], high[k] = limits[sideless].low, limits[sideless].high
    return Box(low, high)


def standing() -> Float[ndarray, "36"]:
    """The reference when none is given: arms hanging, knees and elbows hardly bent."""
    q = np.zeros(36)
    for side in "lr":
        q[INDEX[f"shoulder_{side}.up"]], q[INDEX[f"shoulder_{side}.twist"]] = -80.0, -80.0
        q[INDEX[f"knee_{side}.flexion"]] = q[INDEX[f"elbow_{side}.flexion"]] = 8.0
    return q


@dataclass(frozen=True)
class Aim:
    """Where numbers go that positions do not show: the reference, and how firmly."""

    reference: Float[ndarray, "#T 36"] | None = None  # [m, deg]; none: a warm frame keeps to the one before
    faith: float = FAITH  # [m²/rad²] against squared distances of joints


def solve(
    skeleton: Skeleton,
    target: Float[ndarray, "T 24 3"],
    method: Literal["lm", "jt"] = "lm",
    box: Box | None = None,
    weight: Float[ndarray, "24"] | None = None,
    reference: Float[ndarray, "#T 36"] | Aim | None = None,
    warm: bool = True,
) -> Solved:
    """The 36 numbers whose joints are nearest to the targets [m, world].

    warm: each frame starts from the one before; else every frame stands alone. weight: how much each joint
    counts, 0 for one that is not known. reference [m, deg]: what positions do not show (twists) stays near
    it; when none is given, a warm frame keeps to the one before; an Aim says how firmly. InputError for
    targets that are no numbers, and for a box whose least is above its greatest.
    """
    _refuse(target, weight)
    aim = reference if isinstance(reference, Aim) else Aim(reference)
    limits = box or body_box()
    low, high = (np.broadcast_to(side, (len(target), 36)) for side in (limits.low, limits.high))
    _refuse_crossed(low, high)
    wanted = np.broadcast_to(standing() if aim.reference is None else aim.reference, (len(target), 36))
    weights = np.ones(24) if weight is None else np.asarray(weight, float)
    given = aim.reference is not None
    q, left, steps = solve_frames(
        _filled(np.array(target, float), weights > 0, skeleton),
        weights,
        (np.ascontiguousarray(skeleton.offset), _rest(skeleton)),
        (_radians(low), _radians(high)),
        (_radians(wanted), _faiths(aim.faith), given, _radians(standing()[None])[0]),
        (method == "jt", warm, ENOUGH[method], MOST[method]),
    )
    degrees = np.degrees(q)
    degrees[:, :3] = q[:, :3]
    return Solved(degrees, left, steps)


def _refuse_crossed(low: Float[ndarray, "T 36"], high: Float[ndarray, "T 36"]) -> None:
    """One sentence for a box that holds nothing."""
    crossed = low > high
    if crossed.any():
        frame, k = np.argwhere(crossed)[0]
        ends = f"at least {low[frame, k]:g} and at most {high[frame, k]:g}"
        raise InputError(f"frame {frame}: {DOF[k]} may not be both {ends}")


def _faiths(faith: float) -> Float[ndarray, "36"]:
    """One for every angle; the root's place is always the targets'."""
    out = np.full(36, faith)
    out[:3] = FAITH
    return out


def _rest(skeleton: Skeleton) -> Float[ndarray, "24 3"]:
    """Joints of the T-pose, the hips at the origin."""
    place = np.zeros((24, 3))
    for joint, parent in enumerate(PARENTS[1:], start=1):
        place[joint] = place[parent] + skeleton.offset[joint]
    return place


def _radians(q: Float[ndarray, "T 36"]) -> Float[ndarray, "T 36"]:
    out = np.radians(q)
    out[:, :3] = q[:, :3]
    return np.ascontiguousarray(out)


def _filled(
    target: Float[ndarray, "T 24 3"], known: Bool[ndarray, "24"], skeleton: Skeleton
) -> Float[ndarray, "T 24 3"]:
    """Joints that are not known go on from their parents in a straight line: a start, never a goal."""
    for joint, parent in enumerate(PARENTS[1:], start=1):
        if not known[joint]:
            line = target[:, parent] - target[:, max(PARENTS[parent], 0)]
            length = np.maximum(np.linalg.norm(line, axis=1, keepdims=True), 1e-9)
            target[:, joint] = target[:, parent] + line / length * np.linalg.norm(skeleton.offset[joint])
    return target


def _refuse(target: Float[ndarray, "T 24 3"], weight: Float[ndarray, "24"] | None) -> None:
    """One sentence for targets nobody can reach for."""
    known = np.ones(24, bool) if weight is None else np.asarray(weight) > 0
    bad = ~np.isfinite(target[:, known]).all(-1)
    if bad.any():
        frame, joint = np.argwhere(bad)[0]
        name = np.array(JOINTS)[known][joint]
        raise InputError(
            f"frame {frame}: the place of {name} is not a number; give it weight 0 to leave it out"
        )
    if not known.any():
        raise InputError("no joint has a weight, so there is nothing to reach for")
