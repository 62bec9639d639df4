"""Bands drawn: stripes and friezes with whole repeats."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from wenwu.atlas.textile import Band
from wenwu.motifs.canvas import Canvas, tile_of
from wenwu.motifs.form import Box, Form, Loom, allowed, note, place
from wenwu.motifs.gaps import fill_gaps
from wenwu.motifs.layout import repeats
from wenwu.motifs.path import Real


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
    tall = (bottom - top) * (1 - 2 * band.margin)
    n = repeats(right - left, form.drawing.aspect * tall)
    step = (right - left) / n
    if step / form.drawing.aspect > tall * 1.12:  # a narrow place: cut at its sides rather than squeezed
        step = form.drawing.aspect * tall
    high = step / form.drawing.aspect
    lay_periods(canvas, form, (left, (top + bottom - high) / 2), (step, high), box, _flip(band, form))


def lay_periods(
    canvas: Canvas,
    form: Form,
    start: tuple[float, float],
    period: tuple[float, float],
    box: Box,
    flip: str = "",
) -> None:
    """Periods of a running form from the left to the right edge of a box."""
    step, high = period
    tile = tile_of(form.drawing, form.dyes, int(np.ceil(step)) + 1, max(round(high), 1), flip, step)
    x, top = start[0], round(start[1])
    while x < box[3] - 0.5:
        width = min(tile.shape[1], box[3] - round(x))
        canvas.lay(tile[:, :width], round(x), top, box)
        if form.motif:
            note(canvas, form, x, top, step, high, 0.0)
        x += step


def _flip(band: Band, form: Form) -> str:
    """Bands below may run upside down where the form has no top."""
    return "u" if band.symmetry == "p11m" and not form.family.upright and not form.turn else ""


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
    form = forms[0]
    high = min(form.size or np.inf, (bottom - top) * (1 - 2 * band.margin))
    wide = high * form.drawing.aspect
    if wide > (right - left) * 0.96:
        high, wide = high * (right - left) * 0.96 / wide, (right - left) * 0.96
    motions = MOTIONS[band.symmetry]
    even = _pairs(band, motions, right - left, wide)
    n = repeats(right - left, wide * (1 + band.spacing), even=even)
    need = wide * (1 + min(band.spacing, 0.0))
    while n > 1 + even and (right - left) / n < need * SMALLEST:
        n -= 1 + even  # never so many that they cover one another
    share = min(1.0, (right - left) / n / need)
    high, wide = high * share, wide * share
    step = (right - left) / n
    middle = (top + bottom) / 2
    for k in range(n):
        x = left + (k + 0.5) * step
        place(
            canvas, forms[k % 2], (x, middle), (wide, high), allowed(forms[0], motions[k % len(motions)]), box
        )
        if band.second:
            between = loom.form(band.second, ground)
            _between(
                canvas,
                between,
                (x + step / 2, middle),
                (step - wide, bottom - top),
                box,
                k < n - 1 or canvas.wraps,
            )


def _pairs(band: Band, motions: Sequence[str], width: Real, wide: Real) -> bool:
    return (len(motions) > 1 or bool(band.counter)) and width >= 1.5 * wide


SMALLEST = 0.8  # a sign shrinks to this share, alike both ways, before one of a row is left out
MOTIONS = {
    "p111": ("",),
    "p1m1": ("", "m"),
    "p11g": ("", "u"),
    "p2": ("", "t"),
    "p2mg": ("", "m", "t", "u"),
    "p11m": ("",),
    "p2mm": ("",),
}


def _between(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    room: tuple[float, float],
    box: Box,
    fits: bool,
) -> None:
    """A second sign in the gap between two."""
    high = min(
        form.size or room[1] * 0.62, room[1] * 0.9, max(1.5 * room[0] / form.drawing.aspect, room[1] * 0.3)
    )
    if fits:
        place(canvas, form, centre, (high * form.drawing.aspect, high), "", box)


DRAW: dict[str, Callable[[Canvas, Band, Box, Loom, str], None]] = {
    "plain": _plain,
    "stripes": _stripes,
    "warp": _warp,
    "frieze": _frieze,
}
