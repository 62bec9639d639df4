"""Cloth pulled straight: the bends and slants that are left are read from its own repeat, and taken out.

Geometric phase analysis (Hÿtch, Snoeck & Kilaas 1998, Ultramicroscopy 74): the part of the picture near one
wave g of the repeat is H_g(x); where the cloth is moved by v(x) its phase turns by −2π g·v(x). The gradients
of several phases give a smooth v by least squares: its slope corrects the repeat, the rest is bent back.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import fft, ndimage

from wenwu.motifs.lattice import Features, shrunk
from wenwu.motifs.wallpaper import Basis

SIDE = 420  # [px] the picture's longer side while phases are read
WAVES = 8  # the strongest, of all colours, that are read
ORDERS = 3  # of the waves, at most
WINDOW = 0.5  # [longest repeat] the width of the patch in which a phase is read
DEGREE = 3  # of v in x and y
FILLED = 0.75  # share of a patch that has to be cloth
STEP = 6  # [px] between the places where phases are read
RIDGE = 1e-2  # keeps what is not seen small
MOST = 0.12  # [shorter side] no bend larger than this is believed


@dataclass(frozen=True)
class Bend:
    """How a flat cloth is still bent: v(x) as a polynomial, without its constant and its mean slope."""

    basis: Basis  # the repeat, its slope corrected
    terms: Float[ndarray, "K 2"]  # of v, in units of half the longer side
    shape: tuple[int, int]

    @property
    def most(self) -> float:
        """The largest move [px] within the picture."""
        return float(np.linalg.norm(self.move(_grid(self.shape)), axis=-1).max())

    def move(self, points: Float[ndarray, "*N 2"]) -> Float[ndarray, "*N 2"]:
        """v at some points [px]."""
        unit = max(self.shape) / 2
        return _values(_centred(points, self.shape)) @ self.terms * unit

    def source(self) -> Float[ndarray, "H W 2"]:
        """Where each pixel of the straight cloth stands in the bent one: y = x + v(y)."""
        straight = _grid(self.shape)
        bent = straight
        for _ in range(4):
            bent = straight + self.move(bent)
        return bent


def find_bend(features: Features, mask: Bool[ndarray, "H W"], basis: Basis, along: bool = False) -> Bend:
    """The bend of a cloth whose repeat is known about; `along`: it repeats along its first vector only."""
    scale = min(1.0, SIDE / max(mask.shape))
    small, kept = shrunk(features, mask, scale)
    waves = _waves(small, kept, basis * scale, along)
    rows, sides, weights = [], [], []
    for wave, channel in waves:
        slope, weight = _phase_slope(small[..., channel], kept, wave, basis * scale)
        places = np.nonzero(weight > 0)
        if len(places[0]):
            r, s, w = _equations(wave, places, slope, weight, kept.shape)
            rows.append(r)
            sides.append(s)
            weights.append(w)
    count = len(_powers())
    if not rows:
        return Bend(basis, np.zeros((count, 2)), (mask.shape[0], mask.shape[1]))
    root = np.sqrt(np.concatenate(weights))
    matrix, side = np.concatenate(rows) * root[:, None], np.concatenate(sides) * root
    normal = matrix.T @ matrix
    keep = RIDGE * float(np.trace(normal)) / len(normal) * np.eye(len(normal))
    terms = np.linalg.solve(normal + keep, matrix.T @ side).reshape(count, 2)
    slope = _mean_slope(terms, mask)
    terms[:2] -= slope
    straight = basis @ np.linalg.inv(np.eye(2) - slope)
    found = Bend(straight, terms, (mask.shape[0], mask.shape[1]))
    return found if found.most < MOST * min(mask.shape) else Bend(straight, 0 * terms, found.shape)


def _mean_slope(terms: Float[ndarray, "K 2"], mask: Bool[ndarray, "H W"]) -> Float[ndarray, "2 2"]:
    """∂v/∂x and ∂v/∂y as rows, in the mean over the cloth."""
    rows, columns = np.nonzero(mask[::STEP, ::STEP])
    points = np.stack([columns, rows], -1).astype(float) * STEP
    return _slopes(_centred(points, mask.shape)).mean(1) @ terms


def _waves(
    features: Features, mask: Bool[ndarray, "H W"], basis: Basis, along: bool
) -> list[tuple[Float[ndarray, "2"], int]]:
    """The strongest waves of the repeat [1/px], each with its colour channel."""
    reciprocal = np.linalg.inv(basis).T
    orders = [(h, k) for h in range(ORDERS + 1) for k in range(-ORDERS, ORDERS + 1) if h > 0 or k > 0]
    if along:
        orders = [(h, 0) for h in range(1, ORDERS + 1)]
    y, x = (np.arange(n) for n in mask.shape)
    window = np.outer(np.hanning(len(y)), np.hanning(len(x)))[..., None] * features
    found = []
    for order in orders:
        wave = np.array(order, float) @ reciprocal
        if np.abs(wave).max() > 0.35:
            continue
        down, across = np.exp(-2j * np.pi * wave[1] * y), np.exp(-2j * np.pi * wave[0] * x)
        power = np.abs(np.einsum("yxc,y,x->c", window, down, across)) ** 2
        found += [(float(p), wave, c) for c, p in enumerate(power)]
    found.sort(key=lambda one: -one[0])
    return [(wave, channel) for power, wave, channel in found[:WAVES] if power > 0]


def _phase_slope(
    plane: Float[ndarray, "H W"], mask: Bool[ndarray, "H W"], wave: Float[ndarray, "2"], basis: Basis
) -> tuple[Float[ndarray, "2 P Q"], Float[ndarray, "P Q"]]:
    """∂φ/∂x and ∂φ/∂y of H_g and how far to trust them, every STEP pixels."""
    y, x = np.indices(plane.shape)
    beat = plane * np.exp(-2j * np.pi * (wave[0] * x + wave[1] * y))
    width = WINDOW * float(np.linalg.norm(basis, axis=1).max())
    local = _smooth(beat, width)
    inside = _smooth(mask.astype(complex), width).real
    down, across = np.gradient(local)
    power = np.abs(local) ** 2
    slopes = [(local.conj() * part).imag / np.maximum(power, 1e-12) for part in (across, down)]
    full = float(inside.max())
    filled = FILLED if full > 0.9 else FILLED * full  # in a narrow strip no patch is filled wholly
    trust = np.where(inside > filled, power, 0)
    every = (slice(STEP // 2, None, STEP),) * 2
    return np.stack([slope[every] for slope in slopes]), trust[every]


def _smooth(plane: ndarray, width: float) -> ndarray:
    size = [fft.next_fast_len(n + round(4 * width)) for n in plane.shape]
    spectrum = ndimage.fourier_gaussian(fft.fft2(plane, size), width)
    return fft.ifft2(spectrum)[: plane.shape[0], : plane.shape[1]]


def _equations(
    wave: Float[ndarray, "2"],
    places: tuple[ndarray, ...],
    slope: Float[ndarray, "2 P Q"],
    weight: Float[ndarray, "P Q"],
    shape: tuple[int, ...],
) -> tuple[Float[ndarray, "R D"], Float[ndarray, " R"], Float[ndarray, " R"]]:
    """−2π g·∂v/∂x = ∂φ/∂x and the same for y, at each place; v is in units of half the longer side."""
    points = np.stack([places[1], places[0]], -1) * float(STEP) + STEP // 2
    slopes = _slopes(_centred(points, shape))  # 2 R K: of each power, along x and y
    rows = [-2 * np.pi * (part[:, :, None] * wave).reshape(len(points), -1) for part in slopes]
    sides = [slope[axis][places] for axis in (0, 1)]
    trust = weight[places] / max(float(weight.max()), 1e-12)
    return np.concatenate(rows), np.concatenate(sides), np.concatenate([trust, trust])


def _powers() -> list[tuple[int, int]]:
    """(i, j) of xⁱyʲ: first the slope, then what bends."""
    return [(n - j, j) for n in range(1, DEGREE + 1) for j in range(n + 1)]


def _values(at: Float[ndarray, "*N 2"]) -> Float[ndarray, "*N K"]:
    return np.stack([at[..., 0] ** i * at[..., 1] ** j for i, j in _powers()], -1)


def _slopes(at: Float[ndarray, "N 2"]) -> Float[ndarray, "2 N K"]:
    x, y = at.T
    along = [i * x ** max(i - 1, 0) * y**j for i, j in _powers()]
    down = [j * x**i * y ** max(j - 1, 0) for i, j in _powers()]
    return np.array([along, down]).transpose(0, 2, 1)


def _grid(shape: tuple[int, ...]) -> Float[ndarray, "H W 2"]:
    y, x = np.indices(shape, float)
    return np.stack([x, y], -1)


def _centred(points: Float[ndarray, "*N 2"], shape: tuple[int, ...]) -> Float[ndarray, "*N 2"]:
    return (points - np.array([shape[1], shape[0]]) / 2) / (max(shape) / 2)
