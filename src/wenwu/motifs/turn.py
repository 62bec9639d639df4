"""The hand of a pattern that has no mirror: which way its arms turn, going outward.

About a centre, with the gradient's parts g_r (outward) and g_t (a quarter turn on, clockwise as seen),
turn = −2 Σ w g_r g_t / Σ w |g|². A line that runs outward and bends clockwise gives more than 0, rings and
rays give 0, and a mirror image gives the same with the other sign.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy import fft, ndimage

CLEAR = 0.2  # a turn so strong is named
APART = 1.5  # and it has to be so much stronger than the strongest one of the other hand
REACH = 0.45  # [shorter side of the tile] how far from its centre a turn is read
REST = 0.12  # share of the tile's mean energy below which nothing stands there


@dataclass(frozen=True)
class Turn:
    """The strongest turn of a tile."""

    value: float  # −1…1, above 0 clockwise as seen
    centre: tuple[float, float]  # x, y, as shares of the tile
    other: float  # the strongest of the other hand, 0…1

    @property
    def hand(self) -> str | None:
        """clockwise or anticlockwise, going outward; None where neither prevails."""
        if abs(self.value) < CLEAR or abs(self.value) < APART * self.other:
            return None
        return "clockwise" if self.value > 0 else "anticlockwise"


def find_turn(tile: Float[ndarray, "P Q 3"]) -> Turn:
    """The place of a seamless tile about which it turns most."""
    grey = ndimage.gaussian_filter(tile, (1, 1, 0), mode="wrap")
    along, down = (np.roll(grey, -1, axis) - np.roll(grey, 1, axis) for axis in (1, 0))
    xx, yy, xy = ((a * b).sum(-1) for a, b in ((along, along), (down, down), (along, down)))
    radius = REACH * min(tile.shape[:2])
    y, x = (fft.fftfreq(n, 1 / n) for n in tile.shape[:2])
    away = np.hypot(y[:, None], x[None])
    weight = np.where(away < radius, np.sin(np.pi * np.clip(away / radius, 0, 1)), 0)
    angle = np.arctan2(y[:, None], x[None])  # y down: grows clockwise as seen
    # g_r g_t = (yy − xx)/2 sin 2θ + xy cos 2θ
    turned = _about((yy - xx) / 2, weight * np.sin(2 * angle)) + _about(xy, weight * np.cos(2 * angle))
    energy = _about(xx + yy, weight)
    value = np.where(energy > REST * energy.mean(), -2 * turned / np.maximum(energy, 1e-9), 0)
    value = value * np.sqrt(np.clip(energy / max(float(energy.max()), 1e-9), 0, 1))
    row, column = np.unravel_index(int(np.abs(value).argmax()), value.shape)
    best = float(value[row, column])
    other = float(np.maximum(-np.sign(best) * value, 0).max())
    return Turn(best, (float(column) / tile.shape[1], float(row) / tile.shape[0]), other)


def _about(field: Float[ndarray, "P Q"], kernel: Float[ndarray, "P Q"]) -> Float[ndarray, "P Q"]:
    """Σ field(c + d) kernel(d) at every centre c, round the tile's edges."""
    return fft.ifft2(fft.fft2(field) * fft.fft2(kernel).conj()).real
