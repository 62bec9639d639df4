"""The rulebook: every enabled rule made ready, and found by the facts it cannot speak without.

A rule is filed under one fact of its scope, the one that fewest rules share; a scene is looked up by its own
facts. So a verdict costs what its own rules cost, however many others the book holds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wenwu.atlas.conditions import Ready, View, number, ready
from wenwu.atlas.record import Direction
from wenwu.atlas.rule import Compare, Rule, Strength, Wanted

RANK: Mapping[Strength, int] = {"hard": 0, "soft": 1, "advisory": 2}
OVERRIDE = "override"  # in `unless`: where the rest of it holds, a recorded reason sets the rule aside
Word = str | bool | float


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule made ready, with the rules that permit what it would stop."""

    rule: Rule
    culture: str
    order: tuple[int, int, str]  # strength, specificity, id: findings are told in this order
    keys: frozenset[str]  # every fact it looks at
    names: tuple[str, ...]  # the same, sorted
    when: Ready
    unless: Ready | None
    excuse: Ready | None  # what must hold beside a recorded reason, where `unless` names an override
    asks: Ready | None  # of forbid or require
    dated: bool
    permits: tuple["Clause", ...] = ()

    def in_scope(self, view: View, cultures: frozenset[str]) -> bool:
        """Whether its culture (`any` is one of all), its years and its conditions fit."""
        if self.culture not in cultures:
            return False
        for key, test in self.when.tests:
            value = view.get(key)
            if value is None or not test(value):
                return False
        if self.dated and not in_force(self.rule, view):
            return False
        return self.unless is None or not self.unless.hold(view)

    def speaks(self, view: View, cultures: frozenset[str]) -> bool:
        """In scope, and no closer rule permits the case."""
        if not self.in_scope(view, cultures):
            return False
        return not self.permits or not any(p.in_scope(view, cultures) for p in self.permits)

    def may_be_set_aside(self, view: View) -> bool:
        """Whether a recorded reason counts: always for a soft rule; as `unless` says where it says so."""
        return self.rule.strength != "hard" if self.excuse is None else self.excuse.hold(view)


def in_force(rule: Rule, view: View) -> bool:
    """Whether the scene's year lies in the rule's. A scene that names no year is of the present."""
    if rule.since is None and rule.until is None:
        return True
    if "year" not in view:
        return rule.until is None
    year = number(view["year"])
    return (rule.since is None or year >= rule.since) and (rule.until is None or year <= rule.until)


def turning(direction: Direction | str) -> str:
    """The fact a direction rule is about: the ring's travel, or the motif's turn."""
    return "direction" if direction in ("cw", "ccw") else "turn"


def keys_of(rule: Rule) -> frozenset[str]:
    """Every fact a rule looks at."""
    asked = [conditions or {} for conditions in (rule.when, rule.unless, rule.forbid, rule.require)]
    keys = {key for conditions in asked for key in conditions} - {OVERRIDE}
    return frozenset(keys | ({turning(rule.direction)} if rule.direction else set()))


def clause(rule: Rule, permits: Iterable[Rule] = ()) -> Clause:
    """A rule made ready. Of the permits only closer ones count, and a claim permits nothing hard."""
    closer = (
        permit
        for permit in permits
        if permit.specificity > rule.specificity
        and not (rule.strength == "hard" and permit.standing == "claimed")
    )
    keys = keys_of(rule)
    rest = {key: wanted for key, wanted in rule.unless.items() if key != OVERRIDE}
    excused = OVERRIDE in rule.unless
    asked = rule.forbid if rule.forbid is not None else rule.require
    return Clause(
        rule,
        rule.culture,
        (RANK[rule.strength], -rule.specificity, rule.id),
        keys,
        tuple(sorted(keys)),
        ready(rule.when),
        ready(rest) if rest and not excused else None,
        ready(rest) if excused else None,
        None if asked is None else ready(asked),
        rule.since is not None or rule.until is not None,
        tuple(clause(permit) for permit in closer),
    )


class Rulebook:
    """The enabled rules of an atlas, found by culture and fact. The order they come in does not matter."""

    def __init__(self, rules: Iterable[Rule]):
        enabled = sorted((rule for rule in rules if rule.enabled), key=lambda rule: rule.id)
        permits: dict[str, list[Rule]] = {}
        for rule in enabled:
            for id in rule.permit or ():
                permits.setdefault(id, []).append(rule)
        self.clauses = {rule.id: clause(rule, permits.get(rule.id, ())) for rule in enabled}
        self._always: dict[str, list[Clause]] = {}
        self._shelf: dict[str, dict[str, dict[Word | None, list[Clause]]]] = {}  # culture, fact, its value
        self._file(Counter(place for rule in enabled for place in _places(rule)))

    def _file(self, crowd: Counter[tuple[str, str, Word | None]]) -> None:
        """Each rule under the fact of its scope that fewest rules share."""
        for one in self.clauses.values():
            by_fact: dict[str, list[tuple[str, str, Word | None]]] = {}
            for place in _places(one.rule):
                by_fact.setdefault(place[1], []).append(place)
            if not by_fact:
                self._always.setdefault(one.rule.culture, []).append(one)
                continue
            for culture, key, value in min(
                by_fact.values(), key=lambda places: sum(crowd[p] for p in places)
            ):
                self._shelf.setdefault(culture, {}).setdefault(key, {}).setdefault(value, []).append(one)

    def always(self, cultures: Iterable[str]) -> list[Clause]:
        """The rules of these cultures that need no fact to speak."""
        return [one for culture in cultures for one in self._always.get(culture, ())]

    def about(self, view: View, cultures: Iterable[str]) -> list[Clause]:
        """The rules of these cultures that are filed under a fact of this view."""
        found: list[Clause] = []
        for culture in cultures:
            for key, values in self._shelf.get(culture, {}).items():
                value = view.get(key)
                if value is None:
                    continue
                if None in values:
                    found += values[None]
                for word in value if isinstance(value, tuple) else (value,):
                    found += values.get(word, ())
        return found


def _places(rule: Rule) -> list[tuple[str, str, Word | None]]:
    """Where a rule may be filed: culture, fact, and the value it needs; None where any value will do."""
    needed: Mapping[str, Wanted] = rule.when or rule.forbid or rule.require or {}
    places: list[tuple[str, str, Word | None]] = []
    for key, wanted in needed.items():
        if isinstance(wanted, Compare) or not rule.when:
            places.append((rule.culture, key, None))
        else:
            words = wanted if isinstance(wanted, tuple) else (wanted,)
            places += [(rule.culture, key, word) for word in words]
    return places
