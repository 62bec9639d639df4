"""How often each sense is drawn, so that neither its context nor its form alone tells what it means.

Weights start equal and are moved, a little at a time, until within each culture, each form and each motif the
concepts are as even as the atlas lets them be; a form or motif that has one concept whatever its context is
drawn less. No sense becomes rarer or commoner than the bounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.motifs.sense import Sense

ROUNDS, STEP = 300, 0.1
LEAST, MOST = 0.35, 4.0  # of the mean weight
ALONE = 0.5  # pull on what has one concept only, beside the logarithm of a share


def balance(senses: Sequence[Sense]) -> Float[ndarray, " S"]:
    """A weight for each sense; they add up to 1."""
    concept = [sense.concept for sense in senses]
    every = [""] * len(senses)
    of = ([getattr(sense, key) for sense in senses] for key in ("culture", "form", "motif"))
    groups = [_Group.of(names, concept) for names in (every, *of)]
    weight = np.full(len(senses), 1 / len(senses))
    for _ in range(ROUNDS):
        weight = weight * np.exp(STEP * sum(group.toward_even(weight) for group in groups))
        for _ in range(3):  # the bounds hold of the mean that they leave
            weight = np.clip(weight / weight.mean(), LEAST, MOST)
    return weight / weight.sum()


@dataclass(frozen=True, eq=False)
class _Group:
    """Senses by what they share, and by that and their concept."""

    member: Int[ndarray, " S"]
    pair: Int[ndarray, " S"]
    concepts: Int[ndarray, " S"]  # how many there are in a sense's group

    @classmethod
    def of(cls, names: Sequence[str], concept: Sequence[str]) -> "_Group":
        member = np.unique(names, return_inverse=True)[1]
        pairs = np.array([f"{name}/{own}" for name, own in zip(names, concept, strict=True)])
        first, pair = np.unique(pairs, return_index=True, return_inverse=True)[1:]
        return cls(member, pair, np.bincount(member[first])[member])

    def toward_even(self, weight: Float[ndarray, " S"]) -> Float[ndarray, " S"]:
        """By how much each concept falls short of an even share of its group (log), halved."""
        share = np.bincount(self.pair, weight)[self.pair]
        even = np.bincount(self.member, weight)[self.member] / self.concepts
        return np.where(self.concepts > 1, 0.5 * np.log(even / share), -ALONE)
