"""Complexity of a picture: how its edges fill the plane, how many ways they run, how little it repeats."""

import zlib
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from numpy import ndarray

from wenwu.motifs.edges import Edges

BOXES = (2, 4, 8, 16, 32)  # [px], each twice the one before
BINS = 18  # of orientation, 10° each
LEVELS = 8  # of grey, when it is packed: three bits
FEW = 16  # pixels of edge: less is no drawing


@dataclass(frozen=True)
class Complexity:
    """Three views of it, each 0…1."""

    filling: float  # box-counting dimension of the edges − 1: 0 a line, 1 the plane
    ways: float  # entropy of the edges' orientation over that of all ways alike
    novelty: float  # packed size over plain size

    @property
    def mean(self) -> float:
        """Complexity: the mean of the three."""
        return (self.filling + self.ways + self.novelty) / 3


def find_complexity(grey: Float32[ndarray, "h w"], edges: Edges) -> Complexity:
    """Of a grey picture, 0…1, at half the size that edges were found at; a flat field has none."""
    return Complexity(_filling(edges.held), _ways(edges), _novelty(grey))


def _filling(held: Bool[ndarray, "H W"]) -> float:
    """N(s) ~ s^−D, by least squares over log s; D − 1 within 0…1."""
    if held.sum() < FEW:
        return 0.0
    rows, columns = (-(-n // BOXES[-1]) * BOXES[-1] for n in held.shape)
    whole = np.zeros((rows, columns), bool)
    whole[: held.shape[0], : held.shape[1]] = held
    counts = []
    for _ in BOXES:
        whole = whole[::2] | whole[1::2]
        whole = whole[:, ::2] | whole[:, 1::2]
        counts.append(np.count_nonzero(whole))
    slope = np.polyfit(np.log(BOXES), np.log(counts), 1)[0]
    return float(np.clip(-slope - 1, 0, 1))


def _ways(edges: Edges) -> float:
    """H / log n of the orientations, of n bins, each edge weighted by its strength."""
    if edges.held.sum() < FEW:
        return 0.0
    gx, gy = edges.gx[edges.held], edges.gy[edges.held]
    turn = np.arctan2(gy, gx) / np.pi * BINS + 0.5  # a way along a pixel row falls into a bin's middle
    share = np.bincount(np.floor(turn).astype(int) % BINS, np.sqrt(gx * gx + gy * gy), BINS)
    share = share[share > 0] / share.sum()
    return max(float(-(share * np.log(share)).sum() / np.log(BINS)), 0.0)


def _novelty(grey: Float32[ndarray, "h w"]) -> float:
    """zlib's bits a pixel over those of the grey levels; the mean of rows first and columns first."""
    level = np.minimum(grey * LEVELS, LEVELS - 1).astype(np.uint8)
    bits = 8 * (_packed(level) + _packed(level.T)) / 2
    return float(np.clip(bits / (level.size * np.log2(LEVELS)), 0, 1))


def _packed(level: UInt8[ndarray, "h w"]) -> int:
    """Bytes, less what zlib needs for nothing at all."""
    return len(zlib.compress(np.ascontiguousarray(level).tobytes(), 6)) - len(zlib.compress(b"", 6))
