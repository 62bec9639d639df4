"""The nouns of the atlas: sources, cultures, motifs, dances, rites, and the atlas that holds them.

`Record` and its kin live in `record`; `Rule` in `rule`; the schemas that other stages read live in `score`,
`textile` and `costume` (they build on `record`, never on this file).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field

from wenwu.atlas.carrier import Carrier
from wenwu.atlas.concept import Concept, Relation
from wenwu.atlas.costume import Costume
from wenwu.atlas.culture import Culture, Place, Review, Route
from wenwu.atlas.described import Described, Known
from wenwu.atlas.record import (
    Claim,
    Direction,
    Gender,
    Grade,
    Id,
    Ids,
    Name,
    Names,
    Record,
    Sacred,
    Standing,
    Text,
)
from wenwu.atlas.rule import Rule
from wenwu.atlas.rulebook import Rulebook
from wenwu.atlas.score import Score
from wenwu.atlas.textile import Textile
from wenwu.base.errors import unknown

__all__ = ["Atlas", "Carrier", "Claim", "Concept", "Culture", "Dance", "Described", "Direction",
           "Formation", "Gender", "Known", "Motif", "Name", "Names", "Occasion", "Pack", "Place",
           "Record", "Relation", "Review", "Rite", "Route", "Rule", "Signature", "Source", "Standing",
           "Text", "Variant"]  # fmt: skip

Range = tuple[float, float]


class Source(Record):
    """Where a claim comes from. Grade A is primary, scholarly, museum or official; D is unverified."""

    id: str
    title: str
    kind: Literal["paper", "primary", "scholarly", "museum", "official", "web", "standard", "own"]
    grade: Grade
    url: str = ""  # kept for the record; grade C is shown by title and kind, never as a live link
    year: int | None = None
    note: str = ""


class Meaning(Claim):
    """What a motif means, in one context or in any."""

    context: str = "any"  # an occasion, a carrier, or any
    en: str
    zh: str
    concepts: Ids = ()  # ids of the concepts that these words say


class Motif(Claim):
    """A motif as something that can be drawn, placed and read."""

    id: Id
    culture: str
    names: Names
    family: str  # a family of the grammar; "none" where it must not be drawn
    params: Mapping[str, Any] = {}
    colours: tuple[str, ...] = ()  # names in the culture's palette, or #RRGGBB
    placement: Ids = ()  # carriers: hem, sleeve_cuff, apron …
    handed: bool = False  # a mirror image would be another sign
    turn: Literal["", "left", "right", "either"] = ""
    sacred: Sacred = 0
    meanings: tuple[Meaning, ...] = ()
    never: Ids = ()  # concepts it must not be read as
    expected: Mapping[str, Range] = {}  # descriptor bands of 0…1: linearity, curvature, symmetry
    drawable: bool = True


class Formation(Record):
    """How the dancers stand to one another."""

    shape: Literal["solo", "pair", "line", "arc", "ring", "two_lines"]
    direction: Direction | None = None  # travel of a ring, seen from above
    least: int = Field(ge=1, le=12)  # the smallest group the atlas calls whole
    usual: int = Field(ge=1, le=12)
    most: int = Field(ge=1, le=12)
    joined: bool = False  # hands are held
    layout: str = ""  # who stands where
    grouped: bool = False  # each sex stands together


class Variant(Record):
    """One way of dancing a dance."""

    id: Id
    gender: Literal["woman", "man", "any"] = "any"
    names: Names | None = None
    costumes: Mapping[Gender, str]  # costume id for each sex that dances it
    props: Ids = ()
    role: str = "dancer"
    note: str = ""


class Signature(Claim):
    """Something measurable that makes the dance this dance and no other."""

    id: Id
    read: str  # a read-out of the body (knee.flexion), or travel, step, beat, gap …
    stat: Literal["median", "low", "high", "range", "share", "rate", "sign", "lag", "order"]
    low: float
    high: float
    unit: Literal["deg", "m", "per_beat", "hz", "share", "sign", "beat", "step"]
    en: str
    zh: str


class Dance(Claim):
    """A dance: when, by whom, in what order and how fast; its score holds how."""

    id: Id
    culture: str
    names: Names
    branch: str = ""
    occasions: Ids = ()
    season: str = ""
    variants: tuple[Variant, ...] = ()
    default: Mapping[Gender, str] = {}  # the variant when the sentence names none
    cast: tuple[Gender, ...] = ("woman",)  # who dances when the sentence does not say, over and over
    tempo: tuple[float, float, float]  # low, high, default [beats per minute]
    metre: str = ""
    formation: Formation
    sacred: Sacred = 0
    signatures: tuple[Signature, ...] = ()
    motifs: Ids = ()  # motifs the costume should show
    facts: Mapping[
        str, str | float | bool
    ] = {}  # what rules may ask of it: same_side, start_foot, tradition …
    about: Text

    def variant(self, variant_id: str) -> Variant:
        """The variant of that id."""
        for variant in self.variants:
            if variant.id == variant_id:
                return variant
        raise unknown(f"variant of {self.id}", variant_id, (v.id for v in self.variants))


class Rite(Claim):
    """A rite or an image that the atlas knows and keeps from being made; what it offers instead."""

    id: Id
    culture: str  # an id of a pack, the plain id of a people without one, or any
    names: Names
    sacred: Sacred
    because: Text
    offer: str = ""  # id of a dance that may be danced instead


class Occasion(Record):
    """A time or place for dancing, and the words a sentence may use for it."""

    id: Id
    names: Names
    rite: bool = False  # a rite: lawful only for a dance that names it
    culture: str = "any"
    source: Ids = ()
    standing: Standing | None = None  # none for plain words that claim nothing
    note: str = ""


@dataclass(frozen=True)
class Pack:
    """One culture's folder."""

    culture: str
    review: Review
    rules: tuple[Rule, ...] = ()


Entry = TypeVar("Entry")


def _find(kind: str, asked: str, entries: Mapping[str, Entry]) -> Entry:
    """The entry of that id, or the sentence that offers the nearest one."""
    if asked in entries:
        return entries[asked]
    raise unknown(kind, asked, entries)


@dataclass(frozen=True)
class Atlas:
    """Everything the packs say, by id."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    cultures: Mapping[str, Culture] = field(default_factory=dict)
    motifs: Mapping[str, Motif] = field(default_factory=dict)
    textiles: Mapping[str, Textile] = field(default_factory=dict)
    costumes: Mapping[str, Costume] = field(default_factory=dict)
    dances: Mapping[str, Dance] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    rites: Mapping[str, Rite] = field(default_factory=dict)
    occasions: Mapping[str, Occasion] = field(default_factory=dict)
    described: Mapping[str, Described] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)

    def source(self, id: str) -> Source:
        """A source by id."""
        return _find("source", id, self.sources)

    def culture(self, id: str) -> Culture:
        """A culture by id."""
        return _find("culture", id, self.cultures)

    def motif(self, id: str) -> Motif:
        """A motif by id."""
        return _find("motif", id, self.motifs)

    def textile(self, id: str) -> Textile:
        """A textile by id."""
        return _find("textile", id, self.textiles)

    def costume(self, id: str) -> Costume:
        """A costume by id."""
        return _find("costume", id, self.costumes)

    def dance(self, id: str) -> Dance:
        """A dance by id."""
        return _find("dance", id, self.dances)

    def score_file(self, dance_id: str) -> Path | None:
        """The file a dance's score was read from; None where it was read from none."""
        where = getattr(self.scores, "file", None)
        return where(dance_id) if where is not None and dance_id in self.scores else None

    def score(self, dance_id: str) -> Score:
        """The score of a dance."""
        return _find("score of a dance", dance_id, self.scores)

    def rule(self, id: str) -> Rule:
        """A rule by id."""
        return _find("rule", id, self.rules)

    @cached_property
    def rulebook(self) -> Rulebook:
        """The enabled rules, made ready; no file's order can matter."""
        return Rulebook(self.rules.values())
