"""A cloth of the user's own, from its photograph: a repeat, a strip or a piece, and how it lies on a panel.

It is worn as the photograph shows it in even light: its own colours, upright as there, never mirrored, and
as wide as high as it is. A repeat runs on over the panel; a cloth without one is laid on it once.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, UInt8
from numpy import ndarray
from scipy import ndimage

from wenwu.base.errors import InputError
from wenwu.motifs.photo import Photo
from wenwu.motifs.photo_file import corners_of, read_photo
from wenwu.motifs.tile import LARGEST
from wenwu.prompt.brief import Pattern

CLOTH = 0.995  # share of a piece's rectangle that has to be cloth
CLOSES = 0.15  # a repeat grows or shrinks by no more than this so that a ring holds whole ones
BELOW = 0.04  # [m] a piece begins so far below the upper edge, where a tie or a hem lies over it
LITTLE = 32  # [px] of a side: less of a cloth is none
QUARTER = 90  # [deg]

Kind = Literal["tile", "strip", "whole"]
Colour = Float[ndarray, "P Q 3"]


@dataclass(frozen=True, eq=False)
class OwnCloth:
    """What is worn, as it is worn."""

    kind: Kind
    colour: Colour  # sRGB 0…1, rows from the top; one repeat, one strip, or the piece
    size: tuple[float, float]  # width and height, in widths of what the photograph shows
    closes: tuple[bool, bool]  # across, down
    photo: Photo  # all that was read


def own_cloth(pattern: Pattern) -> OwnCloth:
    """The cloth of a photograph; InputError where it cannot be read, or holds too little cloth."""
    return _read(pattern.file, pattern.print, pattern.corners, pattern.turn)


@lru_cache(maxsize=4)
def _read(file: str, print_: str, corners: str, turn: int) -> OwnCloth:
    """Kept by the file's fingerprint: several stages ask."""
    photo = read_photo(Path(file), corners_of(corners) if corners else None)
    return turned(cloth_of(photo, Path(file).name), turn)


def cloth_of(photo: Photo, name: str) -> OwnCloth:
    """The repeat in two directions that was found, else that in one, else the largest whole piece."""
    wide = photo.colour.shape[1]
    if photo.tile and photo.lattice:
        along = photo.lattice.basis[0]
        steps = np.array(photo.tile.repeats[1], float) @ photo.lattice.basis
        width = float(np.linalg.norm(along))
        size = width / wide, abs(float(along[0] * steps[1] - along[1] * steps[0])) / width / wide
        return _upright(OwnCloth("tile", photo.tile.colour, size, (True, True), photo), along)
    if photo.strip and photo.strip.colour.shape[0] < LARGEST:
        along = photo.strip.period
        size = float(np.linalg.norm(along)) / wide, photo.strip.colour.shape[0] / wide
        return _upright(OwnCloth("strip", photo.strip.colour, size, (True, False), photo), along)
    top, bottom, left, right = piece_of(photo.mask)
    if photo.mask[top:bottom, left:right].mean() < CLOTH:
        raise InputError(
            f"{name} shows no cloth that is whole over {LITTLE} × {LITTLE} pixels; say where it lies with "
            '--pattern-corners "x,y x,y x,y x,y"'
        )
    colour = np.where(photo.mask[..., None], photo.colour, np.median(photo.colour[photo.mask], axis=0))
    size = (right - left) / wide, (bottom - top) / wide
    return OwnCloth("whole", colour[top:bottom, left:right], size, (False, False), photo)


def _upright(cloth: OwnCloth, along: Float[ndarray, "2"]) -> OwnCloth:
    """A repeat was turned so that it lies along its width; it is turned back by whole quarters."""
    return turned(cloth, QUARTER * (round(np.degrees(np.arctan2(along[1], along[0])) / QUARTER) % 4))


def turned(cloth: OwnCloth, degrees: int) -> OwnCloth:
    """The cloth turned clockwise by quarters; never over."""
    quarters = degrees // QUARTER % 4
    size, closes = cloth.size, cloth.closes
    if quarters % 2:
        size, closes = size[::-1], closes[::-1]
    return OwnCloth(cloth.kind, np.rot90(cloth.colour, -quarters), size, closes, cloth.photo)


def piece_of(mask: Bool[ndarray, "H W"]) -> tuple[int, int, int, int]:
    """Top, bottom, left, right of a rectangle that is all but wholly cloth, cut side by side."""
    top, bottom, left, right = 0, mask.shape[0], 0, mask.shape[1]
    while bottom - top > LITTLE and right - left > LITTLE and mask[top:bottom, left:right].mean() < CLOTH:
        inside = mask[top:bottom, left:right]
        bare = 1 - np.array([inside[0].mean(), inside[-1].mean(), inside[:, 0].mean(), inside[:, -1].mean()])
        side = int(bare.argmax())
        top, bottom = top + (side == 0), bottom - (side == 1)
        left, right = left + (side == 2), right - (side == 3)
    return top, bottom, left, right


def laid(
    cloth: OwnCloth, width: float, size: tuple[float, float], pixels_per_metre: float, wraps: bool,
    ground: UInt8[ndarray, "3"],
) -> UInt8[ndarray, "H W 3"]:  # fmt: skip
    """The cloth on a panel of that size (width, height) [m]; `width` [m] is what the photograph shows across.

    A repeat stands in the panel's middle and runs on to all sides; where left and right of the panel meet, it
    grows or shrinks a little so that whole ones go round. A piece hangs from the panel's upper edge.
    """
    columns, rows = (max(2, round(side * pixels_per_metre)) for side in size)
    own = np.array(cloth.size) * width
    if cloth.kind != "whole" and wraps and cloth.closes[0]:
        count = max(1, round(size[0] / own[0]))
        grown = size[0] / (count * own[0])
        own = own * grown if abs(grown - 1) <= CLOSES else own
    x = ((np.arange(columns) + 0.5) / columns - 0.5) * size[0] / own[0] + 0.5
    y = (np.arange(rows) + 0.5) / rows * size[1] / own[1]
    if cloth.kind == "whole":
        y = y - min(BELOW, (size[1] - own[1]) / 2) / own[1]
    picture = _sampled(cloth, x, y, own[0] * pixels_per_metre)
    if cloth.kind == "whole":
        inside = ((y >= 0) & (y < 1))[:, None] & ((x >= 0) & (x < 1))
        picture = np.where(inside[..., None], picture, ground / 255)
    return np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)


def _sampled(
    cloth: OwnCloth, x: Float[ndarray, " W"], y: Float[ndarray, " H"], wanted: float
) -> Float[ndarray, "H W 3"]:
    """The cloth at columns x and rows y (0…1 is one repeat), smoothed to `wanted` pixels across."""
    high, wide = cloth.colour.shape[:2]
    modes = ["wrap" if closes else "nearest" for closes in cloth.closes[::-1]]
    blur = 0.5 * float(np.sqrt(max((wide / wanted) ** 2 - 1, 0)))
    smooth = ndimage.gaussian_filter(cloth.colour, (blur, blur, 0), mode=[*modes, "nearest"])
    padded = smooth
    for axis, mode in enumerate(modes):
        around = [(1, 1) if k == axis else (0, 0) for k in range(3)]
        padded = np.pad(padded, around, mode="wrap" if mode == "wrap" else "edge")
    column = np.clip(x % 1 if cloth.kind != "whole" else x, 0, 1) * wide + 0.5
    row = np.clip(y % 1 if cloth.kind != "whole" else y, 0, 1) * high + 0.5
    at = np.meshgrid(row, column, indexing="ij")
    planes = [ndimage.map_coordinates(padded[..., k], at, order=1, mode="nearest") for k in range(3)]
    return np.stack(planes, -1)
