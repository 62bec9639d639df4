"""What a pattern looks like in six numbers: line, curve, symmetry, hue, saturation, complexity."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs.complexity import Complexity, find_complexity
from wenwu.motifs.edges import Edges, find_edges
from wenwu.motifs.hue import Hue, dominant
from wenwu.motifs.symmetry import Symmetry, find_symmetry

SIDE = 256  # [px] the longer side of what is measured: lengths in pixels mean this size
LONGEST = 8  # times as long as wide
GREY = np.array([0.299, 0.587, 0.114], np.float32)  # of sRGB values
NAMES = ("linearity", "curvature", "symmetry", "hue", "saturation", "complexity")


@dataclass(frozen=True)
class Descriptors:
    """Table 1's six columns of a picture, each 0…1, and what they were made of."""

    edges: Edges
    agreement: Symmetry
    dominant: Hue
    parts: Complexity

    @property
    def linearity(self) -> float:
        """Share of the edges' length that runs straight."""
        return self.edges.linearity

    @property
    def curvature(self) -> float:
        """Share of it that bends."""
        return self.edges.curvature

    @property
    def symmetry(self) -> float:
        """Correlation with the best mirror image or turn."""
        return self.agreement.best

    @property
    def hue(self) -> float | None:
        """Dominant hue as a share of the circle from red; None of a picture of greys."""
        return self.dominant.angle

    @property
    def saturation(self) -> float:
        """Saturation of the dominant hue."""
        return self.dominant.saturation

    @property
    def complexity(self) -> float:
        """Mean of box counting, entropy of orientation and incompressibility."""
        return self.parts.mean

    def row(self) -> dict[str, float | None]:
        """The six by name."""
        return {name: getattr(self, name) for name in NAMES}


def describe(
    colour: Float32[ndarray, "H W 3"] | UInt8[ndarray, "H W 3"],
    mask: Float32[ndarray, "H W"] | None = None,
    side: int = SIDE,
) -> Descriptors:
    """The descriptors of a picture, sRGB, 0…1 or bytes, measured at a longer side of `side` [px].

    A mask says how opaque each pixel is: what is seen through counts for shape, as a fourth channel, and not
    for colour. InputError for a strip more than 8 times as long as wide.
    """
    flat, cover = standard(colour, mask, side)
    planes = np.ascontiguousarray(flat.transpose(2, 0, 1))
    if cover is not None:
        ground = (planes * cover).mean((1, 2), keepdims=True) / max(float(cover.mean()), 1e-6)
        planes = np.concatenate([planes * cover + ground * (1 - cover), cover[None]])
    edges, half = find_edges(planes), halved(planes)
    grey = np.tensordot(GREY, half[:3], 1)
    return Descriptors(edges, find_symmetry(half), dominant(flat, cover), find_complexity(grey, edges))


def standard(
    colour: ndarray, mask: Float32[ndarray, "H W"] | None, side: int
) -> tuple[Float32[ndarray, "h w 3"], Float32[ndarray, "h w"] | None]:
    """Colour, 0…1, and mask at the size that is measured; InputError for a strip."""
    rows, columns = colour.shape[:2]
    if max(rows, columns) > LONGEST * min(rows, columns):
        raise InputError(
            f"a picture of {columns} × {rows} pixels is too narrow to measure; "
            f"crop it to at most {LONGEST} times as long as it is wide"
        )
    scale = side / max(colour.shape[:2])
    size = (max(round(colour.shape[1] * scale), 1), max(round(colour.shape[0] * scale), 1))
    plain = colour.dtype == np.uint8
    if size == colour.shape[1::-1]:
        return (colour.astype(np.float32) / 255 if plain else colour.astype(np.float32)), mask
    byte = colour if plain else np.rint(np.clip(colour, 0, 1) * 255).astype(np.uint8)
    way = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC
    small = np.asarray(Image.fromarray(byte).resize(size, way), np.float32) / 255
    if mask is None:
        return small, None
    return small, np.clip(np.asarray(Image.fromarray(mask.astype(np.float32)).resize(size, way)), 0, 1)


def halved(planes: Float32[ndarray, "C H W"]) -> Float32[ndarray, "C h w"]:
    """Means of two by two pixels."""
    even = planes[:, : planes.shape[1] // 2 * 2, : planes.shape[2] // 2 * 2]
    rows = even[:, ::2] + even[:, 1::2]
    return np.float32(0.25) * (rows[..., ::2] + rows[..., 1::2])
