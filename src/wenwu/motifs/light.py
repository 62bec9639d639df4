"""Uneven light taken off a cloth: a smooth shade (cubic in the picture's place) divided away."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.motifs.lab import encoded, linear

GREY = np.array([0.2126729, 0.7151522, 0.0721750])  # luminance of linear sRGB
DEGREE = 3
POINTS = 12_000  # looked at
ROUNDS = 6
DARK = 0.003  # luminance below which its logarithm says nothing
MOST = 1.2  # of the shade's logarithm, either way


def even_light(
    colour: Float[ndarray, "H W 3"], mask: Bool[ndarray, "H W"]
) -> tuple[Float[ndarray, "H W 3"], float]:
    """The cloth as in even light, sRGB 0…1, and how many times brighter its brightest place was lit.

    log Y is fitted by a polynomial with weights that lessen for what is far off (Cauchy), so that figure on
    ground, holes and stains bend it little.
    """
    light = linear(colour)
    basis = _powers(colour.shape[:2])
    rows = np.flatnonzero(mask)
    rows = rows[:: max(1, len(rows) // POINTS)]
    log = np.log(np.maximum(light.reshape(-1, 3)[rows] @ GREY, DARK))
    terms = basis.reshape(-1, basis.shape[-1])[rows]
    weight = np.ones(len(rows))
    fit = np.zeros(terms.shape[1])
    for _ in range(ROUNDS):
        root = np.sqrt(weight)
        fit = np.linalg.lstsq(terms * root[:, None], log * root, rcond=None)[0]
        off = log - terms @ fit
        weight = 1 / (1 + (off / max(1.5 * float(np.median(np.abs(off))), 0.05)) ** 2)
    shade = basis @ fit
    shade = np.clip(shade - np.median(shade[mask]), -MOST, MOST)
    low, high = np.percentile(shade[mask], [2, 98])
    return encoded(light / np.exp(shade)[..., None]), float(np.exp(high - low))


def _powers(shape: tuple[int, ...]) -> Float[ndarray, "H W K"]:
    y, x = (np.linspace(-1, 1, n) for n in shape)
    pairs = [(i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)]
    return np.stack([np.multiply.outer(y**i, x**j) for i, j in pairs], -1)
