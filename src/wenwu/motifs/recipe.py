"""The recipe of the labelled corpus: what the atlas leaves open when its signs are drawn many times over."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from wenwu.atlas.model import Motif

KEPT = 0.25  # share of a range of fractions whose upper end no learner sees
NOT_NUMBERS = ("widths",)  # lists that are no ranges


@dataclass(frozen=True)
class Varies:
    """A number of a drawing that another maker might choose otherwise."""

    motif: str
    number: str
    low: float
    high: float
    whole: bool
    rule: str = ""  # of the atlas, where the number decides what the sign means
    concept: str = ""  # which it then means

    def seen(self, rng: np.random.Generator) -> float | int:
        """A value that learners may see."""
        if self.whole:
            return int(rng.integers(round(self.low), round(self.high)))
        return round(float(rng.uniform(self.low, self.edge)), 3)

    def unseen(self, rng: np.random.Generator) -> float | int:
        """A value that is kept from them: the highest of whole numbers, the upper end of fractions."""
        return round(self.high) if self.whole else round(float(rng.uniform(self.edge, self.high)), 3)

    @property
    def edge(self) -> float:
        """Where the kept end of a range of fractions begins."""
        return self.high - KEPT * (self.high - self.low)


@dataclass(frozen=True)
class Recipe:
    """What corpus.toml says."""

    left_out: frozenset[str]  # occasions
    topology: Mapping[str, str]  # by family
    unseen_families: frozenset[str]
    unseen_pairs: frozenset[tuple[str, str]]  # culture, family
    varies: tuple[Varies, ...]

    def kind(self, family: str) -> str:
        """What kind of form a family draws."""
        return self.topology.get(family, "other")

    def numbers(self, motif: Motif, concept: str) -> tuple[Varies, ...]:
        """What may vary of a motif that is read so: the atlas' own ranges, then ours."""
        own = tuple(v for v in self.varies if v.motif == motif.id and v.concept in ("", concept))
        ours = {v.number for v in own}
        stated = (
            Varies(motif.id, name, *_ends(value), all(isinstance(end, int) for end in value))
            for name, value in motif.params.items()
            if _is_range(name, value) and name not in ours
        )
        return (*stated, *own)


def _is_range(name: str, value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and name not in NOT_NUMBERS


def _ends(value: Any) -> tuple[float, float]:
    return float(value[0]), float(value[1])


@lru_cache(maxsize=1)
def load_recipe() -> Recipe:
    """The recipe that came with wenwu."""
    data = tomllib.loads(files("wenwu.motifs").joinpath("corpus.toml").read_text("utf-8"))
    pairs = frozenset(tuple(pair.split("/")) for pair in data["unseen"]["pairs"])
    return Recipe(
        frozenset(data["left_out"]),
        {family: kind for kind, families in data["topology"].items() for family in families},
        frozenset(data["unseen"]["families"]),
        frozenset((culture, family) for culture, family in pairs),
        tuple(_varies(row) for row in data["varies"]),
    )


def _varies(row: Mapping[str, Any]) -> Varies:
    low, high = row["range"]
    whole = isinstance(low, int) and isinstance(high, int)
    return Varies(
        *(row["motif"], row["number"], float(low), float(high), whole),
        *(row.get("rule", ""), row.get("concept", "")),
    )
