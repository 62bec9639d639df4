"""Rows of Table 2 that no memory is in: one cue alone, and what is had without learning any form.

`context_only` and `colour_histogram` are those of `bench corpus`, the better of a look-up or neighbours
and a linear model. `hog` is the nearest drawing by HOG and cosine; `lite0_nearest` and `lite0_linear` are
the frozen network that looks, by its nearest drawing and by least squares; `lite0_linear_context` gives
those the words of the context too. Purities are those of k-means of the row's own numbers.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32, Int64
from numpy import ndarray

from wenwu.measure.corpus import NEIGHBOURS, Cues, looked_up, nearest, ridge
from wenwu.measure.hog import hog
from wenwu.measure.memory_ground import Ground, Place, load_ground, write_json
from wenwu.measure.memory_purity import by_means, learnt_rows
from wenwu.measure.memory_real import Real, load_real
from wenwu.memory.cache import Cache
from wenwu.memory.prototypes import unit

BATCH = 512

Features = Float32[ndarray, "N D"]
Of = Int64[ndarray, " T"]


@dataclass(frozen=True, eq=False)
class Cued:
    """Numbers of every picture of `train` and `test`, and what is guessed of `test` by them."""

    features: Features  # rows of the whole corpus; those of other splits are 0
    guesses: tuple[Of, ...]  # the best of which counts


def yardsticks(place: Place, prototypes: int, seeds: tuple[int, ...]) -> dict[str, list[dict[str, Any]]]:
    """By row, a result for each seed: the seed moves k-means alone. Each is kept in the work folder."""
    found = {name: _kept(place, name, prototypes, seeds) for name in ROWS}
    if place.real is not None:
        for name, of_real in of_real_pictures(load_real(place.real, place.work)).items():
            found[name] = [one | {"real": of_real} for one in found[name]]
    return found


def _kept(place: Place, name: str, prototypes: int, seeds: tuple[int, ...]) -> list[dict[str, Any]]:
    ground = load_ground(place)
    source = Path(__file__).read_bytes() + (Path(__file__).parent / "hog.py").read_bytes()
    told = f"{ground.corpus.digest} {name} {prototypes} {seeds} {hashlib.sha256(source).hexdigest()}"
    path = place.work / "rows" / f"{name}-{hashlib.sha256(told.encode()).hexdigest()[:16]}.json"
    if not path.is_file():
        write_json(path, _results(ground, ROWS[name](ground), prototypes, seeds))
    kept: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return kept


def of_real_pictures(real: Real) -> dict[str, dict[str, Any]]:
    """The two yardsticks of form, on real pictures."""
    described = hog(real.pictures.picture(k) for k in range(len(real.pictures)))
    seen = summed(real.tokens)
    even = (seen - seen.mean(0)) / (seen.std(0) + 1e-3)
    return {"hog": real.scores(described), "lite0_nearest": real.scores(even)}


def _results(ground: Ground, cued: Cued, prototypes: int, seeds: tuple[int, ...]) -> list[dict[str, Any]]:
    lesson, asked, many = ground.lesson, ground.rows("test"), np.isin(ground.rows("test"), ground.many)
    learnt = learnt_rows(ground)
    named = max((guess == lesson.concept[asked] for guess in cued.guesses), key=np.sum)
    out = []
    for seed in seeds:
        before, now = cued.features[learnt], cued.features[asked]
        form = by_means(before, now, prototypes, seed, lesson.places[learnt])
        meaning = by_means(before, now, len(lesson.words.concepts), seed)
        result: dict[str, Any] = {"seed": seed}
        for name, own in (("in_context", many), ("test_in_context", np.ones(len(asked), bool))):
            rows = asked[own]
            result[name] = {
                "n": len(rows), "accuracy": float(named[own].mean()),
                "visual_purity": form.only(own).purity(lesson.form[learnt], lesson.form[rows]),
                "semantic_purity": meaning.only(own).purity(lesson.concept[learnt], lesson.concept[rows]),
            }  # fmt: skip
        out.append(result)
    return out


def _cues(ground: Ground) -> Cues:
    return Cues(ground.corpus, ground.rows("train"), ground.rows("test"))


def _context(ground: Ground) -> Cued:
    train, test, concept = ground.rows("train"), ground.rows("test"), ground.lesson.concept
    words = _cues(ground).tokens()
    said = [tuple(row) for row in ground.lesson.context.tolist()]
    return Cued(words, (looked_up(said, concept, train, test), ridge(words, concept, train, test)))


def _colours(ground: Ground) -> Cued:
    train, test, concept = ground.rows("train"), ground.rows("test"), ground.lesson.concept
    counts = _cues(ground).histograms()
    near = [nearest(counts, concept, train, test, k) for k in NEIGHBOURS]
    return Cued(counts, (*near, ridge(counts, concept, train, test)))


def _hog(ground: Ground) -> Cued:
    train, test = ground.rows("train"), ground.rows("test")
    rows = np.concatenate([train, test])
    described = hog(ground.corpus.picture(row) for row in rows)
    features = np.zeros((len(ground.corpus), described.shape[1]), np.float32)
    features[rows] = described
    return Cued(features, (nearest(features, ground.lesson.concept, train, test, 1),))


def _lite0_nearest(ground: Ground) -> Cued:
    features = unit(_seen(ground))
    near = nearest(features, ground.lesson.concept, ground.rows("train"), ground.rows("test"), 1)
    return Cued(features, (near,))


def _lite0_linear(ground: Ground) -> Cued:
    features = _seen(ground)
    guess = ridge(features, ground.lesson.concept, ground.rows("train"), ground.rows("test"))
    return Cued(features, (guess,))


def _lite0_linear_context(ground: Ground) -> Cued:
    features = np.concatenate([_seen(ground), _cues(ground).tokens()], 1)
    guess = ridge(features, ground.lesson.concept, ground.rows("train"), ground.rows("test"))
    return Cued(features, (guess,))


def _seen(ground: Ground) -> Features:
    """What the frozen network makes of every picture, standardised over `train`."""
    count = len(ground.corpus)
    rows = np.concatenate([ground.rows("train"), ground.rows("test")])
    out = np.zeros((count, 2 * _width(ground.cache)), np.float32)
    for first in range(0, len(rows), BATCH):
        some = rows[first : first + BATCH]
        out[some] = summed(ground.cache.tokens(some))
    own = out[ground.rows("train")]
    out[rows] = (out[rows] - own.mean(0)) / (own.std(0) + 1e-3)
    return out


def _width(cache: Cache) -> int:
    return int(cache.tokens(np.zeros(1, np.int64)).shape[-1])


def summed(tokens: Float[ndarray, "N P C"]) -> Float32[ndarray, "N D"]:
    """Mean and spread of each channel over the places."""
    return np.concatenate([tokens.mean(1), tokens.std(1)], 1).astype(np.float32)


ROWS: Mapping[str, Callable[[Ground], Cued]] = {
    "context_only": _context,
    "colour_histogram": _colours,
    "hog": _hog,
    "lite0_nearest": _lite0_nearest,
    "lite0_linear": _lite0_linear,
    "lite0_linear_context": _lite0_linear_context,
}
