"""The bench of the svastika's search: its cloths hold what they say, its shares are counted rightly."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.measure import sought_sign
from wenwu.measure.kept_sign import SWEEP, parted, share, summary, table
from wenwu.measure.made_sign import SETTINGS, WEARS, covered, dyed, gammadion, make_near, make_signed
from wenwu.measure.near_sign import NEAR
from wenwu.measure.sought_sign import Sought, atlas_jobs, kind_of, made_jobs, real_jobs, sought
from wenwu.memory.labelled import Labelled
from wenwu.motifs.path import scaled
from wenwu.scene.kept_sign import LOOKS, kept_sign, likeness

ROWS = [
    *(Sought("signed", "alone", one, {
        "setting": "alone", "wear": "none", "hand": hand, "share": 0.2, "stroke": 0.2, "foot": 0.8,
        "lean": lean,
    }) for one, hand, lean in ((0.9, "left", 0.99), (0.72, "right", 0.9), (0.6, "left", 0.8))),
    Sought("near", "cross", 0.71, {"form": "cross"}), Sought("near", "Z", 0.5, {"form": "Z"}),
    Sought("motif", "dai.one", 0.71), Sought("motif", "dai.one", 0.8), Sought("real signed", "a.png", 0.3),
]  # fmt: skip


def test_shares_are_counted_by_hand() -> None:
    found = summary(ROWS, 0.7)
    assert {kind: (row["share"], row["n"]) for kind, row in found["kinds"].items()} == {
        "signed": (2 / 3, 3), "near": (0.5, 2), "motif": (1, 2), "real signed": (0, 1),
    }  # fmt: skip
    assert found["kinds"]["near"]["interval"] == pytest.approx((0.0945, 0.9055), abs=1e-4)  # Wilson, 1 of 2
    assert found["taken"] == {"cross": 1, "dai.one": 2} and found["missed"] == ["a.png"]
    assert found["near_by_form"]["Z"]["share"] == 0
    lean = found["found_by"]["lean"]
    assert {band: row["share"] for band, row in lean.items()} == {
        "0.87 to 0.93": 1, "below 0.87": 0, "from 0.93": 1,
    }  # fmt: skip
    assert list(found["sweep"]) == [f"{at:.2f}" for at in SWEEP] and SWEEP[0] == 0.5 and SWEEP[-1] == 0.9
    assert [found["sweep"][at]["signed"]["share"] for at in ("0.60", "0.65", "0.90")] == [1, 2 / 3, 1 / 3]


def test_what_is_as_like_as_the_threshold_counts() -> None:
    """As for `kept_sign`, which asks from LOOKS on."""
    assert share([Sought("near", "x", 0.7)], 0.7)["share"] == 1
    assert parted([], "wear", 0.7) == {}


def test_the_table_says_all_of_it() -> None:
    said = table(summary(ROWS, 0.7))
    for words in ("at 0.70", "signed", "below 0.87", "dai.one × 2", "real ones missed: a.png", "0.50"):
        assert words in said


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_made_cloth_is_the_same_again_and_another_with_another_number(setting: str) -> None:
    one, again, other = (make_signed(setting, "photograph", k) for k in (0, 0, 1))
    assert np.array_equal(one.picture, again.picture) and not np.array_equal(one.picture, other.picture)
    assert (one.how["hand"], other.how["hand"]) == ("left", "right")


def test_the_hands_are_those_that_they_are_called() -> None:
    """Right 卐: the foot of the upper arm points to the right; left is its mirror image."""
    right, left = (covered(scaled(gammadion(hand, 0.16, 1.0), 0.9)) for hand in ("right", "left"))
    assert np.abs(right[:, ::-1] - left).mean() < 0.01 < np.abs(right - left).mean()
    assert np.abs(np.rot90(right) - right).mean() < 0.02
    high = slice(20, 60)  # rows of the upper foot
    assert right[high, 220:].mean() > 5 * right[high, :160].mean()


def test_a_plain_one_is_found_and_no_near_form_has_four_feet_that_turn() -> None:
    plain = dyed(covered(scaled(gammadion("left", 0.16, 1.0), 0.35)), np.random.default_rng(1))
    assert likeness([np.round(255 * plain).astype(np.uint8)]) > 0.8
    for form in NEAR:
        drawn = covered(scaled(NEAR[form](0.32), 0.6))
        turns = np.abs(np.rot90(drawn) - drawn).mean() < 0.02
        mirrored = np.abs(drawn[:, ::-1] - drawn).mean() < 0.02
        assert mirrored or not turns, form


def test_every_setting_form_and_wear_is_asked() -> None:
    asked = list(made_jobs(2))
    assert len(asked) == len(set(asked)) == 2 * len(WEARS) * (len(SETTINGS) + len(NEAR))
    kinds = [kind for kind, *_ in atlas_jobs(40)]
    assert kinds.count("motif") == 2 * round(kinds.count("motif") / 2) > 4 and "cloth" in kinds


def test_a_motif_and_a_near_form_are_searched() -> None:
    jobs = [next(iter(atlas_jobs(40))), ("near", "rings", "none", 0)]
    for row in map(sought, jobs):
        assert 0 < row.likeness < LOOKS and row.kind in ("motif", "near")
    assert kept_sign([make_near("rings", "none", 0).picture]) is None


def test_real_pictures_are_told_by_their_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = {
        "a": ("crest", "丸に卍字"), "b": ("crest_other", ""), "c": ("fylfot", ""), "d": ("fylfot", "大万吉"),
    }  # fmt: skip
    with (tmp_path / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "class", "group", "label"])
        for name, (kind, label) in labels.items():
            Image.new("RGB", (40, 40), "red").save(tmp_path / f"{name}.png")
            rows.writerow([f"{name}.png", kind, name, label])
    monkeypatch.setenv("WENWU_DATA", str(tmp_path))
    asked = list(real_jobs(None, 1))
    assert [(name, kind) for kind, name, _, _ in asked] == [
        ("a.png", "real signed"), ("b.png", "real untold"), ("c.png", "real signed"), ("d.png", "real other"),
    ]  # fmt: skip
    assert len(list(real_jobs(tmp_path, 40))) == 2  # those that name it, always
    assert sought(asked[1]) == Sought("real untold", "b.png", 0.0)
    monkeypatch.setenv("WENWU_DATA", str(tmp_path / "gone"))
    assert list(real_jobs(None, 1)) == []


def test_a_class_that_says_something_is_no_untold_picture() -> None:
    assert kind_of(Labelled("a", "vine", "g")) == "real other"
    assert kind_of(Labelled("a", "unlabelled_crest", "g")) == "real untold"
    assert kind_of(Labelled("a", "x", "g", label="Swastika border")) == "real signed"


def test_no_bench_writes_such_a_picture() -> None:
    text = Path(sought_sign.__file__).read_text("utf-8")
    assert ".save(" not in text and "write_png" not in text
