"""Learning a memory of real pictures from a labelled folder: looks, folds, calibration, head, files.

Only `wenwu train memory` imports this module.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32, Int64
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.memory.calibrate import ALARMS, calibration_error, novelty_threshold, temperature
from wenwu.memory.labelled import FREE, GROUPS, LabelledSet, load_labelled
from wenwu.memory.prototypes import COUNT, Bank, founded
from wenwu.memory.real import apart, of_classes
from wenwu.memory.real_cache import open_cache
from wenwu.memory.real_export import require_free_for_real, write_real
from wenwu.memory.real_folds import LOOKS, Ground, make_ground, over_folds
from wenwu.memory.real_score import scored
from wenwu.memory.real_train import RealCourse, Say, train_real, vectors_of, white_of

FEW = 8  # pictures to a prototype, at least


@dataclass(frozen=True)
class RealTask:
    """What is learnt from, and how long."""

    steps: int = 800
    looks: int = LOOKS
    prototypes: int = COUNT
    groups: int = GROUPS  # of a class, at least
    seed: int = 1
    threads: int = 2
    free: bool = False  # only rows that may be passed on
    without: tuple[str, ...] = ()  # classes, cultures and sources that are left out
    batch: int = 256  # pictures of a step

    @property
    def course(self) -> RealCourse:
        """As a course of training."""
        return RealCourse(steps=self.steps, batch=self.batch, seed=self.seed)


def learn_real(folder: Path, out: Path, task: RealTask, say: Say) -> Mapping[str, Any]:
    """Train on the labelled pictures in `folder` and write the memory to `out`; returns what is known of it.

    Numbers and checkpoints lie in `out` with `-work` added, and are taken up again.
    """
    out = out.resolve()
    require_free_for_real(out)
    torch.set_num_threads(task.threads)
    found = load_labelled(folder)
    for where, why in found.amiss[:5]:
        say(f"left out: {where}: {why}")
    pictures = chosen(found, task.free, task.without)
    work = out.with_name(f"{out.name}-work")
    cache = open_cache(pictures, work / "numbers", task.threads)
    ground = make_ground(pictures, pictures.classes(task.groups), cache, say, task.looks, task.seed)
    course = task.course
    facts = strangers(ground, course, work, say)
    head = train_real(ground.lesson, course, work / "all", say)
    vectors = vectors_of(head, ground.plain)
    named = np.flatnonzero(ground.lesson.names >= 0)
    gallery, names = vectors[named], ground.lesson.names[named]
    bank = prototypes(gallery, task)
    facts |= {"gamma": course.gamma, "course": asdict(course), "looks": task.looks, "seed": task.seed}
    facts |= {"trained_on": len(pictures), "prototypes": cards(bank, gallery, names, ground.classes)}
    white = white_of(head, ground.plain)[named]
    write_real(head, (gallery, white), names, bank, ground, facts, out)
    return facts


def chosen(pictures: LabelledSet, free: bool = False, without: Collection[str] = ()) -> LabelledSet:
    """The rows that may be learnt from; InputError where a word leaves nothing out, or nothing is left."""
    known = {word for row in pictures.rows for word in (row.name, row.culture, row.source)}
    for word in without:
        if word not in known:
            raise InputError(
                f"no class, culture or source {word!r} in {pictures.folder}; nothing was left out"
            )
    kept = [
        k for k, row in enumerate(pictures.rows)
        if (row.redistributable == FREE or not free)
        and not {row.name, row.culture, row.source} & set(without)
    ]  # fmt: skip
    if not kept:
        raise InputError(f"no picture of {pictures.folder} is left to learn from")
    return pictures.only(kept)


def strangers(ground: Ground, course: RealCourse, work: Path, say: Say) -> dict[str, Any]:
    """By heads that never saw a picture's group: how often right, how sure to be, what counts as unknown."""
    names, count = ground.lesson.names, len(ground.classes)
    likeness, far = np.full((len(names), count), -1.0, np.float32), np.zeros(len(names), np.float32)
    for fold in over_folds(ground, course, work, say):
        gallery = fold.learnt[names[fold.learnt] >= 0]
        near = fold.vectors[fold.asked] @ fold.vectors[gallery].T
        likeness[fold.asked] = of_classes(near, names[gallery], count)
        far[fold.asked] = apart(fold.white[fold.asked], fold.white[gallery])
    asked = np.flatnonzero(names >= 0)
    own, said = names[asked], likeness[asked]
    heat = temperature(said, own)
    score = scored(said.argmax(1) == own, ground.lesson.groups[asked])
    return {
        "strangers": score.as_data(), "temperature": heat,
        "unknown_below": novelty_threshold(said.max(1), ALARMS / 2),
        "unknown_beyond": -novelty_threshold(-far[asked], ALARMS / 2),
        "calibration_error": calibration_error(said, own, heat),
    }  # fmt: skip


def prototypes(gallery: Float32[ndarray, "N V"], task: RealTask) -> Bank:
    """Founded by k-means++; places of pictures are not known, so geography has no say."""
    count = max(2, min(task.prototypes, len(gallery) // FEW))
    nowhere = np.full((len(gallery), 2), np.nan, np.float32)
    return founded(gallery, nowhere, generator(task.seed, "real prototypes"), count)


def cards(
    bank: Bank, gallery: Float32[ndarray, "N V"], names: Int64[ndarray, " N"], classes: tuple[str, ...]
) -> list[dict[str, Any]]:
    """For each prototype the classes that come to it, the commonest first, its purity, how many came."""
    best, _ = bank.nearest(gallery)
    out = []
    for k in range(len(bank.rows)):
        came = np.bincount(names[best == k], minlength=len(classes))
        order = [int(c) for c in np.argsort(-came, kind="stable") if came[c]]
        purity = float(came.max() / came.sum()) if came.sum() else 0.0
        out.append({"names": [classes[c] for c in order[:5]], "purity": purity, "pictures": int(came.sum())})
    return out
