"""Evidence: worked pieces with known bites and holes, and everything that must not be taken for loss."""

import numpy as np
import pytest
from PIL import Image

from wenwu.base.seed import generator
from wenwu.motifs.damage import damage
from wenwu.motifs.evidence import find_evidence

HIGH, WIDE = 240, 320
TOP, LEFT, BOTTOM, RIGHT = 40, 60, 200, 260  # of the piece: 160 × 200 pixels
AREA = 160 * 200


def cloth(high: int, wide: int) -> np.ndarray:
    """A photographed cloth: reds and blues in many shades."""
    rng = generator(1, "made cloth")
    shade = rng.uniform(0.4, 1.0, (high, wide, 3))
    y, x = np.indices((high, wide))
    red, blue = np.array([0.7, 0.1, 0.1]), np.array([0.1, 0.15, 0.6])
    return np.where(((y // 12 + x // 12) % 2 == 0)[..., None], red, blue) * shade


def piece(bite: tuple[int, int] = (0, 0)) -> np.ndarray:
    """The cloth before grey, a bite of so many pixels taken out of its upper right corner."""
    picture = np.full((HIGH, WIDE, 3), 0.75)
    picture[TOP:BOTTOM, LEFT:RIGHT] = cloth(BOTTOM - TOP, RIGHT - LEFT)
    picture[TOP : TOP + bite[0], RIGHT - bite[1] : RIGHT] = 0.75
    return (picture + generator(2, "grain").normal(0, 0.004, picture.shape)).clip(0, 1).astype(np.float32)


def opaque(*holes: tuple[int, int, int, int]) -> np.ndarray:
    """How opaque a piece is that was cut out; holes as top, left, bottom, right."""
    mask = np.zeros((HIGH, WIDE), np.float32)
    mask[TOP:BOTTOM, LEFT:RIGHT] = 1
    for top, left, bottom, right in holes:
        mask[top:bottom, left:right] = 0
    return mask


def test_a_whole_piece_is_all_evidence() -> None:
    found = find_evidence(piece())
    assert found.how == ("ground", "edges") and not found.lost.any() and found.share == 1
    assert found.shown.sum() == pytest.approx(AREA, rel=0.03) and not found.damaged


def test_a_bite_out_of_a_corner_is_lost() -> None:
    found = find_evidence(piece((64, 80)))
    assert found.how == ("ground", "edges") and found.damaged
    assert found.share == pytest.approx(1 - 64 * 80 / AREA, abs=0.02)
    rows, columns = np.nonzero(found.lost)
    assert rows.min() == pytest.approx(TOP, abs=4) and rows.max() == pytest.approx(TOP + 64, abs=4)
    assert columns.max() == pytest.approx(RIGHT, abs=4) and columns.min() == pytest.approx(RIGHT - 80, abs=4)
    assert found.lost.shape == found.shown.shape == (HIGH, WIDE) and not (found.lost & found.shown).any()


def test_a_clear_hole_in_a_piece_that_was_cut_out_is_lost() -> None:
    found = find_evidence(piece(), opaque((80, 100, 120, 160)))
    assert found.how == ("clear", "edges")
    assert found.share == pytest.approx(1 - 40 * 60 / AREA, abs=0.01)


def test_less_than_half_is_said() -> None:
    most = find_evidence(piece(), opaque((50, 70, 190, 250)))
    assert most.scant and most.share == pytest.approx(1 - 140 * 180 / AREA, abs=0.02)
    assert not find_evidence(piece(), opaque((80, 100, 120, 160))).scant


def test_a_speck_is_no_hole() -> None:
    assert not find_evidence(piece(), opaque((100, 100, 103, 103))).lost.any()


def test_the_clear_ground_of_a_drawing_is_no_loss() -> None:
    """A square ring in two flat colours: what is clear inside it is its ground."""
    colour = np.full((HIGH, WIDE, 3), 0.8, np.float32)
    colour[:, : WIDE // 2] = (0.1, 0.2, 0.6)
    found = find_evidence(colour, opaque((70, 90, 170, 230)))
    assert found.how == ("clear", "no_edges") and not found.damaged


def test_a_round_piece_has_no_edges_to_follow() -> None:
    y, x = np.indices((HIGH, WIDE))
    disc = np.hypot(y - 120, x - 160)[..., None] < 80
    made = np.where(disc, cloth(HIGH, WIDE), 0.75).astype(np.float32)
    found = find_evidence(made)
    assert found.how == ("ground", "no_edges") and not found.lost.any()


def test_a_piece_with_its_grounds_colours_is_not_judged() -> None:
    """Grey squares in a cloth on grey may be dye or holes: nobody can tell."""
    made = piece()
    for row in range(TOP + 20, BOTTOM - 20, 40):
        for column in range(LEFT + 20, RIGHT - 20, 40):
            made[row : row + 14, column : column + 14] = 0.75
    found = find_evidence(made)
    assert found.how == ("alike",) and found.shown.all() and not found.lost.any()


def test_a_cloth_that_runs_out_of_the_picture_is_all_evidence() -> None:
    found = find_evidence(cloth(HIGH, WIDE).astype(np.float32))
    assert found.how == ("whole",) and found.shown.all() and not found.damaged


def test_torn_edges_of_the_damage_model_are_found() -> None:
    """What is called lost is lost; the model's own mask says so."""
    torn = damage(cloth(HIGH, WIDE).astype(np.float32), "torn", 0.2, generator(1, "torn"))
    found = find_evidence(torn.image)
    true = torn.cover > 0.5
    assert found.damaged and (found.lost & true).sum() > 0.8 * found.lost.sum()


def test_large_pictures_get_masks_of_their_size() -> None:
    large = Image.fromarray((255 * piece((64, 80))).astype(np.uint8)).resize((960, 720))
    found = find_evidence(np.asarray(large, np.float32) / 255)
    assert found.shown.shape == (720, 960)
    assert found.share == pytest.approx(1 - 64 * 80 / AREA, abs=0.02)
