"""The svastika as it is sought: of either hand, in every turn, in lines thin and heavy, or outlined.

What is drawn here is compared with a cloth and leaves the search in no picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from PIL import Image

from wenwu.motifs.curve import points
from wenwu.motifs.gate import HANDS
from wenwu.motifs.path import Drawing, Shape, ring_of, stroked
from wenwu.motifs.raster import draw_tile

TURNS = (0, 15, 30, 45, 60, 75)  # [deg] a svastika looks the same after a quarter
STEPS = (1.0, 1.19, 1.41, 1.68, 2.0)  # sizes; what is larger is sought on the picture made half
OUTLINE = 0.12  # width of an outline by half the sign's side
SIGN, ROOM = 192, 48  # [px] of a drawn sign, and round it while it is turned
RIM = 12  # [px] of ground that belongs to it

Drawn = Float[ndarray, "2 T S S"]  # of either hand in every turn: 0 ground … 1 sign


@dataclass(frozen=True)
class SignForm:
    """How the sign is drawn, and how small it is sought so."""

    stroke: float  # width of an arm by the sign's side
    foot: float = 1.0  # length of a foot by that of an arm
    outlined: bool = False
    least: int = 12  # [px] with its rim
    full: float = 1.5  # score that is a likeness of 1; beside an outline all scores less

    @property
    def sides(self) -> tuple[int, ...]:
        """[px] from the least to twice as large."""
        return tuple(round(self.least * step) for step in STEPS)


FORMS = (
    SignForm(0.16), SignForm(0.1, 0.9), SignForm(0.24),
    *(SignForm(stroke, outlined=True, least=18, full=1.1) for stroke in (0.23, 0.29)),
)  # fmt: skip


@cache
def drawn(form: SignForm, side: int) -> Drawn:
    """In pixels, `side` along each edge."""
    signs = [[_sized(sign, side) for sign in _turned(form, hand)] for hand in HANDS]
    return np.array(signs, np.float32)


@cache
def _turned(form: SignForm, hand: str) -> tuple[Image.Image, ...]:
    drawing = Drawing(tuple(_lines(form, 1.0 if hand == "right" else -1.0)))
    cover = np.pad(draw_tile(drawing, ("#000000",) * 3, SIGN, SIGN)[..., 3], ROOM)
    return tuple(_cropped(Image.fromarray(cover).rotate(turn, Image.Resampling.BILINEAR)) for turn in TURNS)


def _lines(form: SignForm, way: float) -> Iterator[Shape]:
    """From −1 to 1."""
    s, end = form.stroke, 1 - form.stroke
    if not form.outlined:
        arm = points((0, 0), (0, end), (form.foot * end, end)) * [way, 1]
        yield from ring_of((stroked(arm, 1, 2 * s, square=True),), 4)
        return
    quarter = points((-s, s), (-s, 1), (1, 1), (1, 1 - 2 * s), (s, 1 - 2 * s))
    turn = np.array([[0, -1], [1, 0]])  # a row times it is turned clockwise
    ring = np.concatenate([quarter @ np.linalg.matrix_power(turn, k) for k in range(4)])
    yield stroked(ring * [way, 1], 1, OUTLINE, closed=True, square=True)


def _cropped(sign: Image.Image) -> Image.Image:
    reach = np.flatnonzero(np.asarray(sign).any(0))
    low, high = int(reach[0]) - RIM, int(reach[-1]) + RIM
    return sign.crop((low, low, high, high))


def _sized(sign: Image.Image, side: int) -> Float[ndarray, "S S"]:
    return np.asarray(sign.resize((side, side), Image.Resampling.BOX), np.float32) / 255
