"""Words as they are looked for, in any script: whole words where there are spaces, single signs where not.

Chinese, Japanese and Yi text is cut into its signs, and what was written together has to stand together: 龙纹
finds 双龙纹 and not 龙…纹. Other scripts are cut at spaces and points; marks stay with their letters.
"""

import unicodedata
from collections.abc import Iterator

from wenwu.base.errors import InputError

MOST = 40  # terms of one question
UNSPACED = (
    (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xA000, 0xA48C), (0x20000, 0x3347F),
)  # fmt: skip  # kana, ideographs, Yi, ideographs beyond the first plane


def terms(text: str) -> list[str]:
    """The terms of a text, in its order."""
    return [term for word in _words(text) for term in _cut(word)]


def question(words: str) -> str:
    """What FTS5 is asked: every word of the question, those cut into several terms as a phrase.

    InputError where no word is left or there are too many.
    """
    phrases = [" ".join(cut) for word in words.split() if (cut := terms(word))]
    if not phrases:
        raise InputError(f"there is no word in {words!r}; write what to look for, in any script")
    if sum(phrase.count(" ") + 1 for phrase in phrases) > MOST:
        raise InputError(f"the question has more than {MOST} words; shorten it")
    return " AND ".join(f'"{phrase}"' for phrase in phrases)


def _words(text: str) -> Iterator[str]:
    """Runs of letters, figures and their marks."""
    run = ""
    for sign in unicodedata.normalize("NFKC", text).casefold() + " ":
        if unicodedata.category(sign)[0] in "LNM":
            run += sign
        elif run:
            yield run
            run = ""


def _cut(word: str) -> Iterator[str]:
    run = ""
    for sign in word:
        if any(first <= ord(sign) <= last for first, last in UNSPACED):
            if run:
                yield run
            yield sign
            run = ""
        else:
            run += sign
    if run:
        yield run
