"""Hearing: a sentence to the things it names, before anything is decided or assumed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.prompt.brief import AngleWish, Gender
from wenwu.prompt.language import language_of
from wenwu.prompt.lexicon import Sense, Token, build_lexicon, find_words, normal, plain_words
from wenwu.prompt.numerals import (
    Amount,
    ages_in,
    beats_in,
    blanked,
    counts_in,
    degrees_in,
    percents_in,
    seconds_in,
)
from wenwu.prompt.unknown_dance import unknown_dance

LONGEST = 2000  # letters of a sentence


@dataclass(frozen=True)
class Group:
    """Some dancers the sentence speaks of."""

    gender: Gender | Literal["mixed", "any"]
    count: int | None  # None where only a plural was said
    elder: bool = False


@dataclass(frozen=True)
class Heard:
    """What a sentence names; ids of the atlas and plain words, in the order they were said."""

    lang: Literal["en", "zh"]
    cultures: tuple[str, ...] = ()
    dances: tuple[str, ...] = ()
    unknown_dance: str = ""
    dances_said: bool = False  # whether a word like 'dances' is in it
    variants: tuple[str, ...] = ()
    motifs: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()  # of these motifs, those named by a bare word: "like a butterfly"
    rites: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    moods: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    formations: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    traditions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    described: tuple[str, ...] = ()  # dances and costumes that the atlas knows and cannot make
    carriers: tuple[str, ...] = ()
    asked: Mapping[str, str] = field(
        default_factory=dict
    )  # on, scene, style, purpose, turn, marital: a word each
    shares: Mapping[str, float] = field(default_factory=dict)  # colour word → share of the cloth
    dominant: bool = False  # whether a colour is said to be the main one
    years: int | None = None  # an age that was said
    angles: tuple[AngleWish, ...] = ()
    seconds: tuple[float, ...] = ()
    beats: tuple[float, ...] = ()
    unread: tuple[str, ...] = ()  # numbers whose sense was not found
    words: tuple[str, ...] = ()  # what was not understood


def hear(prompt: str, atlas: Atlas) -> Heard:
    """What the sentence names. Refuses an empty one, one too long, and one in a language we cannot read."""
    text = normal(prompt)
    if not text:
        raise InputError(
            "the sentence is empty; say who dances what, for example 'A Dai woman dances the peacock dance'"
        )
    if len(text) > LONGEST:
        raise InputError(f"the sentence has {len(text)} letters; at most {LONGEST} are read")
    lexicon = build_lexicon(atlas)
    lang = language_of(prompt, text, find_words(text, lexicon))
    seconds, beats, degrees = seconds_in(text), beats_in(text), degrees_in(text)
    percents, ages = percents_in(text), ages_in(text)
    amounts = (*seconds, *beats, *degrees, *percents, *ages)
    rest = blanked(text, ((a.start, a.end) for a in amounts))
    tokens = tuple(_decided(find_words(rest, lexicon)))
    angles, unread = _angles(degrees, tokens, rest)
    return Heard(
        lang=lang,
        cultures=_ids(tokens, "culture"),
        dances=_ids(tokens, "dance"),
        unknown_dance="" if _ids(tokens, "dance") else unknown_dance(rest, tokens, lang),
        dances_said=bool(_ids(tokens, "dance_word")),
        variants=_ids(tokens, "variant"),
        motifs=_ids(tokens, "motif"),
        loose=_loose_motifs(tokens),
        rites=_ids(tokens, "rite"),
        occasions=_ids(tokens, "occasion"),
        groups=_settled(list(_groups(rest, tokens))),
        moods=_ids(tokens, "mood"),
        colours=_ids(tokens, "colour"),
        props=_ids(tokens, "prop"),
        formations=_ids(tokens, "formation"),
        directions=_ids(tokens, "direction"),
        traditions=_ids(tokens, "tradition"),
        places=_ids(tokens, "place"),
        described=_ids(tokens, "described"),
        carriers=_ids(tokens, "carrier"),
        asked={kind: _ids(tokens, kind)[0] for kind in ASKED if _ids(tokens, kind)},
        shares=_shares(percents, tokens),
        dominant=bool(_ids(tokens, "dominant")),
        years=int(ages[0].value) if ages else None,
        angles=angles,
        seconds=tuple(a.value for a in seconds),
        beats=tuple(a.value for a in beats),
        unread=unread,
        words=_left_over(rest, tokens),
    )


def _ids(tokens: tuple[Token, ...], kind: str) -> tuple[str, ...]:
    """Ids of one kind, each once, in the order they were said."""
    return tuple(dict.fromkeys(sense.id for token in tokens for sense in token.of(kind)))


def _loose_motifs(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """Motifs that no word like 'pattern' or 纹 makes certain."""
    certain = tuple(plain_words()["motif_word"]["any"])
    loose, sure = [], set()
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        near = after and after.of("motif_word") and after.start - token.end <= 1
        for sense in token.of("motif"):
            if near or token.text.endswith(certain):
                sure.add(sense.id)
            else:
                loose.append(sense.id)
    return tuple(id for id in dict.fromkeys(loose) if id not in sure)


def _left_over(text: str, tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """Words that nothing knows, the common ones of English set aside."""
    common = plain_words()["language"]["English"]
    rest = blanked(text, ((t.start, t.end) for t in tokens))
    return tuple(word for word in rest.split() if word.strip(".") and word not in common)


ASKED = ("on", "scene", "style", "purpose", "turn", "marital")  # kinds of words that say one thing each
ORDER = (
    *(
        "culture",
        "dance",
        "described",
        "rite",
        "occasion",
        "variant",
        "mixed",
        "gender",
        "elder",
        "person",
        "child",
    ),
    *("tradition", "turn", "direction", "place", "motif", "prop", "colour", "mood", "part", "formation"),
    *("on", "scene", "style", "purpose", "marital", "dominant", "carrier"),
    *("motif_word", "dance_word", "neutral"),
)


def _decided(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """Each word with one kind of sense: the next word tells motif from dance, otherwise the order above."""
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        near = after if after and after.start - token.end <= 1 else None
        kinds = {sense.kind for sense in token.senses}
        kind = min(kinds, key=ORDER.index)
        if near and near.of("motif_word") and "motif" in kinds:
            kind = "motif"
        if near and near.of("dance_word") and "dance" in kinds:
            kind = "dance"
        if kind in ("dance", "motif", "rite") and _several(token.of(kind)):
            yield _narrowed(token, kind, tokens)
        else:
            yield Token(token.of(kind), token.start, token.end, token.text)


def _several(senses: tuple[Sense, ...]) -> bool:
    return len({sense.id for sense in senses}) > 1


def _narrowed(token: Token, kind: str, tokens: tuple[Token, ...]) -> Token:
    """Of several dances or motifs with one name, those of the culture that was named; else the first."""
    cultures = {sense.id for other in tokens for sense in other.of("culture")}
    near = [s for s in token.of(kind) if s.id.replace("_", ".").split(".")[0] in cultures]
    return Token(tuple(near or token.of(kind))[:1], token.start, token.end, token.text)


def _shares(percents: tuple[Amount, ...], tokens: tuple[Token, ...]) -> dict[str, float]:
    """Each colour's share of the cloth: the number nearest to it, or the one number for all of them."""
    colours = [token for token in tokens if token.of("colour")]
    if not percents or not colours:
        return {}

    def near(token: Token) -> Amount:
        return min(percents, key=lambda a: min(abs(a.start - token.end), abs(token.start - a.end)))

    one = len(percents) < len(colours)
    return {token.of("colour")[0].id: (percents[0] if one else near(token)).value / 100 for token in colours}


def _angles(
    degrees: tuple[Amount, ...], tokens: tuple[Token, ...], text: str
) -> tuple[tuple[AngleWish, ...], tuple[str, ...]]:
    """Each number of degrees with the body word before it, or the one close behind it."""
    wishes, unread, since = [], [], 0
    for amount in degrees:
        before = [t for t in tokens if t.of("part") and since <= t.start < amount.start]
        behind = [t for t in tokens if t.of("part") and amount.end <= t.start <= amount.end + 20]
        part = before[-1] if before else behind[0] if behind else None
        if part:
            wishes.append(AngleWish(angle=part.of("part")[0].id, degrees=amount.value))
        else:
            unread.append(f"{amount.value:g}°")
        since = amount.end
    return tuple(wishes), tuple(unread)


DANCERS = ("gender", "elder", "mixed", "person", "child")
GAP = {"en": 40, "zh": 1}  # letters that may stand unread between a number and whom it counts


def _groups(text: str, tokens: tuple[Token, ...]) -> Iterator[Group]:
    """The dancers: each word for people, with the number that stands before it."""
    counts, used = counts_in(text), 0
    age = False
    for index, token in enumerate(tokens):
        if token.of("dance_word"):
            used = token.end
        if token.of("child"):
            raise InputError(
                f"the cast is grown up; {token.text!r} cannot dance here, ask for a woman or a man"
            )
        if token.of("elder") and token.of("elder")[0].id == "any":
            age = True
            continue
        if not any(token.of(kind) for kind in DANCERS) or _part_of_name(token, tokens[index + 1 :]):
            continue
        number = _number_before(text, token, tokens, counts, used)
        each = "各" in text[used : token.start] and token.of("person")
        yield _group(token, 2 * number if number and each else number, age)
        used, age = token.end, False


def _part_of_name(token: Token, after: tuple[Token, ...]) -> bool:
    """'women's dance', 'men and women's' are no dancers."""
    return bool(after) and after[0].of("variant") != () and after[0].start - token.end <= 1


def _group(token: Token, number: int | None, age: bool) -> Group:
    elder = age or bool(token.of("elder"))
    for kind in ("gender", "elder"):
        for sense in token.of(kind):
            return Group("woman" if sense.id == "woman" else "man", number, elder)
    return Group("mixed" if token.of("mixed") else "any", number, elder)


def _settled(groups: list[Group]) -> tuple[Group, ...]:
    """'Six dancers, women' is six women; 'men and women, six' are six: a bare count joins those it counts."""
    bare = [g.count for g in groups if g.gender == "any" and g.count]
    named = [g for g in groups if g.gender != "any"]
    if not named:
        return tuple(groups[:1])
    if bare and all(g.count is None for g in named) and len(named) == 1:
        return (Group(named[0].gender, bare[0], named[0].elder),)
    return tuple(named)


def _number_before(
    text: str, token: Token, tokens: tuple[Token, ...], counts: tuple[Amount, ...], since: int
) -> int | None:
    """The nearest number before a word for people, if little but known words stands between them."""
    for amount in reversed([c for c in counts if since <= c.start and c.end <= token.start]):
        inner = ((t.start, t.end) for t in tokens if amount.end <= t.start < token.start)
        between = blanked(text, inner)[amount.end : token.start]
        unread = between.replace(" ", "").replace("的", "")
        chinese = any("㐀" <= letter <= "鿿" for letter in unread)
        if len(unread) <= GAP["zh" if chinese else "en"]:
            return int(amount.value) if amount.value == int(amount.value) else None
    return None
