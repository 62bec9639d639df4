"""A figure comes out the same on any ground, in any dye, at any place; what cannot be read is said."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wenwu.base.errors import InputError
from wenwu.memory import crop
from wenwu.memory.crop import prepared, tight


def ring(ground, ink, size=(160, 120), box=(60, 30, 100, 70)) -> np.ndarray:
    """A ring with a bar in it, somewhere on a ground."""
    image = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(image)
    pen.ellipse(box, outline=ink, width=5)
    pen.rectangle((box[0] + 12, box[1] + 18, box[2] - 12, box[3] - 18), fill=ink)
    return np.asarray(image)


PLAIN = prepared([ring("white", "black")], 64)[0].astype(int)


@pytest.mark.parametrize(
    ("ground", "ink"),
    [("black", "white"), ("#C0A060", "#402010"), ("#B02020", "#F0E0C0"), ("#204080", "#D0A020")],
)
def test_ground_and_dye_do_not_count(ground: str, ink: str) -> None:
    made = prepared([ring(ground, ink)], 64)[0].astype(int)
    assert np.abs(made - PLAIN).mean() < 4


def test_place_does_not_count() -> None:
    made = prepared([ring("white", "black", box=(10, 60, 50, 100))], 64)[0].astype(int)
    assert np.abs(made - PLAIN).mean() < 4


def test_uneven_light_is_taken_out() -> None:
    plain = ring("#E0D8C0", "#302010").astype(float)
    shade = np.linspace(0.7, 1.0, plain.shape[1])[None, :, None]
    made = prepared([(plain * shade).astype(np.uint8)], 64)[0].astype(int)
    assert np.abs(made - PLAIN).mean() < 8


def test_the_figure_fills_the_square() -> None:
    dark = tight(ring("white", "black"))[..., 0] < 128
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    assert min(np.ptp(rows), np.ptp(columns)) > 0.85 * len(dark)


def test_a_speck_does_not_widen_the_box() -> None:
    plain = ring("white", "black", box=(30, 15, 110, 95))
    dusty = plain.copy()
    dusty[110:112, 5:7] = 0
    assert tight(dusty).shape == tight(plain).shape


def test_hands_are_kept() -> None:
    """A sign and its mirror image stay mirror images."""
    signed = ring("white", "black").copy()
    signed[30:50, 95:99] = 0
    made, mirrored = prepared([signed, signed[:, ::-1]], 64).astype(int)
    assert np.abs(made - mirrored[:, ::-1]).mean() < 6
    assert np.abs(made - mirrored).mean() > 6


def test_cloth_that_runs_on_is_not_cut() -> None:
    y, x = np.indices((90, 120))
    checks = np.where(((x // 15 + y // 15) % 2 == 0)[..., None], [200, 40, 40], [30, 60, 160]).astype(
        np.uint8
    )
    assert tight(checks).shape == (120, 120, 3)


def test_a_flat_picture_is_white() -> None:
    assert (tight(np.full((50, 50, 3), 90, np.uint8)) == 255).all()


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((7, 90), "a picture of 90 × 7 pixels shows no pattern; 8 × 8 are the least"),
        (
            (10, 90),
            "a picture of 90 × 10 pixels is too narrow to read; "
            "crop it to at most 8 times as long as it is wide",
        ),
    ],
)
def test_what_cannot_be_read_is_said(shape: tuple[int, int], says: str) -> None:
    with pytest.raises(InputError) as found:
        tight(np.zeros((*shape, 3), np.uint8))
    assert str(found.value) == says


def test_planted_fault_without_the_ground_polarity_would_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crop, "_apart", lambda colour, ground: 255 - colour.mean(-1))
    made = prepared([ring("black", "white")], 64)[0].astype(int)
    assert np.abs(made - PLAIN).mean() > 30
