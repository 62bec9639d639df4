"""Recordings of real dancers, as the yardstick: a folder of clips with a manifest, the user's own or ours.

The format: `manifest.csv` (a row a clip), `skeleton.json` (joint names and parents) and `npz/<clip>.npz` with
`quat` (F, J, 4) xyzw, `root` (F, 3) and `offsets` (J, 3) in metres, y up, T-pose at identity, `fps`.
"""

import csv
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motion.corpus_real import WITHOUT_TURNS, places

NEEDED = ("clip", "source", "category", "quality", "energy", "choreo", "dancer", "genre", "seconds")
MOVING = 0.1  # [m/s] energy of a clip that moves; 36 of the AIST++ clips at hand do less
DANCING = 0.03  # [m/s] energy of a clip whose choreography can be told
BASIC_BEATS = 16  # of a basic dance of AIST (sBM), which begins with its music and ends with it
VARIABLE = "WENWU_DATA"


@dataclass(frozen=True)
class Recording:
    """One clip and what its manifest says."""

    facts: Mapping[str, str]
    place: Float[ndarray, "T 24 3"]  # [m] our joints; those a recording lacks stand on the nearest it has
    fps: float

    @property
    def whole(self) -> bool:
        """Whether wrists and feet were recorded, and not only guessed from positions."""
        return self.facts["source"] not in WITHOUT_TURNS

    @property
    def energy(self) -> float:
        """How much it moves [m/s], as the manifest says."""
        return float(self.facts["energy"])

    @property
    def beats(self) -> Float[ndarray, " B"]:
        """Times [s] of the beats of its music; none where nobody wrote the tempo down."""
        seconds = float(self.facts["seconds"])
        bpm = float(self.facts.get("bpm") or 0)
        if not bpm and "_sBM_" in self.facts["clip"]:
            bpm = 60 * BASIC_BEATS / seconds
        return np.arange(0, seconds, 60 / bpm) if bpm else np.zeros(0)


def find_recordings(data: Path | None) -> Path | None:
    """The folder of recordings in `data`, or in what WENWU_DATA names; None where neither is given."""
    named = data or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None:
        return None
    for folder in (named, named / "mocap"):
        if (folder / "manifest.csv").is_file():
            return folder
    if data is None:
        return None
    raise InputError(f"no recordings in {str(data)!r}: neither it nor mocap in it holds a manifest.csv")


def read_recordings(folder: Path) -> list[Recording]:
    """Every clip of the manifest. Raises InputError, one sentence, for what is missing or broken."""
    skeleton = _skeleton(folder / "skeleton.json")
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    lacks = [name for name in NEEDED if not rows or name not in rows[0]]
    if lacks:
        raise InputError(f"manifest.csv lacks {', '.join(lacks)}; it needs {', '.join(NEEDED)}")
    return [_recording(folder, row, skeleton) for row in rows]


def _skeleton(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
        return {"joints": list(found["joints"]), "parents": list(found["parents"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name} is no skeleton: it must hold joints and parents, two lists") from error


def _recording(folder: Path, row: dict[str, str], skeleton: dict[str, Any]) -> Recording:
    path = folder / "npz" / f"{row['clip']}.npz"
    try:
        with np.load(path, allow_pickle=False) as clip:
            quat, root, offsets = (np.asarray(clip[n], float) for n in ("quat", "root", "offsets"))
            fps = float(clip["fps"])
        place, _ = places(quat, root, offsets, skeleton)
        float(row["energy"]), float(row["seconds"])
    except (OSError, KeyError, ValueError, IndexError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name} cannot be read; it needs quat, root, offsets and fps, and numbers in its row"
        ) from error
    if len(place) < 30 or not np.isfinite(place).all() or not fps > 0:
        raise InputError(f"{path.name} holds fewer than 30 frames, a number that is none, or no rate")
    return Recording(row, place, fps)
