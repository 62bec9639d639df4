"""A body fitted to points: where joints were seen becomes how they are turned.

Points say where a limb lies, not how it is twisted. Hips and chest are turned as their two points and the
trunk's line say; a limb lies along its line by the least turn, and is twisted so that a bent knee or elbow
bends about its hinge; the less it is bent, the less the twist is believed. Hands without knuckles and feet
without heel and toe keep still in their parents.
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import about, conjugate, continuous, from_matrix, multiply, normalise, slerp, turn
from wenwu.body.skeleton import AT, JOINTS, PARENTS, Skeleton
from wenwu.motion.bvh_text import Joint
from wenwu.motion.rig import Rig, Take

NEEDED = tuple(
    s + p for s in ("left", "right") for p in ("Shoulder", "Elbow", "Wrist", "Hip", "Knee", "Ankle")
)
SEEN_BENT = (0.15, 0.45)  # sine of the bend: below, a hinge is not believed; above, it is
NOSE = 15.0  # [deg] the nose lies so far below the ears when the head is level
TRUNK = {"hips": 0.0, "spine": 1 / 3, "chest": 2 / 3, "upperChest": 1.0}  # share of the chest's turn
LIMBS = (("Arm", "Shoulder", "Elbow", "Wrist", 1.0), ("Leg", "Hip", "Knee", "Ankle", -1.0))
Point = Float[ndarray, "T 3"]
Turn = Float[ndarray, "T 4"]
Points = Mapping[str, Point]


def fitted(points: Points, fps: float, usual: Skeleton) -> Take:
    """Our skeleton in motion, its bones as long as the points' medians; y up, unit and floor the points'."""
    skeleton = _measured(points, usual)
    world = np.tile([1.0, 0, 0, 0], (len(points["leftHip"]), 24, 1))
    hips, chest = _frame(points, "Hip"), _frame(points, "Shoulder")
    for name, share in TRUNK.items():
        world[:, AT[name]] = slerp(hips, chest, np.full(len(hips), share))
    for joint, parent in enumerate(PARENTS[1:], start=1):
        name = JOINTS[joint]
        if name not in TRUNK:
            world[:, joint] = _turned(world, name, parent, points)
    local = world.copy()
    local[:, 1:] = multiply(conjugate(world[:, PARENTS[1:]]), world[:, 1:])
    place = np.tile(skeleton, (len(world), 1, 1))
    place[:, 0] = _middle(points, "Hip")
    joints = tuple(Joint(*row) for row in zip(JOINTS, PARENTS, skeleton, strict=True))
    return Take(Rig(joints), fps, continuous(local), place)


def _turned(world: Float[ndarray, "T 24 4"], name: str, parent: int, points: Points) -> Turn:
    """World rotation of one joint outside the trunk."""
    side = next((s for s in ("left", "right") if name.startswith(s)), "")
    up, part = world[:, parent], name.removeprefix(side)
    for limb, top, middle, end, front in LIMBS:
        line = np.array([1.0 if side == "left" else -1.0, 0, 0] if limb == "Arm" else [0.0, -1, 0])
        if part == f"Upper{limb}":
            laid = _laid(up, line, points[side + middle] - points[side + top])
            return _hinged(laid, line, points[side + end] - points[side + middle], front)
        if part == f"Lower{limb}":
            laid = _laid(up, line, points[side + end] - points[side + middle])
            return _pronated(laid, points, side) if limb == "Arm" else laid
        if part == "Hand" and limb == "Arm" and f"{side}Index" in points:
            return _laid(up, line, _knuckles(points, side) - points[f"{side}Wrist"])
    if name == "head":
        return _head(points, up)
    if part == "Foot" and f"{side}Toe" in points:
        return _foot(points, side)
    return up


def _frame(points: Points, pair: str) -> Turn:
    """x from right to left, y up the trunk."""
    across = points[f"left{pair}"] - points[f"right{pair}"]
    return _axes(across, _middle(points, "Shoulder") - _middle(points, "Hip"))


def _axes(x: Point, y: Point) -> Turn:
    """The frame of this x, and y square to it."""
    x = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)
    z = np.cross(x, y)
    z = z / np.maximum(np.linalg.norm(z, axis=-1, keepdims=True), 1e-9)
    return from_matrix(np.stack([x, np.cross(z, x), z], -1))


def _head(points: Points, neck: Turn) -> Turn:
    if any(name not in points for name in ("leftEar", "rightEar", "nose")):
        return neck
    across = points["leftEar"] - points["rightEar"]
    ahead = points["nose"] - _middle(points, "Ear")
    return multiply(_axes(across, np.cross(ahead, across)), about(0, np.full(len(neck), -NOSE)))


def _foot(points: Points, side: str) -> Turn:
    ahead = points[f"{side}Toe"] - points[f"{side}Heel"]
    shank = points[f"{side}Knee"] - points[f"{side}Ankle"]
    across = np.cross(shank, ahead)
    return _axes(across, np.cross(ahead, across))


def _knuckles(points: Points, side: str) -> Point:
    return (points[f"{side}Index"] + points[f"{side}Little"]) / 2


def _pronated(q: Turn, points: Points, side: str) -> Turn:
    """The forearm twisted so that the index finger lies ahead of the little one, where both were seen."""
    if f"{side}Index" not in points:
        return q
    seen = turn(conjugate(q), points[f"{side}Index"] - points[f"{side}Little"])
    half = np.unwrap(np.arctan2(-seen[:, 1], seen[:, 2])) / 2
    zero = np.zeros_like(half)
    return multiply(q, np.stack([np.cos(half), np.sin(half), zero, zero], -1))


def _laid(up: Turn, line: Float[ndarray, "3"], along: Point) -> Turn:
    """The bone that is `line` in the T-pose, turned from its parent the least way to lie along the points."""
    had = turn(up, np.broadcast_to(line, along.shape))
    along = along / np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-9)
    w = 1 + np.sum(had * along, -1, keepdims=True)
    q = np.concatenate([np.maximum(w, 1e-6), np.cross(had, along)], -1)
    return multiply(normalise(q), up)


def _hinged(q: Turn, line: Float[ndarray, "3"], lower: Point, front: float) -> Turn:
    """Twisted so that the lower bone folds to the front (+1) or the back (−1), as far as it is bent."""
    seen = turn(conjugate(q), lower / np.maximum(np.linalg.norm(lower, axis=-1, keepdims=True), 1e-9))
    fold = seen - line * (seen @ line)[:, None]
    want = np.array([0.0, 0, front])
    angle = np.arctan2(np.cross(want, fold) @ line, fold @ want)
    low, high = SEEN_BENT
    share = np.clip((np.linalg.norm(fold, axis=-1) - low) / (high - low), 0, 1)
    half = angle * share * share * (3 - 2 * share) / 2
    return multiply(q, np.concatenate([np.cos(half)[:, None], np.sin(half)[:, None] * line], -1))


def _measured(points: Points, usual: Skeleton) -> Float[ndarray, "24 3"]:
    """Offsets in the unit of the points: the usual body's, each part as long as its median."""
    leg = sum(
        _far(points, s + a, s + b) for s in ("left", "right") for a, b in (("Hip", "Knee"), ("Knee", "Ankle"))
    )
    out = usual.offset * (leg / 2 / (usual.thigh + usual.shank))
    tall = float(np.median(np.linalg.norm(_middle(points, "Shoulder") - _middle(points, "Hip"), axis=1)))
    chain = [AT[name] for name in ("spine", "chest", "upperChest", "leftShoulder")]
    out[chain] *= [1, 0, 0]
    out[chain] += np.outer(usual.offset[chain, 1] / usual.offset[chain, 1].sum() * tall, [0, 1, 0])
    out[AT["rightShoulder"]] = out[AT["leftShoulder"]] * [-1, 1, 1]
    for side, sign in (("left", 1.0), ("right", -1.0)):
        wide = _far(points, "leftShoulder", "rightShoulder") / 2 - abs(out[AT[f"{side}Shoulder"], 0])
        out[AT[f"{side}UpperArm"]] = [sign * max(wide, 0.0), 0, 0]
        out[AT[f"{side}LowerArm"]] = [sign * _far(points, f"{side}Shoulder", f"{side}Elbow"), 0, 0]
        out[AT[f"{side}Hand"]] = [sign * _far(points, f"{side}Elbow", f"{side}Wrist"), 0, 0]
        out[AT[f"{side}UpperLeg"]] = [sign * _far(points, "leftHip", "rightHip") / 2, 0, 0]
        out[AT[f"{side}LowerLeg"]] = [0, -_far(points, f"{side}Hip", f"{side}Knee"), 0]
        out[AT[f"{side}Foot"]] = [0, -_far(points, f"{side}Knee", f"{side}Ankle"), 0]
    return out


def _far(points: Points, a: str, b: str) -> float:
    return float(np.median(np.linalg.norm(points[a] - points[b], axis=1)))


def _middle(points: Points, pair: str) -> Point:
    return (points[f"left{pair}"] + points[f"right{pair}"]) / 2
