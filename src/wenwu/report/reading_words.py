"""The words of a reading, by language."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wenwu.atlas.text import Lang

Words = Mapping[str, Any]
FILE = Path(__file__).parent / "page" / "reading.toml"


@cache
def reading_words(lang: Lang) -> Words:
    """The words of one language."""
    return tomllib.loads(FILE.read_text("utf-8"))[lang]


def note_in(note: str, words: Words) -> str:
    """A note of the reader of pictures in the language of these words; as it is where they lack it."""
    for told, said in words["notes"].items():
        if found := re.fullmatch(told, note):
            return found.expand(said)
    return note
