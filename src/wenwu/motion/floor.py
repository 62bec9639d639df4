"""The floor under a clip: where the soles are, and how far the clip has to be moved to stand on it."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import turn
from wenwu.body.skeleton import AT
from wenwu.motion.clip import Clip
from wenwu.motion.foot import Sole

SLOW = 0.25  # [m/s] a sole that bears hardly moves
SHARE = 10.0  # [%] of the frames with a slow lowest sole may lie below the floor: toes dip and markers slip


def soles(clip: Clip) -> Float[ndarray, "T 2 2 3"]:
    """World places [m] of the heel and of the skin under the ball, of the left and the right foot."""
    world, place = clip.skeleton.forward(clip.rotation, clip.root)
    out = np.zeros((len(clip), 2, 2, 3))
    for k, (side, word) in enumerate((("l", "left"), ("r", "right"))):
        sole, foot = Sole.of(clip.skeleton, side), AT[f"{word}Foot"]
        for i, point in enumerate((sole.heel, sole.under)):
            out[:, k, i] = place[:, foot] + turn(world[:, foot], np.broadcast_to(point, (len(clip), 3)))
    return out


def speeds(points: Float[ndarray, "*T 2 2 3"], fps: float) -> Float[ndarray, "*T 2 2"]:
    """Speed [m/s] of points, from the frames on both sides."""
    if len(points) < 2:
        return np.zeros(points.shape[:-1])
    return np.linalg.norm(np.gradient(points, 1 / fps, axis=0), axis=-1)


def on_floor(clip: Clip) -> tuple[Clip, float]:
    """The clip moved up or down so that its lowest standing sole is on y = 0, and by how much [m].

    The floor is the height that SHARE of the frames lie below, among those whose lowest heel or ball is
    slower than SLOW; among all frames where none is.
    """
    points = soles(clip)
    high, speed = points[..., 1].reshape(len(clip), -1), speeds(points, clip.fps).reshape(len(clip), -1)
    frames, lowest = np.arange(len(clip)), high.argmin(1)
    stands = speed[frames, lowest] < SLOW
    low = high[frames, lowest]
    lift = -float(np.percentile(low[stands] if stands.any() else low, SHARE))
    return replace(clip, root=clip.root + np.array([0.0, lift, 0.0])), lift
