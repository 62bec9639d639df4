"""From a sentence to motion: how long it takes, how lawful it is before the firewall, how far a reference
steers.

`seconds`: a brief of ten seconds and one dancer, read, drawn and put through the firewall, warm, on one
core; the score alone beside it, the two in turn with a fixed piece of work of numpy's. `lawful`: clips of
four seconds in which no hard or soft angle rule and no limit of the body is broken before the firewall
looks, for the network, for the network without rules and prior (no box, a temperature of 1, all of its
spread), and for the score. `like`: how far the features of the motion go toward those of a reference that
is put in, as a share of the way (1 would be all of it).
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.seed import generator
from wenwu.base.trace import Trace
from wenwu.body.limits import margins
from wenwu.body.performer import load_body
from wenwu.measure.animate import machine
from wenwu.measure.score_only import solo
from wenwu.measure.signature_sweep import wilson
from wenwu.motion.compose import compose
from wenwu.motion.firewall import guard, watches
from wenwu.motion.generate import generate
from wenwu.motion.likeness import features
from wenwu.motion.performance import Performance
from wenwu.motion.repertoire import repertoire_for
from wenwu.prompt.brief import Brief

CLIPS, QUICK = 40, 4  # clips a dance
SECONDS, TEN = 4.0, 10.0
FPS = 30.0
Way = Callable[[Brief, Atlas], Performance]


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """All three."""
    atlas = load_atlas()
    count = QUICK if quick else CLIPS
    result: dict[str, Any] = {"quick": quick, "seed": 1, "machine": machine(), "n": count * len(atlas.scores)}
    return result | _seconds(atlas, 3 if quick else 9) | _lawful(atlas, count) | _steering(atlas, quick)


def drawn(brief: Brief, atlas: Atlas) -> Performance:
    """As `animate` draws it, before the firewall."""
    return generate(brief, atlas, Trace(), FPS)


def written(brief: Brief, atlas: Atlas) -> Performance:
    """The score alone."""
    bodies = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
    return compose(brief, atlas, bodies, Trace(), FPS)


def unconstrained(brief: Brief, atlas: Atlas) -> Performance:
    """The network with all of its spread, its components by π alone, inverse kinematics without the rules'
    box.
    """
    bodies = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
    known = repertoire_for(brief.model_copy(update={"variety": 1.0}), atlas, Trace())
    free = None if known is None else replace(known, ruled=False)
    return compose(brief, atlas, bodies, Trace(), FPS, free)


WAYS: Mapping[str, Way] = {"network": drawn, "unconstrained": unconstrained, "score": written}


def _seconds(atlas: Atlas, runs: int) -> dict[str, Any]:
    """Median seconds of ten seconds of motion from text, network and score in turn."""
    took: dict[str, list[float]] = {name: [] for name in ("network", "score", "reference")}
    for turn in range(runs + 1):
        for dance in sorted(atlas.scores)[:5]:
            for name in ("network", "score"):
                begun = time.perf_counter()
                brief = solo(dance, turn, TEN)
                guard(WAYS[name](brief, atlas), brief, atlas, Trace())
                took[name].append(time.perf_counter() - begun)
            begun = time.perf_counter()
            np.linalg.svd(generator(1, "reference work").normal(size=(300, 300)))
            took["reference"].append(time.perf_counter() - begun)
    return {f"{name}_seconds": statistics.median(values[5:]) for name, values in took.items()}


def _lawful(atlas: Atlas, count: int) -> dict[str, Any]:
    """The share of clips that break nothing before the firewall, with Wilson's interval."""
    out: dict[str, Any] = {}
    for name, way in WAYS.items():
        kept = [
            _keeps(way, dance, seed, atlas) for dance in sorted(atlas.scores) for seed in range(1, count + 1)
        ]
        low, high = wilson(sum(kept), len(kept))
        out |= {
            f"{name}_lawful_percent": 100 * float(np.mean(kept)),
            f"{name}_lawful_interval": f"{100 * low:.1f} to {100 * high:.1f}",
        }
    return out


def _keeps(way: Way, dance: str, seed: int, atlas: Atlas) -> bool:
    """Whether a clip keeps every angle rule between frames too, and the body's limits."""
    brief = solo(dance, seed, SECONDS)
    (dancer,) = way(brief, atlas).dancers
    rotation = dancer.clip.rotation
    ruled = all(watch.margin(rotation).min() >= 0 for watch in watches(dancer, 0, brief, atlas))
    return ruled and min(float(m.min()) for m in margins(rotation).values()) >= 0


def _steering(atlas: Atlas, quick: bool) -> dict[str, Any]:
    """How far the features go toward another dance's when its reference is put in: the median over pairs of
    dances.
    """
    dances = sorted(atlas.scores)[: 4 if quick else 8]
    usual = {dance: _features(dance, (), atlas) for dance in dances}
    shares = []
    for dance in dances:
        for other in dances:
            if other != dance:
                way = usual[other] - usual[dance]
                gone = _features(dance, tuple(usual[other]), atlas) - usual[dance]
                shares.append(float(gone @ way / (way @ way)))
    return {
        "like_share_median": statistics.median(shares),
        "like_share_least": min(shares),
        "like_pairs": len(shares),
    }


def _features(dance: str, like: tuple[float, ...], atlas: Atlas) -> np.ndarray:
    brief = solo(dance, 1, TEN).model_copy(update={"like": like, "variety": 0.0})
    return np.array(features(drawn(brief, atlas).dancers[0].clip))
