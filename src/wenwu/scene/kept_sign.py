"""The svastika, sought on a cloth that somebody brings: of either hand, slanted or upright, large or small.

The memory never learnt it, for it is not in its corpus. So it is drawn (`sign_form`), for comparison alone,
and moved over the cloth as a matched filter: the correlation of the drawing with every place, each about its
own mean and by its own spread (Lewis 1995, Fast normalized cross-correlation), dark on light and light on
dark. A cross, a star, a square is as like one hand as the other; a svastika is not. So how much less the
other hand fits counts as much as the fit. The other signs behind the gate have no one form to be sought by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image
from scipy import fft, ndimage

from wenwu.scene.sign_form import FORMS, Drawn, drawn

LOOKS = 0.64  # likeness from which a place counts as the sign; our choice, from cloths made with and without
SIDE = 192  # [px] the longer side on which a cloth is searched
HALVINGS = 4  # the picture is searched as it is, made half, a quarter, an eighth
ROOM = 4  # [px] round a picture, for a sign that fills it
EVEN = 0.25  # of the cloth's own spread: a place that varies less is ground, not sign
SOUGHT = "svastika"  # the family of the grammar

Bytes = UInt8[ndarray, "_ _ 3"]  # each of its own size
Grey = Float[ndarray, "_ _"]
Fits = Float[ndarray, "2 T _ _"]  # a correlation for each hand and turn, place by place


@dataclass(frozen=True)
class Kept:
    """A kept sign that a place of a cloth looks like."""

    family: str
    likeness: float


def kept_sign(views: Sequence[Bytes]) -> Kept | None:
    """The sign where some place of some view is like it; else None."""
    best = likeness(views)
    return Kept(SOUGHT, best) if best >= LOOKS else None


def likeness(views: Sequence[Bytes]) -> float:
    """Of the likest place of any view, 0…1; 0 where there is no view."""
    return max((_best(greyed(view)) for view in views), default=0.0)


def greyed(view: Bytes) -> Grey:
    """A view no longer than SIDE, along the axis in which its colours differ most."""
    scale = min(1.0, SIDE / max(view.shape[:2]))
    size = (max(8, round(view.shape[1] * scale)), max(8, round(view.shape[0] * scale)))
    small = np.asarray(Image.fromarray(view).resize(size, Image.Resampling.BOX), float)
    about = small.reshape(-1, 3) - small.mean((0, 1))
    axis = np.linalg.eigh(about.T @ about)[1][:, -1]
    return (about @ axis).reshape(small.shape[:2])


def _best(grey: Grey) -> float:
    best = 0.0
    for _ in range(HALVINGS):
        room = np.pad(grey, ROOM, "edge").astype(np.float32)
        sought = ((form, side) for form in FORMS for side in form.sides if side <= min(room.shape))
        for form, side in sought:
            best = max(best, score(correlated(room, drawn(form, side))) / form.full)
        grey = halved(grey)
    return min(best, 1.0)


def halved(grey: Grey) -> Grey:
    """The mean of every two by two."""
    high, wide = grey.shape[0] // 2, grey.shape[1] // 2
    return grey[: 2 * high, : 2 * wide].reshape(high, 2, wide, 2).mean((1, 3))


def score(fits: Fits) -> float:
    """Of the best place: its fit with one hand, and how much less the other hand fits it."""
    best = 0.0
    for left, right in (fits.max(1), -fits.min(1)):  # light on dark, dark on light
        best = max(best, float((np.maximum(left, right) + abs(left - right)).max()))
    return best


def correlated(grey: Grey, drawn: Drawn) -> Fits:
    """The normalised correlation of shapes of one size with every place of a picture, −1…1."""
    side = drawn.shape[-1]
    about = drawn - drawn.mean((2, 3), keepdims=True)
    about /= np.linalg.norm(about, axis=(2, 3), keepdims=True)
    high, wide = grey.shape[0] - side + 1, grey.shape[1] - side + 1
    even = [fft.next_fast_len(length, True) for length in grey.shape]  # what goes round is beyond these
    met = fft.irfft2(fft.rfft2(grey, even) * fft.rfft2(about, even).conj(), even)[..., :high, :wide]
    mean = ndimage.uniform_filter(grey, side, float)
    spread = ndimage.uniform_filter(grey.astype(float) ** 2, side) - mean**2
    spread = spread[side // 2 : side // 2 + high, side // 2 : side // 2 + wide]
    least = max(EVEN * float(grey.std()), 1e-9)
    by = np.maximum(np.sqrt(np.maximum(spread, 0)), least) * side
    return met / by.astype(met.dtype)
