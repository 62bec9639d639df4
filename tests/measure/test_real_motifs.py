"""The bench of real pictures, on a small folder: rows, damage, what is held back; and its parts by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wenwu.base.errors import InputError
from wenwu.measure.real_damage import HARMS, harmed
from wenwu.memory.labelled import load_labelled

pytest.importorskip("torch", reason="the bench trains its heads, which needs the extra [train]")
pytest.importorskip("safetensors", reason="the bench trains its heads, which needs the extra [train]")

from wenwu.measure import real_motifs
from wenwu.measure.real_hidden import told_hidden
from wenwu.measure.real_novelty import by_people, most_of, peoples
from wenwu.measure.real_ways import Probe

KINDS = ("ring", "cross", "bars")


def drawn(kind: str, number: int) -> Image.Image:
    image = Image.new("RGB", (96, 96), "white")
    pen, wide = ImageDraw.Draw(image), 6 + number % 3
    box = (12 + 2 * number, 12, 84, 84 - 2 * number)
    if kind == "ring":
        pen.ellipse(box, outline="black", width=wide)
    elif kind == "cross":
        pen.line((48, box[1], 48, box[3]), fill="black", width=wide)
        pen.line((box[0], 48, box[2], 48), fill="black", width=wide)
    else:
        for x in range(box[0], box[2], 18):
            pen.line((x, box[1], x, box[3]), fill="black", width=wide)
    return image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pictures")
    lines = ["file,class,group,label,kind,culture"]
    for kind in KINDS:
        for k in range(8):
            drawn(kind, k).save(place / f"{kind}{k}.png")
            lines.append(f"{kind}{k}.png,{kind},{kind}{k // 2 if k < 4 else k},{kind},woodblock_scan,here")
    (place / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def result(folder: Path, work: Path) -> dict:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_motifs, "QUICK_STEPS", 6)
        patch.setattr(real_motifs, "QUICK_LOOKS", 1)
        return real_motifs.run(folder, True, work)


def test_every_way_is_asked_whole_and_damaged(result: dict) -> None:
    assert result["quick"] and result["n"] == 24 and result["groups"] == 18 and result["folds"] == 5
    assert set(result["rows"]) == {
        "hog",
        "reference",
        "probe",
        "training_free",
        "before_the_head",
        "head",
        "head_beside",
    }
    for way in ("reference", "probe", "before_the_head", "head"):
        row = result["rows"][way]
        assert row["accuracy"] > 0.6, way  # three figures as unlike as these
        for kind in HARMS:
            assert row[kind]["drop"] == pytest.approx(row["accuracy"] - row[kind]["accuracy"])
    low, high = result["rows"]["head"]["interval"]
    assert low <= result["rows"]["head"]["accuracy"] <= high


def test_a_damaged_picture_is_asked_among_whole_ones_of_other_folds(
    result: dict, folder: Path, work: Path
) -> None:
    """By hand, from the numbers that the bench kept."""
    pictures = load_labelled(folder)
    names, folds = pictures.numbers(pictures.classes()), pictures.folds()
    whole = np.load(work / "numbers" / "reference.npy").astype(np.float64)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    for state in ("clean", *HARMS):
        path = work / "numbers" / ("reference.npy" if state == "clean" else f"reference-{state}.npy")
        asked, right = np.load(path).astype(np.float64), 0
        for k, row in enumerate(asked):
            others = np.flatnonzero(folds != folds[k])
            right += int(names[others[(whole[others] @ row).argmax()]] == names[k])
        told = result["rows"]["reference"]
        assert (told if state == "clean" else told[state])["accuracy"] == pytest.approx(right / 24), state


def test_a_gain_is_what_its_rows_differ_by(result: dict) -> None:
    rows = result["rows"]
    for way, gains in result["gain_over"].items():
        for other, (gain, (low, high)) in gains.items():
            assert gain == pytest.approx(rows[way]["accuracy"] - rows[other]["accuracy"])
            assert low <= gain <= high


def test_prints_with_a_fellow_are_asked_for_it(result: dict) -> None:
    assert {one["n"] for one in result["retrieval"].values()} == {12}  # two groups of two, of each kind
    assert all(0 < one["map"] <= 1 for one in result["retrieval"].values())


def test_families_are_held_back_and_no_culture_is_left_to_be(result: dict) -> None:
    assert result["novelty"]["families"]["n"] == 24 and result["novelty"]["cultures"] == {}
    assert all(0 <= result["novelty"]["families"][way] <= 1 for way in ("head", "apart", "training_free"))
    assert 0 < result["purity_unseen"] <= 1 and 0 < result["purity_learnt"] <= 1


def test_hidden_places_are_counted_by_the_pixel(
    folder: Path, result: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert result["hidden"]["n"] == 4 and 0 <= result["hidden"]["polygons"]["found"] <= 1
    pictures, asked = load_labelled(folder), np.arange(0, 24, 6)

    def half(picture: np.ndarray) -> np.ndarray:
        """Everything on the left, whatever is there."""
        return np.repeat(np.arange(picture.shape[1])[None] < picture.shape[1] // 2, picture.shape[0], 0)

    monkeypatch.setattr("wenwu.measure.real_hidden.find_hidden", half)
    told = told_hidden(pictures, asked, 1)
    assert told["whole"] == {"called": 1.0, "share": 0.5}
    hidden = found = 0
    for row in asked:
        made = harmed(pictures.picture(int(row)), "polygons", pictures.rows[int(row)].file)
        off = (made != pictures.picture(int(row))).any(-1)
        hidden, found = hidden + int(off.sum()), found + int(off[:, :48].sum())
    assert told["polygons"]["found"] == pytest.approx(found / hidden)
    assert told["polygons"]["right"] == pytest.approx(found / (4 * 96 * 48))


def test_the_table_shows_every_row(result: dict) -> None:
    text = real_motifs.table(result)
    assert "head, learnt on the other folds" in text and "HOG, cosine" in text
    assert f"{result['rows']['head']['accuracy']:.3f} (" in text and "unknown: families" in text
    assert "hidden places, n 4" in text and "by distance" in text


def test_damage_is_the_same_each_time_and_as_much_as_was_said() -> None:
    picture = np.asarray(drawn("bars", 1))
    for kind in HARMS:
        made = harmed(picture, kind, "a")
        assert (made == harmed(picture, kind, "a")).all() and made.shape == picture.shape
        assert (made != harmed(picture, kind, "b")).any() or kind == "fading"  # light draws no lot
    hidden = [(harmed(picture, "polygons", str(k)) != picture).any(-1).mean() for k in range(20)]
    assert min(hidden) >= 0.19 and max(hidden) <= 0.6 and np.mean(hidden) < 0.45


def test_peoples_are_read_from_their_names(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20)).save(tmp_path / "a.png")
    words = {
        "Japanese (Edo)": 70,
        "Han/Shang-Zhou": 30,
        "Han": 25,
        "Akan (Ghana)": 49,
        "generic figurative": 60,
    }
    lines, number = ["file,class,group,culture"], 0
    for word, count in words.items():
        for _ in range(count):
            Image.new("RGB", (20, 20)).save(tmp_path / f"{number}.png")
            lines.append(f"{number}.png,oak,g{number},{word}")
            number += 1
    (tmp_path / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    of = by_people(load_labelled(tmp_path))
    assert most_of(of) == "Japanese" and "generic figurative" not in of and len(of["Akan"]) == 49
    found = peoples(load_labelled(tmp_path))
    assert {name: len(rows) for name, rows in found.items()} == {"Han": 55}  # of 50 and more, not the most


def test_the_probe_is_ridge_regression() -> None:
    rng = np.random.default_rng(1)
    names = np.arange(90) % 3
    rows = (rng.normal(size=(90, 5)) + 4 * np.eye(5)[names]).astype(np.float32)
    probe = Probe.fitted(rows, names, 3)
    assert (probe.named(rows) == names).mean() > 0.95
    x = np.c_[(rows - rows.mean(0)) / (rows.std(0) + 1e-6), np.ones(90)]
    want = np.linalg.solve(x.T @ x + 100 * np.eye(6), x.T @ np.eye(3)[names])  # classes of one size
    assert probe.weight == pytest.approx(want, abs=1e-4)


def test_without_pictures_it_says_what_is_needed() -> None:
    with pytest.raises(
        InputError, match=r"bench real_motifs needs real pictures; name a folder with labels\.csv"
    ):
        real_motifs.run(None)
