"""Stages: quiet places by occasion, and what they look like without anybody on them."""

import numpy as np
import pytest

from wenwu.render.backdrop import backdrop
from wenwu.render.camera import frame_dancers
from wenwu.render.ground import SIDE, grain
from wenwu.scene.stage import STAGES, stage_for


@pytest.mark.parametrize(
    ("occasion", "name"),
    [
        ("torch_festival", "evening"), ("naadam", "grassland"), ("stage", "hall"), ("wedding", "hall"),
        ("harvest_festival", "field"), ("water_festival", "day"), (None, "day"), ("evening", "evening"),
    ],
)  # fmt: skip
def test_an_occasion_has_a_stage(occasion, name):
    assert stage_for(occasion).name == name


def test_every_light_comes_from_above_and_has_unit_length():
    for stage in STAGES.values():
        assert stage.sun_from[1] > 0.3
        assert np.linalg.norm(stage.sun_from) == pytest.approx(1)


def test_evening_is_darker_than_day_and_its_light_warmer(card, scene):
    camera = frame_dancers(scene(card()), 160, 90)
    day, evening = (backdrop(camera, STAGES[n]).mean() for n in ("day", "evening"))
    assert evening < 0.5 * day
    red, _, blue = STAGES["evening"].sun
    assert red > 1.5 * blue


def test_the_sky_has_no_bands(card, scene):
    sky = backdrop(frame_dancers(scene(card()), 160, 90), STAGES["day"])[:40].astype(int)
    assert np.abs(np.diff(sky.mean(1), axis=0)).max() < 2.5


@pytest.mark.parametrize("surface", ["earth", "grass", "boards", "stone"])
def test_ground_tiles_meet_themselves_and_keep_the_colour(surface):
    tile = grain(surface)
    top = tile.texels[: SIDE * SIDE].reshape(SIDE, SIDE)
    assert top.mean() == pytest.approx(1, abs=1e-3)
    inner = np.abs(np.diff(top, axis=0)).mean()
    assert np.abs(top[0] - top[-1]).mean() < 4 * inner
    assert 0.01 < top.std() < 0.2
