"""Training: what it refuses, that it goes on where it stopped, and that a full disk loses little."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.memory.cache import Cache, embed, part_path, write_part
from wenwu.memory.views import seen_again
from wenwu.motifs.corpus import load_corpus

torch = pytest.importorskip("torch", reason="training a memory needs the extra [train]")

from wenwu.memory import checkpoint  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
from wenwu.memory.lesson import lesson_of  # noqa: E402
from wenwu.memory.loss import Terms  # noqa: E402
from wenwu.memory.net import Rows, Size  # noqa: E402
from wenwu.memory.train import draw, losses, started, train, train_rows  # noqa: E402

ATLAS = load_atlas()
SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)
COURSE = Course(steps=6, batch=16, size=SMALL, fine=True)
SENSES = {("ring", "dai"): "sun", ("bars", "dai"): "harvest"}


def quiet(_: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def lesson(corpus_folder: Path):
    return lesson_of(load_corpus(corpus_folder), ATLAS)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Tokens of chance, for 96 pictures in one view."""
    made = generator(1, "tokens").normal(size=(96, 16, 432)).astype(np.float16)
    write_part(part_path(tmp_path, 0, 0), made)
    return Cache(tmp_path, 1, 96)


def test_pairs_come_from_labels_and_from_the_atlas(lesson) -> None:
    assert lesson.pairs.form_kin.sum() == len(lesson.words.forms)  # no relation speaks of these motifs
    assert not lesson.pairs.form_foes.any() and not np.diag(lesson.pairs.concept_foes).any()
    assert lesson.words.contexts[0] == ("", "dai", "yi")


@pytest.mark.parametrize(
    ("senses", "says"),
    [
        (
            {("ring", "dai"): "sun", ("ring", "yi"): "harmony"},
            "all pictures have one form, 'ring'; it takes two to tell apart",
        ),
        (
            {("ring", "dai"): "sun", ("bars", "yi"): "sun"},
            "all pictures have one concept, 'sun'; it takes two to tell apart",
        ),
        (
            SENSES | {("bars", "dai"): "speed"},
            "the corpus means 'speed', and the atlas has no such concept; add it or rename it",
        ),
    ],
)
def test_labels_that_teach_nothing_are_refused(corpus_of, senses: dict, says: str) -> None:
    count = 10 if "one form" in says else 16  # before the first star comes
    with pytest.raises(InputError) as found:
        lesson_of(load_corpus(corpus_of(senses, count - 2)), ATLAS)
    assert str(found.value) == says


def test_too_few_pictures_are_refused(lesson, cache: Cache) -> None:
    few = replace(lesson, splits={"train": np.arange(5)})
    with pytest.raises(InputError, match="5 pictures to train on; 32 are the least"):
        train_rows(few, cache)


def test_equal_pictures_are_refused(lesson, tmp_path: Path) -> None:
    write_part(part_path(tmp_path, 0, 0), np.ones((96, 16, 432), np.float16))
    with pytest.raises(
        InputError, match="the pictures to train on are all alike; a memory needs different ones"
    ):
        train(lesson, ATLAS, Cache(tmp_path, 1, 96), COURSE, tmp_path / "run", quiet)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (np.full((96, 16, 432), np.nan, np.float16), "holds NaN or ∞; remove it to make it anew"),
        (np.ones((96, 16, 320), np.float16), "has another shape; remove it to make it anew"),
    ],
)
def test_cached_tokens_that_are_wrong_are_refused(
    lesson, tmp_path: Path, made: np.ndarray, says: str
) -> None:
    np.save(part_path(tmp_path, 0, 0), made)
    with pytest.raises(InputError) as found:
        train(lesson, ATLAS, Cache(tmp_path, 1, 96), COURSE, tmp_path / "run", quiet)
    assert str(found.value) == f"view0-00000.npy of the cached tokens {says}"


def test_a_part_that_was_cut_off_is_refused(lesson, cache: Cache, tmp_path: Path) -> None:
    path = part_path(tmp_path, 0, 0)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(InputError, match=r"view0-00000.npy of the cached tokens is missing or damaged"):
        train(lesson, ATLAS, cache, COURSE, tmp_path / "run", quiet)


def test_it_goes_on_where_it_stopped(lesson, cache: Cache, tmp_path: Path) -> None:
    first = train(lesson, ATLAS, cache, replace(COURSE, steps=3), tmp_path / "run", quiet)
    again = started(lesson, cache, train_rows(lesson, cache), COURSE)
    assert checkpoint.resume(again, COURSE, tmp_path / "run")
    assert again.step == 3
    for (name, a), b in zip(first.net.state_dict().items(), again.net.state_dict().values(), strict=True):
        assert torch.equal(a, b), name
    assert again.optimiser.state_dict()["state"][0]["exp_avg"].abs().sum() > 0
    assert train(lesson, ATLAS, cache, COURSE, tmp_path / "run", quiet).step == 6


def test_two_runs_of_one_seed_are_one(lesson, cache: Cache, tmp_path: Path) -> None:
    one, other = (train(lesson, ATLAS, cache, COURSE, tmp_path / name, quiet).net for name in ("a", "b"))
    assert all(
        torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    )


@pytest.mark.parametrize(
    "other", [{"seed": 2}, {"size": replace(SMALL, prototypes=5)}, {"rows": Rows(gate=False)}]
)
def test_a_checkpoint_of_another_course_is_refused(lesson, cache: Cache, tmp_path: Path, other: dict) -> None:
    train(lesson, ATLAS, cache, replace(COURSE, steps=1), tmp_path / "run", quiet)
    with pytest.raises(InputError, match="is of another version or network; remove it to begin anew"):
        train(lesson, ATLAS, cache, replace(COURSE, **other), tmp_path / "run", quiet)


def test_a_damaged_checkpoint_is_refused(lesson, cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.safetensors").write_bytes(b"nothing of ours")
    with pytest.raises(InputError, match=r"checkpoint.safetensors is damaged; remove it to begin anew"):
        train(lesson, ATLAS, cache, COURSE, tmp_path / "run", quiet)


def test_a_full_disk_keeps_the_last_checkpoint(
    lesson, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(lesson, ATLAS, cache, replace(COURSE, steps=2), tmp_path / "run", quiet)
    before = (tmp_path / "run" / "checkpoint.safetensors").read_bytes()

    def full(tensors, path: Path, facts) -> None:
        Path(path).write_bytes(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OutputError, match=r"the checkpoint cannot be written to .*; the last one is kept"):
        train(lesson, ATLAS, cache, COURSE, tmp_path / "run", quiet)
    assert (tmp_path / "run" / "checkpoint.safetensors").read_bytes() == before
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["checkpoint.safetensors"]


def test_each_term_can_be_switched_off(lesson, cache: Cache, tmp_path: Path) -> None:
    """Without a term its part of the network learns nothing from it."""
    rows = train_rows(lesson, cache)
    batch = draw(lesson, cache, rows, COURSE, generator(1))
    moved = {}
    for name in ("visual", "semantic", "named"):
        run = started(lesson, cache, rows, COURSE)
        parts = losses(
            run.net, run.net(batch.tokens.nan_to_num(), batch.context), batch.rows, lesson, Terms(), 1.0
        )
        parts[("visual", "semantic", "named").index(name)].backward()
        moved[name] = {n for n, p in run.net.named_parameters() if p.grad is not None and bool(p.grad.any())}
    assert any("visual.phi" in n for n in moved["visual"]) and not any(
        "semantic.phi" in n for n in moved["visual"]
    )
    assert any("semantic.phi" in n for n in moved["semantic"])
    assert not any("visual" in n for n in moved["semantic"])
    assert {"last.weight", "gate.weight"} <= moved["named"]


def test_looking_goes_on_at_the_first_missing_part(corpus_folder: Path, tmp_path: Path) -> None:
    corpus = load_corpus(corpus_folder)
    first = embed(corpus, tmp_path, quiet, views=1, threads=1).tokens(np.arange(96))
    told: list[str] = []
    embed(corpus, tmp_path, told.append, views=1, threads=1)
    assert told == []
    part_path(tmp_path, 0, 0).unlink()
    again = embed(corpus, tmp_path, told.append, views=1, threads=1).tokens(np.arange(96))
    assert told == ["view 0: 96 of 96 pictures"] and (first == again).all()


def test_tokens_of_another_corpus_are_refused(corpus_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache.json").write_text('{"format": "tokens 0"}', "utf-8")
    with pytest.raises(
        InputError, match="holds tokens of another corpus, network or seed; name another folder"
    ):
        embed(load_corpus(corpus_folder), tmp_path, quiet)


def test_views_are_repeatable_and_never_mirrored() -> None:
    picture = np.full((96, 96, 3), 230, np.uint8)
    picture[20:76, 20:30] = picture[66:76, 20:60] = (40, 20, 90)  # an L
    mirrored = 0
    for view in range(1, 25):
        seen = seen_again(picture, view, 1, 7)
        assert (seen == seen_again(picture, view, 1, 7)).all()
        assert seen.shape == picture.shape and seen.dtype == np.uint8
        grey = seen.astype(float).mean(-1)
        flat = (grey - grey.mean()).ravel()
        plain, other = (
            float(np.corrcoef(flat, p.mean(-1).ravel())[0, 1]) for p in (picture, picture[:, ::-1])
        )
        mirrored += other > plain
    assert mirrored <= 1
    assert (seen_again(picture, 0, 1, 7) == picture).all()
