"""Classifier two-sample test: how often does a classifier tell two sorts apart? One half: it cannot.

Lopez-Paz & Oquab 2017, Revisiting Classifier Two-Sample Tests. Folds keep all that belongs to one crest
together, and the interval is a bootstrap over crests.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from scipy.optimize import minimize

from wenwu.base.seed import generator

FOLDS = 5
RIDGE = 1.0
DRAWS = 2000


@dataclass(frozen=True)
class Told:
    """How often the classifier was right, with a 95 % interval over crests."""

    accuracy: float
    low: float
    high: float
    n: int


def told_by_logistic(
    features: Float[ndarray, "N F"], false: Bool[ndarray, " N"], group: Sequence[str], seed: int = 1
) -> Told:
    """Ridge logistic regression on standardised features, tested on crests it was not fitted to."""
    right = np.zeros(len(false), bool)
    fold = folds(group, seed)
    for k in range(FOLDS):
        kept = fold != k
        mean, spread = features[kept].mean(0), features[kept].std(0) + 1e-9
        weights = _fitted((features[kept] - mean) / spread, false[kept])
        score = (features[~kept] - mean) / spread @ weights[1:] + weights[0]
        right[~kept] = (score > 0) == false[~kept]
    return told(right, group, seed)


def folds(group: Sequence[str], seed: int) -> Int[ndarray, " N"]:
    """A fold for each row, one for all rows of a crest."""
    names = sorted(set(group))
    order = generator(seed, "folds").permutation(len(names))
    of = {name: int(place) % FOLDS for name, place in zip(names, order, strict=True)}
    return np.array([of[name] for name in group])


def told(right: Bool[ndarray, " N"], group: Sequence[str], seed: int = 1) -> Told:
    """Accuracy and its bootstrap interval, whole crests drawn."""
    names, of = np.unique(np.array(group), return_inverse=True)
    hits, sizes = np.bincount(of, right, len(names)), np.bincount(of, minlength=len(names))
    pick = generator(seed, "bootstrap").integers(0, len(names), (DRAWS, len(names)))
    low, high = np.percentile(hits[pick].sum(1) / sizes[pick].sum(1), [2.5, 97.5])
    return Told(float(right.mean()), float(low), float(high), len(right))


def _fitted(x: Float[ndarray, "N F"], false: Bool[ndarray, " N"]) -> Float[ndarray, " G"]:
    sign = np.where(false, 1.0, -1.0)
    design = np.column_stack([np.ones(len(x)), x])

    def loss(w: Float[ndarray, " G"]) -> tuple[float, Float[ndarray, " G"]]:
        margin = sign * (design @ w)
        slope = -sign / (1 + np.exp(np.clip(margin, -30, 30)))
        cost = np.logaddexp(0, -margin).sum() + 0.5 * RIDGE * (w[1:] @ w[1:])
        return float(cost), design.T @ slope + RIDGE * np.concatenate([[0], w[1:]])

    return minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x
