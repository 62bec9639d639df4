"""Scores: by which split each number is told, and what is withheld where it must be."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.memory.cache import Cache
from wenwu.memory.calibrate import temperature

torch = pytest.importorskip("torch", reason="scores are of a network in training, with the extra [train]")

from wenwu.memory import score  # noqa: E402
from wenwu.memory.course import Course  # noqa: E402
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
