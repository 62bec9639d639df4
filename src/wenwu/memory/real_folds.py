"""Heads over folds: each learnt from all groups but one fold's: every picture is judged by a stranger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float16, Float32, Int64
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.memory.labelled import LabelledSet
from wenwu.memory.real_cache import WIDE, RealCache
from wenwu.memory.real_looks import looked
from wenwu.memory.real_net import RealHead
from wenwu.memory.real_train import Lesson, RealCourse, Say, train_real, vectors_of, white_of

LOOKS = 4  # besides the plain one
WHOLE = 2  # looks at what has neither class nor fellow in its group, besides the plain one


@dataclass(frozen=True, eq=False)
class Ground:
    """What every head of a folder is learnt from."""

    pictures: LabelledSet
    classes: tuple[str, ...]
    lesson: Lesson
    folds: Int64[ndarray, " N"]

    @property
    def plain(self) -> Float16[ndarray, "N W"]:
        """The numbers of the pictures as they are."""
        return self.lesson.looks[0]


def make_ground(
    pictures: LabelledSet,
    classes: Sequence[str],
    cache: RealCache,
    say: Say,
    looks: int = LOOKS,
    seed: int = 1,
) -> Ground:
    """Looks at all pictures, or the cache's numbers of them."""
    if len(classes) < 2:
        raise InputError(
            f"{pictures.folder} has {len(classes)} classes of enough groups; a memory needs two to tell apart"
        )
    groups = np.unique([row.group for row in pictures.rows], return_inverse=True)[1].astype(np.int64)
    names = pictures.numbers(classes)
    told = (names >= 0) | (np.bincount(groups)[groups] > 1)
    made = np.stack([told | (k <= WHOLE) for k in range(looks + 1)])
    every = np.zeros((looks + 1, len(pictures), WIDE), np.float16)
    for k in range(looks + 1):
        rows = np.flatnonzero(made[k])
        draw = _drawer(pictures, rows, k, seed)
        every[k, rows] = cache.of(len(rows)).numbers(f"look{k}", draw, say)
    lesson = Lesson(every, made, names, groups, len(classes))
    return Ground(pictures, tuple(classes), lesson, pictures.folds(seed=seed))


def _drawer(
    pictures: LabelledSet, rows: Int64[ndarray, " K"], look: int, seed: int
) -> Callable[[int], ndarray]:
    def draw(number: int) -> ndarray:
        row = int(rows[number])
        name = pictures.rows[row].file
        try:
            return looked(pictures.picture(row), look, seed, name)
        except InputError as error:
            raise InputError(f"{name}: {error}") from error

    return draw


@dataclass(frozen=True, eq=False)
class Fold:
    """What a head that never saw one fold makes of every picture, and of others."""

    number: int
    learnt: Int64[ndarray, " L"]  # pictures it learnt from
    asked: Int64[ndarray, " A"]  # pictures of its fold
    head: RealHead
    vectors: Float32[ndarray, "N V"]
    white: Float32[ndarray, "N D"]


def over_folds(ground: Ground, course: RealCourse, work: Path, say: Say) -> Iterator[Fold]:
    """One head after another; each is kept in the work folder, and taken up again."""
    for number in range(int(ground.folds.max()) + 1):
        learnt, asked = np.flatnonzero(ground.folds != number), np.flatnonzero(ground.folds == number)
        say(f"fold {number}: {len(learnt)} pictures to learn from")
        head = train_real(ground.lesson.only(learnt), course, work / f"fold{number}", say)
        seen = vectors_of(head, ground.plain), white_of(head, ground.plain)
        yield Fold(number, learnt, asked, head, *seen)
