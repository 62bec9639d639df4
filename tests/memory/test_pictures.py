"""Pictures of prototypes: one sheet, in their order, small."""

from pathlib import Path

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.memory.backbone import weights
from wenwu.memory.pictures import LARGEST, SHEET, SIDE, nearest_rows, read_pictures, sheet_of
from wenwu.memory.vocabulary import read_json
from wenwu.motifs.corpus import Corpus, load_corpus

ROWS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 0]  # more than one row of the sheet


def write(rows: list[int], corpus: Corpus, folder: Path) -> Path:
    """The sheet beside a memory's cards."""
    path = folder / SHEET
    path.write_bytes(sheet_of(rows, corpus))
    return path


def test_each_prototype_has_its_own_picture(corpus_folder: Path, tmp_path: Path) -> None:
    corpus = load_corpus(corpus_folder)
    write(ROWS, corpus, tmp_path)
    found = read_pictures(ROWS, tmp_path)
    assert found is not None and found.shape == (len(ROWS), SIDE, SIDE, 3)
    every = np.stack([corpus.picture(row) for row in range(10)]).astype(float)  # 64 px, as they are
    for row, picture in zip(ROWS, found.astype(float), strict=True):
        off = np.abs(every - picture).mean((1, 2, 3))
        assert off.argmin() == row and off[row] < 12


def test_the_same_pictures_give_the_same_bytes(corpus_folder: Path) -> None:
    corpus = load_corpus(corpus_folder)
    assert sheet_of(ROWS, corpus) == sheet_of(ROWS, corpus)


def test_without_a_sheet_there_are_no_pictures(tmp_path: Path) -> None:
    assert read_pictures([1, 2, 3], tmp_path) is None


@pytest.mark.parametrize("harm", ["cut", "other", "more", "text"])
def test_a_damaged_sheet_is_refused(harm: str, corpus_folder: Path, tmp_path: Path) -> None:
    path = write(ROWS, load_corpus(corpus_folder), tmp_path)
    data = path.read_bytes()
    path.write_bytes({"cut": data[: len(data) // 2], "text": b"none"}.get(harm, data))
    rows = {"other": [*ROWS[:-1], 1], "more": [*ROWS, *ROWS]}.get(harm, ROWS)
    with pytest.raises(InputError) as refused:
        read_pictures(rows, tmp_path)
    assert str(refused.value) == (
        "pictures.webp of the memory is damaged or another's; train or install it again"
    )


def test_the_shipped_memory_shows_its_prototypes() -> None:
    home = weights() / "bank"
    cards = read_json(home / "cards.json")["cards"]
    found = read_pictures(nearest_rows(cards), home)
    assert found is not None and len(found) == len(cards)
    assert (found.reshape(len(found), -1).std(1) > 5).all()  # none is blank
    assert len(np.unique(found.reshape(len(found), -1), axis=0)) > 0.9 * len(found)
    assert (home / SHEET).stat().st_size <= LARGEST
