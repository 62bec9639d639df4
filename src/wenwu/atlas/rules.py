"""The rule engine: facts about a scene in, findings out. Pure, and blind to the order of rules and facts.

A rule speaks about a view (the scene, or the scene as one dancer or one motif shows it) when all of `when`
hold and `unless` does not, and no rule that permits the case names it. What the view does not know is never
held against it: an unknown fact fails `when`, fulfils no `forbid`, and leaves a `require` open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf

from wenwu.atlas.facts import ANGLES, Facts, View
from wenwu.atlas.model import Atlas
from wenwu.atlas.record import Text
from wenwu.atlas.rule import Compare, Conditions, Effect, Rule, Strength, Value, Wanted

RANK: Mapping[Strength, int] = {"hard": 0, "soft": 1, "advisory": 2}


@dataclass(frozen=True)
class Finding:
    """One rule that spoke, and what it found."""

    rule: Rule
    about: tuple[tuple[str, Value], ...]  # the facts it looked at, by name
    breach: bool
    margin: float | None = None  # how far inside the rule (+) or outside (-); degrees for angles
    set_aside: str = ""  # the recorded reason, where a soft rule was set aside

    @property
    def effect(self) -> Effect:
        """What kind of rule spoke."""
        return self.rule.effect

    @property
    def stops(self) -> bool:
        """Whether the scene may not go ahead as it is."""
        return self.breach and not self.set_aside and self.rule.strength != "advisory"


@dataclass(frozen=True)
class Verdict:
    """All findings: the stopping ones first, then by strength, specificity and id."""

    findings: tuple[Finding, ...]

    @property
    def lawful(self) -> bool:
        """Nothing stops the scene."""
        return not any(finding.stops for finding in self.findings)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Breaches of hard rules: the scene is not made."""
        return tuple(f for f in self.findings if f.stops and f.rule.strength == "hard")

    @property
    def must_change(self) -> tuple[Finding, ...]:
        """Breaches of soft rules: repaired, or set aside with a recorded reason."""
        return tuple(f for f in self.findings if f.stops and f.rule.strength == "soft")

    @property
    def advisories(self) -> tuple[Finding, ...]:
        """Captions, and breaches that only ask for thought."""
        return tuple(f for f in self.findings if not f.stops and (f.effect == "caption" or f.breach))

    @property
    def kept(self) -> tuple[Finding, ...]:
        """Rules that were asked and are kept, with their margins."""
        asks = ("forbid", "require", "direction")
        return tuple(f for f in self.findings if f.effect in asks and not f.breach)

    @property
    def direction(self) -> str | None:
        """The way the ring goes by the closest rule, where one speaks."""
        ways = [f.rule.direction for f in self.findings if f.rule.direction in ("cw", "ccw")]
        return ways[0] if ways else None

    def meanings(self, motif: str) -> tuple[Text, ...]:
        """What the motif means here by the closest rules; several where they are equally close."""
        spoken = [f for f in self.findings if f.rule.meaning and dict(f.about).get("motif") == motif]
        closest = max((f.rule.specificity for f in spoken), default=0)
        return tuple(f.rule.meaning for f in spoken if f.rule.meaning and f.rule.specificity == closest)


def judge(facts: Facts, atlas: Atlas) -> Verdict:
    """What the rules of the atlas say about a scene."""
    findings: dict[tuple[str, tuple[tuple[str, Value], ...]], Finding] = {}
    for rule in _candidates(facts, atlas):
        for view in facts.views(frozenset(_keys(rule))):
            if not speaks(rule, view, atlas):
                continue
            finding = _apply(rule, known(view, atlas), facts.set_aside.get(rule.id, ""))
            if finding:
                findings[rule.id, finding.about] = finding
    return Verdict(tuple(sorted(findings.values(), key=_order)))


def _order(finding: Finding) -> tuple[bool, int, int, str, str]:
    rule = finding.rule
    return (not finding.stops, RANK[rule.strength], -rule.specificity, rule.id, repr(finding.about))


def _candidates(facts: Facts, atlas: Atlas) -> list[Rule]:
    """The enabled rules of the cultures that appear, and of all."""
    views = [facts.scene, *facts.subjects]
    cultures = {culture for view in views for culture in _cultures(view, atlas)}
    return [rule for culture in sorted({*cultures, "any"}) for rule in atlas.rules_of(culture)]


def _cultures(view: View, atlas: Atlas) -> set[str]:
    """The view's own culture and that of the motif it shows."""
    motif = atlas.motifs.get(str(view.get("motif")))
    return {str(view[key]) for key in ("culture",) if key in view} | ({motif.culture} if motif else set())


def speaks(rule: Rule, view: View, atlas: Atlas) -> bool:
    """Whether a rule has anything to say about a view."""
    if not _in_scope(rule, view, atlas):
        return False
    permits = (r for r in atlas.permits_of(rule.id) if r.specificity > rule.specificity)
    return not any(_in_scope(permit, view, atlas) for permit in permits)


def _in_scope(rule: Rule, view: View, atlas: Atlas) -> bool:
    if not rule.enabled or (rule.culture != "any" and rule.culture not in _cultures(view, atlas)):
        return False
    full = known(view, atlas)
    return all_hold(rule.when, full) and not (rule.unless and all_hold(rule.unless, full))


def known(view: View, atlas: Atlas) -> View:
    """The view with what the atlas itself knows about its motif and its dance."""
    motif, dance = atlas.motifs.get(str(view.get("motif"))), atlas.dances.get(str(view.get("dance")))
    more: dict[str, Value] = {}
    if dance:
        more |= {**dance.facts, "sacred": float(dance.sacred)}
    if motif:
        more |= {"sacred": float(motif.sacred), "family": motif.family}
    return {**more, **view} if more else view


def _keys(rule: Rule) -> Iterator[str]:
    """Every fact a rule looks at."""
    for conditions in (rule.when, rule.unless, rule.forbid, rule.require):
        yield from conditions or ()
    if rule.direction:
        yield _turning(rule)


def _turning(rule: Rule) -> str:
    """The fact a direction rule is about: the ring's travel, or the motif's turn."""
    return "direction" if rule.direction in ("cw", "ccw") else "turn"


def _apply(rule: Rule, view: View, reason: str) -> Finding | None:
    """The finding of a rule that speaks; None where the facts it asks for are not known."""
    about = tuple(sorted((key, view[key]) for key in set(_keys(rule)) if key in view))
    breach, margin = False, None
    if rule.forbid is not None:
        if not all(key in view for key in rule.forbid):
            return None
        breach, margin = all_hold(rule.forbid, view), _negative(truth(rule.forbid, view))
    elif rule.require is not None:
        if not all(key in view for key in rule.require):
            return None
        breach, margin = not all_hold(rule.require, view), _finite(truth(rule.require, view))
    elif rule.direction is not None:
        breach = view.get(_turning(rule), rule.direction) not in (rule.direction, "either")
    aside = reason if breach and rule.strength != "hard" else ""
    return Finding(rule, about, breach, margin, aside)


def _finite(value: float) -> float | None:
    return value if abs(value) < inf else None


def _negative(value: float) -> float | None:
    return None if abs(value) == inf else -value


def all_hold(conditions: Conditions, view: View) -> bool:
    """Whether every condition holds; a fact that is not known holds nothing."""
    return all(key in view and holds(wanted, view[key]) for key, wanted in conditions.items())


def holds(wanted: Wanted, value: Value) -> bool:
    """Whether one fact is as wanted: equal, among several, or within bounds."""
    have = value if isinstance(value, tuple) else (value,)
    if isinstance(wanted, Compare):
        if wanted.none_of and not set(wanted.none_of).isdisjoint(map(str, have)):
            return False
        return all(_within(name, bound, number(value)) for name, bound in wanted.bounds)
    return any(item in _several(wanted) for item in have)


def _several(wanted: str | bool | float | tuple[str, ...]) -> tuple[str | bool | float, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)


def _within(name: str, bound: float, value: float) -> bool:
    match name:
        case "above":
            return value > bound
        case "below":
            return value < bound
        case "at_least":
            return value >= bound
        case _:
            return value <= bound


def number(value: Value) -> float:
    """The number of a numeric fact; a word has none, and lies within no bounds."""
    return float(value) if isinstance(value, int | float) else float("nan")


def truth(conditions: Conditions, view: View) -> float:
    """By how much the conditions hold together: the least amount, infinite where none is a number."""
    amounts = [
        number(view[key]) - bound if name in ("above", "at_least") else bound - number(view[key])
        for key, wanted in conditions.items()
        if isinstance(wanted, Compare) and key in view
        for name, bound in wanted.bounds
    ]
    return min(amounts, default=inf)


def angle_rules(facts: Facts, atlas: Atlas, dancer: View) -> tuple[Rule, ...]:
    """The rules about joint angles that speak about one dancer."""
    view = {**facts.scene, **dancer}
    rules = _candidates(Facts(view), atlas)
    return tuple(r for r in rules if readouts(r) and speaks(r, view, atlas))


def readouts(rule: Rule) -> tuple[str, ...]:
    """The joint angles a rule bounds."""
    return tuple(key for key in (rule.forbid or rule.require or {}) if key in ANGLES)
