"""The painter of paths against areas known by hand and against another painter (resvg, by way of SVG)."""

import io
from math import pi

import numpy as np
import pytest
import resvg_py
from PIL import Image

from wenwu.motifs.curve import circle, points, shifted
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.library import MODULES
from wenwu.motifs.path import Drawing, Shape, filled, stroked
from wenwu.motifs.raster import draw_tile
from wenwu.motifs.svg import to_svg

DYES = ("#1C2A4A", "#A3123A", "#F2B705", "#2E7D4F", "#D65C8A")
SQUARE = points((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))


def area(*shapes: Shape, size: int = 200) -> float:
    """What shapes cover of a box of 2 × 2, in its units."""
    return float(draw_tile(Drawing(shapes), DYES, size, size)[..., 3].sum() / 255 * 4 / size**2)


def test_areas_known_by_hand() -> None:
    assert area(filled(SQUARE, 1)) == pytest.approx(1.0, abs=0.002)
    assert area(filled(circle(0.7, count=200), 1)) == pytest.approx(pi * 0.49, rel=0.003)
    assert area(stroked(points((-0.5, 0), (0.5, 0)), 1, 0.2)) == pytest.approx(0.2 + pi * 0.01, rel=0.01)
    assert area(stroked(points((-0.5, 0), (0.5, 0)), 1, 0.2, square=True)) == pytest.approx(0.2, rel=0.01)
    assert area(stroked(SQUARE, 1, 0.2, closed=True, square=True)) == pytest.approx(1.44 - 0.64, rel=0.01)
    assert area(stroked(SQUARE, 1, 0.2, closed=True)) == pytest.approx(0.8 - 0.04 + pi * 0.01, rel=0.01)


def test_winding_is_non_zero_and_a_ring_the_other_way_is_a_hole() -> None:
    small = SQUARE * 0.5
    assert area(Shape((SQUARE, small), 1)) == pytest.approx(1.0, abs=0.002)
    assert area(Shape((SQUARE, small[::-1]), 1)) == pytest.approx(0.75, abs=0.003)


def test_what_lies_outside_the_tile_is_cut_off() -> None:
    wide = SQUARE * 6
    assert area(filled(wide, 1)) == pytest.approx(4.0)
    assert area(filled(shifted(SQUARE, 3.0, 0.0), 1)) == 0.0
    assert area(filled(shifted(SQUARE, 1.0, 1.0), 1)) == pytest.approx(0.25, abs=0.002)


def test_later_shapes_lie_on_earlier_ones_and_dyes_take_turns() -> None:
    both = draw_tile(Drawing((filled(SQUARE * 2, 1), filled(SQUARE, 5))), DYES, 40, 40)
    assert tuple(both[2, 2]) == (0xA3, 0x12, 0x3A, 255) and tuple(both[20, 20]) == (0xA3, 0x12, 0x3A, 255)
    assert tuple(draw_tile(Drawing((filled(SQUARE, 6),)), DYES, 40, 40)[20, 20]) == (0xF2, 0xB7, 0x05, 255)
    assert not draw_tile(Drawing(()), DYES, 8, 8).any()


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_another_painter_sees_the_same(name: str) -> None:
    assert MODULES
    drawing = FAMILIES[name].draw({})
    step = 160.0 if FAMILIES[name].joins else 0.0
    wide, high = 160, max(1, round(160 / drawing.aspect))
    png = resvg_py.svg_to_bytes(svg_string=to_svg(drawing, DYES, wide, high, step), skip_system_fonts=True)
    other = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(float)
    ours = draw_tile(drawing, DYES, wide, high, step).astype(float)
    away = np.abs(ours[..., :3] * ours[..., 3:] - other[..., :3] * other[..., 3:]) / 255
    assert away.mean() < 2.5 and (away.max(-1) > 80).mean() < 0.01
