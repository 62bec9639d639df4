"""Borders and strips: how they turn corners, and the groups that friezes and fields name."""

from itertools import pairwise

import numpy as np
import pytest

from wenwu.atlas.band import Band, Sign
from wenwu.atlas.load import load_atlas
from wenwu.atlas.panel import Border, Panel
from wenwu.atlas.textile import Textile
from wenwu.base.errors import InputError
from wenwu.motifs.border import draw_border, palindrome
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.form import Loom
from wenwu.motifs.panel import draw_panel
from wenwu.motifs.stance import stances
from wenwu.motifs.textile import compose

ATLAS = load_atlas()
MIAO = dict(ATLAS.culture("miao").palette)
LOOM = Loom(ATLAS, MIAO, "black", 800)
TEETH = {"kind": "frieze", "height": 0.03, "ground": "black", "margin": 0.0,
         "sign": Sign(ornament="teeth", colours=("black", "crimson", "gold", "green"))}  # fmt: skip
STAR = Sign(motif="miao.star", colours=("black", "pink", "gold", "green"))
DOTS = Sign(ornament="dots", colours=("black", "gold", "crimson"), size=0.01)


def blank(height: int = 240, width: int = 320) -> Canvas:
    return Canvas.blank(height, width, MIAO["black"], False)


def cloth_of(band: Band) -> Textile:
    base = {
        "id": "miao.test", "culture": "miao", "names": {"en": "test", "zh": "试"}, "zones": ["apron"],
        "ground": "black", "technique": "plain", "source": ["own"], "standing": "claimed",
    }  # fmt: skip
    return Textile(**base, bands=[band])


@pytest.mark.parametrize(("size", "unlike"), [((240, 240), 0.02), ((240, 320), 0.25)])
def test_a_mitred_border_is_its_own_mirror_image_in_each_diagonal(
    size: tuple[int, int], unlike: float
) -> None:
    """Where the sides are not alike their periods differ a little, and so do the pixels at the corner."""
    canvas = blank(*size)
    draw_border(canvas, Border(**TEETH, turn="mitre"), (0, size[0], 0, size[1]), LOOM, 24, "mitre", None)
    for corner in (canvas.colour, canvas.colour[:, ::-1], canvas.colour[::-1], canvas.colour[::-1, ::-1]):
        square = corner[:24, :24].astype(int)
        off = np.abs(square - square.swapaxes(0, 1)).mean(-1)
        assert (off > 60).mean() < unlike
    for side in (canvas.colour[:24], canvas.colour[:, :24].swapaxes(0, 1)):
        assert np.array_equal(side[:, 30:-30], side[:, ::-1][:, 30:-30])


def test_a_palindrome_reads_alike_from_both_ends() -> None:
    strip = palindrome(Band(**TEETH), 301, 24, LOOM)
    assert np.array_equal(strip.colour, strip.colour[:, ::-1]) and strip.figure.any()


def test_a_border_by_piece_has_whole_repeats_and_turns_a_quarter_each_side() -> None:
    band = Border(kind="frieze", height=0.04, sign=STAR, corner=STAR, spacing=0.2)
    canvas = blank(320, 320)
    draw_border(canvas, band, (0, 320, 0, 320), LOOM, 32, "piece", band.corner)
    assert np.array_equal(canvas.colour[:32, 32:-32], np.rot90(canvas.colour[32:-32, :32], -1))
    assert np.array_equal(canvas.colour[:32, 32:-32], canvas.colour[-32:, 32:-32][::-1, ::-1])
    tops = [p for p in canvas.placements if p.v1 < 0.11 and 0.09 < p.u0 < 0.9]
    assert len(tops) == len([p for p in canvas.placements if p.u1 < 0.11 and 0.09 < p.v0 < 0.9]) >= 5
    assert {p.angle for p in canvas.placements} == {0.0, 90.0, 180.0, 270.0}


LEAF = Sign(ornament="leaf", colours=("black", "crimson", "gold", "green"))  # unlike its mirror image


def test_each_side_of_a_border_is_the_one_before_a_quarter_on() -> None:
    piece, row = blank(320, 320), Border(kind="frieze", height=0.04, sign=LEAF)
    draw_border(piece, row, (0, 320, 0, 320), LOOM, 32, "piece", None)
    assert np.array_equal(piece.colour, np.rot90(piece.colour)) and piece.figure.any()
    through = blank(320, 320)
    band = Border(kind="frieze", height=0.04, sign=LEAF, turn="through", second=STAR)
    draw_border(through, band, (0, 320, 0, 320), LOOM, 32, "through", None)
    sides = [np.rot90(through.colour, k)[:32, 44:-44].astype(int) for k in range(4)]  # without the corners
    assert max(apart(side, sides[0]) for side in sides) < 12 < apart(sides[0], sides[0][:, ::-1])


def test_a_border_that_goes_through_takes_turns() -> None:
    dots = Sign(ornament="dots", colours=("black", "gold", "crimson"))
    band = Border(kind="frieze", height=0.03, sign=dots, counter=("black", "green", "pink"), turn="through")
    canvas = blank(240, 240)
    draw_border(canvas, band, (0, 240, 0, 240), LOOM, 24, "through", None)
    seen = [("crimson", "pink").index(name) for name in (_dye(canvas.colour[12, x]) for x in range(240))
            if name in ("crimson", "pink")]  # fmt: skip
    runs = [seen[0], *(b for a, b in pairwise(seen) if a != b)]
    assert len(runs) >= 7 and runs == [k % 2 for k in range(len(runs))] and runs[-1] == 0


def _dye(pixel: np.ndarray) -> str:
    return next((name for name, dye in MIAO.items() if tuple(bytes.fromhex(dye[1:])) == tuple(pixel)), "")


def test_a_border_that_goes_through_stands_in_its_corners() -> None:
    band = Border(kind="frieze", height=0.03, sign=DOTS.model_copy(update={"size": 0.0}), turn="through")
    canvas = blank(240, 320)
    draw_border(canvas, band, (0, 240, 0, 320), LOOM, 24, "through", None)
    for y, x in ((12, 12), (12, 308), (228, 12), (228, 308)):
        assert tuple(canvas.colour[y, x]) == tuple(bytes.fromhex(MIAO["crimson"][1:]))


def test_stances_by_hand() -> None:
    where = {g: [(s.along, s.down, s.flip) for s in stances(g)] for g in ("p1m1", "p2", "p2mg", "p2mm")}
    assert where["p1m1"] == [(0.25, 0.0, ""), (0.75, 0.0, "m")]
    assert where["p2"] == [(0.25, 0.0, ""), (0.75, 0.0, "t")]
    assert [flip for *_, flip in where["p2mg"]] == ["", "m", "u", "t"]
    assert where["p2mm"] == [(0.25, -0.25, ""), (0.25, 0.25, "u"), (0.75, -0.25, "m"), (0.75, 0.25, "t")]


@pytest.mark.parametrize("group", ["p11m", "p11g", "p2", "p2mg", "p2mm", "p1m1"])
def test_a_band_has_the_symmetry_it_names(group: str) -> None:
    """One period of a drawn strip, moved by each kind of motion the group holds, is itself."""
    band = Band(kind="frieze", height=0.05, symmetry=group, spacing=0.0, margin=0.0,
                sign=Sign(ornament="leaf", colours=("black", "crimson", "gold", "green")))  # fmt: skip
    canvas, _ = compose(cloth_of(band), ATLAS, (0.4, 0.05), 800, True)
    image = canvas.colour.astype(int)
    columns = {"p11m": 1, "p2mg": 4}.get(group, 2)
    period = round(320 / (len_of(canvas, band) / columns))
    rolls = range(period + 1)
    off = {
        "mirror": min(apart(np.roll(image[:, ::-1], k, 1), image) for k in rolls),
        "half": min(apart(np.roll(image[::-1, ::-1], k, 1), image) for k in rolls),
        "flat": apart(image[::-1], image),
        "glide": apart(np.roll(image[::-1], period // 2, 1), image),
    }
    held = {"p11m": {"flat"}, "p11g": {"glide"}, "p2": {"half"}, "p1m1": {"mirror"},
            "p2mg": {"half", "glide", "mirror"}, "p2mm": {"mirror", "flat", "half"}}[group]  # fmt: skip
    assert {name for name, far in off.items() if far < 4.0} == held, off


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


def len_of(canvas: Canvas, band: Band) -> int:
    """Signs side by side: runs of columns that hold figure."""
    inked = (canvas.figure > 0.5).any(0)
    return int(np.count_nonzero(inked & ~np.roll(inked, 1)))


@pytest.mark.parametrize(
    ("group", "lattice", "motions"),
    [
        ("pmm", "square", 4),
        ("p4", "square", 4),
        ("p4g", "square", 8),
        ("cmm", "diamond", 4),
        ("p6m", "hexagon", 12),
        ("p2", "oblique", 2),
    ],
)
def test_a_field_is_laid_out_by_its_wallpaper_group(group: str, lattice: str, motions: int) -> None:
    """As many copies in a tile as the group has motions, no two in one place; the field repeats across."""
    band = Band(kind="field", period=0.2, symmetry=group, lattice=lattice, at=(0.31, 0.12), tilt=20,
                sign=STAR.model_copy(update={"size": 0.02}))  # fmt: skip
    canvas, _ = compose(cloth_of(band), ATLAS, (0.4, 0.6), 500, True)
    tile = np.array([100.0, {"oblique": 300.0, "hexagon": 100 * 3**0.5}.get(lattice, 100.0)])  # [px]
    found: list[np.ndarray] = []
    for p in canvas.placements:
        centre = np.array([(p.u0 + p.u1) * 100, (p.v0 + p.v1) * 150]) % tile
        if all(np.linalg.norm((centre - other + tile / 2) % tile - tile / 2) > 3 for other in found):
            found.append(centre)
    assert len(found) == motions * {"square": 1, "diamond": 2, "hexagon": 2, "oblique": 3}[lattice]
    image = canvas.colour.astype(int)
    assert apart(image[:, :100], image[:, 100:]) < 3


@pytest.mark.parametrize(("group", "held"), [("p111", False), ("p1m1", True), ("p2mg", True)])
def test_the_signs_of_a_field_are_mirrored_by_turns_where_its_group_says_so(group: str, held: bool) -> None:
    leaf = LEAF.model_copy(update={"size": 0.07})
    band = Band(kind="field", period=0.1, lattice="square", symmetry=group, sign=leaf)
    image = compose(cloth_of(band), ATLAS, (0.4, 0.1), 400, True)[0].colour.astype(int)
    nearest = min(apart(np.roll(image, k, 1)[:, ::-1], image) for k in range(160))
    assert (nearest < 4.0) == held, nearest


def test_seconds_of_a_wallpaper_stand_on_the_corners_of_its_cells_and_fillers_between() -> None:
    second = Sign(ornament="dots", colours=("black", "gold", "crimson"), size=0.03)
    band = Band(kind="field", period=0.1, lattice="square", symmetry="p4", second=second,
                sign=STAR.model_copy(update={"size": 0.02}))  # fmt: skip
    canvas, _ = compose(cloth_of(band), ATLAS, (0.2, 0.2), 500, True)
    crimson = (canvas.colour == np.frombuffer(bytes.fromhex(MIAO["crimson"][1:]), np.uint8)).all(-1)
    assert all(crimson[y, x] for y in (25, 75) for x in (25, 75))
    filled, _ = compose(cloth_of(band.model_copy(update={"filler": DOTS})), ATLAS, (0.2, 0.2), 500, True)
    assert (filled.figure > 0.5).mean() > (canvas.figure > 0.5).mean() + 0.02


def test_a_bird_is_not_laid_on_its_side_in_a_border() -> None:
    bird = Border(kind="frieze", height=0.03, sign=Sign(motif="miao.jiyu_bird"))
    with pytest.raises(
        InputError, match=r"^a border would turn a sign on its side that has a top \(miao.jiyu_"
    ):
        draw_panel(blank(), Panel(borders=(bird,), field=Band(kind="plain")), (0, 240, 0, 320), LOOM)
