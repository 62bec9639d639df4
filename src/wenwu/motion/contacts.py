"""When a foot stands: found in any clip by how low and how slow its heel and its ball are.

A foot comes to stand when one of the two is lower than LOW and slower than SLOW, and stands until neither is
lower than HIGH and slower than FAST (hysteresis), so that a noisy frame lifts nobody. Contacts and gaps
of BRIEF or less are taken for noise. These are thresholds on motion, not measurements of pressure.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from wenwu.motion.clip import Clip
from wenwu.motion.floor import soles, speeds

LOW, HIGH = 0.035, 0.06  # [m] over the floor
SLOW, FAST = 0.25, 0.50  # [m/s]
BRIEF = 0.10  # [s]


def with_contacts(clip: Clip) -> Clip:
    """The clip with its contacts found; y = 0 is the floor."""
    return replace(clip, contact=contacts(clip))


def contacts(clip: Clip) -> Bool[ndarray, "T 2"]:
    """Left, right foot planted."""
    points = soles(clip)
    height, speed = points[..., 1], speeds(points, clip.fps)
    comes = np.any((height < LOW) & (speed < SLOW), axis=-1)
    stays = np.any((height < HIGH) & (speed < FAST), axis=-1)
    brief = round(BRIEF * clip.fps)
    sides = [_without_brief(_held(comes[:, k], stays[:, k]), brief) for k in range(2)]
    return np.stack(sides, axis=1)


def _held(comes: Bool[ndarray, " T"], stays: Bool[ndarray, " T"]) -> Bool[ndarray, " T"]:
    """True from a frame that comes on, as long as frames stay."""
    out = np.zeros_like(comes)
    down = False
    for t in range(len(comes)):
        down = bool(comes[t] or (down and stays[t]))
        out[t] = down
    return out


def _without_brief(down: Bool[ndarray, " T"], brief: int) -> Bool[ndarray, " T"]:
    """Short gaps closed first, then short contacts dropped; the ends of the clip are left alone."""
    out = down.copy()
    for value in (False, True):
        edges = np.flatnonzero(np.diff(out.astype(int))) + 1
        for first, last in pairwise(edges):
            if out[first] == value and last - first <= brief:
                out[first:last] = not value
    return out
