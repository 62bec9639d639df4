"""Medallions: signs stand outward, the heart ends where the rings begin, the sides meet as mirror images."""

import numpy as np
import pytest

from wenwu.atlas.band import Band, Sign
from wenwu.atlas.load import load_atlas
from wenwu.atlas.panel import Medallion, Panel, Ring
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.form import Loom
from wenwu.motifs.panel import draw_panel

ATLAS = load_atlas()
MIAO = dict(ATLAS.culture("miao").palette)
LOOM = Loom(ATLAS, MIAO, "black", 800)
STAR = Sign(motif="miao.star", colours=("black", "pink", "gold", "green"))
HOOKS = Sign(ornament="hooks", colours=("black", "crimson", "gold"))  # a row of them has a hand


def drawn(medallion: Medallion, side: int = 240) -> Canvas:
    canvas = Canvas.blank(side, side, MIAO["black"], False)
    draw_panel(canvas, Panel(field=Band(kind="plain"), medallion=medallion), (0, side, 0, side), LOOM)
    return canvas


@pytest.mark.parametrize("outline", ["circle", "lozenge", "octagon"])
def test_signs_of_a_ring_stand_with_their_feet_to_the_middle(outline: str) -> None:
    ring = Ring(kind="frieze", height=0.3, sign=STAR, spacing=0.1)
    canvas = drawn(Medallion(outline=outline, size=1.0, rings=(ring,)))
    assert len(canvas.placements) >= 4 and (outline == "circle" or len(canvas.placements) % 4 == 0)
    for p in canvas.placements:
        right, down = (p.u0 + p.u1) / 2 - 0.5, (p.v0 + p.v1) / 2 - 0.5
        off = p.angle - np.degrees(np.arctan2(right, -down))
        assert abs((off + 180) % 360 - 180) < 3  # places are whole pixels


def test_two_that_take_turns_meet_nowhere() -> None:
    ring = Ring(
        kind="frieze", height=0.24, sign=STAR, counter=("black", "gold", "pink", "green"), spacing=0.1
    )
    assert len(drawn(Medallion(size=1.0, rings=(ring,))).placements) % 2 == 0


def test_the_heart_is_cut_off_where_the_rings_begin() -> None:
    ring = Ring(kind="plain", height=0.3, ground="gold")
    canvas = drawn(Medallion(size=1.0, rings=(ring,), heart=STAR, fill=1.5))
    y, x = np.indices((240, 240)) - 119.5
    away = np.hypot(x, y) / 120
    gold = (canvas.colour == np.frombuffer(bytes.fromhex(MIAO["gold"][1:]), np.uint8)).all(-1)
    assert gold[(away > 0.72) & (away < 0.98)].all() and canvas.figure[away < 0.68].any()


@pytest.mark.parametrize("outline", ["lozenge", "square"])
def test_the_sides_of_a_ring_meet_as_mirror_images(outline: str) -> None:
    ring = Ring(kind="frieze", height=0.3, sign=HOOKS, margin=0.0)
    image = drawn(Medallion(outline=outline, size=1.0, rings=(ring,))).colour.astype(int)
    assert image.any() and np.abs(image - image[:, ::-1]).mean() < 6
    assert np.abs(image - image[::-1]).mean() < 6
