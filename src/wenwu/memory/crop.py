"""What a pattern's picture is made into before it is looked at: how far each place is from its ground.

Paper yellows, prints are stained, a crest is drawn white on black as often as black on white, a cloth comes
in many dyes. None of that is the form. So the ground's colour is found, its uneven light taken out, and the
picture becomes dark where it differs from the ground; the figure is cut out and set in a square.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from numpy import ndarray
from PIL import Image
from scipy import ndimage

from wenwu.base.errors import InputError

WORK = 224  # [px] the longer side on which the figure is told from its ground
LEAST, LONGEST = 8, 8  # [px] a picture's shorter side; how many times as long as wide it may be
RING = 0.04  # share of the shorter side that counts as the picture's rim
NEAR = 48.0  # [of 255] so far from the rim's own colour a pixel of the rim still is ground
EVEN = 0.55  # share of the rim that has one colour, or the pattern runs out of the picture and nothing is cut
FAINT = 18.0  # [of 255] what differs less from the ground is no figure
SPECK = 0.02  # of the largest part: what is smaller is a stain or a speck
MARGIN = 0.04  # of the figure's longer side, left round it
WHITE = 255.0
FULL = 90.0  # [percentile] what of the figure is drawn black
FLOOR = 60.0  # [of 255] contrast is raised no more than to what differs by so much
STEP = 16  # [of 255] colours are counted in cubes of this side

Bytes = UInt8[ndarray, "H W 3"]
Colour = Float32[ndarray, "H W 3"]
Grey = Float32[ndarray, "H W"]
Mask = Bool[ndarray, "H W"]
Box = tuple[int, int, int, int]  # [px] top, bottom, left, right; bottom and right are the first beyond


class Figure(NamedTuple):
    """What of a picture differs from its ground."""

    apart: Float32[ndarray, "h w"]  # how far, 0…1; the longer side is at most WORK
    mask: Bool[ndarray, "h w"]  # what counts as figure
    level: float  # how far that is at the least, 0…1
    lost: Bool[ndarray, "h w"]  # what is not seen; nothing of the figure there
    even: bool  # whether the picture's rim has one colour: then the figure can be cut out


class Square(NamedTuple):
    """A square of a picture [px]."""

    top: float
    left: float
    side: float


def prepared(images: Iterable[Bytes], side: int, cut: bool = True) -> UInt8[ndarray, "N S S 3"]:
    """Pictures, bytes of any sizes, in squares of `side` [px]; cut to the figure unless told not to."""
    made = [_sized(tight(one) if cut else one, side) for one in images]
    return np.stack(made) if made else np.zeros((0, side, side, 3), np.uint8)


def tight(colour: Bytes) -> UInt8[ndarray, "S S 3"]:
    """The figure in a square, dark on white, in greys: how far each place is from the ground.

    Of a picture whose rim has no one colour (cloth that runs on) the commonest colour is its ground, and
    nothing is cut. InputError below 8 pixels, and for a strip more than 8 times as long as wide.
    """
    figure = figure_of(colour)
    return squared(framed(figure.apart, box_of(figure.mask)) if figure.even else figure.apart)


def square_of(colour: Bytes) -> Square:
    """The square of a picture that `tight` shows; it may reach beyond the picture. Raises as `tight` does."""
    figure = figure_of(colour)
    apart = figure.apart
    top, bottom, left, right = box_of(figure.mask) if figure.even else (0, apart.shape[0], 0, apart.shape[1])
    rim = _margin(bottom - top, right - left) if figure.even else 0
    high, wide = bottom - top + 2 * rim, right - left + 2 * rim
    side = max(high, wide)
    scale = max(colour.shape[:2]) / max(apart.shape)
    return Square(
        (top - rim - (side - high) // 2) * scale, (left - rim - (side - wide) // 2) * scale, side * scale
    )


def figure_of(colour: Bytes, lost: Bool[ndarray, "H W"] | None = None) -> Figure:
    """The figure of a picture, where `lost` does not hide it (hid it everything, it counts for nothing).

    Raises as `tight` does.
    """
    _require_size(colour)
    worked = _small(colour).astype(np.float32)
    seen = np.ones(worked.shape[:2], bool) if lost is None else ~_sized_mask(lost, worked.shape[:2])
    seen |= not seen.any()
    ground, even = _ground(worked, seen)
    apart = _apart(worked, ground)
    if even:
        apart = _apart(worked, _surface(worked, (apart <= _threshold(apart[seen])) & seen))
    level = _threshold(apart[seen])
    mask = (apart > level) & seen
    raised, full = _raised(np.where(seen, apart, 0), mask)
    return Figure(raised, mask, (level - 0.1 * full) / (0.9 * full), ~seen, even)


def _require_size(colour: Bytes) -> None:
    high, wide = colour.shape[:2]
    if min(high, wide) < LEAST:
        raise InputError(
            f"a picture of {wide} × {high} pixels shows no pattern; {LEAST} × {LEAST} are the least"
        )
    if max(high, wide) > LONGEST * min(high, wide):
        raise InputError(
            f"a picture of {wide} × {high} pixels is too narrow to read; "
            f"crop it to at most {LONGEST} times as long as it is wide"
        )


def _small(colour: Bytes) -> UInt8[ndarray, "h w 3"]:
    scale = WORK / max(colour.shape[:2])
    if scale >= 1:
        return colour
    size = (max(round(colour.shape[1] * scale), 1), max(round(colour.shape[0] * scale), 1))
    return np.asarray(Image.fromarray(colour).resize(size, Image.Resampling.BOX))


def _ground(colour: Colour, seen: Mask) -> tuple[Float32[ndarray, "3"], bool]:
    """The rim's median colour where the rim has that one colour, else the commonest; and whether it has."""
    wide = max(2, round(RING * min(colour.shape[:2])))
    sides = (np.s_[:wide], np.s_[-wide:], np.s_[:, :wide], np.s_[:, -wide:])
    rim = np.concatenate([colour[side][seen[side]] for side in sides])
    if not len(rim):
        return commonest(colour[seen]), False
    ground = np.median(rim, axis=0)
    even = bool((np.abs(rim - ground).max(-1) <= NEAR).mean() >= EVEN)
    return (ground if even else commonest(colour[seen])), even


def commonest(colour: Float32[ndarray, "N 3"]) -> Float32[ndarray, "3"]:
    """The mean of the fullest cube of colours."""
    cubes = (colour // STEP).astype(np.int32)
    which = (cubes[..., 0] * 256 + cubes[..., 1]) * 256 + cubes[..., 2]
    values, counts = np.unique(which, return_counts=True)
    return colour[which == values[counts.argmax()]].mean(0)


def _apart(colour: Colour, ground: Float32[ndarray, "..."]) -> Grey:
    """How far from the ground, 0…255 from black to white."""
    off = colour - ground
    return np.sqrt(np.einsum("hwc,hwc->hw", off, off) / 3)


def _threshold(apart: Float32[ndarray, " N"]) -> float:
    """Otsu's, or FAINT where that is more."""
    counts, edges = np.histogram(apart, 64)
    share, middle = counts / counts.sum(), (edges[1:] + edges[:-1]) / 2
    below, mean = np.cumsum(share), np.cumsum(share * middle)
    between = (mean[-1] * below - mean) ** 2 / np.maximum(below * (1 - below), 1e-9)
    return max(float(middle[int(between.argmax())]), FAINT)


def _surface(colour: Colour, ground: Mask) -> Colour:
    """The ground's colour everywhere: a surface of second degree through every seventh pixel of it."""
    basis = _basis(*ground.shape)
    at = np.flatnonzero(ground)[::7]
    rows, values = basis[at], colour.reshape(-1, 3)[at]
    found = np.linalg.solve(rows.T @ rows + 1e-2 * np.eye(6, dtype=np.float32), rows.T @ values)
    return np.clip((basis @ found).reshape(colour.shape), 0, WHITE)


@lru_cache(maxsize=8)
def _basis(high: int, wide: int) -> Float32[ndarray, "P 6"]:
    """1, x, y and their products at each pixel."""
    down, across = (np.linspace(-1, 1, side, dtype=np.float32) for side in (high, wide))
    y, x = (axis.ravel() for axis in np.meshgrid(down, across, indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], -1)


def _raised(apart: Grey, figure: Mask) -> tuple[Grey, float]:
    """Contrast raised until the figure is 1, what is faint beside it 0; and what was raised to 1."""
    if not figure.any():
        return np.zeros_like(apart), FLOOR
    full = max(float(np.percentile(apart[figure], FULL)), FLOOR)
    return np.clip((apart - 0.1 * full) / (0.9 * full), 0, 1), full


def box_of(figure: Mask) -> Box:
    """The box that holds the figure without specks; all of the picture where there is none."""
    plain = ndimage.binary_opening(figure, np.ones((2, 2))) if figure.mean() > SPECK else figure
    parts, count = ndimage.label(ndimage.binary_dilation(plain, iterations=2))
    if count > 1:
        sizes = np.bincount(parts.ravel())[1:]
        plain = plain & np.concatenate([[False], sizes >= SPECK * sizes.max()])[parts]
    rows, columns = np.flatnonzero(plain.sum(1) > 1), np.flatnonzero(plain.sum(0) > 1)
    if len(rows) and len(columns):
        return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return 0, figure.shape[0], 0, figure.shape[1]


def framed(apart: Grey, box: Box) -> Float32[ndarray, "h w"]:
    """What is in the box, with a margin."""
    top, bottom, left, right = box
    return np.pad(apart[top:bottom, left:right], _margin(bottom - top, right - left))


def _margin(high: int, wide: int) -> int:
    return max(1, round(MARGIN * max(high, wide)))


def squared(apart: Grey) -> UInt8[ndarray, "S S 3"]:
    """In the middle of a white square."""
    high, wide = apart.shape
    side = max(high, wide)
    out = np.zeros((side, side), np.float32)
    top, left = (side - high) // 2, (side - wide) // 2
    out[top : top + high, left : left + wide] = apart
    return np.repeat(np.rint(WHITE * (1 - out)).astype(np.uint8)[..., None], 3, -1)


def _sized_mask(mask: Mask, shape: tuple[int, ...]) -> Bool[ndarray, "h w"]:
    """Another size; a pixel of which any part is lost is lost."""
    if mask.shape == shape[:2]:
        return mask
    grey = Image.fromarray(np.where(mask, np.uint8(255), np.uint8(0)))
    return np.asarray(grey.resize((shape[1], shape[0]), Image.Resampling.BOX)) > 0


def _sized(colour: Bytes, side: int) -> UInt8[ndarray, "S S 3"]:
    if colour.shape[:2] == (side, side):
        return colour
    return np.asarray(Image.fromarray(colour).resize((side, side), Image.Resampling.BILINEAR))
