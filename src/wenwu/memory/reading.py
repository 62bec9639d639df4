"""What the memory says of a picture: what it looks like, what it means where, and how sure that is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jaxtyping import Float32
from numpy import ndarray

from wenwu.atlas.model import Atlas, Rule
from wenwu.motifs.context import Context

LIKELY = 0.2  # a concept of at least this chance is spoken of
SHOWN = 5  # prototypes that are told


@dataclass(frozen=True)
class Recalled:
    """A prototype that answered."""

    number: int
    weight: float  # w_v of eq. 1
    motifs: tuple[str, ...]  # whose pictures lie nearest to it, the commonest first
    cultures: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """As plain values."""
        said = {"motifs": list(self.motifs), "cultures": list(self.cultures)}
        return {"number": self.number, "weight": round(self.weight, 4), **said}


@dataclass(frozen=True)
class Meant:
    """What a picture means in one context."""

    context: Context
    concepts: Mapping[str, float]  # calibrated chances, the likeliest first; those below 1 % are left out
    gate: float  # g of eq. 6: how far form was believed before context
    taboos: tuple[str, ...]  # ids of rules that would apply, if it is what it looks like
    assumed: tuple[str, ...]  # words of the context that never came up and count as unsaid
    strange: tuple[str, ...] = ()  # words with which this form was never met: nobody has told what it means

    @property
    def confidence(self) -> float:
        """The chance of the likeliest concept."""
        return next(iter(self.concepts.values()), 0.0)

    def as_data(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "context": {part: word for part, word in self.context._asdict().items() if word},
            "concepts": {id: round(chance, 4) for id, chance in self.concepts.items()},
            "gate": round(self.gate, 4), "taboos": list(self.taboos), "assumed_unsaid": list(self.assumed),
            "never_met_with": list(self.strange),
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Reading:
    """A picture read. Where it is unknown, its prototypes and meanings are no more than the least unlike."""

    prototypes: tuple[Recalled, ...]
    meanings: tuple[Meant, ...]  # one for each context that was asked for
    likeness: float  # cosine to the nearest prototype
    known: bool  # False: nothing like it in memory
    where: Float32[ndarray, "4 4"]  # share of each part of the picture in what it looks like
    visual: Float32[ndarray, " D"]  # M_v w_v, which the texture takes up
    meaning: Float32[ndarray, "N D"]  # h_sem in each context, which the trigger follows

    def as_data(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "known": self.known,
            "likeness": round(self.likeness, 4),
            "prototypes": [one.as_data() for one in self.prototypes],
            "meanings": [one.as_data() for one in self.meanings],
            "where": self.where.round(4).tolist(),
        }  # fmt: skip


def taboos_of(
    atlas: Atlas, motifs: tuple[str, ...], concepts: Mapping[str, float], culture: str
) -> tuple[str, ...]:
    """Ids of the rules in force that speak of a motif or of a likely concept, of this culture or of any.

    The memory proposes what a picture may be; whether a rule is broken is for the rules to judge.
    """
    spoken = {("motif", id) for id in motifs} | {("reading", id) for id, p in concepts.items() if p >= LIKELY}
    return tuple(
        sorted(
            rule.id
            for rule in atlas.rules.values()
            if rule.enabled
            and not rule.withdrawn_by
            and (not culture or rule.culture in ("any", culture))
            and not spoken.isdisjoint(_asked(rule))
        )
    )


def _asked(rule: Rule) -> Iterator[tuple[str, str]]:
    """The facts that a rule asks for in words, with each word."""
    for conditions in (rule.when, rule.forbid, rule.require):
        for fact, wanted in (conditions or {}).items():
            words = (wanted,) if isinstance(wanted, str) else wanted if isinstance(wanted, tuple) else ()
            for word in words:
                yield fact, str(word)
