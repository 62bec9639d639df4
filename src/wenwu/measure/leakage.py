"""Leakage: can one channel tell what only the other should know (docs/paper.md, 8).

A linear probe (least squares with a penalty) learns a label from a channel's numbers on `train` and is
asked on `test`. Beside it: always the commonest label; the same probe taught shuffled labels; and what
the channel is allowed to know, looked up from its own label (a form is drawn by some peoples and not by
others, so form tells of the people without any leak). What a probe finds above all three would have come
in by the back door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure.corpus import looked_up, ridge
from wenwu.measure.signature_sweep import wilson
from wenwu.memory.lesson import Lesson
from wenwu.memory.vocabulary import PARTS

Features = Float[ndarray, "N _"]
Of = Int64[ndarray, " N"]


@dataclass(frozen=True, eq=False)
class Channels:
    """What a memory made of pictures that are learnt and of pictures that are asked."""

    rows: Of  # of the lesson: first those that are learnt
    learnt: int
    form: Features
    meaning: Features
    seen: Features  # what the frozen network saw, before anything was learnt


def leakage(found: Channels, lesson: Lesson) -> dict[str, dict[str, Any]]:
    """Each probe with its controls."""
    form, concept = lesson.form[found.rows], lesson.concept[found.rows]
    said = {part: lesson.context[found.rows, k] for k, part in enumerate(PARTS)}
    out = {}
    for part in ("culture", "occasion"):
        allowed = {"form": form}
        out[f"{part}_from_form"] = _probed(found, found.form, said[part], allowed)
        out[f"{part}_from_seen"] = _probed(found, found.seen, said[part], allowed)
        out[f"{part}_from_meaning"] = _probed(found, found.meaning, said[part], {"concept": concept})
    within = {"concept": concept} | said
    out["form_from_meaning"] = _probed(found, found.meaning, form, within)
    out["form_from_form"] = _probed(found, found.form, form, {"form": form})
    out["concept_from_form"] = _probed(found, found.form, concept, {"form": form})
    out["concept_from_meaning"] = _probed(found, found.meaning, concept, {"concept": concept})
    return out


def _probed(found: Channels, features: Features, label: Of, allowed: Mapping[str, Of]) -> dict[str, Any]:
    """Accuracy with Wilson's interval, and its three controls."""
    train, test = np.arange(found.learnt), np.arange(found.learnt, len(found.rows))
    right = int((ridge(features, label, train, test) == label[test]).sum())
    mixed = label.copy()
    mixed[train] = generator(1, "shuffled").permutation(label[train])
    keys = [tuple(row) for row in np.stack(list(allowed.values()), 1).tolist()]
    usual = int(np.bincount(label[train]).argmax())
    return {
        "accuracy": right / len(test), "interval": wilson(right, len(test)), "n": len(test),
        "commonest": float((label[test] == usual).mean()),
        "shuffled": float((ridge(features, mixed, train, test) == label[test]).mean()),
        "allowed": float((looked_up(keys, label, train, test) == label[test]).mean()),
    }  # fmt: skip
