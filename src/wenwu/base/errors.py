"""Everything wenwu refuses or cannot do, as one small tree of exceptions.

* WenwuError            exit 2
  x InputError          the input was not understood, or cannot be used
  x OutputError         the result cannot be written where it was asked for
  x RefusedError        exit 1: understood, and refused by a rule or a mismatch
"""

from collections.abc import Iterable
from difflib import get_close_matches


class WenwuError(Exception):
    """One sentence: what was wrong, where, and what would work."""

    exit_code = 2


class InputError(WenwuError):
    """The input was not understood, or cannot be used as it is."""


class OutputError(WenwuError):
    """The result cannot be written where it was asked for."""


class RefusedError(WenwuError):
    """Understood, and refused: by a rule, a sacred level, or a mismatch of cultures."""

    exit_code = 1


def unknown(kind: str, asked: str, known: Iterable[str]) -> InputError:
    """The sentence for an id that nobody knows, with the nearest names offered."""
    names = sorted(known)
    near = get_close_matches(asked.casefold(), names, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ";"
    return InputError(f"no {kind} {asked!r} in the atlas{hint} known: {', '.join(names)}")
