"""Real loss from prints: an overlay that is found again, gaps that are found and shifts that are not."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.loss_masks import SAME, find_groups, find_losses, loss_of
from wenwu.motifs.loss_set import gather, load_losses, part_of, save_losses, set_of
from wenwu.motifs.print_align import MOST_BEND, SIDE, Affine, _bent, find_ink, laid_over, on_square

STILL = Affine(np.eye(2, dtype=np.float32), np.zeros(2, np.float32))


def drawn(turn: float = 0.0, shift: float = 0.0, side: int = 240, gap: bool = False) -> np.ndarray:
    """A scan of a crest without a mirror: an arc, some bars and a dot, black on uneven paper."""
    y, x = np.mgrid[:side, :side] / side - 0.5
    y, x = y + shift, x - shift
    v, u = y * np.cos(turn) - x * np.sin(turn), y * np.sin(turn) + x * np.cos(turn)
    ink = (np.abs(np.hypot(v, u) - 0.4) < 0.016) & (np.abs(np.arctan2(v, u)) < 1.2)
    ink |= (np.abs(v + 0.05) < 0.016) & (np.abs(u) < 0.3) | (np.abs(u + 0.3) < 0.016) & (
        np.abs(v - 0.1) < 0.2
    )
    ink |= (np.abs(v + 0.3 - 0.4 * u) < 0.016) & (np.abs(u + 0.05) < 0.22) | (
        np.hypot(v - 0.22, u + 0.05) < 0.06
    )
    if gap:
        ink &= ~((np.abs(u - 0.4) < 0.06) & (np.abs(v) < 0.08))
    light = 215 + 25 * x - 175 * ndimage.gaussian_filter(ink.astype(float), 0.7)
    return np.clip(light + 4 * generator(1, "paper").standard_normal(light.shape), 0, 255).astype(np.uint8)


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    first, second = one >= 0.4, other >= 0.4
    return float(2 * (first & second).sum() / (first.sum() + second.sum()))


def test_ink_is_found_on_uneven_paper_and_the_end_of_the_page_is_not() -> None:
    scan = drawn()
    ink = find_ink(scan)
    assert ink[108, 100] > 0.9 and ink[40, 200] < 0.05
    scan[:, :6] = 20
    assert find_ink(scan)[:, :6].max() == 0 and find_ink(scan)[108, 100] > 0.9


@pytest.mark.parametrize("turn, shift, side", [(0.05, 0.02, 240), (-0.07, -0.03, 240), (0.03, 0.0, 190)])
def test_a_print_set_askew_is_laid_over(turn: float, shift: float, side: int) -> None:
    fixed = on_square(find_ink(drawn()))
    moving = on_square(find_ink(drawn(turn, shift, side)))
    laid = laid_over(moving, fixed)
    assert laid.shape == (SIDE, SIDE)
    assert agreement(laid, fixed) > 0.8 and agreement(moving, fixed) < agreement(laid, fixed) - 0.05


def test_a_print_is_not_turned_far_nor_bent_far() -> None:
    """Another crest is not forced onto this one: little turn, no long way aside."""
    fixed = on_square(find_ink(drawn()))
    assert agreement(laid_over(on_square(find_ink(drawn(0.5))), fixed), fixed) < 0.75
    still = np.zeros((SIDE, SIDE), np.float32)
    still[[20, 21, 22, 136, 137, 138], 20:139] = still[20:139, [20, 21, 22, 136, 137, 138]] = 1
    aside = still.copy()
    still[60:64, 40:120] = 1
    aside[68:72, 40:120] = 1
    step = _bent(aside, still, STILL, np.zeros((2, SIDE, SIDE), np.float32), 6.0)
    for _ in range(12):
        step = _bent(aside, still, STILL, step, 6.0)
    assert 0.9 * MOST_BEND < np.abs(step).max() <= MOST_BEND < 8


def test_a_mirrored_print_is_not_laid_over() -> None:
    fixed = on_square(find_ink(drawn()))
    mirrored = on_square(find_ink(np.ascontiguousarray(drawn()[:, ::-1])))
    found = loss_of(fixed, laid_over(mirrored, fixed) >= 0.4)
    assert found.agreement < SAME


def test_a_gap_is_loss_and_a_step_aside_is_none() -> None:
    ink, stroke = np.zeros((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), bool)
    stroke[60:63, 20:140] = True
    ink[61:64, 20:140] = 1
    assert not loss_of(ink, stroke).lost.any()
    ink[:, 70:90] = 0
    found = loss_of(ink, stroke)
    columns = np.flatnonzero(found.lost.any(0))
    assert columns.min() == pytest.approx(70, abs=1) and columns.max() == pytest.approx(89, abs=1)
    assert found.share == pytest.approx(20 / 120, abs=0.02) and found.agreement == 1
    assert not (found.lost & ~stroke).any()


def test_a_rule_of_the_page_is_no_stroke_and_its_lack_no_loss() -> None:
    y, x = np.indices((SIDE, SIDE)) - SIDE / 2
    crest = np.abs(np.hypot(y, x) - 30) < 2
    ink = crest.astype(np.float32)
    ink[78:82, 100:] = 0  # a gap in the ring
    ruled = crest.copy()
    ruled[4:7, 10:150] = True
    found, plain = loss_of(ink, ruled), loss_of(ink, crest)
    assert plain.lost.any() and (found.lost == plain.lost).all() and (found.whole == crest).all()


def test_an_empty_print_is_no_loss_of_anything() -> None:
    blank = np.zeros((SIDE, SIDE), np.float32)
    assert loss_of(blank, np.zeros((SIDE, SIDE), bool)).share == 0


@pytest.fixture
def prints(tmp_path: Path) -> Path:
    rows = []
    for name, scan in {"a": drawn(), "b": drawn(0.04, 0.01, gap=True), "c": drawn(-0.03)}.items():
        Image.fromarray(scan).save(tmp_path / f"{name}.png")
        rows.append((f"{name}.png", "woodblock_scan", "g1"))
    Image.fromarray(drawn()).save(tmp_path / "alone.png")
    rows += [
        ("alone.png", "woodblock_scan", "g2"),
        ("a.png", "icon", "g1"),
        ("gone.png", "woodblock_scan", "g2"),
    ]
    with (tmp_path / "labels.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("file", "kind", "group"), *rows])
    return tmp_path


def test_crests_that_are_there_twice_are_found(prints: Path) -> None:
    groups = find_groups(prints)
    assert {name: [f.name for f in files] for name, files in groups.items()} == {
        "g1": ["a.png", "b.png", "c.png"]
    }


def test_the_print_with_a_gap_is_the_one_that_has_lost_it(prints: Path) -> None:
    found = {one.file: one for one in find_losses(find_groups(prints)["g1"], "g1")}
    assert "b.png" in found
    place = np.argwhere(found["b.png"].lost).mean(0)
    assert place[0] == pytest.approx(80, abs=12) and place[1] > 125
    assert all(one.share < 0.5 * found["b.png"].share for name, one in found.items() if name != "b.png")


def test_a_crest_of_another_design_takes_no_part(prints: Path) -> None:
    files = [prints / "a.png", prints / "other.png"]
    Image.fromarray(np.ascontiguousarray(drawn()[:, ::-1])).save(files[1])
    assert list(find_losses(files, "g")) == []


def test_masks_are_kept_to_the_bit(prints: Path, tmp_path: Path) -> None:
    masks = gather(prints)
    save_losses(masks, tmp_path / "losses.npz")
    again = load_losses(tmp_path / "losses.npz")
    assert (again.whole == masks.whole).all() and (again.lost == masks.lost).all()
    assert again.group == masks.group and again.file == masks.file and (again.kind == masks.kind).all()
    assert np.allclose(again.inside, masks.inside) and len(again) == len(masks)
    assert not list(tmp_path.glob(".*part*"))
    whole = (tmp_path / "losses.npz").read_bytes()
    for spoilt in (whole[:500], b"no masks", b""):
        (tmp_path / "losses.npz").write_bytes(spoilt)
        with pytest.raises(InputError, match=r"^losses\.npz is damaged; remove it and run this again$"):
            load_losses(tmp_path / "losses.npz")
    np.savez(tmp_path / "losses.npz", version="0")
    with pytest.raises(InputError, match=r"^losses\.npz was written by another version; remove it"):
        load_losses(tmp_path / "losses.npz")


def test_a_crest_is_on_one_side_only() -> None:
    parts = {name: part_of(name) for name in (f"g{k:04d}" for k in range(400))}
    assert parts == {name: part_of(name) for name in parts}
    assert 0.18 < sum(p == "test" for p in parts.values()) / 400 < 0.32


def test_a_loss_at_the_rim_is_told_from_one_within() -> None:
    ink = on_square(find_ink(drawn()))
    whole = ink >= 0.4
    y, x = np.indices(whole.shape) - SIDE / 2
    ring = np.hypot(y, x) > 55
    outer, inner = ink.copy(), ink.copy()
    outer[ring & (x > 20)] = 0
    inner[~ring & (x > 0)] = 0
    masks = set_of([loss_of(outer, whole, "o", "g"), loss_of(inner, whole, "i", "g")])
    assert masks.kind.tolist() == [1, 0] and (masks.share > 0.05).all()


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no labels.csv; name the folder of motif images$"):
        find_groups(tmp_path)
    (tmp_path / "labels.csv").write_text("file,group\n", "utf-8")
    with pytest.raises(InputError, match=r"labels.csv has no column kind$"):
        find_groups(tmp_path)
    (tmp_path / "labels.csv").write_text("file,kind,group\n", "utf-8")
    with pytest.raises(
        InputError, match=r"^no two prints in .* are of one crest and alike enough to compare$"
    ):
        gather(tmp_path)


def test_a_scan_that_cannot_be_read_is_one_sentence(prints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = prints / "labels.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes() + b"short\r\n")  # a mark of UTF-8; half a row
    assert list(find_groups(prints)) == ["g1"]
    (prints / "b.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match=r"^the scan 'b\.png' is no picture that can be read; remove it$"):
        gather(prints)
    monkeypatch.setattr("wenwu.motifs.loss_masks.LARGEST", 1000)
    with pytest.raises(InputError, match=r"^'a\.png' is larger than 0 megapixels; scale it down first$"):
        gather(prints)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)  # where the decoder itself refuses
    with pytest.raises(InputError, match=r"^'a\.png' is larger than 0 megapixels"):
        gather(prints)
    with pytest.raises(InputError, match=r"^no two prints of one crest are alike enough to compare;"):
        set_of([])


def test_real_prints_of_one_crest_agree() -> None:
    data = os.environ.get("WENWU_DATA")
    if not data:
        pytest.skip("WENWU_DATA names no folder of data")
    groups = find_groups(Path(data) / "motifs")
    assert len(groups) > 100
    found = list(find_losses(groups["g0418"], "g0418"))
    assert len(found) == 2 and all(one.agreement > 0.9 and 0.01 < one.share < 0.4 for one in found)
