"""The blind sheet: equal numbers, no scan twice, nothing in it that tells, and the key apart."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.motifs.loss_set import LossSet
from wenwu.motifs.rating_sheet import page, shuffled, write_sheet


def losses(seed: int, n: int = 9) -> LossSet:
    whole = np.ones((n, 24, 24), bool)
    lost = whole & (generator(seed, "sheet").random(whole.shape) < 0.2)
    names = tuple(f"scan_{k}.webp" for k in range(n))
    return LossSet(whole, lost, np.ones(whole.shape, np.float32), np.zeros(n, np.float32), names, names)


SORTS = {"real": losses(1), "procedural": losses(2), "network": losses(3)}


def test_every_sort_is_there_as_often_and_no_scan_twice() -> None:
    shown = shuffled(SORTS, 3, 1)
    assert Counter(one.sort for one in shown) == {"real": 3, "procedural": 3, "network": 3}
    assert len({one.file for one in shown}) == 9
    assert [one.file for one in shuffled(SORTS, 3, 1)] == [one.file for one in shown]
    assert [one.sort for one in shuffled(SORTS, 3, 2)] != [one.sort for one in shown]
    for one in shown:
        at = SORTS["real"].file.index(one.file)
        assert (one.lost == SORTS[one.sort].lost[at]).all()


def test_the_sheet_does_not_tell_and_the_key_lies_apart(tmp_path: Path) -> None:
    shown = shuffled(SORTS, 3, 1)
    write_sheet(shown, tmp_path / "out", "Strokes after <someone>.")
    text = (tmp_path / "out" / "sheet" / "index.html").read_text("utf-8")
    assert text.count("<img") == 9 and "&lt;someone&gt;" in text and "http" not in text
    words = text.split("<main>")[0] + text.split("</main>")[1]
    assert not any(word in words for word in ("procedural", "network", "scan_"))
    assert sorted(p.name for p in (tmp_path / "out" / "sheet").iterdir()) == ["index.html", "ratings.csv"]
    with (tmp_path / "out" / "key" / "key.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["sort"], row["scan"]) for row in rows] == [(one.sort, one.file) for one in shown]


def test_pictures_of_two_sorts_are_made_alike() -> None:
    real, made = (page(shuffled({name: losses(1, 1)}, 1, 1), "") for name in ("real", "network"))
    assert real == made


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^9 prints are too few for 4 pictures of each sort; ask for 3$"):
        shuffled(SORTS, 4, 1)
    with pytest.raises(OutputError, match=r"exists already; name another folder or remove it$"):
        write_sheet(shuffled(SORTS, 1, 1), tmp_path, "")
