"""The note in the corner of the film."""

import numpy as np
import pytest

from wenwu.render.caption import NOTES, caption, strength_at


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_it_is_legible_on_any_ground_and_keeps_to_its_corner(lang: str, grey: int) -> None:
    image = np.full((360, 640, 3), grey, np.uint8)
    noted = caption(image, NOTES[lang], 1.0)
    corner = noted[300:]
    assert np.ptp(corner.astype(int)) > 90, "no letter stands out from its ground"
    assert (noted[:300] == grey).all()
    assert (image == grey).all(), "the picture that came in was changed"


def test_without_strength_the_picture_is_the_same() -> None:
    image = np.full((90, 160, 3), 40, np.uint8)
    assert caption(image, NOTES["en"], 0.0) is image


def test_a_narrow_picture_holds_the_whole_note() -> None:
    noted = caption(np.zeros((640, 200, 3), np.uint8), NOTES["en"], 1.0)
    assert (noted[:, -10:] == 0).all()


@pytest.mark.parametrize(
    ("seconds", "strength"), [(0.0, 1.0), (2.6, 1.0), (2.8, 0.5), (3.0, 0.0), (9.0, 0.0)]
)
def test_it_stands_three_seconds(seconds: float, strength: float) -> None:
    assert strength_at(seconds) == pytest.approx(strength)
