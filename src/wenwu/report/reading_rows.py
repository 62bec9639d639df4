"""The rows of a reading: prototypes, concepts by context, rules, kept signs, in one language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wenwu.atlas.model import Atlas, Motif, Names
from wenwu.atlas.rule import Rule
from wenwu.atlas.text import Lang, disputes
from wenwu.memory.memory import Memory
from wenwu.memory.photo import PhotoRead
from wenwu.memory.reading import Meant, Recalled
from wenwu.memory.real import RealReading
from wenwu.memory.stated import Stated, spoken, stated
from wenwu.report.bibliography import Bibliography
from wenwu.report.reading_words import Words, reading_words

HIDDEN = 0.02  # share of a picture from which it is said that it seems hidden
TOLD = 0.05  # chances below this stand in reading.json alone
STATEMENTS = 2  # of the atlas beside one concept


@dataclass(frozen=True)
class SignRow:
    """A motif by its names, and whose it is."""

    id: str
    names: Names
    people: str


@dataclass(frozen=True)
class PrototypeRow:
    """A prototype that answered."""

    number: int
    weight: float
    signs: tuple[SignRow, ...]
    note: str


@dataclass(frozen=True)
class StatedRow:
    """A meaning as the atlas has it."""

    text: str
    of: str  # the motif's name
    where: str  # the context it is stated for, where that is another than was asked for
    standing: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class ConceptRow:
    """A concept with its chance."""

    names: Names
    chance: float
    stated: tuple[StatedRow, ...]


@dataclass(frozen=True)
class SpokenRow:
    """A rule that speaks of it."""

    id: str
    text: str
    strength: str
    standing: str
    sources: tuple[int, ...]
    where: str
    breach: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class MeantRow:
    """What it means in one context."""

    context: tuple[tuple[str, str], ...]  # part, word
    concepts: tuple[ConceptRow, ...]
    rules: tuple[SpokenRow, ...]
    unsaid: tuple[str, ...]  # which words of the context it did not know, and which not with this form


@dataclass(frozen=True)
class KeptRow:
    """A sign that its people keep."""

    sign: SignRow
    level: str
    text: str
    like: str
    standing: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class RealRow:
    """What it looks like among real pictures, by form alone."""

    lead: str
    classes: tuple[tuple[str, float], ...]  # name, chance; none where it is unlike what was learnt
    hidden: str  # what of it was not seen, and what was put in place; nothing where all was seen
    limits: str


@dataclass(frozen=True)
class SureRow:
    """How reliable the memory's chances were on one kind of drawings."""

    split: str
    n: int
    accuracy: float | None
    error: float | None
    unknown: float | None


def real_row(seen: RealReading | None, w: Words) -> RealRow | None:
    """The answer of the memory of real pictures, where there is one."""
    if seen is None:
        return None
    lead = w["real_known" if seen.known else "real_unknown"].format(likeness=seen.likeness)
    told = [(one.name.replace("_", " "), one.chance) for one in seen.classes if one.chance >= TOLD]
    return RealRow(lead, tuple(told if seen.known else ()), _hidden(seen, w), w["real_limits"])


def _hidden(seen: RealReading, w: Words) -> str:
    """How much of a picture was taken for hidden, and by which symmetry it was filled for this reading."""
    if seen.hidden < HIDDEN:
        return ""
    by = [w[f"real_{name}"] for name in dict.fromkeys(name.split("_")[0] for name in seen.filled_by)]
    worded = "real_filled" if by else "real_hidden"
    return w[worded].format(share=share_of(seen.hidden), left=share_of(seen.left), by=w["and"].join(by))


def share_of(share: float) -> str:
    """A share as people write it; a chance is never told as certain."""
    return "> 99 %" if 0.99 < share < 1 else "< 1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"


def per_cent(share: float | None) -> str:
    """A measured share to a tenth of a per cent; nothing where none was measured."""
    if share is None:
        return ""
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def people(culture: str, atlas: Atlas, lang: Lang) -> str:
    """A people as we call it, its names in its own tongues beside."""
    if culture not in atlas.cultures:
        return culture
    names = atlas.cultures[culture].names
    own = dict.fromkeys(
        " ".join(dict.fromkeys(word for word in (name.text, name.latin) if word)) for name in names.native
    )
    return f"{names.say(lang)} ({', '.join(own)})" if own else names.say(lang)


def sign_row(motif: Motif, atlas: Atlas, w: Words) -> SignRow:
    return SignRow(motif.id, motif.names, people(motif.culture, atlas, w["lang"]))


def prototype_row(one: Recalled, memory: Memory, atlas: Atlas, w: Words) -> PrototypeRow:
    card = memory.cards[one.number]
    signs = tuple(sign_row(atlas.motifs[id], atlas, w) for id in one.motifs if id in atlas.motifs)
    worded = {0: "purity_none", 1: "purity_one"}.get(card["pictures"], "purity")
    note = w[worded].format(pictures=card["pictures"], purity=share_of(card["purity"]))
    return PrototypeRow(one.number, one.weight, signs, note)


def context_words(meant: Meant, atlas: Atlas, w: Words) -> Iterator[tuple[str, str]]:
    for part, word in meant.context._asdict().items():
        if not word:
            continue
        if part == "culture":
            yield w["contexts"][part], people(word, atlas, w["lang"])
        else:
            yield w["contexts"][part], named(word, atlas, w)


def named(word: str, atlas: Atlas, w: Words) -> str:
    """A word of a context as people say it."""
    for table in (atlas.occasions, atlas.carriers, atlas.cultures):
        if word in table:
            return table[word].names.say(w["lang"])
    return w["any"] if word == "any" else w["words"].get(word, word.replace("_", " "))


def meant_row(
    meant: Meant, words: tuple[tuple[str, str], ...], photo: PhotoRead, motifs: tuple[Motif, ...],
    atlas: Atlas, cites: Bibliography,
) -> MeantRow:  # fmt: skip
    lang = cites.lang
    w = reading_words(lang)
    concepts = tuple(
        ConceptRow(
            atlas.concepts[id].names,
            chance,
            tuple(_stated_rows(stated(id, meant, motifs, atlas)[:STATEMENTS], atlas, w, cites)),
        )
        for id, chance in meant.concepts.items()
        if chance >= TOLD and id in atlas.concepts
    )
    rules = tuple(
        _rule(one.rule, w["broken" if one.breach else "here" if one.here else "not_here"], one.breach, cites)
        for one in spoken(meant, photo.reading, atlas)
    )
    return MeantRow(
        words, concepts, rules, (*unknown_words(meant, atlas, w), *_strange_words(meant, atlas, w))
    )


def _stated_rows(found: Iterable[Stated], atlas: Atlas, w: Words, cites: Bibliography) -> Iterator[StatedRow]:
    for one in found:
        meaning, motif = one.meaning, one.motif
        elsewhere = not one.here and meaning.context != "any"
        where = named(meaning.context, atlas, w) if elsewhere else ""
        whose = atlas.cultures[motif.culture].names.say(w["lang"]) if motif.culture in atlas.cultures else ""
        text = meaning.zh if w["lang"] == "zh" else meaning.en
        yield StatedRow(
            text, _of(motif, whose, w["lang"]), where, meaning.standing, cites.cite(meaning.source)
        )


def _of(motif: Motif, whose: str, lang: Lang) -> str:
    name = motif.names.say(lang)
    return f"{whose}{name}" if lang == "zh" else f"{name}, {whose}"


def _rule(rule: Rule, where: str, breach: bool, cites: Bibliography) -> SpokenRow:
    said = (rule.caption or rule.about).say(cites.lang)
    strength = reading_words(cites.lang)["strengths"][rule.strength]
    sources, notes = cites.cite(rule.source), disputes(rule, cites.lang)
    return SpokenRow(rule.id, said, strength, rule.standing, sources, where, breach, notes)


def unknown_words(meant: Meant, atlas: Atlas, w: Words) -> tuple[str, ...]:
    """Which words of a context the memory does not know, in one sentence."""
    return (w["unsaid"].format(words=_listed(meant.assumed, atlas, w)),) if meant.assumed else ()


def _strange_words(meant: Meant, atlas: Atlas, w: Words) -> tuple[str, ...]:
    """Which words of a context it never met with such a form, in one sentence."""
    return (w["strange"].format(words=_listed(meant.strange, atlas, w)),) if meant.strange else ()


def _listed(words: Iterable[str], atlas: Atlas, w: Words) -> str:
    """Words of a context, each "part word"."""
    told = (word.partition(" ") for word in words)
    return w["and"].join(f"{w['contexts'][part]}{w['is']}{named(word, atlas, w)}" for part, _, word in told)
