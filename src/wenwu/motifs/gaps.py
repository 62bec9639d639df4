"""Gaps: small signs wherever the ground would stay bare."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
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


ROUNDS = 10  # of the smallest fillers, at most
FULL = 0.9  # of a gap's width that a filler takes
SMALLEST = 3.0  # [px]
MOST = 3000  # gaps of one round
Disc = tuple[float, float, float]  # x, y, radius [px]


def cover(canvas: Canvas, forms: Sequence[Form], box: Box, widest: Real, taken: Bool[ndarray, "h w"]) -> None:
    """Signs as large as each gap lets them be, until no empty disc of the box is wider than `widest` [px].

    The first forms take the wide gaps, the last one what is left; `taken` is never drawn on. Signs without a
    top grow in all directions.
    """
    for k, form in enumerate(forms):
        last = k == len(forms) - 1
        least = max(widest, SMALLEST) if last else max(0.55 * form.size, widest)
        for _ in range(ROUNDS if last else 2):
            discs = open_discs(canvas, box, least, form.size / FULL, taken)
            if not discs:
                break
            far = emptiness(canvas, box, taken) if form.drawing.aspect < LANKY else None
            for x, y, radius in discs:
                still = form.family.upright or bool(form.turn)
                long = 1.0 if still or far is None else min(LONG, 1 / form.drawing.aspect)
                high = max(round(2 * FULL * radius * long), 2)
                tilt = 0 if still else _lie(far, (x - box[2], y - box[0], radius))
                place(canvas, form, (x, y), (high * form.drawing.aspect, high), "", box, tilt)


LANKY, LONG = 0.75, 1.5  # so slender a sign reaches so far beyond an empty disc, along the gap
WAYS = np.arange(12) * 30  # [deg] in which a sign may lie


def _lie(far: Float[ndarray, "h w"] | None, disc: Disc) -> float:
    """How a sign is tilted in its gap [deg]: along it, or this way and that without a map of the gap."""
    x, y, radius = disc
    kind = (round(x) * 5 + round(y) * 3) % 8
    if far is None:
        return 45.0 * kind
    ahead = np.radians(WAYS[:6])
    room = np.zeros(6)
    for sign in (1, -1):
        column = np.clip(x + sign * 1.3 * radius * np.sin(ahead), 0, far.shape[1] - 1).astype(int)
        row = np.clip(y - sign * 1.3 * radius * np.cos(ahead), 0, far.shape[0] - 1).astype(int)
        room += far[row, column]
    return float(WAYS[int(room.argmax()) + 6 * (kind % 2)])


def open_discs(canvas: Canvas, box: Box, least: Real, most: Real, taken: Bool[ndarray, "h w"]) -> list[Disc]:
    """Empty discs at least `least` and at most `most` [px] wide, the widest first; none cuts another."""
    top, left = box[0], box[2]
    whole = emptiness(canvas, box, taken)
    far = np.minimum(whole, most / 2)
    peak = (2 * whole >= least) & (far >= maximum_filter(far, size=3))
    level = np.argwhere(peak & (far >= most / 2))  # wide and bare: a lattice of places will do
    every = max(int(most / 3), 1)
    peak[tuple(level[((level % every) != 0).any(1)].T)] = False
    rows, columns = np.nonzero(peak)
    order = np.argsort(-far[rows, columns], kind="stable")[:MOST]
    found = np.stack([columns[order], rows[order], far[rows[order], columns[order]]], 1).astype(float)
    kept = np.empty_like(found)
    count = 0
    for disc in found:
        away = ((kept[:count, :2] - disc[:2]) ** 2).sum(1)
        if (away >= (kept[:count, 2] + disc[2]) ** 2).all():
            kept[count] = disc
            count += 1
    return [(left + x + 0.5, top + y + 0.5, r) for x, y, r in kept[:count].tolist()]


def emptiness(canvas: Canvas, box: Box, taken: Bool[ndarray, "h w"]) -> Float[ndarray, "h w"]:
    """How far each place of a box is from the nearest figure or edge [px]."""
    top, bottom, left, right = box
    bare = (canvas.figure[top:bottom, left:right] < 0.5) & ~taken
    return distance_transform_edt(np.pad(bare, 1))[1:-1, 1:-1]
