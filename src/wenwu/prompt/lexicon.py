"""The lexicon: every word a sentence may use, from the atlas and words.toml, and where a text has them."""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from wenwu.atlas.model import Atlas
from wenwu.atlas.record import Names


@dataclass(frozen=True)
class Sense:
    """One thing a word may mean."""

    kind: str  # culture, dance, motif, occasion, rite, variant, gender, elder, mood, colour …
    id: str
    plural: bool = False


@dataclass(frozen=True)
class Token:
    """A word found in the text, with all it may mean."""

    senses: tuple[Sense, ...]
    start: int
    end: int
    text: str

    def of(self, kind: str) -> tuple[Sense, ...]:
        """Its senses of one kind."""
        return tuple(sense for sense in self.senses if sense.kind == kind)


Lexicon = Mapping[str, tuple[Sense, ...]]


def normal(text: str) -> str:
    """One spelling for many: width, case, Latin accents, hyphens and apostrophes no longer matter."""
    text = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(_unaccented(letter) for letter in text)
    return " ".join(plain.translate(_SPACED).split())


_SPACED = str.maketrans(dict.fromkeys("-‐‑‒–—_'’‘`\"“”·・,，。.;；:：!！?？、()（）[]【】《》「」/\n\t", " "))
_SPACED.pop(ord("."))  # a point may stand inside a number


def _unaccented(letter: str) -> str:
    """A Latin letter without its marks; every other letter as it is."""
    if not unicodedata.name(letter, "").startswith("LATIN"):
        return letter
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


@cache
def plain_words() -> Mapping[str, Any]:
    """words.toml."""
    return tomllib.loads(files("wenwu.prompt").joinpath("words.toml").read_text("utf-8"))


def build_lexicon(atlas: Atlas) -> Lexicon:
    """All labels of the atlas and all plain words, in their normal spelling."""
    found: dict[str, set[Sense]] = {}
    for label, sense in (*_atlas_labels(atlas), *_plain_labels()):
        key = normal(label).strip(". ")
        if key:
            found.setdefault(key, set()).add(sense)
            if key[-1].isascii() and key[-1].isalpha() and sense.kind in PLURALS:
                found.setdefault(_plural(key), set()).add(Sense(sense.kind, sense.id, plural=True))
    for key in [k for k in found if k.endswith(" people") and k.removesuffix(" people") in found]:
        del found[key]  # "six Li people" names a people, and then six persons
    return {key: tuple(sorted(senses, key=lambda s: (s.kind, s.id))) for key, senses in found.items()}


PLAIN = (
    *("gender", "elder", "mixed", "child", "colour", "formation", "direction", "tradition", "place"),
    *("prop", "part", "motif_word", "dance_word", "neutral"),
    *("on", "scene", "style", "purpose", "turn", "dominant", "marital"),
)
PLURALS = ("culture", "dance", "described", "motif", "carrier", "gender", "elder", "person", "occasion")


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")


def _atlas_labels(atlas: Atlas) -> Iterator[tuple[str, Sense]]:
    tables: Iterable[tuple[str, Mapping[str, Any]]] = (
        ("culture", atlas.cultures),
        ("dance", atlas.dances),
        ("motif", atlas.motifs),
        ("rite", atlas.rites),
        ("occasion", atlas.occasions),
        ("described", atlas.described),
        ("carrier", atlas.carriers),
    )
    for kind, table in tables:
        for id, record in table.items():
            yield from ((label, Sense(kind, id)) for label in labels(record.names))
    for dance in atlas.dances.values():
        for variant in dance.variants:
            for label in labels(variant.names) if variant.names else ():
                yield label, Sense("variant", variant.id)


def labels(names: Names) -> Iterator[str]:
    """Every way to say a name. Exonyms are understood too, so that a sentence can be answered."""
    yield from (names.en, names.zh, names.pinyin, *names.aliases)
    for name in (*names.native, *names.exonyms):
        yield from (name.text, name.latin.split("(")[0])
    if names.zh.endswith("族") and len(names.zh) > 3:
        yield names.zh[:-1]


def _plain_labels() -> Iterator[tuple[str, Sense]]:
    words = plain_words()
    for kind in PLAIN:
        for id, group in words[kind].items():
            yield from ((label, Sense(kind, id)) for label in group)
    for id, group in words["plural"].items():
        yield from ((label, Sense("gender", id, plural=True)) for label in group)
    for id, mood in words["mood"].items():
        yield from ((label, Sense("mood", id)) for label in mood["words"])
    yield from ((label, Sense("person", "any")) for label in words["person"]["any"])
    yield from ((label, Sense("person", "any", plural=True)) for label in words["person"]["many"])


def find_words(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The words of a normal text, left to right, the longest first; Latin words only whole."""
    longest = max(map(len, lexicon), default=0)
    tokens, at = [], 0
    while at < len(text):
        for size in range(min(longest, len(text) - at), 0, -1):
            word = text[at : at + size]
            if word in lexicon and _whole(text, at, at + size):
                tokens.append(Token(lexicon[word], at, at + size, word))
                at += size
                break
        else:
            at += 1
    return tuple(tokens)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no alphabetic word is cut through; Chinese is written without spaces and may be."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return not (_alphabetic(before) and _alphabetic(text[start])) and not (
        _alphabetic(after) and _alphabetic(text[end - 1])
    )


def _alphabetic(letter: str) -> bool:
    """A letter or digit of a script that separates its words."""
    return letter.isalnum() and not ("㐀" <= letter <= "鿿" or letter >= "\U00020000")
