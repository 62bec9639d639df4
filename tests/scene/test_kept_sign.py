"""A svastika is found on a cloth; what may be drawn, and what is only angular, is not taken for one."""

from itertools import pairwise

import numpy as np
import pytest
from numpy import ndarray
from PIL import Image, ImageDraw, ImageFont

from wenwu.atlas.load import load_atlas
from wenwu.base.seed import generator
from wenwu.motifs.gate import GATED
from wenwu.motifs.library import draw_motif
from wenwu.motifs.raster import draw_tile
from wenwu.scene.kept_sign import (
    HALVINGS,
    LOOKS,
    SIDE,
    correlated,
    greyed,
    halved,
    kept_sign,
    likeness,
    score,
)
from wenwu.scene.sign_form import FORMS, SignForm, drawn

ATLAS = load_atlas()
DYES = (("#8A1F1F", (200, 170, 90)), ("#D9C27A", (30, 50, 110)))


def inked(ink: str, turn: str = "left") -> ndarray:
    return draw_tile(GATED["svastika"].draw({"turn": turn}), (ink, ink, ink), 70, 70)


def on(tile: ndarray, ground: tuple[int, int, int], room: int = 18) -> ndarray:
    """A sign on its ground."""
    cover = tile[..., 3:].astype(float) / 255
    return np.pad(
        np.array(ground) * (1 - cover) + tile[..., :3] * cover,
        ((room, room), (room, room), (0, 0)),
        mode="edge",
    )


def worn(picture: ndarray) -> ndarray:
    """With the noise of a photograph."""
    return np.clip(picture + generator(1, "woven").normal(0, 10, picture.shape), 0, 255).astype(np.uint8)


def slanted(field: ndarray, degrees: float) -> ndarray:
    """The middle of a field that is turned."""
    turned = np.asarray(Image.fromarray(field.astype(np.uint8)).rotate(degrees, Image.Resampling.BILINEAR))
    quarter = len(turned) // 4
    return turned[quarter:-quarter, quarter:-quarter].astype(float)


@pytest.mark.parametrize(("turn", "dye"), [("left", DYES[0]), ("right", DYES[1])], ids=["left", "right"])
def test_a_svastika_is_found_whichever_way_it_turns(turn: str, dye: tuple[str, tuple[int, int, int]]) -> None:
    """Alone, in rows near and far, every other row moved, turned by any angle."""
    for room in (18, 45):
        one = on(inked(dye[0], turn), dye[1], room)
        row = np.tile(one, (1, 4, 1))
        moved = np.concatenate([row, np.roll(row, len(one) // 2, 1)] * 2)
        field = np.tile(one, (6, 6, 1))
        for picture in (one, moved, slanted(field, 22)):
            found = kept_sign([worn(picture)])
            assert found is not None and found.family == "svastika" and found.likeness >= LOOKS


def test_one_small_sign_among_others_is_enough() -> None:
    """One svastika in the corner of a cloth of crosses, and it is in one view of two."""
    cross = np.zeros((70, 70, 4), np.uint8)
    cross[28:42] = cross[:, 28:42] = [138, 31, 31, 255]
    ground = DYES[0][1]
    field = np.tile(on(cross, ground), (4, 4, 1))
    assert kept_sign([worn(field)]) is None
    field[: 70 + 36, : 70 + 36] = on(inked(DYES[0][0]), ground)
    plain = np.full((120, 120, 3), 140, np.uint8)
    found = kept_sign([plain, worn(field)])
    assert found is not None and found.family == "svastika"


def test_motifs_that_may_be_drawn_are_not_taken_for_one() -> None:
    ids = [id for id, m in ATLAS.motifs.items() if m.drawable and m.enabled and m.family not in GATED]
    shown = [*ids[::12], "han.leiwen", "han.huiwen", "miao.swirl", "naxi.star"]
    taken = [
        id
        for id in shown
        if kept_sign([worn(np.tile(on(draw_motif(ATLAS.motif(id), ATLAS, 70), (236, 230, 214)), (3, 3, 1)))])
    ]
    assert len(shown) > 8 and not taken


def test_letters_and_bare_cloth_are_not_taken_for_one() -> None:
    font, taken = ImageFont.load_default(80), []
    for letter in "FHSTZ5#":
        image = Image.new("RGB", (110, 110), (200, 180, 120))
        ImageDraw.Draw(image).text((55, 55), letter, (40, 50, 120), font, anchor="mm")
        if kept_sign([worn(np.tile(np.asarray(image, float), (3, 3, 1)))]):
            taken.append(letter)
    assert not taken
    assert kept_sign([worn(np.full((150, 200, 3), 130.0))]) is None
    assert kept_sign([np.full((60, 60, 3), 130, np.uint8)]) is None


@pytest.mark.parametrize("light", [False, True], ids=["dark", "light"])
def test_a_crest_in_outline_and_one_that_fills_the_picture_are_found(light: bool) -> None:
    """Broad arms with narrow room between them, in a line of 3 % of the side; the same filled, to the rim."""
    for form, side, room in ((SignForm(0.28, outlined=True), 230, 40), (SignForm(0.27), 300, 0)):
        cover = np.pad(drawn(form, side)[0, 0], room)
        cover = 1 - cover if light else cover
        assert likeness([worn(np.repeat(220 - 170 * cover[..., None], 3, 2))]) >= LOOKS


def test_the_correlation_is_that_of_its_definition() -> None:
    """Place by place, about the mean and by the spread of both, computed apart."""
    rng = generator(2, "grey")
    grey, shapes = rng.normal(size=(20, 23)), rng.random((2, 3, 7, 7))
    windows = np.lib.stride_tricks.sliding_window_view(grey, (7, 7)).reshape(-1, 49)
    fits = correlated(grey, shapes)
    assert fits.shape == (2, 3, 14, 17)
    for hand, turn in np.ndindex(2, 3):
        apart = [float(np.corrcoef(window, shapes[hand, turn].ravel())[0, 1]) for window in windows]
        assert fits[hand, turn].ravel() == pytest.approx(apart, abs=1e-9)


def test_what_fits_one_hand_alone_scores_more() -> None:
    """At each place the better turn of each hand; by hand: .8 + (.8 − .5), not .9 + (.9 − .9)."""
    fits = np.zeros((2, 2, 1, 2))
    fits[0, 0, 0], fits[0, 1, 0], fits[1, 0, 0] = (0.8, 0.9), (0.1, 0.2), (0.5, 0.9)
    assert score(fits) == pytest.approx(1.1)
    assert score(fits[::-1]) == score(-fits) == score(fits)


def test_the_forms_are_of_either_hand_and_every_turn() -> None:
    for form in FORMS:
        signs = drawn(form, 48)
        assert signs.shape == (2, 6, 48, 48) and 0 <= signs.min() < signs.max() <= 1
        mirrored, same = (np.abs(sign - signs[1, 0]).mean() for sign in (signs[0, 0, :, ::-1], signs[0, 0]))
        assert mirrored < 0.03 and same > 3 * mirrored
        assert np.abs(np.rot90(signs[0, 3]) - signs[0, 3]).mean() < 0.03


def test_signs_are_sought_from_a_sixteenth_of_the_picture_to_all_of_it() -> None:
    small = min(side for form in FORMS for side in form.sides)
    for form in FORMS:
        sides = form.sides
        assert sides[-1] == 2 * sides[0] and max(b / a for a, b in pairwise(sides)) < 1.25
        assert sides[-1] << (HALVINGS - 1) >= SIDE
    assert small <= SIDE / 16


def test_a_view_is_searched_small_along_its_strongest_colours() -> None:
    picture = np.zeros((400, 100, 3), np.uint8)
    picture[:200] = [200, 20, 20]
    picture[200:] = [20, 20, 200]
    grey = greyed(picture)
    assert grey.shape == (192, 48) and abs(abs(grey[0, 0] - grey[-1, 0]) - np.hypot(180, 180)) < 1e-6
    assert halved(np.arange(15.0).reshape(3, 5)).tolist() == [[3, 5]]
