"""Pictures with something over them or gone, and where: what the network of hidden places learns from.

Sources are drawn motifs and real pictures; some real ones get other inks, so that a colour of its own is no
mark of what hides. Nothing here knows what a motif is called.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from numpy import ndarray
from PIL import Image, ImageDraw
from scipy import ndimage

from wenwu.base.seed import generator
from wenwu.memory.hidden import placed
from wenwu.memory.real_looks import covered, lit, shrunk
from wenwu.motifs.damage import damage

SIDES = (140, 225)  # [px] the longer side of a picture while it is damaged
DRAWN, INKED, PLAIN = (
    0.3,
    0.3,
    0.2,
)  # share of drawn motifs; of real ones in other inks, and in black and white
FADED, UNEVEN = 0.35, 0.25  # chances
WHOLE = 0.3  # share of pictures of which nothing is hidden
GONE, AGAIN = 0.6, 0.5  # chances of holes, tears and mould, and of more
OVER = 0.5  # chance of shapes laid over
POLYGONS = 0.7  # of them; else discs, slips and bands
ROUGH = 0.4  # chance that what lies over is no one colour
SHARE = (0.05, 0.4)  # that is covered
SHAPES = 40
KINDS = ("worm", "worm", "worm", "torn")  # by lot

Picture = UInt8[ndarray, "H W 3"]
Mask = Bool[ndarray, "H W"]
Draw = Callable[[int], Picture]


@dataclass(frozen=True, eq=False)
class HiddenSet:
    """N pictures in squares, and of each place how much of it is hidden."""

    pictures: UInt8[ndarray, "N 128 128 3"]
    hidden: UInt8[ndarray, "N 128 128"]  # 255 where all of it is

    def __len__(self) -> int:
        return len(self.pictures)


@dataclass(frozen=True)
class Sources:
    """Where pictures are drawn from."""

    real: Draw
    reals: Sequence[int]
    drawn: Draw
    drawns: Sequence[int]

    def one(self, rng: np.random.Generator) -> Picture:
        """A picture by lot."""
        lot = rng.random()
        if lot < DRAWN:
            return self.drawn(int(rng.choice(self.drawns)))
        picture = self.real(int(rng.choice(self.reals)))
        if lot < DRAWN + INKED:
            return inked(picture, rng)
        return bare(picture, rng) if lot < DRAWN + INKED + PLAIN else picture


def hidden_set(sources: Sources, count: int, seed: int, part: int) -> HiddenSet:
    """So many pictures; another part, other pictures."""
    made = [spoilt(sources.one(rng), rng) for rng in (generator(seed, part, k) for k in range(count))]
    return HiddenSet(np.stack([picture for picture, _ in made]), np.stack([hidden for _, hidden in made]))


def spoilt(
    picture: Picture, rng: np.random.Generator
) -> tuple[UInt8[ndarray, "128 128 3"], UInt8[ndarray, "128 128"]]:
    """A picture with its share of light, holes and slips of paper, and what of it is hidden."""
    made = shrunk(picture, int(rng.integers(*SIDES)))
    hidden = np.zeros(made.shape[:2], bool)
    if rng.random() < FADED:
        made, _ = _harmed(made, "fading", float(rng.uniform(0.2, 1)), rng)
    made = lit(made, rng) if rng.random() < UNEVEN else made
    if rng.random() < WHOLE:
        return squared(made, hidden)
    if rng.random() < GONE:
        kind = KINDS[int(rng.integers(len(KINDS)))]
        for _ in range(1 + int(rng.random() < AGAIN)):
            made, lost = _harmed(made, kind, float(rng.uniform(0.3, 1)), rng)
            hidden |= lost
    if rng.random() < OVER or not hidden.any():
        made, over = _laid_over(made, rng)
        hidden |= over
    return squared(made, hidden)


def squared(picture: Picture, hidden: Mask) -> tuple[ndarray, ndarray]:
    """A picture and its mask in the square that the network sees."""
    square, (down, across, high, wide) = placed(picture)
    grey = Image.fromarray(np.where(hidden, np.uint8(255), np.uint8(0)))
    out = np.zeros(square.shape[:2], np.uint8)
    small = np.asarray(grey.resize((wide, high), Image.Resampling.BOX))
    out[down : down + high, across : across + wide] = small
    return square, out


def _harmed(picture: Picture, kind: str, severity: float, rng: np.random.Generator) -> tuple[Picture, Mask]:
    made = damage(picture.astype(np.float32) / 255, kind, severity, rng)
    return np.rint(255 * np.clip(made.image, 0, 1)).astype(np.uint8), made.mask


def _laid_over(picture: Picture, rng: np.random.Generator) -> tuple[Picture, Mask]:
    share = float(rng.uniform(*SHARE))
    if rng.random() < POLYGONS:
        made = covered(picture, share, rng)
        return made, (made != picture).any(-1)
    return _slips(picture, share, rng)


def _slips(picture: Picture, share: float, rng: np.random.Generator) -> tuple[Picture, Mask]:
    """Discs, slips and bands of any colour, some of them rough."""
    high, wide = picture.shape[:2]
    image, mask = Image.fromarray(picture), Image.new("1", (wide, high))
    for _ in range(SHAPES):
        colour, shape = tuple(map(int, rng.integers(0, 256, 3))), int(rng.integers(3))
        x, y = rng.uniform(0, 1, 2) * (wide, high)
        reach = rng.uniform(0.05, 0.25, 2) * min(high, wide)
        _slip(ImageDraw.Draw(image), shape, (x, y, *reach), colour)
        _slip(ImageDraw.Draw(mask), shape, (x, y, *reach), 1)
        if np.asarray(mask).mean() >= share:
            break
    made, over = np.asarray(image).astype(np.float32), np.asarray(mask)
    if rng.random() < ROUGH:
        made[over] += rng.normal(0, rng.uniform(2, 12), made.shape)[over]
    return np.rint(np.clip(made, 0, 255)).astype(np.uint8), over


def _slip(
    pen: ImageDraw.ImageDraw, shape: int, place: tuple[float, ...], fill: tuple[int, ...] | int
) -> None:
    """A disc, a slip or a band."""
    x, y, a, b = place
    if shape == 0:
        pen.ellipse((x - a, y - b, x + a, y + b), fill)
    elif shape == 1:
        pen.rectangle((x - a, y - b, x + a, y + b), fill)
    else:
        ends = (x - 3 * a, y - 3 * b, x + 3 * a, y + 3 * b)
        pen.line(ends, fill, round(max(3.0, 0.6 * min(a, b))))


def bare(picture: Picture, rng: np.random.Generator) -> Picture:
    """Ink alone, as a drawing has it: black on white or white on black."""
    grey = picture.astype(np.float32).mean(-1)
    low, high = np.percentile(grey, (10, 60))
    made = np.clip((grey - low) / max(high - low, 1.0) * 1.6 - 0.3, 0, 1)
    made = 1 - made if rng.random() < 0.25 else made
    return np.repeat(np.rint(255 * made).astype(np.uint8)[..., None], 3, -1)


def inked(picture: Picture, rng: np.random.Generator) -> Picture:
    """The same drawing on another ground in other inks: each part of it may have its own."""
    grey: Float32[ndarray, "H W"] = picture.astype(np.float32).mean(-1) / 255
    ground, ink = rng.uniform(0, 255, (2, 3))
    if rng.random() < 0.5:
        ground = np.full(3, 255 * rng.uniform(0.85, 1))
    made = grey[..., None] * ground + (1 - grey[..., None]) * ink
    if rng.random() < 0.7:
        parts, count = ndimage.label(grey < 0.5 if rng.random() < 0.5 else grey >= 0.5)
        inks = rng.uniform(0, 255, (int(rng.integers(1, 6)), 3))
        which = rng.integers(0, len(inks) + 1, count + 1)
        which[0] = len(inks)  # what is no part keeps its colour
        of = which[parts]
        made[of < len(inks)] = inks[of[of < len(inks)]]
    if rng.random() < 0.3:
        made = made + rng.normal(0, rng.uniform(1, 10), made.shape)
    return np.rint(np.clip(made, 0, 255)).astype(np.uint8)
