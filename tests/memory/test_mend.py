"""What is lost of a figure comes back from its symmetry; what has none stays empty; what is seen stays."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wenwu.memory import mend
from wenwu.memory.crop import tight
from wenwu.memory.mend import Motion, Seen, mended, symmetries
from wenwu.memory.restored import restored

SIDE = 128


def blades(count: int, bent: float = 0.5) -> np.ndarray:
    """A wheel of bent blades, 0…1: it has a turn and no mirror."""
    image = Image.new("L", (4 * SIDE, 4 * SIDE), 0)
    pen, middle = ImageDraw.Draw(image), 2 * SIDE
    for k in range(count):
        way = 2 * np.pi * k / count
        points = [
            (
                middle + r * SIDE * np.cos(way + bent * r + turn),
                middle + r * SIDE * np.sin(way + bent * r + turn),
            )
            for r, turn in ((0.2, 0.0), (1.0, 0.05), (1.8, 0.0), (1.7, 0.3), (1.0, 0.25))
        ]
        pen.polygon(points, fill=255)
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32) / 255


def lost(top: int, left: int, high: int, wide: int) -> np.ndarray:
    mask = np.zeros((SIDE, SIDE), bool)
    mask[top : top + high, left : left + wide] = True
    return mask


def likeness(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> float:
    return float(np.corrcoef(one[where], other[where])[0, 1])


@pytest.mark.parametrize("count", [3, 4, 5])
def test_a_wheel_is_filled_by_its_turn(count: int) -> None:
    whole, gone = blades(count), lost(10, 60, 40, 50)
    done = mended(np.where(gone, 0, whole), gone)
    assert done.by[0] in (f"turn_{count}", f"turn_{count / 2:g}")  # four blades have half a turn too
    assert done.lost.sum() < 0.1 * gone.sum() and likeness(done.dark, whole, gone) > 0.9
    assert (done.dark[~gone] == whole[~gone]).all()


def test_what_is_lost_on_two_blades_comes_from_the_others() -> None:
    """One turn of a blade lands in what is lost too; two turns do not."""
    whole, gone = blades(5), lost(0, 60, 90, 68)
    done = mended(np.where(gone, 0, whole), gone)
    assert done.by[0] == "turn_5" and done.lost.sum() < 0.15 * gone.sum()
    assert likeness(done.dark, whole, gone & ~done.lost) > 0.85


def test_a_wheel_is_never_filled_by_its_mirror_image() -> None:
    """The hand of a sign is kept: its mirror image is another sign."""
    whole = blades(4)
    like = {one.name: one.likeness for one in symmetries(whole, np.ones_like(whole))}
    assert like["turn_4"] > 0.95
    assert max(like["mirror_across"], like["mirror_down"]) < mend.PLAIN


def test_a_mirror_off_the_middle_is_found() -> None:
    whole = np.zeros((SIDE, SIDE), np.float32)
    rng = np.random.default_rng(1)
    half = (rng.random((10, 5)) > 0.5).astype(np.float32).repeat(10, 0).repeat(8, 1)
    whole[14:114, 16:56], whole[14:114, 56:96] = half, half[:, ::-1]  # about column 55.5, not 63.5
    gone = lost(20, 60, 80, 30)
    done = mended(np.where(gone, 0, whole), gone)
    assert done.by[0] == "mirror_across" and likeness(done.dark, whole, gone) > 0.85


def test_what_has_no_symmetry_stays_empty() -> None:
    rng = np.random.default_rng(2)
    whole = (rng.random((16, 16)) > 0.5).astype(np.float32).repeat(8, 0).repeat(8, 1)
    gone = lost(30, 30, 40, 40)
    done = mended(np.where(gone, 0, whole), gone)
    assert done.by == () and (done.lost == gone).all() and not done.dark[gone].any()


def test_nothing_lost_changes_nothing() -> None:
    whole = blades(3)
    done = mended(whole, np.zeros(whole.shape, bool))
    assert (done.dark == whole).all() and done.by == () and not done.lost.any()


def test_likeness_is_the_masked_correlation() -> None:
    """By hand at the best shift: the correlation over the places that are seen on both sides."""
    whole, gone = blades(3), lost(10, 60, 40, 50)
    figure = Seen.of(np.where(gone, 0, whole), (~gone).astype(np.float32))
    turn = 2 * np.pi / 3
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    found = figure.tried("turn_3", 3, matrix)
    about = Motion(matrix, np.zeros(2))
    seen = about.moved(figure.seen) > mend.SURE
    other = np.where(seen, about.moved(figure.dark), 0)
    best = -1.0
    for down in range(-2, 3):
        for across in range(-2, 3):
            both = (figure.seen > 0) & np.roll(seen, (down, across), (0, 1))
            best = max(best, likeness(figure.dark, np.roll(other, (down, across), (0, 1)), both))
    assert found.likeness == pytest.approx(best, abs=1e-3)


def test_motions_follow_each_other() -> None:
    rng = np.random.default_rng(3)
    one, other = (Motion(rng.normal(size=(2, 2)), rng.normal(size=2)) for _ in range(2))
    at = rng.normal(size=2)
    both = one.then(other)
    want = other.matrix @ (one.matrix @ at + one.offset) + other.offset
    assert both.matrix @ at + both.offset == pytest.approx(want)


def picture(mask: np.ndarray | None = None) -> np.ndarray:
    """A wheel in ink on paper, with room round it; green paper where it is hidden."""
    made = np.full((200, 200, 3), (240, 230, 210), np.float32)
    wheel = blades(5)[..., None]
    made[36:164, 36:164] = made[36:164, 36:164] * (1 - wheel) + np.array([30, 25, 40]) * wheel
    if mask is not None:
        made[mask] = (20, 160, 60)
    return np.rint(made).astype(np.uint8)


def test_a_corner_that_is_lost_does_not_move_the_cut() -> None:
    mask = np.zeros((200, 200), bool)
    mask[20:90, 110:180] = True
    whole = tight(picture())[..., 0]
    made = restored(picture(mask), mask)
    assert made.by[0] == "turn_5" and made.left < 0.2 and made.lost == pytest.approx(mask.mean())
    assert abs(len(made.square) - len(whole)) <= 4
    spoilt = tight(picture(mask))[..., 0]
    sizes = [
        np.asarray(Image.fromarray(one).resize((64, 64)), float).ravel()
        for one in (whole, made.square, spoilt)
    ]
    assert np.corrcoef(sizes[0], sizes[1])[0, 1] > 0.93 > np.corrcoef(sizes[0], sizes[2])[0, 1] + 0.1


def test_the_cut_reaches_as_far_as_what_was_filled() -> None:
    mask = np.zeros((200, 200), bool)
    mask[:, 138:] = True  # the right rim of the wheel, which reaches to 160
    made = restored(picture(mask), mask)
    columns = np.flatnonzero((made.square < 128).any(0))
    whole = np.flatnonzero((tight(picture())[..., 0] < 128).any(0))
    assert made.by[0] == "turn_5" and abs(np.ptp(columns) - np.ptp(whole)) <= 6


def test_a_whole_picture_is_cut_as_ever() -> None:
    nothing = np.zeros((200, 200), bool)
    made = restored(picture(), nothing)
    assert (made.square == tight(picture())[..., 0]).all() and made.lost == made.left == 0 and made.by == ()
    nearly_all = np.ones((200, 200), bool)
    nearly_all[:10] = False
    made = restored(picture(), nearly_all)
    assert (made.square == tight(picture())[..., 0]).all() and made.left == 1.0


def test_specks_that_leave_no_pixel_whole_count_for_nothing() -> None:
    """Of a large picture made small, every pixel has a speck in it."""
    large = np.asarray(Image.fromarray(picture()).resize((900, 900)))
    specks = np.zeros((900, 900), bool)
    specks[::3, ::3] = True
    made = restored(large, specks)
    assert (made.square == tight(large)[..., 0]).all() and made.by == ()
