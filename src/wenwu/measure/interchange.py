"""Motion in and out: how far a round trip moves joints, and how far limbs point off on other people's rigs.

(a) Clips on our six performers, every joint swaying, written as BVH, read back and written again. (b) With a
folder of foreign BVH files (`--data`, its `mocap/raw_samples`): each is read, and its limbs are compared with
the file's own kinematics. (c) Our clips put on each of those rigs, written, judged by its kinematics.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.body.performer import PERFORMERS, load_body
from wenwu.body.rotation import about, multiply
from wenwu.body.skeleton import AT
from wenwu.measure.interval import interval
from wenwu.motion.bvh import read_bvh, write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.incoming import read_motion
from wenwu.motion.joint_map import map_joints
from wenwu.motion.retarget import retarget
from wenwu.motion.rig import Take, read_take
from wenwu.motion.rig_bvh import with_rows

SEED, FRAMES, FPS = 1, 90, 30.0
SWAY = 40.0  # [deg]
LIMBS = tuple(
    (side + a, side + b)
    for side in ("left", "right")
    for a, b in (
        ("UpperArm", "LowerArm"),
        ("LowerArm", "Hand"),
        ("UpperLeg", "LowerLeg"),
        ("LowerLeg", "Foot"),
    )
)


def run(data: Path | None = None, clips: int = 5) -> dict[str, Any]:
    """Means with 95 % bootstrap intervals over clips or files; `clips` for each of the six performers."""
    made = [swaying(performer, k) for performer in PERFORMERS for k in range(clips)]
    with tempfile.TemporaryDirectory() as folder:
        away = np.array([_round_trip(clip, Path(folder)) for clip in made])
        out: dict[str, Any] = {"n": len(made), "seed": SEED, "round_trip_mm": float(away.mean())}
        out["round_trip_mm_interval"] = interval(away, "round trip")
        out["round_trip_mm_most"] = float(away.max())
        return out | (_foreign(data, made[:: 2 * clips], Path(folder)) if data else {})


def swaying(performer: str, number: int) -> Clip:
    """A clip in which every joint of a performer sways and the hips wander."""
    random = generator(SEED, "interchange", performer, str(number))
    time = np.arange(FRAMES)[:, None, None] / FPS
    speed, phase = random.uniform(0.3, 1.2, (1, 24, 3)), random.uniform(0, 2 * np.pi, (1, 24, 3))
    angle = SWAY * np.sin(2 * np.pi * speed * time + phase)
    turned = multiply(multiply(about(1, angle[..., 1]), about(0, angle[..., 0])), about(2, angle[..., 2]))
    bones = load_body(performer).skeleton
    root = np.array([0.0, bones.offset[0, 1], 0]) + 0.3 * np.sin(time[:, 0] + phase[0, 0]) * np.array(
        [1, 0.1, 1]
    )
    none = np.zeros((FRAMES, 2, 7)), np.zeros((FRAMES, 2), bool), np.zeros(FRAMES)
    return Clip(bones, FPS, root, turned, *none)


def _round_trip(clip: Clip, folder: Path) -> float:
    """Mean distance [mm] of joints after bvh → Clip → bvh, where it stands on the floor left out."""
    first, second = folder / "first.bvh", folder / "second.bvh"
    write_bvh(clip, first)
    write_bvh(read_motion(first).clip, second)
    apart = read_bvh(second).positions() - clip.positions()
    return 1000 * float(np.linalg.norm(apart - apart[0, 0] * np.array([0, 1, 0]), axis=-1).mean())


def _foreign(data: Path, clips: list[Clip], folder: Path) -> dict[str, Any]:
    """Mean and largest angle [deg] of limbs, from foreign files to ours and from ours to their rigs."""
    files = sorted((data / "mocap" / "raw_samples").glob("*.bvh"))
    came = np.array([_read(file) for file in files])
    went = np.array([_put(clip, file, folder) for file in files for clip in clips])
    out: dict[str, Any] = {"foreign_files": len(files), "clips_on_foreign_rigs": len(went)}
    for name, angle in (("import", came), ("retarget", went)):
        if len(angle):
            out[f"{name}_limbs_deg"] = float(angle.mean())
            out[f"{name}_limbs_deg_interval"] = interval(angle.reshape(len(angle), -1).mean(1), name)
            out[f"{name}_limbs_deg_most"] = float(angle.max())
    return out


def _read(file: Path) -> Float[ndarray, "8"]:
    theirs, clip = read_take(file), read_motion(file).clip
    return _off(list(_limbs(theirs, file.name)), clip)


def _put(clip: Clip, file: Path, folder: Path) -> Float[ndarray, "8"]:
    made, out = retarget(clip, read_take(file), file.name), folder / file.name
    out.write_text(with_rows(file, made.rows, clip.fps), encoding="utf-8")
    return _off(list(_limbs(read_take(out), file.name)), clip)


def _limbs(take: Take, file: str) -> Iterator[Float[ndarray, "T 3"]]:
    """The lines of a rig's limbs, in the file's axes."""
    place, joints = take.world()[1], map_joints(take.rig, file)
    for a, b in LIMBS:
        yield place[:, joints[b]] - place[:, joints[a]]


def _off(theirs: list[Float[ndarray, "T 3"]], clip: Clip) -> Float[ndarray, "8"]:
    """Mean angle [deg] of each limb, after the one turn between the two pairs of axes (Kabsch, all limbs)."""
    world = replace(clip, root=np.zeros_like(clip.root)).positions()
    ours = [world[:, AT[b]] - world[:, AT[a]] for a, b in LIMBS]
    unit = [
        np.concatenate([v / np.linalg.norm(v, axis=1, keepdims=True) for v in vs]) for vs in (theirs, ours)
    ]
    u, _, v = np.linalg.svd(unit[0].T @ unit[1])
    turned = unit[0] @ u @ np.diag([1, 1, np.linalg.det(u @ v)]) @ v
    square = np.linalg.norm(np.cross(turned, unit[1]), axis=1)
    return np.degrees(np.arctan2(square, (turned * unit[1]).sum(1))).reshape(len(LIMBS), -1).mean(1)
