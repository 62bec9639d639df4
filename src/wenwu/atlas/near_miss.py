"""Near-misses: every numeric bound is tried a little on either side, and the rule has to answer as it says.

The examples of a rule have to pin each bound down as well: one that lies on it, and one just beyond, so that
neither the number nor the comparison can change unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

from wenwu.atlas.conditions import number
from wenwu.atlas.example import Records, alone, content, frozen, judged, unreadable
from wenwu.atlas.facts import range_of, unit_of
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Compare, Rule, Value
from wenwu.atlas.rules import Finding

STEPS = (0.25, 1.0, 3.0)  # [units] a degree, a percent of the cloth, a year …
NEAR = 3.0  # [units] the example beyond a bound lies no further off
OPEN_BELOW = ("above", "at_most")  # the bound itself belongs to the side below it


@dataclass(frozen=True)
class Bound:
    """One numeric bound of a rule."""

    part: str  # when, unless, forbid or require
    key: str
    name: str  # above, below, at_least or at_most
    at: float

    def __str__(self) -> str:
        return f"{self.key} {self.name.replace('_', ' ')} {self.at:g}"

    def holds(self, value: float) -> bool:
        """Whether a number is within it."""
        if value == self.at:
            return self.name in ("at_least", "at_most")
        return (value > self.at) is (self.name in ("above", "at_least"))


def bounds(rule: Rule) -> Iterator[Bound]:
    """Every numeric bound of a rule."""
    for part in ("when", "unless", "forbid", "require"):
        for key, wanted in (getattr(rule, part) or {}).items():
            if isinstance(wanted, Compare):
                yield from (Bound(part, key, name, at) for name, at in wanted.bounds)


def near_misses(rule: Rule, records: Records) -> Iterator[tuple[str, str]]:
    """The part of a rule, and what is wrong with one of its bounds."""
    atlas = alone(rule, records)
    for bound in bounds(rule):
        given = [example for example in _readable(rule) if bound.key in example]
        numbers = [n for n in (number(example[bound.key]) for example in given) if not isnan(n)]
        if bound.at not in numbers:
            yield (
                bound.part,
                f"has no example that lies on its bound ({bound}), so the comparison is untested",
            )
        reach = NEAR * unit_of(bound.key)
        beyond = [n for n in numbers if bound.at != n and (n > bound.at) is (bound.name in OPEN_BELOW)]
        if not any(abs(n - bound.at) <= reach + 1e-9 for n in beyond):
            side = "above" if bound.name in OPEN_BELOW else "below"
            yield bound.part, f"has no example within {reach:g} {side} its bound ({bound})"
        if numbers:
            yield from ((bound.part, why) for why in _tried(rule, bound, given, atlas))


def _tried(rule: Rule, bound: Bound, given: list[dict[str, Value]], atlas: Atlas) -> Iterator[str]:
    """Each example moved a little to either side of a bound, and judged."""
    answers: dict[bool, set[bool]] = {True: set(), False: set()}
    for example in given:
        one_side: dict[bool, set[bool]] = {True: set(), False: set()}
        for value in values(bound):
            found = judged(rule, {**example, bound.key: value}, atlas)
            for finding in found:
                if why := _margin_lies(rule, bound, value, finding):
                    yield why
            one_side[bound.holds(value)].add(content(rule, found))
        if all(len(side) == 1 for side in one_side.values()):
            for side, said in one_side.items():
                answers[side] |= said if one_side[True] != one_side[False] else set()
    if answers[True] == answers[False]:
        yield f"answers alike on both sides of its bound ({bound}), whatever example is tried"


def values(bound: Bound) -> list[float]:
    """Numbers a little to either side of a bound, and on it, as far as the fact can have them."""
    unit, limits = unit_of(bound.key), range_of(bound.key)
    found = [bound.at, *(bound.at + sign * step * unit for step in STEPS for sign in (1, -1))]
    return [value for value in found if limits is None or limits[0] <= value <= limits[1]]


def _margin_lies(rule: Rule, bound: Bound, value: float, finding: Finding) -> str:
    """A margin below 0 for what is kept, or above 0 for what is broken."""
    margin, asks = finding.margin, rule.effect in ("forbid", "require")
    if not asks or margin is None or margin == 0 or (margin < 0) is finding.breach:
        return ""
    state = "broken" if finding.breach else "kept"
    return f"gives the margin {margin:g} at {bound.key} {value:g}, where it is {state}"


def _readable(rule: Rule) -> Iterator[dict[str, Value]]:
    for example in (*rule.passes, *rule.fails):
        if not any(unreadable(key, value) for key, value in example.items()):
            yield frozen(example)
