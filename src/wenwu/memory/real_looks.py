"""Other looks at a real picture, for training: worn, covered in part, in other light, turned; never mirrored.

What happens to the object (damage, light) is done before the crop, for the crop has to bear it, and what then
is hidden is filled as it is in reading; what a camera or a cutter does (turn, size, stroke) comes after it.
"""

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFilter

from wenwu.base.seed import generator
from wenwu.memory.hidden import find_hidden
from wenwu.memory.restored import Restored, restored
from wenwu.motifs.damage import KINDS, damage

PLAIN = 0  # the look that is the picture itself
SIDE = 224  # [px] of what is seen
LOOKED = 224  # [px] the longer side of a picture while it is worn
WORN, TWICE, COVERED, UNEVEN = 0.7, 0.35, 0.5, 0.4  # chances
SEVERITY = (0.2, 1.0)
SHARE = (0.05, 0.4)  # of a picture that polygons cover
REACH = (0.1, 0.3)  # of a polygon from its middle [share of the shorter side]
MOST = 60  # polygons
RAMP = 0.35  # light at one side is so much more, at the other less
TURN, SCALE, SHIFT = 7.0, (0.82, 1.12), 0.05  # [deg] spread; times; share of the side
STROKE = 0.3  # chance that strokes are thinner or thicker
COARSE, BLUR = 0.15, 0.15  # chances

Picture = UInt8[ndarray, "H W 3"]
Grey = UInt8[ndarray, "S S"]


def looked(picture: Picture, look: int, seed: int, name: str) -> Grey:
    """Look number `look` of a picture called `name`, cut to its figure, dark on white; look 0 is plain."""
    if look == PLAIN:
        return plain(picture)
    rng = generator(seed, "look", look, name)
    return _posed(seen(worn(shrunk(picture), rng)).square, rng)


def plain(picture: Picture) -> Grey:
    """A picture as it is, cut to its figure."""
    return sized(seen(picture).square)


def seen(picture: Picture) -> Restored:
    """A picture's figure, what is hidden of it filled as far as its symmetry tells; a whole one as it is."""
    return restored(picture, find_hidden(picture))


def shrunk(picture: Picture, side: int = LOOKED) -> UInt8[ndarray, "h w 3"]:
    """No longer than `side`, no shorter than 16 pixels."""
    high, wide = picture.shape[:2]
    scale = side / max(high, wide)
    if scale >= 1:
        return picture
    size = (max(round(wide * scale), 16), max(round(high * scale), 16))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def sized(grey: UInt8[ndarray, "N N"], side: int = SIDE) -> Grey:
    """A square of `side`."""
    return np.asarray(
        Image.fromarray(np.ascontiguousarray(grey)).resize((side, side), Image.Resampling.BILINEAR)
    )


def worn(picture: Picture, rng: np.random.Generator) -> Picture:
    """Damage of one or two kinds, polygons of any colour, light from one side; each by chance."""
    made: Float32[ndarray, "H W 3"] = picture.astype(np.float32) / 255
    if rng.random() < WORN:
        for _ in range(1 + int(rng.random() < TWICE)):
            kind = KINDS[int(rng.integers(len(KINDS)))]
            made = damage(made, kind, float(rng.uniform(*SEVERITY)), rng).image
    left = np.rint(255 * np.clip(made, 0, 1)).astype(np.uint8)
    left = lit(left, rng) if rng.random() < UNEVEN else left
    return covered(left, float(rng.uniform(*SHARE)), rng) if rng.random() < COVERED else left


def lit(picture: Picture, rng: np.random.Generator) -> Picture:
    """In light from one side."""
    made = picture * _ramp(picture.shape[:2], rng)[..., None]
    return np.rint(np.clip(made, 0, 255)).astype(np.uint8)


def covered(picture: Picture, share: float, rng: np.random.Generator) -> Picture:
    """Opaque polygons of any colour, one after another, until a share of the picture is covered."""
    image, mask = Image.fromarray(picture), Image.new("1", (picture.shape[1], picture.shape[0]))
    pen, hidden = ImageDraw.Draw(image), ImageDraw.Draw(mask)
    for _ in range(MOST):
        points = _polygon(picture.shape[:2], rng)
        pen.polygon(points, fill=tuple(map(int, rng.integers(0, 256, 3))))
        hidden.polygon(points, fill=1)
        if np.asarray(mask).mean() >= share:
            break
    return np.asarray(image)


def _polygon(shape: tuple[int, ...], rng: np.random.Generator) -> list[tuple[float, float]]:
    corners = int(rng.integers(4, 9))
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = rng.uniform(0.5, 1, corners) * rng.uniform(*REACH) * min(shape)
    middle = rng.uniform(0, 1, 2) * (shape[1], shape[0])
    points = middle + reach[:, None] * np.stack([np.cos(angles), np.sin(angles)], -1)
    return [(float(x), float(y)) for x, y in points]


def _ramp(shape: tuple[int, ...], rng: np.random.Generator) -> Float32[ndarray, "H W"]:
    """Light that grows across the picture, about 1 in its middle."""
    way, strength = rng.uniform(0, 2 * np.pi), rng.uniform(0, RAMP)
    down, across = np.linspace(-1, 1, shape[0]), np.linspace(-1, 1, shape[1])
    return (1 + strength * (np.sin(way) * down[:, None] + np.cos(way) * across[None])).astype(np.float32)


def _posed(grey: UInt8[ndarray, "N N"], rng: np.random.Generator) -> Grey:
    """Turned, scaled and shifted a little over white, with thinner or thicker strokes, coarser or blurred."""
    image = Image.fromarray(sized(grey))
    angle, scale = np.radians(rng.normal(0, TURN)), rng.uniform(*SCALE)
    cos, sin, half = np.cos(angle) / scale, np.sin(angle) / scale, SIDE / 2
    right, down = rng.uniform(-SHIFT, SHIFT, 2) * SIDE + half
    back = (cos, sin, half - cos * right - sin * down, -sin, cos, half + sin * right - cos * down)
    image = image.transform(
        (SIDE, SIDE), Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=255
    )
    if rng.random() < STROKE:
        image = image.filter((ImageFilter.MinFilter if rng.random() < 0.5 else ImageFilter.MaxFilter)(3))
    if rng.random() < COARSE:
        small = round(SIDE * rng.uniform(0.3, 0.7))
        image = image.resize((small, small), Image.Resampling.BOX).resize(
            (SIDE, SIDE), Image.Resampling.BILINEAR
        )
    elif rng.random() < BLUR:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.4, 1.4))))
    return np.asarray(image)
