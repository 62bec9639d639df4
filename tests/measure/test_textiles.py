"""The bench of composed cloths: its numbers on pictures with known answers, and its refusals."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.measure.textiles import NAMES, beside, measured, middle, photographs, spans, table, within


def picture(share: float, colours: int = 2) -> np.ndarray:
    """Upright stripes of so many far dyes over a ground that keeps the rest."""
    image = np.zeros((240, 240, 3), np.float32)
    dyes = [(0.9, 0.1, 0.1), (0.1, 0.8, 0.1), (0.2, 0.2, 0.9), (0.9, 0.9, 0.2)][: colours - 1]
    for k in range(240):
        if (k % 24) < 24 * share:
            image[:, k] = dyes[(k // 24) % len(dyes)]
    return image


def test_density_is_what_is_not_the_commonest_dye() -> None:
    assert measured(picture(0.25))[0] == pytest.approx(0.25, abs=0.06)  # scaling mixes the edges
    assert measured(picture(0.0))[0] == 0.0


def test_dyes_are_counted() -> None:
    few, many = measured(picture(0.4, 2))[3], measured(picture(0.4, 5))[3]
    assert many >= few + 2


def test_one_way_of_edges_has_no_entropy_and_many_ways_have_more() -> None:
    rng = np.random.default_rng(1)
    blobs = (rng.random((60, 60)) > 0.5).astype(np.float32).repeat(4, 0).repeat(4, 1)
    y, x = np.mgrid[:240, :240]
    rings = (np.hypot(x - 120, y - 120) % 24 < 12).astype(np.float32)
    stripes, square, round_ = (
        measured(np.broadcast_to(p[..., None], (240, 240, 3)).copy())[2]
        for p in (picture(0.5)[..., 0], blobs, rings)
    )
    assert stripes < 0.1 < square < round_ and round_ > 0.9


def test_only_the_middle_counts() -> None:
    frame = np.ones((100, 200, 3), np.float32)
    frame[20:80, 40:160] = 0
    assert middle(frame).shape == (76, 152, 3) and middle(frame)[10:60, 20:130].max() == 0


def test_the_photographs_of_a_folder_or_its_textiles(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^no photographs in .*; it needs pictures \(\.jpg, "):
        list(photographs(tmp_path))
    Image.fromarray(np.zeros((50, 50, 3), np.uint8)).save(tmp_path / "a.png")
    assert [name for name, _ in photographs(tmp_path)] == ["a.png"]
    (tmp_path / "textiles").mkdir()
    Image.fromarray(np.zeros((50, 50, 3), np.uint8)).save(tmp_path / "textiles" / "b.png")
    assert [name for name, _ in photographs(tmp_path)] == ["b.png"]


def test_ranges_and_shares_by_hand() -> None:
    real = np.array([[0.2, 0.5, 0.9, 4.0], [0.6, 0.7, 1.0, 8.0]])
    ours = np.array([[0.3, 0.6, 0.95, 5.0], [0.7, 0.9, 0.99, 9.0]])
    assert within(ours, real) == {"density": 0.5, "complexity": 0.5, "ways": 1.0, "dyes": 0.5}
    assert spans(real, "x")["density"]["range"] == [0.2, 0.6] and spans(real[:0], "x") == {}


def test_the_table_and_the_page() -> None:
    row = dict.fromkeys(NAMES, 0.5)
    kinds = {"composed": spans(np.full((2, 4), 0.5), "x"), "photographs": {}}
    result = {"n": {"composed": 2, "photographs": 0}, "kinds": kinds, "cloths": {"a.b": row}, "files": {},
              "within_photographs": {}}  # fmt: skip
    assert "0.50 to 0.50 (0.50)" in table(result) and "a.b" in table(result)
    page = beside([picture(0.2)], [picture(0.3), picture(0.4)])
    assert page.shape == (656, 656, 3)
