"""Pickles of SMPL poses and of 17 key points, as AIST++ gives both; read without running them.

SMPL: `smpl_poses` T 72 axis-angle [rad] of 24 joints in our order, `smpl_trans` T 3, `smpl_scaling` by which
the path is divided to be in metres. Key points: `keypoints3d` T 17 3 (COCO order, centimetres, y up).
"""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.performer import load_body
from wenwu.body.skeleton import JOINTS, PARENTS
from wenwu.motion.bvh_text import Joint
from wenwu.motion.points import fitted
from wenwu.motion.restricted_pickle import read_pickle_file
from wenwu.motion.rig import Rig, Take

FPS = 60.0  # [1/s] of AIST++; neither kind of file says
USUAL = "woman_1"
COCO = (
    "nose", "leftEye", "rightEye", "leftEar", "rightEar", "leftShoulder", "rightShoulder",
    "leftElbow", "rightElbow", "leftWrist", "rightWrist", "leftHip", "rightHip", "leftKnee", "rightKnee",
    "leftAnkle", "rightAnkle",
)  # fmt: skip
RATE = f"the file states no frame rate; {FPS:g} frames a second were assumed, as in AIST++"
Said = tuple[str, ...]


def read_pickle(path: Path) -> tuple[Take, Said]:
    """The take in a pickle. Raises InputError where it holds neither kind, or wants to run code."""
    held = read_pickle_file(path)
    if "smpl_poses" in held:
        return _smpl(held, path.name)
    for name in ("keypoints3d_optim", "keypoints3d"):
        if name in held:
            return _points(held[name], path.name)
    raise InputError(
        f"{path.name} holds neither 'smpl_poses' nor 'keypoints3d'; it holds {', '.join(sorted(held)[:6])}"
    )


def _smpl(held: dict[str, Any], file: str) -> tuple[Take, Said]:
    pose, path = _numbers(held["smpl_poses"], file), _numbers(held.get("smpl_trans"), file)
    if pose.ndim != 2 or pose.shape[1] != 72 or path.shape != (len(pose), 3) or len(pose) == 0:
        raise InputError(
            f"{file} has smpl_poses {pose.shape} and smpl_trans {path.shape}; T 72 and T 3 can be read"
        )
    scaling = float(np.asarray(held.get("smpl_scaling", 1.0), float).reshape(-1)[0])
    if not scaling > 0 or not np.isfinite(pose).all() or not np.isfinite(path).all():
        raise InputError(f"{file} holds a number that is not finite, or a scaling that is not positive")
    offset = load_body(USUAL).skeleton.offset
    place = np.tile(offset, (len(pose), 1, 1))
    place[:, 0] = path / scaling
    rig = Rig(tuple(Joint(*row) for row in zip(JOINTS, PARENTS, offset, strict=True)))
    bones = "SMPL poses come without a body: the lengths are those of a usual performer"
    return Take(rig, FPS, _from_axis_angle(pose.reshape(-1, 24, 3)), place), (RATE, bones)


def _from_axis_angle(vector: Float[ndarray, "T J 3"]) -> Float[ndarray, "T J 4"]:
    half = np.linalg.norm(vector, axis=-1, keepdims=True) / 2
    return np.concatenate([np.cos(half), vector / 2 * np.sinc(half / np.pi)], -1)


def _points(value: Any, file: str) -> tuple[Take, Said]:
    points = _numbers(value, file)
    if points.ndim != 3 or points.shape[1:] != (len(COCO), 3) or len(points) == 0:
        raise InputError(f"{file} has keypoints3d {points.shape}; T 17 3 can be read")
    whole, filled = _without_gaps(points, file)
    take = fitted({name: whole[:, k] for k, name in enumerate(COCO)}, FPS, load_body(USUAL).skeleton)
    said = "17 points show no twist of wrists, feet and chest: these were held still, twists come from hinges"
    gaps = (
        (f"{filled} points that were not seen were drawn between their neighbours in time",) if filled else ()
    )
    return take, (RATE, said, *gaps)


def _without_gaps(points: Float[ndarray, "T P 3"], file: str) -> tuple[Float[ndarray, "T P 3"], int]:
    """Points that are not finite drawn in a line between those before and after."""
    seen = np.isfinite(points).all(-1)
    if not seen.any(axis=0).all() or seen.mean() < 0.5:
        raise InputError(f"{file} has points that are hardly ever seen ({seen.mean():.0%} are)")
    out, time = points.copy(), np.arange(len(points))
    for k in range(points.shape[1]):
        for axis in range(3):
            out[:, k, axis] = np.interp(time, time[seen[:, k]], points[seen[:, k], k, axis])
    return out, int((~seen).sum())


def _numbers(value: Any, file: str) -> ndarray:
    if not isinstance(value, ndarray):
        raise InputError(f"{file} holds no array where one is needed")
    return value.astype(float)
