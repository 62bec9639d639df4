"""Six numbers of a picture: shapes with known answers, what must not change them, and planted faults."""

import re

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs import chain_kernel, complexity, descriptors, edges, hue, symmetry
from wenwu.motifs.curve import circle, regular, shifted, spiral
from wenwu.motifs.descriptors import NAMES, describe
from wenwu.motifs.library import draw_motif
from wenwu.motifs.path import Drawing, filled, stroked
from wenwu.motifs.raster import draw_tile

ATLAS = load_atlas()
INK, PAPER = "#203080", "#F4EEDD"


def drawn(*shapes, size=256):
    """Shapes in ink on paper, as bytes."""
    tile = draw_tile(Drawing(shapes), (PAPER, INK), size, size)
    cover = tile[..., 3:] / np.float32(255)
    ground = np.array([int(PAPER[k : k + 2], 16) for k in (1, 3, 5)])
    return np.rint(tile[..., :3] * cover + ground * (1 - cover)).astype(np.uint8)


SHAPES = {
    "circle": drawn(filled(circle(0.8, count=240), 1)),
    "small circle": drawn(filled(circle(0.1, count=60), 1)),
    "ring": drawn(stroked(circle(0.8, count=240), 1, 0.04, True)),
    "right spiral": drawn(stroked(spiral(0.9, 0.07, 3, 90, -1), 1, 0.1)),
    "left spiral": drawn(stroked(spiral(0.9, 0.07, 3, 90, 1), 1, 0.1)),
    "fine spiral": drawn(stroked(spiral(0.9, 0.07, 8, 90, -1), 1, 0.03)),
    "flat": np.full((256, 256, 3), 180, np.uint8),
    "noise": generator(1, "noise").integers(0, 256, (256, 256, 3)).astype(np.uint8),
    **{f"{n} corners": drawn(filled(regular(0.85, n, 77), 1)) for n in (3, 4, 5, 6, 7, 8, 10, 12, 16)},
}
FOUND = {name: describe(image) for name, image in SHAPES.items()}
CORNERED = [name for name in SHAPES if name.endswith("corners")]
ROUND = [name for name in SHAPES if "circle" in name or "spiral" in name or name == "ring"]


@pytest.mark.parametrize("name", CORNERED)
def test_a_polygon_is_straight(name):
    assert FOUND[name].linearity > 0.93 and FOUND[name].curvature < 0.07


@pytest.mark.parametrize("name", ROUND)
def test_what_is_round_is_curved(name):
    assert FOUND[name].curvature > 0.97 and FOUND[name].linearity < 0.02


def test_the_edges_are_as_long_as_they_are():
    """2πr of a circle, n sides of a polygon, in pixels of the picture: within two percent."""
    assert FOUND["circle"].edges.length == pytest.approx(2 * np.pi * 0.8 * 128, rel=0.02)
    assert FOUND["ring"].edges.length == pytest.approx(2 * np.pi * 1.6 * 128, rel=0.02)
    for n in (3, 4, 6, 12):
        side = 2 * 0.85 * 128 * np.sin(np.pi / n)
        assert FOUND[f"{n} corners"].edges.length == pytest.approx(n * side, rel=0.03)


def test_half_of_a_disc_and_a_square_is_what_their_outlines_say():
    both = describe(
        drawn(filled(circle(0.4, -0.5, 0, 120), 1), filled(shifted(regular(0.4, 4, 45), 0.5, 0), 1))
    )
    disc, square = 2 * np.pi * 0.4, 4 * 0.4 * np.sqrt(2)
    assert both.curvature == pytest.approx(disc / (disc + square), abs=0.02)


def test_a_flat_field_has_nothing_but_symmetry():
    found = FOUND["flat"]
    assert (found.linearity, found.curvature, found.saturation, found.hue) == (0, 0, 0, None)
    assert found.symmetry == 1 and found.complexity < 0.01


def test_noise_is_neither_line_nor_symmetry_and_as_complex_as_can_be():
    found = FOUND["noise"]
    assert found.linearity < 0.15 and found.symmetry < 0.08 and found.complexity > 0.85
    assert found.complexity == max(one.complexity for one in FOUND.values())


@pytest.mark.parametrize("n", [3, 4, 5, 6, 8, 10, 12])
def test_a_polygon_is_turned_into_itself_and_mirrored(n):
    found = FOUND[f"{n} corners"].agreement
    assert found.rotation > 0.98 and found.mirror > 0.98


def test_a_spiral_of_either_hand_has_no_mirror():
    for hand in ("right", "left"):
        assert FOUND[f"{hand} spiral"].agreement.mirror < 0.6
    right, left = FOUND["right spiral"], FOUND["left spiral"]
    for name in NAMES:
        assert getattr(right, name) == pytest.approx(getattr(left, name), abs=0.01)


def pinwheel(arms, tail, turn=1):
    """Arms with a tail to one side: turned into itself, never mirrored."""
    arm = np.array([[0.08, -0.08], [0.8, -0.08], [0.8, tail], [0.64, tail], [0.64, 0.08], [0.08, 0.08]])
    angles = 2 * np.pi * np.arange(arms) / arms
    turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
    return drawn(*(filled((arm * [1, turn]) @ m.T, 1) for m in turns))


@pytest.mark.parametrize("arms", [3, 4, 5, 6])
def test_turns_without_a_mirror_and_a_mirror_without_turns_are_told_apart(arms):
    wheel = describe(pinwheel(arms, 0.5)).agreement
    assert wheel.rotation > 0.95 and wheel.mirror < 0.75
    leaf = np.array([[0, -0.9], [0.5, -0.2], [0.1, 0.1], [0.3, 0.6], [0, 0.9]])
    whole = np.concatenate([leaf, (leaf * [-1, 1])[::-1][1:-1]])
    for degrees in (0, 90, 33):  # the axis may lie any way
        a = np.radians(degrees)
        found = describe(
            drawn(filled(whole @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]), 1))
        )
        assert found.agreement.mirror > 0.93 and found.agreement.rotation < found.agreement.mirror - 0.2


def test_the_dominant_hue_is_that_of_most_chroma():
    image = np.zeros((60, 60, 3), np.float32)
    image[:, :36], image[:, 36:] = (0.8, 0.1, 0.1), (0.1, 0.7, 0.1)  # 60 % red, 40 % green
    found = hue.dominant(image)
    assert found.angle == pytest.approx(0, abs=1e-3) and found.share == pytest.approx(0.636, abs=1e-3)
    assert found.saturation == pytest.approx(0.875, abs=1e-3)
    near = np.zeros((2, 60, 3), np.float32)
    near[0], near[1] = (0.8, 0.1, 0.2), (0.8, 0.2, 0.1)  # hues on either side of the seam
    assert hue.dominant(near).angle in (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))
    assert hue.dominant(np.full((9, 9, 3), 0.4, np.float32)).angle is None


@pytest.mark.parametrize("k", [1, 2])
def test_a_hue_shift_moves_the_hue_and_nothing_else(k):
    """Channels handed on: 120° or 240°."""
    tile = draw_motif(ATLAS.motif("yi.flame"), ATLAS)
    plain, shifted = (describe(np.roll(tile[..., :3], j, 2)) for j in (0, k))
    assert (shifted.hue - plain.hue - k / 3 + 0.5) % 1 - 0.5 == pytest.approx(0, abs=0.01)
    for name in ("linearity", "curvature", "symmetry", "saturation"):
        assert getattr(shifted, name) == pytest.approx(getattr(plain, name), abs=0.01)
    assert shifted.complexity == pytest.approx(plain.complexity, abs=0.05)  # it packs greys


MOTIFS = ["miao.swirl", "tibetan.hui", "yi.flame", "mongolian.antler", "miao.butterfly", "korean.crane"]


@pytest.mark.parametrize("id", MOTIFS)
def test_quarter_turns_and_mirror_images_measure_alike(id):
    tile = draw_motif(ATLAS.motif(id), ATLAS)
    colour, mask = tile[..., :3], tile[..., 3] / np.float32(255)
    plain = describe(colour, mask)
    for change in (np.rot90, lambda x: np.rot90(x, 2), lambda x: np.rot90(x, 3), np.fliplr):
        other = describe(np.ascontiguousarray(change(colour)), np.ascontiguousarray(change(mask)))
        for name in NAMES:
            assert getattr(other, name) == pytest.approx(getattr(plain, name), abs=0.05), (
                name
            )  # chains start elsewhere


@pytest.mark.parametrize("id", MOTIFS)
def test_twice_the_pixels_measure_alike(id):
    small, large = (draw_motif(ATLAS.motif(id), ATLAS, size) for size in (256, 768))
    one, two = (describe(t[..., :3], t[..., 3] / np.float32(255)) for t in (small, large))
    for name in NAMES:
        assert getattr(two, name) == pytest.approx(getattr(one, name), abs=0.06), name


def test_what_is_seen_through_does_not_count_for_colour():
    tile = draw_motif(ATLAS.motif("yi.flame"), ATLAS)
    mask = tile[..., 3] / np.float32(255)
    junk = np.where(mask[..., None] > 0, tile[..., :3], np.array([0, 255, 0], np.uint8)).astype(np.uint8)
    one, two = describe(tile[..., :3], mask), describe(junk, mask)
    assert one.row() == two.row()
    assert describe(junk).hue == pytest.approx(1 / 3, abs=0.02)


@pytest.mark.parametrize("shape", [(256, 90), (37, 256), (16, 16), (16, 128), (300, 1200)])
def test_any_shape_of_picture_is_measured(shape):
    image = generator(3, "shape", *shape).integers(0, 256, (*shape, 3)).astype(np.uint8)
    assert all(0 <= value <= 1 for value in describe(image).row().values())


@pytest.mark.parametrize("shape", [(17, 4000), (4000, 17), (16, 129)])
def test_a_strip_is_refused(shape):
    said = f"a picture of {shape[1]} × {shape[0]} pixels is too narrow to measure; crop it to at most 8 times"
    with pytest.raises(InputError, match=re.escape(said)):
        describe(np.zeros((*shape, 3), np.uint8))


BANDS = [
    (m.id, name) for m in ATLAS.motifs.values() for name in m.expected if m.drawable and m.family != "none"
]


@pytest.mark.parametrize(("id", "name"), BANDS, ids=[f"{i}-{n}" for i, n in BANDS])
def test_the_bands_of_the_atlas_hold(id, name):
    """At 512 pixels, where a counted thread is wide enough to have corners."""
    motif = ATLAS.motif(id)
    tile = draw_motif(motif, ATLAS, 512)
    low, high = motif.expected[name]
    found = getattr(describe(tile[..., :3], tile[..., 3] / np.float32(255), 512), name)
    assert low <= found <= high, found


def test_enough_bands_are_tried():
    assert len(BANDS) >= 18


# ——— planted faults: with each part broken, a known answer is missed ———


def test_fault_a_wider_bow_calls_the_circle_straight(monkeypatch):
    monkeypatch.setattr(edges, "BOW", 40.0)
    with pytest.raises(AssertionError):
        assert describe(SHAPES["circle"]).curvature > 0.97


def test_fault_no_bow_calls_the_square_curved(monkeypatch):
    monkeypatch.setattr(edges, "BOW", 0.0)
    assert describe(SHAPES["4 corners"]).linearity < 0.5


def test_fault_a_shifted_channel_breaks_the_length(monkeypatch):
    monkeypatch.setattr(edges, "link", lambda held, x, y: chain_kernel.link(held, 1.1 * x, y))
    assert describe(SHAPES["circle"]).edges.length != pytest.approx(2 * np.pi * 0.8 * 128, rel=0.02)


def test_fault_without_mirrors_or_turns_symmetry_is_missed(monkeypatch):
    monkeypatch.setattr(symmetry, "_over_axes", lambda fine: (0.0, 0.0))
    assert describe(SHAPES["5 corners"]).symmetry < 0.9
    assert describe(pinwheel(3, 0.5)).symmetry < 0.9
    monkeypatch.setattr(symmetry, "_over_shifts", lambda *_: (0.0, 0.0))
    assert describe(SHAPES["4 corners"]).symmetry == 0


def test_fault_the_mean_of_the_whole_circle_names_a_colour_that_is_not_there(monkeypatch):
    image = np.zeros((60, 60, 3), np.float32)
    image[:, :33], image[:, 33:] = (0.8, 0.1, 0.1), (0.1, 0.8, 0.1)
    assert hue.dominant(image).angle == pytest.approx(0, abs=0.01)
    monkeypatch.setattr(hue, "NEAR", np.float32(-2))
    assert hue.dominant(image).angle > 0.1


@pytest.mark.parametrize("part", ["_filling", "_ways", "_novelty"])
def test_fault_a_part_of_complexity_left_out_is_seen_on_noise(monkeypatch, part):
    monkeypatch.setattr(complexity, part, lambda *_: 0.0)
    assert describe(SHAPES["noise"]).complexity < 0.85


def test_fault_pixels_instead_of_a_standard_size_change_with_scale(monkeypatch):
    large = draw_motif(ATLAS.motif("miao.butterfly"), ATLAS, 768)
    usual = describe(large[..., :3]).complexity
    monkeypatch.setattr(descriptors, "standard", lambda c, m, side: (c.astype(np.float32) / 255, m))
    assert abs(describe(large[..., :3]).complexity - usual) > 0.06
