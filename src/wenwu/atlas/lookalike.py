"""Letters that only look like others: ids an eye cannot tell apart, words of two alphabets, hidden marks."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")  # their letters pass for one another
TWINS = str.maketrans(  # the letter each is taken for
    "аеорсухіјѕһԁԛԝкмтвнοανικρτυχıɑɡօս10|",
    "aeopcyxijshdqwkmtbhoavikptuxiagoulol",
)
PAIRS = (("rn", "m"), ("vv", "w"))
STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn the reading direction
HIDDEN = frozenset("\u00ad\u200b\u2060\ufeff") | STEERING  # joiners stay: some scripts are written with them


def skeleton(text: str) -> str:
    """What an eye sees: texts of one skeleton can be taken for one another."""
    seen = unicodedata.normalize("NFKC", text).casefold().translate(TWINS)
    for pair, one in PAIRS:
        seen = seen.replace(pair, one)
    return seen


def twins(ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different ids that look alike, the earlier in the alphabet first."""
    seen: dict[str, str] = {}
    for id in sorted(ids):
        first = seen.setdefault(skeleton(id), id)
        if first != id:
            yield first, id


def odd(record: BaseModel) -> Iterator[str]:
    """What is odd about the letters of a record's texts."""
    for text in dict.fromkeys(texts(record.model_dump())):
        hidden = sorted(set(text) & HIDDEN)
        if hidden:
            yield f"holds {text!r}, with the invisible mark U+{ord(hidden[0]):04X} in it"
        for word in text.split():
            if strange := _mixed(word):
                code = f"U+{ord(strange):04X}"
                yield f"holds {word!r}, whose {strange!r} ({code}) only looks like a Latin letter"


def _mixed(word: str) -> str:
    """The first letter of a word that comes from another alphabet than its Latin ones; empty for none."""
    if word.isascii():
        return ""
    homes = {letter: _alphabet(letter) for letter in word}
    if "LATIN" not in homes.values():
        return ""
    return next((letter for letter, home in homes.items() if home and home != "LATIN"), "")


def _alphabet(letter: str) -> str:
    if not letter.isalpha() or letter.isascii():
        return "LATIN" if letter.isalpha() else ""
    home = unicodedata.name(letter, "").split(" ")[0]
    return home if home in ALPHABETS else ""


def texts(value: Any) -> Iterator[str]:
    """Every text inside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)
