"""What the atlas states of what the memory recalled: meanings, rules, and the signs that a people keeps.

The memory proposes by likeness. Everything here is looked up by name; no number of the memory decides it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas, Meaning, Motif
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import judge
from wenwu.memory.reading import LIKELY, Meant, Reading
from wenwu.motifs.context import Context
from wenwu.motifs.library import KEEPS_AWAY

STRONG = 0.1  # of the answer: a prototype with less says nothing of what the picture is
NO_FAMILY = "none"  # of motifs that have no form in the grammar


@dataclass(frozen=True)
class Stated:
    """A meaning of a motif that says a concept."""

    motif: Motif
    meaning: Meaning
    here: bool  # stated of the people, and the occasion or carrier, that were asked for; or of any


@dataclass(frozen=True)
class Spoken:
    """A rule that speaks of what the picture may be."""

    rule: Rule
    here: bool  # its conditions hold in this context, as far as the context says
    breach: bool  # and it would be broken, if the picture is what it looks like


@dataclass(frozen=True)
class Kept:
    """A sign that is sacred at level 3 or 4."""

    motif: Motif
    like: tuple[str, ...]  # recalled motifs of the same family, or that the atlas relates to it


def recalled_motifs(reading: Reading, atlas: Atlas) -> tuple[Motif, ...]:
    """The motifs of the prototypes that gave a tenth of the answer, each once, the strongest first."""
    strong = [one for one in reading.prototypes if one.weight >= STRONG] or reading.prototypes[:1]
    ids = dict.fromkeys(id for one in strong for id in one.motifs)
    return tuple(atlas.motifs[id] for id in ids if id in atlas.motifs)


def stated(concept: str, meant: Meant, motifs: Iterable[Motif], atlas: Atlas) -> tuple[Stated, ...]:
    """Every meaning of the motifs that says a concept; those that hold in the context first."""
    found = [
        Stated(motif, meaning, _holds(motif, meaning, meant.context))
        for motif in motifs
        if motif.enabled and not motif.withdrawn_by
        for meaning in motif.meanings
        if concept in meaning.concepts and meaning.enabled and not meaning.withdrawn_by
    ]
    return tuple(sorted(found, key=lambda one: not one.here))


def _holds(motif: Motif, meaning: Meaning, context: Context) -> bool:
    own = context.culture in ("", motif.culture)
    return own and meaning.context in ("any", context.occasion, context.carrier)


def spoken(meant: Meant, reading: Reading, atlas: Atlas) -> tuple[Spoken, ...]:
    """The rules that a reading names for one context, those that speak in it first."""
    shown = reading.prototypes[0].motifs[:1]
    views = tuple(_views(meant, shown))
    found = judge(Facts({}, views), atlas).findings if views else ()
    here = {finding.rule.id for finding in found}
    broken = {finding.rule.id for finding in found if finding.breach}
    said = [Spoken(atlas.rule(id), id in here, id in broken) for id in meant.taboos if id in atlas.rules]
    return tuple(sorted(said, key=lambda one: (not one.breach, not one.here, one.rule.id)))


def _views(meant: Meant, motifs: Iterable[str]) -> Iterator[dict[str, str]]:
    """The picture as rules see it: what it looks like, read as each likely concept, in its context."""
    context = meant.context
    facts = {"culture": context.culture, "occasion": context.occasion, "carrier": context.carrier,
             "gender": context.role}  # fmt: skip
    said = {fact: word for fact, word in facts.items() if word}
    for motif in motifs:
        for concept, chance in meant.concepts.items():
            if chance >= LIKELY:
                yield {**said, "motif": motif, "reading": concept}


def kept_signs(cultures: Iterable[str], motifs: Iterable[Motif], atlas: Atlas) -> tuple[Kept, ...]:
    """Signs that some peoples keep, and those of any people that are formed like a recalled one, these first.

    Like is who has the same family, or stands in a relation of the atlas; nothing is measured.
    """
    own, recalled = set(cultures), tuple(motifs)
    found = []
    for motif in atlas.motifs.values():
        if motif.sacred < KEEPS_AWAY:
            continue
        like = tuple(one.id for one in recalled if one.id != motif.id and _alike(one, motif, atlas))
        if like or motif.culture in own:
            found.append(Kept(motif, like))
    return tuple(sorted(found, key=lambda one: (not one.like, one.motif.id)))


def _alike(one: Motif, other: Motif, atlas: Atlas) -> bool:
    tied = any({tie.of, tie.to} == {one.id, other.id} for tie in atlas.relations.values() if tie.enabled)
    return tied or (one.family == other.family and one.family != NO_FAMILY)
