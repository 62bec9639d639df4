"""Few-band reflectance of sRGB colours and back, and the Kubelka–Munk ratio K/S in which dyes add up.

Eight bands of equal width from 400 to 700 nm (the outer two reach to 380 and 730 nm). TO_LIGHT sums the CIE
1931 observer (fits of Wyman, Sloan & Shirley 2013, JCGT 2(2)) under D65 over each band; OF_LIGHT holds the
smoothest reflectances between .002 and .996 that give the three primaries and add up to white. The primaries
of sRGB lie at the edge of what eight bands can do: a colour comes back within .011.
"""

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

BANDS = 8
LEAST = np.float32(0.02)  # reflectance of the deepest dyeing; below it K/S runs away

TO_LIGHT = np.array(
    [
        [0.03767, 0.01976, -0.203, -0.25417, 0.32385, 0.7199, 0.32372, 0.03227],
        [-0.03571, -0.04557, 0.19681, 0.51213, 0.37199, 0.02955, -0.02839, -0.00081],
        [0.26768, 0.67002, 0.1747, -0.0387, -0.05168, -0.01836, -0.00311, -0.00056],
    ],
    np.float32,
)  # linear sRGB of each band's reflectance; rows add up to 1
OF_LIGHT = np.array(
    [
        [0.002, 0.002, 0.996],
        [0.02724, 0.002, 0.97076],
        [0.0395, 0.54263, 0.41787],
        [0.002, 0.996, 0.002],
        [0.002, 0.996, 0.002],
        [0.89141, 0.06309, 0.04551],
        [0.996, 0.002, 0.002],
        [0.996, 0.002, 0.002],
    ],
    np.float32,
)  # reflectance in each band of linear sRGB

Light = Float32[ndarray, "*N 3"]  # linear sRGB 0…1
Bands = Float32[ndarray, "*N 8"]


def reflectance(light: Light) -> Bands:
    """A smooth reflectance of each colour, LEAST…1."""
    return np.clip(light @ OF_LIGHT.T, LEAST, 1)


def light_of(bands: Bands) -> Light:
    """Linear sRGB under D65, not cut to what a screen shows."""
    return bands @ TO_LIGHT.T


def absorption(bands: Bands) -> Bands:
    """K/S = (1 − R)² / 2R (Kubelka & Munk 1931, of a layer that hides what lies under it)."""
    return (1 - bands) ** 2 / (2 * bands)


def reflected(ratio: Bands) -> Bands:
    """R = 1 + K/S − √((K/S)² + 2 K/S), the inverse."""
    return 1 + ratio - np.sqrt(ratio * ratio + 2 * ratio)
