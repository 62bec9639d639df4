"""Figure and ground of a picture (the ground is its commonest colour), and how far inside a place is."""

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray
from scipy import ndimage

Picture = Float32[ndarray, "H W 3"]
LEVELS = 12  # of each channel in the count of colours
NEAR, FAR = 0.10, 0.28  # sRGB distance from the ground at which a pixel begins to be, and is, figure

WAYS = 48  # directions in which a figure's outside is sought


def ground_of(colour: Picture) -> Float32[ndarray, "3"]:
    """The mean of the commonest colour, and of what lies near it."""
    step = np.clip((colour * LEVELS).astype(np.int32), 0, LEVELS - 1)
    bins = ((step[..., 0] * LEVELS + step[..., 1]) * LEVELS + step[..., 2]).ravel()
    commonest = np.bincount(bins, minlength=LEVELS**3).argmax()
    middle = colour.reshape(-1, 3)[bins == commonest].mean(0)
    near = np.abs(colour - middle).max(-1) < NEAR
    return colour[near].mean(0).astype(np.float32)


def figure_of(colour: Picture, ground: Float32[ndarray, "3"]) -> Float32[ndarray, "H W"]:
    """How much each pixel is figure, 0…1."""
    away = np.sqrt(((colour - ground) ** 2).sum(-1))
    return np.clip((away - NEAR) / (FAR - NEAR), 0, 1).astype(np.float32)


def is_figure(figure: Float32[ndarray, "H W"]) -> Bool[ndarray, "H W"]:
    """The pixels that are more figure than ground."""
    return figure > 0.5


def inside(figure: Float32[ndarray, "H W"]) -> Float32[ndarray, "H W"]:
    """0 at the outside of the figure's round outline, 1 from a third of the way in."""
    away, reach = outline(figure)
    return np.clip(3 * (1 - away / np.maximum(reach, 1e-6)), 0, 1).astype(np.float32)


def outline(
    figure: Float32[ndarray, "H W"],
) -> tuple[Float32[ndarray, "H W"], Float32[ndarray, "H W"]]:
    """Each pixel's distance from the figure's middle, and how far the figure reaches in that direction."""
    y, x = np.indices(figure.shape, np.float32)
    mass = max(float(figure.sum()), 1e-6)
    v, u = y - float((y * figure).sum()) / mass, x - float((x * figure).sum()) / mass
    away = np.hypot(v, u)
    way = ((np.arctan2(v, u) / np.float32(2 * np.pi) + np.float32(0.5)) * WAYS).astype(np.int32) % WAYS
    solid = is_figure(figure)
    reach = np.zeros(WAYS, np.float32)
    np.maximum.at(reach, way[solid], away[solid])
    reach = ndimage.gaussian_filter1d(np.maximum(reach, 0.3 * reach.max()), 1.0, mode="wrap")
    return away, reach[way]
