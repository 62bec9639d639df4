"""The timeline: for every frame where it lies in its phrase, on the beat and in the tempo, as numbers.

One row a frame, WIDTH numbers: sine and cosine of 1 … HARMONICS half turns of the phrase's phase (0 at its
first beat, 1 where the phrase as written ends, so half turns tell the beginning from the end), sine and
cosine of the beat, the tempo over 100 beats a minute, the phrase's written length over eight beats, and a
flag that is 0 where no beat is known (real clips), with everything else 0 too.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

HARMONICS = 20
WIDTH = 2 * HARMONICS + 5
TEMPO, LENGTH = 100.0, 8.0  # [beats/min], [beats]: what counts as 1


def timeline_of(
    beat: Float[ndarray, " T"], start: float, length: float, tempo: float | Float[ndarray, " T"]
) -> Float[ndarray, "T P"]:
    """The rows of frames at `beat`, in a phrase written for `length` beats that begins at beat `start`."""
    phase = (np.asarray(beat, float) - start) / length
    turns = np.pi * phase[:, None] * np.arange(1, HARMONICS + 1)
    pulse = 2 * np.pi * (np.asarray(beat, float) - start)
    own = np.broadcast_to(np.asarray(tempo, float) / TEMPO, phase.shape)
    rest = np.stack([np.sin(pulse), np.cos(pulse), own, np.full_like(phase, length / LENGTH)], 1)
    return np.concatenate([np.sin(turns), np.cos(turns), rest, np.ones((len(phase), 1))], 1)


def no_timeline(frames: int) -> Float[ndarray, "T P"]:
    """Rows for frames of which no beat is known."""
    return np.zeros((frames, WIDTH))


def phase_of(timeline: Float[ndarray, "T P"]) -> Float[ndarray, " T"]:
    """The phrase's phase 0 … 1 of every row, from its first half turn; past the end it stays at 1."""
    angle = np.arctan2(timeline[:, 0], timeline[:, HARMONICS])
    return np.clip(np.where(angle < -np.pi / 2, 1.0, angle / np.pi), 0.0, 1.0)
