"""From a sentence to motion: how long it takes, how lawful it is before the firewall, how far a reference
steers.

`seconds`: a brief of ten seconds and one dancer, read, drawn and put through the firewall, warm, on one
core; the score alone beside it, the two in turn with a fixed piece of work of numpy's. `lawful`: clips of
four seconds in which no hard or soft angle rule and no limit of the body is broken before the firewall
looks, for the network, for the network without rules and prior (no box, a temperature of 1, all of its
spread), and for the score. `like`: how far bearing and size of trunk and arms go toward those of a reference
that is put in, as a share of the way (1 would be all of it), and how many of those files are still named as
the dance that they are.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.seed import generator
from wenwu.base.trace import Trace
from wenwu.body.limits import margins
from wenwu.body.performer import load_body
from wenwu.measure.animate import machine
from wenwu.measure.movement import Movement
from wenwu.measure.network_dance import unconstrained
from wenwu.measure.score_only import solo
from wenwu.measure.signature_sweep import wilson
from wenwu.measure.signatures import nearest
from wenwu.motion.bvh import write_bvh
from wenwu.motion.chain import from_parent
from wenwu.motion.compose import compose
from wenwu.motion.firewall import guard, watches
from wenwu.motion.generate import generate
from wenwu.motion.likeness import features
from wenwu.motion.manner import MOVED
from wenwu.motion.performance import Performance
from wenwu.prompt.brief import Brief

CLIPS, QUICK = 20, 4  # clips a dance
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


WAYS: Mapping[str, Way] = {
    "network": drawn,
    "unconstrained": partial(unconstrained, fps=FPS),
    "score": written,
}


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
    """How far bearing and size of movement go toward another dance's when its reference is put in, over pairs
    of dances; and how many of those dances are still named rightly.
    """
    dances = sorted(atlas.scores)[: 4 if quick else 8]
    usual = {dance: _features(dance, (), atlas) for dance in dances}
    pairs = list(permutations(dances, 2))
    shares = []
    for dance, other in pairs:
        gone, way = (
            steered(x - usual[dance]) for x in (_features(dance, tuple(usual[other]), atlas), usual[other])
        )
        shares.append(float(gone @ way / (way @ way)))
    named = sum(_still(dance, tuple(usual[other]), atlas) for dance, other in pairs)
    low, high = wilson(named, len(pairs))
    return {
        "like_share_median": statistics.median(shares), "like_share_least": min(shares),
        "like_named_percent": 100 * named / len(pairs),
        "like_named_interval": f"{100 * low:.1f} to {100 * high:.1f}", "like_pairs": len(pairs),
    }  # fmt: skip


def steered(feature: Float[ndarray, "128"]) -> Float[ndarray, " F"]:
    """Of the features those that a reference may move: the bones of trunk and arms, and their strayings."""
    bones = from_parent(feature[:72].reshape(24, 3))[MOVED]
    return np.concatenate([bones.ravel(), feature[72:96][MOVED]])


def _features(dance: str, like: tuple[float, ...], atlas: Atlas) -> Float[ndarray, "128"]:
    return np.array(features(_following(dance, like, atlas, FPS).dancers[0].clip))


def _still(dance: str, like: tuple[float, ...], atlas: Atlas) -> bool:
    """Whether the file of a dance that follows a reference is named as that dance."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clip.bvh"
        write_bvh(_following(dance, like, atlas, 2 * FPS).dancers[0].clip, file)
        return nearest(Movement.of_file(file), {name: atlas.dance(name) for name in atlas.scores}) == dance


def _following(dance: str, like: tuple[float, ...], atlas: Atlas, fps: float) -> Performance:
    brief = solo(dance, 1, TEN).model_copy(update={"like": like, "variety": 0.0})
    return guard(generate(brief, atlas, Trace(), fps), brief, atlas, Trace())
