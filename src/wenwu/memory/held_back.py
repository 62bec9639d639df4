"""How sure the memory may be of a form in hands where it was never met: found by holding pairs back.

A third of those pairs of a people and a form whose form another people has too are kept out of a short
training. How that one does on them gives the temperature of chances for forms in strange hands, as a
multiple of the spread of its logits, so that it fits the longer training. Only training imports this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray

from wenwu.atlas.model import Atlas
from wenwu.base.seed import generator
from wenwu.memory.cache import Cache
from wenwu.memory.calibrate import calibration_error, temperature
from wenwu.memory.course import Course
from wenwu.memory.lesson import Lesson
from wenwu.memory.train import Say, encoded, train, train_rows

SHARE = 1 / 3  # of the pairs whose form another people has too
SHORT = 0.25  # of the course
EACH = 60  # pictures of a pair that are asked, so that every pair counts alike
FEWEST = 4  # pairs; fewer say nothing

Rows = Int64[ndarray, " R"]
PairOf = Int64[ndarray, "R 2"]  # form and people of each row
Held = Int64[ndarray, "P 2"]  # form and people of each pair that is held back


@dataclass(frozen=True)
class Strange:
    """What was found on pairs held back."""

    spreads: float  # temperature, in spreads of the logits
    facts: Mapping[str, Any]


def strange_hands(
    lesson: Lesson, atlas: Atlas, cache: Cache, course: Course, folder: Path, say: Say
) -> Strange | None:
    """Train for a short while without some pairs and ask for them. None where too few pairs can be held."""
    rows = train_rows(lesson, cache)
    held = pairs_held(lesson, rows, course.seed)
    if len(held) < FEWEST:
        return None
    kept, asked = parted(lesson, rows, held, course.seed)
    short = replace(course, steps=max(1, round(SHORT * course.steps)))
    say(f"{len(held)} pairs of a people and a form are held back, to learn how sure a guess may be")
    run = train(replace(lesson, splits={**lesson.splits, "train": kept}), atlas, cache, short, folder, say)
    told = encoded(run.net, lesson, cache, asked)["logits"]
    beside = parted(lesson, lesson.splits.get("valid", rows), held, course.seed)[0]
    known = encoded(run.net, lesson, cache, beside)["logits"]
    plain = temperature(known, lesson.concept[beside])
    return judged(told, lesson.concept[asked], _pairs(lesson, asked), (spread(known), plain))


def pairs_held(lesson: Lesson, rows: Rows, seed: int) -> Held:
    """A third of the pairs whose form has more than one people; at least one people stays with each form."""
    pairs = np.unique(_pairs(lesson, rows), axis=0)
    peoples = np.bincount(pairs[:, 0], minlength=len(lesson.words.forms))
    shared = pairs[peoples[pairs[:, 0]] > 1]
    out: list[ndarray] = []
    for pair in generator(seed, "held back").permutation(shared):
        if len(out) < round(SHARE * len(shared)) and peoples[pair[0]] > 1:
            peoples[pair[0]] -= 1
            out.append(pair)
    return np.array(out, np.int64).reshape(-1, 2)


def parted(
    lesson: Lesson, rows: Rows, held: Held, seed: int
) -> tuple[Int64[ndarray, " T"], Int64[ndarray, " A"]]:
    """Rows without the pairs, and some rows of each pair in which its people is said."""
    of = _pairs(lesson, rows)
    mine = [(of == pair).all(1) for pair in held]
    said = lesson.context[rows, 0] > 0
    rng = generator(seed, "asked")
    asked = [rng.permutation(rows[own & said])[:EACH] for own in mine]
    return rows[~np.any(mine, axis=0)], np.concatenate(asked)


def judged(logits: Float[ndarray, "R C"], labels: Rows, pairs: PairOf, known: tuple[float, float]) -> Strange:
    """The temperature, and how well it holds for pairs that did not set it: each half by the other.

    `known` are the spread of the logits of known pictures, and their temperature.
    """
    _, number = np.unique(pairs, axis=0, return_inverse=True)
    half = number.ravel() % 2 == 0
    errors = [
        calibration_error(logits[own], labels[own], temperature(logits[~own], labels[~own]))
        for own in (half, ~half)
    ]
    facts = {
        "pairs": int(number.max()) + 1, "n": len(labels), "ece": float(np.mean(errors)),
        "named_rightly": float((logits.argmax(1) == labels).mean()),
        "ece_by_one_temperature": calibration_error(logits, labels, known[1]),
    }  # fmt: skip
    return Strange(temperature(logits, labels) / known[0], facts)


def spread(logits: Float[ndarray, "N C"]) -> float:
    """How far the logits of a picture lie apart: their standard deviation, mean over pictures."""
    return float(logits.std(1).mean())


def _pairs(lesson: Lesson, rows: Rows) -> PairOf:
    return np.stack([lesson.form[rows], lesson.culture[rows]], 1)
