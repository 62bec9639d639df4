"""A card for each prototype: whose motifs come to it, how pure it is, what it looks like in numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray

from wenwu.memory.prototypes import Bank, unit
from wenwu.motifs.corpus import Corpus
from wenwu.motifs.descriptors import NAMES, describe

NEAREST = 8  # pictures that speak for a prototype
SAID = 3  # motifs and cultures that are named


@dataclass(frozen=True)
class Card:
    """What is known of one prototype."""

    number: int
    pictures: int  # of the corpus that come to it
    motifs: tuple[str, ...]  # of all that come to it, the commonest first
    cultures: tuple[str, ...]
    forms: tuple[str, ...]
    purity: float  # share of the commonest form
    examples: tuple[int, ...]  # rows of the corpus, the nearest first
    descriptors: Mapping[str, float]  # Table 1, means over the examples

    def as_data(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "number": self.number, "pictures": self.pictures, "motifs": list(self.motifs),
            "cultures": list(self.cultures), "forms": list(self.forms), "purity": round(self.purity, 3),
            "examples": list(self.examples),
            "descriptors": {k: round(v, 3) for k, v in self.descriptors.items()},
        }  # fmt: skip


def cards(
    bank: Bank, corpus: Corpus, rows: Int64[ndarray, " N"], form: Float[ndarray, "N D"], pictures: bool = True
) -> list[Card]:
    """A card for each prototype from the pictures `rows`, whose features are `form`."""
    near = unit(form) @ bank.rows.T
    best = near.argmax(1)
    return [
        _card(number, corpus, rows, near[:, number], best == number, pictures)
        for number in range(len(bank.rows))
    ]


def _card(number: int, corpus: Corpus, rows: ndarray, near: ndarray, mine: ndarray, pictures: bool) -> Card:
    """A prototype to which nothing comes is told by what lies nearest to it."""
    order = np.argsort(-np.where(mine, near + 2, near))[:NEAREST]
    own = rows[mine] if mine.any() else rows[order]
    said = {name: _commonest(corpus, name, own) for name in ("motif", "culture", "form")}
    counts = Counter(corpus.labels["form"].of[own].tolist())
    return Card(
        number, int(mine.sum()), said["motif"], said["culture"], said["form"],
        max(counts.values()) / len(own), tuple(int(r) for r in rows[order]),
        _described(corpus, rows[order]) if pictures else {},
    )  # fmt: skip


def _commonest(corpus: Corpus, name: str, rows: ndarray) -> tuple[str, ...]:
    label = corpus.labels[name]
    return tuple(label.words[k] for k, _ in Counter(label.of[rows].tolist()).most_common(SAID))


def _described(corpus: Corpus, rows: Int64[ndarray, " E"]) -> dict[str, float]:
    """Means of Table 1's columns over the examples; a hue that is missing is left out."""
    found = [describe(corpus.picture(int(row))).row() for row in rows]
    out = {}
    for name in NAMES:
        values = [row[name] for row in found if row[name] is not None]
        if values:
            out[name] = float(np.mean(np.array(values, float)))
    return out
