"""Ways to tell forms apart: yardsticks that learn nothing, a linear probe, the head.

A way gives rows of length 1 for every picture in each state; what it learns, it learns from a fold's others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float32, Int64
from numpy import ndarray

from wenwu.measure.real_ground import CLEAN, Material
from wenwu.memory.prototypes import unit
from wenwu.memory.real_folds import Fold
from wenwu.memory.real_net import whitening
from wenwu.memory.real_train import forms_of, vectors_of

AXES = 300  # of what is whitened without labels, as docs/memory.md had it before there was a bench
RIDGE = 100.0  # of the probe, on standardised numbers

Rows = Float32[ndarray, "N D"]
States = Mapping[str, Rows]


def ways(place: Material, fold: Fold) -> Iterator[tuple[str, States]]:
    """Each way's rows, by state."""
    yield "hog", {CLEAN: place.hog}
    yield "reference", place.reference
    yield "training_free", whitened({CLEAN: place.middle}, fold.learnt)
    before = whitened(place.numbers, fold.learnt)
    yield "before_the_head", before
    yield "head", {state: forms_of(fold.head, rows) for state, rows in place.numbers.items()}
    yield "head_beside", {state: vectors_of(fold.head, rows) for state, rows in place.numbers.items()}


def whitened(states: States, learnt: Int64[ndarray, " L"]) -> Mapping[str, Float32[ndarray, "N A"]]:
    """Rows whitened by the pictures of the other folds; no label is used."""
    mean, axes = whitening(states[CLEAN][learnt], AXES)
    return {state: unit((rows - mean) @ axes) for state, rows in states.items()}


@dataclass(frozen=True)
class Probe:
    """A linear probe: ridge regression of the classes on standardised numbers, W = (XᵀX + λ n I)⁻¹ XᵀY."""

    mean: Float32[ndarray, " D"]
    spread: Float32[ndarray, " D"]
    weight: Float32[ndarray, "E C"]

    @classmethod
    def fitted(cls, rows: Rows, names: Int64[ndarray, " N"], count: int) -> "Probe":
        """By the rows and their classes; each class weighs alike."""
        mean, spread = rows.mean(0), rows.std(0) + 1e-6
        x = np.concatenate([(rows - mean) / spread, np.ones((len(rows), 1), np.float32)], 1).astype(
            np.float64
        )
        share = 1 / np.bincount(names, minlength=count)[names]
        left = x.T @ (x * share[:, None]) + RIDGE * np.eye(x.shape[1]) * share.mean()
        weight = np.linalg.solve(left, x.T @ (np.eye(count)[names] * share[:, None]))
        return cls(mean, spread, weight.astype(np.float32))

    def named(self, rows: Rows) -> Int64[ndarray, " N"]:
        """The class that each row is given."""
        x = np.concatenate([(rows - self.mean) / self.spread, np.ones((len(rows), 1), np.float32)], 1)
        return (x @ self.weight).argmax(1)


def one_thread() -> None:
    """The bench runs on one core."""
    torch.set_num_threads(1)
