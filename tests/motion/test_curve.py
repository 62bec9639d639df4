"""Curves: smooth to the second derivative, through their keys, never beyond them."""

import numpy as np
from scipy.interpolate import BPoly

from wenwu.motion.curve import _slopes, arch, ramp, smooth, softened, softplus, spline, widest

AT = np.array([0.0, 1.0, 2.5, 3.0, 5.0])
VALUE = np.array([[0.0], [10.0], [4.0], [4.0], [-20.0]])
EASE = np.array([0.5, 0.1, 0.5, 1.0, 0.5])


def test_a_minimum_jerk_step_by_hand() -> None:
    assert ramp(np.array([-1.0, 0.0, 0.25, 0.5, 1.0, 3.0])).tolist() == [0, 0, 0.103515625, 0.5, 1, 1]
    assert arch(np.array([0.0, 0.5, 1.0])).tolist() == [0, 1, 0]


def test_the_spline_is_the_quintic_hermite_of_scipy() -> None:
    slope, curve = _slopes(AT, VALUE, EASE)
    reference = BPoly.from_derivatives(AT, np.stack([VALUE[:, 0], slope[:, 0], curve[:, 0]], 1))
    x = np.linspace(0, 5, 301)
    assert np.allclose(spline(AT, VALUE, EASE, x)[:, 0], reference(x), atol=1e-9)


def test_the_spline_passes_its_keys_and_stays_between_them() -> None:
    x = np.linspace(-1, 6, 2001)
    y = spline(AT, VALUE, EASE, x)[:, 0]
    assert np.allclose(spline(AT, VALUE, EASE, AT), VALUE)
    assert y.max() <= 10 + 1e-9
    assert y.min() >= -20 - 1e-9
    assert np.allclose(y[x <= 0], 0)
    assert np.allclose(y[x >= 5], -20)


def test_second_derivatives_do_not_jump() -> None:
    x = np.linspace(-0.5, 5.5, 60001)
    h = x[1] - x[0]
    second = np.diff(spline(AT, VALUE, EASE, x)[:, 0], 2) / h**2
    assert np.abs(np.diff(second)).max() < 0.05 * np.abs(second).max()
    kinked = np.interp(x, AT, VALUE[:, 0])  # planted fault: corners at the keys
    jumps = np.diff(np.diff(kinked, 2) / h**2)
    assert np.abs(jumps).max() > 100 * np.abs(second).max()


def test_soft_range_and_soft_corner() -> None:
    x = np.linspace(-50, 50, 10001)
    y = softened(x, -20.0, 30.0, 6.0)
    assert np.allclose(y[(x > -14) & (x < 24)], x[(x > -14) & (x < 24)])
    assert y.max() < 30
    assert y.min() > -20
    assert np.all(np.diff(y) > 0)
    assert np.isclose(softplus(np.array([0.0]), 2.0)[0], 2 * np.log(2))
    assert np.allclose(softplus(np.array([-40.0, 40.0]), 1.0), [0, 40])


def test_smoothing_keeps_the_mean_and_widening_never_lowers() -> None:
    rng = np.random.default_rng(1)
    y = np.concatenate([np.zeros(40), rng.standard_normal(80), np.zeros(40)])
    assert np.isclose(smooth(y, 3.0).sum(), y.sum())
    assert np.array_equal(smooth(y, 0.2), y)
    wide = widest(y, 4)
    assert np.all(wide >= y)
    assert wide[80] == y[76:85].max()
