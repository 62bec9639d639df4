"""Which language a sentence is in; one we cannot read is said to be so."""

import re
import unicodedata
from typing import Literal

from wenwu.base.errors import InputError
from wenwu.prompt.lexicon import Token, plain_words

Lang = Literal["en", "zh"]
WRITTEN = {"HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


def language_of(prompt: str, text: str, tokens: tuple[Token, ...]) -> Lang:
    """English or Chinese, by what is left once names are set aside; another language is refused.

    `text` is the prompt in normal spelling; a people's name in its own script may stand in either language.
    """
    rest = list(text)
    for token in tokens:
        if token.of("culture") or token.of("dance") or token.of("motif"):
            rest[token.start : token.end] = " " * (token.end - token.start)
    left = "".join(rest)
    scripts = {_script(letter) for letter in left if letter.isalpha()}
    strange = scripts - {"LATIN", "CJK"}
    if strange:
        written = WRITTEN.get(min(strange), min(strange).capitalize())
        raise InputError(f"the sentence is written in {written}; wenwu reads English and Chinese")
    if _is_chinese(text):
        return "zh"
    words = re.findall(r"[^\W\d_]+", _lower(prompt))
    counts = {name: sum(word in known for word in words) for name, known in _common().items()}
    likely = max(counts, key=lambda name: (counts[name], name == "English"))
    if counts[likely] > counts["English"]:
        raise InputError(f"the sentence seems to be {likely}; wenwu reads English and Chinese")
    return "en"


def _common() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in plain_words()["language"].items()}


def _lower(prompt: str) -> str:
    return unicodedata.normalize("NFC", prompt).casefold().replace("'", " ").replace("’", " ")


def _is_chinese(text: str) -> bool:
    """More Chinese letters than English words, names counted in."""
    han = sum(_script(letter) == "CJK" for letter in text)
    return han > len(re.findall(r"[a-z]+", text))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]
