"""The clock: which beat each frame lies on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.interpolate import PchipInterpolator

from wenwu.motion.curve import smooth

GRID = 1 / 64  # [beats]
LEAD = 2.0  # [s] danced before the first frame and after the last, and cut away
ENDS = 4  # [beats] of music at either end whose mean goes on beyond it


@dataclass(frozen=True)
class Clock:
    """Frames from LEAD seconds before the first beat to LEAD seconds after the end."""

    fps: float
    beat: Float[ndarray, " T"]  # beats since the first frame that is kept
    rate: Float[ndarray, " T"]  # [beats/s]
    first: int  # the first frame that is kept
    frames: int  # how many are kept

    @property
    def kept(self) -> slice:
        """The frames of the performance itself."""
        return slice(self.first, self.first + self.frames)

    @property
    def end(self) -> float:
        """The beat at which the last frame that is kept has passed."""
        last = self.first + self.frames - 1
        return float(self.beat[last] + self.rate[last] / self.fps)

    def seconds(self, beats: float, at: float = 0.0) -> float:
        """How long some beats last, at a beat."""
        return beats / float(np.interp(at, self.beat, self.rate))

    def number(self, beat: float, curve: Float[ndarray, " T"]) -> float:
        """The value of a curve of numbers at a beat."""
        return float(np.interp(beat, self.beat, curve))

    def at(self, beat: float, curve: Float[ndarray, "T D"]) -> Float[ndarray, " D"]:
        """The value of a curve of vectors at a beat."""
        k = float(np.interp(beat, self.beat, np.arange(len(self.beat))))
        i = min(int(k), len(self.beat) - 2)
        return curve[i] + (k - i) * (curve[i + 1] - curve[i])


def set_clock(frames: int, fps: float, tempo: float, speeds: Sequence[tuple[float, float]] = ()) -> Clock:
    """A clock of `tempo` [beats/min]; `speeds` are (from beat, factor), smoothed over about a beat."""
    before = round(LEAD * fps)
    total = frames + 2 * before
    if all(factor == 1 for _, factor in speeds):
        rate = np.full(total, tempo / 60)
        return Clock(fps, (np.arange(total) - before) * tempo / 60 / fps, rate, before, frames)
    fastest = tempo / 60 * max(1.0, *(factor for _, factor in speeds))
    grid = np.arange(-fastest * LEAD - 2, fastest * (frames / fps + LEAD) + 2, GRID)
    starts, factors = np.array([b for b, _ in speeds]), np.array([f for _, f in speeds], float)
    speed = factors[np.clip(np.searchsorted(starts, grid, "right") - 1, 0, None)] * tempo / 60
    speed = smooth(speed, 40.0)
    seconds = np.concatenate([[0.0], np.cumsum(2 * GRID / (speed[1:] + speed[:-1]))])
    seconds -= np.interp(0.0, grid, seconds)
    time = (np.arange(total) - before) / fps
    beat = np.interp(time, seconds, grid)
    return Clock(fps, beat, np.interp(beat, grid, speed), before, frames)


def set_to_beats(frames: int, fps: float, beats: Sequence[float]) -> Clock:
    """A clock by the beats of some music [s since the first frame]; each falls on a whole number.

    Between them it runs by the C¹ monotone cubic of Fritsch and Carlson (1980), and beyond them at the pace
    of their first or last few. The first frame lies in beat 0.
    """
    known = np.asarray(beats, float)
    ends = min(ENDS, len(known) - 1)
    first, last = (known[ends] - known[0]) / ends, (known[-1] - known[-1 - ends]) / ends
    length = frames / fps
    earlier = max(0, int(np.ceil((known[0] + LEAD) / first))) + 2
    later = max(0, int(np.ceil((length + LEAD - known[-1]) / last))) + 2
    before_ = known[0] - first * np.arange(earlier, 0, -1)
    after = known[-1] + last * np.arange(1, later + 1)
    knots = np.concatenate([before_, known, after])
    number = np.arange(len(knots), dtype=float) - (np.searchsorted(knots, 1e-6, "right") - 1)
    curve = PchipInterpolator(knots, number)
    before = round(LEAD * fps)
    time = (np.arange(frames + 2 * before) - before) / fps
    return Clock(fps, curve(time), curve(time, 1), before, frames)
