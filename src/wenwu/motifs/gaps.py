"""Gaps: small signs wherever the ground would stay bare."""

import numpy as np
from scipy.ndimage import distance_transform_edt, maximum_filter

from wenwu.motifs.canvas import Canvas
from wenwu.motifs.form import Box, Form, place
from wenwu.motifs.path import Real


def fill_gaps(
    canvas: Canvas, form: Form, box: Box, usual: Real, sizes: tuple[float, ...] = (1.0, 0.6)
) -> None:
    """Small signs wherever the ground shows an empty place, large ones first: no ground stays bare."""
    for share in sizes:
        high = max((form.size or usual) * share, 2.0)
        apart = 1.15 * high if len(sizes) > 1 else 2.2 * high
        for x, y in empty_places(canvas, box, high * 0.66, apart):
            place(canvas, form, (x, y), (high * form.drawing.aspect, high), "", box)


def empty_places(canvas: Canvas, box: Box, room: Real, apart: Real) -> list[tuple[float, float]]:
    """Centres of gaps that are at least `room` [px] from any figure and `apart` from one another."""
    top, bottom, left, right = box
    bare = canvas.figure[top:bottom, left:right] < 0.5
    seamless = canvas.wraps and right - left == canvas.width
    pad = ((1, 1), (int(apart) + 2, int(apart) + 2))
    sides = ((0, 0), pad[1])
    wide = np.pad(np.pad(bare, sides, mode="wrap") if seamless else np.pad(bare, sides), (pad[0], (0, 0)))
    far = np.minimum(distance_transform_edt(wide), 1.5 * apart)
    peak = (far >= maximum_filter(far, size=int(apart) | 1)) & (far >= room)
    open_ground = np.argwhere(peak & (far >= 1.5 * apart))  # wide and bare: a lattice of places will do
    every = max(int(apart), 1)
    peak[tuple(open_ground[((open_ground % every) != 0).any(1)].T)] = False
    ys, xs = np.nonzero(peak[1:-1, pad[1][0] : -pad[1][0]])
    order = np.argsort(-far[ys + 1, xs + pad[1][0]], kind="stable")
    kept = np.empty((len(order), 2))
    count = 0
    span = right - left if seamless else np.inf
    for x, y in zip(xs[order].tolist(), ys[order].tolist(), strict=True):
        across = np.abs(kept[:count, 0] - x)
        across = np.minimum(across, span - across)
        if not (across**2 + (kept[:count, 1] - y) ** 2 < apart**2).any():
            kept[count] = x, y
            count += 1
    return [(left + x + 0.5, top + y + 0.5) for x, y in kept[:count].tolist()]
