"""Evidence: where a photograph shows the piece, where something of the piece is missing, where neither.

Only what can be measured counts. Where the piece stands before something of another colour, or was cut out of
its picture, and four straight edges can be followed round it, what lies within them and is not the piece is
missing: torn edges, and holes of a piece that was cut out. Fading, dirt and what lies on a cloth cannot be
told from its dyes in one picture and are never counted as loss.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray
from PIL import Image, ImageDraw
from scipy import ndimage

from wenwu.motifs.background import find_cloth
from wenwu.motifs.lab import to_lab
from wenwu.motifs.outline import Outline, find_outline

How = Literal["clear", "ground", "whole", "edges", "no_edges", "alike"]
Mask = Bool[ndarray, "H W"]

SIDE = 360  # [px] the longer side on which it is measured
OPAQUE = 0.5
NEAR = 0.012  # of the diagonal: so near a side a point of the piece's edge lies on it
FULL = 0.8  # of the quadrilateral that a piece of which little is missing fills
FOLLOWED = {True: (0.33, 0.5), False: (0.45, 0.65)}  # of each side's length that has to lie along the piece's
# edge, and of all four together: less where the piece fills its quadrilateral
ALIKE = 0.02  # of a piece that may have its ground's colours, or the piece is not surely told from its ground
WIDTH, CLOSE = (
    4.0,
    2.5,
)  # [ΔE] how wide a ground's colours spread at the least; [widths] what is so close is alike
FLAT, MOST = 24, 0.9  # a picture whose 24 commonest colours cover so much of it is a drawing, not a piece
STEP = 16  # [of 255] colours are counted in cubes of this side
SPECK = 4e-4  # of the piece: a smaller hole is none
SOFT = 2  # [px] at SIDE: a strip so thin along an edge is the edge's own softness
LITTLE = 0.01  # of the piece: less loss than this is none that could be shown


@dataclass(frozen=True, eq=False)
class Evidence:
    """Masks of one size; what is in neither lies beside the piece."""

    shown: Mask  # evidence: the piece is seen here
    lost: Mask  # a place of the piece that is not there any more
    how: tuple[How, ...]  # how both were told

    @property
    def share(self) -> float:
        """Of the piece as it once was, how much is evidence."""
        shown, lost = int(self.shown.sum()), int(self.lost.sum())
        return shown / max(shown + lost, 1)

    @property
    def damaged(self) -> bool:
        """Whether loss was measured."""
        return 1 - self.share >= LITTLE

    @property
    def scant(self) -> bool:
        """Whether less than half of the piece is evidence."""
        return self.share < 0.5


def find_evidence(
    colour: Float32[ndarray, "H W 3"], opaque: Float32[ndarray, "H W"] | None = None
) -> Evidence:
    """What of a photograph (sRGB 0…1, with how opaque it is) is evidence, at the photograph's size.

    Where the piece is not surely told from what is behind it, all of the picture counts as evidence.
    """
    high, wide = colour.shape[:2]
    small, clear = _small(colour, opaque)
    whole, nothing = np.ones((high, wide), bool), np.zeros((high, wide), bool)
    lab = to_lab(small)
    piece = find_cloth(lab) if clear is None else ~clear
    how: How = "ground" if clear is None else "clear"
    if piece is None:
        return Evidence(whole, nothing, ("whole",))
    if clear is None and _alike(lab, piece) > ALIKE:
        return Evidence(whole, nothing, ("alike",))
    within = _within_edges(piece) if _colours(small, piece) > FLAT else None
    if within is None:
        return Evidence(_sized(piece, wide, high), nothing, (how, "no_edges"))
    return Evidence(_sized(piece, wide, high), _sized(_missing(within, piece), wide, high), (how, "edges"))


def _small(
    colour: Float32[ndarray, "H W 3"], opaque: Float32[ndarray, "H W"] | None
) -> tuple[Float32[ndarray, "h w 3"], Mask | None]:
    high, wide = colour.shape[:2]
    scale = min(1.0, SIDE / max(high, wide))
    size = max(round(wide * scale), 8), max(round(high * scale), 8)
    image = Image.fromarray(np.rint(255 * colour).astype(np.uint8)).resize(size, Image.Resampling.BOX)
    clear = None
    if opaque is not None:
        held = Image.fromarray(np.rint(255 * opaque).astype(np.uint8)).resize(size, Image.Resampling.BOX)
        clear = np.asarray(held) < 255 * OPAQUE
    return np.asarray(image, np.float32) / 255, clear


def _sized(mask: Mask, wide: int, high: int) -> Bool[ndarray, "{high} {wide}"]:
    return np.asarray(Image.fromarray(mask).resize((wide, high), Image.Resampling.NEAREST))


def _alike(lab: ndarray, piece: Mask) -> float:
    """The share of a piece that has the colours of what is behind it."""
    inner, outer = (ndimage.binary_erosion(mask, iterations=SOFT) for mask in (piece, ~piece))
    if not inner.any() or not outer.any():
        return 1.0
    ground = lab[outer]
    spread = np.cov(ground.T) + WIDTH**2 * np.eye(3)
    off = lab[inner] - ground.mean(0)
    return float((np.einsum("ni,ij,nj->n", off, np.linalg.inv(spread), off) < CLOSE**2).mean())


def _colours(colour: Float32[ndarray, "h w 3"], piece: Mask) -> int:
    """How many colours it takes to cover most of a piece."""
    cubes = (255 * colour[piece]).astype(int) // STEP
    counts = np.unique((cubes[:, 0] * STEP + cubes[:, 1]) * STEP + cubes[:, 2], return_counts=True)[1]
    covered = np.sort(counts)[::-1].cumsum()
    return int((covered < MOST * len(cubes)).sum()) + 1


def _within_edges(piece: Mask) -> Mask | None:
    """What lies within the four straight edges of a piece; None where there are not four to follow."""
    outline = find_outline(piece)
    if outline is None or not _followed(piece, outline):
        return None
    inside = Image.new("1", (piece.shape[1], piece.shape[0]))
    ImageDraw.Draw(inside).polygon([(float(x), float(y)) for x, y in outline.corners], fill=1)
    return np.asarray(inside)


def _missing(within: Mask, piece: Mask) -> Mask:
    """What is not the piece, without specks and the softness of its edge."""
    missing = ndimage.binary_opening(within & ~piece, np.ones((SOFT + 1, SOFT + 1), bool))
    parts, _ = ndimage.label(missing)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    return (sizes >= SPECK * piece.sum())[parts]


def _followed(piece: Mask, outline: Outline) -> bool:
    """Whether every side of the quadrilateral runs along the piece's own edge."""
    rows, columns = np.nonzero(piece & ~ndimage.binary_erosion(piece, border_value=0))
    points = np.stack([columns, rows], -1).astype(float)
    near = NEAR * float(np.hypot(*piece.shape))
    shares, lengths = [], []
    for start, end in zip(outline.corners, np.roll(outline.corners, -1, 0), strict=True):
        shares.append(_share(points, start, end, near))
        lengths.append(float(np.linalg.norm(end - start)))
    least, together = FOLLOWED[outline.fills >= FULL]
    return min(shares) >= least and float(np.average(shares, weights=lengths)) >= together


def _share(points: ndarray, start: ndarray, end: ndarray, near: float) -> float:
    """The share of a side's length that has a point of the edge beside it."""
    way = end - start
    length = max(float(np.linalg.norm(way)), 1e-9)
    along = (points - start) @ way / length
    beside = np.abs((points[:, 0] - start[0]) * way[1] - (points[:, 1] - start[1]) * way[0]) / length
    steps = max(int(length / 3), 1)
    met = along[(beside <= near) & (along >= 0) & (along < length)]
    return len(np.unique((met / length * steps).astype(int))) / steps
