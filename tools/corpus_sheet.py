"""A sheet of one form a row, each picture with what is said of it and what it then means.

python tools/corpus_sheet.py CORPUS docs/gallery/corpus.webp
"""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from wenwu.motifs.corpus import Corpus, load_corpus
from wenwu.motifs.sheet import captioned, sheet

COLUMNS, ROWS = 6, 7
PAPER = np.array([0xEF, 0xEB, 0xE3], np.uint8)


def rows_of(corpus: Corpus) -> list[list[int]]:
    """For each form that means the most things, one picture of each meaning and people."""
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in corpus.rows("train"):
        record = corpus.records[row]
        meaning = (record["semantic"]["concept"], record["geographic"]["culture"])
        found[record["visual"]["form"]].setdefault(meaning, int(row))
    many = sorted(found, key=lambda form: -len({concept for concept, _ in found[form]}))[:ROWS]
    return [_told_apart(list(found[form].values()), corpus)[:COLUMNS] for form in many]


def _told_apart(rows: list[int], corpus: Corpus) -> list[int]:
    """Every concept once before any comes twice."""
    seen: set[str] = set()
    first = [
        r for r in rows if (c := corpus.records[r]["semantic"]["concept"]) not in seen and not seen.add(c)
    ]
    return first + [r for r in rows if r not in first]


def caption(corpus: Corpus, row: int) -> str:
    """What is said of a picture, and what it means."""
    semantic = corpus.records[row]["semantic"]
    said = ", ".join(semantic["context"].values()).replace("_", " ") or "nothing said"
    return f"{said}: {semantic['concept']}"


def main() -> None:
    """Draw the sheet."""
    corpus = load_corpus(Path(sys.argv[1]))
    cells = []
    for rows in rows_of(corpus):
        blank = corpus.picture(rows[0]) * 0 + PAPER
        cells += [("", captioned(corpus.picture(row), caption(corpus, row))) for row in rows]
        cells += [("", blank)] * (COLUMNS - len(rows))
    Image.fromarray(sheet(cells, COLUMNS)).save(sys.argv[2], quality=80, method=6)


if __name__ == "__main__":
    main()
