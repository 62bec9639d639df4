"""A picture's look as numbers without any network: which way its edges run, where, how coarse, which colours.

Likeness by it is likeness of drawing and dye, not of meaning. A vector of a trained network can be kept
beside it under another name. Three parts, each of length 1 and weighted: strengths of edges by place (4 × 4)
and way (8); the power of waves by fineness (4) and way (8), which no shift changes; shares of colours.
"""

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.descriptors import standard
from wenwu.motifs.lab import to_lab
from wenwu.motifs.nearest import unit

SPACE = "look1"  # the name of these vectors; another definition gets another number
SIDE = 96  # [px] the longer side of what is looked at
GRID, WAYS, RINGS = 4, 8, 4
LIGHTNESS = np.array([15.0, 50.0, 85.0])
TINTS = np.array([-60.0, -20.0, 20.0, 60.0])  # of a* and b*
WIDTH = 25.0  # [CIELAB] how soft a colour's place is
WEIGHTS = {"edges": 1.0, "waves": 1.0, "colours": 0.5}


def look(
    colour: Float32[ndarray, "H W 3"], mask: Float32[ndarray, "H W"] | None = None
) -> Float32[ndarray, " D"]:
    """The look of a picture, sRGB 0…1, of length 1; InputError for a strip."""
    small, cover = standard(colour, mask, SIDE)
    if cover is not None:  # what is seen through is taken for the mean colour of what is not
        ground = (small * cover[..., None]).sum((0, 1)) / max(float(cover.sum()), 1e-6)
        small = small * cover[..., None] + ground.astype(np.float32) * (1 - cover[..., None])
    lab = to_lab(small.astype(float))
    parts = {"edges": _edges(lab), "waves": _waves(lab), "colours": _colours(lab, cover)}
    return unit(
        np.concatenate([WEIGHTS[name] * _level(part) for name, part in parts.items()]).astype(np.float32)
    )


def _level(part: Float[ndarray, " N"]) -> Float[ndarray, " N"]:
    """Square roots of shares (Hellinger), of length 1; all alike where there is nothing."""
    total = float(part.sum())
    shares = part / total if total > 1e-9 else np.full(len(part), 1 / len(part))
    return np.sqrt(shares)


def _edges(lab: Float[ndarray, "H W 3"]) -> Float[ndarray, " N"]:
    """Σ of colour change by place and way; a line has no direction, so ways cover half a turn."""
    soft = ndimage.gaussian_filter(lab, (1, 1, 0))
    down, along = (ndimage.sobel(soft, axis) for axis in (0, 1))
    xx, yy, xy = ((a * b).sum(-1) for a, b in ((along, along), (down, down), (along, down)))
    strength = np.sqrt(np.maximum(xx + yy, 0))
    way = (np.arctan2(2 * xy, xx - yy) / 2 / np.pi) % 1 * WAYS
    low, share = np.floor(way).astype(int), way - np.floor(way)
    row, column = (np.minimum(np.arange(n) * GRID // n, GRID - 1) for n in strength.shape)
    place = (row[:, None] * GRID + column) * WAYS
    found = np.zeros(GRID * GRID * WAYS)
    for k, weight in ((low % WAYS, 1 - share), ((low + 1) % WAYS, share)):
        np.add.at(found, (place + k).ravel(), (strength * weight).ravel())
    return found


def _waves(lab: Float[ndarray, "H W 3"]) -> Float[ndarray, " N"]:
    """Power of lightness by fineness (octaves from 2 waves a picture) and way."""
    light = lab[..., 0] - lab[..., 0].mean()
    window = np.outer(*(np.hanning(n) for n in light.shape))
    power = np.abs(np.fft.fft2(light * window, (SIDE, SIDE))) ** 2
    y, x = np.meshgrid(np.fft.fftfreq(SIDE, 1 / SIDE), np.fft.fftfreq(SIDE, 1 / SIDE), indexing="ij")
    octave = np.floor(np.log2(np.maximum(np.hypot(x, y), 1) / 2)).astype(int)
    way = np.round((np.arctan2(y, x) / np.pi) % 1 * WAYS).astype(int) % WAYS
    seen = (octave >= 0) & (octave < RINGS)
    found = np.zeros(RINGS * WAYS)
    np.add.at(found, (octave * WAYS + way)[seen], np.sqrt(power[seen]))
    return found


def _colours(lab: Float[ndarray, "H W 3"], cover: Float32[ndarray, "h w"] | None) -> Float[ndarray, " N"]:
    """Shares of colours, each pixel spread softly over its neighbours in CIELAB."""
    flat = lab.reshape(-1, 3)
    weight = np.ones(len(flat)) if cover is None else cover.ravel()
    near = [_near(flat[:, 0], LIGHTNESS), _near(flat[:, 1], TINTS), _near(flat[:, 2], TINTS)]
    return np.einsum("n,ni,nj,nk->ijk", weight, *near, optimize=True).ravel()


def _near(values: Float[ndarray, " N"], places: Float[ndarray, " M"]) -> Float[ndarray, "N M"]:
    weight = np.exp(-(((values[:, None] - places) / WIDTH) ** 2) / 2)
    return weight / weight.sum(1, keepdims=True)
