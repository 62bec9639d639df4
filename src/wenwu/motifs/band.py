"""Bands drawn: stripes and friezes with whole repeats."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import lcm
from typing import cast

import numpy as np

from wenwu.atlas.band import Band, Symmetry
from wenwu.motifs.canvas import Canvas, tile_of
from wenwu.motifs.form import Box, Form, Loom, allowed, note, place
from wenwu.motifs.gaps import fill_gaps
from wenwu.motifs.layout import repeats
from wenwu.motifs.stance import Stance, require_hand, stances


def draw_band(canvas: Canvas, band: Band, box: Box, loom: Loom) -> None:
    """A band into a box (top, bottom, left, right)."""
    ground = band.ground or loom.ground
    canvas.fill(*box, loom.dye(ground))
    DRAW[band.kind](canvas, band, box, loom, ground)


def _plain(canvas: Canvas, band: Band, box: Box, loom: Loom, ground: str) -> None:
    """Nothing on it."""


def _stripes(canvas: Canvas, band: Band, box: Box, loom: Loom, ground: str) -> None:
    """Stripes across the cloth."""
    top, bottom, left, right = box
    for name, (a, b) in zip(band.stripes, _shares(band, bottom - top), strict=True):
        canvas.fill(top + a, top + b, left, right, loom.dye(name), float(name != ground))


def _warp(canvas: Canvas, band: Band, box: Box, loom: Loom, ground: str) -> None:
    """Stripes down the cloth, over and over a whole number of times."""
    top, bottom, left, right = box
    period = band.period * loom.pixels or (right - left)
    n = repeats(right - left, period)
    for k in range(n):
        start, end = left + round((right - left) * k / n), left + round((right - left) * (k + 1) / n)
        for name, (a, b) in zip(band.stripes, _shares(band, end - start), strict=True):
            canvas.fill(top, bottom, start + a, start + b, loom.dye(name), float(name != ground))


def _shares(band: Band, length: int) -> list[tuple[int, int]]:
    widths = np.array(band.widths or (1.0,) * len(band.stripes))
    edges = np.round(np.concatenate([[0], np.cumsum(widths)]) / widths.sum() * length).astype(int).tolist()
    return list(pairwise(edges))


def _frieze(canvas: Canvas, band: Band, box: Box, loom: Loom, ground: str) -> None:
    """Signs in a row."""
    assert band.sign
    form = loom.form(band.sign, ground)
    require_hand(form, cast(Symmetry, band.symmetry))
    other = loom.form(band.sign, ground, band.counter) if band.counter else form
    if form.family.joins:
        _joined(canvas, band, box, form)
    else:
        _row(canvas, band, box, (form, other), loom, ground)
    if band.filler:
        fill_gaps(canvas, loom.form(band.filler, ground), box, (box[1] - box[0]) * 0.16)


def _joined(canvas: Canvas, band: Band, box: Box, form: Form) -> None:
    """A running frieze: whole periods, scaled alike both ways; what is left of the height stays ground."""
    top, bottom, left, right = box
    columns, lines = _copies(band)
    tall = (bottom - top) * (1 - 2 * band.margin) / len(lines)
    n = repeats(right - left, form.drawing.aspect * tall, of=columns)
    step = (right - left) / n
    if step / form.drawing.aspect > tall * 1.12:  # a narrow place: cut at its sides rather than squeezed
        step = form.drawing.aspect * tall
    high = step / form.drawing.aspect
    for k, line in enumerate(lines):
        y = (top + bottom - high * len(lines)) / 2 + k * high
        lay_periods(canvas, form, (left, y), (step, high), box, [allowed(form, s.flip) for s in line])


def lay_periods(
    canvas: Canvas,
    form: Form,
    start: tuple[float, float],
    period: tuple[float, float],
    box: Box,
    flips: Sequence[str] = ("",),
) -> None:
    """Periods of a running form from the left to the right edge of a box, turned over by turns."""
    step, high = period
    size = int(np.ceil(step)) + 1, max(round(high), 1)
    tiles = [tile_of(form.drawing, form.dyes, *size, flip, step) for flip in flips]
    x, top, k = start[0], round(start[1]), 0
    while x < box[3] - 0.5:
        tile = tiles[k % len(tiles)]
        width = min(tile.shape[1], box[3] - round(x))
        canvas.lay(tile[:, :width], round(x), top, box)
        if form.motif:
            note(canvas, form, x, top, step, high, 180.0 if flips[k % len(flips)] == "t" else 0.0)
        x, k = x + step, k + 1


def _copies(band: Band) -> tuple[int, list[list[Stance]]]:
    """How many signs stand side by side in one period, and each line of them, the upper first."""
    copies = stances(cast(Symmetry, band.symmetry))
    lines = [[s for s in copies if s.down == down] for down in sorted({s.down for s in copies})]
    return len(lines[0]), lines


def _row(
    canvas: Canvas,
    band: Band,
    box: Box,
    forms: tuple[Form, Form],
    loom: Loom,
    ground: str,
) -> None:
    """Separate signs at equal distances, their size kept and the rest given to the gaps."""
    top, bottom, left, right = box
    columns, lines = _copies(band)
    tall = (bottom - top) / len(lines)
    high, wide = _fitting(band, forms[0], (right - left, tall))
    even = bool(band.counter) and right - left >= 1.5 * wide
    of = columns if right - left >= 0.75 * columns * wide else 1  # in a narrow place they do not take turns
    n = repeats(right - left, wide * (1 + band.spacing), even, of)
    need, fewer = wide * (1 + min(band.spacing, 0.0)), lcm(of, 1 + even)
    while n > fewer and (right - left) / n < need * SMALLEST:
        n -= fewer  # never so many that they cover one another
    share = min(1.0, (right - left) / n / need)
    high, wide, step = high * share, wide * share, (right - left) / n
    for line, row in enumerate(lines):
        middle = top + (line + 0.5) * tall
        for k in range(n):
            flip = allowed(forms[0], row[k % len(row)].flip)
            place(canvas, forms[k % 2], (left + (k + 0.5) * step, middle), (wide, high), flip, box)
    if band.second:
        between = loom.form(band.second, ground)
        for k in range(n if canvas.wraps else n - 1):
            _between(
                canvas,
                between,
                (left + (k + 1) * step, (top + bottom) / 2),
                (step - wide, bottom - top),
                box,
            )


def _fitting(band: Band, form: Form, room: tuple[float, float]) -> tuple[float, float]:
    """Height and width of a sign in a row."""
    high = min(form.size or np.inf, room[1] * (1 - 2 * band.margin))
    wide = high * form.drawing.aspect
    if wide > room[0] * 0.96:
        return high * room[0] * 0.96 / wide, room[0] * 0.96
    return high, wide


SMALLEST = 0.8  # a sign shrinks to this share, alike both ways, before one of a row is left out


def _between(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    room: tuple[float, float],
    box: Box,
) -> None:
    """A second sign in the gap between two."""
    high = min(
        form.size or room[1] * 0.62, room[1] * 0.9, max(1.5 * room[0] / form.drawing.aspect, room[1] * 0.3)
    )
    place(canvas, form, centre, (high * form.drawing.aspect, high), "", box)


DRAW: dict[str, Callable[[Canvas, Band, Box, Loom, str], None]] = {
    "plain": _plain,
    "stripes": _stripes,
    "warp": _warp,
    "frieze": _frieze,
}
