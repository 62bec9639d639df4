"""Hops fly as a thrown body does."""

import numpy as np

from wenwu.motion.hop import hop_height

FPS = 1000.0


def flown(seconds: float) -> np.ndarray:
    flight = np.zeros(3000, bool)
    flight[1500 : 1500 + round(seconds * FPS)] = True
    return hop_height(flight, FPS)


def test_a_flight_falls_with_g_and_rises_by_g_t_squared_over_eight() -> None:
    y = flown(0.2)
    second = np.diff(y, 2) * FPS**2
    assert np.allclose(second[1510:1690], -9.81, atol=1e-3)
    assert np.isclose(y[1500:1700].max(), 9.81 * 0.2**2 / 8, rtol=1e-3)


def test_taking_off_and_landing_are_smooth_and_end() -> None:
    y = flown(0.2)
    second = np.diff(y, 2) * FPS**2
    assert np.abs(np.diff(second)).max() < 2.0  # no jump: a step of 9.81 would show
    assert np.all(y[:1190] == 0)
    assert np.all(y[2010:] == 0)
    assert y[1200:1500].min() < -0.02  # the knees give before the jump


def test_two_feet_that_pass_each_other_are_no_hop() -> None:
    assert np.all(flown(0.03) == 0)
