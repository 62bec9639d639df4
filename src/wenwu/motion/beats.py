"""Beats: when a listener would tap a foot to some music.

How strongly something begins in each moment is the spectral flux of log magnitudes. The tempo is the lag at
which that curve is most like itself (autocorrelation, with a preference for what is easily tapped). The beats
are the times, about equally far apart, at which the strongest things begin: dynamic programming after Ellis
2007, "Beat Tracking by Dynamic Programming", J. New Music Research 36: 51.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

Curve = Float[ndarray, " T"]
RATE = 16_000  # [samples/s] the music is heard at
HOP, WINDOW = 80, 400  # [samples] 5 ms, 25 ms
FPS = RATE / HOP  # [1/s] of the curve of beginnings
LAG = 3  # [windows] a rise is measured over so many
EARLY = (0.375 * WINDOW / HOP - LAG / 2) / FPS  # [s] a window meets a beginning so long before its middle
BANDS = 32  # of equal width in log frequency above 100 Hz
AT_ONCE = 4096  # windows transformed together
LOUD = 1e3  # log(1 + LOUD · share of the loudest): 60 dB below it, nothing is heard
MEAN = 1.0  # [s] beginnings stand out from what is usual within so much
TAPPED, OCTAVES = 110.0, 1.0  # [beats/min, octaves] what is easily tapped, and its spread
SLOWEST, FASTEST = 30.0, 260.0  # [beats/min] a pulse
EVEN = 120.0  # how much uneven beats cost: EVEN · ln²(interval / period)
WEAK = 0.5  # beats at either end with less than this share of the usual strength are left out


@dataclass(frozen=True)
class Pulse:
    """The tempo of some music."""

    tempo: float  # [beats/min]
    clear: float  # how like itself the music is one beat later: 0 not at all, 1 the same


def beginnings(sound: Float[ndarray, " N"]) -> Curve:
    """How strongly something begins, FPS times a second: rises of log magnitude, summed over bands, unit rms;
    nothing but zeros where nothing begins.
    """
    count = max(1, 1 + len(sound) // HOP)
    padded = np.pad(sound.astype(np.float32), (WINDOW // 2, WINDOW + HOP))
    rows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][:count]
    hann, bands = np.hanning(WINDOW + 1)[:-1].astype(np.float32), _bands()
    blocks = (rows[k : k + AT_ONCE] * hann for k in range(0, count, AT_ONCE))
    heard = np.concatenate([np.abs(np.fft.rfft(block)) @ bands for block in blocks])
    level = np.log1p(LOUD * heard / max(float(heard.max()), 1e-6))
    rise = np.zeros(count)
    rise[LAG:] = np.maximum(level[LAG:] - level[:-LAG], 0).sum(1)
    rise = np.maximum(gaussian_filter1d(rise, 1.5) - uniform_filter1d(rise, round(MEAN * FPS)), 0)
    size = float(np.sqrt(np.mean(rise**2)))
    return rise / size if size > 1e-9 else rise


def _bands() -> Float[ndarray, "F B"]:
    """Which of the window's frequencies belong to which band."""
    frequency = np.fft.rfftfreq(WINDOW, 1 / RATE)
    edges = np.geomspace(100, RATE / 2, BANDS)
    at = np.searchsorted(edges, frequency, "right")
    table = (at[:, None] == np.arange(BANDS + 1)).astype(np.float32)
    return table[:, table.any(0)] / np.maximum(table.sum(0), 1)[table.any(0)]


def find_pulse(rise: Curve) -> Pulse | None:
    """The pulse that is most easily tapped; None where the music is too short or has no beginnings."""
    slow = min(round(60 / SLOWEST * FPS), len(rise) // 3)
    fast = round(60 / FASTEST * FPS)
    if slow <= fast or not rise.any():
        return None
    like = _likeness(rise, 2 * slow)
    lag = np.arange(fast, slow)
    ease = np.exp(-0.5 * (np.log2(60 * FPS / lag / TAPPED) / OCTAVES) ** 2)
    best = int(np.argmax(ease * (like[lag] + 0.5 * like[2 * lag])))
    return Pulse(float(60 * FPS / (lag[best] + _summit(like, int(lag[best])))), float(like[lag[best]]))


def _likeness(rise: Curve, lags: int) -> Float[ndarray, " L"]:
    """Autocorrelation of the curve about its mean, 1 at lag 0; each lag over what overlaps."""
    curve = gaussian_filter1d(rise, 0.015 * FPS)
    curve = curve - curve.mean()
    size = 1 << int(np.ceil(np.log2(2 * len(curve))))
    product = np.fft.irfft(np.abs(np.fft.rfft(curve, size)) ** 2)[: lags + 1]
    product /= len(curve) - np.arange(lags + 1)
    return product / product[0]


def _summit(curve: Curve, at: int) -> float:
    """Where, within half a step, the parabola through three values is highest."""
    if not 0 < at < len(curve) - 1:
        return 0.0
    left, middle, right = curve[at - 1 : at + 2]
    bend = left - 2 * middle + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def find_beats(rise: Curve, tempo: float) -> Float[ndarray, " B"]:
    """Times [s] of the beats at about a tempo [beats/min], which may drift; from Ellis' recursion

    C(t) = O(t) + max_τ {C(t - τ) - EVEN · ln²(τ / period)}, O the beginnings smoothed by a 32nd of a period.
    """
    period = 60 / tempo * FPS
    strength = gaussian_filter1d(rise, period / 32)
    strength = strength / max(float(strength.std()), 1e-9)
    back = np.arange(round(period / 2), round(2 * period) + 1)
    cost = EVEN * np.log(back / period) ** 2
    total = np.concatenate([np.zeros(back[-1]), strength])  # before the music there is nothing
    came = np.full(len(strength), -1)
    for t in range(len(strength)):
        reached = total[t + back[-1] - back] - cost
        best = int(np.argmax(reached))
        if reached[best] > 0:
            total[t + back[-1]] += reached[best]
            came[t] = t - back[best]
    return _kept(_traced(total[back[-1] :], came, round(period)), strength)


def _traced(total: Curve, came: ndarray, period: int) -> list[int]:
    """The frames of the beats, from the best of the last period back to the first."""
    tail = max(0, len(total) - period)
    at, beats = tail + int(np.argmax(total[tail:])), []
    while at >= 0:
        beats.append(at)
        at = int(came[at])
    return beats[::-1]


def _kept(beats: Sequence[int], strength: Curve) -> Float[ndarray, " B"]:
    """Times of the beats without the weak ones at either end, between two frames where they are strongest."""
    heard = strength[list(beats)]
    strong = np.flatnonzero(heard >= WEAK * np.sqrt(np.mean(heard**2)))
    kept = beats[strong[0] : strong[-1] + 1] if len(strong) else []
    return np.array([(k + _summit(strength, k)) / FPS + EARLY for k in kept])
