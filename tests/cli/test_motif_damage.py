"""`wenwu motif damage` and `wenwu train damage`: what is written, what is said, what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError, OutputError
from wenwu.cli.motif_damage import damage
from wenwu.cli.train_damage import damage as train
from wenwu.motifs.damage import KINDS
from wenwu.motifs.damage_file import Wish, age, exposure_of, wish_of
from wenwu.motifs.loss_set import LossSet, part_of, save_losses


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    values = np.full((60, 80, 3), (236, 230, 212), np.uint8)
    values[20:40, 10:70] = (43, 74, 122)
    values[25:35, 30:50] = (168, 57, 46)
    Image.fromarray(values).save(tmp_path / "cloth.png")
    return tmp_path / "cloth.png"


def read(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path)).astype(int)


def test_the_folder_holds_picture_mask_and_facts(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = picture.parent / "aged"
    damage(picture, out, kind=["fading", "worm", "torn"], severity=0.6, seed=3, dye=None, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert sorted(p.name for p in out.iterdir()) == ["damage.json", "damaged.png", "faded.png", "mask.png"]
    assert json.loads((out / "damage.json").read_text("utf-8")) == told
    left, faded, mask = (read(out / f"{name}.png") for name in ("damaged", "faded", "mask"))
    assert (left[mask == 0] == faded[mask == 0]).all() and set(np.unique(mask)) == {0, 255}
    assert told["mask_share"] == pytest.approx((mask > 0).mean(), abs=1e-3)
    assert told["kept_by_dye"]["yellow"] < told["kept_by_dye"]["indigo"] < 1
    assert told["fading_delta_e"] > 1 and told["severities"] == {"fading": 0.6, "torn": 0.6, "worm": 0.6}
    assert any("nobody can tell dyes" in one for one in told["assumed"])


def test_years_and_altitude_and_dyes_are_heeded(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for name, altitude in (("low", 0.0), ("high", 4500.0)):
        damage(
            picture, picture.parent / name, kind=["fading"], years=40, altitude=altitude,
            dye=["indigo", "madder"], as_json=True,
        )  # fmt: skip
        told.append(json.loads(capsys.readouterr().out))
    assert set(told[0]["kept_by_dye"]) == {"indigo", "madder"} and told[0]["exposure"]["years"] == 40
    assert told[1]["kept_by_dye"]["madder"] < told[0]["kept_by_dye"]["madder"]
    assert told[0]["mask_share"] == 0


def test_it_says_what_it_did(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damage(picture, picture.parent / "aged", kind=["ink"], severity=0.5, learnt=True, dye=None)
    said = capsys.readouterr().out
    assert "ink 0.5; seed 1" in said and "lost or covered: " in said and "light left" not in said


def test_no_kind_is_a_mixture_that_the_seed_picks() -> None:
    first, again, other = wish_of([], 0.5, 1), wish_of([], 0.5, 1), wish_of([], 0.5, 2)
    assert first == again != other
    assert "fading" in first and len(first) == 4 and set(first) <= set(KINDS)


def test_what_is_clear_stays_clear(tmp_path: Path) -> None:
    values = np.full((40, 40, 4), (43, 74, 122, 255), np.uint8)
    values[:, 20:, 3] = 0
    Image.fromarray(values).save(tmp_path / "half.png")
    aged = age(tmp_path / "half.png", Wish({"mould": 1.0}))
    assert aged.after.mask[:, :20].any() and not aged.after.mask[:, 20:].any()
    assert (aged.after.image[:, 20:] == aged.before[:, 20:]).all()


def test_refusals(picture: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError, match=r"^no damage 'moth'; known: fading,"):
        damage(picture, out, kind=["moth"], dye=None)
    with pytest.raises(InputError, match=r"^severity 2 of ink is outside 0…1$"):
        damage(picture, out, kind=["ink"], severity=2, dye=None)
    with pytest.raises(InputError, match=r"^no dye 'woad'; known: indigo,"):
        damage(picture, out, kind=["fading"], dye=["woad"])
    for asked in ((10, 0.0, 1.0), (None, 9.0, 1.0), (None, 0.0, 2.0), (None, 0.0, 1.0, ("indigo",))):
        with pytest.raises(
            InputError, match=r"^years, altitude, light and dyes count for fading; add --kind fading$"
        ):
            exposure_of({"ink": 0.5}, *asked)
    assert exposure_of({"ink": 0.5}, None, 0.0, 1.0) is None
    with pytest.raises(InputError, match=r"^there is no picture"):
        damage(tmp_path / "none.png", out, kind=["ink"], dye=None)
    (tmp_path / "words.png").write_text("no picture", "utf-8")
    with pytest.raises(InputError, match=r"is no picture that can be read"):
        damage(tmp_path / "words.png", out, kind=["ink"], dye=None)
    assert not out.exists() and not list(tmp_path.glob(".*part"))
    out.mkdir()
    with pytest.raises(OutputError, match=r"exists already; name another folder or remove it$"):
        damage(picture, out, kind=["dust"], dye=None)


def test_training_is_refused_where_there_is_nothing_to_learn_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(
        InputError, match=r"^0 minutes are no time to learn in; say how many, for example 30$"
    ):
        train(tmp_path, tmp_path / "out", minutes=0)
    monkeypatch.setattr("wenwu.cli.train_damage.find_spec", lambda name: None)
    with pytest.raises(
        InputError, match=r"^learning needs torch, onnx, safetensors: pip install 'wenwu\[train\]'$"
    ):
        train(tmp_path, tmp_path / "out")


def test_masks_of_other_prints_are_not_taken_for_these(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="torch is absent: install the train extra")
    pytest.importorskip("safetensors", reason="safetensors is absent: install the train extra")
    whole = np.ones((2, 80, 80), bool)
    groups = (next(g for g in map(str, range(99)) if part_of(g) == "test"),) * 2
    kept = LossSet(
        whole, ~whole, whole.astype(np.float32), np.zeros(2, np.float32), groups, ("a.png", "b.png")
    )
    (tmp_path / "out").mkdir()
    save_losses(kept, tmp_path / "out" / "losses.npz")
    rows = "".join(f"{name},woodblock_scan,g1\n" for name in ("a.png", "c.png"))
    (tmp_path / "labels.csv").write_text(f"file,kind,group\n{rows}", "utf-8")
    for name in ("a.png", "b.png", "c.png"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=r"losses\.npz is of other prints than those in .*; name another"):
        train(tmp_path, tmp_path / "out")
    (tmp_path / "labels.csv").write_text(f"file,kind,group\n{rows}b.png,woodblock_scan,g1\n", "utf-8")
    with pytest.raises(InputError, match=r"holds too few crests: none is left to learn from; more prints"):
        train(tmp_path, tmp_path / "out")
