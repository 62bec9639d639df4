"""Dominant hue and saturation of a picture."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

BINS = 72  # of the circle, 5° each
NEAR = np.float32(np.cos(np.radians(60)))  # on either side of the peak, as a primary is from its mixtures
LEAST = 0.02  # mean chroma of a picture that has a hue at all
HALF, ROOT = np.float32(0.5), np.float32(np.sqrt(0.75))
KERNEL = np.cos(np.radians(np.arange(BINS) * 360 / BINS)).clip(0) ** 8  # about 20° wide


@dataclass(frozen=True)
class Hue:
    """The hue that most of a picture's chroma has."""

    angle: float | None  # 0…1 of the circle from red over green and blue; None: a picture of greys
    saturation: float  # 0…1 of those pixels
    share: float  # 0…1 of the picture's chroma that they hold


def dominant(colour: Float32[ndarray, "H W 3"], mask: Float32[ndarray, "H W"] | None = None) -> Hue:
    """The chroma-weighted circular mean of hue within 60° of where most chroma lies, and its saturation.

    Hue and chroma are angle and length of (R − (G + B)/2, √3/2 · (G − B)), sRGB; saturation is
    (max − min) / max, the mean weighted by chroma. A mean over the whole circle would name a colour that is
    nowhere in a picture of red and green.
    """
    red, green, blue = (np.ascontiguousarray(colour[..., c]).ravel() for c in range(3))
    x, y = red - HALF * (green + blue), ROOT * (green - blue)
    chroma = np.sqrt(x * x + y * y)
    weight = chroma if mask is None else chroma * mask.ravel()
    total = float(weight.sum(dtype=float))
    seen = float(mask.sum()) if mask is not None else weight.size
    if seen == 0 or total / seen < LEAST:
        return Hue(None, 0.0, 0.0)
    peak = _peak(np.arctan2(y, x), weight)
    near = np.where(x * np.cos(peak) + y * np.sin(peak) >= NEAR * chroma, weight, 0)
    held = float(near.sum(dtype=float))
    share = near / np.maximum(chroma, np.float32(1e-6))
    angle = np.arctan2(y @ share, x @ share) / (2 * np.pi) % 1
    top, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    saturation = (top - low) / np.maximum(top, np.float32(1e-6))
    return Hue(float(angle), float(saturation @ near) / held, held / total)


def _peak(turn: Float32[ndarray, " N"], weight: Float32[ndarray, " N"]) -> np.float32:
    """Where most chroma lies [rad], over a kernel of about 20°."""
    count = np.bincount((turn * np.float32(BINS / (2 * np.pi)) + BINS).astype(np.int32) % BINS, weight, BINS)
    smooth = np.fft.irfft(np.fft.rfft(count) * np.fft.rfft(KERNEL), BINS)
    return np.float32((np.argmax(smooth) + 0.5) * 2 * np.pi / BINS)
