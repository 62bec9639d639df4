"""Families of the grammar: each draws one kind of form from a few numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wenwu.base.errors import InputError, unknown
from wenwu.motifs.path import Drawing, Real

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Family:
    """How a form is drawn, and what may be done with it."""

    draw: Callable[[Params], Drawing]
    joins: bool = False  # its box is a period; neighbours meet without a gap
    upright: bool = False  # has a top that must stay on top
    tiles: bool = False  # joins above and below too
    counted: bool = False  # stands on the threads of a weave; no hand bends it


FAMILIES: dict[str, Family] = {}


def family(
    name: str, joins: bool = False, upright: bool = False, tiles: bool = False, counted: bool = False
) -> Callable[[Callable[[Params], Drawing]], Callable[[Params], Drawing]]:
    """Enter a drawing function under a name."""

    def enter(draw: Callable[[Params], Drawing]) -> Callable[[Params], Drawing]:
        FAMILIES[name] = Family(draw, joins, upright, tiles, counted)
        return draw

    return enter


def number(params: Params, name: str, usual: Real) -> float:
    """A parameter; of a range [low, high], the middle."""
    value = params.get(name, usual)
    if isinstance(value, list | tuple):
        value = (value[0] + value[-1]) / 2
    if isinstance(value, bool) or not isinstance(value, int | Real):
        raise InputError(f"the parameter {name!r} of a motif is {value!r}; it needs a number or a range")
    return float(value)


def count(params: Params, name: str, usual: int, low: int = 1, high: int = 64) -> int:
    """A whole parameter within sane bounds."""
    value = round(number(params, name, usual))
    if not low <= value <= high:
        raise InputError(f"the parameter {name!r} of a motif is {value}; it may be {low} to {high}")
    return value


def word(params: Params, name: str, usual: str) -> str:
    """A parameter that is a word."""
    return str(params.get(name, usual))


def find_family(name: str) -> Family:
    """The family of that name."""
    if name not in FAMILIES:
        raise unknown("family of motifs", name, FAMILIES)
    return FAMILIES[name]
