"""Threads: a brocade is counted; every cell of its weave shows one dye."""

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

PITCH = 0.0015  # [m] of a float of heavy brocade
FEWEST = 1.4  # [px] a finer cell cannot be shown
DYES = 14  # on one cloth


def counted(
    colour: UInt8[ndarray, "H W 3"], figure: Float32[ndarray, "H W"], pixels: float
) -> tuple[UInt8[ndarray, "H W 3"], Float32[ndarray, "H W"]]:
    """The picture in whole cells, each the dye nearest to what lies in its middle."""
    pitch = PITCH * pixels
    if pitch < FEWEST:
        return colour, figure
    h, w = figure.shape
    rows, columns = (np.linspace(0, n, max(1, round(n / pitch)) + 1) for n in (h, w))
    y, x = (((edge[:-1] + edge[1:]) / 2).astype(int) for edge in (rows, columns))
    cells = colour[y][:, x].astype(np.int32)
    codes, counts = np.unique(cells @ np.array([65536, 256, 1]), return_counts=True)
    top = codes[np.argsort(-counts, kind="stable")[:DYES]]
    dyes = np.stack([top >> 16, (top >> 8) & 255, top & 255], 1)
    nearest = np.argmin(((cells[:, :, None] - dyes) ** 2).sum(-1), -1)
    at_row = np.repeat(np.arange(len(y)), np.diff(np.round(rows).astype(int)))
    at_column = np.repeat(np.arange(len(x)), np.diff(np.round(columns).astype(int)))
    raised = (figure[y][:, x] > 0.5).astype(np.float32)
    return dyes[nearest].astype(np.uint8)[at_row][:, at_column], raised[at_row][:, at_column]
