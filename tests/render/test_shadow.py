"""Shadows: the comparison filter, the blur, the widening half-shadow."""

import numpy as np
import pytest
from scipy.ndimage import uniform_filter

from wenwu.render import shadow


def reaching(depth, x, y, z):
    return shadow.light_reaching(depth.reshape(-1), len(depth), *(np.float32(c) for c in (x, y, z)))


def test_the_edge_of_a_shadow_is_a_smooth_rise_from_none_to_all():
    depth = np.full((16, 16), 9.0, np.float32)
    depth[:, :8] = 1.0
    light = [reaching(depth, 4 + 0.25 * k, 8.0, 5.0) for k in range(33)]
    assert light[0] == 0 and light[-1] == 1
    assert light[16] == pytest.approx(0.5)
    rise = np.diff(light)
    assert (rise >= 0).all() and rise.max() <= 0.13


def test_a_point_in_front_of_the_map_is_lit_and_one_outside_it_too():
    depth = np.full((16, 16), 5.0, np.float32)
    assert reaching(depth, 8.0, 8.0, 4.9) == 1
    assert reaching(depth, 8.0, 8.0, 5.1) == 0
    assert reaching(depth, -3.0, 8.0, 5.1) == 1


@pytest.mark.parametrize("radius", [1, 3, 7])
def test_blur_is_the_mean_over_a_square(radius):
    source = np.random.default_rng(3).random((40, 40)).astype(np.float32)
    work, target = np.zeros_like(source), np.zeros_like(source)
    shadow.blur(source, work, target, radius)
    assert target == pytest.approx(uniform_filter(source, 2 * radius + 1, mode="constant"), abs=1e-5)


def half_shadow(distance):
    """Width [cell] over which light on the ground rises from 10 to 90 % beside an edge so far off [m]."""
    mask = np.zeros((96, 96), np.float32)
    mask[:, :48] = 1
    levels, source = [], mask
    for radius in (1, 3, 7, 16):
        work, target = np.zeros_like(mask), np.zeros_like(mask)
        shadow.blur(source, work, target, radius)
        levels.append(target)
        source = target
    out = np.zeros_like(mask)
    shadow.soften(tuple(levels), levels[2] * distance, 0.075, 0.008, out)
    row = out[48, 24:80]
    return ((row > 0.1) & (row < 0.9)).sum()


def test_the_farther_off_the_edge_the_softer_its_shadow():
    widths = [half_shadow(d) for d in (0.02, 0.3, 0.8, 2.0)]
    assert widths[0] <= 3
    assert widths == sorted(widths)
    assert widths[-1] > 4 * widths[0]


def test_what_touches_the_ground_darkens_the_sky_there_and_what_flies_high_does_not():
    foot = np.zeros((1, 8), np.float32)
    foot[0, :3] = (0.5, 0.01, 0.5)
    bird = foot + np.array([0, 2, 0, 0, 0, 0, 0, 0], np.float32)
    for thing, dark in ((foot, True), (bird, False)):
        grids = [np.zeros((20, 20), np.float32) for _ in range(2)]
        out = np.zeros((20, 20), np.float32)
        shadow.crowd(thing, grids[0], grids[1], (0.0, 0.0, 20.0))
        shadow.open_sky(grids[0], grids[1], out)
        assert bool(out[9:11, 9:11].min() < 0.75) is dark
        assert out[0, 0] == 1
