"""Light on one point: what is mirrored, what is matt, what wraps round."""

import numpy as np
import pytest

from wenwu.render import surface
from wenwu.render.light import tone_curve
from wenwu.render.surface import KNEE, toned

TOWARD, BEHIND = np.array([0.0, 0.6, 0.8]), np.array([0.0, 0.6, -0.8])
GREY = [np.full(3, v) for v in (1.0, 0.4, 0.1, 0.7)]
LIGHT = (TOWARD, GREY[0], GREY[1], GREY[2], GREY[3], BEHIND, np.full(3, 0.3), np.zeros((3, 4)), np.zeros(2))
MATT = np.array([0.0, 12.0, 0.0, 0.0, 0.0, 0.1], np.float32)  # gloss, sharp, metal, sheen, skin, half-light
SILVER = np.array([0.9, 60.0, 1.0, 0.0, 0.0, 0.1], np.float32)
SKIN = np.array([0.0, 12.0, 0.0, 0.0, 1.0, 0.2], np.float32)


def sent(material, normal, view=(0.0, 0.0, 1.0), base=(0.6, 0.6, 0.6), sun=1.0, sky=1.0):
    normal = np.array(normal) / np.linalg.norm(normal)
    return np.array(surface._sum_of_lights(LIGHT, (material, base, sky), tuple(normal), view, sun))


def test_surroundings_are_dark_below_pale_at_the_horizon_and_brightest_toward_the_sun():
    below, level = surface.reflection(LIGHT, 0.0, -1.0, 0.0)[0], surface.reflection(LIGHT, 1.0, 0.0, 0.0)[0]
    sun = surface.reflection(LIGHT, *TOWARD)[0]
    assert below < 0.1 < level < sun
    assert level == pytest.approx(0.7)


def test_silver_changes_with_what_it_mirrors_and_a_matt_thing_does_not():
    half_way = TOWARD + np.array([0, 0, 1])  # mirrors the sun to the eye
    down = np.array([0.0, -0.5, 1.0])
    dull = sent(MATT, half_way)[0] / sent(MATT, down)[0]
    bright = sent(SILVER, half_way)[0] / sent(SILVER, down)[0]
    assert bright > 2.5 * dull


def test_metal_keeps_its_colour_in_the_highlight_and_plain_gloss_is_whiter():
    half_way = TOWARD + np.array([0, 0, 1])
    gold = sent(SILVER, half_way, base=(0.8, 0.5, 0.1))
    lacquer = np.array([0.9, 60.0, 0.0, 0.0, 0.0, 0.1], np.float32)
    assert gold[2] / gold[0] < 0.2
    lit = sent(lacquer, half_way, base=(0.8, 0.5, 0.1)) - sent(MATT, half_way, base=(0.8, 0.5, 0.1))
    assert lit[2] / lit[0] > 0.4


def test_light_wraps_warm_round_skin_and_hardly_round_cloth():
    away = (0.0, 0.8, -0.75)  # a little past the edge of the light
    skin, cloth = sent(SKIN, away) - sent(SKIN, away, sun=0.0), sent(MATT, away) - sent(MATT, away, sun=0.0)
    assert skin[0] > skin[1] > cloth[1] >= 0


def test_hidden_sky_and_hidden_sun_both_darken():
    whole = sent(MATT, (0, 1, 1))
    assert (sent(MATT, (0, 1, 1), sky=0.5) < whole).all()
    assert (sent(MATT, (0, 1, 1), sun=0.5) < whole).all()


def test_tone_leaves_colours_below_the_knee_alone_and_never_passes_white():
    curve = tone_curve()
    assert toned(0.6, 0.3, 0.1, curve) == (0.6, 0.3, 0.1)
    for light in (KNEE, 0.9, 1.5, 3.0, 9.0):
        out = toned(light, light / 2, light / 4, curve)
        assert 0.69 < max(out) <= 1.0
        assert out[0] >= out[1] >= out[2] > 0


def test_tone_curve_has_no_kink():
    curve = tone_curve()
    steps = np.diff(curve)
    assert (steps >= 0).all()
    assert np.abs(np.diff(steps)).max() < 0.012 * steps.max()
