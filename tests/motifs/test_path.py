"""Operators on paths, by worked examples."""

import numpy as np

from wenwu.motifs.curve import circle, points, ribbon, smooth, spiral
from wenwu.motifs.path import (
    Shape,
    both_sides,
    filled,
    grid_of,
    mirrored,
    moved,
    nested,
    ring_of,
    scaled,
    turned,
)

TRIANGLE = points((0, 0), (2, 0), (0, 1))


def area(ring: np.ndarray) -> float:
    """Signed: positive when the ring runs counter-clockwise."""
    x, y = ring.T
    return float(0.5 * (x * np.roll(y, -1) - y * np.roll(x, -1)).sum())


def test_a_quarter_turn_is_counter_clockwise() -> None:
    (shape,) = turned((filled(TRIANGLE, 1),), 90)
    assert np.allclose(shape.rings[0], [(0, 0), (0, 2), (-1, 0)])


def test_scaling_keeps_the_aspect_and_grows_the_stroke() -> None:
    (shape,) = scaled((Shape((TRIANGLE,), 1, 0, 0.1),), 3)
    assert np.allclose(np.ptp(shape.rings[0], 0), [6, 3]) and np.isclose(shape.width, 0.3)


def test_a_mirror_changes_the_hand_and_a_turn_does_not() -> None:
    start = filled(TRIANGLE, 1)
    assert area(mirrored((start,))[0].rings[0]) == -area(TRIANGLE)
    assert np.isclose(area(turned((start,), 37)[0].rings[0]), area(TRIANGLE))


def test_copies_keep_their_layers_together() -> None:
    two = (filled(TRIANGLE, 1), filled(TRIANGLE, 2))
    assert [(s.fill, len(s.rings)) for s in ring_of(two, 3)] == [(1, 3), (2, 3)]
    assert [s.fill for s in both_sides(two)] == [1, 1, 2, 2]


def test_nesting_shrinks_toward_its_middle() -> None:
    outer, inner = nested(points((1, 1), (3, 1), (3, 3), (1, 3)), (1, 2), 0.5, (2, 2))
    assert area(outer.rings[0]) == 4 and area(inner.rings[0]) == 1
    assert np.allclose(inner.rings[0].mean(0), (2, 2))


def test_counted_thread_becomes_runs_of_cells() -> None:
    shapes = {s.fill: s for s in grid_of([[1, 1, -1], [2, 1, 1]], size=2)}
    assert len(shapes[1].rings) == 2 and len(shapes[2].rings) == 1  # one run a row
    assert np.isclose(sum(abs(area(r)) for r in shapes[1].rings), 4)  # four cells of 1 × 1
    assert np.allclose(shapes[2].rings[0].mean(0), (-1, -0.5))  # lower left


def test_a_ribbon_is_as_wide_as_it_says() -> None:
    ring = ribbon(points((0, 0), (1, 0), (2, 0)), np.array([0.2, 0.2, 0.2]))
    assert np.isclose(abs(area(ring)), 2 * 0.2)


def test_a_smooth_line_passes_through_its_knots() -> None:
    knots = points((0, 0), (1, 2), (3, 1), (4, 4))
    line = smooth(knots, count=8)
    assert all(np.linalg.norm(line - knot, axis=1).min() < 1e-9 for knot in knots)


def test_a_spiral_turns_the_way_it_is_told() -> None:
    for turn in (1, -1):
        angle = np.unwrap(np.arctan2(*spiral(1, 0.1, 1.5, 20, turn).T[::-1]))
        assert np.isclose((angle[-1] - angle[0]) / (2 * np.pi), 1.5 * turn)


def test_moving_moves_every_ring() -> None:
    (shape,) = moved((Shape((circle(1), circle(0.5)), 1),), 3, 4)
    assert all(np.allclose(ring.mean(0), (3, 4)) for ring in shape.rings)
