"""What the bench of real pictures looks at: pictures as they are and damaged, for the head and yardsticks.

Everything is made once and kept in the work folder, so a bench that was stopped goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from jaxtyping import Float32, Int64, UInt8
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.measure.hog import hog
from wenwu.measure.real_damage import HARMS, harmed
from wenwu.memory.backbone import SIDE, features, gathered, look
from wenwu.memory.crop import prepared
from wenwu.memory.labelled import LabelledSet
from wenwu.memory.prototypes import unit
from wenwu.memory.real_cache import RealCache, open_cache
from wenwu.memory.real_folds import Ground, make_ground
from wenwu.memory.real_looks import plain
from wenwu.memory.real_train import Say

CLEAN = "clean"
STATES = (CLEAN, *HARMS)
PLACES = 3  # of the training-free row

Rows = Float32[ndarray, "N D"]
Picture = UInt8[ndarray, "H W 3"]


@dataclass(frozen=True, eq=False)
class Material:
    """A folder's pictures in each state, as numbers of the frozen network and of the yardsticks."""

    ground: Ground
    numbers: Mapping[str, Rows]  # by state: what the head and the training-free row begin with
    reference: Mapping[
        str, Float32[ndarray, "N R"]
    ]  # by state: Lite0's 1,280, whole picture, 128 px, of length 1
    hog: Float32[ndarray, "N H"]
    middle: Float32[ndarray, "N M"]  # block 10 in 3 × 3 places and its spread, cut, 128 px
    work: Path
    say: Say

    @property
    def names(self) -> Int64[ndarray, " N"]:
        """Class of each picture; −1: none that is asked."""
        return self.ground.lesson.names

    @property
    def groups(self) -> Int64[ndarray, " N"]:
        """Group of each picture."""
        return self.ground.lesson.groups


def material(pictures: LabelledSet, classes: tuple[str, ...], looks: int, work: Path, say: Say) -> Material:
    """Everything that is looked at, from the work folder or made anew. InputError for one that cannot be."""
    cache = open_cache(pictures, work / "numbers", threads=1)
    ground = make_ground(pictures, classes, cache, say, looks)
    numbers = {CLEAN: ground.plain.astype(np.float32)}
    reference = {CLEAN: _kept(cache, "reference", _reference, pictures.picture, say)}
    asked = np.flatnonzero(ground.lesson.names >= 0)
    some = cache.of(len(asked))
    for kind in HARMS:
        draw = partial(_harmed, pictures, asked, kind)
        worn = some.numbers(kind, partial(_cut, draw), say).astype(np.float32)
        numbers[kind] = _spread(worn, asked, len(pictures))
        seen = _kept(some, f"reference-{kind}", _reference, draw, say)
        reference[kind] = _spread(seen, asked, len(pictures))
    described = _kept(cache, "hog", hog, pictures.picture, say)
    middle = cache.kept("middle", _middle, pictures.picture, say).astype(np.float32)
    return Material(ground, numbers, reference, described, middle, work, say)


def _cut(draw: Callable[[int], Picture], number: int) -> UInt8[ndarray, "S S"]:
    return plain(draw(number))


def _kept(
    cache: RealCache, name: str, see: Callable[[list[Picture]], Rows], draw: Callable[[int], Picture],
    say: Say,
) -> Rows:  # fmt: skip
    return unit(cache.kept(name, see, draw, say).astype(np.float32))


def _reference(pictures: list[Picture]) -> Rows:
    return features(prepared(pictures, SIDE, cut=False), "head", SIDE, threads=1)


def _middle(pictures: list[Picture]) -> Rows:
    maps = look(prepared(pictures, SIDE), threads=1).middle
    return np.concatenate([gathered(maps, PLACES).reshape(len(maps), -1), maps.std((2, 3))], 1)


def _harmed(pictures: LabelledSet, asked: Int64[ndarray, " A"], kind: str, number: int) -> Picture:
    row = int(asked[number])
    return harmed(pictures.picture(row), kind, pictures.rows[row].file)


def _spread(
    rows: Float32[ndarray, "A D"], asked: Int64[ndarray, " A"], count: int
) -> Float32[ndarray, "N D"]:
    """Rows of the pictures that are asked at their places among all; nothing for the others."""
    out = np.zeros((count, rows.shape[1]), np.float32)
    out[asked] = rows
    return out


def require_asked(pictures: LabelledSet, classes: tuple[str, ...]) -> None:
    """InputError where the folder has nothing to tell apart."""
    if len(classes) < 2:
        raise InputError(
            f"{pictures.folder} has {len(classes)} classes of enough groups; it takes two to tell apart"
        )
