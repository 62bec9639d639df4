"""The semantic bank: a vector for each concept of the atlas, begun from words and ties, then class means."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.graph import distance, graph_of, set_apart
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.memory.prototypes import unit
from wenwu.prompt.encode import WIDTH, encode

REACH = 2.0  # [ties] over which likeness in the graph falls to 1/e
WORDS = 0.5  # share of the words; the rest is the graph's


def begun(atlas: Atlas, concepts: Sequence[str]) -> Float[ndarray, "C 256"]:
    """A vector of length 1 for each concept: what it is called, in both languages, and who stands near it.

    The graph's part is the leading coordinates of exp(−distance / 2) between concepts. Words not kept with
    the program need the extra [text]. InputError without it, and for a concept that the atlas has not.
    """
    for id in concepts:
        if id not in atlas.concepts:
            raise InputError(f"the atlas has no concept {id!r}; concepts.toml lists those it has")
    ties = graph_part(distances(atlas, concepts))
    words = unit(np.array([_words(atlas, id) for id in concepts]))
    return unit(np.sqrt(WORDS) * words + np.sqrt(1 - WORDS) * ties)


def _words(atlas: Atlas, id: str) -> Float[ndarray, "256"]:
    names = atlas.concepts[id].names
    return encode(names.en) + encode(names.zh)


def distances(atlas: Atlas, concepts: Sequence[str]) -> Float[ndarray, "C C"]:
    """How far each two concepts lie apart in the graph [ties]; ∞ where no way leads."""
    graph = graph_of(atlas)
    out = np.zeros((len(concepts), len(concepts)))
    for i, a in enumerate(concepts):
        for j in range(i):
            out[i, j] = out[j, i] = distance(graph, f"concept:{a}", f"concept:{concepts[j]}")
    return out


def graph_part(away: Float[ndarray, "C C"]) -> Float[ndarray, "C 256"]:
    """Coordinates whose inner products come near exp(−distance / REACH)."""
    value, vector = np.linalg.eigh(np.exp(-away / REACH))
    out = np.zeros((len(away), WIDTH))
    kept = np.argsort(value)[::-1][:WIDTH]
    out[:, : len(kept)] = vector[:, kept] * np.sqrt(np.maximum(value[kept], 0))
    return unit(out)


def class_means(
    features: Float[ndarray, "N D"], current: Bool[ndarray, "N C"], before: Float[ndarray, "C D"]
) -> Float[ndarray, "C D"]:
    """c_k = 1/|D_k| Σ f(x) over the pictures that mean k (eq. 2; docs/paper.md, 8), of length 1.

    `features` are those of the semantic channel; a concept nobody shows stays as it was.
    """
    counts = current.sum(0)
    out, some = before.copy(), counts > 0
    means = current.T.astype(features.dtype) @ features / np.maximum(counts, 1)[:, None]
    out[some] = unit(means[some])
    return out


def set_apart_in(atlas: Atlas, concepts: Sequence[str]) -> Bool[ndarray, "C C"]:
    """Which concepts a relation, or their being opposites, sets apart."""
    graph = graph_of(atlas)
    out = np.zeros((len(concepts), len(concepts)), bool)
    for i, a in enumerate(concepts):
        for j in range(i):
            out[i, j] = out[j, i] = set_apart(graph, f"concept:{a}", f"concept:{concepts[j]}")
    return out
