"""How well hidden places are told: of asked pictures, which the network of hidden places never learnt from.

What a harm changed is known to the pixel. Fading changes everything and hides nothing.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Bool, UInt8
from numpy import ndarray

from wenwu.measure.real_damage import SIDE, harmed
from wenwu.memory.hidden import find_hidden
from wenwu.memory.labelled import LabelledSet
from wenwu.memory.real_looks import shrunk

STEP = 6  # every sixth picture that is asked
HIDING = ("polygons", "holes")
FADING = "fading"

Picture = UInt8[ndarray, "H W 3"]
Mask = Bool[ndarray, "H W"]


def told_hidden(pictures: LabelledSet, asked: ndarray, step: int = STEP) -> dict[str, Any]:
    """By harm: share of what is hidden that is found, share of what is found that is hidden, and how many
    pictures that hide nothing are said to; of whole and of faded ones.
    """
    rows = [int(row) for row in asked[::step]]
    found: dict[str, Any] = {"n": len(rows)}
    for kind in HIDING:
        found[kind] = _shares([_told(pictures, row, kind) for row in rows])
    for kind in ("", FADING):
        called = [find_hidden(_picture(pictures, row, kind)).mean() for row in rows]
        found[kind or "whole"] = {
            "called": float(np.mean([share > 0 for share in called])), "share": float(np.mean(called)),
        }  # fmt: skip
    return found


def _picture(pictures: LabelledSet, row: int, kind: str) -> Picture:
    picture = pictures.picture(row)
    return harmed(picture, kind, pictures.rows[row].file) if kind else picture


def _told(pictures: LabelledSet, row: int, kind: str) -> tuple[int, int, int]:
    """Pixels hidden, found, and both."""
    made = _picture(pictures, row, kind)
    hidden: Mask = (made != shrunk(pictures.picture(row), SIDE)).any(-1)
    found = find_hidden(made)
    return int(hidden.sum()), int(found.sum()), int((hidden & found).sum())


def _shares(counts: list[tuple[int, int, int]]) -> Mapping[str, float]:
    hidden, found, both = np.sum(counts, 0)
    return {"found": float(both / max(hidden, 1)), "right": float(both / max(found, 1))}
