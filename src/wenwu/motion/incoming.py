"""Somebody's motion, whatever program it comes from, as a Clip on our 24 joints.

What a file does not say is guessed from the motion, and every guess and loss is one sentence of `notes`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.angles import project, unproject
from wenwu.body.performer import load_body
from wenwu.body.rotation import conjugate, continuous, multiply
from wenwu.body.skeleton import JOINTS, PARENTS, Skeleton
from wenwu.motion.acclaim import read_acclaim
from wenwu.motion.assumed import axes_said, borrowed_said, lifted_said, rest_said, unused_said
from wenwu.motion.bones import skeleton_of, unit_of
from wenwu.motion.clip import Clip
from wenwu.motion.contacts import with_contacts
from wenwu.motion.floor import on_floor
from wenwu.motion.joint_file import read_joint_file
from wenwu.motion.joint_map import map_joints
from wenwu.motion.keypoints import read_pickle
from wenwu.motion.own_bvh import read_own
from wenwu.motion.resample import resampled
from wenwu.motion.rest import Rest, rest_of, turned_as
from wenwu.motion.rig import Take, read_take

USUAL = "woman_1"  # whose bones stand in for those that a file lacks
FEW = 12.0  # [1/s] below this, turns between two frames are guessed
MOST_FRAMES = 200_000
OWN_FLOOR = 0.05  # [m] our own files stand on y = 0 already; what is nearer to it than this is left as it is
Joints = Mapping[str, int]


@dataclass(frozen=True)
class Imported:
    """A clip from a file, and what had to be assumed or was lost on the way."""

    clip: Clip
    notes: tuple[str, ...]  # one sentence each
    mapped: Mapping[str, str]  # our joint → the file's
    residual: float  # [mm] mean distance of joints, between the clip and its 36 degrees of freedom


def read_motion(path: Path, *, fps: float | None = None) -> Imported:
    """Any motion file we know by its ending; `fps` resamples. Raises InputError with one sentence.

    .bvh of any skeleton; .npz with quaternions of named joints; .amc beside its .asf; .pkl of SMPL poses or
    of 17 key points (AIST++).
    """
    readers: dict[str, Callable[[Path], Imported]] = {
        ".bvh": _bvh, ".npz": _of(read_joint_file), ".amc": _of(read_acclaim), ".pkl": _of(read_pickle),
    }  # fmt: skip
    if path.suffix.lower() == ".asf":
        raise InputError(f"{path.name} holds a skeleton without motion; name the .amc that belongs to it")
    if path.suffix.lower() not in readers:
        known = ", ".join(readers)
        raise InputError(f"{path.name} is of a kind that cannot be read; {known} can")
    return at_rate(readers[path.suffix.lower()](path), fps)


def _of(read: Callable[[Path], tuple[Take, tuple[str, ...]]]) -> Callable[[Path], Imported]:
    """A reader that finds a rig in motion, made a reader of clips."""

    def imported(path: Path) -> Imported:
        take, notes = read(path)
        return of_take(take, path.name, notes)

    return imported


def _bvh(path: Path) -> Imported:
    own = read_own(path)
    if own is None:
        return of_take(read_take(path), path.name)
    clip, notes = own
    moved, lift = on_floor(clip)
    if abs(lift) > OWN_FLOOR:
        clip, notes = moved, (*notes, lifted_said(lift))
    return _finished(clip, notes, {name: name for name in JOINTS})


def of_take(take: Take, file: str, notes: tuple[str, ...] = ()) -> Imported:
    """A clip of the person in a rig in motion; `notes` are what its reader assumed."""
    if len(take.local) > MOST_FRAMES:
        raise InputError(f"{file} holds more than {MOST_FRAMES} frames; cut it into shorter files")
    joints, usual = map_joints(take.rig, file), load_body(USUAL).skeleton
    rest = rest_of(take, joints, usual.offset, file)
    unit, guess = unit_of(rest.leg(joints))
    skeleton, borrowed = skeleton_of(rest, joints, unit, usual)
    clip, lift = on_floor(_moved(take, joints, rest, unit, skeleton))
    notes = (*notes, axes_said(rest), rest_said(rest, take.fps), guess, lifted_said(lift))
    notes += borrowed_said(borrowed) + unused_said(take, joints)
    return _finished(
        clip, notes, {name: take.rig.names[row] for name, row in joints.items() if name in JOINTS}
    )


def _moved(take: Take, joints: Joints, rest: Rest, unit: float, skeleton: Skeleton) -> Clip:
    """Our joints turned as the rig's; a joint that the rig lacks keeps still in its parent."""
    turned, place = take.world()
    world = np.zeros((len(turned), 24, 4))
    for joint, name in enumerate(JOINTS):
        if name in joints:
            world[:, joint] = turned_as(rest, turned[:, joints[name]], joints[name], joint)
        else:
            world[:, joint] = world[:, PARENTS[joint]]
    local = world.copy()
    local[:, 1:] = multiply(conjugate(world[:, PARENTS[1:]]), world[:, 1:])
    root = place[:, joints["hips"]] @ rest.axes.T * unit
    return _bare(skeleton, take.fps, root, continuous(local))


def _bare(
    skeleton: Skeleton, fps: float, root: Float[ndarray, "T 3"], rotation: Float[ndarray, "T 24 4"]
) -> Clip:
    """A clip without hand shapes, contacts and beats."""
    frames = len(root)
    nothing = np.zeros((frames, 2, 7)), np.zeros((frames, 2), bool), np.zeros(frames)
    return Clip(skeleton, fps, root, rotation, *nothing)


def _finished(clip: Clip, notes: tuple[str, ...], mapped: Mapping[str, str]) -> Imported:
    """Contacts found, and the residual of the 36 degrees of freedom."""
    clip = with_contacts(clip)
    rotation, root = unproject(project(clip.rotation, clip.root)[0])
    held = replace(clip, rotation=rotation, root=root).positions()
    residual = 1000 * float(np.linalg.norm(held - clip.positions(), axis=-1).mean())
    few = (f"at {clip.fps:g} frames a second, what happened between two frames is a guess",)
    return Imported(clip, notes + (few if clip.fps < FEW else ()), MappingProxyType(dict(mapped)), residual)


def at_rate(imported: Imported, fps: float | None) -> Imported:
    """The clip at the rate that was asked for, and a note that says so."""
    had = imported.clip.fps
    if fps is None:
        return imported
    if abs(fps - had) < 1e-3 * had:  # a frame time written with few digits
        return replace(imported, clip=replace(imported.clip, fps=fps))
    clip = with_contacts(resampled(imported.clip, fps))
    said = f"resampled from {had:.4g} to {fps:.4g} frames a second, turns by slerp and the path by a cubic"
    return replace(imported, clip=clip, notes=(*imported.notes, said))
