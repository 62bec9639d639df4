"""Sliding feet: over the floor while the maker says they stand, and while a stranger would say so.

Declared contacts are the solver's own, in `Clip.contact`; a foot may roll or turn over heel or ball, so the
slower of the two counts. The independent detector knows joint places only: the ball of a foot stands while it
is near its rest height and slow.
"""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.rotation import turn
from wenwu.body.skeleton import AT
from wenwu.motion.clip import Clip

BALLS = (AT["leftToes"], AT["rightToes"])
NEAR, SLOW = 0.05, 0.5  # [m] over the rest height, [m/s] in space
REST = 5.0  # [percentile] of the ball's height
SETTLING = 0.05  # [s] at either end of a declared contact in which the foot still settles


def declared_slide(clip: Clip) -> Float[ndarray, " N"]:
    """Speeds over the floor [m/s] of both feet in all frames in which the clip says they stand."""
    world, place = clip.skeleton.forward(clip.rotation, clip.root)
    out = []
    for side, (word, sign) in enumerate((("left", 1), ("right", -1))):
        foot = AT[word + "Foot"]
        heel = place[:, foot] + turn(world[:, foot], clip.skeleton.heel * [sign, 1, 1])
        slower = np.minimum(_over_floor(heel, clip.fps), _over_floor(place[:, BALLS[side]], clip.fps))
        out.append(slower[_inner(clip.contact[:, side], SETTLING * clip.fps)])
    return np.concatenate(out)


def seen_slide(place: Float[ndarray, "T 24 3"], fps: float) -> Float[ndarray, " N"]:
    """Speeds over the floor [m/s] of both feet in all frames in which the detector says they stand."""
    standing = detected(place, fps)
    return np.concatenate([
        _over_floor(place[:, ball], fps)[standing[:, side]] for side, ball in enumerate(BALLS)
    ])  # fmt: skip


def detected(place: Float[ndarray, "T 24 3"], fps: float) -> Bool[ndarray, "T 2"]:
    """Which foot stands, by height and speed of its ball."""
    balls = place[:, BALLS]
    speed = np.linalg.norm(np.gradient(balls, 1 / fps, axis=0), axis=-1)
    height = balls[..., 1]
    return (height < np.percentile(height, REST, axis=0) + NEAR) & (speed < SLOW)


def _over_floor(point: Float[ndarray, "T 3"], fps: float) -> Float[ndarray, " T"]:
    return np.linalg.norm(np.gradient(point[:, [0, 2]], 1 / fps, axis=0), axis=1)


def _inner(flag: Bool[ndarray, " T"], frames: float) -> Bool[ndarray, " T"]:
    """The same without its first and last frames in each stretch; the clip's own ends are kept."""
    reach = round(frames)
    width = 2 * reach + 1
    return np.convolve(np.pad(flag, reach, mode="edge"), np.ones(width), "valid") > width - 0.5
