"""The types of signatures are checked in every test: axes that disagree, and plain types, are noticed."""

import numpy as np
import pytest
from beartype.roar import BeartypeCallHintViolation
from jaxtyping import TypeCheckError

from wenwu.base.seed import generator
from wenwu.motifs.curve import shifted
from wenwu.motifs.path import Drawing
from wenwu.motifs.picture import Picture
from wenwu.scene.kept_sign import Kept, greyed

COLOUR = np.zeros((20, 30, 3), np.float32)


def test_axes_of_one_name_are_as_long_as_one_another() -> None:
    assert Picture(COLOUR, COLOUR[..., 0]).mask is not None
    with pytest.raises(TypeCheckError, match="mask"):
        Picture(COLOUR, COLOUR[:10, :, 0])


def test_an_array_of_another_kind_or_shape_is_noticed() -> None:
    assert greyed(np.zeros((8, 8, 3), np.uint8)).shape == (8, 8)
    for wrong in (np.zeros((8, 8, 3)), np.zeros((8, 8), np.uint8), [[0]]):
        with pytest.raises(TypeCheckError, match="view"):
            greyed(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeCheckError, match="line"):
        shifted(np.zeros((4, 3)), 0, 0)


@pytest.mark.parametrize("wrong", ["1", None, 1.5])
def test_what_has_no_axes_is_checked_too(wrong: object) -> None:
    with pytest.raises(BeartypeCallHintViolation):
        generator(wrong)  # type: ignore[arg-type]
    with pytest.raises(BeartypeCallHintViolation):
        Kept(7, 0.5)  # type: ignore[arg-type]


def test_a_whole_number_does_for_a_real_one() -> None:
    assert Kept("svastika", 1).likeness == 1 and Drawing((), 2, 2).aspect == 1


def test_what_is_given_back_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np.random, "default_rng", lambda seed: 7)
    with pytest.raises(BeartypeCallHintViolation):
        generator(1)
