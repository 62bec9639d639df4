"""What the atlas describes and cannot make yet."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from wenwu.atlas.record import Claim, Id, Ids, Names, Sacred, Text


class Known(Claim):
    """One thing the sources say of what is described."""

    en: str
    zh: str


class Described(Claim):
    """A dance or a costume that the atlas describes and cannot make yet, with what is missing.

    It has its names, its rules and its place in the graph; a sentence that asks for it is judged by the
    rules, and refused with what is missing and what may be made instead.
    """

    id: Id
    culture: str
    kind: Literal["dance", "costume"]
    names: Names
    branch: str = ""
    occasions: Ids = ()
    season: str = ""
    gender: Literal["woman", "man", "any"] = "any"
    sacred: Sacred = 0
    about: Text
    known: tuple[Known, ...] = ()
    missing: tuple[Text, ...] = Field(min_length=1)  # what it would take to make it
    offer: str = ""  # id of a dance that may be danced instead
    facts: Mapping[str, str | float | bool] = {}  # what rules may ask of it
    motifs: Ids = ()
