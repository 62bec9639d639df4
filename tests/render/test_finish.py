"""Finishing passes do nothing unless asked, and what they are asked."""

import colorsys

import numpy as np
import pytest

from wenwu.render.finish import Calibration, calibrate, expose

PICTURE = np.random.default_rng(4).integers(0, 256, (6, 7, 3)).astype(np.uint8)


def test_calibration_is_off_by_default():
    assert calibrate(PICTURE, Calibration()) is PICTURE


def test_hue_saturation_and_lightness_change_as_the_standard_library_says():
    by = Calibration(hue=40.0, saturation=0.6, lightness=0.9)
    found = calibrate(PICTURE, by)
    for pixel, got in zip(PICTURE.reshape(-1, 3), found.reshape(-1, 3), strict=True):
        hue, lightness, saturation = colorsys.rgb_to_hls(*(pixel / 255))
        wanted = colorsys.hls_to_rgb((hue + 40 / 360) % 1, lightness * 0.9, saturation * 0.6)
        assert got / 255 == pytest.approx(wanted, abs=0.004)


def test_a_long_exposure_is_the_mean_of_light_and_not_of_bytes():
    black, white = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), 255, np.uint8)
    assert abs(int(expose([black, white])[0, 0, 0]) - 188) <= 1
    assert np.abs(expose([PICTURE, PICTURE]).astype(int) - PICTURE).max() <= 1
