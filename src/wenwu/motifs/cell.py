"""The repeats of a cloth cut out and averaged: what they share stays, noise and damage drop out."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.wallpaper import Basis

MOST = 60  # repeats that are averaged, the fullest first
SEEN = 0.25  # share of a repeat that has to be cloth
MIDDLING = 5  # from so many repeats on the median is taken, below the mean


@dataclass(frozen=True)
class Repeats:
    """All repeats of a cell, on one grid: rows along b, columns along a."""

    colour: Float[ndarray, "M P Q 3"]  # not a number where there is no cloth
    even: Bool[ndarray, " M"]  # every other one, as on a chessboard

    def mean(self, half: bool | None = None) -> Float[ndarray, "P Q 3"]:
        """Their median (or mean, of few), of all or of one half; where none was seen, the mean of all."""
        chosen = self.colour if half is None else self.colour[self.even == half]
        seen = np.isfinite(chosen[..., 0]).sum(0)
        filled = np.where(np.isfinite(chosen), chosen, 0)
        plain = filled.sum(0) / np.maximum(seen, 1)[..., None]
        if len(chosen) >= MIDDLING:
            ranked = np.sort(np.where(np.isfinite(chosen), chosen, np.inf), axis=0)
            low, high = (np.maximum((seen - 1) // 2, 0), np.maximum(seen // 2, 0))
            pair = [np.take_along_axis(ranked, k[None, ..., None], 0)[0] for k in (low, high)]
            plain = np.where((seen >= MIDDLING)[..., None], np.mean(pair, 0), plain)
        return np.where((seen > 0)[..., None], plain, plain[seen > 0].mean(0) if (seen > 0).any() else 0)


def cut(
    image: Float[ndarray, "H W 3"], mask: Bool[ndarray, "H W"], basis: Basis, size: tuple[int, int]
) -> Repeats:
    """The repeats of a picture, from its middle outwards, each on `size` rows and columns."""
    high, wide = mask.shape
    middle = np.array([wide, high]) / 2
    steps = _steps(basis, wide, high)
    steps = steps[np.argsort(np.linalg.norm(steps @ basis, axis=1), kind="stable")[: 3 * MOST]]
    rows, columns = size
    u, v = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    within = np.stack([u, v], -1) @ basis + middle
    at = within[None] + (steps @ basis)[:, None, None]
    x, y = at[..., 0], at[..., 1]
    seen = ndimage.map_coordinates(mask.astype(np.float32), [y, x], order=0, cval=0) > 0.5
    seen &= (x >= 0) & (y >= 0) & (x <= wide - 1) & (y <= high - 1)
    share = seen.mean((1, 2))
    kept = [k for k in np.argsort(-share, kind="stable")[:MOST] if share[k] >= SEEN]
    planes = [ndimage.map_coordinates(image[..., c], [y[kept], x[kept]], order=1) for c in range(3)]
    colour = np.where(seen[kept][..., None], np.stack(planes, -1), np.nan)
    return Repeats(colour, steps[kept].sum(1) % 2 == 0)


def _steps(basis: Basis, wide: int, high: int) -> Float[ndarray, "K 2"]:
    """Whole steps of a and b that can reach into the picture."""
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]]) - np.array([wide, high]) / 2
    low, top = (f((corners @ np.linalg.inv(basis)), axis=0) for f in (np.min, np.max))
    ranges = [np.arange(np.floor(a) - 1, np.ceil(b) + 1) for a, b in zip(low, top, strict=True)]
    return np.stack(np.meshgrid(*ranges, indexing="ij"), -1).reshape(-1, 2)
