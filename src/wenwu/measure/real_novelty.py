"""Is what was never learnt called unknown: families that were held back, and whole cultures.

A head learns without them; the likeness of a picture to its nearest gallery picture is compared between what
is held back and what is of a known class but of groups that the head had not seen. AUROC: .5 is chance.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from jaxtyping import Int64
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure.real_ground import CLEAN, Material
from wenwu.measure.real_ways import whitened
from wenwu.memory.calibrate import area_under
from wenwu.memory.labelled import LabelledSet
from wenwu.memory.real_train import RealCourse, train_real, vectors_of

PARTS = 5  # of the families; each is held back once
ENOUGH = 50  # pictures of a culture that can be held back
NOBODY = "generic"  # how a culture's name begins that is no people's

Likeness = Callable[[Int64[ndarray, " N"], Int64[ndarray, " G"]], ndarray]


def novelty(place: Material, course: RealCourse) -> dict[str, Any]:
    """AUROC of unseen families and of unseen cultures, by the head and without training."""
    return {"families": families(place, course), "cultures": cultures(place, course)}


def families(place: Material, course: RealCourse) -> dict[str, Any]:
    """A fifth of the classes held back, five times; the mean."""
    names, folds = place.names, place.ground.folds
    part = generator(1, "families").permutation(len(place.ground.classes)) % PARTS
    found: dict[str, list[float]] = defaultdict(list)
    asked = 0
    for k in range(PARTS):
        new = np.flatnonzero((names >= 0) & (part[names] == k))
        learnt = np.flatnonzero((folds != k) & ((names < 0) | (part[names] != k)))
        known = np.flatnonzero((folds == k) & (names >= 0) & (part[names] != k))
        if not len(new) or not len(known) or len(np.unique(names[learnt][names[learnt] >= 0])) < 2:
            continue
        asked += len(new)
        for way, value in _areas(place, course, (learnt, known, new), f"families{k}").items():
            found[way].append(value)
    return {way: float(np.mean(values)) for way, values in found.items()} | {"n": asked}


def cultures(place: Material, course: RealCourse) -> dict[str, Any]:
    """Each people with enough pictures held back in turn, but the one that has most."""
    names, folds = place.names, place.ground.folds
    out: dict[str, Any] = {}
    for people, rows in peoples(place.ground.pictures).items():
        new = np.isin(np.arange(len(names)), rows)
        learnt = np.flatnonzero((folds != 0) & ~new)
        known = np.flatnonzero((folds == 0) & (names >= 0) & ~new)
        found = _areas(place, course, (learnt, known, np.flatnonzero(new)), f"culture-{len(out)}")
        out[people] = found | {"n": len(rows)}
    ways = {way for found in out.values() for way in found if way != "n"}
    means = {way: float(np.mean([found[way] for found in out.values()])) for way in sorted(ways)}
    return {"mean": means, **out} if out else {}


def peoples(pictures: LabelledSet) -> Mapping[str, Int64[ndarray, " K"]]:
    """The pictures of each people that can be held back; what follows a bracket or a stroke is a part."""
    found: dict[str, list[int]] = defaultdict(list)
    for k, row in enumerate(pictures.rows):
        people = row.culture.split(" (")[0].split("/")[0].strip()
        if people and not people.startswith(NOBODY):
            found[people].append(k)
    most = max(found, key=lambda people: len(found[people]), default="")
    return {
        people: np.array(rows, np.int64)
        for people, rows in sorted(found.items())
        if people != most and len(rows) >= ENOUGH
    }


def _areas(
    place: Material, course: RealCourse, rows: tuple[ndarray, ndarray, ndarray], work: str
) -> dict[str, float]:
    """AUROC by the head and without training; rows: learnt, known, new."""
    learnt, known, new = rows
    place.say(f"{work}: {len(new)} pictures held back")
    head = train_real(place.ground.lesson.only(learnt), course, place.work / work, place.say)
    gallery = learnt[place.names[learnt] >= 0]
    plain = whitened({CLEAN: place.middle}, learnt)[CLEAN]
    out = {}
    for way, vectors in (("head", vectors_of(head, place.ground.plain)), ("training_free", plain)):
        near = [(vectors[some] @ vectors[gallery].T).max(1) for some in (known, new)]
        out[way] = area_under(*near)
    return out
