"""Two rules of one strength and closeness that no scene can keep together, and rules that never matter."""

from collections.abc import Container, Iterable, Iterator
from itertools import combinations

from wenwu.atlas.case import cases, meet
from wenwu.atlas.conditions import View
from wenwu.atlas.rule import Value
from wenwu.atlas.rulebook import RANK, Clause, turning
from wenwu.atlas.rules import breaks

Scope = tuple[tuple[str, Value], ...]
ASKING = ("forbid", "require", "direction")


def asked_keys(one: Clause) -> frozenset[str]:
    """The facts a rule judges, beside those that scope it."""
    rule = one.rule
    if rule.direction:
        return frozenset({turning(rule.direction)})
    return frozenset(rule.forbid or rule.require or ())


def contradictions(
    clauses: Iterable[Clause], mine: Container[str] | None = None
) -> Iterator[tuple[Clause, Clause, View]]:
    """Pairs that contradict, and a case in which they do; with `mine`, those with one of these rules."""
    for one, other in _pairs(clauses, mine):
        if one.order[:2] == other.order[:2] and (case := _clash(one, other)) is not None:
            yield one, other, case


def shadowed(
    clauses: Iterable[Clause], mine: Container[str] | None = None
) -> Iterator[tuple[Clause, Clause]]:
    """Pairs of which the first never stops what the second does not stop as strongly."""
    for pair in _pairs(clauses, mine):
        for one, other in (pair, pair[::-1]):
            weaker = RANK[one.rule.strength] >= RANK[other.rule.strength]
            if weaker and _covered(one, other) and not (_covered(other, one) and one.order < other.order):
                yield one, other
                break


def never_heard(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Rules that other rules permit in every case, or whose `unless` holds wherever `when` does."""
    for one in clauses:
        found = list(cases((one,)))
        if found and not any(one.speaks(case, frozenset({one.culture, "any"})) for case in found):
            yield one


def _pairs(clauses: Iterable[Clause], mine: Container[str] | None) -> Iterator[tuple[Clause, Clause]]:
    """Asking rules that look at one fact and may meet."""
    by_key: dict[str, list[Clause]] = {}
    for one in clauses:
        for key in asked_keys(one) if one.rule.effect in ASKING else ():
            by_key.setdefault(key, []).append(one)
    seen: set[tuple[str, str]] = set()
    for group in by_key.values():
        for one, other in combinations(group, 2):
            names = (one.rule.id, other.rule.id)
            ours = mine is None or one.rule.id in mine or other.rule.id in mine
            if ours and names not in seen and meet(one, other):
                seen.add(names)
                yield one, other


def _clash(one: Clause, other: Clause) -> View | None:
    """A scope in which each rule alone can be kept, and both together cannot."""
    scoping = {*one.rule.when, *one.rule.unless, *other.rule.when, *other.rule.unless}
    free = (asked_keys(one) | asked_keys(other)) - scoping
    answers: dict[Scope, list[tuple[bool, bool]]] = {}
    cultures = frozenset({one.culture, other.culture, "any"})
    for case in cases((one, other)):
        scope = tuple((key, value) for key, value in case.items() if key not in free)
        if one.speaks(case, cultures) and other.speaks(case, cultures):
            answers.setdefault(scope, []).append((not breaks(one, case), not breaks(other, case)))
    for scope, kept in answers.items():
        alone = any(a for a, _ in kept) and any(b for _, b in kept)
        if alone and not any(a and b for a, b in kept):
            return dict(scope)
    return None


def _covered(one: Clause, other: Clause) -> bool:
    """Whether the other rule stops everything that this one stops."""
    cultures = frozenset({one.culture, "any"})
    if other.rule.culture not in ("any", one.rule.culture):
        return False
    stops = False
    for case in cases((one, other), unknown=True):
        if one.speaks(case, cultures) and breaks(one, case):
            stops = True
            if not (other.speaks(case, cultures) and breaks(other, case)):
                return False
    return stops
