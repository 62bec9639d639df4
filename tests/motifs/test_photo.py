"""Photographs of cloths: each step against what is known beforehand."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.cli.motif_photo import photo as command
from wenwu.measure.made_photo import make_photo, make_plain
from wenwu.measure.made_tile import make_tile
from wenwu.measure.photo import distance, off
from wenwu.motifs.cell import cut
from wenwu.motifs.group_of import find_group, finer
from wenwu.motifs.lab import from_lab, to_lab
from wenwu.motifs.lattice import find_lattice
from wenwu.motifs.light import even_light
from wenwu.motifs.palette_of import palette_of
from wenwu.motifs.photo import import_photo
from wenwu.motifs.photo_file import corners_of, read_photo, sentences, write_photo
from wenwu.motifs.rectify import homography, ordered, project, true_ratio
from wenwu.motifs.settle import find_bend
from wenwu.motifs.tile import make_tile as rectangle
from wenwu.motifs.tile import seam_of
from wenwu.motifs.turn import find_turn
from wenwu.motifs.wallpaper import GROUPS, reduced, settings, shapes_of, snapped

ORDERS = {
    "p1": 1, "p2": 2, "pm": 2, "pg": 2, "cm": 2, "pmm": 4, "pmg": 4, "pgg": 4, "cmm": 4, "p4": 4, "p4m": 8,
    "p4g": 8, "p3": 3, "p3m1": 6, "p31m": 6, "p6": 6, "p6m": 12,
}  # fmt: skip


def test_the_seventeen_groups_have_their_orders() -> None:
    assert {name: 1 + len(group.motions) for name, group in GROUPS.items()} == ORDERS
    assert [name for name, group in GROUPS.items() if group.handed] == ["p1", "p2", "p4", "p3", "p6"]


def test_a_cell_allows_the_groups_of_its_shape_only() -> None:
    oblique = {s.group.name for s in settings(np.array([[100.0, 0], [20, 80]]))}
    square = {s.group.name for s in settings(np.array([[100.0, 0], [1, 99]]))}
    assert oblique == {"p1", "p2"}
    assert {"p4m", "pmm", "cmm"} <= square and not {"p3", "p6m"} & square
    assert "hexagonal" in shapes_of(np.array([[10.0, 0], [-5, 8.66]]))


def test_a_cell_is_snapped_to_what_its_group_wants() -> None:
    found = np.array([[100.0, 2], [-1, 97]])
    wanted = snapped(found, GROUPS["p4"].motions)
    assert np.linalg.norm(wanted[0]) == pytest.approx(np.linalg.norm(wanted[1]))
    assert wanted[0] @ wanted[1] == pytest.approx(0, abs=1e-9)
    assert np.linalg.det(wanted) == pytest.approx(np.linalg.det(found))
    assert snapped(found, ()) == pytest.approx(found)


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_named_from_two_noisy_cells(group: str) -> None:
    random = generator(3, "groups", group)
    tile = make_tile(group, random, "all over")
    fine = tile.colour[::3, ::3] if len(tile.colour) % 3 == 0 else tile.colour
    halves = [fine + random.normal(0, 0.08, fine.shape) for _ in range(2)]
    assert find_group(*halves, tile.basis).name == group


def test_one_generator_broken_is_noticed() -> None:
    tile = make_tile("pmm", generator(4, "broken"), "all over")
    broken = tile.colour.copy()
    broken[: len(broken) // 2] = (
        broken[: len(broken) // 2, ::-1][:, ::-1] * 0.5
    )  # the lower half stays as it is
    assert find_group(tile.colour, tile.colour, tile.basis).name == "pmm"
    assert find_group(broken, broken, tile.basis).name == "pm"


def test_a_cell_that_holds_two_repeats_is_halved() -> None:
    tile = make_tile("p1", generator(5, "twice"), "all over")
    small = tile.colour[::3, ::3]
    double = np.concatenate([small, small], axis=1)[:, ::2]  # twice along a
    basis = np.array([[2.0, 0], [0.1, 1]])
    halved = finer(double, double, basis)
    assert halved is not None and abs(np.linalg.det(halved)) == pytest.approx(1)
    assert finer(small, small, tile.basis) is None


def test_reduced_finds_the_shortest_vectors() -> None:
    assert abs(reduced(np.array([[3.0, 0], [10, 4]]))) == pytest.approx(np.array([[3.0, 0], [1, 4]]))


def test_lab_of_known_colours_and_back() -> None:
    assert to_lab(np.array([[1.0, 1, 1], [1, 0, 0]])) == pytest.approx(
        np.array([[100, 0, 0], [53.24, 80.09, 67.20]]), abs=0.02
    )  # of the CIE's own definition for sRGB red
    colours = generator(1, "lab").uniform(0, 1, (50, 3))
    assert from_lab(to_lab(colours)) == pytest.approx(colours, abs=1e-6)


def test_a_homography_moves_four_points_and_the_ratio_of_a_tilted_sheet_is_known() -> None:
    made = make_photo("p1", generator(6, "ratio"))
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float)
    assert project(homography(square, made.corners), square) == pytest.approx(made.corners)
    assert true_ratio(made.corners, made.colour.shape)[0] == pytest.approx(made.ratio, rel=0.02)


def test_corners_come_in_any_order() -> None:
    corners = np.array([[10.0, 10], [90, 12], [95, 80], [8, 85]])
    assert ordered(corners[[2, 0, 3, 1]]) == pytest.approx(corners)
    with pytest.raises(InputError, match="make no quadrilateral"):
        ordered(np.array([[0.0, 0], [10, 0], [20, 0], [5, 9]]))


def test_shares_of_a_palette() -> None:
    lab = to_lab(np.repeat([[0.8, 0.2, 0.2], [0.2, 0.2, 0.6]], [300, 100], axis=0))
    dyes = palette_of(lab)
    assert [dye.colour for dye in dyes] == ["#CC3333", "#333399"]
    assert [dye.share for dye in dyes] == pytest.approx([0.75, 0.25])


def test_a_slope_of_light_is_taken_off() -> None:
    slope = np.linspace(0.4, 0.8, 120)[None, :, None] * np.ones((90, 1, 3))
    even, ratio = even_light(slope, np.ones((90, 120), bool))
    assert even[:, 10:-10].std() < 0.02 < slope.std() and ratio > 2


def _laid(basis: np.ndarray, shape: tuple[int, int], bend: float = 0.0) -> np.ndarray:
    """A p1 tile on a basis [px], bent by a parabola."""
    colour = make_tile("p1", generator(8, "laid"), "all over").colour
    y, x = np.indices(shape, float)
    x = x - bend * ((y / shape[0]) * 2 - 1) ** 2
    at = np.stack([x, y], -1) @ np.linalg.inv(basis) * len(colour)
    column, row = np.floor(at).astype(int).transpose(2, 0, 1) % len(colour)
    return colour[row, column]


def test_a_repeat_is_found_to_a_fraction_of_a_pixel_and_a_bend_is_read() -> None:
    basis = np.array([[61.3, 4.0], [-9.5, 72.8]])
    whole = np.ones((360, 400), bool)
    flat = to_lab(_laid(basis, whole.shape))
    flat = flat - flat.mean((0, 1))
    lattice = find_lattice(flat, whole)
    assert lattice is not None and distance(lattice.basis, basis) < 0.004
    bent = to_lab(_laid(basis, whole.shape, bend=5.0))
    bend = find_bend(bent - bent.mean((0, 1)), whole, basis)
    moved = bend.move(np.array([[200.0, 0], [200.0, 180], [200.0, 359]]))[:, 0]
    assert moved[0] - moved[1] == pytest.approx(5, abs=1.5) and moved[2] - moved[1] == pytest.approx(
        5, abs=1.5
    )


def test_damage_drops_out_of_the_mean_cell() -> None:
    basis = np.array([[60.0, 0], [0, 60]])
    picture = _laid(basis, (420, 420))
    hurt = picture.copy()
    hurt[30:90, 40:110] = [0, 1, 0]
    whole = np.ones((420, 420), bool)
    clean, mean = (cut(image, whole, basis, (60, 60)).mean() for image in (picture, hurt))
    assert np.abs(clean - mean).mean() < 0.005
    assert np.abs(picture - hurt).mean() > 0.01


def test_a_tile_closes_and_a_false_one_does_not() -> None:
    made = make_tile("p2", generator(9, "seam"), "all over")
    tile = rectangle(made.colour, reduced(made.basis * 90))
    assert tile.seam < 1.5 and abs(tile.lean) < 0.1
    assert seam_of(tile.colour[: len(tile.colour) * 2 // 3]) > 1.5 * tile.seam


def _spiral(hand: int) -> np.ndarray:
    """A dark line that goes out from the middle, clockwise as seen where hand is 1."""
    tile = np.full((120, 120, 3), 0.9)
    y, x = np.indices((120, 120)) - 59.5
    away, angle = np.hypot(x, y), np.arctan2(y, x)
    line = np.cos(2 * (angle * hand - np.log(np.maximum(away, 1)) * 1.2)) > 0.4
    tile[(away < 52) & line] = 0.1
    return tile


def test_the_hand_of_a_spiral_and_of_its_mirror_image() -> None:
    right, left = find_turn(_spiral(1)), find_turn(_spiral(-1))
    assert (right.hand, left.hand) == ("clockwise", "anticlockwise")
    assert find_turn(_spiral(1)[:, ::-1]).hand == "anticlockwise"
    assert right.centre == pytest.approx((0.5, 0.5), abs=0.06)


@pytest.mark.parametrize("basis", [[[120.0, 0], [0, 120]], [[120.0, 0], [0, -120]], [[0.0, 120], [120, 0]]])
def test_a_tile_is_never_mirrored_whichever_way_its_vectors_lie(basis: list[list[float]]) -> None:
    picture, whole = np.tile(_spiral(1), (4, 4, 1)), np.ones((480, 480), bool)
    cell = cut(picture, whole, np.array(basis), (120, 120)).mean()
    assert find_turn(rectangle(cell, np.array(basis)).colour).hand == "clockwise"


def test_rings_have_no_hand() -> None:
    y, x = np.indices((100, 100)) - 49.5
    rings = np.repeat((np.sin(np.hypot(x, y) / 3) > 0).astype(float)[..., None], 3, -1)
    assert find_turn(rings).hand is None


@pytest.mark.parametrize("group", ["p2", "p4g"])
def test_a_whole_photograph(group: str) -> None:
    made = make_photo(group, generator(12, "whole", group))
    photo = import_photo(made.colour)
    assert photo.group is not None and photo.group.name == group
    assert off(photo, made) < 0.02
    assert photo.corners == pytest.approx(made.corners, abs=4)
    assert (photo.turn is None) == (group != "p2")


def test_nothing_is_found_where_nothing_repeats() -> None:
    assert import_photo(make_plain(generator(13, "plain"))).tile is None


def test_files_are_written_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    made = make_photo("p4m", generator(14, "file"))
    Image.fromarray(np.round(made.colour * 255).astype(np.uint8)).save(tmp_path / "cloth.png")
    given = " ".join(f"{x:.1f},{y:.1f}" for x, y in made.corners)
    command(tmp_path / "cloth.png", tmp_path / "read", given, as_json=True)
    written = sorted(file.name for file in (tmp_path / "read").iterdir())
    assert written == ["photo.json", "rectified.png", "tile.png"]
    data = json.loads((tmp_path / "read" / "photo.json").read_text("utf-8"))
    assert data == json.loads(capsys.readouterr().out)
    assert data["group"]["name"] == "p4m" and data["turn"] is None
    assert sum(dye["share"] for dye in data["palette"]) == pytest.approx(1)
    assert "the photograph is not mirrored" in data["assumed"]
    with Image.open(tmp_path / "read" / "tile.png") as tile:
        assert list(tile.size) == data["tile"]["size"]
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutputError, match="read exists already; name another folder or remove it"):
        write_photo(import_photo(np.full((80, 80, 3), 0.5)), tmp_path / "read")
    assert sorted(tmp_path.iterdir()) == before


def test_a_blank_cloth_is_told_in_words() -> None:
    said = list(sentences(import_photo(np.full((80, 90, 3), 0.5))))
    assert said[:2] == ["dyes: #808080 100 %", "no repeat in two directions was found: no tile"]


def test_corners_that_are_none_are_refused(tmp_path: Path) -> None:
    for words in ("1,2 3,4", "a,b c,d e,f g,h", "1,2 3,4 5,6 nan,8"):
        with pytest.raises(InputError, match='write "x,y x,y x,y x,y" in pixels'):
            corners_of(words)
    Image.new("RGB", (100, 80)).save(tmp_path / "p.png")
    with pytest.raises(InputError, match=r"lie far outside 'p\.png'; give them in pixels from its top left"):
        read_photo(tmp_path / "p.png", corners_of("0,0 900,0 900,900 0,900"))
    Image.new("RGB", (40, 80)).save(tmp_path / "s.png")
    with pytest.raises(InputError, match=r"'s\.png' is 40 × 80 pixels; a cloth's pattern needs 64 × 64"):
        read_photo(tmp_path / "s.png")
