"""Hearing music: how far the beats that are found lie from those of click tracks made here.

A track is short tones that die away, 60 to 140 a minute, 20 s; even, and made harder: in white noise, uneven
as players are, with a tempo that drifts, with clicks left out. A pulse counts as right where it is within 4 %
of the true tempo, its double or its half, since the dance's range decides between these. The beats of such a
track are held to the true ones, found where one is within 70 ms (both tolerances are those of MIREX). Noise
alone has none to find. Clicks are easier than songs: of songs these figures say nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator

from wenwu.base.seed import generator
from wenwu.measure.animate import machine
from wenwu.measure.signature_sweep import wilson
from wenwu.motion.beats import RATE, beginnings, find_beats
from wenwu.motion.music import clear_pulse

TRACKS, QUICK = 60, 6  # of each kind
SECONDS, TEMPI = 20.0, (60.0, 140.0)  # [s], [beats/min]
FIRST = (0.1, 0.6)  # [s] the first click
LOUD, PITCHES = 0.8, (80.0, 2000.0)  # a click's height, and its pitch [Hz]
LASTS, DIES = 0.05, 0.01  # [s] of a click
DRIFT, WAVE = 0.04, 12.0  # share of the tempo, [s] of one way to and fro
RIGHT, NEAR = 0.04, 0.07  # share of a tempo, [s]
COLUMNS = (
    "n",
    "refused_percent",
    "pulse_right_percent",
    "found_percent",
    "wrong_percent",
    "median_ms",
    "p95_ms",
    "most_ms",
)
Times = Float[ndarray, " B"]


@dataclass(frozen=True)
class Kind:
    """What makes a track hard."""

    noise: float = 0.0  # σ of white noise, as a share of a click's height
    uneven: float = 0.0  # [s] σ of each click's time
    drift: float = 0.0  # share of the tempo, to and fro
    missing: float = 0.0  # share of clicks left out


KINDS: Mapping[str, Kind] = {
    "even": Kind(),
    "noise of a tenth": Kind(noise=0.1),
    "noise of a quarter": Kind(noise=0.25),
    "noise of a half": Kind(noise=0.5),
    "uneven by 10 ms": Kind(noise=0.1, uneven=0.01),
    "drift of 4 %": Kind(noise=0.1, drift=DRIFT),
    "a fifth left out": Kind(noise=0.1, missing=0.2),
}


@dataclass(frozen=True)
class Heard:
    """One track: whether it was refused, whether its pulse was right, and its beats held to the true ones."""

    refused: bool
    right: bool
    error: Times  # [s] from each true beat to the nearest found; none where the pulse is not right
    extra: Float[ndarray, " C"]  # [s] from each found beat to the nearest true


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """Every kind's shares [%] and errors [ms], and how often noise alone is said to have a beat."""
    count = QUICK if quick else TRACKS
    result: dict[str, Any] = {
        "quick": quick, "n": count * len(KINDS), "seed": 1, "seconds": SECONDS, "machine": machine(),
    }  # fmt: skip
    for name, kind in KINDS.items():
        told = summary([heard(kind, seed) for seed in range(1, count + 1)])
        result |= {f"{name}: {metric}": value for metric, value in told.items()}
    silent = [is_noise_refused(seed) for seed in range(1, count + 1)]
    low, high = wilson(sum(silent), count)
    return result | {
        "noise alone: refused_percent": 100 * float(np.mean(silent)),
        "noise alone: refused_interval": f"{100 * low:.1f} to {100 * high:.1f}",
    }


def heard(kind: Kind, seed: int) -> Heard:
    """A track by its seed, listened to."""
    rng = generator(seed, "click track")
    tempo = float(np.exp(rng.uniform(*np.log(TEMPI))))
    times = beats(kind, tempo, rng)
    rise = beginnings(track(times[rng.random(len(times)) >= kind.missing], kind.noise, rng))
    pulse = clear_pulse(rise)
    told = [] if pulse is None else [pulse.tempo * count for count in (1, 0.5, 2)]
    right = [one for one in told if abs(one / tempo - 1) <= RIGHT]
    if not right:
        return Heard(pulse is None, False, np.zeros(0), np.zeros(0))
    found = find_beats(rise, right[0])
    return Heard(False, True, nearest(times, found), nearest(found, times))


def beats(kind: Kind, tempo: float, rng: Generator) -> Times:
    """The true beats of a track [s], about `tempo` [beats/min]."""
    times, since = [float(rng.uniform(*FIRST))], float(rng.uniform(0, WAVE))
    while times[-1] < SECONDS - LASTS:
        pace = tempo / 60 * (1 + kind.drift * np.sin(2 * np.pi * (times[-1] + since) / WAVE))
        times.append(times[-1] + 1 / float(pace))
    even = np.array(times[:-1])
    return np.maximum(even + kind.uneven * rng.normal(size=len(even)), 0)


def track(times: Times, noise: float, rng: Generator) -> Float[ndarray, " N"]:
    """The sound of clicks at these times, RATE samples a second, in noise."""
    out, t = np.zeros(round(SECONDS * RATE)), np.arange(round(LASTS * RATE)) / RATE
    pitch = float(np.exp(rng.uniform(*np.log(PITCHES))))
    click = LOUD * np.sin(2 * np.pi * pitch * t) * np.exp(-t / DIES)
    for time in times:
        begins = round(time * RATE)
        out[begins : begins + len(t)] += click[: len(out) - begins]
    return out + noise * LOUD * rng.normal(size=len(out))


def nearest(these: Times, those: Float[ndarray, " C"]) -> Times:
    """How far [s] each of these is from the nearest of those; infinitely where there are none."""
    if not len(those):
        return np.full(len(these), np.inf)
    return np.abs(these[:, None] - those).min(1)


def is_noise_refused(seed: int) -> bool:
    """Whether noise of a seed is said to have no clear beat."""
    rng = generator(seed, "noise alone")
    return clear_pulse(beginnings(track(np.zeros(0), 0.25, rng))) is None


def summary(found: list[Heard]) -> dict[str, Any]:
    """Shares [%] of tracks and beats, and the errors [ms] of the beats that were found."""
    error, extra = (np.concatenate([getattr(one, name) for one in found]) for name in ("error", "extra"))
    right, near = sum(one.right for one in found), error[error <= NEAR]
    low, high = wilson(right, len(found))
    out = {
        "n": len(found), "beats": len(error),
        "refused_percent": 100 * float(np.mean([one.refused for one in found])),
        "pulse_right_percent": 100 * right / len(found),
        "pulse_right_interval": f"{100 * low:.1f} to {100 * high:.1f}",
        "found_percent": 100 * len(near) / max(len(error), 1),
        "wrong_percent": 100 * float(np.mean(extra > NEAR)) if len(extra) else 0.0,
    }  # fmt: skip
    if len(near):
        late = 1000 * np.array([np.median(near), np.percentile(near, 95), near.max()])
        out |= dict(zip(COLUMNS[-3:], late.tolist(), strict=True))
    return out


def table(result: Mapping[str, Any]) -> str:
    """A line a kind of track."""
    title = (
        "quick: no figures to publish" if result["quick"] else f"{TRACKS} tracks of each kind, seeds from 1"
    )
    wide = max(map(len, KINDS))
    lines = [title, " " * wide + "".join(f"{name:>21}" for name in COLUMNS)]
    for name in KINDS:
        cells = (result.get(f"{name}: {metric}") for metric in COLUMNS)
        lines.append(
            f"{name:<{wide}}" + "".join("–".rjust(21) if c is None else f"{c:>21.4g}" for c in cells)
        )
    return "\n".join(lines)
