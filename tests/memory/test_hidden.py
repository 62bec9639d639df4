"""What lies under something is found, what is whole left alone; the network is trained, stopped, exported."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.memory import hidden
from wenwu.memory.hidden import SIDE, find_hidden, fitted, placed, two_toned
from wenwu.memory.hidden_set import Sources, bare, hidden_set, inked, spoilt, squared


def crest(size: tuple[int, int] = (180, 180), ink: str = "black", ground: str = "white") -> np.ndarray:
    """A ring with five petals."""
    image = Image.new("RGB", size, ground)
    pen, (wide, high) = ImageDraw.Draw(image), size
    x, y, reach = wide / 2, high / 2, 0.42 * min(size)
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=ink, width=8)
    for k in range(5):
        way = 2 * np.pi * k / 5
        u, v = x + 0.5 * reach * np.sin(way), y - 0.5 * reach * np.cos(way)
        pen.ellipse((u - 0.22 * reach, v - 0.22 * reach, u + 0.22 * reach, v + 0.22 * reach), fill=ink)
    return np.asarray(image)


def slip(picture: np.ndarray, colour: str, box: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    image = Image.fromarray(picture)
    ImageDraw.Draw(image).rectangle(box, fill=colour)
    made = np.asarray(image)
    return made, (made != picture).any(-1)


# Finding


@pytest.mark.parametrize("colour", ["#208850", "#D0A020", "#7050C0"])
def test_a_slip_of_paper_is_found(colour: str) -> None:
    made, over = slip(crest(), colour, (95, 20, 150, 80))
    found = find_hidden(made)
    assert found.shape == made.shape[:2]
    assert (found & over).sum() / (found | over).sum() > 0.7


@pytest.mark.parametrize(
    ("ink", "ground"), [("black", "white"), ("black", "#E8DCC0"), ("#203060", "#F0F0F0")]
)
def test_nothing_is_hidden_of_a_whole_drawing(ink: str, ground: str) -> None:
    assert not find_hidden(crest(ink=ink, ground=ground)).any()


def test_less_than_a_little_counts_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made, over = slip(crest(), "#208850", (20, 20, 44, 44))
    assert over.mean() < hidden.LEAST and not find_hidden(made).any()
    monkeypatch.setattr(hidden, "LEAST", 0.0)
    assert find_hidden(made)[over].mean() > 0.5


def test_one_flat_ink_on_one_flat_ground_has_nothing_over_it() -> None:
    assert two_toned(crest()) and two_toned(crest(ink="#302820", ground="#E8DCC0"))
    made, _ = slip(crest(), "#8A8578", (20, 20, 40, 40))  # a third colour, between the two
    assert not two_toned(made)
    rough = np.clip(crest() + np.random.default_rng(1).normal(0, 20, (180, 180, 1)), 0, 255).astype(np.uint8)
    assert not two_toned(rough)  # paper and printer's ink are not flat


def test_a_large_photograph_is_worked_on_small() -> None:
    made, over = slip(crest(), "#208850", (95, 20, 150, 80))
    large = np.asarray(Image.fromarray(made).resize((1440, 1440), Image.Resampling.NEAREST))
    found = find_hidden(large)
    assert found.shape == (1440, 1440)
    over = over.repeat(8, 0).repeat(8, 1)
    assert (found & over).sum() / (found | over).sum() > 0.7


def test_a_missing_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden, "WEIGHTS", "weights_by_sa/gone.onnx")
    with pytest.raises(
        InputError, match=r"gone\.onnx, which tells what is hidden, is missing; install wenwu"
    ):
        hidden.network()


def test_pictures_of_any_shape_lie_in_the_square() -> None:
    for size in ((400, 100), (100, 400), (9, 70)):
        square, (down, across, high, wide) = placed(crest(size))
        assert square.shape == (SIDE, SIDE, 3) and max(high, wide) == SIDE
        assert (high, wide) == fitted(size[::-1]) and down >= 0 and across >= 0
        assert find_hidden(crest(size)).shape == size[::-1]


# What it learns from


SOURCES = Sources(lambda k: crest(ink="#302820"), range(3), lambda k: crest(ink="#C03020"), range(2))


def test_a_set_is_the_same_each_time_and_another_in_another_part() -> None:
    one, again, other = (hidden_set(SOURCES, 8, 1, part) for part in (0, 0, 1))
    assert (one.pictures == again.pictures).all() and (one.hidden == again.hidden).all()
    assert (one.pictures != other.pictures).any() and len(one) == 8
    assert one.pictures.shape == (8, SIDE, SIDE, 3) and one.hidden.shape == (8, SIDE, SIDE)
    shares = (one.hidden > 127).mean((1, 2))
    assert shares.max() > 0.05 and shares.min() == 0  # some are whole


def test_what_is_not_hidden_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fading and light, a picture differs from itself only where its mask says so."""
    monkeypatch.setattr("wenwu.memory.hidden_set.FADED", 0.0)
    monkeypatch.setattr("wenwu.memory.hidden_set.UNEVEN", 0.0)
    monkeypatch.setattr("wenwu.memory.hidden_set.SIDES", (180, 181))
    whole, _ = squared(crest(), np.zeros((180, 180), bool))
    seen_change = False
    for k in range(6):
        made, over = spoilt(crest(), generator(1, "spoilt", k))
        off = np.abs(made.astype(int) - whole).max(-1)
        assert off[over == 0].max(initial=0) <= 1
        seen_change |= bool((off > 40).any())
    assert seen_change


def test_other_inks_and_bare_ink_keep_the_drawing() -> None:
    dark = crest().mean(-1) < 128
    for k in range(5):
        made = bare(crest(ink="#403830", ground="#D8CCB0"), generator(1, "bare", k)).mean(-1)
        assert abs(np.corrcoef(made.ravel(), dark.ravel())[0, 1]) > 0.9
        assert inked(crest(), generator(1, "inked", k)).shape == (180, 180, 3)


# Training


torch = pytest.importorskip("torch", reason="learning needs the extra [train]")
pytest.importorskip("safetensors", reason="learning needs the extra [train]")

from wenwu.memory import hidden_train  # noqa: E402
from wenwu.memory.hidden_train import (  # noqa: E402
    HiddenCourse,
    chances_of,
    drawn_batch,
    export,
    gathered,
    sources_of,
    train_hidden,
    unlike,
)

COURSE = HiddenCourse(steps=3, batch=2, parts=1, each=4, minutes=5, save_every=0.0)


def quiet(text: str) -> None:
    pass


def test_unlike_is_dice_of_each_picture() -> None:
    rng = np.random.default_rng(1)
    chance, mask = rng.random((2, 4, 4)), (rng.random((2, 4, 4)) > 0.5).astype(float)
    want = np.mean(
        [1 - (2 * (c * m).sum() + 20) / (c.sum() + m.sum() + 20) for c, m in zip(chance, mask, strict=True)]
    )
    assert float(unlike(torch.from_numpy(chance).float(), torch.from_numpy(mask).float())) == pytest.approx(
        want
    )


def test_a_picture_and_its_mask_are_turned_alike() -> None:
    pictures = np.zeros((1, SIDE, SIDE, 3), np.uint8)
    pictures[0, 10:40, 5:30] = 255
    made = hidden_set(SOURCES, 1, 1, 0)
    made = replace(made, pictures=pictures, hidden=pictures[..., 0])
    for k in range(6):
        images, masks = drawn_batch(made, 2, generator(1, "turned", k))
        for image, mask in zip(images.numpy(), masks.numpy(), strict=True):
            assert abs(np.corrcoef(image[0].ravel(), mask.ravel())[0, 1]) > 0.99


def test_it_is_trained_goes_on_and_says_the_same_in_both_runtimes(tmp_path: Path) -> None:
    made = gathered(SOURCES, tmp_path, COURSE, quiet)
    assert len(made) == 4 and len(list(tmp_path.glob("set_1_0_4.npz"))) == 1
    _, step, _ = train_hidden(made, COURSE, tmp_path, quiet)
    assert step == 3
    net, step, _ = train_hidden(made, replace(COURSE, steps=5), tmp_path, quiet)
    assert step == 5  # two more, from the checkpoint
    path = tmp_path / "hidden.onnx"
    export(net, path, {"steps": "5"})
    ort = pytest.importorskip("onnxruntime")
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    images = made.pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255 - 0.5
    (ours,) = session.run(["hidden"], {"images": images})
    assert np.abs(ours - chances_of(net, made.pictures)).max() < 2e-3  # kernels in half precision
    with pytest.raises(
        InputError, match="is of another version or course; remove it, or name another folder"
    ):
        train_hidden(made, replace(COURSE, batch=3), tmp_path, quiet)
    (tmp_path / "hidden.safetensors").write_bytes(b"none")
    with pytest.raises(InputError, match="is damaged; remove it to begin anew"):
        train_hidden(made, COURSE, tmp_path, quiet)
    (tmp_path / "set_1_0_4.npz").write_bytes(b"none")
    with pytest.raises(InputError, match=r"set_1_0_4\.npz is damaged; remove it to make it anew"):
        gathered(SOURCES, tmp_path, COURSE, quiet)


def test_a_full_disk_keeps_the_last_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = hidden_set(SOURCES, 2, 1, 0)
    train_hidden(made, replace(COURSE, steps=1), tmp_path, quiet)
    kept = (tmp_path / "hidden.safetensors").read_bytes()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hidden_train, "save_file", full)
    with pytest.raises(OutputError, match=r"the checkpoint cannot be written to .*; the last one is kept"):
        train_hidden(made, replace(COURSE, steps=2), tmp_path, quiet)
    assert (tmp_path / "hidden.safetensors").read_bytes() == kept


def test_pictures_that_are_asked_elsewhere_are_not_learnt_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wenwu.memory.labelled import load_labelled

    lines = ["file,class,group"]
    for k in range(8):
        Image.fromarray(crest((40, 40))).save(tmp_path / f"{k}.png")
        lines.append(f"{k}.png,{'oak' if k < 5 else ''},{k if k < 7 else 0}")
    (tmp_path / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pictures = load_labelled(tmp_path)

    drawn = SimpleNamespace(
        splits={"train": np.array([0, 1]), "damaged": np.array([2])}, picture=lambda row: crest((40, 40))
    )
    monkeypatch.setattr(hidden_train, "load_corpus", lambda folder: drawn)
    with pytest.raises(
        InputError, match=r"2 pictures of .* are of no class that is told apart; 50 are the least"
    ):
        sources_of(pictures, tmp_path)
    monkeypatch.setattr(hidden_train, "LEAST", 2)
    sources = sources_of(pictures, tmp_path)
    assert [pictures.rows[k].file for k in sources.reals] == [
        "5.png",
        "6.png",
    ]  # 7 shares a group with an oak
    assert list(sources.drawns) == [0, 1]  # what is damaged already is no ground truth


def test_the_shipped_network_is_small_and_says_its_licence() -> None:
    onnx = pytest.importorskip("onnx")
    path = hidden.network()
    assert path.stat().st_size < 700_000
    model = onnx.load(str(path))
    facts = {one.key: one.value for one in model.metadata_props}
    assert facts["licence"] == "CC BY-SA 4.0" and int(facts["steps"]) > 1000
    assert facts["seed"] == "1"
