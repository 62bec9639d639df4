"""Purity by one rule for rows with a bank and rows without.

A picture comes to the prototype (or the concept's vector) that its read weighs most. A row without that
bank has k-means of the channel's feature in its place, founded on the same training pictures by the same
rule, with as many means as the bank has rows. What a mean or prototype stands for is the commonest label
among training pictures, never among those that are asked.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure.memory_ground import Ground
from wenwu.memory.prototypes import LAMBDA, founded, stood_for, unit

SAMPLE = 3000  # pictures of `train` that say what a prototype stands for

Of = Int64[ndarray, " _"]  # of pictures; those that are learnt are more than those that are asked
Features = Float[ndarray, "_ _"]


@dataclass(frozen=True, eq=False)
class Parted:
    """To which prototype each picture came: of training, and of those that are asked."""

    learnt: Of
    asked: Of

    def purity(self, learnt: Of, asked: Of) -> float:
        """Share of asked pictures whose label is the commonest that training has at their prototype."""
        return float(self.right(learnt, asked).mean())

    def right(self, learnt: Of, asked: Of) -> Bool[ndarray, " _"]:
        """Of each asked picture whether its label is that one; never at a prototype that nothing came to."""
        count = int(max(self.learnt.max(), self.asked.max())) + 1
        return np.asarray(stood_for(self.learnt, learnt, count)[self.asked] == asked)

    def only(self, own: Bool[ndarray, " _"]) -> "Parted":
        """The same of some of those that are asked."""
        return Parted(self.learnt, self.asked[own])


def by_read(learnt: Features, asked: Features) -> Parted:
    """By the weights of a bank's read."""
    return Parted(learnt.argmax(1), asked.argmax(1))


def by_means(
    learnt: Features, asked: Features, count: int, seed: int, places: Float[ndarray, "_ 2"] | None = None
) -> Parted:
    """By k-means of a feature; with places, those weigh as in the visual bank (docs/paper.md, 21)."""
    at = np.full((len(learnt), 2), np.nan) if places is None else places
    weight = 0.0 if places is None else LAMBDA
    rows = unit(learnt.astype(np.float32))
    few = min(count, len(np.unique(rows.round(6), axis=0)))
    bank = founded(rows, at, generator(seed, "means"), few, weight)
    return Parted(bank.nearest(learnt)[0], bank.nearest(asked)[0])


def learnt_rows(ground: Ground) -> Of:
    """The pictures of `train` by which prototypes are named, the same for every row and seed."""
    return np.sort(generator(1, "named").permutation(ground.rows("train"))[:SAMPLE])
