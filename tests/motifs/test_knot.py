"""Interlace: counted, traced, and broken on purpose; the endless knot is one line."""

from itertools import pairwise

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.motifs.curve import circle, points
from wenwu.motifs.interlace import Cord, Pass, crossings_of, interlace, overs
from wenwu.motifs.knot import knot_line
from wenwu.motifs.path import Drawing
from wenwu.motifs.raster import draw_tile


def fault(cords: list[Cord], tops: set[Pass]) -> str:
    """What is wrong with a lacing, seen independently of `overs`; empty if nothing is."""
    pairs = crossings_of(cords)
    if any(len(tops & set(pair)) != 1 for pair in pairs):
        return "a crossing with two tops or none"
    for k, cord in enumerate(cords):
        walk = sorted((p for pair in pairs for p in pair if p.cord == k), key=lambda p: p.at)
        turns = [*pairwise(walk), *([(walk[-1], walk[0])] if cord.closed and len(walk) > 1 else [])]
        if any((a in tops) == (b in tops) for a, b in turns):
            return "over twice"
    return ""


RINGS = [Cord(circle(0.6, x, 0, 120)) for x in (-0.35, 0.35)]
WAVES = [
    Cord(np.stack([x := np.linspace(-3, 3, 240), np.sin(np.pi * x + phase)], 1), closed=False)
    for phase in (0.3, 0.3 + 2 * np.pi / 3, 0.3 + 4 * np.pi / 3)
]


@pytest.mark.parametrize("lines", [3, 5])
def test_every_row_crosses_every_column_once(lines: int) -> None:
    assert len(crossings_of([Cord(knot_line(lines))])) == lines**2


def test_it_is_one_closed_line_without_a_jump() -> None:
    line = knot_line(3)
    steps = np.linalg.norm(np.roll(line, -1, 0) - line, axis=1)
    assert steps.max() < 3 * np.median(steps)


@pytest.mark.parametrize(
    "cords",
    [[Cord(knot_line(3))], [Cord(knot_line(5))], RINGS, WAVES],
    ids=["knot3", "knot5", "rings", "plait"],
)
def test_over_and_under_take_turns_and_no_crossing_has_two_tops(cords: list[Cord]) -> None:
    tops = overs(cords)
    assert len(tops) == len(crossings_of(cords)) > 1
    assert fault(cords, tops) == ""


def test_a_planted_exchange_is_seen() -> None:
    cords = [Cord(knot_line(3))]
    (one, other), *_ = crossings_of(cords)
    tops = overs(cords)
    assert fault(cords, tops ^ {one, other}) == "over twice"
    assert fault(cords, tops | {one, other}) == "a crossing with two tops or none"


def test_a_ring_does_not_cross_itself_and_two_cross_twice() -> None:
    assert crossings_of([Cord(circle(1.0))]) == []
    assert len(crossings_of(RINGS)) == 2


def test_the_upper_cord_is_what_one_sees() -> None:
    """Two crossed bars: at the crossing the pixel is the colour of the upper one's core."""
    bars = [Cord(points(*((t, s * t) for t in np.linspace(-0.9, 0.9, 41))), False) for s in (1, -1)]
    shapes = interlace(bars, 0.3)
    upper = next(iter(overs(bars))).cord
    above = draw_tile(Drawing(shapes), ("#000000", "#FF0000", "#00FF00"), 200, 200)
    on = {0: (1, 1), 1: (1, -1)}[upper]
    way = np.array([on[0], -on[1]]) / np.sqrt(2)
    for step in (0, 12, -12):  # [px] along the upper bar its core goes on, unbroken
        x, y = np.round(np.array([100, 100]) + step * way).astype(int)
        assert above[y, x, 0] > 200
    x, y = np.round(np.array([100, 100]) + 20 * np.array([-way[1], way[0]])).astype(int)
    assert above[y, x, :2].max() < 60  # the lower one is broken off by the gap


def test_lines_that_cannot_be_laced_are_refused() -> None:
    """A loop with a tail through it, met oddly: by turns is impossible."""
    ring = Cord(circle(0.6, 0, 0, 60))
    through = Cord(points((-1, 0.01), (0, 0.01)), closed=False)  # ends inside
    with pytest.raises(InputError, match=r"^these lines cannot be laced over and under by turns"):
        overs([ring, through, Cord(points((0.01, 1), (0.01, -1)), closed=False)])
