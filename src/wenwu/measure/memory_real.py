"""Real pictures beside drawn ones: are pictures of one class found again among others, by form alone.

A folder of labelled pictures (`memory/labelled.py`). Asked are pictures of named classes with at least five
groups; pictures of the same group (prints of one crest, details of one cloth) never count. Nothing is said of
the context. Nothing was learnt from these pictures.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32, Int64
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.measure.neighbours import found_again
from wenwu.memory.backbone import SIDE, look
from wenwu.memory.cache import load_part, write_part
from wenwu.memory.crop import prepared
from wenwu.memory.labelled import TABLE, LabelledSet, load_labelled

FOLDERS = ("", "motifs")  # where the table may lie in the folder that is named
BATCH = 64


@dataclass(frozen=True, eq=False)
class Real:
    """Real pictures of known classes."""

    pictures: LabelledSet
    kind: Int64[ndarray, " N"]
    group: Int64[ndarray, " N"]
    tokens: Float32[ndarray, "N 16 432"]

    def scores(self, features: Float[ndarray, "N D"]) -> dict[str, Any]:
        """R@1 with its interval and over classes, mAP, of how many."""
        return found_again(features, self.kind, self.group)


def find_real(data: Path | None) -> Path | None:
    """The folder of labelled pictures in the one that was named; None where none was named."""
    if data is None:
        return None
    for name in FOLDERS:
        if (data / name / TABLE).is_file():
            return data / name
    raise InputError(f"{data} holds no {TABLE}, nor does motifs in it; --data names real pictures")


def load_real(folder: Path, work: Path) -> Real:
    """The pictures that are asked, looked at once; their tokens are kept in the work folder."""
    every = load_labelled(folder)
    classes = every.classes()
    if len(classes) < 2:
        raise InputError(f"{folder} has {len(classes)} classes of five groups; it takes two to tell apart")
    numbers = every.numbers(classes)
    asked = every.only(np.flatnonzero(numbers >= 0))
    group = np.unique([row.group for row in asked.rows], return_inverse=True)[1]
    path = work / f"real-{asked.digest[:16]}.npy"
    if not path.is_file():
        work.mkdir(parents=True, exist_ok=True)
        write_part(path, _looked_at(asked).astype(np.float16))
    tokens = load_part(path).astype(np.float32)
    return Real(asked, numbers[numbers >= 0], group.astype(np.int64), tokens)


def _looked_at(asked: LabelledSet) -> Float32[ndarray, "N 16 432"]:
    parts = []
    for first in range(0, len(asked), BATCH):
        batch = range(first, min(first + BATCH, len(asked)))
        parts.append(look(prepared([asked.picture(k) for k in batch], SIDE)).tokens)
    return np.concatenate(parts)
