"""CIELAB: colours as far apart as they look. D65, 2°, from sRGB (IEC 61966-2-1, CIE 15)."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)  # of linear sRGB
WHITE = XYZ.sum(1)
KNEE = 6 / 29


def linear(srgb: Float[ndarray, "*N 3"]) -> Float[ndarray, "*N 3"]:
    """Light of encoded sRGB 0…1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0) + 0.055) / 1.055) ** 2.4)


def encoded(light: Float[ndarray, "*N 3"]) -> Float[ndarray, "*N 3"]:
    """sRGB 0…1 of light; what no screen shows is cut."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def to_lab(srgb: Float[ndarray, "*N 3"]) -> Float[ndarray, "*N 3"]:
    """L* 0…100, a*, b*."""
    ratio = linear(np.asarray(srgb, float)) @ XYZ.T / WHITE
    f = np.where(ratio > KNEE**3, np.cbrt(ratio), ratio / (3 * KNEE**2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def from_lab(lab: Float[ndarray, "*N 3"]) -> Float[ndarray, "*N 3"]:
    """sRGB 0…1 of L*, a*, b*."""
    middle = (lab[..., 0] + 16) / 116
    f = np.stack([middle + lab[..., 1] / 500, middle, middle - lab[..., 2] / 200], -1)
    ratio = np.where(f > KNEE, f**3, 3 * KNEE**2 * (f - 4 / 29))
    return encoded((ratio * WHITE) @ np.linalg.inv(XYZ).T)


def hexadecimal(srgb: Float[ndarray, "3"]) -> str:
    """#RRGGBB."""
    return "#" + "".join(f"{round(255 * float(np.clip(value, 0, 1))):02X}" for value in srgb)
