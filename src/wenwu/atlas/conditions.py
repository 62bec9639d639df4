"""Conditions: what a rule asks of facts, made ready once so that asking is quick.

What is not known is never held against a scene: a fact that is missing holds nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isnan

from wenwu.atlas.rule import Compare, Value, Wanted

View = Mapping[str, Value]
Test = Callable[[Value], bool]
Tests = tuple[tuple[str, Test], ...]
UPWARD = ("above", "at_least")  # bounds that hold the better, the larger the number


@dataclass(frozen=True, slots=True)
class Ready:
    """Conditions ready to be asked: a test for each fact, and the amounts by which numbers keep them."""

    tests: Tests
    words: Tests  # those that no number decides
    amounts: tuple[tuple[str, float, float], ...]  # fact, +1 or -1, bound

    def hold(self, view: View) -> bool:
        """Whether every condition holds."""
        for key, test in self.tests:
            value = view.get(key)
            if value is None or not test(value):
                return False
        return True

    def weigh(self, view: View) -> tuple[bool, float | None] | None:
        """Whether every condition holds, and by how much; None where a fact asked for is not known."""
        held = True
        for key, test in self.tests:
            value = view.get(key)
            if value is None:
                return None
            held = held and test(value)
        return held, self.amount(view) if self.amounts else None

    def amount(self, view: View) -> float | None:
        """By how much the conditions hold together (the least amount), below 0 where they do not.

        None where no number is asked for, or where a word already decides that they do not hold.
        """
        if not self.amounts:
            return None
        for key, test in self.words:
            if key not in view or not test(view[key]):
                return None
        least = min(
            (sign * (number(view[key]) - bound) if key in view else inf for key, sign, bound in self.amounts)
        )
        return None if isnan(least) or least == inf else least


def ready(conditions: Mapping[str, Wanted]) -> Ready:
    """Conditions as data, made ready."""
    words: list[tuple[str, Test]] = []
    amounts: list[tuple[str, float, float]] = []
    for key, wanted in conditions.items():
        if not isinstance(wanted, Compare):
            words.append((key, question(wanted)))
            continue
        amounts += [(key, 1.0 if name in UPWARD else -1.0, bound) for name, bound in wanted.bounds]
        if wanted.none_of:
            words.append((key, _none_of(frozenset(wanted.none_of))))
    tests = tuple((key, question(wanted)) for key, wanted in conditions.items())
    return Ready(tests, tuple(words), tuple(amounts))


def question(wanted: Wanted) -> Test:
    """The question to one fact: is it equal, among several, or within bounds."""
    if not isinstance(wanted, Compare):
        return _among(frozenset(wanted if isinstance(wanted, tuple) else (wanted,)))
    tests = [_within(name, bound) for name, bound in wanted.bounds]
    if wanted.none_of:
        tests.append(_none_of(frozenset(wanted.none_of)))
    return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)


def _among(choices: frozenset[str | bool | float]) -> Test:
    return lambda value: not choices.isdisjoint(value) if type(value) is tuple else value in choices


def _none_of(barred: frozenset[str]) -> Test:
    return lambda value: barred.isdisjoint(map(str, value if isinstance(value, tuple) else (value,)))


def _within(name: str, bound: float) -> Test:
    within: Mapping[str, Test] = {
        "above": lambda value: number(value) > bound,
        "below": lambda value: number(value) < bound,
        "at_least": lambda value: number(value) >= bound,
        "at_most": lambda value: number(value) <= bound,
    }
    return within[name]


def number(value: Value) -> float:
    """The number of a numeric fact; a word has none, and lies within no bounds."""
    return float(value) if isinstance(value, int | float) else float("nan")
