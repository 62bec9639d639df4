"""What a memory makes of pictures of a corpus, whichever memory: one in torch that a bench taught, or files.

A memory in files is asked in the corpus' words; its concepts are put into the order of the corpus'
lesson, and concepts that it has not stay at −∞.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Int64
from numpy import ndarray

from wenwu.measure.memory_ground import Ground
from wenwu.memory.memory import Memory
from wenwu.motifs.context import Context

CHUNK = 256

Told = dict[str, ndarray]
Tell = Callable[[Int64[ndarray, " R"], bool], Told]  # rows, and whether their context is said


def told_by_files(memory: Memory, ground: Ground) -> Tell:
    """What the memory in some files makes of pictures: form, meaning, reads, logits."""
    own, words = memory.words.concepts, ground.lesson.words
    column = [own.index(word) if word in own else -1 for word in words.concepts]

    def ordered(values: ndarray) -> ndarray:
        return np.concatenate([values, np.full((len(values), 1), -np.inf, values.dtype)], 1)[:, column]

    def tell(rows: Int64[ndarray, " R"], said: bool = True) -> Told:
        parts = []
        for first in range(0, len(rows), CHUNK):
            some = rows[first : first + CHUNK]
            contexts = [
                Context(*(part[k] for part, k in zip(words.contexts, one, strict=True)))
                if said
                else Context()
                for one in ground.lesson.context[some].tolist()
            ]
            answer = memory.answer(ground.cache.tokens(some), contexts)
            parts.append({
                "form": answer.form, "meaning": answer.meaning, "prototypes": answer.seen,
                "concepts": ordered(answer.known), "logits": ordered(answer.logits),
            })  # fmt: skip
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    return tell
