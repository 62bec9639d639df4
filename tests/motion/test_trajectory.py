"""The smooth path through means of places and velocities."""

import numpy as np
import pytest
from scipy.optimize import minimize

from wenwu.motion.trajectory import CUTOFF, USUAL, coloured_noise, trajectory


def given(frames: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(frames, 2, 3)), rng.uniform(0.02, 0.3, size=(frames, 2, 3))


def test_it_is_the_minimum_of_its_own_sum() -> None:
    mean, sigma = given(12, 1)
    rough = (2 * np.sin(np.pi * CUTOFF / 30)) ** -6 / USUAL**2

    def cost(flat: np.ndarray) -> float:
        x = flat.reshape(12, 3)
        off = ((x - mean[:, 0]) / sigma[:, 0]) ** 2
        fast = (((x[2:] - x[:-2]) * 15 - mean[1:-1, 1]) / sigma[1:-1, 1]) ** 2
        return off.sum() + fast.sum() + rough * (np.diff(x, 3, axis=0) ** 2).sum()

    found = trajectory(mean, sigma, 30)
    best = minimize(cost, found.ravel(), method="BFGS", options={"gtol": 1e-3})
    assert found == pytest.approx(best.x.reshape(12, 3), abs=1e-4)
    assert cost(found.ravel()) <= best.fun * (1 + 1e-9)


def test_a_smooth_mean_that_is_sure_is_followed() -> None:
    time = np.arange(120) / 30
    place = np.stack([np.sin(3 * time), np.cos(2 * time)], 1)
    rate = np.stack([3 * np.cos(3 * time), -2 * np.sin(2 * time)], 1)
    path = trajectory(np.stack([place, rate], 1), np.full((120, 2, 2), 0.02), 30)
    assert path == pytest.approx(place, abs=0.01)


def test_a_jump_becomes_a_slope() -> None:
    place = np.repeat([0.0, 0.3], 30)[:, None]
    mean = np.stack([place, np.zeros_like(place)], 1)
    path = trajectory(mean, np.full((60, 2, 1), [[0.05], [0.3]]), 30)
    assert np.abs(np.diff(path[:, 0])).max() < 0.08
    assert path[[0, -1], 0] == pytest.approx([0, 0.3], abs=0.01)


def test_noise_has_unit_spread_and_no_jitter() -> None:
    noise = coloured_noise(np.random.default_rng(2), 4000, 8, 0.3, 30)
    assert noise.shape == (4000, 8)
    assert noise.std() == pytest.approx(1, abs=0.06)
    power = np.abs(np.fft.rfft(noise * np.hanning(4000)[:, None], axis=0)) ** 2
    hertz = np.fft.rfftfreq(4000, 1 / 30)
    assert power[hertz > 3].sum() < 1e-6 * power.sum()
