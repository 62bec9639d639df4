"""The mask of eq. 11: what offends is not kept, and the seam to what is kept is smooth in time."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

FEATHER = 0.2  # [s] from untouched to repaired: half a beat at a quick tempo, too long to be seen as a jerk


def kept_share(breach: Bool[ndarray, " T"], fps: float) -> Float[ndarray, " T"]:
    """Eq. 11's m: 0 where the dance offends, 1 further than FEATHER seconds away, smooth between.

    The offending frames are widened by half the feather and averaged under a bell of the same width.
    """
    reach = max(round(FEATHER * fps / 2), 1)  # [frames]
    wide = np.convolve(np.pad(breach, reach), np.ones(2 * reach + 1), "valid") > 0.5
    bell = np.hanning(2 * reach + 3)[1:-1]
    padded = np.pad(wide.astype(float), reach, mode="edge")
    share = np.clip(1 - np.convolve(padded, bell / bell.sum(), "valid"), 0, 1)
    return np.where(breach, 0.0, share)
