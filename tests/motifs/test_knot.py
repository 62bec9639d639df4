"""The endless knot interlaces: counted, traced, and broken on purpose."""

from itertools import pairwise

import numpy as np
import pytest

from wenwu.motifs.curve import circle
from wenwu.motifs.knot import crossings, interlaced, knot_line, over_passes


@pytest.mark.parametrize("lines", [3, 5])
def test_every_row_crosses_every_column_once(lines: int) -> None:
    assert len(crossings(knot_line(lines))) == lines**2


def test_it_is_one_closed_line_without_a_jump() -> None:
    line = knot_line(3)
    steps = np.linalg.norm(np.roll(line, -1, 0) - line, axis=1)
    assert steps.max() < 3 * np.median(steps)


@pytest.mark.parametrize("lines", [3, 5])
def test_over_and_under_take_turns_and_no_crossing_has_two_tops(lines: int) -> None:
    """Independent of `over_passes`: at each crossing exactly one of its two passes must be on top."""
    line = knot_line(lines)
    tops = set(over_passes(line).tolist())
    assert all(len(tops & set(pair)) == 1 for pair in crossings(line).tolist())
    walk = sorted(p for pair in crossings(line).tolist() for p in pair)
    assert all((a in tops) != (b in tops) for a, b in pairwise(walk))


def test_a_ring_does_not_cross_itself() -> None:
    assert len(crossings(circle(1.0))) == 0


def test_the_upper_cord_is_drawn_last() -> None:
    line = knot_line(3)
    shapes = interlaced(line, 0.5)
    assert len(shapes) == 3 + 3 * 9  # the whole cord, then nine passes over it
    assert shapes[3].width > shapes[4].width > shapes[5].width
