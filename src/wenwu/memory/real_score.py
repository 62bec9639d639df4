"""How well a memory of real pictures tells forms apart: micro and over groups, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Float32, Int64
from numpy import ndarray

from wenwu.base.seed import generator

DRAWS = 2000

Hits = Bool[ndarray, " N"]


@dataclass(frozen=True)
class Score:
    """Share of pictures named rightly."""

    n: int
    groups: int
    micro: float
    over_groups: float  # mean of each group's share
    low: float  # 95 % of draws of whole groups, of the micro share
    high: float

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "n": self.n, "groups": self.groups, "accuracy": self.micro, "over_groups": self.over_groups,
            "interval": (self.low, self.high),
        }  # fmt: skip


def scored(hits: Hits, groups: Sequence[str] | Int64[ndarray, " N"]) -> Score:
    """Micro, over groups, and a bootstrap that draws whole groups."""
    _, of = np.unique(np.asarray(groups), return_inverse=True)
    size, right = np.bincount(of), np.bincount(of, hits)
    drawn = generator(1, "groups", len(size)).integers(0, len(size), (DRAWS, len(size)))
    shares = right[drawn].sum(1) / size[drawn].sum(1)
    low, high = np.percentile(shares, [2.5, 97.5])
    return Score(
        len(hits), len(size), float(np.mean(hits)), float((right / size).mean()), float(low), float(high)
    )


def difference(
    one: Hits, other: Hits, groups: Sequence[str] | Int64[ndarray, " N"]
) -> tuple[float, tuple[float, float]]:
    """By how much one way names more than another on the same pictures, and the interval over groups."""
    _, of = np.unique(np.asarray(groups), return_inverse=True)
    gain = np.bincount(of, one.astype(float) - other.astype(float))
    size = np.bincount(of)
    drawn = generator(1, "groups", len(size)).integers(0, len(size), (DRAWS, len(size)))
    low, high = np.percentile(gain[drawn].sum(1) / size[drawn].sum(1), [2.5, 97.5])
    return float(gain.sum() / size.sum()), (float(low), float(high))


def named_by_nearest(
    asked: Float[ndarray, "A D"], gallery: Float[ndarray, "G D"], names: Int64[ndarray, " G"]
) -> Int64[ndarray, " A"]:
    """The class of the nearest picture by cosine; rows are of length 1."""
    return names[(asked @ gallery.T).argmax(1)]


def found_again(
    vectors: Float32[ndarray, "N D"], groups: Int64[ndarray, " N"], asked: Int64[ndarray, " A"]
) -> tuple[Bool[ndarray, " B"], Float[ndarray, " B"], Int64[ndarray, " B"]]:
    """Of each picture asked among all others: is the first of its group, its average precision, its number.

    One whose group has nobody else is left out.
    """
    first, precision, kept = [], [], []
    for number in asked:
        order = np.argsort(-(vectors @ vectors[number]), kind="stable")
        order = order[order != number]
        belongs = groups[order] == groups[number]
        places = np.flatnonzero(belongs)
        if len(places):
            kept.append(int(number))
            first.append(bool(belongs[0]))
            precision.append(float(((np.arange(len(places)) + 1) / (places + 1)).mean()))
    return np.array(first, bool), np.array(precision, float), np.array(kept, np.int64)
