"""A movement as a stranger sees it: one dancer's BVH, its joint angles, its footfalls, its way on the floor.

Nothing here knows how the movement was made. Angles are the read-outs of `body.readouts`; the beat is not in
the file, so whatever repeats is measured in hertz.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.readouts import READOUTS, read
from wenwu.body.skeleton import AT
from wenwu.motion.bvh import read_bvh
from wenwu.motion.clip import Clip

MOVING = 0.28  # [m/s] a ball of the foot that is faster is on its way
SHORTEST = 0.1  # [s] a shorter move or rest is noise
SWAY = 0.45  # [s] the way over the floor is smoothed by this, so that single steps do not show
REPEATS = (0.7, 7.5)  # [Hz] the slowest and the fastest that counts as repeating
FINE = 0.02  # [Hz] between the rates a spectrum is looked at
BALL = ("leftToes", "rightToes")


@dataclass(frozen=True)
class Footfall:
    """One foot on its way: from the frame it leaves to the frame it rests again."""

    side: int  # 0 left, 1 right
    lift: int
    land: int


@dataclass(frozen=True)
class Movement:
    """One dancer's movement and what can be read from it."""

    clip: Clip

    @classmethod
    def of_file(cls, path: Path) -> "Movement":
        """The movement in a BVH."""
        return cls(read_bvh(path))

    @property
    def seconds(self) -> float:
        """Length [s]."""
        return len(self.clip) / self.clip.fps

    @cached_property
    def place(self) -> Float[ndarray, "T 24 3"]:
        """World positions of the joints [m]."""
        return self.clip.positions()

    @cached_property
    def heading(self) -> Float[ndarray, " T"]:
        """Where the pelvis faces [deg, to the left], unwrapped."""
        return np.degrees(np.unwrap(np.radians(read("root.turn", self.clip.rotation))))

    def angles(self, name: str) -> Float[ndarray, "S T"]:
        """One read-out [deg]: a row for left and right, or the one row there is."""
        joint, axis = name.split(".")
        pair = [f"{joint}_l.{axis}", f"{joint}_r.{axis}"]
        return np.stack([read(n, self.clip.rotation) for n in (pair if pair[0] in READOUTS else [name])])

    @cached_property
    def moving(self) -> Bool[ndarray, "T 2"]:
        """Whether the ball of each foot is on its way."""
        balls = self.place[:, [AT[name] for name in BALL]]
        speed = np.linalg.norm(np.gradient(balls, 1 / self.clip.fps, axis=0), axis=-1)
        fast = _smooth(speed, 0.02 * self.clip.fps) > MOVING
        return np.stack([_without_short(fast[:, k], SHORTEST * self.clip.fps) for k in (0, 1)], axis=1)

    @cached_property
    def footfalls(self) -> tuple[Footfall, ...]:
        """Every move of a foot that ends within the film, in the order of landing."""
        falls = []
        for side in (0, 1):
            edge = np.diff(np.concatenate([[False], self.moving[:, side]]).astype(int))
            lands = np.flatnonzero(edge < 0)
            for lift in np.flatnonzero(edge > 0):
                after = lands[lands > lift]
                if len(after):
                    falls.append(Footfall(side, int(lift), int(after[0])))
        return tuple(sorted(falls, key=lambda fall: fall.land))

    @cached_property
    def bearing_knee(self) -> Float[ndarray, " T"]:
        """Flexion [deg] of the straighter knee: the leg that bears, for a free leg bends more."""
        return self.angles("knee.flexion").min(0)

    @cached_property
    def way(self) -> Float[ndarray, "T 2"]:
        """The dancer's way over the floor, x and z [m], without the sway of single steps."""
        return _smooth(self.clip.root[:, [0, 2]], SWAY * self.clip.fps)

    def from_floor(self, side: int) -> Float[ndarray, "T 2"]:
        """Where the ball of a foot is over the floor, x and z [m]."""
        return self.place[:, AT[BALL[side]]][:, [0, 2]]

    def from_hips(self, joint: str) -> Float[ndarray, "T 3"]:
        """A joint seen from the hips [m]: to the dancer's left, up, forward."""
        away = self.place[:, AT[joint]] - self.clip.root
        turn = np.radians(self.heading)
        left = np.cos(turn) * away[:, 0] - np.sin(turn) * away[:, 2]
        forward = np.sin(turn) * away[:, 0] + np.cos(turn) * away[:, 2]
        return np.stack([left, away[:, 1], forward], axis=1)


def _smooth(x: Float[ndarray, "T D"], sigma: float) -> Float[ndarray, "T D"]:
    """Gaussian over time, sigma in frames; the ends are held."""
    reach = int(4 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    held = np.pad(x, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(row, kernel / kernel.sum(), "valid") for row in held.T], axis=1)


def _without_short(flag: Bool[ndarray, " T"], least: float) -> Bool[ndarray, " T"]:
    """A signal of yes and no without inner pauses, then without bursts, shorter than `least` frames."""
    flag = flag.copy()
    for value in (False, True):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], (flag == value).astype(int), [0]])))
        for start, stop in edges.reshape(-1, 2):
            if stop - start < least and start > 0 and stop < len(flag):
                flag[start:stop] = not value
    return flag


def spectrum(signal: Float[ndarray, " T"], fps: float) -> tuple[Float[ndarray, " F"], Float[ndarray, " F"]]:
    """Power of a signal's velocity through a Hann window, and the rates [Hz] it belongs to."""
    speed = np.gradient(signal, 1 / fps)
    size = max(int(np.ceil(fps / FINE)), len(speed))
    power = np.abs(np.fft.rfft((speed - speed.mean()) * np.hanning(len(speed)), size)) ** 2
    return power / len(speed), np.fft.rfftfreq(size, 1 / fps)


def repeats(signal: Float[ndarray, " T"], fps: float, band: tuple[float, float] = REPEATS) -> float:
    """The rate [Hz] at which a signal repeats most: the peak of its velocity's spectrum within a band."""
    power, rate = spectrum(signal, fps)
    inside = (rate >= band[0]) & (rate <= band[1])
    return float(rate[inside][np.argmax(power[inside])])


def share_of(signal: Float[ndarray, " T"], fps: float, band: tuple[float, float]) -> float:
    """Share of a signal's repeating power that lies within a band [Hz]; 0 for a signal that stands still."""
    power, rate = spectrum(signal, fps)
    whole = float(power[(rate >= REPEATS[0]) & (rate <= REPEATS[1])].sum())
    inside = float(power[(rate >= band[0]) & (rate <= band[1])].sum())
    return inside / whole if whole > 1e-9 else 0.0
