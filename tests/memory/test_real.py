"""A memory of real pictures: learnt from a small folder, read without torch, and what is refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image, ImageDraw

from wenwu.base.errors import InputError, OutputError
from wenwu.memory.crop import prepared
from wenwu.memory.labelled import load_labelled
from wenwu.memory.prototypes import unit
from wenwu.memory.real import FORMS, apart, beside, load_real, of_classes, shipped
from wenwu.memory.real_cache import numbers_of, open_cache
from wenwu.memory.real_looks import PLAIN, SIDE, covered, looked, plain
from wenwu.memory.real_score import difference, found_again, named_by_nearest, scored

torch = pytest.importorskip("torch", reason="learning needs the extra [train]")
pytest.importorskip("safetensors", reason="learning needs the extra [train]")

from wenwu.memory import real_train  # noqa: E402
from wenwu.memory.real_folds import make_ground  # noqa: E402
from wenwu.memory.real_learn import RealTask, chosen, learn_real  # noqa: E402
from wenwu.memory.real_net import RealHead, RealSize, likenesses, real_loss, whitening  # noqa: E402
from wenwu.memory.real_train import (  # noqa: E402
    Lesson,
    RealCourse,
    forms_of,
    train_real,
    vectors_of,
    white_of,
)

KINDS = ("ring", "cross", "bars")
TASK = RealTask(steps=40, looks=1, prototypes=4, threads=1, batch=24)
SMALL = RealSize(axes=8, hidden=16, dropped=0.0)
COURSE = RealCourse(steps=30, batch=16, size=SMALL, rate=1e-2)


def drawn(kind: str, number: int) -> Image.Image:
    """A figure, black on white, other in size and place each time."""
    image = Image.new("RGB", (96, 96), (255, 250, 240))
    pen, off, wide = ImageDraw.Draw(image), 2 * (number % 5), 6 + number % 4
    box = (12 + off, 10, 84, 82 - off)
    if kind == "ring":
        pen.ellipse(box, outline=(20, 20, 30), width=wide)
    elif kind == "cross":
        pen.line((48, box[1], 48, box[3]), fill=(20, 20, 30), width=wide)
        pen.line((box[0], 48, box[2], 48), fill=(20, 20, 30), width=wide)
    else:
        for x in range(box[0], box[2], 18):
            pen.line((x, box[1], x, box[3]), fill=(20, 20, 30), width=wide)
    return image


def write_folder(place: Path, kinds: tuple[str, ...] = KINDS, each: int = 10, alike: bool = False) -> Path:
    """Pictures of some kinds, two of a group, and one that nobody named."""
    place.mkdir(parents=True)
    lines = ["file,class,group,label,culture,source,licence,redistributable,attribution"]
    for kind in kinds:
        for k in range(each):
            drawn(kinds[0] if alike else kind, 0 if alike else k).save(place / f"{kind}{k}.png")
            free = "yes" if k % 2 else "yes-declared"
            lines.append(f"{kind}{k}.png,{kind},{kind}-{k // 2},,here,our own,CC0,{free},we")
    drawn("ring", 3).save(place / "unnamed.png")
    lines.append("unnamed.png,,,,,,,,")
    (place / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("real") / "pictures")


@pytest.fixture(scope="module")
def learnt(folder: Path) -> Path:
    out = folder.parent / "memory"
    learn_real(folder, out, TASK, lambda text: None)
    return out


def lesson(count: int = 60, wide: int = 12, seed: int = 1) -> Lesson:
    """Three kinds of rows that differ in one number each."""
    rng = np.random.default_rng(seed)
    names = np.arange(count) % 3
    rows = rng.normal(size=(2, count, wide)) + 3 * np.eye(wide)[names]
    return Lesson(rows.astype(np.float16), np.ones((2, count), bool), names, np.arange(count), 3)


# What it learns


def test_it_names_what_it_has_not_seen(learnt: Path) -> None:
    facts = json.loads((learnt / "real.json").read_text("utf-8"))
    score = facts["strangers"]
    assert score["n"] == 30 and score["groups"] == 15
    assert score["accuracy"] > 0.8 and score["interval"][0] <= score["accuracy"] <= score["interval"][1]
    assert facts["trained_on"] == 31 and sum(card["pictures"] for card in facts["prototypes"]) == 30


def test_it_reads_a_new_picture(learnt: Path) -> None:
    memory = load_real(learnt)
    for kind in KINDS:
        seen = memory.read(np.asarray(drawn(kind, 13)), threads=1)
        assert seen.classes[0].name == kind and seen.prototypes[0].names[0] == kind
        assert sum(one.chance for one in seen.classes) == pytest.approx(1, abs=1e-5)
        assert [one.chance for one in seen.classes] == sorted(
            (one.chance for one in seen.classes), reverse=True
        )
        assert seen.likeness == pytest.approx(seen.classes[0].likeness, abs=1e-5)
        assert np.linalg.norm(seen.vector) == pytest.approx(1, abs=1e-5)
        assert all(0 < one.purity <= 1 for one in seen.prototypes if one.pictures)


def test_known_goes_by_the_threshold(learnt: Path) -> None:
    memory = load_real(learnt)
    numbers = numbers_of(plain(np.asarray(drawn("ring", 2)))[None], 1)
    asked = memory.encoded(numbers)[0], memory.white(numbers)[0]
    first = memory.reading(*asked)
    for change, known in (
        ({"unknown_below": first.likeness - 1e-3, "unknown_beyond": first.apart + 1e-3}, True),
        ({"unknown_below": first.likeness + 1e-3, "unknown_beyond": first.apart + 1e-3}, False),
        ({"unknown_below": first.likeness - 1e-3, "unknown_beyond": first.apart - 1e-3}, False),
    ):
        other = replace(memory, facts={**memory.facts, **change})
        assert other.reading(*asked).known is known


def test_a_covered_figure_is_read_as_the_whole_one(learnt: Path) -> None:
    memory = load_real(learnt)
    made = drawn("ring", 1)
    whole = memory.read(np.asarray(made), threads=1)
    assert whole.hidden == whole.left == 0 and whole.filled_by == ()
    ImageDraw.Draw(made).rectangle((8, 40, 40, 66), fill=(30, 150, 70))
    seen = memory.read(np.asarray(made), threads=1)
    assert 0.05 < seen.hidden < 0.25 and seen.left < 0.5 and seen.filled_by
    assert seen.classes[0].name == "ring" and float(seen.vector @ whole.vector) > 0.6


def test_a_vector_is_the_head_beside_what_it_was_given(tmp_path: Path) -> None:
    some = lesson(80)
    head = train_real(some, COURSE, tmp_path, lambda text: None)
    vectors, forms, white = (of(head, some.looks[0]) for of in (vectors_of, forms_of, white_of))
    assert vectors.shape[1] == FORMS + SMALL.axes
    assert np.allclose(vectors, np.concatenate([forms, unit(white)], 1) / np.sqrt(2), atol=1e-5)
    assert np.allclose(vectors @ vectors.T, (forms @ forms.T + unit(white) @ unit(white).T) / 2, atol=1e-5)
    assert np.allclose(beside(3 * forms, 0.1 * white), vectors, atol=1e-5)  # lengths do not count
    assert abs(np.cov(white.T) - np.eye(SMALL.axes)).max() < 1e-2  # whitened by the pictures as they are


def test_apart_is_the_distance_to_the_nearest_along_the_main_axes() -> None:
    rng = np.random.default_rng(1)
    white, learnt_ = rng.normal(size=(5, 9)).astype(np.float32), rng.normal(size=(7, 9)).astype(np.float32)
    want = [min(np.linalg.norm(one[:4] - other[:4]) for other in learnt_) for one in white]
    assert apart(white, learnt_, 4) == pytest.approx(want, rel=1e-4)
    assert apart(2 * white, learnt_)[0] != pytest.approx(apart(white, learnt_)[0])  # how much counts


def test_reading_agrees_with_torch(folder: Path, learnt: Path) -> None:
    """What is kept in half precision is near the head that was trained."""
    pictures = load_labelled(folder)
    numbers = numbers_of(np.stack([plain(pictures.picture(k)) for k in range(6)]), 1)
    course = replace(TASK.course, seed=TASK.seed)
    ground = make_ground(
        pictures, pictures.classes(), open_cache(pictures, learnt.with_name("memory-work") / "numbers"),
        lambda text: None, TASK.looks,
    )  # fmt: skip
    head = train_real(ground.lesson, course, learnt.with_name("memory-work") / "all", lambda text: None)
    theirs, ours = vectors_of(head, numbers), load_real(learnt).encoded(numbers)
    assert (theirs * ours).sum(1).min() > 0.999


def test_arrays_are_locked(learnt: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_real(learnt).arrays["gallery"][0] = 0


def test_credits_name_every_source(learnt: Path) -> None:
    text = (learnt / "CREDITS.md").read_text("utf-8")
    assert "| our own | we | CC0 | 30 |" in text and "| not stated | not stated | not stated | 1 |" in text


def test_rows_that_may_not_be_passed_on_stay_out(folder: Path) -> None:
    pictures = load_labelled(folder)
    assert {row.redistributable for row in chosen(pictures, free=True).rows} == {"yes"}
    assert not [row for row in chosen(pictures, without=("cross",)).rows if row.name == "cross"]
    assert len(chosen(pictures, without=("here",))) == 1
    with pytest.raises(InputError, match=r"no class, culture or source 'elm' in .*; nothing was left out"):
        chosen(pictures, without=("elm",))


# Numbers and looks


def test_looks_are_the_same_each_time_and_never_mirrored() -> None:
    picture = np.asarray(drawn("bars", 1))
    assert (looked(picture, 2, 1, "a") == looked(picture, 2, 1, "a")).all()
    assert (looked(picture, 2, 1, "a") != looked(picture, 3, 1, "a")).any()
    hand = np.full((96, 96, 3), 255, np.uint8)
    hand[20:80, 20:30] = hand[70:80, 20:80] = 0  # an L
    own = plain(hand).ravel()
    other = plain(hand)[:, ::-1].ravel()
    gains = []
    for look in range(1, 13):
        seen = looked(hand, look, 1, "b").ravel()
        gains.append(np.corrcoef(seen, own)[0, 1] - np.corrcoef(seen, other)[0, 1])
    assert np.mean(gains) > 0.1 and sum(gain > 0 for gain in gains) >= 9  # polygons may hide a stroke


def test_the_plain_look_is_what_reading_sees() -> None:
    picture = np.asarray(drawn("ring", 1))
    assert (looked(picture, PLAIN, 1, "a") == plain(picture)).all()
    assert (plain(picture) == prepared([picture], SIDE)[0, ..., 0]).all()


def test_polygons_cover_what_they_are_asked_to() -> None:
    white = np.full((100, 140, 3), 255, np.uint8)
    for share in (0.1, 0.4):
        hidden = (covered(white, share, np.random.default_rng(1)) != white).any(-1).mean()
        assert share - 0.01 <= hidden <= share + 0.25


def test_numbers_are_kept_and_read_again(folder: Path, tmp_path: Path) -> None:
    pictures = load_labelled(folder)
    cache = open_cache(pictures.only(range(3)), tmp_path / "n", threads=1)
    drawn_: list[int] = []

    def draw(number: int) -> UInt8[ndarray, "S S"]:
        drawn_.append(number)
        return plain(pictures.picture(number))

    first = cache.numbers("plain", draw, lambda text: None)
    again = cache.numbers("plain", draw, lambda text: None)
    assert (first == again).all() and drawn_ == [0, 1, 2]
    with pytest.raises(
        InputError, match="holds the numbers of other pictures; remove it or name another folder"
    ):
        open_cache(pictures, tmp_path / "n")
    for spoilt, says in (
        (np.full_like(first, np.nan), "holds NaN or ∞; remove it"),
        (first[:2], "has another shape; remove it"),
    ):
        np.save(tmp_path / "n" / "plain.npy", spoilt)
        with pytest.raises(InputError, match=rf"plain\.npy of the cached numbers {says}"):
            cache.numbers("plain", draw, lambda text: None)
    (tmp_path / "n" / "plain.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(InputError, match=r"plain\.npy of the cached numbers is damaged; remove it"):
        cache.numbers("plain", draw, lambda text: None)


def test_whitened_numbers_have_no_correlation() -> None:
    rng = np.random.default_rng(1)
    mixed = (rng.normal(size=(500, 6)) * [1, 2, 3, 4, 5, 0]) @ rng.normal(size=(6, 6))
    for count in (500, 5):  # more rows than numbers, and fewer
        rows = mixed[:count].astype(np.float32)
        mean, axes = whitening(rows, 4)
        white = (rows - mean) @ axes
        want = np.eye(4)
        assert np.abs(np.cov(white.T) - want).max() < 1e-3, count


# The loss


def test_near_are_those_of_one_class_or_one_group() -> None:
    names, groups = torch.tensor([0, 0, 1, -1, -1, -1]), torch.tensor([0, 1, 2, 3, 3, 4])
    near, far = likenesses(names, groups)
    pairs = {(int(a), int(b)) for a, b in near.nonzero()}
    assert pairs == {(0, 1), (1, 0), (3, 4), (4, 3)}  # what has no class is like its group alone
    assert not far.diagonal().any() and bool(far[0, 2]) and bool(far[3, 5])


def test_the_loss_is_eq_3_and_cross_entropy() -> None:
    torch.manual_seed(1)
    head = RealHead(12, 3, SMALL).eval()
    vectors = torch.nn.functional.normalize(torch.randn(6, 256), dim=-1)
    names, groups = torch.tensor([0, 0, 1, 1, 2, -1]), torch.arange(6)
    v, centre = vectors.double().numpy(), unit(head.classes.detach().double().numpy())
    e, terms = np.exp(v @ v.T / 0.07), []
    for k in range(6):
        near = [j for j in range(6) if j != k and names[j] == names[k] >= 0]
        far = [j for j in range(6) if j not in near and j != k]
        terms.append(-np.log(e[k, near].sum() / (e[k, near].sum() + e[k, far].sum())) if near else 0.0)
    logits = v[:5] @ centre.T / 0.07
    log_p = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    label = 0.9 * np.eye(3)[names[:5]] + 0.1 / 3
    want = np.mean(terms) - 2 * (label * log_p).sum(1).mean()
    assert float(real_loss(vectors, head, names, groups, told=2.0).detach()) == pytest.approx(want, rel=1e-4)


# Stopping and going on


def test_a_stopped_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[int] = []
    plain_step = real_train._one_step

    def counted(*args: object) -> float:
        if len(steps) == 12:
            raise KeyboardInterrupt
        steps.append(int(args[4]))  # type: ignore[call-overload]
        return plain_step(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(real_train, "_one_step", counted)
    with pytest.raises(KeyboardInterrupt):
        train_real(lesson(), replace(COURSE, save_every=0.0), tmp_path, lambda text: None)

    def again(*args: object) -> float:
        steps.append(int(args[4]))  # type: ignore[call-overload]
        return plain_step(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(real_train, "_one_step", again)
    train_real(lesson(), COURSE, tmp_path, lambda text: None)
    assert steps == list(range(COURSE.steps))  # at most what came after the last checkpoint is done again


def test_a_head_learns_and_its_checkpoint_is_the_same(tmp_path: Path) -> None:
    some = lesson()
    head = train_real(some, COURSE, tmp_path, lambda text: None)
    vectors = vectors_of(head, some.looks[0])
    other = lesson(seed=2)
    said = named_by_nearest(vectors_of(head, other.looks[0]), vectors, some.names)
    assert (said == other.names).mean() >= 0.9
    again = train_real(some, COURSE, tmp_path, lambda text: None)  # nothing is left to do
    assert (vectors_of(again, some.looks[0]) == vectors).all()


def test_a_full_disk_keeps_the_last_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train_real(lesson(), COURSE, tmp_path, lambda text: None)
    kept = (tmp_path / "head.safetensors").read_bytes()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(real_train, "save_file", full)
    with pytest.raises(OutputError, match=r"the checkpoint cannot be written to .*; the last one is kept"):
        train_real(lesson(), COURSE, tmp_path, lambda text: None)
    assert (tmp_path / "head.safetensors").read_bytes() == kept and not list(tmp_path.glob("*.part"))


# Refusals


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"names": np.full(60, -1)}, "0 pictures with a class to train on; 8 are the least"),
        ({"names": np.zeros(60, int)}, "all pictures to train on are of one class; a memory needs two"),
        ({"looks": np.ones((2, 60, 12), np.float16)}, "the pictures to train on are all alike"),
        ({"looks": np.full((2, 60, 12), np.nan, np.float16)}, "numbers of the pictures hold NaN or ∞"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(tmp_path: Path, change: dict, says: str) -> None:
    with pytest.raises(InputError, match=says):
        train_real(replace(lesson(), **change), COURSE, tmp_path, lambda text: None)
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_of_another_course_is_refused(tmp_path: Path) -> None:
    train_real(lesson(), COURSE, tmp_path, lambda text: None)
    with pytest.raises(InputError, match="is of another version or course; remove it to begin anew"):
        train_real(lesson(), replace(COURSE, steps=31), tmp_path, lambda text: None)
    (tmp_path / "head.safetensors").write_bytes(b"no checkpoint")
    with pytest.raises(InputError, match="is damaged; remove it to begin anew"):
        train_real(lesson(), COURSE, tmp_path, lambda text: None)


@pytest.mark.parametrize(
    ("kinds", "each", "says"),
    [
        (("ring",), 10, "has 1 classes of enough groups; a memory needs two to tell apart"),
        (("ring", "cross"), 1, "has 0 classes of enough groups; a memory needs two to tell apart"),
    ],
)
def test_too_little_is_refused(tmp_path: Path, kinds: tuple[str, ...], each: int, says: str) -> None:
    place = write_folder(tmp_path / "a", kinds, each)
    with pytest.raises(InputError, match=says):
        learn_real(place, tmp_path / "out", TASK, lambda text: None)
    assert not (tmp_path / "out").exists()


def test_pictures_that_are_all_alike_are_refused(tmp_path: Path) -> None:
    place = write_folder(tmp_path / "a", ("ring", "cross"), 10, alike=True)
    drawn("ring", 0).save(place / "unnamed.png")
    with pytest.raises(
        InputError, match="the pictures to train on are all alike; a memory needs different ones"
    ):
        learn_real(place, tmp_path / "out", replace(TASK, looks=0), lambda text: None)


def test_a_picture_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    place = write_folder(tmp_path / "a")
    (place / "ring1.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match=r"ring1\.png: 'ring1\.png' is no picture that can be read"):
        learn_real(place, tmp_path / "out", TASK, lambda text: None)


def test_a_folder_of_something_else_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something else than a memory of real pictures"):
        learn_real(folder, tmp_path / "out", TASK, lambda text: None)


def test_damaged_memories_are_refused(learnt: Path, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"there is no memory of real pictures in .*; wenwu train memory DIR"
    ):
        load_real(tmp_path)

    def spoilt(name: str, **change: object) -> Path:
        place = tmp_path / name
        shutil.copytree(learnt, place)
        facts = json.loads((place / "real.json").read_text("utf-8"))
        (place / "real.json").write_text(json.dumps({**facts, **change}), encoding="utf-8")
        return place

    with pytest.raises(InputError, match="is of another version; train it again"):
        load_real(spoilt("version", version="real 0"))
    for name, change in (
        ("heat", {"temperature": 0.0}), ("none", {"unknown_below": None}), ("names", {"names": ["ring"]}),
        ("beyond", {"unknown_beyond": "far"}),
        ("cards", {"prototypes": []}),
    ):  # fmt: skip
        with pytest.raises(InputError, match="parts of the memory of real pictures do not fit each other"):
            load_real(spoilt(name, **change))
    place = spoilt("arrays")
    (place / "real.npz").write_bytes(b"PK")
    with pytest.raises(InputError, match=r"real\.npz of the memory is missing or damaged"):
        load_real(place)
    place = spoilt("nan")
    with np.load(place / "real.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["first_bias"] = np.full_like(arrays["first_bias"], np.nan)
    np.savez(place / "real.npz", **arrays)
    with pytest.raises(InputError, match="parts of the memory of real pictures do not fit each other"):
        load_real(place)


# Scores


def test_shares_are_of_pictures_and_of_groups() -> None:
    score = scored(np.array([True, True, True, False]), ["a", "a", "a", "b"])
    assert score.micro == 0.75 and score.over_groups == 0.5 and score.groups == 2
    assert (score.low, score.high) == (0.0, 1.0)  # two groups: either may be drawn twice


def test_a_difference_is_of_the_same_pictures() -> None:
    one, other = np.array([True, True, False, False]), np.array([True, False, False, True])
    assert difference(one, other, np.arange(4))[0] == 0.0
    gain, (low, high) = difference(np.ones(40, bool), np.zeros(40, bool), np.arange(40))
    assert gain == low == high == 1.0


def test_prints_are_found_again() -> None:
    vectors = unit(np.array([[1, 0], [0.9, 0.1], [0, 1], [0.8, 0.3]])).astype(np.float32)
    first, precision, kept = found_again(vectors, np.array([0, 1, 2, 0]), np.arange(4))
    assert kept.tolist() == [0, 3]  # the others have no fellow
    assert first.tolist() == [False, False] and precision.tolist() == [0.5, 0.5]


def test_a_class_is_as_like_as_its_nearest_picture() -> None:
    near = np.array([[0.1, 0.9, 0.3]], np.float32)
    assert of_classes(near, np.array([0, 2, 0]), 3).tolist() == [
        [pytest.approx(0.3), -1.0, pytest.approx(0.9)]
    ]


# What is shipped


@pytest.mark.skipif(not (shipped() / "real.json").is_file(), reason="no weights yet")
def test_the_shipped_memory_is_small_licensed_and_without_protected_signs() -> None:
    size = sum(file.stat().st_size for file in shipped().iterdir())
    assert size <= 2_500_000  # bytes
    for name in ("CARD.md", "LICENSE.md", "CREDITS.md"):
        assert (shipped() / name).is_file()
    text = (shipped() / "CREDITS.md").read_text("utf-8")
    assert "adinkra" not in text.casefold() and "not verified" not in text
    memory = load_real()
    seen = memory.read(np.asarray(drawn("ring", 1)), threads=1)
    assert len(seen.classes) == 5 and not any("adinkra" in name for name in memory.names)
