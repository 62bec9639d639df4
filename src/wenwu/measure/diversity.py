"""How different seeds are from one another: the pairwise likeness of what they dance.

1 is one canned loop, 0 as different as two dances. A generator that repeats itself and shakes stays near 1;
so does one that is frozen, which is why both stand beside it in the table.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.measure.similarity import correlation
from wenwu.measure.takes import Take, resemblance


def pairwise(clips: Sequence[Float[ndarray, "T D"]]) -> Float[ndarray, " P"]:
    """r of every pair of whole clips, given as centred poses."""
    return np.array([correlation(one, two) for one, two in combinations(clips, 2)], float)


def same_phrase(seeds: Sequence[Sequence[Take]]) -> Float[ndarray, " P"]:
    """r of every take and the likest take of its phrase that another seed danced, whatever the variant.

    A clip that names no phrases is compared with the others piece by piece, in the order danced.
    """
    found = []
    for ours, theirs in combinations(seeds, 2):
        for k, one in enumerate(ours):
            same = [t for n, t in enumerate(theirs) if t.phrase == one.phrase and (one.phrase or n == k)]
            if same:
                found.append(max(resemblance(one, two) for two in same))
    return np.array(found, float)
