"""Rules and scenes drawn by lot, in the proportions of the shipped packs, to ask how the engine grows.

A book of more rules is one of more dances and motifs, as an atlas grows; the occasions and the cultures stay.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.random import Generator

from wenwu.atlas.facts import Facts, View
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule, Value
from wenwu.base.seed import generator

CULTURES = 20
OCCASIONS = 40
VARIANTS = ("stage", "folk")
CARRIERS = ("hem", "apron", "bag", "cuff")
PROPS = ("fan", "drum", "pole")
RULES_OF_A_DANCE = 6
RULES_OF_A_MOTIF = 2
TEXT = {"en": "drawn by lot", "zh": "随机生成"}


@dataclass(frozen=True)
class Lot:
    """How many there are of each thing in a book of so many rules, and the draws."""

    dances: int
    motifs: int
    draw: Generator

    def culture(self) -> str:
        """One of the cultures."""
        return f"c{self.draw.integers(CULTURES)}"

    def dance(self, culture: str) -> str:
        """A dance of a culture."""
        return f"{culture}_dance{self.draw.integers(self.dances)}"

    def motif(self, culture: str) -> str:
        """A motif of a culture."""
        return f"{culture}.motif{self.draw.integers(self.motifs)}"

    def occasion(self) -> str:
        """An occasion."""
        return f"occasion{self.draw.integers(OCCASIONS)}"

    def among(self, words: tuple[str, ...]) -> str:
        """One of several words."""
        return words[self.draw.integers(len(words))]


def lot(rules: int, seed: int, name: str) -> Lot:
    """The lot for a book of so many rules."""
    each = rules / CULTURES
    dances, motifs = max(round(each / 2 / RULES_OF_A_DANCE), 2), max(round(each / 2 / RULES_OF_A_MOTIF), 2)
    return Lot(dances, motifs, generator(seed, name))


def _angle(lot: Lot, culture: str) -> dict[str, Any]:
    scope = {"dance": lot.dance(culture), "variant": lot.among(VARIANTS)}
    return {"when": scope, "forbid": {"wrist.bend": {"above": 50.0 + lot.draw.integers(30)}}}


def _motif_at(lot: Lot, culture: str) -> dict[str, Any]:
    return {"when": {"occasion": lot.occasion()}, "forbid": {"motif": lot.motif(culture)}}


def _meaning(lot: Lot, culture: str) -> dict[str, Any]:
    return {"when": {"motif": lot.motif(culture), "carrier": lot.among(CARRIERS)}, "meaning": TEXT}


def _prop(lot: Lot, culture: str) -> dict[str, Any]:
    scope = {"dance": lot.dance(culture), "prop": lot.among(PROPS)}
    return {"when": scope, "require": {"gender": "man"}}


def _direction(lot: Lot, culture: str) -> dict[str, Any]:
    return {"when": {"dance": lot.dance(culture)}, "unless": {"tradition": "bon"}, "direction": "cw"}


def _caption(lot: Lot, culture: str) -> dict[str, Any]:
    return {"when": {"dance": lot.dance(culture), "occasion": lot.occasion()}, "caption": TEXT}


KINDS: Mapping[Callable[[Lot, str], dict[str, Any]], float] = {
    _angle: 0.2, _motif_at: 0.15, _meaning: 0.3, _prop: 0.1, _direction: 0.1, _caption: 0.15,
}  # fmt: skip


def rule_set(rules: int, seed: int) -> Atlas:
    """An atlas of so many rules and nothing else."""
    chance = lot(rules, seed, "rules")
    kinds = chance.draw.choice(len(KINDS), size=rules, p=list(KINDS.values()))
    found = {}
    for number, kind in enumerate(kinds):
        culture = chance.culture()
        words = list(KINDS)[kind](chance, culture)
        base = {
            "id": f"{culture}.r{number}", "culture": culture, "about": TEXT, "source": "own",
            "standing": "claimed", "strength": "soft", "passes": [{}, {}], "fails": [{}, {}],
        }  # fmt: skip
        found[f"{culture}.r{number}"] = Rule.model_validate({**base, **words})
    return Atlas(rules=found)


def scenes(count: int, rules: int, seed: int) -> list[Facts]:
    """Scenes of one dancer and two motifs among the things of a book of so many rules."""
    chance = lot(rules, seed, "scenes")
    return [_scene(chance) for _ in range(count)]


def _scene(chance: Lot) -> Facts:
    culture = chance.culture()
    scene: dict[str, Value] = {
        "culture": culture, "dance": chance.dance(culture), "occasion": chance.occasion(), "dancers": 6.0,
        "formation": "ring", "tempo": 96.0, "profile": "master", "reviewed": False,
        "direction": chance.among(("cw", "ccw")),
    }  # fmt: skip
    dancer: dict[str, Value] = {
        "gender": chance.among(("woman", "man")), "variant": chance.among(VARIANTS), "role": "dancer",
        "costume": "any", "prop": chance.among(PROPS), "wrist.bend": float(chance.draw.integers(90)),
    }  # fmt: skip
    motifs: list[View] = [
        {"motif": chance.motif(culture), "carrier": chance.among(CARRIERS)} for _ in range(2)
    ]
    return Facts(scene, (dancer, *motifs))
