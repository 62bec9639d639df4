"""Confusion matrices as one picture: rows are what was meant, columns what it was taken for, counts in
fields.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Int64, UInt8
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFont

from wenwu.measure.heat_map import AGAINST, INK, PAPER, TOGETHER
from wenwu.report.typeface import FOLDER

FIELD, LABELS, HEAD, BELOW, GAP, FOOT = 30, 170, 64, 110, 36, 40  # [px]
RULE = (222, 216, 204)
Counts = Int64[ndarray, "C C"]


def draw_confusion(maps: Mapping[str, Counts], names: Sequence[str], note: str) -> UInt8[ndarray, "H W 3"]:
    """Matrices side by side under their titles; right ones blue, others red, by their share of the row."""
    side = FIELD * len(names)
    size = (GAP + len(maps) * (LABELS + side + GAP), HEAD + side + BELOW + FOOT)
    page = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(page)
    for k, (title, counts) in enumerate(maps.items()):
        left = GAP + k * (LABELS + side + GAP) + LABELS
        pen.text((left, 18), title, INK, _font(18))
        _draw_one(page, left, counts, names)
    pen.text((GAP, size[1] - FOOT + 8), note, INK, _font(14))
    return np.asarray(page)


def _draw_one(page: Image.Image, left: int, counts: Counts, names: Sequence[str]) -> None:
    pen, side = ImageDraw.Draw(page), FIELD * len(names)
    total = np.maximum(counts.sum(1), 1)
    for i, name in enumerate(names):
        middle = FIELD * i + FIELD // 2
        pen.text((left - 8, HEAD + middle), name, INK, _font(13), anchor="rm")
        _upright(page, (left + middle, HEAD + side + 6), name)
        for j in range(len(names)):
            x, y, count = left + FIELD * j, HEAD + FIELD * i, int(counts[i, j])
            share = count / total[i]
            pen.rectangle((x, y, x + FIELD - 1, y + FIELD - 1), _colour(share, i == j), RULE)
            if count:
                ink = PAPER if share > 0.5 else INK
                pen.text((x + FIELD // 2, y + FIELD // 2), str(count), ink, _font(11), anchor="mm")


def _upright(page: Image.Image, at: tuple[int, int], word: str) -> None:
    """A word that runs from below upward, its end at a place."""
    font = _font(13)
    box = font.getbbox(word)
    strip = Image.new("RGB", (int(box[2]) + 2, FIELD - 8), PAPER)
    ImageDraw.Draw(strip).text((0, strip.height // 2), word, INK, font, anchor="lm")
    turned = strip.rotate(90, expand=True)
    page.paste(turned, (at[0] - turned.width // 2, at[1]))


def _colour(share: float, right: bool) -> tuple[int, int, int]:
    """From the paper's white to blue where it was named rightly, to red where not."""
    end = AGAINST if right else TOGETHER
    deep = min(1.0, share if right else 2.5 * share)
    red, green, blue = np.rint(np.array(PAPER) * (1 - deep) + end * deep).astype(int).tolist()
    return red, green, blue


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / "sans.woff", size)
