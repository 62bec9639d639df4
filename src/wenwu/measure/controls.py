"""Controls: what no dancer does, so that a figure shows what it is worth.

One pose held, the mean pose held, one dance whatever the seed (frozen), and that dance shaken anew by every
seed (jitter). A measure that likes one of them is no measure of a dance.
"""

from dataclasses import replace

import numpy as np

from wenwu.base.seed import generator
from wenwu.body.rotation import about, multiply, normalise
from wenwu.measure.score_only import score_only
from wenwu.motion.clip import Clip

ONE = 3  # the seed that is danced again and again
SHAKE_TURN, SHAKE_ROOT = 2.0, 0.004  # [deg], [m] white noise of every joint and of the hips


def constant_pose(dance: str, seed: int, seconds: float) -> Clip:
    """The first pose of a dance, held."""
    clip = score_only(dance, seed, seconds)
    return _held(clip, clip.rotation[0], clip.root[0])


def mean_pose(dance: str, seed: int, seconds: float) -> Clip:
    """The mean of all poses of a dance, held."""
    clip = score_only(dance, seed, seconds)
    same = np.sign((clip.rotation * clip.rotation[:1]).sum(-1, keepdims=True))
    return _held(clip, normalise((clip.rotation * same).mean(0)), clip.root.mean(0))


def frozen(dance: str, seed: int, seconds: float) -> Clip:
    """One dance, whatever the seed."""
    return score_only(dance, ONE, seconds)


def jitter(dance: str, seed: int, seconds: float) -> Clip:
    """That one dance, shaken by the seed."""
    clip, rng = frozen(dance, seed, seconds), generator(seed, "jitter", dance)
    rotation = clip.rotation
    for axis in range(3):
        rotation = multiply(rotation, about(axis, rng.normal(0, SHAKE_TURN, rotation.shape[:2])))
    return replace(clip, rotation=rotation, root=clip.root + rng.normal(0, SHAKE_ROOT, clip.root.shape))


def _held(clip: Clip, rotation: np.ndarray, root: np.ndarray) -> Clip:
    frames = len(clip)
    return replace(
        clip,
        rotation=np.repeat(rotation[None], frames, axis=0),
        root=np.repeat(root[None], frames, axis=0),
        contact=np.ones((frames, 2), bool),
    )
