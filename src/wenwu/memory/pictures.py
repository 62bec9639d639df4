"""What the prototypes of a memory look like: of each, the picture nearest to it in training, in a sheet."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs.corpus import Corpus
from wenwu.motifs.picture import BROKEN

SHEET = "pictures.webp"
NOTE = 0x010E  # EXIF: what a picture shows
SIDE = 64  # [px] of one picture
ACROSS = 16  # pictures in a row of the sheet
LARGEST = 180_000  # [bytes] of a sheet
QUALITIES = (80, 70, 60, 50, 40, 30, 20, 10)

Pictures = UInt8[ndarray, "K 64 64 3"]


def sheet_of(rows: Sequence[int], corpus: Corpus) -> bytes:
    """The sheet that lies beside a memory's cards: a row of the corpus for each prototype."""
    shown = np.stack([_small(corpus.picture(row)) for row in rows])
    return _packed(_laid(shown), _digest(rows))


def read_pictures(rows: Sequence[int], folder: Path) -> Pictures | None:
    """The pictures of a memory's prototypes, whose cards name these rows of the corpus as the nearest.

    None where no sheet lies beside the cards; InputError where it is damaged or was made of other rows.
    """
    path = folder / SHEET
    if not path.is_file():
        return None
    damaged = InputError(f"{SHEET} of the memory is damaged or another's; train or install it again")
    try:
        with Image.open(path, formats=("WEBP",)) as image:
            high = ceil(len(rows) / ACROSS) * SIDE
            if image.size != (ACROSS * SIDE, high) or image.getexif().get(NOTE) != _digest(rows):
                raise damaged
            sheet = np.asarray(image.convert("RGB"))
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise damaged from error
    tiles = sheet.reshape(-1, SIDE, ACROSS, SIDE, 3).swapaxes(1, 2)
    return np.ascontiguousarray(tiles.reshape(-1, SIDE, SIDE, 3)[: len(rows)])


def nearest_rows(cards: Sequence[Mapping[str, Any]]) -> list[int]:
    """The row of the corpus that stands for each prototype, by its card."""
    return [int(card["examples"][0]) for card in cards]


def _digest(rows: Sequence[int]) -> str:
    """What a sheet is known by: it must not be shown beside other cards."""
    return hashlib.sha256(",".join(map(str, rows)).encode()).hexdigest()


def _small(picture: UInt8[ndarray, "H W 3"]) -> UInt8[ndarray, "64 64 3"]:
    return np.asarray(Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BOX))


def _laid(pictures: Pictures) -> UInt8[ndarray, "H W 3"]:
    """Row by row; what is left of the last row is white."""
    rows = ceil(len(pictures) / ACROSS)
    full = np.full((rows * ACROSS, SIDE, SIDE, 3), 255, np.uint8)
    full[: len(pictures)] = pictures
    return full.reshape(rows, ACROSS, SIDE, SIDE, 3).swapaxes(1, 2).reshape(rows * SIDE, ACROSS * SIDE, 3)


def _packed(sheet: UInt8[ndarray, "H W 3"], note: str) -> bytes:
    """As WebP, at the best quality that keeps to its size; the lowest where none does."""
    data, about = b"", Image.Exif()
    about[NOTE] = note
    for quality in QUALITIES:
        held = io.BytesIO()
        Image.fromarray(sheet).save(held, "WEBP", quality=quality, method=6, exif=about)
        data = held.getvalue()
        if len(data) <= LARGEST:
            break
    return data
