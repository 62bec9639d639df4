"""Correlation matrices as pictures: blue against, red together, the figure in each field."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFont

from wenwu.report.typeface import FOLDER

FIELD, LABELS, HEAD, GAP = 84, 108, 70, 40  # [px]
PAPER, INK = (250, 248, 243), (32, 28, 26)
AGAINST, TOGETHER = np.array([33, 87, 148]), np.array([178, 44, 38])
Matrix = Float[ndarray, "N N"]


def field_colour(r: float) -> tuple[int, int, int]:
    """From blue (−1) by way of the paper's white (0) to red (+1); grey where there is no figure."""
    if not np.isfinite(r):
        return 205, 205, 205
    end, share = (TOGETHER if r > 0 else AGAINST), min(abs(r), 1.0)
    red, green, blue = np.rint(np.array(PAPER) * (1 - share) + end * share).astype(int).tolist()
    return red, green, blue


def draw_heat_maps(maps: Mapping[str, Matrix], names: Sequence[str], note: str) -> UInt8[ndarray, "H W 3"]:
    """Matrices side by side, each under its title; a note below."""
    side = FIELD * len(names)
    size = (GAP + len(maps) * (LABELS + side + GAP), HEAD + side + LABELS // 2 + GAP)
    page = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(page)
    for k, (title, matrix) in enumerate(maps.items()):
        _draw_one(pen, GAP + k * (LABELS + side + GAP) + LABELS, matrix, names, title)
    pen.text((GAP, size[1] - 30), note, INK, _font(15))
    return np.asarray(page)


def _draw_one(pen: ImageDraw.ImageDraw, left: int, matrix: Matrix, names: Sequence[str], title: str) -> None:
    pen.text((left, 22), title, INK, _font(20))
    small, figure = _font(14), _font(18)
    for i, name in enumerate(names):
        middle = FIELD * i + FIELD // 2
        pen.text((left - 10, HEAD + middle), name, INK, small, anchor="rm")
        pen.text((left + middle, HEAD + FIELD * len(names) + 8), name, INK, small, anchor="ma")
        for j in range(len(names)):
            x, y, r = left + FIELD * j, HEAD + FIELD * i, float(matrix[i, j])
            pen.rectangle((x, y, x + FIELD - 2, y + FIELD - 2), field_colour(r))
            said = f"{r:.2f}".replace("-", "–") if np.isfinite(r) else "none"
            ink = PAPER if np.isfinite(r) and abs(r) > 0.55 else INK
            pen.text((x + FIELD // 2 - 1, y + FIELD // 2 - 1), said, ink, figure, anchor="mm")


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / "sans.woff", size)


def write_png(path: Path, image: UInt8[ndarray, "H W 3"]) -> None:
    """Beside first, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    Image.fromarray(image).save(beside, "PNG", optimize=True)
    beside.replace(path)
