"""What a fact can be at all, so that a rule that waits for something else is found out."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isfinite
from typing import Any

from wenwu.atlas.complaint import shown
from wenwu.atlas.facts import CHOICES, YES_OR_NO, range_of
from wenwu.atlas.rule import Compare, Rule, Value, Wanted


def impossible(rule: Rule) -> Iterator[tuple[str, str]]:
    """The part of a rule, and what it waits for that no scene can show."""
    for part in ("when", "unless", "forbid", "require"):
        for key, wanted in (getattr(rule, part) or {}).items():
            for why in _never(key, wanted):
                yield part, why
    for part in ("passes", "fails"):
        for example in getattr(rule, part):
            for key, value in example.items():
                for one in value if isinstance(value, list | tuple) else (value,):
                    if why := strange(key, one):
                        yield part, why


def _never(key: str, wanted: Wanted) -> Iterator[str]:
    """Why a condition can never hold."""
    if isinstance(wanted, Compare):
        yield from _no_number(key, wanted)
        return
    for one in wanted if isinstance(wanted, tuple) else (wanted,):
        if why := strange(key, one):
            yield why


def _no_number(key: str, wanted: Compare) -> Iterator[str]:
    if wanted.bounds and (key in CHOICES or key in YES_OR_NO):
        yield f"{key!r} is no number and lies within no bounds"
        return
    limits = dict(wanted.bounds)
    low, high = range_of(key) or (-float("inf"), float("inf"))
    if any(not isfinite(bound) for bound in limits.values()):
        yield f"a bound of {key!r} is no finite number"
        return
    least = max(limits.get("above", low), limits.get("at_least", low))
    most = min(limits.get("below", high), limits.get("at_most", high))
    strict = limits.get("above", low - 1) == least or limits.get("below", high + 1) == most
    if least > most or (least == most and strict):
        yield f"no number can be {in_words(wanted)} as {key!r} is asked to be"


def strange(key: str, value: Any) -> str:
    """Why a fact cannot be this; empty where it can."""
    limits = range_of(key)
    if key in CHOICES and value not in CHOICES[key]:
        return f"{key!r} is never {shown(value)}; it may be {', '.join(CHOICES[key])}"
    if key in YES_OR_NO and not isinstance(value, bool):
        return f"{key!r} is true or false, and never {shown(value)}"
    if limits and (isinstance(value, bool) or not isinstance(value, int | float)):
        return f"{key!r} is a number, and never {shown(value)}"
    if limits and not limits[0] <= value <= limits[1]:
        return f"{key!r} lies between {limits[0]:g} and {limits[1]:g}, and is never {shown(value)}"
    return ""


def in_words(wanted: Compare) -> str:
    """The bounds as people say them: above 50 and below 40."""
    return " and ".join(f"{name.replace('_', ' ')} {bound:g}" for name, bound in wanted.bounds)


def telling(key: str, asked: list[Wanted]) -> tuple[Value, ...]:
    """Values of a fact that tell apart everything that is asked of it, one of each kind.

    Every word that is named and one that is not; every bound, and a number on either side of each.
    """
    if key in YES_OR_NO:
        return (True, False)
    words = {word for wanted in asked for word in _words(wanted)}
    bounds = sorted({bound for wanted in asked if isinstance(wanted, Compare) for _, bound in wanted.bounds})
    numbers = sorted({float(w) for w in words if isinstance(w, int | float)} | set(bounds))
    found: list[Value] = sorted(w for w in words if isinstance(w, str))
    if key in CHOICES:
        found = list(CHOICES[key])
    elif found:
        found.append(" ".join(["none of", *map(str, found)]))
    if numbers:
        edges = [numbers[0] - 1, *numbers, numbers[-1] + 1]
        between = [(a + b) / 2 for a, b in pairwise(numbers)]
        limits = range_of(key) or (-float("inf"), float("inf"))
        found += [n for n in sorted({*edges, *between}) if limits[0] <= n <= limits[1]]
    return tuple(found)


def _words(wanted: Wanted) -> Mapping[Any, None]:
    if isinstance(wanted, Compare):
        return dict.fromkeys(wanted.none_of)
    return dict.fromkeys(wanted if isinstance(wanted, tuple) else (wanted,))
