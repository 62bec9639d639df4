"""A blind sheet for people who know old prints: real and simulated losses of ink mixed, the key apart.

Both are shown alike, as the strokes of a crest without what is lost, so that paper and scan give nothing
away.
"""

import csv
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from jaxtyping import Bool
from numpy import ndarray
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.base.whole import whole_folder
from wenwu.motifs.loss_set import LossSet
from wenwu.motifs.page_picture import page_picture

PAPER, INK = (231, 222, 203), (38, 34, 32)
SHOWN = 320  # [px] of a picture
SCALE = "1 surely made · 2 rather made · 3 cannot tell · 4 rather worn by use · 5 surely worn by use"


@dataclass(frozen=True)
class Shown:
    """One picture of the sheet."""

    sort: str  # real, procedural or network
    file: str  # the scan whose strokes these are
    whole: Bool[ndarray, "S S"]
    lost: Bool[ndarray, "S S"]


def shuffled(sorts: dict[str, LossSet], each: int, seed: int) -> list[Shown]:
    """`each` pictures of every sort, no scan twice, in random order; InputError where there are too few."""
    names, rng = list(sorts), generator(seed, "rating")
    size = len(sorts[names[0]])
    if each * len(names) > size:
        raise InputError(
            f"{size} prints are too few for {each} pictures of each sort; ask for {size // len(names)}"
        )
    order = rng.permutation(size)[: each * len(names)]
    out = []
    for k, at in enumerate(order.tolist()):
        name = names[k % len(names)]
        one = sorts[name]
        out.append(Shown(name, one.file[at], one.whole[at], one.lost[at]))
    return [out[k] for k in rng.permutation(len(out)).tolist()]


def write_sheet(shown: list[Shown], folder: Path, credit: str) -> None:
    """sheet/index.html and sheet/ratings.csv for whoever rates, key/key.csv for whoever counts."""
    with whole_folder(folder) as part:
        (part / "sheet").mkdir(parents=True)
        (part / "key").mkdir()
        (part / "sheet" / "index.html").write_text(page(shown, credit), encoding="utf-8")
        numbers = range(1, len(shown) + 1)
        _table(part / "sheet" / "ratings.csv", ("number", "rating", "remark"), [(k, "", "") for k in numbers])
        rows = [(k, one.sort, one.file) for k, one in zip(numbers, shown, strict=True)]
        _table(part / "key" / "key.csv", ("number", "sort", "scan"), rows)


def page(shown: list[Shown], credit: str) -> str:
    """One HTML file with the pictures inside; it asks nobody on the network."""
    cells = "".join(
        f'<figure><img src="{_png(one)}" alt=""><figcaption>{k}</figcaption></figure>'
        for k, one in enumerate(shown, 1)
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Worn or made?</title>'
        "<style>body{font:16px/1.5 serif;max-width:1100px;margin:2em auto;background:#faf7f0;color:#222}"
        "main{display:grid;grid-template-columns:repeat(3,1fr);gap:1.2em}figure{margin:0}"
        "img{width:100%;image-rendering:pixelated}figcaption{text-align:center}</style>"
        "<h1>Worn or made?</h1><p>Each picture shows the strokes of a woodblock print from which ink is "
        "missing. In some it was lost in printing and use, in others a program took it. Please give each "
        "a mark in ratings.csv, by its number, at your own pace and without talking it over.</p>"
        f"<p>{escape(SCALE)}</p>"
        f"<main>{cells}</main><p>{escape(credit)}</p></html>\n"
    )


def _png(one: Shown) -> str:
    left = one.whole & ~one.lost
    strokes = np.where(left[..., None], INK, PAPER).astype(np.uint8)
    return page_picture(strokes, SHOWN, Image.Resampling.NEAREST, "PNG", optimize=True)


def _table(path: Path, head: tuple[str, ...], rows: list[tuple]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
