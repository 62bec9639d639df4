"""The yardstick: the same measures on recordings of real dancers, and how alike real retakes are.

Where nothing else is said: dances of quality A that move; feet and hands are looked at only where they were
recorded.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure import beat_alignment, fid, skate
from wenwu.measure.interval import interval
from wenwu.measure.made import Smooth, mean, windows
from wenwu.measure.recorded import DANCING, MOVING, Recording
from wenwu.measure.similarity import FPS, correlation, likeness, plain_distance, poses
from wenwu.measure.smoothness import at_rate
from wenwu.measure.summary import skating, smooth_summary, with_interval

MOST_OTHER = 400  # pairs of different choreographies that are looked at
WINDOW = 7.0  # [s] of features: the shortest clips are little longer
FEW = 8  # clips; of fewer no distance of statistics is told
Pair = tuple[Recording, Recording]


def rows(recordings: Sequence[Recording]) -> dict[str, dict[str, Any]]:
    """The yardstick's rows: name → metric → value."""
    dances = [r for r in recordings if r.facts["category"] == "dance" and r.facts["quality"] == "A"]
    out: dict[str, dict[str, Any]] = {}
    for source in dict.fromkeys(r.facts["source"] for r in dances):
        own = [r for r in dances if r.facts["source"] == source]
        out[f"recorded {source}"] = _movement([r for r in own if r.energy >= MOVING])
    return out | _retakes([r for r in dances if r.energy >= DANCING])


def _movement(clips: Sequence[Recording]) -> dict[str, Any]:
    """Smoothness, skating, alignment and spread of one source's clips."""
    out: dict[str, Any] = {"n": len(clips)}
    if not clips:
        return out
    whole = all(clip.whole for clip in clips)
    out |= smooth_summary([Smooth.of(c.place, c.fps) for c in clips], hands=whole)
    if whole:
        out |= skating("skate_seen", np.array([mean(skate.seen_slide(c.place, c.fps)) for c in clips]))
    with_beat = [clip for clip in clips if len(clip.beats)]
    if with_beat:
        for name, smoothed in (("beat_above_chance", False), ("beat_above_chance_smoothed", True)):
            out |= with_interval(name, np.array([_beat(clip, smoothed) for clip in with_beat]))
        out["beat_n"] = len(with_beat)
    return out | _fid([clip for clip in clips if clip.facts["dancer"]])


def _beat(clip: Recording, smoothed: bool) -> float:
    dance = beat_alignment.slow_moments(clip.place, clip.fps, smoothed)
    return beat_alignment.above_chance(clip.beats, dance, float(clip.facts["seconds"]))


def _fid(clips: Sequence[Recording]) -> dict[str, Any]:
    """Other dancers against these dancers, beside random halves of all."""
    cut = [
        (window, clip.facts["dancer"]) for clip in clips for window in windows(clip.place, clip.fps, WINDOW)
    ]
    if len(cut) < FEW:
        return {}
    names = sorted({name for _, name in cut})
    owner = [names.index(name) for _, name in cut]
    out: dict[str, Any] = {"fid_n": len(cut)}
    for name, kind in fid.KINDS.items():
        rows = fid.features([window for window, _ in cut], kind)
        floor = fid.beside_floor(rows, rows, kind).floor
        others = fid.beside_floor(rows, rows, kind, owner).floor
        out |= {name: others, f"{name}_floor": floor, f"{name}_ratio": fid.Beside(others, floor).ratio}
    return out


def _retakes(clips: Sequence[Recording]) -> dict[str, dict[str, Any]]:
    """S of second takes, other dancers and other choreographies of one genre, and the plain distance."""
    kinds = sorted_pairs([clip for clip in clips if clip.facts["choreo"]])
    pose = {
        c.facts["clip"]: poses(at_rate(c.place, c.fps, FPS))
        for pairs in kinds.values()
        for p in pairs
        for c in p
    }
    r = {name: _correlations(pairs, pose) for name, pairs in kinds.items()}
    if not len(r["other choreography"]):
        return {}
    chance = float(r["other choreography"].mean())
    out = {}
    for name, values in r.items():
        s = likeness(values, chance)
        quick = [all(c.energy >= MOVING for c in pair) for pair in kinds[name]]
        row = {"n": len(values), "r": mean(values), "r0": chance} | with_interval("S", s)
        out[f"recorded {name}"] = row | {"S_moving": mean(s[quick]), "moving_n": sum(quick)}
    for name in ("second take", "another dancer"):
        out[f"recorded {name}"] |= _plain(kinds[name])
    return out


def sorted_pairs(clips: Sequence[Recording]) -> dict[str, list[Pair]]:
    """Pairs of clips of one genre: the same dancer's second take, another dancer, another choreography."""
    out: dict[str, list[Pair]] = {"second take": [], "another dancer": [], "other choreography": []}
    for one, two in combinations(clips, 2):
        a, b = one.facts, two.facts
        if (a["source"], a["genre"]) != (b["source"], b["genre"]):
            continue
        same = "second take" if a["dancer"] == b["dancer"] else "another dancer"
        out[same if a["choreo"] == b["choreo"] else "other choreography"].append((one, two))
    other = out["other choreography"]
    drawn = generator(1, "other choreography").permutation(len(other))[:MOST_OTHER]
    out["other choreography"] = [other[k] for k in sorted(drawn)]
    return out


def _correlations(pairs: Sequence[Pair], pose: Mapping[str, ndarray]) -> Float[ndarray, " N"]:
    found = [correlation(pose[a.facts["clip"]], pose[b.facts["clip"]]) for a, b in pairs]
    return np.array(found, float)


def _plain(pairs: Sequence[Pair]) -> dict[str, float]:
    """The plain time-warped distance [cm] of pairs, and of one clip and the other's mean pose, held."""
    take, held = [], []
    for one, two in pairs:
        a, b = (at_rate(c.place, c.fps, FPS) for c in (one, two))
        take.append(100 * plain_distance(a, b))
        held.append(100 * plain_distance(a, np.repeat(b.mean(0, keepdims=True), len(b), axis=0)))
    low, high = interval(np.array(take) - np.array(held), "plain")
    return {
        "plain_distance_cm": mean(np.array(take)), "plain_distance_of_mean_pose_cm": mean(np.array(held)),
        "plain_pair_less_mean_pose_low_cm": low, "plain_pair_less_mean_pose_high_cm": high,
    }  # fmt: skip
