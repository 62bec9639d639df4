"""Real pictures: the memory's head beside yardsticks, by groups that nobody learnt from.

A folder with labels.csv (memory/labelled.py), a museum's own as well as ours. All rows of a named class with
at least five groups are asked, in five folds over groups; each picture's class is that of its nearest picture
of the other folds. Everything that learns is trained here, by one recipe for all folds.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.base.errors import InputError
from wenwu.measure.memory_real import find_real
from wenwu.measure.real_ground import material, require_asked
from wenwu.measure.real_hidden import told_hidden
from wenwu.measure.real_novelty import novelty
from wenwu.measure.real_text import real_table
from wenwu.measure.real_told import Tally
from wenwu.measure.real_ways import one_thread
from wenwu.memory.labelled import GROUPS, LabelledSet, load_labelled
from wenwu.memory.real_folds import LOOKS, over_folds
from wenwu.memory.real_train import RealCourse

SEED = 1
QUICK_CLASSES, QUICK_EACH, QUICK_LOOKS, QUICK_STEPS = 10, 25, 2, 60


def run(data: Path | None = None, quick: bool = False, out: Path | None = None) -> dict[str, Any]:
    """All rows of the table; work is kept in `out`, and a bench that was stopped goes on there."""
    folder = find_real(data)
    if folder is None:
        raise InputError("bench real_motifs needs real pictures; name a folder with labels.csv by --data")
    if out is not None:
        return measured(folder, quick, out)
    with tempfile.TemporaryDirectory(prefix="wenwu-real-") as work:
        return measured(folder, quick, Path(work))


def real_rows(data: Path, quick: bool = False) -> dict[str, Any]:
    """The same for `bench memory`."""
    return run(data, quick)


def table(result: Mapping[str, Any]) -> str:
    """The rows as text."""
    return real_table(result)


def measured(folder: Path, quick: bool, work: Path) -> dict[str, Any]:
    """Told apart, found again, damaged, unknown."""
    one_thread()
    pictures = load_labelled(folder)
    classes = pictures.classes(GROUPS)
    require_asked(pictures, classes)
    if quick:
        pictures, classes = fewer(pictures, classes)
    course = RealCourse(seed=SEED)
    course = replace(course, steps=QUICK_STEPS) if quick else course
    place = material(pictures, classes, QUICK_LOOKS if quick else LOOKS, work, teller())
    tally = Tally(place)
    for fold in over_folds(place.ground, course, work / "folds", place.say):
        tally.add(fold)
    return {
        "seed": SEED, "quick": quick, "n": len(tally.asked), "classes": len(classes),
        "pictures": len(pictures),
        "groups": len(np.unique(place.groups[tally.asked])), "folds": int(place.ground.folds.max()) + 1,
        "steps": course.steps, "looks": len(place.ground.lesson.looks), **tally.result(),
        "novelty": novelty(place, course), "hidden": told_hidden(pictures, tally.asked),
    }  # fmt: skip


def fewer(pictures: LabelledSet, classes: tuple[str, ...]) -> tuple[LabelledSet, tuple[str, ...]]:
    """Some pictures of the classes that have most, for a first look."""
    names = pictures.numbers(classes)
    most = np.argsort(-np.bincount(names[names >= 0], minlength=len(classes)), kind="stable")[:QUICK_CLASSES]
    kept = np.concatenate([np.flatnonzero(names == k)[:QUICK_EACH] for k in most])
    small = pictures.only(np.sort(kept))
    return small, small.classes(GROUPS)


def teller() -> Callable[[str], None]:
    """Says how far it is, to stderr alone."""
    import sys

    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    return say
