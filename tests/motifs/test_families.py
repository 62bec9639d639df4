"""Every family of the grammar: stays in its box, joins where it says so, keeps its hand."""

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.motifs.family import FAMILIES, count, find_family, number
from wenwu.motifs.form import Form, allowed
from wenwu.motifs.gate import GATED
from wenwu.motifs.library import MODULES
from wenwu.motifs.raster import draw_tile

DYES = ("#1C2A4A", "#A3123A", "#F2B705", "#2E7D4F", "#D65C8A")
WANTED = [
    "fret",
    "cloud_ruyi",
    "arch_spiral",
    "log_spiral",
    "concentric",
    "radial",
    "lozenge_grid",
    "star8",
    "wave",
    "zigzag",
    "flame",
    "butterfly",
    "bird",
    "crane",
    "feather",
    "dragon_s",
    "antler",
    "vine",
    "lotus",
    "endless_knot",
    "coin",
    "ikat",
    "badam",
    "maple",
    "stripes",
    "frog_lozenge",
    "frog_radial",
    "human_row",
    "sun",
    "fish_scale",
    "terrace",
    "well",
    "phoenix",
    "dragon_coil",
    "lattice_path",
    "wheat",
    "cradle_face",
    "sea_cliff",
    "dharma_wheel",
    "parasol",
    "twin_fish",
    "vase",
    "conch",
    "victory_banner",
]


def test_the_grammar_is_rich_enough() -> None:
    assert MODULES and set(WANTED) <= set(FAMILIES)
    assert len(WANTED) >= 28
    assert not set(GATED) & set(FAMILIES) and set(GATED) == {"svastika", "vajra", "tiger_mask"}


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_it_draws_something_within_its_box(name: str) -> None:
    drawing = FAMILIES[name].draw({})
    ring = np.concatenate([r for s in drawing.shapes for r in s.rings])
    assert np.isfinite(ring).all()
    if not FAMILIES[name].joins:
        assert np.abs(ring[:, 0]).max() <= drawing.width / 2 * 1.03
        assert np.abs(ring[:, 1]).max() <= drawing.height / 2 * 1.06
    assert len({s.fill for s in drawing.shapes} | {s.line for s in drawing.shapes}) > 1


@pytest.mark.parametrize("name", sorted(n for n, f in FAMILIES.items() if f.joins))
def test_a_running_form_meets_its_next_period(name: str) -> None:
    """The strip one period on looks like the strip at the start, within the blur of one pixel."""
    drawing = FAMILIES[name].draw({})
    period, more = 120, 12
    tile = draw_tile(drawing, DYES, period + more, round(period / drawing.aspect), float(period)).astype(int)
    assert np.abs(tile[:, :more] - tile[:, period:]).mean() < 2.0


def test_a_planted_gap_is_seen() -> None:
    """The test above must be able to fail: a lone sign does not run on."""
    drawing = FAMILIES["butterfly"].draw({})
    tile = draw_tile(drawing, DYES, 132, round(120 / drawing.aspect), 120.0).astype(int)
    assert tile[:, 110:].any()
    assert np.abs(tile[:, :12] - tile[:, 120:]).mean() > 2.0 or not np.array_equal(
        tile[:, 2:12], tile[:, 122:]
    )


@pytest.mark.parametrize("name", ["arch_spiral", "log_spiral", "swirl_frieze"])
def test_the_other_hand_is_the_mirror_image(name: str) -> None:
    draw = FAMILIES[name].draw
    right, left = (
        draw_tile(draw({"turn": t}), DYES, 160, 160)[..., 3].astype(int) for t in ("right", "left")
    )
    assert np.abs(right[:, ::-1] - left).mean() < 12 < np.abs(right - left).mean()


@pytest.mark.parametrize(
    "name", ["butterfly", "endless_knot", "star8", "radial", "lozenge_grid", "frog_lozenge", "sun", "wheat"]
)
def test_what_should_be_even_is_even(name: str) -> None:
    tile = draw_tile(FAMILIES[name].draw({}), DYES, 200, 200)[..., 3].astype(int)
    assert np.abs(tile - tile[:, ::-1]).mean() < 6


def test_a_sign_with_a_hand_is_never_mirrored_and_one_with_a_top_never_turned_over() -> None:
    spiral, bird = FAMILIES["arch_spiral"], FAMILIES["bird"]
    handed = Form(spiral.draw({}), DYES, "x.y", spiral, "left", 0.0)
    upright = Form(bird.draw({}), DYES, "x.z", bird, "", 0.0)
    assert [allowed(handed, f) for f in ("", "m", "u", "t")] == ["", "", "", "t"]
    assert [allowed(upright, f) for f in ("", "m", "u", "t")] == ["", "m", "", ""]


def test_hooks_and_rings_follow_their_numbers() -> None:
    few, many = (len(FAMILIES["concentric"].draw({"rings": n}).shapes) for n in (3, 7))
    assert many > few
    assert FAMILIES["radial"].draw({"n": 5}).shapes != FAMILIES["radial"].draw({"n": 9}).shapes


def test_a_range_means_its_middle() -> None:
    assert number({"turns": [2, 4]}, "turns", 1) == 3
    assert count({}, "n", 8) == 8


def test_refusals() -> None:
    with pytest.raises(InputError, match=r"^no family of motifs 'frett' in the atlas; did you mean 'fret'\?"):
        find_family("frett")
    with pytest.raises(InputError, match=r"^the parameter 'n' of a motif is 900; it may be 3 to 24$"):
        FAMILIES["radial"].draw({"n": 900})
    with pytest.raises(InputError, match=r"^the parameter 'turns' of a motif is 'many'; it needs a number"):
        FAMILIES["arch_spiral"].draw({"turns": "many"})
