"""A blind rating sheet: drawn and real pictures in random order on one page, the key in another file.

The page needs no network: pictures lie in it, answers are saved by the browser as CSV and JSON on the rater's
own machine. Pictures are written anew at one size and in one format, so that neither names nor bytes tell.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.base.whole import whole_folder
from wenwu.motifs.page_picture import page_picture

SIDE = 480  # [px] the longer side of a picture on the page
QUALITY = 82  # WebP
MOST = 200  # pictures on one page
PAGE = Path(__file__).with_name("rating.html")


@dataclass(frozen=True)
class Shown:
    """One picture to be rated."""

    colour: UInt8[ndarray, "H W 3"]
    drawn: bool  # by us; else real
    name: str  # for the key alone


@dataclass(frozen=True)
class Sheet:
    """The page, and what its numbers stand for."""

    html: str
    key: dict[str, dict[str, str]]  # by the picture's number on the page


def make_sheet(pictures: Sequence[Shown], seed: int = 1, title: str = "") -> Sheet:
    """Pictures in random order; InputError where there are none of one kind, or too many."""
    kinds = {one.drawn for one in pictures}
    if kinds != {True, False}:
        raise InputError("a blind sheet needs drawn and real pictures; name folders with both")
    if len(pictures) > MOST:
        raise InputError(f"{len(pictures)} pictures are too many for one sheet; take at most {MOST}")
    order = generator(seed, "rating").permutation(len(pictures))
    names = [f"{k + 1:03d}" for k in range(len(pictures))]
    mixed = [pictures[k] for k in order]
    cards = [{"id": name, "src": _inline(one.colour)} for name, one in zip(names, mixed, strict=True)]
    page = Template(PAGE.read_text("utf-8")).substitute(
        title=escape(title or "Which of these is cloth?"), cards=json.dumps(cards).replace("</", "<\\/")
    )
    key = {
        name: {"kind": "drawn" if one.drawn else "real", "name": one.name}
        for name, one in zip(names, mixed, strict=True)
    }
    return Sheet(page, key)


def _inline(colour: UInt8[ndarray, "H W 3"]) -> str:
    """A picture of the sheet's size as text."""
    return page_picture(colour, SIDE, Image.Resampling.LANCZOS, "WEBP", quality=QUALITY)


def write_sheet(sheet: Sheet, folder: Path) -> None:
    """sheet.html for the raters, key.json for whoever asks them; OutputError where the folder exists."""
    with whole_folder(folder) as part:
        (part / "sheet.html").write_text(sheet.html, encoding="utf-8")
        (part / "key.json").write_text(json.dumps(sheet.key, ensure_ascii=False, indent=2) + "\n", "utf-8")
