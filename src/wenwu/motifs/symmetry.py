"""Symmetry: how well a picture agrees with its mirror images and its turns, wherever axis and centre lie."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Complex, Float32
from numba import njit
from numpy import ndarray
from scipy.fft import fft, ifft, irfft2, rfft2

from wenwu.motifs.edge_kernel import FAST

RADII, ANGLES = 48, 240
TURNS = (2, 3, 4, 5, 6, 7, 8, 10, 12)  # of the whole circle by one over these
COARSE, FINE = 3, 32  # cycles a picture; larger: where the motif lies, finer: half a pixel's miss of a centre
FLAT = 1e-6  # variance of a picture that is all one colour
Spectrum = Complex[ndarray, "C H _"]
Planes = Float32[ndarray, "C H W"]


@dataclass(frozen=True)
class Symmetry:
    """Correlations of a picture with itself, 0…1."""

    mirror: float  # with its best mirror image
    rotation: float  # turned by the best of 1/2, 1/3 … 1/12 of the circle

    @property
    def best(self) -> float:
        """The larger."""
        return max(self.mirror, self.rotation)


def find_symmetry(planes: Planes) -> Symmetry:
    """The best correlations over all axes and centres, maximised by FFT; a flat picture is all symmetry.

    Two searches, of which the better counts: over every shift, as if the picture repeated, for the mirrors
    and turns of the square; and over every axis through the centre of the picture's change, on polar rings.
    Waves of less than 3 and more than 32 cycles a picture are damped (Gaussian), else any blob is symmetric.
    """
    size = (planes.shape[1], planes.shape[2])
    spectrum = rfft2(planes) * _band(size)
    fine = irfft2(spectrum, size)
    energy = float((fine * fine).sum())
    if energy / fine.size < FLAT:
        return Symmetry(1.0, 1.0)
    across = rfft2(fine.transpose(0, 2, 1)) if size[0] == size[1] else None
    mirrors, turns = _over_shifts(spectrum, across, size)
    mirror, turn = _over_axes(fine)
    best = [max(mirrors / energy, mirror), max(turns / energy, turn)]
    return Symmetry(*(float(min(max(value, 0.0), 1.0)) for value in best))


@lru_cache(maxsize=8)
def _band(size: tuple[int, int]) -> Float32[ndarray, "H _"]:
    """How much of each wave of a half spectrum counts."""
    down, along = np.fft.fftfreq(size[0], 1 / size[0]), np.arange(size[1] // 2 + 1)
    square = down[:, None] ** 2 + along**2
    return ((1 - np.exp(-square / (2 * COARSE**2))) * np.exp(-square / (2 * FINE**2))).astype(np.float32)


def _over_shifts(here: Spectrum, across: Spectrum | None, size: tuple[int, int]) -> tuple[float, float]:
    """Mirrors and turns of the square, each at the shift that suits it best; diagonals of a square only.

    With F(v, u) of f(y, x): f(−y, x) has F(−v, u), f(y, −x) its conjugate, f(−y, −x) F's own conjugate.
    """
    down = _flipped(here)
    mirrors, turns = [here * down.conj(), here * down], [here * here]
    if across is not None:
        mirrors += [here * across.conj(), here * across]
        turns.append(here * _flipped(across).conj())
    best = [max(float(irfft2(one.sum(0), size).max()) for one in group) for group in (mirrors, turns)]
    return best[0], best[1]


def _flipped(spectrum: Spectrum) -> Spectrum:
    """F(−v, u)."""
    return np.concatenate([spectrum[:, :1], spectrum[:, :0:-1]], 1)


def _over_axes(fine: Planes) -> tuple[float, float]:
    """Mirrors over every axis, and turns, about the centre of change."""
    weight = (fine * fine).sum(0)
    total = float(weight.sum())
    cy = float(weight.sum(1) @ np.arange(len(weight))) / total
    cx = float(weight.sum(0) @ np.arange(weight.shape[1])) / total
    waves = fft(polar(fine, cy, cx, RADII, ANGLES), axis=-1)
    power = (waves.real**2 + waves.imag**2).sum((0, 1))
    if power.sum() < FLAT:
        return 1.0, 1.0
    mirror = ifft((waves * waves).sum((0, 1))).real.max() * ANGLES / power.sum()
    order = np.fft.fftfreq(ANGLES, 1 / ANGLES)
    turned = np.cos(2 * np.pi * np.outer(1 / np.array(TURNS), order)) @ power / power.sum()
    return float(mirror), float(turned.max())


@njit(**FAST)
def polar(planes: ndarray, cy: float, cx: float, radii: int, angles: int) -> ndarray:
    """Rings about a centre (C, radii, angles) of planes (C H W), bilinear, times the root of their radius.

    The outermost touches the nearest side of the picture.
    """
    channels, rows, columns = planes.shape
    out = np.empty((channels, radii, angles), np.float32)
    reach = min(min(cy, cx), min(rows - 1.001 - cy, columns - 1.001 - cx))
    for a in range(angles):
        down, along = np.sin(2 * np.pi * a / angles), np.cos(2 * np.pi * a / angles)
        for r in range(radii):
            radius = (r + 0.5) / radii * reach
            y, x = cy + radius * down, cx + radius * along
            i, j = int(y), int(x)
            v, u = y - i, x - j
            for c in range(channels):
                top = (1 - u) * planes[c, i, j] + u * planes[c, i, j + 1]
                low = (1 - u) * planes[c, i + 1, j] + u * planes[c, i + 1, j + 1]
                out[c, r, a] = np.sqrt(radius) * ((1 - v) * top + v * low)
    return out
