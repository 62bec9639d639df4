"""Where a picture was looked at: the memory's 4 × 4 shares laid smoothly over the picture they came from."""

import numpy as np
from jaxtyping import Float32
from numpy import ndarray
from scipy import ndimage

from wenwu.memory.crop import Square


def attention_map(
    where: Float32[ndarray, "4 4"], square: Square, shape: tuple[int, int]
) -> Float32[ndarray, "H W"]:
    """The attention of each pixel of a picture of `shape`, 1 where most, fading out beyond the square read.

    `where` are shares of equal parts of the square (`Reading.where`), rows from the top. A cubic spline goes
    through their middles and comes to 0 half a part outside the square; no value is below 0.
    """
    high, wide = shape
    parts = len(where)
    down = (np.arange(high, dtype=np.float32) + 0.5 - square.top) / square.side * parts + 0.5
    across = (np.arange(wide, dtype=np.float32) + 0.5 - square.left) / square.side * parts + 0.5
    places = np.meshgrid(down, across, indexing="ij")
    seen = ndimage.map_coordinates(np.pad(where, 1), places, order=3, mode="constant")
    seen = np.clip(seen, 0, None).astype(np.float32)
    return seen / max(float(seen.max()), 1e-9)
