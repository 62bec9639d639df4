"""The small print that is burned into every film: that it is reconstructed, and no recording."""

from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).parents[1] / "report" / "fonts"
NOTES = {"en": "Reconstructed from descriptions, not a recording", "zh": "据文字记述重构，并非实录"}
AWAITING = {"en": "Preview: awaiting review", "zh": "预览：有待审阅"}
SHOWN, FADE = 3.0, 0.4  # [s] how long the note stands, and how softly it goes
SIZE, MARGIN = 0.026, 0.035  # of the picture's height


def caption(image: UInt8[ndarray, "H W 3"], text: str, strength: float) -> UInt8[ndarray, "H W 3"]:
    """The picture with a note in its lower left corner; strength 0 … 1."""
    if strength <= 0:
        return image
    height, width = image.shape[:2]
    margin = round(MARGIN * height)
    room = (slice(0, height - margin), slice(0, width - margin))  # a very small picture cuts the note off
    colour, cover = (layer[room] for layer in _note(text, height, width))
    top, right = height - margin - cover.shape[0], margin + cover.shape[1]
    out = image.copy()
    patch = out[top : height - margin, margin:right].astype(np.float32)
    mixed = patch + (colour - patch) * (cover * np.float32(strength))
    out[top : height - margin, margin:right] = np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
    return out


def strip(text: str, width: int, height: int, paper: int) -> UInt8[ndarray, "h w 3"]:
    """A strip of paper of a grey, with the note on it, to stand under a sheet of pictures."""
    image = Image.new("L", (width, height), paper)
    font = _font(text, max(6, height // 2))
    ImageDraw.Draw(image).text((height // 4, height // 2), text, font=font, fill=90, anchor="lm")
    return np.repeat(np.asarray(image)[..., None], 3, axis=2)


def strength_at(seconds: float) -> float:
    """How strongly the note stands at a moment of the film: fully at first, then gone within `FADE`."""
    return float(np.clip((SHOWN - seconds) / FADE, 0, 1))


@cache
def _note(text: str, height: int, width: int) -> tuple[Float32[ndarray, "h w 3"], Float32[ndarray, "h w 1"]]:
    """White letters over a soft shadow: their colours [0 … 255], and how much they cover."""
    size = max(9, round(SIZE * height))
    font = _font(text, size)
    room = width - 2 * round(MARGIN * height) - size
    if font.getlength(text) > room:
        font = _font(text, max(6, int(size * room / font.getlength(text))))
    box = font.getbbox(text)
    pad = size // 2
    shape = (int(box[2]) + 2 * pad, int(box[3]) + 2 * pad)
    letters = Image.new("L", shape)
    ImageDraw.Draw(letters).text((pad, pad), text, font=font, fill=255)
    shadow = letters.filter(ImageFilter.GaussianBlur(size / 6))
    ink = np.asarray(letters, np.float32)[..., None] / 255
    dark = np.minimum(np.asarray(shadow, np.float32)[..., None] / 255 * 2.5, 1.0) * 0.7
    cover = 1 - (1 - ink * 0.95) * (1 - dark)
    colour = np.broadcast_to(255 * ink * 0.95 / np.maximum(cover, 1e-6), (*cover.shape[:2], 3))
    return colour.astype(np.float32), cover.astype(np.float32)


@cache
def _font(text: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / ("sans.woff" if text.isascii() else "han.woff"), size)
