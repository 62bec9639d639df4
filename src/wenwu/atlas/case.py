"""Cases: scenes made up so that between them they tell rules apart in every way their words can.

A condition looks at one fact at a time, so it is enough to take of each fact one value of every kind.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from wenwu.atlas.conditions import View
from wenwu.atlas.domain import telling
from wenwu.atlas.rule import Value, Wanted
from wenwu.atlas.rulebook import Clause, turning

MOST = 20_000  # cases; two rules that would need more are not compared


def cases(clauses: tuple[Clause, ...], unknown: bool = False) -> Iterator[View]:
    """Every case for some rules; with `unknown`, also those in which facts are not known."""
    asked = _asked(clauses)
    values: list[tuple[Value | None, ...]] = [
        (*telling(key, wanted), *((None,) if unknown else ())) for key, wanted in asked.items()
    ]
    if prod(map(len, values)) > MOST:
        return
    for case in product(*values):
        yield {key: value for key, value in zip(asked, case, strict=True) if value is not None}


def _asked(clauses: tuple[Clause, ...]) -> dict[str, list[Wanted]]:
    """What some rules, and those that permit them, ask of each fact."""
    asked: dict[str, list[Wanted]] = {}
    for one in (*clauses, *(permit for clause in clauses for permit in clause.permits)):
        rule = one.rule
        for conditions in (rule.when, rule.unless, rule.forbid or {}, rule.require or {}):
            for key, wanted in conditions.items():
                asked.setdefault(key, []).append(wanted)
        if rule.direction:
            asked.setdefault(turning(rule.direction), []).append(rule.direction)
    asked.pop("override", None)
    return dict(sorted(asked.items()))


def meet(one: Clause, other: Clause) -> bool:
    """Whether two rules may be in scope at once, at a glance: no fact needs different words."""
    if "any" not in (one.rule.culture, other.rule.culture) and one.rule.culture != other.rule.culture:
        return False
    for key in one.rule.when.keys() & other.rule.when.keys():
        mine, theirs = one.rule.when[key], other.rule.when[key]
        if (
            isinstance(mine, str | tuple)
            and isinstance(theirs, str | tuple)
            and _several(mine).isdisjoint(_several(theirs))
        ):
            return False
    return True


def _several(words: str | tuple[str, ...]) -> set[str]:
    return {words} if isinstance(words, str) else set(words)
