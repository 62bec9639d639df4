"""Finding again: the nearest neighbour, recall at one, mean average precision, by cosine.

Average precision of one question: the mean, over all that belong to it, of the share of what belongs among
all that stand at least so near (every place of the order counts, none is cut off).
"""

from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray

from wenwu.measure.signature_sweep import wilson
from wenwu.memory.prototypes import unit

CHUNK = 512

Of = Int64[ndarray, " N"]
Features = Float[ndarray, "N D"]


def found_again(features: Features, kind: Of, group: Of) -> dict[str, Any]:
    """Each picture asked of all others that are not of its group. One that has nobody is left out."""
    return asked_of(features, kind, features, kind, group, group)


def asked_of(
    asked: Features, kind: Of, among: Float[ndarray, "M D"], of: Int64[ndarray, " M"],
    group: Of | None = None, groups: Int64[ndarray, " M"] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """R@1 (with Wilson's 95 % interval, and the mean over kinds) and mAP of questions asked of a gallery."""
    near, far = unit(asked), unit(among)
    first, precision, some = (np.zeros(len(asked), t) for t in (bool, float, bool))
    for k in range(0, len(asked), CHUNK):
        rows = slice(k, k + CHUNK)
        like = near[rows] @ far.T
        counts = np.ones(like.shape, bool) if group is None else group[rows, None] != groups
        belongs = (kind[rows, None] == of) & counts
        order = np.argsort(np.where(counts, -like, np.inf), 1, kind="stable")
        ranked = np.take_along_axis(belongs, order, 1)
        first[rows], precision[rows], some[rows] = ranked[:, 0], _precision(ranked), belongs.any(1)
    right, kinds = first[some], kind[some]
    low, high = wilson(int(right.sum()), len(right))
    return {
        "n": len(right), "classes": len(np.unique(kinds)), "r_at_1": float(right.mean()),
        "r_at_1_interval": (low, high),
        "r_at_1_over_classes": float(np.mean([right[kinds == k].mean() for k in np.unique(kinds)])),
        "map": float(precision[some].mean()),
    }  # fmt: skip


def _precision(ranked: Bool[ndarray, "N M"]) -> Float[ndarray, " N"]:
    """Average precision of each row of an order."""
    found = np.cumsum(ranked, 1)
    share = found / np.arange(1, ranked.shape[1] + 1)
    return (share * ranked).sum(1) / np.maximum(ranked.sum(1), 1)
