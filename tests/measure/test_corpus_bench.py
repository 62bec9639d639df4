"""The corpus bench: each cue by hand, and a corpus that is too easy is called so."""

import numpy as np
import pytest

from wenwu.base.seed import generator
from wenwu.measure import corpus as bench
from wenwu.measure.corpus import looked_up, measured, nearest, ridge, table
from wenwu.motifs.corpus import Corpus

TRAIN, TEST = np.arange(6), np.array([6, 7])


def test_a_look_up_takes_the_commonest_label_of_a_key():
    keys = ["a", "a", "a", "b", "b", "b", "a", "new"]
    of = np.array([1, 1, 0, 2, 2, 2, 0, 0])
    assert looked_up(keys, of, TRAIN, TEST).tolist() == [1, 2]  # a → 1; new → 2, the commonest of all


def test_neighbours_and_least_squares_on_points_anyone_can_tell_apart():
    features = np.array([[1, 0]] * 3 + [[0, 1]] * 3 + [[0.9, 0.1], [0.2, 0.8]], np.float32)
    of = np.array([0, 0, 0, 1, 1, 1, 0, 1])
    for neighbours in (1, 3):
        assert nearest(features, of, TRAIN, TEST, neighbours).tolist() == [0, 1]
    assert ridge(features, of, TRAIN, TEST).tolist() == [0, 1]


def made(concept_of, count=300):
    """Records of two forms in two contexts; half of each are asked."""
    records = []
    for k in range(count):
        form, occasion = ("star", "wave")[k % 2], ("wedding", "festival")[k // 2 % 2]
        records.append({
            "id": f"{k}", "split": "train" if k // 4 % 2 else "test", "drawing": k,
            "visual": {"family": form, "form": form, "topology": form, "craft": "flat"},
            "semantic": {"motif": form, "concept": concept_of(form, occasion),
                         "context": {"occasion": occasion}},
            "geographic": {"culture": "x", "place": None},
        })  # fmt: skip
    return records


class Grey(Corpus):
    """Pictures that tell nothing."""

    def picture(self, row):
        noise = generator(int(row), "grey").integers(0, 2, (16, 16, 3)) * 90
        return noise.astype(np.uint8)


@pytest.mark.parametrize(
    ("concept_of", "hard"),
    [
        (lambda form, occasion: "ab"[(form == "star") == (occasion == "wedding")], True),  # both are needed
        (lambda form, occasion: "ab"[occasion == "wedding"], False),  # planted: the context alone tells
    ],
)
def test_a_corpus_that_one_cue_gives_away_is_not_hard_enough(tmp_path, concept_of, hard):
    result = measured(Grey(tmp_path, tuple(made(concept_of)), "0" * 64))
    assert result["bound"] == 1 and result["form_and_context"]["accuracy"] == 1
    assert result["hard_enough"] is hard
    context = result["context"]
    assert context["accuracy"] == pytest.approx(0.5 if hard else 1.0, abs=0.01)
    low, high = context["interval"]
    assert low <= context["accuracy"] <= high
    assert context["points_below"] == pytest.approx(100 * (1 - context["accuracy"]))
    assert "context" in table(result) and "points below" in table(result)


def test_the_bench_makes_its_own_corpus(monkeypatch):
    monkeypatch.setattr(bench, "QUICK", 100)
    monkeypatch.setattr(bench, "cores", lambda: 1)
    monkeypatch.setattr("wenwu.motifs.corpus_make.cores", lambda: 1)
    result = bench.run(quick=True)
    assert result["made"] and result["n"] == 100 + result["splits"]["damaged"] and result["bound"] == 1
    assert result["minutes_for_30000"] > 0 and result["quick"]
