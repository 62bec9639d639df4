"""What damage costs: each picture of `test` whole and worn, by kind and severity of the damage.

The split `damaged` of a corpus holds every picture of `test` once more, worn; the same picture while it was
whole is what it is held to. Context is said. `unknown` is the share whose likeness to the nearest prototype
lies below the threshold that calls 5 % of `valid` unknown.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray

from wenwu.measure.memory_ground import Ground
from wenwu.measure.memory_purity import by_read
from wenwu.measure.memory_told import Tell, Told
from wenwu.memory.calibrate import novelty_threshold

Rows = Int64[ndarray, " _"]


def worn(tell: Tell, ground: Ground, bank: Float[ndarray, "K D"], learnt: Rows) -> list[dict[str, Any]]:
    """A line for each kind and severity, for each severity over all kinds, and for all."""
    rows = ground.rows("damaged")
    if not len(rows):
        return []
    corpus = ground.corpus
    whole = np.array([corpus.whole(row) for row in rows])
    harm = [corpus.records[row]["damage"] for row in rows]
    kinds, severity = np.array([one["kind"] for one in harm]), np.array([one["severity"] for one in harm])
    below = novelty_threshold(_likeness(tell(ground.rows("valid"), True), bank))
    known = tell(learnt, True)
    sides = {
        name: _judged((tell(of, True), of), (known, learnt), ground, bank, below)
        for name, of in (("whole", whole), ("worn", rows))
    }
    lines = []
    for kind in (*dict.fromkeys(sorted(kinds)), "all"):
        for level in (*sorted(set(severity.tolist())), 0.0):
            own = ((kinds == kind) | (kind == "all")) & ((severity == level) | (level == 0.0))
            if own.any():
                lines.append({"kind": str(kind), "severity": level, **_line(sides, own)})
    return lines


def _judged(
    asked: tuple[Told, Rows],
    known: tuple[Told, Rows],
    ground: Ground,
    bank: Float[ndarray, "K D"],
    below: float,
) -> dict[str, Bool[ndarray, " N"]]:
    """Of each picture, whether it is named rightly, whether its prototypes stand for what it is, unknown."""
    (now, rows), (before, learnt), lesson = asked, known, ground.lesson
    form, meaning = (
        by_read(before["prototypes"], now["prototypes"]),
        by_read(before["concepts"], now["concepts"]),
    )
    return {
        "accuracy": now["logits"].argmax(1) == lesson.concept[rows],
        "visual_purity": form.right(lesson.form[learnt], lesson.form[rows]),
        "semantic_purity": meaning.right(lesson.concept[learnt], lesson.concept[rows]),
        "unknown": _likeness(now, bank) < below,
    }


def _line(sides: Mapping[str, Mapping[str, ndarray]], own: Bool[ndarray, " N"]) -> dict[str, Any]:
    out: dict[str, Any] = {"n": int(own.sum())}
    for metric in sides["whole"]:
        whole, broken = (float(sides[side][metric][own].mean()) for side in ("whole", "worn"))
        out[metric] = {"whole": whole, "worn": broken, "drop": whole - broken}
    return out


def _likeness(told: Told, bank: Float[ndarray, "K D"]) -> Float[ndarray, " N"]:
    """Cosine to the nearest prototype."""
    return np.asarray((told["form"] @ bank.T).max(1))
