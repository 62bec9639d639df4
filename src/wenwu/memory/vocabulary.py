"""The words that the memory knows: parts of a context, forms, concepts. A word it does not know is unsaid."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int64
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motifs.context import UNSAID, Context

PARTS = Context._fields  # culture, occasion, carrier, placement, role


@dataclass(frozen=True)
class Vocabulary:
    """What the numbers stand for, in the order in which the network was trained."""

    contexts: tuple[tuple[str, ...], ...]  # the words of each part; word 0 is unsaid
    forms: tuple[str, ...]
    concepts: tuple[str, ...]

    def __post_init__(self) -> None:
        """Every part begins with the unsaid."""
        assert len(self.contexts) == len(PARTS)
        assert all(words[0] == UNSAID for words in self.contexts)

    def numbers(self, contexts: Iterable[Context]) -> Int64[ndarray, "N 5"]:
        """A row of numbers for each context; 0 for what is unsaid, or said in a word that never came up."""
        column = [{word: k for k, word in enumerate(words)} for words in self.contexts]
        rows = [[known.get(word, 0) for known, word in zip(column, one, strict=True)] for one in contexts]
        return np.array(rows, np.int64).reshape(-1, len(PARTS))

    def unknown(self, context: Context) -> tuple[str, ...]:
        """The words of a context that never came up, as "part word"."""
        said = zip(PARTS, context, self.contexts, strict=True)
        return tuple(f"{part} {word}" for part, word, words in said if word not in words)

    def as_data(self) -> dict[str, Any]:
        """As plain values, for a file."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any], name: str) -> "Vocabulary":
        """From plain values; InputError where they are none."""
        try:
            return cls(
                tuple(tuple(str(word) for word in words) for words in data["contexts"]),
                tuple(map(str, data["forms"])), tuple(map(str, data["concepts"])),
            )  # fmt: skip
        except (KeyError, TypeError, AssertionError, IndexError) as error:
            raise InputError(
                f"the words of the memory {name!r} are damaged; train or install it again"
            ) from error


def read_json(path: Path) -> dict[str, Any]:
    """A small file of facts; InputError where it is damaged."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path.name} of the memory is missing or damaged; train or install it again"
        ) from error
    if not isinstance(found, dict):
        raise InputError(f"{path.name} of the memory is missing or damaged; train or install it again")
    return found
