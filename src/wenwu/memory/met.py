"""With which words of a context each form was met in training, and so which words are new to it.

A form can be as well known as any and yet come in hands, or on a carrier, where it was never met. What it
means there nobody has told; the memory says so, and is less sure (`held_back.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int64
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.memory.vocabulary import PARTS, Vocabulary


@dataclass(frozen=True, eq=False)
class Met:
    """For each part of a context, which form came with which word."""

    words: Vocabulary
    tables: tuple[Bool[ndarray, "F _"], ...]

    @classmethod
    def learnt(cls, words: Vocabulary, form: Int64[ndarray, " N"], context: Int64[ndarray, "N 5"]) -> "Met":
        """Of the pictures that are learnt from."""
        tables = [np.zeros((len(words.forms), len(part)), bool) for part in words.contexts]
        for table, column in zip(tables, context.T, strict=True):
            table[form, column] = True
        return cls(words, tuple(tables))

    def new(self, form: Int64[ndarray, " N"], context: Int64[ndarray, "N 5"]) -> Bool[ndarray, "N 5"]:
        """Which said words of each context its form was never met with; what is unsaid is never new."""
        columns = zip(self.tables, context.T, strict=True)
        return np.stack([(column > 0) & ~table[form, column] for table, column in columns], 1)

    def named(self, new: Bool[ndarray, "5"], context: Int64[ndarray, "5"]) -> tuple[str, ...]:
        """The new words of one context, as "part word"."""
        told = zip(PARTS, self.words.contexts, context, new, strict=True)
        return tuple(f"{part} {words[k]}" for part, words, k, strange in told if strange)

    def as_data(self) -> dict[str, list[list[str]]]:
        """As plain values: the words of each part by form, for forms that were met at all."""
        told = [zip(self.words.contexts, self.tables, strict=True) for _ in self.words.forms]
        found = {
            form: [[word for k, word in enumerate(words) if k and table[f, k]] for words, table in told[f]]
            for f, form in enumerate(self.words.forms)
        }
        return {form: parts for form, parts in found.items() if any(parts)}

    @classmethod
    def of_data(cls, words: Vocabulary, data: object) -> "Met":
        """From plain values; InputError where they are none, or speak of words that the memory has not."""
        tables = [np.zeros((len(words.forms), len(part)), bool) for part in words.contexts]
        try:
            if not isinstance(data, Mapping):
                raise TypeError
            for form, parts in data.items():
                for table, known, told in zip(tables, words.contexts, parts, strict=True):
                    table[words.forms.index(form), [known.index(word) for word in told]] = True
        except (TypeError, ValueError) as error:
            raise InputError("what the memory has met is damaged; train or install it again") from error
        return cls(words, tuple(tables))
