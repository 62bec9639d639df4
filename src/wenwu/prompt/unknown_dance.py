"""A dance the sentence names and the atlas does not know."""

import re
from typing import Literal

from wenwu.prompt.lexicon import Token, plain_words

ARTICLES = ("the", "a", "an", "perform", "performs", "performing", "dance", "dances", "dancing")
FILLERS = "着了起来一支个的地场首段曲种民间传统"


def unknown_dance(text: str, tokens: tuple[Token, ...], lang: Literal["en", "zh"]) -> str:
    """The name of an unknown dance, or nothing: 'the lion dance', 跳狮子舞."""
    for token in tokens:
        if lang == "en" and token.of("dance_word") and token.text == "dance":
            name = _before_english(text, token, tokens)
        elif lang == "zh" and token.text in ("舞", "舞蹈"):
            name = _before_chinese(text, token, tokens)
        else:
            continue
        if name:
            return name
    return ""


def _before_english(text: str, token: Token, tokens: tuple[Token, ...]) -> str:
    """Unread words between an article or a culture's name and 'dance'."""
    start = max((t.end for t in tokens if t.end <= token.start and not _names_a_thing(t)), default=0)
    words = text[start : token.start].split()
    articles = [n for n, word in enumerate(words) if word in ARTICLES]
    after_culture = any(t.end == start and t.of("culture") for t in tokens)
    words = words[articles[-1] + 1 :] if articles else words if after_culture else []
    common = plain_words()["language"]["English"]
    words = [word for word in words if word not in common]
    return f"{' '.join(words)} dance" if 0 < len(words) <= 4 else ""


def _names_a_thing(token: Token) -> bool:
    """Whether a known word may be part of a dance's unknown name: fan dance, dragon dance."""
    return bool(token.of("prop") or token.of("motif") or token.of("colour"))


def _before_chinese(text: str, token: Token, tokens: tuple[Token, ...]) -> str:
    start = max((t.end for t in tokens if t.end <= token.start and not _names_a_thing(t)), default=0)
    name = re.sub(
        f"^[{FILLERS}]+|[{FILLERS}]+$", "", re.sub(r"[^\u3400-\u9fff]", "", text[start : token.start])
    )
    return f"{name}舞" if 0 < len(name) <= 6 else ""
