"""Cloths made to seek the svastika in, and cloths of forms near it that hold none.

The sign's lines, feet, size and turn are chosen anew for each and are not those that it is sought with. Then
the cloth is worn as a photograph is. These pictures are measured, shown to nobody and written by no bench.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image
from scipy import ndimage

from wenwu.base.seed import generator
from wenwu.measure.near_sign import NEAR
from wenwu.motifs.curve import points, regular
from wenwu.motifs.damage import damage
from wenwu.motifs.gate import HANDS
from wenwu.motifs.path import Drawing, Shapes, mapped, moved, ring_of, scaled, stroked, turned
from wenwu.motifs.raster import draw_tile

SEED = 1
SIDE = 384  # [px] of a picture, square
WEARS = ("none", "photograph", "poor", "worn away")
BLUR = {"photograph": 0.8, "poor": 2.0, "worn away": 0.8}  # [px]
NOISE = {"photograph": 0.03, "poor": 0.08, "worn away": 0.03}  # standard deviation, sRGB
QUALITY = {"photograph": 85, "poor": 40, "worn away": 85}  # of JPEG
GONE = 0.35  # severity of the loss of ink
APART = 0.3  # least distance of figure and ground, sRGB
STROKE = (0.10, 0.30)  # width of a line by the sign's side; what is sought with has 0.16
OUTLINE = 0.06  # width of an outline by half the sign's side
FOOT = (0.6, 1.1)  # length of the feet by that of the arms
LEAN = (0.8, 1.0)  # height by width, of what was taken aslant
SHARES = {  # the sign's side by that of the picture, from … to
    "alone": (0.10, 0.8), "framed": (0.10, 0.5), "field": (1 / 16, 0.4), "among": (1 / 16, 0.35),
    "outlined": (0.15, 0.8), "linked": (1 / 16, 0.4),
}  # fmt: skip
SETTINGS = tuple(SHARES)

Picture = UInt8[ndarray, "H W 3"]
Colour = Float[ndarray, "H W 3"]  # sRGB 0…1
Cover = Float[ndarray, "H W"]  # 0 ground … 1 figure


@dataclass(frozen=True, eq=False)
class MadeCloth:
    """A cloth, and how it was made."""

    picture: Picture
    how: Mapping[str, str | float]


def make_signed(setting: str, wear: str, number: int) -> MadeCloth:
    """A cloth that holds the sign; the hands take turns."""
    rng, hand = generator(SEED, "kept sign", setting, wear, number), HANDS[number % 2]
    stroke, foot, lean = (float(rng.uniform(*span)) for span in (STROKE, FOOT, LEAN))
    share = float(np.exp(rng.uniform(*np.log(SHARES[setting]))))
    one = scaled(_DRAWN.get(setting, gammadion)(hand, stroke, foot), share)
    laid = turned(_LAID[setting](one, share, rng), float(rng.uniform(0, 90)))
    shapes = mapped(laid, np.diag([1.0, lean]))
    how: dict[str, str | float] = {
        "setting": setting, "wear": wear, "hand": hand, "share": share, "stroke": stroke, "foot": foot,
        "lean": lean,
    }  # fmt: skip
    return MadeCloth(seen(dyed(covered(shapes), rng), wear, rng), how)


def make_near(form: str, wear: str, number: int) -> MadeCloth:
    """A cloth of a form near the sign, alone or all over; it holds no svastika."""
    rng, alone = generator(SEED, "near", form, wear, number), number % 2 == 0
    stroke, lean = (float(rng.uniform(*span)) for span in (STROKE, LEAN))
    share = float(np.exp(rng.uniform(*np.log(SHARES["alone" if alone else "field"]))))
    one = scaled(NEAR[form](2 * stroke), share)
    laid = _alone(one, share, rng) if alone else _field(one, share, rng)
    shapes = mapped(turned(laid, float(rng.uniform(0, 90))), np.diag([1.0, lean]))
    how: dict[str, str | float] = {"form": form, "wear": wear, "share": share, "stroke": stroke, "lean": lean}
    return MadeCloth(seen(dyed(covered(shapes), rng), wear, rng), how)


def gammadion(hand: str, stroke: float, foot: float) -> Shapes:
    """The sign from −1 to 1, in lines."""
    return _four(hand, points((0, 0), (0, 1 - stroke), (foot * (1 - stroke), 1 - stroke)), stroke)


def _reaching(hand: str, stroke: float, _: float) -> Shapes:
    """With feet that end where a neighbour's begin."""
    return _four(hand, points((0, 0), (0, 1), (1, 1)), stroke)


def _four(hand: str, arm: ndarray, stroke: float) -> Shapes:
    return ring_of((stroked(arm * [1 if hand == "right" else -1, 1], 1, 2 * stroke, square=True),), 4)


def _outlined(hand: str, stroke: float, foot: float) -> Shapes:
    """Its outline alone, as crests are cut and appliqué is couched."""
    s, f = stroke, min(foot * (1 - stroke), 1.0)
    quarter = points((-s, s), (-s, 1), (f, 1), (f, 1 - 2 * s), (s, 1 - 2 * s))
    turn = np.array([[0, -1], [1, 0]])  # a row times it is turned clockwise
    ring = np.concatenate([quarter @ np.linalg.matrix_power(turn, k) for k in range(4)])
    return (stroked(ring * [1 if hand == "right" else -1, 1], 1, OUTLINE, closed=True, square=True),)


def _alone(one: Shapes, share: float, rng: np.random.Generator) -> Shapes:
    """Somewhere, and wholly in the picture however it is turned."""
    free = max(0.0, 1 - 1.45 * share) / np.sqrt(2)
    return moved(one, *(float(v) for v in rng.uniform(-free, free, 2)))


def _framed(one: Shapes, share: float, rng: np.random.Generator) -> Shapes:
    """In a ring, a square, a lozenge or a hexagon."""
    corners, start = ((48, 0), (4, 45), (4, 0), (6, 0))[int(rng.integers(4))]
    frame = regular(share * float(rng.uniform(1.7, 2.1)), corners, start)
    return _alone((*one, stroked(frame, 1, 0.2 * share, closed=True)), 1.2 * share, rng)


def _places(step: float, moves: float = 0.0) -> list[tuple[float, float]]:
    """A square lattice over the picture and what turning brings in; every other row is moved."""
    reach = int(np.ceil(1.9 / step))
    span = range(-reach, reach + 1)
    return [(step * (c + moves * (r % 2)), step * r) for r in span for c in span]


def _field(one: Shapes, share: float, rng: np.random.Generator) -> Shapes:
    places = _places(2 * share * float(rng.uniform(1.1, 2.0)), 0.5 * int(rng.integers(2)))
    return tuple(s for x, y in places for s in moved(one, x, y))


def _among(one: Shapes, share: float, rng: np.random.Generator) -> Shapes:
    """One in a field of another form."""
    others = [form for form in NEAR if form in ("cross", "star", "rings", "squares")]
    other = scaled(NEAR[others[int(rng.integers(len(others)))]](0.3), share)
    places = _places(2 * share * float(rng.uniform(1.2, 1.8)))
    inside = [k for k, (x, y) in enumerate(places) if np.hypot(x, y) < 1 - 1.45 * share]
    here = inside[int(rng.integers(len(inside)))]
    return tuple(s for k, (x, y) in enumerate(places) for s in moved(one if k == here else other, x, y))


def _linked(one: Shapes, share: float, rng: np.random.Generator) -> Shapes:
    """A fret: every foot runs on into a neighbour's."""
    reach = int(np.ceil(1.9 / (2 * share)))
    span = range(-reach, reach + 1)
    places = [(2 * share * c, 2 * share * r) for r in span for c in span if (r + c) % 2 == 0]
    return tuple(s for x, y in places for s in moved(one, x, y))


_DRAWN = {"outlined": _outlined, "linked": _reaching}
_LAID: Mapping[str, Callable[[Shapes, float, np.random.Generator], Shapes]] = {
    "alone": _alone, "framed": _framed, "field": _field, "among": _among, "outlined": _alone,
    "linked": _linked,
}  # fmt: skip


def covered(shapes: Shapes) -> Cover:
    """The picture's box is 2 wide and 2 high."""
    return draw_tile(Drawing(shapes), ("#000000", "#000000"), SIDE, SIDE)[..., 3] / 255.0


def dyed(cover: Cover, rng: np.random.Generator) -> Colour:
    """In two dyes by chance, well apart."""
    figure, ground = rng.uniform(0.05, 0.95, (2, 3))
    while np.linalg.norm(figure - ground) < APART:
        figure, ground = rng.uniform(0.05, 0.95, (2, 3))
    return ground + cover[..., None] * (figure - ground)


def seen(colour: Colour, wear: str, rng: np.random.Generator) -> Picture:
    """A cloth through its wear: loss of ink, uneven light, a lens, a sensor, JPEG."""
    if wear == "worn away":
        colour = damage(colour.astype(np.float32), "ink", GONE, rng).image.astype(float)
    if wear == "none":
        return np.round(255 * colour).astype(np.uint8)
    y, x = np.indices(colour.shape[:2]) / max(colour.shape) - 0.5
    way = rng.uniform(0, 2 * np.pi)
    lit = colour * (1 + 0.4 * (x * np.cos(way) + y * np.sin(way)))[..., None]
    soft = ndimage.gaussian_filter(lit, (BLUR[wear], BLUR[wear], 0))
    noisy = np.clip(soft + rng.normal(0, NOISE[wear], soft.shape), 0, 1)
    held = io.BytesIO()
    Image.fromarray(np.round(255 * noisy).astype(np.uint8)).save(held, "JPEG", quality=QUALITY[wear])
    return np.asarray(Image.open(held))
