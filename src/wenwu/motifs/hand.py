"""The hand: no two stitched signs are alike. Numbers within their range, lines a little off their course."""

from dataclasses import replace
from typing import Any

import numpy as np

from wenwu.atlas.model import Motif
from wenwu.motifs.path import Drawing, Real

WAVES = 5  # of each way the cloth gives


def chosen(motif: Motif, rng: np.random.Generator) -> dict[str, Any]:
    """A motif's parameters: of a range [low, high] some number in it, whole where its ends are."""
    out: dict[str, Any] = {}
    for name, value in motif.params.items():
        if isinstance(value, list | tuple) and len(value) == 2 and name != "widths":
            low, high = value
            whole = isinstance(low, int) and isinstance(high, int)
            out[name] = int(rng.integers(low, high + 1)) if whole else float(rng.uniform(low, high))
        else:
            out[name] = value
    return out


def by_hand(drawing: Drawing, rng: np.random.Generator, amount: Real = 0.7, joins: bool = False) -> Drawing:
    """Every point moved by a smooth field of about `amount` hundredths of the height; no hand is changed.

    Where the drawing `joins`, the field repeats with its width, so that neighbours still meet.
    """
    size = 0.01 * amount * min(drawing.width, drawing.height)
    turns = rng.integers(1, 4, (WAVES, 2)) * np.where(rng.random((WAVES, 2)) < 0.5, -1, 1)
    phase, share = rng.uniform(0, 2 * np.pi, (2, WAVES)), rng.normal(0, 1, (2, WAVES)) / np.sqrt(WAVES)
    period = (drawing.width, drawing.height) if joins else (2.3 * drawing.width, 2.3 * drawing.height)

    rings = [r for s in drawing.shapes for r in s.rings]
    points = np.concatenate(rings)
    angle = 2 * np.pi * (points / np.array(period)) @ turns.T  # N waves
    points = points + size * np.stack([np.sin(angle + phase[k]) @ share[k] for k in (0, 1)], 1)
    moved = iter(np.split(points, np.cumsum([len(r) for r in rings])[:-1]))
    shapes = tuple(replace(s, rings=tuple(next(moved) for _ in s.rings)) for s in drawing.shapes)
    return replace(drawing, shapes=shapes)
