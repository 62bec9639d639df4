"""What the benches of the memory stand on: one drawn corpus, its tokens, its lesson, and two splits of
`test`.

The corpus holds its splits, and its records are frozen by their sha256 before anything is learnt. Work
lies in one folder: the corpus where none was named, the tokens, a result for each row and seed.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int64
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.measure.memory_real import load_real
from wenwu.memory.cache import Cache, embed
from wenwu.memory.lesson import Lesson, lesson_of
from wenwu.motifs.corpus import Corpus, load_corpus
from wenwu.motifs.corpus_make import Asked, make_corpus

COUNT, QUICK = 9_000, 600  # pictures, where the bench makes its own corpus
SEED = 1  # of the corpus and of the looks at it
VIEWS, QUICK_VIEWS = 3, 1
SIDE = 128  # [px]

Rows = Int64[ndarray, " R"]


@dataclass(frozen=True)
class Place:
    """Where a corpus and the work on it lie; small, so that it can be handed to another process."""

    corpus: Path
    work: Path
    views: int
    real: Path | None = None  # a folder of labelled pictures


@dataclass(frozen=True, eq=False)
class Ground:
    """A corpus with all that is learnt or asked of it."""

    place: Place
    atlas: Atlas
    corpus: Corpus
    lesson: Lesson
    cache: Cache

    def rows(self, split: str) -> Rows:
        """The rows of a split; none where the corpus has it not."""
        return self.lesson.splits.get(split, np.zeros(0, np.int64))

    @property
    def many(self) -> Rows:
        """The pictures of `test` whose form means several concepts, by context or by people."""
        return of_several_meanings(self.lesson)


def of_several_meanings(lesson: Lesson) -> Rows:
    """Rows of `test` whose form has two concepts or more among the pictures of `train` and `test`.

    What form and context are together tells the concept for certain (`bench corpus`, the bound): so where one
    form has two, the context decides.
    """
    asked = lesson.splits["test"]
    known = np.concatenate([lesson.splits["train"], asked])
    met = np.zeros((len(lesson.words.forms), len(lesson.words.concepts)), bool)
    met[lesson.form[known], lesson.concept[known]] = True
    return asked[met.sum(1)[lesson.form[asked]] > 1]


def digest_of_rows(corpus: Corpus, rows: Rows) -> str:
    """sha256 of the ids of some pictures: the same split has the same."""
    return hashlib.sha256("\n".join(corpus.records[row]["id"] for row in rows).encode()).hexdigest()


def make_ground(corpus: Path | None, work: Path, quick: bool = False, real: Path | None = None) -> Place:
    """Draw the corpus where none was named and look at its pictures; what an earlier run left is taken up."""
    folder = corpus or work / "corpus"
    if corpus is None and not folder.exists():
        work.mkdir(parents=True, exist_ok=True)
        make_corpus(folder, load_atlas(), Asked(QUICK if quick else COUNT, SEED, SIDE))
    if real is not None:
        load_real(real, work)  # looked at here, once for all
    views = QUICK_VIEWS if quick else VIEWS
    embed(load_corpus(folder), work / "tokens", _silent, views, SEED)
    return Place(folder, work, views, real)


def _silent(_: str) -> None:
    """How far it is shows in the work folder."""


@lru_cache(maxsize=1)
def load_ground(place: Place) -> Ground:
    """The ground again, in whichever process."""
    corpus, atlas = load_corpus(place.corpus), load_atlas()
    cache = Cache(place.work / "tokens", place.views, len(corpus))
    return Ground(place, atlas, corpus, lesson_of(corpus, atlas), cache)


def write_json(path: Path, data: Any) -> None:
    """Beside first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(json.dumps(data) + "\n", encoding="utf-8")
    beside.replace(path)
