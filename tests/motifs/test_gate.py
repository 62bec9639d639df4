"""What is gated stays shut without a review, a wish and a hand; level 4 never opens."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.atlas.culture import Review
from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs.gate import GATED, caption, gated_drawing
from wenwu.motifs.library import motif_family
from wenwu.motifs.raster import draw_tile

ATLAS = load_atlas()
SHUT = (
    "tibetan.yungdrung",
    "tibetan.vajra",
    "yi.tiger",
    "yi.bimo_atlas",
    "naxi.frog_compass",
    "dai.elephant",
)


def reviewed(culture: str):
    """The atlas as it would be if the people had reviewed their pack and switched their signs on."""
    known = ATLAS.culture(culture)
    review = Review(state="reviewed", by="a culture bearer", date="2026-11-29")
    cultures = {**ATLAS.cultures, culture: known.model_copy(update={"review": review})}
    motifs = {id: m.model_copy(update={"drawable": True}) for id, m in ATLAS.motifs.items()}
    return replace(ATLAS, cultures=cultures, motifs=motifs)


@pytest.mark.parametrize("id", SHUT)
def test_the_usual_door_is_shut(id: str) -> None:
    with pytest.raises(RefusedError, match=f"^the motif '{id}' is not drawn: it is kept by its own gate"):
        motif_family(ATLAS.motif(id))


def test_without_a_review_nothing_opens_it() -> None:
    with pytest.raises(
        RefusedError,
        match=r"^the motif 'tibetan.yungdrung' is sacred at level 3 and the pack of tibetan holds no review",
    ):
        gated_drawing(ATLAS.motif("tibetan.yungdrung"), ATLAS, opt_in=True, turn="left")


REFUSED = [
    ({"opt_in": False, "turn": "left"}, RefusedError, r"is drawn only for those who ask for this very sign$"),
    ({"opt_in": True}, InputError, r"turns one way or the other; say left or right$"),
    ({"opt_in": True, "turn": "up"}, InputError, r"turns one way or the other; say left or right$"),
]


@pytest.mark.parametrize(("asked", "error", "message"), REFUSED)
def test_a_review_alone_is_not_enough(asked: dict, error: type, message: str) -> None:
    atlas = reviewed("tibetan")
    with pytest.raises(error, match=r"^the motif 'tibetan.yungdrung' " + message):
        gated_drawing(atlas.motif("tibetan.yungdrung"), atlas, **asked)


def test_what_a_pack_switches_off_stays_off() -> None:
    atlas = reviewed("tibetan")
    off = atlas.motif("tibetan.vajra").model_copy(update={"drawable": False})
    with pytest.raises(RefusedError, match=r"^the pack of tibetan does not let 'tibetan.vajra' be drawn$"):
        gated_drawing(off, atlas, opt_in=True)


def test_level_four_never_opens() -> None:
    atlas = reviewed("yi")
    with pytest.raises(
        RefusedError, match=r"^the motif 'yi.bimo_atlas' is sacred at level 4 and is never drawn$"
    ):
        gated_drawing(atlas.motif("yi.bimo_atlas"), atlas, opt_in=True)


def test_the_hand_is_the_one_that_was_said() -> None:
    """卍 (left): from the middle up, then to the left; 卐 is its mirror image and not itself."""
    atlas = reviewed("tibetan")
    sign = atlas.motif("tibetan.yungdrung")
    left, right = (
        draw_tile(gated_drawing(sign, atlas, opt_in=True, turn=t), ("#000000", "#FFFFFF"), 100, 100)[..., 3]
        for t in ("left", "right")
    )
    assert left[12, 25] == 255 and left[12, 75] == 0
    assert np.abs(left[:, ::-1].astype(int) - right).mean() < 2 < np.abs(left.astype(int) - right).mean()


def test_the_hand_of_the_motif_cannot_be_changed() -> None:
    atlas = reviewed("tibetan")
    fixed = atlas.motif("tibetan.yungdrung").model_copy(update={"turn": "left"})
    with pytest.raises(RefusedError, match=r"turns left and is not drawn the other way$"):
        gated_drawing(fixed, atlas, opt_in=True, turn="right")


def test_the_caption_says_whose_it_is_and_what_it_means() -> None:
    assert caption(ATLAS.motif("tibetan.yungdrung"), ATLAS) == "yungdrung (Tibetan): everlasting, auspicious"


@pytest.mark.parametrize("name", sorted(GATED))
def test_each_gated_family_draws_within_its_box(name: str) -> None:
    drawing = GATED[name].draw({"turn": "left"})
    ring = np.concatenate([r for s in drawing.shapes for r in s.rings])
    assert (
        np.abs(ring[:, 0]).max() <= drawing.width / 2 * 1.03
        and np.abs(ring[:, 1]).max() <= drawing.height / 2 * 1.06
    )


def test_a_svastika_without_a_turn_is_refused() -> None:
    with pytest.raises(InputError, match=r"^a svastika is drawn with its turn said: left or right$"):
        GATED["svastika"].draw({})
