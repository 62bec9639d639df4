"""Senses: what a sign means in the contexts where the atlas lets it stand. No meaning is made up here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas, Meaning, Motif
from wenwu.atlas.rules import judge
from wenwu.atlas.textile import Textile
from wenwu.motifs.context import UNSAID, Context, Contexts, as_words, differing
from wenwu.motifs.gallery import drawn_motifs
from wenwu.motifs.library import motif_family
from wenwu.motifs.recipe import Recipe, Varies

SURE = ("confirmed", "sourced", "claimed")  # of several current readings the surest is named first


@dataclass(frozen=True)
class Sense:
    """One motif read in one way, with every context in which it is read so."""

    motif: str
    culture: str
    family: str
    form: str  # the family, and which part of a number's range where that decides the meaning
    concept: str  # the first concept of the surest meaning
    concepts: tuple[str, ...]  # every concept of every meaning that is current there
    meanings: tuple[int, ...]  # places in the motif's list, the surest first
    contexts: tuple[Context, ...]


def find_senses(atlas: Atlas, recipe: Recipe) -> tuple[Sense, ...]:
    """Every sense of every motif that may be drawn, told apart by family and context.

    Where two senses of one family share a whole context and differ in concept, that context is left out.
    """
    told: list[Sense] = []
    for motif in drawn_motifs(atlas):
        if motif.enabled and not motif.withdrawn_by:
            told += _senses(motif, atlas, recipe)
    return tuple(_apart(told))


def _senses(motif: Motif, atlas: Atlas, recipe: Recipe) -> Iterator[Sense]:
    by_number = {v.concept: v for v in recipe.varies if v.motif == motif.id and v.concept}
    found: dict[tuple[int, ...], list[Context]] = {}
    for context in lawful_contexts(motif, atlas, recipe):
        current = _current(motif, context)
        for together in [(k,) for k in current] if by_number else [current]:
            if together:
                found.setdefault(together, []).append(context)
    for meanings, contexts in found.items():
        concepts = tuple(dict.fromkeys(c for k in meanings for c in motif.meanings[k].concepts))
        form = _form(motif, by_number[concepts[0]]) if by_number else motif.family
        yield Sense(
            *(motif.id, motif.culture, motif.family, form, concepts[0], concepts, meanings, tuple(contexts))
        )


def _form(motif: Motif, varies: Varies) -> str:
    return f"{motif.family}/{varies.number} {varies.low:g}-{varies.high:g}"


def _current(motif: Motif, context: Context) -> tuple[int, ...]:
    """The meanings of a context, the surest first: those that name it, else those of any context."""
    said = [k for k, meaning in enumerate(motif.meanings) if meaning.concepts]
    named = [k for k in said if motif.meanings[k].context in (context.occasion, context.carrier)]
    anyhow = [k for k in said if motif.meanings[k].context == "any"]
    return tuple(sorted(named or anyhow, key=lambda k: SURE.index(motif.meanings[k].standing)))


def lawful_contexts(motif: Motif, atlas: Atlas, recipe: Recipe) -> Iterator[Context]:
    """Every context that the atlas states for a motif and no rule stops; its culture is always its own."""
    own = {meaning.context for meaning in motif.meanings} - {"any"}
    carriers = motif.placement or (UNSAID,)
    occasions = _occasions(motif, atlas, recipe) or (UNSAID,)
    shown = [textile for textile in atlas.textiles.values() if motif.id in textile.motifs()]
    set_as, roles = _placements(motif, shown), {c: _roles(c, shown, atlas) or (UNSAID,) for c in carriers}
    for occasion, carrier in product(occasions, carriers):
        if not (_has_any(motif) or own & {occasion, carrier}) or not _lawful(motif, occasion, carrier, atlas):
            continue
        for placement, role in product(set_as, roles[carrier]):
            yield Context(motif.culture, occasion, carrier, placement, role)


def _has_any(motif: Motif) -> bool:
    return any(meaning.context == "any" for meaning in motif.meanings)


def _occasions(motif: Motif, atlas: Atlas, recipe: Recipe) -> tuple[str, ...]:
    """Those of its people's dances and meanings; a rite or a time of grief only where it names it itself."""
    own = [m.context for m in motif.meanings if m.context in atlas.occasions]
    dances = [o for d in atlas.dances.values() if d.culture == motif.culture for o in d.occasions]
    other = [
        meaning.context
        for one in atlas.motifs.values()
        if one.culture == motif.culture
        for meaning in one.meanings
        if meaning.context in atlas.occasions
    ]
    free = [o for o in (*dances, *other) if not atlas.occasions[o].rite and o not in recipe.left_out]
    return tuple(sorted({*own, *free}))


def _lawful(motif: Motif, occasion: str, carrier: str, atlas: Atlas) -> bool:
    view = {"culture": motif.culture, "motif": motif.id, "occasion": occasion, "carrier": carrier}
    said = {key: value for key, value in view.items() if value}
    return judge(Facts({"culture": motif.culture}, (said,)), atlas).lawful


def _roles(carrier: str, shown: Sequence[Textile], atlas: Atlas) -> tuple[str, ...]:
    """Who wears the textiles that show it there: woman, man; none where no costume of the atlas does."""
    worn = {textile.id for textile in shown if carrier in textile.zones}
    return tuple(sorted({c.gender for c in atlas.costumes.values() if worn & set(c.textiles())}))


def _placements(motif: Motif, shown: Sequence[Textile]) -> tuple[str, ...]:
    """How it may be set: alone; in rows or fields where a textile of the atlas or its own form does so."""
    family = motif_family(motif)
    if family.joins:
        return ("field",) if family.tiles else ("row",)
    bands = [band for textile in shown for band in textile.parts()]
    kinds = {band.kind for band in bands if any(sign.motif == motif.id for sign in band.signs())}
    return ("alone", *(("row",) if "frieze" in kinds else ()), *(("field",) if "field" in kinds else ()))


def _apart(senses: list[Sense]) -> Iterator[Sense]:
    """Senses without the contexts in which their form may have another concept too."""
    for sense in senses:
        rivals = rivals_of(sense, senses)
        kept = tuple(c for c in sense.contexts if differing(c, rivals).any(1).all())
        if kept:
            yield replace(sense, contexts=kept)


def rivals_of(sense: Sense, senses: Iterable[Sense]) -> Contexts:
    """The contexts in which the same form has another concept."""
    rivals = (one for one in senses if one.form == sense.form and one.concept != sense.concept)
    return as_words(context for one in rivals for context in one.contexts)


def meanings_of(sense: Sense, atlas: Atlas) -> tuple[Meaning, ...]:
    """The stated meanings behind a sense, with their words, sources and standing."""
    motif = atlas.motif(sense.motif)
    return tuple(motif.meanings[k] for k in sense.meanings)
