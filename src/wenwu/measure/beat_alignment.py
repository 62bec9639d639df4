"""Whether a dance is with its beat: the usual score, less what it scores on a beat that is not its own.

The usual score gives every beat of the music exp(−d²/2σ²), d the time to the nearest moment at which the body
is slowest. Anything with many such moments scores well: white noise .27 to .30, as much as published dances.
So the same clip is scored on its own beats shifted round the clip, and only what is above their mean counts.

Two finders of slow moments are in use. The AIST++ evaluation's takes the least speed within ten frames of
sixty to either side; a later one smooths the speed by five frames of sixty first and takes every minimum.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.ndimage import gaussian_filter1d
from scipy.signal import argrelextrema

from wenwu.measure.smoothness import at_rate

FPS = 60.0  # [frames/s] both finders are told for
WIDTH = 0.05  # [s] σ: three frames
REACH, SMOOTH = 10, 5  # [frames]
SHIFTS = 64  # places round the clip


def slow_moments(place: Float[ndarray, "T J 3"], fps: float, smoothed: bool = False) -> Float[ndarray, " M"]:
    """Times [s] at which the mean speed of all joints is least: the dance's own beats."""
    speed = np.linalg.norm(np.diff(at_rate(place, fps, FPS), axis=0), axis=-1).mean(1)
    if smoothed:
        least = argrelextrema(gaussian_filter1d(speed, SMOOTH), np.less)[0]
    else:
        least = argrelextrema(speed, np.less, order=REACH)[0]
    return (least + 0.5) / FPS


def score(music: Float[ndarray, " B"], dance: Float[ndarray, " M"]) -> float:
    """Mean over the beats of the music of exp(−d²/2σ²); 0 where the dance has no slow moment."""
    if not len(music) or not len(dance):
        return 0.0
    apart = np.abs(music[:, None] - dance[None]).min(1)
    return float(np.exp(-0.5 * (apart / WIDTH) ** 2).mean())


def above_chance(music: Float[ndarray, " B"], dance: Float[ndarray, " M"], seconds: float) -> float:
    """The score less its mean over beats shifted evenly round a clip of `seconds`."""
    shifts = (np.arange(SHIFTS) + 0.5) / SHIFTS * seconds
    chance = np.mean([score(np.sort((music + shift) % seconds), dance) for shift in shifts])
    return score(music, dance) - float(chance)


def beat_times(beat: Float[ndarray, " T"], fps: float) -> Float[ndarray, " B"]:
    """Times [s] of the whole beats of a clip, from its running count of beats."""
    first, last = int(np.ceil(beat[0] - 1e-9)), int(np.floor(beat[-1] + 1e-9))
    return np.interp(np.arange(first, last + 1), beat, np.arange(len(beat)) / fps)
