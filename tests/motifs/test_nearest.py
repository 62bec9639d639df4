"""Likeness: the nearest of a few vectors, and what the look of a drawing tells apart."""

import numpy as np
import pytest

from wenwu.motifs.look import look
from wenwu.motifs.nearest import Nearest


def test_nearest_among_a_few() -> None:
    rows = np.eye(4, dtype=np.float32)
    numbers, likeness = Nearest(rows, np.array([2, 3, 5, 7])).search(
        np.array([1, 2, 3, 0], np.float32), 5, np.array([2, 7])
    )
    assert numbers.tolist() == [2, 7] and likeness == pytest.approx([1 / np.sqrt(14), 0])
    alike = Nearest(np.ones((5, 1), np.float32), np.arange(5))
    assert alike.search(np.ones(1, np.float32), 5)[0].tolist() == [0, 1, 2, 3, 4]


def test_the_look_of_a_drawing_outlives_a_shift_and_tells_stripes_from_rings() -> None:
    y, x = np.mgrid[0:120, 0:120].astype(np.float32)
    stripes = np.repeat((np.sin(x / 3) > 0).astype(np.float32)[..., None], 3, -1)
    moved = np.roll(stripes, 3, 1)
    rings = np.repeat((np.sin(np.hypot(x - 60, y - 60) / 3) > 0).astype(np.float32)[..., None], 3, -1)
    assert look(stripes) @ look(moved) > 0.95 > 0.9 > look(stripes) @ look(rings)
    assert look(np.full((40, 40, 3), 0.5, np.float32)) @ look(
        np.full((40, 40, 3), 0.5, np.float32)
    ) == pytest.approx(1)
