"""A cloth of the user's own as it is laid: upright, not mirrored, not stretched, whole round a ring."""

import numpy as np
import pytest
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.motifs.frieze_of import Frieze
from wenwu.motifs.lattice import Lattice
from wenwu.motifs.photo import Photo
from wenwu.motifs.strip import Strip
from wenwu.motifs.tile import Tile
from wenwu.scene.dress import outfit_of
from wenwu.scene.hanging import cloth_panel
from wenwu.scene.own_cloth import OwnCloth, cloth_of, laid, piece_of, turned
from wenwu.scene.panel import Panel

GROUND = np.array([10, 20, 30], np.uint8)
HIGH, WIDE = 30, 40  # [px] of one repeat


def letter(high: int = HIGH, wide: int = WIDE) -> ndarray:
    """An F: no mirror and no turn brings it onto itself."""
    picture = np.full((high, wide, 3), 0.9)
    picture[high // 6 : -high // 6, wide // 4 : wide // 4 + wide // 6] = [0.6, 0.1, 0.1]
    picture[high // 6 : high // 6 + high // 8, wide // 4 : -wide // 6] = [0.1, 0.3, 0.6]
    picture[high // 2 : high // 2 + high // 8, wide // 4 : -wide // 3] = [0.1, 0.5, 0.2]
    return picture


def blank(colour: ndarray, mask: ndarray | None = None) -> Photo:
    mask = np.ones(colour.shape[:2], bool) if mask is None else mask
    return Photo(colour, mask, None, (), None, None, 0.0, None, None, ())


def cloth(kind: str = "tile", size: tuple[float, float] = (0.2, 0.15)) -> OwnCloth:
    closes = {"tile": (True, True), "strip": (True, False), "whole": (False, False)}[kind]
    return OwnCloth(kind, letter(), size, closes, blank(letter()))  # type: ignore[arg-type]


def alike(a: ndarray, b: ndarray) -> float:
    return float(np.corrcoef(a.astype(float).ravel(), b.astype(float).ravel())[0, 1])


def test_each_repeat_is_the_picture_and_not_its_mirror_image() -> None:
    """Half a metre shown, a repeat of 10 × 7.5 cm, drawn at 400 pixels a metre: 40 × 30 pixels."""
    drawn = laid(cloth(), 0.5, (0.5, 0.3), 400, False, GROUND)
    assert drawn.shape == (120, 200, 3)
    for row in range(4):
        for column in range(5):
            one = drawn[row * HIGH : (row + 1) * HIGH, column * WIDE : (column + 1) * WIDE]
            assert alike(one, letter()) > 0.99
            assert alike(one, letter()[:, ::-1]) < 0.8 and alike(one, letter()[::-1]) < 0.9


def test_a_repeat_stands_in_the_middle_of_the_panel() -> None:
    drawn = laid(cloth(), 0.5, (0.43, 0.075), 400, False, GROUND)
    middle = (drawn.shape[1] - WIDE) // 2
    assert alike(drawn[:, middle : middle + WIDE], letter()) > 0.99


def test_it_keeps_its_size_and_its_ratio() -> None:
    """The distance after which it repeats, in pixels, both ways: independent of how it was drawn."""
    drawn = laid(cloth(size=(0.2, 0.3)), 0.5, (0.6, 0.6), 300, False, GROUND).astype(float).sum(-1)
    for axis, period in ((1, 0.1), (0, 0.15)):
        moved = [
            np.abs(drawn - np.roll(drawn, k, axis)).mean() if k else np.inf
            for k in range(round(1.5 * period * 300))
        ]
        assert int(np.argmin(moved)) == round(period * 300)


def test_whole_repeats_go_round_a_ring_and_the_ratio_stays() -> None:
    drawn = laid(cloth(), 0.5, (0.96, 0.3), 400, True, GROUND)
    one = drawn.shape[1] / 10  # 9.6 repeats become 10
    assert alike(drawn, np.roll(drawn, round(one), 1)) > 0.97
    seam = np.abs(drawn[:, 0].astype(float) - drawn[:, -1]).mean()
    assert seam <= 1.2 * np.abs(np.diff(drawn.astype(float), axis=1)).mean() + 1
    row = round(0.075 * 400 * 0.96)  # the height shrinks with the width
    assert alike(drawn[:row], drawn[row : 2 * row]) > 0.97


def test_a_ring_too_small_for_a_repeat_does_not_squeeze_it() -> None:
    drawn = laid(cloth(), 0.5, (0.06, 0.15), 400, True, GROUND)
    open_ = laid(cloth(), 0.5, (0.06, 0.15), 400, False, GROUND)
    assert np.array_equal(drawn, open_)


def test_a_piece_is_laid_once_on_the_ground_in_its_own_ratio() -> None:
    drawn = laid(cloth("whole", (1.0, 0.75)), 0.2, (0.3, 0.4), 400, False, GROUND)
    on = (drawn != GROUND).any(-1)
    rows, columns = np.flatnonzero(on.any(1)), np.flatnonzero(on.any(0))
    assert (rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1) == (60, 80)
    assert abs(rows[0] - 16) <= 1 and abs((columns[0] + columns[-1]) / 2 - 59.5) <= 0.5  # 4 cm from the top
    assert on[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
    once = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert alike(once[::2, ::2], letter()) > 0.97


def test_a_piece_that_is_wider_than_the_panel_is_cut_and_not_squeezed() -> None:
    drawn = laid(cloth("whole", (1.0, 0.75)), 0.4, (0.2, 0.3), 100, False, GROUND)
    whole = laid(cloth("whole", (1.0, 0.75)), 0.4, (0.4, 0.3), 100, False, GROUND)
    assert np.array_equal(drawn, whole[:, 10:30])


def test_fine_cloth_does_not_shimmer() -> None:
    """Threads of black and white, drawn five times coarser: grey everywhere, not whichever was hit."""
    fine = np.repeat((np.arange(50) % 2.0)[None, :, None], 40, 0).repeat(3, 2)
    own = OwnCloth("tile", fine, (0.2, 0.16), (True, True), blank(fine))
    drawn = laid(own, 0.5, (0.5, 0.08), 100, False, GROUND) / 255
    assert np.abs(drawn - 0.5).max() < 0.05


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turning_is_clockwise_and_no_mirroring(degrees: int) -> None:
    once = turned(cloth("strip"), degrees)
    back = turned(once, 360 - degrees)
    assert (
        np.array_equal(back.colour, letter()) and back.size == cloth().size and back.closes == (True, False)
    )
    if degrees == 90:  # what was left is above, what was below is left
        assert np.array_equal(once.colour[:, 0], letter()[-1])
        assert np.array_equal(once.colour[0], letter()[::-1, 0])
        assert once.size == (0.15, 0.2) and once.closes == (False, True)


WAYS = {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}


@pytest.mark.parametrize("way", WAYS)
def test_a_strip_is_worn_upright_however_it_was_cut(way: tuple[int, int]) -> None:
    """A strip holds at row r, column c what the photograph shows at r steps across and c along its repeat."""
    scene = letter(40, 60)
    length = 60 if way[0] else 40
    period = np.array(way, float) * length
    along, across = np.array(way), np.array([-way[1], way[0]])
    corner = np.array([0 if along[0] + across[0] > 0 else 59, 0 if along[1] + across[1] > 0 else 39])
    rows = 40 if way[0] else 60
    strip = np.stack([
        np.stack([scene[tuple((corner + r * across + c * along)[::-1])] for c in range(length)])
        for r in range(rows)
    ])  # fmt: skip
    photo = blank(np.tile(scene, (2, 2, 1)))
    found = Strip(period, 0.9, Frieze("p111", 1.0, (), 0.9), strip, 1.0, 0.0)
    worn = cloth_of(Photo(**{**photo.__dict__, "strip": found}), "x.jpg")
    assert np.array_equal(worn.colour, scene)
    assert worn.size == (0.5, 40 / 120) and worn.closes == ((True, False) if way[0] else (False, True))


def test_a_tile_has_the_size_of_its_lattice_and_not_of_its_pixels() -> None:
    """The shorter vector runs down the photograph: the tile, cut along it, is turned back upright."""
    basis = np.array([[0.0, 20.0], [-30.0, 0.0]])
    tile = Tile(np.rot90(letter(40, 60), 1), ((1, 0), (0, 1)), 0.0, 1.0)
    photo = Photo(
        **{**blank(np.zeros((200, 300, 3))).__dict__, "tile": tile, "lattice": Lattice(basis, 1, 1)}
    )
    worn = cloth_of(photo, "x.jpg")
    assert worn.size == pytest.approx((0.1, 20 / 300)) and worn.closes == (True, True)
    assert np.array_equal(worn.colour, letter(40, 60))


def test_a_piece_leaves_the_background_out() -> None:
    mask = np.zeros((100, 120), bool)
    mask[10:90, 15:100] = True
    mask[10:14, 15:40] = False
    top, bottom, left, right = piece_of(mask)
    assert mask[top:bottom, left:right].mean() >= 0.995
    assert (bottom - top) * (right - left) > 0.9 * 80 * 85
    colour = np.where(mask[..., None], letter(100, 120), [0.0, 1.0, 0.0])
    worn = cloth_of(blank(colour, mask), "x.jpg")
    assert worn.kind == "whole" and not (np.abs(worn.colour - [0.0, 1.0, 0.0]).max(-1) < 0.2).any()
    assert worn.size == ((right - left) / 120, (bottom - top) / 120)


def test_a_photograph_with_next_to_no_cloth_is_refused() -> None:
    mask = np.zeros((100, 120), bool)
    mask[50:60, 50:60] = True
    said = (
        r"^x\.jpg shows no cloth that is whole over 32 × 32 pixels; say where it lies with --pattern-corners"
    )
    with pytest.raises(InputError, match=said):
        cloth_of(blank(np.zeros((100, 120, 3)), mask), "x.jpg")


def outside_in(panel: Panel) -> float:
    """Share of the panel's area whose cloth shows its back, mirrored, to whoever looks from outside."""
    a, b, c = (panel.flat[panel.faces[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    return float(area.clip(0).sum() / np.abs(area).sum())


def test_no_panel_of_a_costume_shows_its_cloth_mirrored() -> None:
    """Left and right sleeve, front and back, apron: u runs right and v down, seen from outside.

    A tenth of a narrow hem is its edge, folded in behind.
    """
    outfit = outfit_of("woman_1", load_atlas().costume("miao.f.leishan_long"))
    panels = [p for p in outfit.panels if p.bolt] + [cloth_panel(h) for h in outfit.hanging]
    assert len(panels) > 10
    for panel in panels:
        assert outside_in(panel) < 0.15, panel.name
