"""Appliqué: cut cloth laid on cloth, every edge held down by a couched cord."""

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from scipy.ndimage import gaussian_filter

from wenwu.motifs.path import Real

Plane = Float32[ndarray, "H W"]


def seams(picture: Float32[ndarray, "H W 3"], reach: Real) -> Plane:
    """1 along the lines where one dye meets another, fading over `reach` [px]; meets itself at the seam."""
    step = np.zeros(picture.shape[:2], np.float32)
    for k in (0, 1):
        step = np.maximum(step, np.abs(picture - np.roll(picture, 1, k)).max(-1))
    step[0] = 0
    wide = gaussian_filter((step > 0.12).astype(np.float32), reach, mode=("nearest", "wrap"), truncate=2.5)
    return np.clip(wide * reach * 2.2, 0, 1)


def shadow(figure: Plane, reach: Real) -> Plane:
    """How much a raised patch darkens the cloth at its lower right, 0…1."""
    cast = gaussian_filter(
        np.roll(figure, (round(reach), round(reach)), (0, 1)), 0.6 * reach, mode=("nearest", "wrap")
    )
    return np.clip(cast - figure, 0, 1)
