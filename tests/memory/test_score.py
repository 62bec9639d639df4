"""Scores: by which split each number is told, and what is withheld where it must be."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.memory.cache import Cache
from wenwu.memory.calibrate import temperature

torch = pytest.importorskip("torch", reason="scores are of a network in training, with the extra [train]")

from wenwu.memory import score  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
from wenwu.memory.held_back import Strange  # noqa: E402
from wenwu.memory.net import Size  # noqa: E402
from wenwu.memory.train import encoded, started, train_rows  # noqa: E402

SMALL = Size(width=32, layers=1, heads=4, inner=32, hidden=32, prototypes=4, drop=0.0)


@pytest.fixture
def net(lesson, cache: Cache):
    return started(lesson, cache, train_rows(lesson, cache), Course(size=SMALL)).net


def test_temperature_and_threshold_are_those_of_valid(lesson, cache: Cache, net) -> None:
    facts = score.scored(net, lesson, cache)
    held = lesson.splits["valid"]
    told = encoded(net, lesson, cache, held)
    assert facts["calibrated_on"] == "valid"
    assert facts["temperature"] == pytest.approx(temperature(told["logits"], lesson.concept[held]))
    near = (told["form"] @ net.prototypes.numpy().T).max(1)
    assert facts["unknown_below"] == pytest.approx(np.quantile(near, 0.05))
    assert facts["valid"]["n"] == len(held) == 12
    assert facts["valid"]["called_unknown"] == pytest.approx(1 / 12)


def test_without_a_valid_split_it_says_what_it_went_by(lesson, cache: Cache, net) -> None:
    splits = {name: rows for name, rows in lesson.splits.items() if name != "valid"}
    facts = score.scored(net, replace(lesson, splits=splits), cache)
    assert facts["calibrated_on"] == "train" and "valid" not in facts


def test_a_form_in_strange_hands_is_told_by_the_other_temperature(
    lesson, cache: Cache, net, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was met with the Yi in training; the half of `test` that is theirs is told by its own heat."""
    theirs = lesson.words.contexts[0].index("yi")
    rows = lesson.splits["train"]
    kept = rows[lesson.context[rows, 0] != theirs]
    less = replace(lesson, splits={**lesson.splits, "train": kept, "test": lesson.splits["valid"]})
    asked, before = {}, score.calibration_error

    def told(logits, labels, heat=1.0):
        asked.setdefault(len(labels), []).append(heat)
        return before(logits, labels, heat)

    monkeypatch.setattr(score, "calibration_error", told)
    facts = score.scored(net, less, cache, Strange(3.0, {"pairs": 9}))
    held = less.splits["valid"]
    spread = float(encoded(net, less, cache, held)["logits"].std(1).mean())
    assert facts["strange_temperature"] == pytest.approx(3 * spread, rel=1e-4)
    assert facts["held_back"] == {"pairs": 9}
    new = lesson.context[held, 0] == theirs
    assert facts["test"]["strange"] == facts["valid"]["strange"] == new.mean() == 0.5
    wanted = np.where(new, facts["strange_temperature"], facts["temperature"])
    np.testing.assert_allclose(asked[12][0], wanted)
    plain = score.scored(net, lesson, cache)
    assert plain["strange_temperature"] is None and plain["test"]["strange"] == 0
    assert "strange_accuracy" not in plain["test"]


def test_a_prototype_stands_for_what_came_to_it_in_training(
    lesson, cache: Cache, net, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt = []
    monkeypatch.setattr(score, "purity", lambda came, labels, by=None: learnt.append(by) or 1.0)
    score.scored(net, lesson, cache)
    assert all(sorted(by[1]) in _labels(lesson) for by in learnt) and len(learnt) == 4


def _labels(lesson) -> list[list[int]]:
    rows = lesson.splits["train"]
    return [sorted(lesson.form[rows]), sorted(lesson.concept[rows])]


def test_picture_and_context_alone_are_alone(
    lesson, cache: Cache, net, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, kept = [], score.encoded

    def told(net, lesson, cache, rows, context=None):
        said.append(context)
        return kept(net, lesson, cache, rows, context)

    monkeypatch.setattr(score, "encoded", told)
    facts = score.scored(net, lesson, cache)
    assert [context.any() for context in said if context is not None] == [False]
    # three concepts, as often each, of the one people that `test` shows
    assert facts["test"]["context_only"] == pytest.approx(1 / 3)
    # each form has two concepts, as often each; of two the look-up says the first
    assert facts["test"]["always_the_commonest"] == pytest.approx(1 / 3)
    rows, train = lesson.splits["test"], lesson.splits["train"]
    usual = [np.bincount(lesson.concept[train][lesson.form[train] == f]).argmax() for f in lesson.form[rows]]
    assert facts["test"]["by_form_alone"] == pytest.approx((usual == lesson.concept[rows]).mean())
