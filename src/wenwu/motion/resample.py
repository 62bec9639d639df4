"""Another frame rate: rotations the short way between their neighbours, paths by a cubic through them."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.interpolate import CubicSpline

from wenwu.base.errors import InputError
from wenwu.body.rotation import slerp
from wenwu.motion.clip import Clip

FPS = (5.0, 480.0)  # [1/s] what can be asked for


def resampled(clip: Clip, fps: float) -> Clip:
    """The clip at `fps` frames a second. Its first frame and speed stay; less than a frame is cut at its end.

    Raises InputError for a rate outside FPS.
    """
    if not FPS[0] <= fps <= FPS[1]:
        raise InputError(f"{fps:g} frames a second cannot be made; from {FPS[0]:g} to {FPS[1]:g} can")
    if len(clip) == 1 or fps == clip.fps:
        return replace(clip, fps=fps)
    old = np.arange(len(clip)) / clip.fps
    new = np.arange(int(np.floor(old[-1] * fps + 1e-6)) + 1) / fps
    at = np.clip(new * clip.fps, 0, len(clip) - 1)
    before = np.minimum(at.astype(int), len(clip) - 2)
    share, near = at - before, np.round(at).astype(int)
    return replace(
        clip,
        fps=fps,
        root=_through(clip.root, old, new),
        rotation=slerp(clip.rotation[before], clip.rotation[before + 1], share[:, None]),
        hand=_between(clip.hand, before, share[:, None, None]),
        contact=clip.contact[near],
        beat=_between(clip.beat, before, share),
        marks=tuple((round(frame * fps / clip.fps), phrase) for frame, phrase in clip.marks),
    )


def _through(
    path: Float[ndarray, "T 3"], old: Float[ndarray, " T"], new: Float[ndarray, " N"]
) -> Float[ndarray, "N 3"]:
    """A natural cubic spline through every old frame."""
    return np.asarray(CubicSpline(old, path, bc_type="natural")(np.minimum(new, old[-1])))


def _between(value: ndarray, before: ndarray, share: ndarray) -> ndarray:
    return (1 - share) * value[before] + share * value[before + 1]
