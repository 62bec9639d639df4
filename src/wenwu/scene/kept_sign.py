"""The svastika, sought on a cloth that somebody brings: of either hand, slanted or upright, large or small.

The memory never learnt it, for it is not in its corpus. So it is drawn here, for comparison alone, in several
sizes and turns, and moved over the cloth as a matched filter: the correlation of the drawing with every
place, each about its own mean and by its own spread (Lewis 1995, Fast normalized cross-correlation). Dark on
light and light on dark count alike. The other signs behind the gate have no one form that could be sought so.
What is drawn here leaves this module in no picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image
from scipy import ndimage, signal

from wenwu.motifs.gate import HANDS
from wenwu.motifs.guarded import svastika
from wenwu.motifs.raster import draw_tile

LOOKS = 0.7  # correlation from which a place counts as the sign; our choice, from drawings with and without
SIDE = 192  # [px] the longer side on which a cloth is searched
SIDES = (12, 14, 16, 18, 21, 24, 28, 32, 37, 43, 49, 57, 65, 75, 86)  # [px] of the signs sought there
TURNS = (0, 15, 30, 45, 60, 75)  # [deg] a svastika looks the same after a quarter
SOUGHT = "svastika"  # the family of the grammar
SIGN, ROOM = 96, 24  # [px] of a drawn sign, and round it while it is turned
RIM = 6  # [px] of ground that belongs to it
EVEN = 0.25  # of the cloth's own spread: a place that varies less is ground, not sign

Bytes = UInt8[ndarray, "_ _ 3"]  # each of its own size
Grey = Float[ndarray, "_ _"]
Shapes = Float[ndarray, "_ _ _"]  # of one size


@dataclass(frozen=True)
class Kept:
    """A kept sign that a place of a cloth looks like."""

    family: str
    likeness: float


def kept_sign(views: Sequence[Bytes]) -> Kept | None:
    """The sign where some place of some view is like it; else None."""
    best = max((_best(greyed(view)) for view in views), default=0.0)
    return Kept(SOUGHT, best) if best >= LOOKS else None


@cache
def shapes() -> tuple[Shapes, ...]:
    """The sign of either hand in every turn, once for each size: 0 ground … 1 sign."""
    turned = [part for hand in HANDS for part in _turned(hand)]
    return tuple(np.stack([_sized(part, side) for part in turned]) for side in SIDES)


def _turned(hand: str) -> Iterator[Image.Image]:
    cover = np.pad(draw_tile(svastika({"turn": hand}), ("#000000",) * 3, SIGN, SIGN)[..., 3], ROOM)
    for turn in TURNS:
        turned = Image.fromarray(cover).rotate(turn, Image.Resampling.BILINEAR)
        reach = np.flatnonzero(np.asarray(turned).any(0))
        low, high = int(reach[0]) - RIM, int(reach[-1]) + RIM
        yield turned.crop((low, low, high, high))


def _sized(sign: Image.Image, side: int) -> Float[ndarray, "S S"]:
    return np.asarray(sign.resize((side, side), Image.Resampling.BOX), float) / 255


def greyed(view: Bytes) -> Grey:
    """A view no longer than SIDE, along the axis in which its colours differ most."""
    scale = min(1.0, SIDE / max(view.shape[:2]))
    size = (max(8, round(view.shape[1] * scale)), max(8, round(view.shape[0] * scale)))
    small = np.asarray(Image.fromarray(view).resize(size, Image.Resampling.BOX), float)
    about = small.reshape(-1, 3) - small.mean((0, 1))
    axis = np.linalg.eigh(about.T @ about)[1][:, -1]
    return (about @ axis).reshape(small.shape[:2])


def _best(grey: Grey) -> float:
    fits = (drawn for drawn in shapes() if drawn.shape[1] <= min(grey.shape))
    return max((correlated(grey, drawn) for drawn in fits), default=0.0)


def correlated(grey: Grey, drawn: Shapes) -> float:
    """The largest normalised correlation, of either sign, of shapes of one size with a place of a picture."""
    side = drawn.shape[1]
    about = drawn - drawn.mean((1, 2), keepdims=True)
    met = signal.fftconvolve(grey[None], about[:, ::-1, ::-1], "valid", axes=(1, 2))
    high, wide = met.shape[1:]
    mean = ndimage.uniform_filter(grey, side)
    spread = ndimage.uniform_filter(grey**2, side) - mean**2
    spread = spread[side // 2 : side // 2 + high, side // 2 : side // 2 + wide]
    least = max(EVEN * float(grey.std()), 1e-9)
    by = np.maximum(np.sqrt(np.maximum(spread, 0)), least) * side
    return float(np.abs(met / by / np.linalg.norm(about, axis=(1, 2))[:, None, None]).max())
