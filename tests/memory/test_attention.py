"""Where a picture was looked: a figure in a corner has the weight there, whatever the picture's shape."""

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.memory.attention import attention_map
from wenwu.memory.crop import Square, square_of, tight
from wenwu.memory.memory import load_memory
from wenwu.motifs.context import Context
from wenwu.motifs.library import draw_motif

EVEN = np.full((4, 4), 1 / 16, np.float32)


def cornered(high: int = 300, wide: int = 500) -> np.ndarray:
    """A red rectangle of 60 × 70 pixels, upper right on white."""
    picture = np.full((high, wide, 3), 255, np.uint8)
    picture[20:80, 400:470] = (200, 30, 30)
    return picture


def test_the_square_is_the_figure_with_its_margin() -> None:
    """By hand: the picture is worked on at 224 / 500, the figure is 70 long, 4 % of margin on each side."""
    square = square_of(cornered())
    assert square.side == pytest.approx(70 * 1.08, abs=3)
    assert square.left + square.side / 2 == pytest.approx(435, abs=3)
    assert square.top + square.side / 2 == pytest.approx(50, abs=4)


def test_a_picture_that_is_not_cut_is_looked_at_whole() -> None:
    cloth = np.random.Generator(np.random.PCG64(1)).integers(0, 256, (120, 200, 3)).astype(np.uint8)
    assert square_of(cloth) == Square(-40.0, 0.0, 200.0)


def test_the_square_shows_what_is_read() -> None:
    """Cut out by hand, the square is the picture that the network gets."""
    picture, square = cornered(), square_of(cornered())
    top, left, side = (round(value) for value in square)
    own = picture[top : top + side, left : left + side].min(-1) < 128
    seen = tight(picture)[..., 0] < 128
    assert seen.mean() == pytest.approx(own.mean(), abs=0.05)


def test_a_figure_in_one_corner_gets_the_weight_there() -> None:
    found = attention_map(EVEN, square_of(cornered()), (300, 500))
    assert found[:100, 380:].sum() > 0.99 * found.sum()
    down, across = np.unravel_index(int(found.argmax()), found.shape)
    assert 10 < down < 90 and 395 < across < 475


def test_each_part_lies_where_it_was() -> None:
    """All weight in the second part from the left of the third row."""
    where = np.zeros((4, 4), np.float32)
    where[2, 1] = 1
    found = attention_map(where, Square(100.0, 200.0, 80.0), (400, 400))
    down, across = np.unravel_index(int(found.argmax()), found.shape)
    assert int(down) in (149, 150) and int(across) in (229, 230)
    assert found.max() == 1 and found.min() == 0
    assert found[140:160, 220:240].mean() > 10 * found[100:120, 260:280].mean()


def test_it_fades_out_beyond_the_square_without_a_step() -> None:
    found = attention_map(EVEN, Square(100.0, 100.0, 200.0), (400, 400))
    assert not found[:70].any() and not found[:, 330:].any()
    assert np.abs(np.diff(found, axis=0)).max() < 0.05


def test_a_drawn_sign_in_a_corner_of_a_sheet_is_looked_at_there() -> None:
    tile = draw_motif(load_atlas().motif("dai.peacock_feather"), load_atlas(), 120)
    sheet = np.full((400, 600, 3), 255, np.uint8)
    place = sheet[260 : 260 + tile.shape[0], 30 : 30 + tile.shape[1]]
    cover = tile[..., 3:].astype(float) / 255
    place[:] = np.rint(tile[..., :3] * cover + 255 * (1 - cover)).astype(np.uint8)
    reading = load_memory().read(sheet, [Context()], load_atlas(), 1)
    found = attention_map(reading.where, square_of(sheet), (400, 600))
    assert found[200:, :300].sum() > 0.95 * found.sum()
