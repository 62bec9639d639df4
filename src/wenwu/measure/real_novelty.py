"""Is what was never learnt called unknown: families that were held back, and whole cultures.

A head learns without them. Two scores compare what is held back with what is of a known class but of groups
that the head had not seen: likeness to the nearest gallery picture, and how far from it a picture lies along
the main axes (memory/real.py). AUROC: .5 is chance.
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
from wenwu.memory.real import apart
from wenwu.memory.real_train import RealCourse, train_real, vectors_of, white_of

PARTS = 5  # of the families; each is held back once
ENOUGH = 50  # pictures of a culture that can be held back
ALL_BUT = "all but the one with most"
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
    """Each people with enough pictures held back in turn, not the one with most; then all but that one."""
    names, folds = place.names, place.ground.folds
    pictures = place.ground.pictures
    out: dict[str, Any] = {}
    for people, rows in peoples(pictures).items():
        new = np.isin(np.arange(len(names)), rows)
        learnt = np.flatnonzero((folds != 0) & ~new)
        known = np.flatnonzero((folds == 0) & (names >= 0) & ~new)
        found = _areas(place, course, (learnt, known, np.flatnonzero(new)), f"culture-{len(out)}")
        out[people] = found | {"n": len(rows)}
    if not out:
        return {}
    ways = sorted({way for found in out.values() for way in found if way != "n"})
    means = {way: float(np.mean([found[way] for found in out.values()])) for way in ways}
    return {"mean": means, **out, ALL_BUT: _all_but(place, course)}


def _all_but(place: Material, course: RealCourse) -> dict[str, float]:
    """One people's pictures alone are learnt; those of every other people are held back."""
    names, folds = place.names, place.ground.folds
    of = by_people(place.ground.pictures)
    most = np.isin(np.arange(len(names)), of[most_of(of)])
    others = np.concatenate([rows for people, rows in of.items() if people != most_of(of)])
    learnt = np.flatnonzero((folds != 0) & most)
    known = np.flatnonzero((folds == 0) & (names >= 0) & most)
    if len(np.unique(names[learnt][names[learnt] >= 0])) < 2 or not len(known):
        return {}
    return _areas(place, course, (learnt, known, others), "all-but") | {"n": len(others)}


def by_people(pictures: LabelledSet) -> Mapping[str, Int64[ndarray, " K"]]:
    """The pictures of each people; what follows a bracket or a stroke in its name is a part of it."""
    found: dict[str, list[int]] = defaultdict(list)
    for k, row in enumerate(pictures.rows):
        people = row.culture.split(" (")[0].split("/")[0].strip()
        if people and not people.startswith(NOBODY):
            found[people].append(k)
    return {people: np.array(rows, np.int64) for people, rows in sorted(found.items())}


def most_of(of: Mapping[str, Int64[ndarray, " K"]]) -> str:
    """The people that has most pictures."""
    return max(of, key=lambda people: len(of[people]), default="")


def peoples(pictures: LabelledSet) -> Mapping[str, Int64[ndarray, " K"]]:
    """The pictures of each people that can be held back: enough of them, and not the one that has most."""
    of = by_people(pictures)
    most = most_of(of)
    return {people: rows for people, rows in of.items() if people != most and len(rows) >= ENOUGH}


def _areas(
    place: Material, course: RealCourse, rows: tuple[ndarray, ndarray, ndarray], work: str
) -> dict[str, float]:
    """AUROC by likeness, by how far apart, and by likeness without training; rows: learnt, known, new."""
    learnt, known, new = rows
    place.say(f"{work}: {len(new)} pictures held back")
    head = train_real(place.ground.lesson.only(learnt), course, place.work / work, place.say)
    gallery = learnt[place.names[learnt] >= 0]
    white = white_of(head, place.ground.plain)
    far = [-apart(white[some], white[gallery]) for some in (known, new)]
    out = {"apart": area_under(*far)}
    plain = whitened({CLEAN: place.middle}, learnt)[CLEAN]
    for way, vectors in (("head", vectors_of(head, place.ground.plain)), ("training_free", plain)):
        near = [(vectors[some] @ vectors[gallery].T).max(1) for some in (known, new)]
        out[way] = area_under(*near)
    return out
