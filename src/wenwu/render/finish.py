"""Finishing: small passes over plain pictures. None of them is on unless somebody asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray

from wenwu.render.light import encoding
from wenwu.render.pyramid import linear


@dataclass(frozen=True)
class Calibration:
    """A change of hue, saturation and lightness; as it stands by default it changes nothing."""

    hue: float = 0.0  # [deg] added
    saturation: float = 1.0  # factor
    lightness: float = 1.0  # factor


def calibrate(image: UInt8[ndarray, "H W 3"], by: Calibration) -> UInt8[ndarray, "H W 3"]:
    """Shift a picture's colours in HSL."""
    if by == Calibration():
        return image
    hue, saturation, lightness = _hsl(image.astype(float) / 255)
    rgb = _rgb(
        (hue + by.hue) % 360,
        np.clip(saturation * by.saturation, 0, 1),
        np.clip(lightness * by.lightness, 0, 1),
    )
    return (rgb * 255 + 0.5).astype(np.uint8)


def expose(pictures: Sequence[UInt8[ndarray, "H W 3"]]) -> UInt8[ndarray, "H W 3"]:
    """The picture of a shutter that stays open over several moments: their mean as light."""
    light = np.mean([linear(picture) for picture in pictures], axis=0)
    table = encoding()
    return (table[(light * (len(table) - 1) + 0.5).astype(int)] / 256 + 0.5).astype(np.uint8)


def _hsl(rgb: Float[ndarray, "H W 3"]) -> tuple[Float[ndarray, "H W"], ...]:
    """Hue [deg], saturation and lightness, both 0…1."""
    high, low = rgb.max(-1), rgb.min(-1)
    spread, lightness = high - low, (high + low) / 2
    safe = np.where(spread == 0, 1, spread)
    r, g, b = np.moveaxis(rgb, -1, 0)
    sector = np.where(
        high == r, ((g - b) / safe) % 6, np.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)
    )
    room = 1 - np.abs(2 * lightness - 1)
    return 60 * sector, np.where(room == 0, 0, spread / np.where(room == 0, 1, room)), lightness


def _rgb(
    hue: Float[ndarray, "H W"], saturation: Float[ndarray, "H W"], lightness: Float[ndarray, "H W"]
) -> Float[ndarray, "H W 3"]:
    """The inverse of _hsl: f(n) = l − a·max(−1, min(k − 3, 9 − k, 1)), k = (n + h/30) mod 12."""
    amount = saturation * np.minimum(lightness, 1 - lightness)
    planes = []
    for n in (0, 8, 4):
        k = (n + hue / 30) % 12
        planes.append(lightness - amount * np.clip(np.minimum(k - 3, 9 - k), -1, 1))
    return np.stack(planes, -1)
