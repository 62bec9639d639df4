"""Summaries: many clips' values as the few numbers of a table's row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.measure.fid import KINDS
from wenwu.measure.interval import interval
from wenwu.measure.made import Made, Smooth

Row = dict[str, Any]
Values = Float[ndarray, " N"]


def made_summary(found: Sequence[Made]) -> Row:
    """One source over all its dances; every clip counts once."""
    out: Row = {"n": sum(len(one.phrase) for one in found), "dances": len(found)}
    for name, metric in (
        ("way", "S_same_variant"),
        ("phrase", "S_any_variant"),
        ("beat", "beat_above_chance"),
        ("beat_smoothed", "beat_above_chance_smoothed"),
    ):
        out |= with_interval(metric, _all(found, name))
    for name, metric in (("seeds", "pairwise_S_same_phrase"), ("whole", "pairwise_S_whole_clip")):
        out[metric] = _mean(np.array([_mean(getattr(one, name)) for one in found]))  # each dance counts once
    out |= skating("skate_declared", _all(found, "declared")) | skating("skate_seen", _all(found, "seen"))
    out |= smooth_summary([clip for one in found for clip in one.smooth], hands=True)
    for kind in KINDS:
        beside = [one.spread[kind] for one in found]
        out[kind] = float(np.median([b.distance for b in beside]))
        out[f"{kind}_floor"] = float(np.median([b.floor for b in beside]))
        out[f"{kind}_ratio"] = float(np.median([b.ratio for b in beside]))
        out[f"{kind}_ratio_most"] = float(max(b.ratio for b in beside))
    return out


def with_interval(name: str, values: Values) -> Row:
    """A mean with its 95 % bootstrap interval; values that are no number are left out."""
    known = values[np.isfinite(values)]
    low, high = interval(known, name)
    return {name: _mean(known), f"{name}_low": low, f"{name}_high": high}


def skating(name: str, values: Values) -> Row:
    """Median and 95th percentile [cm/s] over clips; nothing where no clip has a standing foot."""
    known = 100 * values[np.isfinite(values)]
    if not len(known):
        return {}
    return {f"{name}_cm_s": float(np.median(known)), f"{name}_p95_cm_s": float(np.percentile(known, 95))}


def smooth_summary(clips: Sequence[Smooth], hands: bool) -> Row:
    """Medians and 95th percentiles of jerk [m/s³] over clips; mean and least share below 6 Hz [%]."""
    names = {"jerk": "jerk_m_s3", "slow_jerk": "jerk_below_6hz_m_s3"} | (
        {"hand_jerk": "hand_jerk_m_s3"} if hands else {}
    )
    out: Row = {}
    for name, metric in names.items():
        values = np.array([getattr(clip, name) for clip in clips])
        out |= {metric: float(np.median(values)), f"{metric}_p95": float(np.percentile(values, 95))}
    share = 100 * np.array([clip.slow_share for clip in clips])
    return out | {
        "speed_energy_below_6hz_percent": _mean(share),
        "speed_energy_below_6hz_least": float(share.min()),
    }


def _all(found: Sequence[Made], name: str) -> Values:
    return np.concatenate([getattr(one, name) for one in found])


def _mean(values: Values) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
