"""Passages of old books, as what is told of in each: symbols, rite, sanctity. No passage itself is kept."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from wenwu.base.errors import InputError

Lang = Literal["en", "zh"]
MINED = files("wenwu") / "atlas" / "mined"
WINDOW = 40  # [characters] of a Chinese passage; these books have no full stops
LONGEST, SHORTEST = 120, 4  # [words] of an English sentence; what lies outside is a list or a heading
BOOKS: Mapping[Lang, tuple[str, ...]] = {  # free everywhere; what is in copyright anywhere is not read
    "en": ("durkheim_elementary_forms_1915", "golden_bough_1922", "werner_myths_legends_china_1922",
           "wilson_swastika_1896"),
    "zh": ("chaoxian_zhi", "chiya", "dianlue", "guihai_yuheng", "huangqing_zhigongtu", "jingchu_suishiji",
           "lingwai_daida", "longsha_jilue", "manshu", "manzhou_jishen_jitian", "taihai_shichalu",
           "ximan_congxiao", "yanjiao_jiwen"),
}  # fmt: skip
RITE_WORDS = """rite rites ritual rituals ceremony ceremonies sacrifice sacrifices sacrificed worship
    worshipped festival festivals funeral burial wedding marriage initiation procession priest priests
    priestess altar shrine temple offering offerings prayer prayers invocation magician sorcerer shaman
    mourning dance dances"""
SANCTITY_WORDS = """sacred holy divine taboo tabooed taboos forbidden forbid prohibition prohibited interdict
    interdiction interdictions profane consecrated hallowed god gods goddess deity spirit spirits totem totems
    totemic pollution defilement unclean impure mystic sanctity"""
RITE: Mapping[Lang, tuple[str, ...]] = {
    "en": tuple(RITE_WORDS.split()),
    "zh": tuple("祭祀神巫禱祝祠廟卜喪葬婚嫁娶醮祈拜跳節社齋供"),
}
SANCTITY: Mapping[Lang, tuple[str, ...]] = {
    "en": tuple(SANCTITY_WORDS.split()),
    "zh": (*"神鬼忌禁聖靈敬畏諱祟魂厭禳咒盟", "不得", "不敢"),
}
VARIANTS = str.maketrans("縁嵗囘兠黄", "緣歲回兜黃")  # one character written two ways


@dataclass(frozen=True)
class Passages:
    """What is told of in each of P passages of one language."""

    symbols: tuple[str, ...]  # S ids of the lexicon
    told: Bool[ndarray, "P S"]
    rite_words: Bool[ndarray, "P R"]
    sanctity_words: Bool[ndarray, "P A"]

    @property
    def rite(self) -> Bool[ndarray, " P"]:
        """Whether a passage is of a rite."""
        return np.any(self.rite_words, axis=1)

    @property
    def sanctity(self) -> Bool[ndarray, " P"]:
        """Whether a passage speaks of what is holy or forbidden."""
        return np.any(self.sanctity_words, axis=1)


def lexicon() -> dict[str, dict[Lang, tuple[str, ...]]]:
    """The words of each symbol, by language."""
    rows = tomllib.loads((MINED / "lexicon.toml").read_text("utf-8"))["symbol"]
    return {row["id"]: {"en": tuple(row["en"]), "zh": tuple(row["zh"])} for row in rows}


def read_passages(lang: Lang, corpus: Path) -> Passages:
    """The passages of one language's books below `corpus/<lang>`."""
    told, rites, holies = [], [], []
    words = {id: forms[lang] for id, forms in lexicon().items() if forms[lang]}
    for unit in _units(lang, corpus):
        told.append([any(form in unit for form in forms) for forms in words.values()])
        rites.append([word in unit for word in RITE[lang]])
        holies.append([word in unit for word in SANCTITY[lang]])
    return Passages(tuple(words), np.array(told, bool), np.array(rites, bool), np.array(holies, bool))


def find_corpus(data: Path) -> Path:
    """The corpus in a folder of data: the folder itself, or `corpus` in it."""
    for folder in (data, data / "corpus"):
        if (folder / "en").is_dir() and (folder / "zh").is_dir():
            return folder
    raise InputError(f"no corpus in {str(data)!r}: it holds neither en and zh, nor corpus/en and corpus/zh")


def digest(corpus: Path) -> str:
    """A short hash of all books that are read, in order."""
    whole = hashlib.sha256()
    for lang in BOOKS:
        for book in BOOKS[lang]:
            whole.update(_text(lang, book, corpus).encode())
    return whole.hexdigest()[:16]


def _text(lang: Lang, book: str, corpus: Path) -> str:
    path = corpus / lang / f"{book}.txt"
    if not path.is_file():
        raise InputError(
            f"the corpus lacks {lang}/{book}.txt; the table is mined from all of its books or not at all"
        )
    return path.read_text("utf-8")


def _units(lang: Lang, corpus: Path) -> Iterator[str | set[str]]:
    """Sentences as sets of words, or windows of characters."""
    for book in BOOKS[lang]:
        yield from (_sentences if lang == "en" else _windows)(_text(lang, book, corpus))


def _sentences(text: str) -> Iterator[set[str]]:
    for sentence in re.split(r"(?<=[.!?])\s+", text.replace("\n", " ")):
        words = re.findall(r"[a-z]+", sentence.lower())
        if SHORTEST < len(words) < LONGEST:
            yield set(words)


def _windows(text: str) -> Iterator[str]:
    for line in text.translate(VARIANTS).split("\n"):
        if not line.startswith("#") and len(line) >= WINDOW // 4:
            for start in range(0, len(line), WINDOW):
                yield line[start : start + WINDOW]
