"""The classifier of the style-leak probe, on sets whose answer is known."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from wenwu.measure import style_leak
from wenwu.measure.style_leak import discriminant, kept, told


def test_sets_that_lie_apart_are_told_apart_and_mixtures_counted() -> None:
    rng = np.random.default_rng(1)
    street, score = rng.normal(3, 1, (80, 6)), rng.normal(0, 1, (80, 6))
    drawn = np.concatenate([rng.normal(0, 1, (30, 6)), rng.normal(3, 1, (10, 6))])
    found = told(street, score, drawn)
    assert found["street_called_street_percent"] > 97
    assert found["score_called_street_percent"] < 3
    assert found["network_called_street_percent"] == pytest.approx(25, abs=5)


def test_without_a_difference_half_are_called_so() -> None:
    rng = np.random.default_rng(2)
    same = [rng.normal(0, 1, (400, 4)) for _ in range(3)]
    assert 30 < told(*same)["network_called_street_percent"] < 70


def test_the_line_is_fishers() -> None:
    one, two = np.array([[1.0, 0], [3, 0]]), np.array([[-1.0, 0], [-3, 0]])
    line, cut = discriminant(one, two)
    assert cut == pytest.approx(0)
    assert line == pytest.approx([4 / 3, 0])


def test_features_of_joints_that_are_not_held_are_left_out() -> None:
    known = np.ones(24, bool)
    known[22:] = False
    assert kept(known).sum() == 128 - 2 * 5


TOES = np.ones(24, bool)
TOES[[18, 22]] = False  # joints that the street clips of these tests lack


def run(monkeypatch: pytest.MonkeyPatch, drawn_like: str, apart: np.ndarray) -> dict[str, Any]:
    """The bench on made-up features: street clips lie `apart` from scores, and the network draws like one."""
    rng = np.random.default_rng(5)
    street = [SimpleNamespace(reference=apart + rng.normal(0, 1, 128), mask=TOES) for _ in range(60)]
    where = {"score": 0 * apart, "network": apart if drawn_like == "street" else 0 * apart}
    monkeypatch.setattr(style_leak, "find_recordings", lambda data: data)
    monkeypatch.setattr(style_leak, "real_sequences", lambda folder, sources: iter(street))
    monkeypatch.setattr(style_leak, "score_only", lambda dance, seed, seconds: "score")
    monkeypatch.setattr(style_leak, "network_dance", lambda dance, seed, seconds: "network")
    monkeypatch.setattr(style_leak, "features", lambda clip: tuple(where[clip] + rng.normal(0, 1, 128)))
    return style_leak.run(Path("recordings"), quick=True)


@pytest.mark.parametrize(("drawn_like", "share"), [("street", 100), ("score", 0)])
def test_a_network_that_dances_street_dance_is_noticed(
    drawn_like: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run(monkeypatch, drawn_like, np.full(128, 2.0))
    assert found["n"] == 45 and found["quick"] and found["seed"] == 502
    assert found["network_called_street_percent"] == pytest.approx(share, abs=3)
    assert found["score_called_street_percent"] < 5 < 95 < found["street_called_street_percent"]


def test_what_only_the_joints_tell_that_street_clips_lack_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacking = ~kept(TOES)
    assert lacking.sum() == 10
    found = run(monkeypatch, "street", np.where(lacking, 50.0, 0.0))
    assert 20 < found["score_called_street_percent"] < 80  # no better than a coin
    monkeypatch.setattr(style_leak, "kept", lambda known: np.ones(128, bool))
    assert run(monkeypatch, "street", np.where(lacking, 50.0, 0.0))["network_called_street_percent"] == 100


def test_without_recordings_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENWU_DATA", raising=False)
    assert style_leak.run() == {"recordings": "none given; --data DIR or WENWU_DATA names them"}
