"""NPZ files with quaternions of named joints: `quat`, `root`, `offsets`, `fps`.

`quat` is T J 4 in the order xyzw, local, identity in the T-pose; `root` T 3 the path of the hips [m];
`offsets` J 3 the bones [m]; `names` and `parents` say which joint is which. Without the two, 21 joints in the
order of ORDER are meant.
"""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.rotation import normalise
from wenwu.motion.bvh_text import MOST_JOINTS, Joint
from wenwu.motion.rig import Rig, Take

ARM, LEG = ("Shoulder", "UpperArm", "LowerArm", "Hand"), ("UpperLeg", "LowerLeg", "Foot", "Toes")
ORDER = (
    "hips", "spine", "chest", "neck", "head", *(f"left{a}" for a in ARM), *(f"right{a}" for a in ARM),
    *(f"left{a}" for a in LEG), *(f"right{a}" for a in LEG),
)  # fmt: skip
PARENT = (-1, 0, 1, 2, 3, 2, 5, 6, 7, 2, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19)
LARGEST = 2**30  # [bytes] unpacked
SHORT = 1e-6  # a quaternion shorter than this turns about no axis


def read_joint_file(path: Path) -> tuple[Take, tuple[str, ...]]:
    """The take in a file. Raises InputError for missing arrays, other shapes, and numbers not finite."""
    held = _arrays(path)
    quat, root, offset = (np.asarray(held[name], float) for name in ("quat", "root", "offsets"))
    joints = quat.shape[1] if quat.ndim == 3 else 0
    if quat.shape != (len(quat), joints, 4) or root.shape != (len(quat), 3) or offset.shape != (joints, 3):
        raise InputError(
            f"{path.name} has quat {quat.shape}, root {root.shape} and offsets {offset.shape}; T J 4, T 3 "
            "and J 3 of the same T and J can be read"
        )
    if not 0 < joints <= MOST_JOINTS or len(quat) == 0:
        raise InputError(f"{path.name} holds {len(quat)} frames of {joints} joints")
    names, parents = _hierarchy(held, joints, path.name)
    _require_fine(quat, root, offset, names, path.name)
    local = normalise(np.roll(quat, 1, axis=-1))
    place = np.tile(offset, (len(quat), 1, 1))
    place[:, 0] = root
    rig = Rig(tuple(Joint(*row) for row in zip(names, parents, offset, strict=True)))
    fps = float(np.asarray(held["fps"]).reshape(-1)[0])
    if not 0.1 <= fps <= 10_000:
        raise InputError(f"{path.name} states {fps:g} frames a second; from 0.1 to 10000 can be read")
    return Take(rig, fps, local, place), ()


def _arrays(path: Path) -> dict[str, ndarray]:
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if sum(part.file_size for part in file.zip.infolist()) > LARGEST:
                raise InputError(f"{path.name} unpacks to more than {LARGEST >> 20} MiB")
            held = {name: np.asarray(file[name]) for name in file.files}
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or 'it is no NPZ'}") from error
    except (ValueError, BadZipFile, EOFError, AttributeError) as error:
        raise InputError(f"{path.name} is no NPZ of plain arrays") from error
    for name in ("quat", "root", "offsets", "fps"):
        if name not in held or held[name].dtype.kind not in "fiu":
            raise InputError(f"{path.name} holds no numbers {name!r}; quat, root, offsets and fps are needed")
    return held


def _hierarchy(held: dict[str, ndarray], joints: int, file: str) -> tuple[list[str], list[int]]:
    """Names and parents, parents before children."""
    if "names" in held and "parents" in held:
        names, parents = [str(n) for n in held["names"]], [int(p) for p in held["parents"]]
    elif joints == len(ORDER):
        names, parents = list(ORDER), list(PARENT)
    else:
        raise InputError(f"{file} holds {joints} joints and no `names` and `parents`; {len(ORDER)} need none")
    fine = len(names) == len(parents) == joints and parents[0] == -1
    if not fine or any(not 0 <= parent < k for k, parent in enumerate(parents[1:], start=1)):
        raise InputError(f"{file} has parents that do not come before their children, the root first")
    return names, parents


def _require_fine(quat: ndarray, root: ndarray, offset: ndarray, names: list[str], file: str) -> None:
    if not all(np.isfinite(value).all() for value in (quat, root, offset)):
        raise InputError(f"{file} holds a number that is not finite")
    short = np.argwhere(np.linalg.norm(quat, axis=-1) < SHORT)
    if len(short):
        frame, joint = short[0]
        raise InputError(f"{file} has a quaternion of length zero for {names[joint]!r} in frame {frame}")
