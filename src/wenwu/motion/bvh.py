"""BVH: one dancer's motion as the text file that animation programs have read since 1995.

Our files hold the 24 joints under their VRM names, centimetres, y up, and degrees. Every joint turns in the
order Z, X, Y, so that R = Rz Rx Ry; one order throughout, because many readers know only one.
A BVH has no room for hand shapes, contacts and beats: a clip that is read back has none.
"""

from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError, OutputError
from wenwu.base.whole import require_free
from wenwu.body.rotation import about, multiply
from wenwu.body.skeleton import AT, JOINTS, PARENTS, Skeleton
from wenwu.motion.bvh_text import Joint, parse
from wenwu.motion.clip import Clip

CENTIMETRE = 0.01  # [m]
SCALP = 0.18  # [m] from the head joint to the crown: only drawn, as the length of the last bone
AXES = {"X": 0, "Y": 1, "Z": 2}


def require_bvh(path: Path) -> None:
    """Raises OutputError where a BVH is to be written and the name says otherwise, or is taken."""
    if path.suffix.lower() != ".bvh":
        raise OutputError(f"{path.name} would hold a BVH; name a file that ends in .bvh")
    require_free(path)


def write_bvh(clip: Clip, path: Path) -> None:
    """Write a clip; equal clips give equal bytes."""
    lines = ["HIERARCHY", *_hierarchy(clip.skeleton, 0, 0), "MOTION"]
    lines += [f"Frames: {len(clip)}", f"Frame Time: {1 / clip.fps:.9f}"]
    order = _depth_first(0)
    angles = euler_zxy(clip.rotation[:, order]).reshape(len(clip), -1)
    rows = np.concatenate([clip.root / CENTIMETRE, angles], axis=1)
    rows = np.round(rows, 6) + 0.0  # no "-0.000000"
    lines += [" ".join(f"{value:.6f}" for value in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _depth_first(joint: int) -> list[int]:
    """The joints below one joint, itself first, in the order a BVH names them."""
    below = [j for child in _children(joint) for j in _depth_first(child)]
    return [joint, *below]


def _children(joint: int) -> list[int]:
    return [child for child, parent in enumerate(PARENTS) if parent == joint]


def _hierarchy(skeleton: Skeleton, joint: int, depth: int) -> list[str]:
    """The lines of one joint and everything below it."""
    tab, children = "\t" * depth, _children(joint)
    channels = "Zrotation Xrotation Yrotation"
    head = f"ROOT {JOINTS[0]}" if joint == 0 else f"JOINT {JOINTS[joint]}"
    offset = np.zeros(3) if joint == 0 else skeleton.offset[joint]
    channels = f"6 Xposition Yposition Zposition {channels}" if joint == 0 else f"3 {channels}"
    lines = [f"{tab}{head}", f"{tab}{{", f"{tab}\t{_offset(offset)}", f"{tab}\tCHANNELS {channels}"]
    for child in children:
        lines += _hierarchy(skeleton, child, depth + 1)
    if not children:
        end = _offset(_tip(skeleton, JOINTS[joint]))
        lines += [f"{tab}\tEnd Site", f"{tab}\t{{", f"{tab}\t\t{end}", f"{tab}\t}}"]
    return [*lines, f"{tab}}}"]


def _offset(metres: Float[ndarray, "3"]) -> str:
    x, y, z = np.round(metres / CENTIMETRE, 6) + 0.0
    return f"OFFSET {x:.6f} {y:.6f} {z:.6f}"


def _tip(skeleton: Skeleton, joint: str) -> Float[ndarray, "3"]:
    """Where the last bone of a limb ends, in that joint's frame [m]."""
    if joint == "head":
        return np.array([0.0, SCALP, 0.0])
    if joint.endswith("Toes"):
        return np.array([0.0, 0.0, skeleton.toe_length])
    return skeleton.offset[AT[joint]].astype(float)  # a finger as long as the palm


def euler_zxy(q: Float[ndarray, "T *J 4"]) -> Float[ndarray, "T *J 3"]:
    """Angles z, x, y [deg] with R = Rz Rx Ry, of the two solutions the one that moves less.

    sin x = r21, tan z = −r01/r11, tan y = −r20/r22; the other solution is (z + 180, 180 − x, y + 180).
    """
    w, i, j, k = np.moveaxis(q / np.linalg.norm(q, axis=-1, keepdims=True), -1, 0)
    x = np.arcsin(np.clip(2 * (j * k + w * i), -1, 1))
    z = np.arctan2(2 * (w * k - i * j), 1 - 2 * (i * i + k * k))
    y = np.arctan2(2 * (w * j - i * k), 1 - 2 * (i * i + j * j))
    locked = np.abs(np.cos(x)) < 1e-7  # x at ±90: only z ± y can be told, so y is 0
    z = np.where(locked, 2 * np.arctan2(k, w), z)
    first = np.stack([z, x, np.where(locked, 0.0, y)], -1)
    second = first + np.pi * np.array([1.0, 0.0, 1.0])
    second[..., 1] = np.pi - first[..., 1]
    out = first.copy()
    for t in range(1, len(q)):
        near = [_nearest_turn(choice[t], out[t - 1]) for choice in (first, second)]
        far = [np.abs(choice - out[t - 1]).sum(-1, keepdims=True) for choice in near]
        out[t] = np.where(far[0] <= far[1], near[0], near[1])
    return np.degrees(out)


def _nearest_turn(angle: Float[ndarray, "*J 3"], before: Float[ndarray, "*J 3"]) -> Float[ndarray, "*J 3"]:
    """The same angles [rad], whole turns added to come nearest to those before."""
    return angle - 2 * np.pi * np.round((angle - before) / (2 * np.pi))


def read_bvh(path: Path, unit: float = CENTIMETRE) -> Clip:
    """Read a clip from a BVH that holds our 24 joints, in any order of channels; `unit` in metres.

    The floor is not in the file: it is taken to lie under the T-pose's toes.
    """
    joints, fps, rows = parse(path)
    column = _columns(joints)
    missing = [name for name in JOINTS if name not in column]
    if missing:
        raise InputError(f"{path.name} has no joint {missing[0]!r}; wenwu reads a BVH of its own 24 joints")
    _require_parents(path, joints)
    by_name = {joint.name: joint for joint in joints}
    rotation = np.stack([_turns(by_name[name], rows[:, column[name] :]) for name in JOINTS], axis=1)
    root = _places(by_name[JOINTS[0]], rows[:, column[JOINTS[0]] :]) * unit
    frames = len(rows)
    return Clip(
        skeleton=_skeleton(by_name, unit),
        fps=fps,
        root=root,
        rotation=rotation,
        hand=np.zeros((frames, 2, 7)),
        contact=np.zeros((frames, 2), bool),
        beat=np.zeros(frames),
    )


def _columns(joints: list[Joint]) -> dict[str, int]:
    """The first column of each joint's channels."""
    starts = np.cumsum([0, *(len(joint.channels) for joint in joints)])
    return {joint.name: int(start) for joint, start in zip(joints, starts, strict=False)}


def _require_parents(path: Path, joints: list[Joint]) -> None:
    parent = {joint.name: joints[joint.parent].name if joint.parent >= 0 else None for joint in joints}
    for index, name in enumerate(JOINTS[1:], start=1):
        ours = JOINTS[PARENTS[index]]
        if parent[name] != ours:
            raise InputError(
                f"{path.name} hangs {name!r} from {parent[name]!r}; wenwu's skeleton hangs it from {ours!r}"
            )


def _turns(joint: Joint, columns: Float[ndarray, "T C"]) -> Float[ndarray, "T 4"]:
    """One joint's local rotations: its rotation channels multiplied in the order they are written."""
    q = np.tile([1.0, 0.0, 0.0, 0.0], (len(columns), 1))
    for column, channel in enumerate(joint.channels):
        if channel.endswith("rotation"):
            q = multiply(q, about(AXES[channel[0]], columns[:, column]))
    return q


def _places(joint: Joint, columns: Float[ndarray, "T C"]) -> Float[ndarray, "T 3"]:
    """The root's path in the file's units; its offset where a file has no position channels."""
    place = np.tile(joint.offset, (len(columns), 1))
    for column, channel in enumerate(joint.channels):
        if channel.endswith("position"):
            axis = AXES[channel[0]]
            place[:, axis] = columns[:, column]  # replaces the offset, as in bvhio and Blender
    return place


def _skeleton(by_name: dict[str, Joint], unit: float) -> Skeleton:
    offset = np.stack([by_name[name].offset for name in JOINTS]) * unit
    leg = sum(offset[AT[f"left{bone}"], 1] for bone in ("UpperLeg", "LowerLeg", "Foot", "Toes"))
    toes = by_name["leftToes"].tip
    offset[0] = [0.0, -leg, 0.0]
    return Skeleton(
        offset=offset,
        heel=np.array([0.0, offset[AT["leftToes"], 1], -0.25 * offset[AT["leftToes"], 2]]),
        toe_length=float(np.linalg.norm(toes) * unit) if toes is not None else 0.05,
    )
