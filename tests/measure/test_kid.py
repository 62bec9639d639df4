"""KID against its definition written out, and what it says of sets that are alike and unlike."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.measure.kid import STRUCTURES, compared, kid, run, table
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.library import MODULES  # noqa: F401  (enters the families)


def _set(name: str, count: int, shift: float = 0.0) -> np.ndarray:
    return generator(1, name).standard_normal((count, 16)) + shift


def test_kid_is_its_definition_written_out() -> None:
    x, y = _set("x", 5), _set("y", 4, 0.7)

    def k(a: np.ndarray, b: np.ndarray) -> float:
        return (float(a @ b) / 16 + 1) ** 3

    within_x = sum(k(x[i], x[j]) for i in range(5) for j in range(5) if i != j) / 20
    within_y = sum(k(y[i], y[j]) for i in range(4) for j in range(4) if i != j) / 12
    between = sum(k(a, b) for a in x for b in y) / 20
    assert kid(x, y) == pytest.approx(within_x + within_y - 2 * between)


def test_sets_of_one_kind_are_nought_apart_on_average_and_others_are_not() -> None:
    apart = [kid(_set(f"a{k}", 30), _set(f"b{k}", 30)) for k in range(60)]
    assert abs(np.mean(apart)) < 3 * np.std(apart) / np.sqrt(60)  # unbiased: below nought as often as above
    assert min(apart) < 0
    assert kid(_set("a", 30), _set("b", 30, 1.0)) > 10 * np.std(apart)


def test_the_floor_is_of_the_real_pictures_and_one_crest_lies_in_one_half() -> None:
    real = np.repeat(_set("real", 30), 2, axis=0)
    apart = compared(real, _set("drawn", 40, 1.0), [str(k // 2) for k in range(60)])
    assert apart["interval"][0] > apart["floor_interval"][1]
    mixed = compared(real, _set("drawn", 40, 1.0), [str(k) for k in range(60)])
    assert mixed["floor"] < apart["floor"] - 0.01  # twins in both halves make them too alike


def test_every_structure_names_families_of_the_grammar() -> None:
    assert {family for one in STRUCTURES.values() for family in one.families} <= set(FAMILIES)


def test_without_pictures_it_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bench kid needs real pictures; name their folder by --data"):
        run(tmp_path)
    with pytest.raises(InputError, match="KID needs two pictures on each side; it got 1 and 5"):
        kid(_set("x", 1), _set("y", 5))


def test_few_pictures_are_counted_and_one_that_is_gone_is_said(tmp_path: Path) -> None:
    labels = tmp_path / "motifs" / "labels.csv"
    labels.parent.mkdir()
    Image.new("RGB", (40, 40), "white").save(labels.parent / "sun.png")
    Image.new("RGB", (400, 20), "white").save(labels.parent / "strip.png")
    labels.write_text("file,class,group\nsun.png,sun,a\nstrip.png,sun,b\n", encoding="utf-8")
    result = run(tmp_path, quick=True)
    assert result["n"] == 0 and result["too_few_real_pictures"]["radial"] == 1  # a strip is not read
    assert "radial: 1 real pictures, too few to compare" in table(result)
    labels.write_text("file,class,group\ngone.png,sun,a\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^there is no picture .*gone\.png"):
        run(tmp_path, quick=True)
