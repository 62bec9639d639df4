"""Numbers in a sentence, in digits, English or Chinese: counts, seconds, beats a minute, degrees."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {word: n for n, word in enumerate((*_ONES, *_TEENS), start=1)} | {"a": 1, "an": 1}
TENS = {word: 10 * n for n, word in enumerate(_TENS, start=2)}
NUMERALS = {digit: n for n, digit in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "俩": 2, "仨": 3}
_NUMERALS = "[一二两三四五六七八九十百半]+"
_WORD = "|".join(sorted({*UNITS, *TENS, "half a", "half"}, key=len, reverse=True))
NUMBER = rf"(?:\d+(?:\.\d+)?|{_NUMERALS}|\b(?:(?:{'|'.join(TENS)})(?: (?:{'|'.join(UNITS)}))?|{_WORD})\b)"


@dataclass(frozen=True)
class Amount:
    """A number with what it counts, and where it stood."""

    value: float
    start: int
    end: int


def number_of(word: str) -> float | None:
    """The number a word or a numeral stands for."""
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return float(word)
    if word in ("half", "half a", "半"):
        return 0.5
    if re.fullmatch(_NUMERALS, word):
        return _han_number(word)
    parts = word.split()
    values = [TENS.get(part, UNITS.get(part)) for part in parts]
    return None if None in values or not values else float(sum(v for v in values if v))


def _han_number(word: str) -> float | None:
    """Chinese numerals below a thousand: 六, 十二, 二十, 一百二十."""
    total, digit = 0, 0
    for letter in word:
        if letter in NUMERALS:
            digit = NUMERALS[letter]
        elif letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            return None
    return float(total + digit)


def _amounts(text: str, unit: str) -> Iterator[Amount]:
    for match in re.finditer(rf"({NUMBER})[ -]*(?:{unit})", text):
        value = number_of(match[1])
        if value is not None:
            yield Amount(value, match.start(), match.end())


def seconds_in(text: str) -> tuple[Amount, ...]:
    """Durations [s]."""
    short = _amounts(text, r"seconds?\b|secs?\b|s\b|秒钟?")
    long = _amounts(text, r"minutes?\b|mins?\b|分钟")
    return (*short, *(Amount(60 * a.value, a.start, a.end) for a in long))


def beats_in(text: str) -> tuple[Amount, ...]:
    """Tempos [beats per minute]."""
    after = tuple(_amounts(text, r"bpm\b|beats (?:a|per) minute\b|拍每分钟?"))
    before = re.finditer(rf"每分钟({NUMBER})拍", text)
    return (*after, *(Amount(number_of(m[1]) or 0.0, m.start(), m.end()) for m in before))


def degrees_in(text: str) -> tuple[Amount, ...]:
    """Angles [deg]."""
    return tuple(_amounts(text, r"degrees?\b|deg\b|°|度"))


def percents_in(text: str) -> tuple[Amount, ...]:
    """Shares of a hundred."""
    return tuple(_amounts(text, r"%|percent\b|per cent\b"))


def ages_in(text: str) -> tuple[Amount, ...]:
    """Years of age."""
    after = tuple(_amounts(text, r"years? old\b|years? of age\b|岁"))
    before = re.finditer(rf"\b(?:aged|age) ({NUMBER})", text)
    return (*after, *(Amount(number_of(m[1]) or 0.0, m.start(), m.end()) for m in before))


MEASURE = "[个位名对双群]"
COUNTS = {
    "a pair of": 2,
    "a couple of": 2,
    "a duo of": 2,
    "a trio of": 3,
    "a dozen": 12,
    "一对": 2,
    "一双": 2,
}


def counts_in(text: str) -> tuple[Amount, ...]:
    """Numbers that may count dancers: with a measure word in Chinese, before a word in English."""
    found = [
        Amount(float(n), m.start(), m.end())
        for word, n in COUNTS.items()
        for m in re.finditer(re.escape(word), text)
    ]
    taken = [(a.start, a.end) for a in found]
    for match in re.finditer(rf"({NUMBER})\s*({MEASURE})?", text):
        value = number_of(match[1])
        if value is not None and not any(s < match.end() and match.start() < e for s, e in taken):
            found.append(Amount(value, match.start(), match.end()))
    return tuple(sorted(found, key=lambda a: a.start))


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with what was read replaced by spaces, every other letter where it was."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
