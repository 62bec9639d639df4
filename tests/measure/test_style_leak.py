"""The classifier of the style-leak probe, on sets whose answer is known."""

import numpy as np
import pytest

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
