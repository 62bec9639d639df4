"""Kinetic features, 3 for each joint: mean square speed over the floor and upward, mean acceleration.

Velocities and accelerations are means over a window of five frames (Onuma et al. 2008, as the AIST++
evaluation takes them up). `as_published` repeats the arithmetic that published FID_k were computed with: it
divides only one of two terms of an earlier velocity by the frame time, so its third feature grows with the
distance from the dancer's first place, and hardly sees acceleration. `corrected` is what was meant.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

REACH = 2  # [frames] of the window, each way
PUBLISHED_FPS = 60.0  # whatever rate the clip has


def as_published(place: Float[ndarray, "T J 3"]) -> Float[ndarray, " F"]:
    """Features of joint places [m] at sixty frames a second, seen from the first frame's hips."""
    place = place - place[:1, :1]
    step = 1 / PUBLISHED_FPS
    later = (place[2:] - place[1:-1]) / step
    earlier = place[1:-1] - place[:-2] / step  # sic
    return _features(place, (later - earlier) / step, PUBLISHED_FPS)


def corrected(place: Float[ndarray, "T J 3"], fps: float) -> Float[ndarray, " F"]:
    """Features of joint places [m] at their own rate: [m²/s²], [m²/s²], [m/s²]."""
    return _features(place, np.diff(place, 2, axis=0) * fps**2, fps)


def _features(
    place: Float[ndarray, "T J 3"], acceleration: Float[ndarray, "A J 3"], fps: float
) -> Float[ndarray, " F"]:
    """Per joint, in this order: over the floor, upward, acceleration."""
    frames = len(place) - 1
    velocity = _windowed(np.diff(place, axis=0) * fps, frames)
    floor = (velocity[..., [0, 2]] ** 2).sum(-1).mean(0)
    upward = (velocity[..., 1] ** 2).mean(0)
    effort = np.linalg.norm(_windowed(acceleration, frames), axis=-1).mean(0)
    return np.stack([floor, upward, effort], 1).ravel()


def _windowed(rows: Float[ndarray, "A J 3"], frames: int) -> Float[ndarray, "N J 3"]:
    """Mean of the rows within REACH of each of `frames` places; what lies outside is left out."""
    total = np.concatenate([np.zeros((1, *rows.shape[1:])), np.cumsum(rows, axis=0)])
    at = np.arange(frames)
    low, high = np.clip(at - REACH, 0, len(rows)), np.clip(at + REACH + 1, 0, len(rows))
    return (total[high] - total[low]) / (high - low)[:, None, None]
