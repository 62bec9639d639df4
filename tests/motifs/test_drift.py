"""Drift: how far cloth wanders, and that it still closes where it wraps."""

from dataclasses import replace

import numpy as np

from wenwu.base.seed import generator
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.drift import drifted

SIDE, PIXELS = 800, 1000  # [px], and of a metre


def halves(wraps: bool) -> Canvas:
    """Black on the left, white on the right."""
    canvas = Canvas.blank(SIDE, SIDE, "#000000", wraps)
    canvas.fill(0, SIDE, SIDE // 2, SIDE, "#FFFFFF", 1.0)
    return canvas


def moved(canvas: Canvas, irregular: float) -> Canvas:
    return drifted(canvas, PIXELS, irregular, generator(1, "drift"))


def test_an_edge_wanders_by_a_millimetre_or_two_and_stays_an_edge() -> None:
    canvas = moved(halves(False), 1.0)
    white = canvas.colour[..., 0] == 255
    assert set(np.unique(canvas.colour)) == {0, 255} and (white == (canvas.figure > 0.5)).all()
    off = (white.sum(1) - SIDE / 2) / PIXELS
    assert 0.0003 < off.std() < 0.001 and np.abs(off).max() < 0.003


def test_what_wraps_wanders_over_the_seam_and_what_does_not_keeps_its_edge() -> None:
    over, kept = (moved(halves(wraps), 1.0).colour[:, 0, 0] == 255 for wraps in (True, False))
    assert 0.05 < over.mean() < 0.95 and not kept.any()


def test_a_hand_without_fault_moves_nothing() -> None:
    canvas = halves(True)
    assert moved(canvas, 0.0) is canvas
    assert moved(replace(canvas, wraps=False), 0.1).colour.shape == canvas.colour.shape
