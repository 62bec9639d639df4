"""A canvas for painting skin, hair and eyes: soft spots, soft lines and tints over a plain tone."""

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFilter

Mask = Float[ndarray, "H W"]
Colour = Float[ndarray, "3"]


def colour(hexa: str) -> Colour:
    """sRGB 0…1 of "#RRGGBB"."""
    return np.array([int(hexa[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def tinted(
    image: Float[ndarray, "H W 3"], mask: Mask, over: Colour, strength: float = 1.0
) -> Float[ndarray, "H W 3"]:
    """The image covered by a colour where the mask is 1."""
    rows, columns = np.flatnonzero(mask.max(1) > 0.004), np.flatnonzero(mask.max(0) > 0.004)
    out = image.copy()
    if len(rows):
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        share = np.clip(mask[box] * strength, 0, 1)[..., None]
        out[box] += (over - out[box]) * share
    return out


def to_bytes(image: Float[ndarray, "H W 3"]) -> UInt8[ndarray, "H W 3"]:
    """Eight bits a channel."""
    return np.round(np.clip(image, 0, 1) * 255).astype(np.uint8)


def strokes(
    size: int, lines: list[tuple[Float[ndarray, "N 2"], float, float]], blur: float = 0.0, fine: int = 2
) -> Mask:
    """Polylines (uv points, width [px], opacity) drawn `fine` times larger and blurred by `blur` [px]."""
    every = np.concatenate([points for points, _, _ in lines]) * size
    room = 3 * blur + max(width for _, width, _ in lines) + 2
    low = np.clip(np.floor(every.min(0) - room), 0, size - 1).astype(int)
    high = np.clip(np.ceil(every.max(0) + room), low + 1, size).astype(int)
    picture = Image.new("L", tuple((high - low) * fine), 0)
    draw = ImageDraw.Draw(picture)
    for points, width, opacity in lines:
        corners = [tuple(p) for p in (points * size - low) * fine]
        draw.line(corners, fill=int(255 * opacity), width=max(1, round(width * fine)), joint="curve")
    picture = picture.filter(ImageFilter.GaussianBlur(blur * fine)) if blur else picture
    out = np.zeros((size, size))
    out[low[1] : high[1], low[0] : high[0]] = (
        np.asarray(picture.resize(tuple(high - low), Image.Resampling.BOX), float) / 255
    )
    return out


def filled(
    size: int, triangles: Float[ndarray, "F 3 2"], values: Float[ndarray, " F"], blur: float = 0.0
) -> Mask:
    """Triangles (uv) filled each with its own value 0…1, later ones on top."""
    picture = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(picture)
    for corners, value in zip(triangles * size, values, strict=True):
        draw.polygon([tuple(p) for p in corners], fill=round(255 * value))
    picture = picture.filter(ImageFilter.GaussianBlur(blur)) if blur else picture
    return np.asarray(picture, float) / 255


def smoothstep(low: float, high: float, x: Float[ndarray, "*N"]) -> Float[ndarray, "*N"]:
    """0 below low, 1 above high, smooth between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def clouds(rng: np.random.Generator, size: int, cells: int) -> Mask:
    """Soft noise −1…1 with so many cells across."""
    coarse = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
    return np.asarray(coarse.resize((size, size), Image.Resampling.BICUBIC), float) / 127.5 - 1
