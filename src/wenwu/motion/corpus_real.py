"""Real clips in the corpus: how bodies move, whatever they dance.

Reads a folder in the format of a mocap set with `manifest.csv`, `skeleton.json` and `npz/`: 21 joints under
VRM names, 30 frames a second. Joints our skeleton has and the clips have not (a chest of three parts, the
fingers) are masked; where a source carries no rotation of wrist and foot (AIST++), the toes are masked too,
for they only hang on. No clip is part of the project: the shipped weights learnt from those of CMU, and the
card says so.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.body.rotation import multiply, turn
from wenwu.body.skeleton import AT, PARENTS
from wenwu.motion.dancer import SCORE_LEG
from wenwu.motion.dancer_frame import FPS, DancerFrame, states
from wenwu.motion.reference import reference_of
from wenwu.motion.sequence import Sequence
from wenwu.motion.timeline import no_timeline

WINDOW, STRIDE = 128, 96  # [frames]
UNLIKE = ("chest",)  # their one chest lies elsewhere than our two
HANGING = ("leftToes", "rightToes")
WITHOUT_TURNS = ("aist++",)  # sources whose wrists, feet and chest do not turn


def real_sequences(data: Path, sources: tuple[str, ...], quality: str = "A") -> Iterator[Sequence]:
    """Pieces of every clip of these sources and this quality; the seed is its place in the manifest."""
    folder = data / "mocap" if (data / "mocap").is_dir() else data
    if not (folder / "manifest.csv").is_file():
        raise InputError(f"{folder} holds no manifest.csv; the format is in docs/motion_model.md")
    skeleton = json.loads((folder / "skeleton.json").read_text("utf-8"))
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for k, row in enumerate(rows):
        if row["source"] in sources and row["quality"] in quality:
            yield from _pieces(folder / "npz" / f"{row['clip']}.npz", row, skeleton, k)


def _pieces(path: Path, row: dict[str, str], skeleton: dict, seed: int) -> Iterator[Sequence]:
    """Windows of one clip."""
    with np.load(path, allow_pickle=False) as clip:
        quat, root, offset = (clip[n].astype(float) for n in ("quat", "root", "offsets"))
    place, mask = places(quat, root, offset, skeleton)
    if row["source"] in WITHOUT_TURNS:
        mask[[AT[n] for n in HANGING]] = False
    seen = DancerFrame.of(place, FPS, _leg(offset, skeleton) / SCORE_LEG).seen(place)
    state, reference = states(seen), reference_of(seen)
    style = row["style"] or row["category"]
    text = f"{row['text'] or style} ({style})"
    for first in range(0, max(1, len(state) - WINDOW // 2), STRIDE):
        here = state[first : first + WINDOW]
        yield Sequence(
            row["source"], style, "", "", "", seed, (text,), here, np.zeros((len(here), 36)),
            no_timeline(len(here)), reference, mask,
        )  # fmt: skip


def places(
    quat: Float[ndarray, "T 21 4"],
    root: Float[ndarray, "T 3"],
    offset: Float[ndarray, "21 3"],
    skeleton: dict,
) -> tuple[Float[ndarray, "T 24 3"], Bool[ndarray, "24"]]:
    """World places [m] of our joints from quaternions xyzw on 21, and which are really known."""
    names, parents = skeleton["joints"], skeleton["parents"]
    local = np.roll(quat / np.linalg.norm(quat, axis=-1, keepdims=True), 1, axis=-1)
    world, place = np.empty_like(local), np.empty((*local.shape[:2], 3))
    for k, parent in enumerate(parents):
        if parent < 0:
            world[:, k], place[:, k] = local[:, k], root
            continue
        world[:, k] = multiply(world[:, parent], local[:, k])
        place[:, k] = place[:, parent] + turn(world[:, parent], offset[k])
    out, mask = np.zeros((len(quat), 24, 3)), np.zeros(24, bool)
    for k, name in enumerate(names):
        out[:, AT[name]] = place[:, k]
        mask[AT[name]] = name not in UNLIKE
    for name, stand_in in (
        ("upperChest", "chest"),
        ("leftMiddleProximal", "leftHand"),
        ("rightMiddleProximal", "rightHand"),
    ):
        out[:, AT[name]] = out[:, AT[stand_in]]
    return out, mask & mask[np.maximum(PARENTS, 0)]


def _leg(offset: Float[ndarray, "21 3"], skeleton: dict) -> float:
    """Hip to ankle [m]."""
    names = skeleton["joints"]
    return float(sum(np.linalg.norm(offset[names.index(n)]) for n in ("leftLowerLeg", "leftFoot")))
