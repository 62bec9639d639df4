"""A clip onto somebody's own rig: its bones, names, channels and order stay; only its numbers are ours.

Rig and skeleton are laid side by side in one known pose (`rest`), and every joint of the rig that has one of
ours turns by G(t) = A⁻¹ W(t) W₀⁻¹ A G₀; the others keep still in their parents. The path is scaled by
the leg.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.rotation import conjugate, multiply
from wenwu.body.skeleton import AT, JOINTS
from wenwu.motion.bones import skeleton_of, unit_of
from wenwu.motion.clip import Clip
from wenwu.motion.euler import angles_of, turns_of
from wenwu.motion.joint_map import map_joints
from wenwu.motion.rest import ARM, LEG, SIDES, Joints, Places, Rest, rest_of, turned_back
from wenwu.motion.rig import AXES, Rig, Take

TOLD = 0.5  # [deg] a turn that channels miss by more than this is reported
Table = Float[ndarray, "T C"]


@dataclass(frozen=True)
class Retargeted:
    """The rig's channels, and what did not come across."""

    rows: Table  # in the order of the rig's file
    lost: tuple[str, ...]  # one sentence each
    error: float  # [mm] mean distance of mapped joints from the clip's, at its size and one centre a frame
    bend: float  # [deg] mean angle between the limbs' bones and the clip's
    mapped: dict[str, str]  # our joint → the rig's


def retarget(clip: Clip, take: Take, file: str, in_place: bool = False) -> Retargeted:
    """The clip on the rig of `take` (whose motion is used only to know its pose where zeros show none).

    Raises InputError where the rig's limbs cannot be told, or its root has no channels to turn.
    """
    rig, joints = take.rig, map_joints(take.rig, file)
    if not _orders(rig)[0]:
        raise InputError(f"{file} has a root that cannot turn: it has no rotation channels")
    rest = rest_of(take, joints, clip.skeleton.offset, file)
    world, _ = clip.skeleton.forward(clip.rotation, clip.root)
    still = _at_rest(take, rest)
    local = _local(rig, joints, rest, still, world)
    rows, held = _rows(rig, local)
    place = np.tile(np.stack([joint.offset for joint in rig.joints]), (len(clip), 1, 1))
    path = _path(clip, joints, rest, in_place)
    place[:, 0] = path - _middle_from_root(rig, joints, held, place)
    _put_places(rig, rows, place)
    moved = Take(rig, clip.fps, held, place)
    lost = (*_without(joints), *_missed(rig, local, held), *_no_room(clip, rig, in_place))
    mapped = {name: rig.names[row] for name, row in joints.items() if name in AT}
    ours = clip.positions()[:, [AT[name] for name in mapped]]
    theirs = (
        moved.world()[1][:, [joints[name] for name in mapped]] @ rest.axes.T * (_leg(clip) / rest.leg(joints))
    )
    return Retargeted(rows, lost, _distance(ours, theirs), _bend(ours, theirs, list(mapped)), mapped)


def _at_rest(take: Take, rest: Rest) -> Float[ndarray, "J 4"]:
    """Local turns of the rig in the known pose."""
    if rest.frame is None:
        return np.tile([1.0, 0, 0, 0], (len(take.rig.joints), 1))
    return take.local[rest.frame]


def _local(
    rig: Rig, joints: Joints, rest: Rest, still: Float[ndarray, "J 4"], ours: Float[ndarray, "T 24 4"]
) -> Float[ndarray, "T J 4"]:
    """Local turns of every joint of the rig. Its root turns as our hips, whatever lies between."""
    ours_of = {row: AT[name] for name, row in joints.items() if name in AT}
    ours_of.pop(joints["hips"], None)
    ours_of[0] = 0
    local = np.tile(still, (len(ours), 1, 1))
    world = np.empty_like(local)
    for row, joint in enumerate(rig.joints):
        up = world[:, joint.parent] if joint.parent >= 0 else np.tile([1.0, 0, 0, 0], (len(ours), 1))
        if row in ours_of:
            world[:, row] = turned_back(rest, ours[:, ours_of[row]], row, ours_of[row])
            local[:, row] = multiply(conjugate(up), world[:, row])
        else:
            world[:, row] = multiply(up, local[:, row])
    return local


def _orders(rig: Rig) -> list[str]:
    """Each joint's axes in the order of its rotation channels."""
    return ["".join(c[0] for c in joint.channels if c.endswith("rotation")) for joint in rig.joints]


def _rows(rig: Rig, local: Float[ndarray, "T J 4"]) -> tuple[Table, Float[ndarray, "T J 4"]]:
    """The table with its angles filled in, and the turns that the channels hold."""
    rows = np.zeros((len(local), sum(len(joint.channels) for joint in rig.joints)))
    held, column = np.empty_like(local), 0
    for k, (joint, order) in enumerate(zip(rig.joints, _orders(rig), strict=True)):
        angles = angles_of(local[:, k], order)
        held[:, k] = turns_of(angles, order)
        columns = [column + i for i, name in enumerate(joint.channels) if name.endswith("rotation")]
        rows[:, columns] = angles
        column += len(joint.channels)
    return rows, held


def _leg(clip: Clip) -> float:
    """Hip to ankle [m], the mean of both sides."""
    bones = [AT[side + bone] for side in SIDES for bone in LEG[1:]]
    return float(np.linalg.norm(clip.skeleton.offset[bones], axis=1).sum() / 2)


def _path(clip: Clip, joints: Joints, rest: Rest, in_place: bool) -> Float[ndarray, "T 3"]:
    """Where the middle between the rig's hip joints goes, in its axes and unit: ours scaled by the leg."""
    unit, _ = unit_of(rest.leg(joints))
    sole = -skeleton_of(rest, joints, unit, clip.skeleton)[0].heel[1] / unit
    middle = clip.positions()[:, [AT[side + LEG[0]] for side in SIDES]].mean(1)
    scale, ankles = rest.leg(joints) / _leg(clip), middle + np.array([0, clip.skeleton.heel[1], 0])
    path = ankles * scale + np.array([0, sole, 0])
    if in_place:
        path[:, [0, 2]] = 0
    return path @ rest.axes


def _middle_from_root(
    rig: Rig, joints: Joints, held: Float[ndarray, "T J 4"], place: Float[ndarray, "T J 3"]
) -> Float[ndarray, "T 3"]:
    """From the rig's root to the middle between its hip joints."""
    fixed = place.copy()
    fixed[:, 0] = 0
    return rig.forward(held, fixed)[1][:, [joints[side + LEG[0]] for side in SIDES]].mean(1)


def _put_places(rig: Rig, rows: Table, place: Float[ndarray, "T J 3"]) -> None:
    column = 0
    for k, joint in enumerate(rig.joints):
        for name in joint.channels:
            if name.endswith("position"):
                rows[:, column] = place[:, k, AXES[name[0]]]
            column += 1


def _without(joints: Joints) -> tuple[str, ...]:
    without = [name for name in JOINTS if name not in joints]
    if not without:
        return ()
    return (f"the rig has no {', '.join(without)}; what hangs below still points the same way",)


def _missed(rig: Rig, wanted: Float[ndarray, "T J 4"], held: Float[ndarray, "T J 4"]) -> tuple[str, ...]:
    """Joints whose channels cannot hold their turns."""
    d = np.abs(np.sum(wanted * held, -1))
    off = np.degrees(2 * np.arccos(np.clip(d, 0, 1))).max(axis=0)
    return tuple(
        f"{rig.names[k]} has no channels for {off[k]:.1f}° of its turn" for k in np.flatnonzero(off > TOLD)
    )


def _no_room(clip: Clip, rig: Rig, in_place: bool) -> tuple[str, ...]:
    said = []
    if np.any(clip.hand):
        said.append("hand shapes: a BVH of this rig gets no fingers from us")
    if in_place:
        said.append("the path over the floor: the dancer was kept in place, as asked")
    if not {"Xposition", "Yposition", "Zposition"} <= set(rig.joints[0].channels):
        said.append("the path: the rig's root has not three position channels")
    return tuple(said)


def _distance(ours: Places, theirs: Places) -> float:
    """Mean distance [mm], each frame's centres laid on one another."""
    apart = (ours - ours.mean(1, keepdims=True)) - (theirs - theirs.mean(1, keepdims=True))
    return 1000 * float(np.linalg.norm(apart, axis=-1).mean())


def _bend(ours: Places, theirs: Places, names: list[str]) -> float:
    """Mean angle [deg] between the bones of arms and legs."""
    angles = []
    for side in SIDES:
        for limb in (LEG, ARM):
            rows = [names.index(side + part) for part in limb]
            for a, b in pairwise(rows):
                u, v = ours[:, b] - ours[:, a], theirs[:, b] - theirs[:, a]
                square = np.linalg.norm(np.cross(u, v), axis=-1)
                angles.append(np.degrees(np.arctan2(square, np.sum(u * v, -1))))
    return float(np.mean(angles))
