"""Between frames: how far a read-out can stray while its joints turn from one frame to the next.

Every joint turns by slerp at one speed, so within a stretch it is never farther from the pose at the middle
than its share of the way. Of three angles of a chart the middle one then changes by no more than that; an
outer one by that over the cosine of the middle one (the rows of the chart's inverse Jacobian). The stretch is
halved until the bound is tight enough (branch and bound), so what is returned is never too good.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.body.readouts import NECK, SPINE, read, xzy, yxz, yzx
from wenwu.body.rotation import slerp, to_matrix
from wenwu.body.shoulder import LIFT_SHARE, REACH_SHARE, on_side
from wenwu.body.skeleton import AT

TOLERANCE = 0.02  # [deg] how much too low a margin may be told
SHARP, NEAR = 0.005, 0.1  # [deg] the same where the margin is NEAR nothing, and decides
CARE = 0.5  # [deg] a stretch farther inside than this, and than the worst known, is not looked at again
DEEPEST, WIDEST = 12, 40_000  # halvings, and parts looked at together
Rotations = Float[ndarray, "N 24 4"]
Spread = Float[ndarray, "N 24"]  # [deg] how far each joint may be from the middle pose
Reach = Callable[[Rotations, Spread], Float[ndarray, " N"]]
WORD = {"l": "left", "r": "right"}


def least_margin(
    name: str, rotation: Float[ndarray, "T 24 4"], low: float, high: float
) -> Float[ndarray, " S"]:
    """Degrees by which a read-out stays inside low … high on each stretch between frames, S = T − 1.

    Never more than the truth; at most TOLERANCE less where it is below CARE or the worst of the film, and
    SHARP less where it is NEAR nothing. Where a chart ends within the smallest part that is looked at, its
    angle means little and counts as it is seen.
    """
    angle = read(name, rotation)
    ends = np.minimum(angle - low, high - angle)
    best = np.minimum(ends[:-1], ends[1:])  # the least seen so far
    told = best.copy()  # the least that can be, leaf by leaf
    turned, count = _turned(rotation), len(best)
    stretch, middle, half = np.arange(count), np.full(count, 0.5), 0.5
    for depth in range(DEEPEST):
        pose = slerp(rotation[stretch], rotation[stretch + 1], middle[:, None])
        angle = read(name, pose)
        seen = np.minimum(angle - low, high - angle)
        np.minimum.at(best, stretch, seen)
        worst = seen - reach(name, pose, turned[stretch] * half)
        near = best[stretch]
        low_by = np.where(np.abs(near) < NEAR, SHARP, TOLERANCE)
        enough = np.minimum(near - low_by, max(CARE, float(best.min(initial=np.inf))))
        again = worst < enough
        if depth == DEEPEST - 1 or again.sum() > WIDEST:
            worst, again = np.where(np.isfinite(worst), worst, seen), np.zeros(len(again), bool)
        np.minimum.at(told, stretch[~again], worst[~again])
        stretch, middle, half = _halved(stretch[again], middle[again], half)
        if not len(stretch):
            break
    return told


def reach(name: str, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    """A bound [deg] on how far a read-out is from its value at a pose, with each joint `spread` from it."""
    joint, _, axis = name.partition(".")
    if joint[-2:] in ("_l", "_r"):
        return _PAIRED[f"{joint[:-2]}.{axis}"](joint[-1], pose, spread)
    return _UNPAIRED[name](pose, spread)


def _halved(
    stretch: Int[ndarray, " N"], middle: Float[ndarray, " N"], half: float
) -> tuple[Int[ndarray, " M"], Float[ndarray, " M"], float]:
    return np.concatenate([stretch] * 2), np.concatenate([middle - half / 2, middle + half / 2]), half / 2


def _turned(rotation: Float[ndarray, "T 24 4"]) -> Float[ndarray, "S 24"]:
    """How far [deg] each joint turns from a frame to the next."""
    dot = np.abs(np.sum(rotation[1:] * rotation[:-1], -1))
    return np.degrees(2 * np.arccos(np.clip(dot, 0, 1))) + 1e-6


def _over(spread: Float[ndarray, " N"], tilt: Float[ndarray, " N"]) -> Float[ndarray, " N"]:
    """spread / cos(tilt), unbounded where the chart ends."""
    return np.where(tilt < 89.9, spread / np.cos(np.radians(np.minimum(tilt, 89.9))), np.inf)


def _own(pose: Rotations, joint: str, side: str | None) -> Float[ndarray, "N 3 3"]:
    word = WORD[side] if side else ""
    return to_matrix(on_side(pose[:, AT[word + joint]], side or "l"))


def _middle(joint: str, side: str, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    return spread[:, AT[WORD[side] + joint]]


def _outer(
    joint: str, chart: Callable[..., ndarray], side: str | None, pose: Rotations, spread: Spread
) -> Float[ndarray, " N"]:
    own = spread[:, AT[(WORD[side] if side else "") + joint]]
    return _over(own, np.abs(chart(_own(pose, joint, side))[1]) + own)


def _arm(side: str, spread: Spread) -> Float[ndarray, " N"]:
    return spread[:, AT[WORD[side] + "Shoulder"]] + spread[:, AT[WORD[side] + "UpperArm"]]


def _elevation(side: str, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    return _arm(side, spread)


def _plane(side: str, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    """An azimuth: the arm's way over the sine of its angle to the pole."""
    moved, elevation = _arm(side, spread), read(f"shoulder_{side}.elevation", pose)
    return _over(moved, np.abs(90 - elevation) + moved)


def _own_twist(side: str, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    """The twist of swing · twist turns by no more than the whole over the cosine of half the swing."""
    moved, elevation = _arm(side, spread), read(f"shoulder_{side}.elevation", pose)
    return _over(moved, (elevation + moved) / 2)


def _girdle(axis: int, side: str, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    """The clavicle's own azimuth, and what the arm asks for beside it."""
    own = spread[:, AT[WORD[side] + "Shoulder"]]
    m = _own(pose, "Shoulder", side)
    off = np.degrees(np.arcsin(np.clip(np.abs(m[:, 2, 1]), 0, 1)))
    asked = LIFT_SHARE if axis == 0 else np.radians(REACH_SHARE)
    return _over(own, off + own) + asked * _arm(side, spread)


def _summed(joints: tuple[str, ...], axis: int, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    if axis == 1:
        return np.sum([spread[:, AT[joint]] for joint in joints], axis=0)
    return np.sum([_outer(joint, yxz, None, pose, spread) for joint in joints], axis=0)


def _lean(axis: int, pose: Rotations, spread: Spread) -> Float[ndarray, " N"]:
    """Thorax against the vertical in the pelvis' heading: all that turn add up."""
    moved = np.sum([spread[:, AT[joint]] for joint in ("hips", *SPINE)], axis=0)
    moved = moved + _summed(("hips",), 0, pose, spread)
    other = np.abs(read(("trunk.roll", "trunk.pitch")[axis], pose))
    return _over(moved, other + moved)


_PAIRED: dict[str, Callable[[str, Rotations, Spread], ndarray]] = {
    "hip.flexion": partial(_outer, "UpperLeg", xzy),
    "hip.abduction": partial(_middle, "UpperLeg"),
    "hip.rotation": partial(_outer, "UpperLeg", xzy),
    "knee.flexion": partial(_outer, "LowerLeg", xzy),
    "ankle.dorsiflexion": partial(_outer, "Foot", xzy),
    "subtalar.inversion": partial(_middle, "Foot"),
    "toes.extension": partial(_outer, "Toes", xzy),
    "girdle.elevation": partial(_girdle, 0),
    "girdle.protraction": partial(_girdle, 1),
    "shoulder.elevation": _elevation,
    "shoulder.plane": _plane,
    "shoulder.rotation": _own_twist,
    "elbow.flexion": partial(_outer, "LowerArm", yzx),
    "forearm.pronation": partial(_outer, "LowerArm", yzx),
    "wrist.flexion": partial(_middle, "Hand"),
    "wrist.deviation": partial(_outer, "Hand", yzx),
    "wrist.bend": partial(_middle, "Hand"),
}
_UNPAIRED: dict[str, Reach] = {
    "root.turn": partial(_summed, ("hips",), 0),
    "root.tilt": partial(_summed, ("hips",), 1),
    "root.list": partial(_summed, ("hips",), 2),
    "spine.flexion": partial(_summed, SPINE, 1),
    "spine.side_bend": partial(_summed, SPINE, 2),
    "spine.twist": partial(_summed, SPINE, 0),
    "neck.flexion": partial(_summed, NECK, 1),
    "neck.side_bend": partial(_summed, NECK, 2),
    "neck.twist": partial(_summed, NECK, 0),
    "neck.slide": partial(_summed, NECK, 2),
    "trunk.pitch": partial(_lean, 0),
    "trunk.roll": partial(_lean, 1),
}
