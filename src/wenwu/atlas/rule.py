"""A rule as data: when it speaks, what it asks, on whose word, and examples that prove how it is meant."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from wenwu.atlas.record import Claim, Direction, Id, Ids, Record, Text

Strength = Literal["hard", "soft", "advisory"]
Effect = Literal["forbid", "require", "direction", "meaning", "caption", "permit"]
Value = str | bool | int | float | tuple[str, ...]
EFFECTS: tuple[Effect, ...] = ("forbid", "require", "direction", "meaning", "caption", "permit")


class Compare(Record):
    """A question to one number, strict where it says so, or to one word."""

    above: float | None = None
    below: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    none_of: Ids = ()

    @model_validator(mode="after")
    def _asks_something(self) -> "Compare":
        if not self.none_of and self.bounds == ():
            raise ValueError("a test needs above, below, at_least, at_most or none_of")
        return self

    @property
    def bounds(self) -> tuple[tuple[str, float], ...]:
        """The numeric bounds that are set."""
        names = ("above", "below", "at_least", "at_most")
        return tuple((name, getattr(self, name)) for name in names if getattr(self, name) is not None)


Wanted = str | bool | float | tuple[str, ...] | Compare
Conditions = Mapping[str, Wanted]


class Rule(Claim):
    """One rule. Exactly one of the six effects is set.

    forbid      these facts together must not hold
    require     these facts must hold, as far as they are known
    direction   the ring, or the turning motif, goes this way
    meaning     what the motif means here
    caption     a sentence that must stand beside the picture
    permit      ids of wider rules that do not speak here
    """

    id: Id
    culture: str  # a pack's id, or any
    about: Text
    when: Mapping[str, Wanted] = {}
    unless: Mapping[str, Wanted] = {}
    forbid: Conditions | None = None
    require: Conditions | None = None
    direction: Direction | Literal["left", "right"] | None = None
    meaning: Text | None = None
    caption: Text | None = None
    permit: Ids | None = None
    strength: Strength
    lawful: Text | None = None  # what would make it lawful, when the rule's own words do not say it
    period: str = ""  # the years the source speaks of, where it is not the present
    since: int | None = None  # the first year it holds for
    until: int | None = None  # the last one; a scene that names no year is of the present, and later
    passes: tuple[Mapping[str, Any], ...] = Field(min_length=2)  # facts it is content with
    fails: tuple[Mapping[str, Any], ...] = Field(min_length=2)  # facts it stops; silent, if it only speaks

    @model_validator(mode="after")
    def _one_effect(self) -> "Rule":
        named = [effect for effect in EFFECTS if getattr(self, effect) is not None]
        if len(named) != 1:
            raise ValueError(f"a rule has exactly one effect of {', '.join(EFFECTS)}; this has {len(named)}")
        if self.standing == "claimed" and self.strength == "hard":
            raise ValueError("a claimed rule is at most soft")
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError(f"since {self.since} lies after until {self.until}")
        return self

    @property
    def effect(self) -> Effect:
        """Which of the six effects is set."""
        return next(effect for effect in EFFECTS if getattr(self, effect) is not None)

    @property
    def specificity(self) -> int:
        """How many conditions scope it; the more it names, the closer it is to the case."""
        return len(self.when) + len(self.unless) + (self.culture != "any")
