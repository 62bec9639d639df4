"""What is to be learnt of a corpus: forms, concepts, contexts as numbers, and which pairs belong together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int64
from numpy import ndarray

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.memory.concepts import set_apart_in
from wenwu.memory.vocabulary import Vocabulary
from wenwu.motifs.corpus import Corpus

Labels = Int64[ndarray, " N"]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Which forms count as one, and which forms and concepts are set apart."""

    form_kin: Bool[ndarray, "F F"]  # isomorphic across peoples (eq. 3): the same form, or kin of one topology
    form_foes: Bool[ndarray, "F F"]  # of conflicting grammar: opposed, and of two topologies
    concept_foes: Bool[ndarray, "C C"]


@dataclass(frozen=True, eq=False)
class Lesson:
    """Labels of N pictures, as numbers of a vocabulary."""

    words: Vocabulary
    form: Labels
    concept: Labels  # the one to be named
    current: Bool[ndarray, "N C"]  # all that are current in the context
    context: Int64[ndarray, "N 5"]
    sacred: Labels
    places: Float[ndarray, "N 2"]
    splits: Mapping[str, Int64[ndarray, " R"]]
    pairs: Pairs
    culture: Labels  # whose it is, said or not


def lesson_of(corpus: Corpus, atlas: Atlas) -> Lesson:
    """The lesson of a corpus; InputError where it has one form, one concept, or one the atlas has not."""
    form, concept = corpus.labels["form"], corpus.labels["concept"]
    _require_two("form", form.words)
    _require_two("concept", concept.words)
    for id in corpus.concept_words:
        if id not in atlas.concepts:
            raise InputError(
                f"the corpus means {id!r}, and the atlas has no such concept; add it or rename it"
            )
    words = Vocabulary(tuple(part.words for part in corpus.contexts), form.words, corpus.concept_words)
    column = np.array([corpus.concept_words.index(word) for word in concept.words])
    return Lesson(
        words, form.of, column[concept.of], corpus.concepts, corpus.context, corpus.sacred,
        corpus.whereabouts.astype(np.float64), corpus.splits, pairs_of(corpus, words, atlas),
        corpus.labels["culture"].of,
    )  # fmt: skip


def _require_two(kind: str, words: Sequence[str]) -> None:
    if len(words) < 2:
        raise InputError(f"all pictures have one {kind}, {words[0]!r}; it takes two to tell apart")


def pairs_of(corpus: Corpus, words: Vocabulary, atlas: Atlas) -> Pairs:
    """Pairs by label, and those that the atlas' relations add."""
    shown = _forms_of(corpus)
    count = len(words.forms)
    kin, foes = np.eye(count, dtype=bool), np.zeros((count, count), bool)
    for relation in atlas.relations.values():
        if not relation.enabled or relation.withdrawn_by:
            continue
        for a, first in shown.get(relation.of, ()):
            for b, second in shown.get(relation.to, ()):
                if relation.kind == "kin" and first == second:
                    kin[a, b] = kin[b, a] = True
                if relation.kind == "opposed" and first != second:
                    foes[a, b] = foes[b, a] = True
    return Pairs(kin, foes & ~kin, set_apart_in(atlas, words.concepts))


def _forms_of(corpus: Corpus) -> dict[str, set[tuple[int, int]]]:
    """The forms, with their topologies, in which each motif is shown."""
    motif, form, topology = (corpus.labels[name] for name in ("motif", "form", "topology"))
    shown: dict[str, set[tuple[int, int]]] = {}
    for m, f, t in set(zip(motif.of.tolist(), form.of.tolist(), topology.of.tolist(), strict=True)):
        shown.setdefault(motif.words[m], set()).add((f, t))
    return shown
