"""Other looks at one picture, for training: other pose, other light, worn; never mirrored."""

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFilter

from wenwu.base.seed import generator
from wenwu.motifs.damage import KINDS, damage

PLAIN = 0  # the view that is the picture itself
TURN, SCALE, SHIFT = 12.0, (0.8, 1.2), 0.08  # [deg], times, share of the side
DYES, LIGHT = 0.25, 0.08  # spread of the mixing of channels, and of what is added
COARSE = (0.45, 1.0)  # resolution, where it is lost
HOLES, REACH = 2, 0.22  # polygons laid over it, and how far each reaches [share of the side]
SEVERITY = (0.15, 0.6)
WORN = 3  # the third view, and every third after it, is worn by the damage model

Picture = UInt8[ndarray, "S S 3"]


def seen_again(picture: Picture, view: int, seed: int, row: int) -> Picture:
    """View number `view` of a picture; the same numbers give the same pixels. View 0 is the picture."""
    if view == PLAIN:
        return picture
    rng = generator(seed, "view", view, row)
    made = _posed(picture, rng)
    if view % WORN == WORN - 1:
        kind = KINDS[int(rng.integers(len(KINDS)))]
        worn = damage(made.astype(np.float32) / 255, kind, float(rng.uniform(*SEVERITY)), rng)
        made = np.round(np.clip(worn.image, 0, 1) * 255).astype(np.uint8)
    elif rng.random() < 0.5:
        made = _covered(made, rng)
    return _in_other_light(made, rng)


def _posed(picture: Picture, rng: np.random.Generator) -> Picture:
    """Turned, scaled and shifted a little, over a ground of its rim's median."""
    side = picture.shape[0]
    rim = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    ground = tuple(int(v) for v in np.median(rim, axis=0))
    angle, scale = np.radians(rng.normal(0, TURN / 2)), rng.uniform(*SCALE)
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    shift = rng.uniform(-SHIFT, SHIFT, 2) * side + side / 2
    back = (cos, sin, side / 2 - cos * shift[0] - sin * shift[1], -sin, cos,
            side / 2 + sin * shift[0] - cos * shift[1])  # fmt: skip
    image = Image.fromarray(picture).transform(
        (side, side), Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=ground
    )
    if rng.random() < 0.3:
        small = max(16, round(side * rng.uniform(*COARSE)))
        image = image.resize((small, small), Image.Resampling.BOX).resize((side, side))
    elif rng.random() < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.2))))
    return np.asarray(image)


def _covered(picture: Picture, rng: np.random.Generator) -> Picture:
    """Polygons of one colour over parts of it."""
    image, side = Image.fromarray(picture), picture.shape[0]
    pen = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(1, HOLES + 1))):
        middle, corners = rng.uniform(0, side, 2), int(rng.integers(4, 9))
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        reach = rng.uniform(0.3, 1, corners) * REACH * side
        points = middle + reach[:, None] * np.stack([np.cos(angles), np.sin(angles)], -1)
        pen.polygon([(float(x), float(y)) for x, y in points], fill=tuple(map(int, rng.integers(0, 256, 3))))
    return np.asarray(image)


def _in_other_light(picture: Picture, rng: np.random.Generator) -> Picture:
    """Channels mixed and lifted: other dyes, other light."""
    mixing = np.eye(3) + rng.normal(0, DYES / 3, (3, 3))
    mixing *= rng.uniform(0.75, 1.15)
    lit = picture.astype(np.float32) / 255 @ mixing.T.astype(np.float32) + rng.normal(0, LIGHT, 3)
    return np.round(np.clip(lit, 0, 1) * 255).astype(np.uint8)
