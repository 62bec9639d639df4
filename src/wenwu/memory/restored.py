"""A damaged picture's figure, cut out as `crop.tight` cuts a whole one, filled as far as its symmetry tells.

The figure is filled before it is cut: a corner that is lost would move the cut, and with it all that is read.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from numpy import ndarray

from wenwu.memory.crop import Figure, box_of, figure_of, framed, squared
from wenwu.memory.mend import LITTLE, mended

ROOM = 0.3  # of the seen figure's longer side, on each side: so far beyond it the figure may reach
LEAST_SEEN = 0.15  # of a picture: with less, nothing can be told of it

Bytes = UInt8[ndarray, "H W 3"]
Mask = Bool[ndarray, "H W"]
Plane = Float32[ndarray, "h w"]


class Restored(NamedTuple):
    """A picture ready to be looked at."""

    square: UInt8[ndarray, "S S"]  # dark on white
    lost: float  # share of the picture that is not seen, 0…1
    left: float  # of that, the share that could not be filled, 0…1
    by: tuple[str, ...]  # the symmetries that filled it


def restored(colour: Bytes, lost: Mask) -> Restored:
    """The figure in a square; with no loss to speak of, or hardly anything seen, exactly `crop.tight`.

    Raises as `crop.tight` does.
    """
    share = float(lost.mean())
    if share < LITTLE or share > 1 - LEAST_SEEN:
        figure = figure_of(colour)
        whole = framed(figure.apart, box_of(figure.mask)) if figure.even else figure.apart
        return Restored(squared(whole)[..., 0], share, float(share > 0), ())
    figure = figure_of(colour, lost)
    apart, left, by = _filled(figure)
    if figure.even:
        apart = framed(apart, box_of(apart > figure.level))
    return Restored(squared(apart)[..., 0], share, left, by)


def _filled(figure: Figure) -> tuple[Plane, float, tuple[str, ...]]:
    """The figure with what its symmetry tells, in the picture's frame; how much is left of the loss."""
    top, bottom, left, right = _room(figure)
    part = np.s_[top:bottom, left:right]
    high, wide = bottom - top, right - left
    side = max(high, wide)
    down, across = (side - high) // 2, (side - wide) // 2
    inner = np.s_[down : down + high, across : across + wide]
    dark, lost = np.zeros((side, side), np.float32), np.zeros((side, side), bool)
    dark[inner], lost[inner] = figure.apart[part], figure.lost[part]
    done = mended(dark, lost)
    apart = figure.apart.copy()
    apart[part] = done.dark[inner]
    return apart, float(done.lost.sum() / max(figure.lost.sum(), 1)), done.by


def _room(figure: Figure) -> tuple[int, int, int, int]:
    """The seen figure's box and room about it, within the picture."""
    high, wide = figure.mask.shape
    if not figure.even:
        return 0, high, 0, wide
    top, bottom, left, right = box_of(figure.mask)
    room = round(ROOM * max(bottom - top, right - left))
    return max(top - room, 0), min(bottom + room, high), max(left - room, 0), min(right + room, wide)
