"""A labelled folder: what is read of it, its classes and folds, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.memory.labelled import folds_of, load_labelled

HEAD = "file,class,group,label,culture,redistributable"


def folder(path: Path, lines: list[str], head: str = HEAD) -> Path:
    """A folder with a table; the files that rows name first are pictures."""
    path.mkdir(exist_ok=True)
    for line in lines:
        name = line.split(",")[0]
        if name.endswith(".png") and "/" not in name and "lost" not in name:
            Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(path / name)
    (path / "labels.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_rows_keep_what_is_said_of_them(tmp_path: Path) -> None:
    found = load_labelled(folder(tmp_path / "a", ["a.png,oak,g1,三つ柏,Japanese,yes", "b.png,oak,,,,"]))
    assert [row.name for row in found.rows] == ["oak", "oak"]
    assert found.rows[0].label == "三つ柏" and found.rows[0].redistributable == "yes"
    assert found.rows[1].group == "alone: b.png"  # without a group: a group of its own
    assert found.picture(0).shape == (30, 40, 3) and found.picture(0).min() == 255  # see-through is white


def test_catch_all_classes_and_small_ones_are_not_asked(tmp_path: Path) -> None:
    lines = [
        f"{name}{k}.png,{name},{name}{k},,,"
        for name in ("oak", "crest_other", "unlabelled_crest")
        for k in range(5)
    ]
    lines += [f"fern{k}.png,fern,{'one' if k else 'two'},,," for k in range(6)]  # six pictures, two groups
    found = load_labelled(folder(tmp_path / "a", lines))
    assert found.classes() == ("oak",) and found.classes(2) == ("fern", "oak")
    assert found.classes(2, without=["oak"]) == ("fern",)
    assert found.numbers(("fern", "oak")).tolist() == [1] * 5 + [-1] * 10 + [0] * 6


def test_a_group_lies_in_one_fold_and_folds_are_even() -> None:
    groups = [f"g{k % 37}" for k in range(400)]
    folds = folds_of(groups)
    assert all(len(set(folds[np.array(groups) == name])) == 1 for name in set(groups))
    assert np.bincount(folds).max() - np.bincount(folds).min() <= 400 // 37 + 1
    assert (folds == folds_of(groups)).all() and not (folds == folds_of(groups, seed=2)).all()


def test_rows_without_a_file_are_told(tmp_path: Path) -> None:
    lines = ["a.png,oak,g1,,,", "lost.png,oak,g2,,,", "../out.png,oak,g3,,,"]
    found = load_labelled(folder(tmp_path / "a", lines))
    assert found.amiss == (
        ("lost.png", "there is no such file"),
        ("../out.png", "it lies outside the folder"),
    )
    assert len(found) == 1


def test_other_rows_are_another_digest(tmp_path: Path) -> None:
    one = load_labelled(folder(tmp_path / "a", ["a.png,oak,g1,,,"]))
    two = load_labelled(folder(tmp_path / "b", ["a.png,elm,g1,,,"]))
    assert one.digest != two.digest


@pytest.mark.parametrize(
    ("lines", "head", "says"),
    [
        (["lost.png,oak,g,,,"], HEAD, "labels.csv in {0} names no picture that is there"),
        (["a.png,oak"], "file,class", "labels.csv has no column group; it needs file, class, group"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, lines: list[str], head: str, says: str) -> None:
    place = folder(tmp_path / "a", lines, head)
    with pytest.raises(InputError) as error:
        load_labelled(place)
    assert str(error.value) == says.format(place)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no folder .*nowhere"):
        load_labelled(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"holds no labels\.csv; name the folder of pictures"):
        load_labelled(tmp_path)
