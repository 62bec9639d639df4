"""Does street dance leak into these dances? A linear classifier of scores against street clips looks at the
network.

Clips are told by the 128 features of `motion.reference`, those left out that belong to joints which AIST++
does not hold (wrists' ends, chest, toes). A regularised linear discriminant learns scores (seeds the
network never saw) against street clips on one half, its error is measured on the other, and then it looks
at what the network draws.
"""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.measure.animate import machine
from wenwu.measure.network_dance import network_dance
from wenwu.measure.recorded import find_recordings
from wenwu.measure.score_only import score_only
from wenwu.measure.signature_sweep import wilson
from wenwu.motion.corpus_real import real_sequences
from wenwu.motion.likeness import features

CLIPS, QUICK = 20, 3  # seeds a dance
SECONDS, FIRST = 8.0, 502
RIDGE = 1.0  # added to every feature's variance


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """The shares; says so where there are no recordings."""
    folder = find_recordings(data)
    if folder is None:
        return {"recordings": "none given; --data DIR or WENWU_DATA names them"}
    street = [(s.reference, s.mask) for s in real_sequences(folder, ("aist++",))]
    seeds = range(FIRST, FIRST + (QUICK if quick else CLIPS))
    dances = sorted(load_atlas().scores)
    score, drawn = (
        np.array([features(make(dance, seed, SECONDS)) for dance in dances for seed in seeds])
        for make in (score_only, network_dance)
    )
    known = np.all([mask for _, mask in street], axis=0)
    rows = [block[:, kept(known)] for block in (np.array([r for r, _ in street]), score, drawn)]
    return {"quick": quick, "n": len(drawn), "seed": FIRST, "machine": machine()} | told(*rows)


def kept(known: Bool[ndarray, "24"]) -> Bool[ndarray, "128"]:
    """The features of joints that both sides hold, and the eight of the whole body."""
    return np.concatenate([np.repeat(known, 3), known, known, np.ones(8, bool)])


def told(
    street: Float[ndarray, "A F"], score: Float[ndarray, "B F"], drawn: Float[ndarray, "C F"]
) -> dict[str, Any]:
    """Errors on held-out halves, and the share of drawn clips that pass for street dance."""
    rng = generator(1, "style leak")
    (a, c), (b, d) = (np.array_split(x[rng.permutation(len(x))], 2) for x in (street, score))
    line, cut = discriminant(a, b)
    out: dict[str, Any] = {}
    for name, rows in (("street", c), ("score", d), ("network", drawn)):
        called = int((rows @ line > cut).sum())
        low, high = wilson(called, len(rows))
        out[f"{name}_called_street_percent"] = 100 * called / len(rows)
        out[f"{name}_interval"] = f"{100 * low:.1f} to {100 * high:.1f}"
    return out


def discriminant(
    one: Float[ndarray, "A F"], two: Float[ndarray, "B F"]
) -> tuple[Float[ndarray, " F"], float]:
    """The line on which two sets lie apart (Fisher 1936, with a ridge), and the point halfway; `one` lies
    above it.
    """
    spread = np.cov(one.T) / 2 + np.cov(two.T) / 2 + RIDGE * np.eye(one.shape[1])
    line = np.linalg.solve(spread, one.mean(0) - two.mean(0))
    return line, float(line @ (one.mean(0) + two.mean(0)) / 2)
