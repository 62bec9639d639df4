"""Edges of a picture: where colour changes, which way, and how much of it is straight or curved."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray

from wenwu.motifs.chain_kernel import link, pieces
from wenwu.motifs.edge_kernel import gradient, smooth, thin

LEAST = 0.03  # of the way from black to white a pixel: less is ground that is not quite even
SHARE = 0.1  # of the strongest change in the picture: less is texture within a colour
OFF = 1.5  # [px] Ramer–Douglas–Peucker
BOW = 0.3  # [px] rise of a piece that is curved
SHORT = 5.0  # [px] a piece that is neither


@dataclass(frozen=True)
class Edges:
    """Thin edges of a picture, one pixel wide."""

    held: Bool[ndarray, "H W"]
    gx: Float32[ndarray, "H W"]  # the change a pixel, to the right
    gy: Float32[ndarray, "H W"]  # and down; the edge runs across it
    straight: float  # [px]
    curved: float  # [px]
    neither: float  # [px] too short to say

    @property
    def length(self) -> float:
        """Of all of them [px]."""
        return self.straight + self.curved + self.neither

    @property
    def linearity(self) -> float:
        """Share of their length that runs straight."""
        return self.straight / self.length if self.length else 0.0

    @property
    def curvature(self) -> float:
        """Share of their length that bends."""
        return self.curved / self.length if self.length else 0.0


def find_edges(planes: Float32[ndarray, "C H W"]) -> Edges:
    """The edges of a picture of any number of channels, each 0…1.

    The change is Di Zenzo's over all channels after smoothing by one pixel; its crests are linked to chains,
    which Ramer–Douglas–Peucker cuts into pieces; see `chain_kernel.pieces` for which of them are curved.
    """
    gx, gy = gradient(smooth(planes), LEAST)
    strongest = float(np.sqrt((gx * gx + gy * gy).max()))
    held, x, y = thin(gx, gy, max(LEAST, SHARE * strongest))
    line, starts = link(held, x, y)
    neither, straight, curved = pieces(line, starts, OFF, BOW, SHORT)
    return Edges(held, gx, gy, float(straight), float(curved), float(neither))
