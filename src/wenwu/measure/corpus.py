"""The labelled corpus: how many of what, and how much of the concept each single cue gives away.

A corpus is hard enough where a learner that sees the context alone, or the colours alone, stays at least
fifteen points below what form and context together allow. The bound is the exact look-up of both. Cues are
learnt on `train` and asked on `test`; each row is the better of a look-up or neighbours and a linear model.
"""

import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Int64
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.measure.animate import machine
from wenwu.measure.signature_sweep import wilson
from wenwu.measure.workers import cores
from wenwu.motifs.corpus import Corpus, load_corpus
from wenwu.motifs.corpus_make import Asked, make_corpus

COUNT, QUICK, SEED, SIZE = 6_000, 600, 1, 128
APART = 15.0  # points that one cue alone has to stay below the bound
NEIGHBOURS = (1, 5)
RIDGE = 1.0
BINS = 6  # of each channel of a colour histogram
AIM_MINUTES = 20.0  # for 30,000 pictures, on two cores
Features = Float32[ndarray, "_ _"]  # a row a picture
Of = Int64[ndarray, " _"]  # labels of pictures, or rows


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """Counts, accuracies with Wilson's 95 % intervals, gaps to the bound; with `data`, of that corpus."""
    if data is not None:
        return measured(load_corpus(data)) | {"made": False}
    with tempfile.TemporaryDirectory() as folder:
        count, out = QUICK if quick else COUNT, Path(folder) / "corpus"
        began, worked = time.perf_counter(), _processor_seconds()
        make_corpus(out, load_atlas(), Asked(count, SEED, SIZE))
        seconds, worked = time.perf_counter() - began, _processor_seconds() - worked
        corpus = load_corpus(out)
        minutes = 30_000 / len(corpus) / 60
        speed = {"seconds": seconds, "pictures_per_second": len(corpus) / seconds, "processes": cores(),
                 "processor_ms_a_picture": 1e3 * worked / len(corpus), "minutes_for_30000": minutes * seconds,
                 "minutes_for_30000_on_two_idle_cores": minutes * worked / 2,
                 "aim_minutes": AIM_MINUTES}  # fmt: skip
        return measured(corpus) | {"made": True, "seed": SEED, "quick": quick} | speed


def _processor_seconds() -> float:
    """Of this process and of those it has waited for: what other programs on the machine do not lengthen."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def measured(corpus: Corpus) -> dict[str, Any]:
    """What a corpus holds, and what each cue gives away."""
    train, test = corpus.rows("train"), corpus.rows("test")
    cues = Cues(corpus, train, test)
    both, rows = cues.bound(), cues.rows()
    result: dict[str, Any] = {
        "n": len(corpus), "sha256": corpus.digest, "machine": machine(),
        "splits": {name: len(own) for name, own in corpus.splits.items()},
        "drawings": len(np.unique(corpus.drawing)), "learnt_from": len(train), "asked": len(test),
        **{f"{name}s": len(corpus.labels[name].words) for name in ("motif", "culture", "concept")},
        "families": len(corpus.labels["family"].words), "bound": both,
    }  # fmt: skip
    for name, right in rows.items():
        share, interval = float(right.mean()), wilson(int(right.sum()), len(right))
        result[name] = {"accuracy": share, "interval": interval, "points_below": 100 * (both - share)}
    asked = ("context", "colours")
    result["hard_enough"] = all(result[name]["points_below"] >= APART for name in asked)
    return result


class Cues:
    """What the concept of `test` is taken for, by each cue learnt on `train`."""

    def __init__(self, corpus: Corpus, train: Of, test: Of):
        self.corpus, self.train, self.test = corpus, train, test
        self.concept = corpus.labels["concept"].of

    def bound(self) -> float:
        """Share that an exact look-up of form and context tells, of all that is learnt or asked."""
        every = np.concatenate([self.train, self.test])
        guess = looked_up(self._keys("form", True), self.concept, every, every)
        return float((guess == self.concept[every]).mean())

    def rows(self) -> dict[str, Bool[ndarray, " T"]]:
        """Right or wrong, by cue."""
        histograms, tokens = self.histograms(), self.tokens()
        forms = one_hot(self.corpus.labels["form"].of)
        return {
            "most_common": self._right(np.full(len(self.test), self._commonest())),
            "context": self._better(self._look_up(None, True), self._linear(tokens)),
            "colours": self._better(*self._near(histograms), self._linear(histograms)),
            "form": self._right(self._look_up("form", False)),
            "form_and_colours": self._better(*self._near(np.concatenate([histograms, forms], 1))),
            "motif": self._right(self._look_up("motif", False)),
            "form_and_context": self._right(self._look_up("form", True)),
        }

    def _right(self, guess: Of) -> Bool[ndarray, " T"]:
        return guess == self.concept[self.test]

    def _better(self, *guesses: Of) -> Bool[ndarray, " T"]:
        return max((self._right(guess) for guess in guesses), key=lambda right: int(right.sum()))

    def _commonest(self) -> int:
        return int(np.bincount(self.concept[self.train]).argmax())

    def _keys(self, label: str | None, context: bool) -> Sequence[Hashable]:
        of = self.corpus.labels[label].of if label else np.zeros(len(self.corpus), np.int64)
        said = self.corpus.context if context else np.zeros((len(self.corpus), 1), np.int64)
        return [tuple(row) for row in np.column_stack([of, said]).tolist()]

    def _look_up(self, label: str | None, context: bool) -> Of:
        return looked_up(self._keys(label, context), self.concept, self.train, self.test)

    def _linear(self, features: Features) -> Of:
        return ridge(features, self.concept, self.train, self.test)

    def _near(self, features: Features) -> list[Of]:
        return [nearest(features, self.concept, self.train, self.test, k) for k in NEIGHBOURS]

    def tokens(self) -> Features:
        """A one for each word that is said of the context."""
        return np.concatenate([one_hot(column) for column in self.corpus.context.T], 1)

    def histograms(self) -> Features:
        """Roots of colour histograms, whose products are Bhattacharyya's coefficient."""
        out = np.zeros((len(self.corpus), BINS**3), np.float32)
        for row in (*self.train, *self.test):
            cells = self.corpus.picture(row).reshape(-1, 3).astype(np.int64) * BINS // 256
            counts = np.bincount(cells @ np.array([BINS * BINS, BINS, 1]), minlength=BINS**3)
            out[row] = np.sqrt(counts / len(cells))
        return out


def one_hot(of: Of) -> Features:
    """A one in the column of each number."""
    return np.eye(int(of.max()) + 1, dtype=np.float32)[of]


def looked_up(keys: Sequence[Hashable], of: Of, train: Of, test: Of) -> Of:
    """The commonest label of each key; of a key that never came up, the commonest of all."""
    found: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for row in train:
        found[keys[row]][int(of[row])] += 1
    usual = int(np.bincount(of[train]).argmax())
    return np.array([max(found[k], key=found[k].__getitem__) if (k := keys[row]) in found else usual
                     for row in test])  # fmt: skip


def nearest(features: Features, of: Of, train: Of, test: Of, neighbours: int) -> Of:
    """The commonest label of the nearest pictures by inner product."""
    out = np.empty(len(test), np.int64)
    for first in range(0, len(test), 500):
        rows = test[first : first + 500]
        near = np.argsort(-(features[rows] @ features[train].T), 1, kind="stable")[:, :neighbours]
        out[first : first + 500] = [int(np.bincount(of[train][one]).argmax()) for one in near]
    return out


def ridge(features: Features, of: Of, train: Of, test: Of) -> Of:
    """Least squares with a penalty on one column a label; the largest wins."""
    known = np.concatenate([features, np.ones((len(features), 1), np.float32)], 1).astype(float)
    wanted = np.eye(int(of.max()) + 1)[of[train]]
    square = known[train].T @ known[train] + RIDGE * np.eye(known.shape[1])
    return (known[test] @ np.linalg.solve(square, known[train].T @ wanted)).argmax(1)


def table(result: Mapping[str, Any]) -> str:
    """The cues as lines: accuracy, interval, points below the bound."""
    rows = [(name, row) for name, row in result.items() if isinstance(row, Mapping) and "accuracy" in row]
    lines = [f"  {'cue':<18}{'accuracy':>10}{'95 % interval':>18}{'points below':>14}"]
    for name, row in rows:
        low, high = row["interval"]
        share = f"{100 * row['accuracy']:.1f} %"
        lines.append(f"  {name:<18}{share:>10}{f'{100 * low:.1f} – {100 * high:.1f}':>18}"
                     f"{row['points_below']:>14.1f}")  # fmt: skip
    splits = ", ".join(f"{name} {count}" for name, count in result["splits"].items())
    return "\n".join([*lines, f"  splits: {splits}"])
