"""Likeness: the features of a clip of one's own, by which the network is told how to move."""

import numpy as np

from wenwu.base.errors import InputError
from wenwu.motion.clip import Clip
from wenwu.motion.dancer_frame import FPS
from wenwu.motion.reference import reference_of
from wenwu.motion.resample import resampled
from wenwu.motion.seen import seen_from

LEAST = 1.0  # [s]


def features(clip: Clip) -> tuple[float, ...]:
    """The 128 numbers of a clip (`reference`), rounded as a brief keeps them."""
    if len(clip) < LEAST * clip.fps:
        raise InputError(
            f"a clip of {len(clip) / clip.fps:.2g} s is too short to follow; {LEAST:g} s is the least"
        )
    place, _ = seen_from(resampled(clip, FPS))
    return tuple(float(x) for x in np.round(reference_of(place), 3))
