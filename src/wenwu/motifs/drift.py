"""Drift: cloth is never quite square; threads pull and the hand wanders, half a millimetre as a rule."""

from dataclasses import replace

import numpy as np

from wenwu.motifs.canvas import Canvas
from wenwu.motifs.technique import Cloth0, noise

UNIT = 0.0008  # [m] of the most irregular hand: its noise strays by 0.7 of this each way, at most about 3
LONG, BROAD = 0.06, 0.035  # [m] of its waves


def drifted(canvas: Canvas, pixels: float, irregular: float, rng: np.random.Generator) -> Canvas:
    """Every place moved by a smooth field that meets itself at the seam; edges stay edges."""
    h, w = canvas.figure.shape
    no_picture = np.broadcast_to(np.float32(0), (h, w, 3))
    cloth = Cloth0(no_picture, canvas.figure, pixels, irregular, rng)
    reach = UNIT * irregular * pixels
    if reach < 0.3:
        return canvas
    down = np.round(np.arange(h)[:, None] + reach * noise(cloth, LONG, BROAD)).astype(np.intp)
    along = np.round(np.arange(w)[None] + reach * noise(cloth, BROAD, LONG)).astype(np.intp)
    flat = np.clip(down, 0, h - 1) * w + (along % w if canvas.wraps else np.clip(along, 0, w - 1))
    colour = canvas.colour.reshape(-1, 3)[flat.ravel()].reshape(h, w, 3)
    return replace(canvas, colour=colour, figure=canvas.figure.ravel()[flat])
