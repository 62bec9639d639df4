"""The context of a sign: whose it is, when it is worn, on what, how it is set, by whom."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Shaped
from numpy import ndarray

UNSAID = ""
Contexts = Shaped[ndarray, "_ 5"]  # words


class Context(NamedTuple):
    """Five words of the atlas; an empty one is not said."""

    culture: str = UNSAID
    occasion: str = UNSAID
    carrier: str = UNSAID  # what it is put on: hem, apron, child_carrier …
    placement: str = UNSAID  # alone, row, field
    role: str = UNSAID  # of who wears it: woman, man

    def covers(self, other: "Context") -> bool:
        """Whether everything that is said here is said there too."""
        return all(mine in (UNSAID, theirs) for mine, theirs in zip(self, other, strict=True))


def as_words(contexts: Iterable[Context]) -> Contexts:
    """Several contexts, each once, as an array of words."""
    return np.array(list(dict.fromkeys(contexts)), str).reshape(-1, len(Context._fields))


def differing(context: Context, others: Contexts) -> Bool[ndarray, "_ 5"]:
    """In which parts a context differs from others; what is not said on either side may be anything."""
    own = np.array(context, str)
    return (others != own) & (others != UNSAID) & (own != UNSAID)
