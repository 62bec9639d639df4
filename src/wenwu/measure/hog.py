"""Histograms of oriented gradients (Dalal and Triggs 2005), a yardstick that learns nothing.

Of a grey square: gradients by [−1, 0, 1], nine unsigned orientations shared between the two nearest bins,
cells of 16 pixels, blocks of 2 × 2 cells, each block of length 1, cut at .2 and of length 1 again.
"""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

from wenwu.memory.crop import prepared

SIDE, CELL, BINS = 128, 16, 9
CUT = 0.2
TINY = 1e-6


def hog(pictures: Iterable[UInt8[ndarray, "H W 3"]]) -> Float32[ndarray, "N D"]:
    """One row of 1,764 numbers a picture, cut to its figure as the memory sees it; each row of length 1."""
    rows = [_described(prepared([picture], SIDE)[0, ..., 0].astype(np.float32) / 255) for picture in pictures]
    return np.stack(rows) if rows else np.zeros((0, (SIDE // CELL - 1) ** 2 * 4 * BINS), np.float32)


def _described(grey: Float32[ndarray, "S S"]) -> Float32[ndarray, " D"]:
    """Blocks of cells, row by row."""
    cells = _cells(grey)
    pairs = [cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]]
    blocks = _unit(np.concatenate(pairs, -1))
    flat = _unit(np.minimum(blocks, CUT)).ravel()
    return (flat / max(float(np.linalg.norm(flat)), TINY)).astype(np.float32)


def _cells(grey: Float32[ndarray, "S S"]) -> Float32[ndarray, "C C B"]:
    """In each cell, how much gradient goes each way."""
    across, down = np.zeros_like(grey), np.zeros_like(grey)
    across[:, 1:-1], down[1:-1] = grey[:, 2:] - grey[:, :-2], grey[2:] - grey[:-2]
    size, turn = np.hypot(across, down), np.arctan2(down, across) % np.pi * BINS / np.pi - 0.5
    low = np.floor(turn).astype(np.int64)
    share = (turn - low).astype(np.float32)
    count = grey.shape[0] // CELL
    index = np.arange(grey.shape[0]) // CELL
    cell = index[:, None] * count + index[None]
    out = np.zeros(count * count * BINS, np.float32)
    for bin, weight in ((low % BINS, size * (1 - share)), ((low + 1) % BINS, size * share)):
        out += np.bincount((cell * BINS + bin).ravel(), weight.ravel(), len(out)).astype(np.float32)
    return out.reshape(count, count, BINS)


def _unit(x: Float32[ndarray, "... D"]) -> Float32[ndarray, "... D"]:
    return x / np.sqrt((x**2).sum(-1, keepdims=True) + TINY)
