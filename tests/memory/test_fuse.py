"""Eq. 6 and its gate at their limits; how far probabilities can be believed."""

import numpy as np
import pytest

from wenwu.base.seed import generator
from wenwu.memory.calibrate import area_under, calibration_error, novelty_threshold, temperature
from wenwu.memory.fuse import Fusion, sureness

RNG = generator(1, "fuse")
FUSION = Fusion(np.array([4.0, 2.0, -4.0, -2.0]), 0.0, RNG.normal(size=(3, 3)), RNG.normal(size=(3, 3)))
FORM, MEANING = RNG.normal(size=(1, 3)), RNG.normal(size=(1, 3))
SURE, UNSURE = np.array([[0.997, 0.001, 0.001, 0.001]]), np.full((1, 4), 0.25)


def test_sureness_at_its_limits() -> None:
    np.testing.assert_allclose(sureness(UNSURE), [[0, 0]], atol=1e-9)
    assert sureness(SURE).min() > 0.97


@pytest.mark.parametrize(
    ("gate", "wanted"), [(1.0, FORM @ FUSION.visual.T), (0.0, MEANING @ FUSION.semantic.T)]
)
def test_the_gate_at_its_limits(gate: float, wanted: np.ndarray) -> None:
    np.testing.assert_allclose(FUSION.fused(FORM, MEANING, np.array([gate])), wanted)


def test_half_open_is_the_mean() -> None:
    both = FORM @ FUSION.visual.T + MEANING @ FUSION.semantic.T
    np.testing.assert_allclose(FUSION.fused(FORM, MEANING, np.array([0.5])), both / 2)


def test_the_surer_read_is_believed() -> None:
    assert FUSION.opened(SURE, UNSURE)[0] > 0.9 > 0.1 > FUSION.opened(UNSURE, SURE)[0]


def test_planted_fault_swapped_channels_are_seen() -> None:
    swapped = Fusion(FUSION.gate, FUSION.lean, FUSION.semantic, FUSION.visual)
    gate = FUSION.opened(SURE, UNSURE)
    assert np.abs(swapped.fused(FORM, MEANING, gate) - FUSION.fused(FORM, MEANING, gate)).max() > 0.1
    assert FUSION.opened(SURE, UNSURE)[0] != pytest.approx(FUSION.opened(UNSURE, SURE)[0])


def test_a_temperature_that_was_put_in_comes_out() -> None:
    logits = RNG.normal(size=(20_000, 5)) * 2
    chance = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    labels = (RNG.random((20_000, 1)) > chance.cumsum(1)).sum(1)
    assert temperature(3 * logits, labels) == pytest.approx(3, rel=0.05)
    assert calibration_error(3 * logits, labels, 3.0) < 0.02 < 0.1 < calibration_error(3 * logits, labels)


def test_calibration_error_by_hand() -> None:
    logits = np.log(np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]]))
    found = calibration_error(logits, np.array([0, 1, 0, 0]))
    assert found == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)


def test_threshold_and_area() -> None:
    near = np.linspace(0, 1, 101)
    assert novelty_threshold(near, 0.05) == pytest.approx(0.05)
    known, unknown = np.array([0.9, 0.8, 0.5]), np.array([0.5, 0.1])
    by_hand = np.mean([[1.0 if k > u else 0.5 if k == u else 0.0 for u in unknown] for k in known])
    assert area_under(known, unknown) == pytest.approx(float(by_hand))
