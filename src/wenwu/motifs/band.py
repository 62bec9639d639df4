"""Bands drawn: stripes, friezes with whole repeats, fields without empty ground."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wenwu.atlas.model import Atlas
from wenwu.atlas.textile import Band, Sign
from wenwu.motifs.canvas import Canvas, Placement, tile_of
from wenwu.motifs.family import find_family
from wenwu.motifs.layout import repeats
from wenwu.motifs.library import motif_drawing, motif_family, ornament_drawing
from wenwu.motifs.path import Drawing


@dataclass(frozen=True)
class Form:
    """A sign ready to be laid: its drawing, its dyes, what may be done with it."""

    drawing: Drawing
    dyes: tuple[str, ...]
    motif: str
    joins: bool
    upright: bool
    turn: str
    size: float  # [px] height wished for; 0: what the place leaves


@dataclass(frozen=True)
class Loom:
    """What every band needs to know."""

    atlas: Atlas
    palette: dict[str, str]
    ground: str
    pixels: float  # a metre

    def dye(self, name: str) -> str:
        """A palette colour."""
        return self.palette[name]

    def form(self, sign: Sign, ground: str, colours: Sequence[str] = ()) -> Form:
        """A sign as a form; without colours of its own it takes the motif's over the ground."""
        names = tuple(colours) or sign.colours
        if sign.motif is None:
            kind, drawing, turn = find_family(sign.ornament), ornament_drawing(sign.ornament, sign.params), ""
        else:
            motif = self.atlas.motif(sign.motif)
            kind, drawing, turn = (
                motif_family(motif),
                motif_drawing(motif, sign.params),
                motif.turn if motif.handed else "",
            )
            names = names or (ground, *motif.colours)
        dyes = tuple(self.palette.get(n, n) for n in names)
        return Form(drawing, dyes, sign.motif or "", kind.joins, kind.upright, turn, sign.size * self.pixels)


def draw_band(canvas: Canvas, band: Band, box: tuple[int, int, int, int], loom: Loom) -> None:
    """A band into a box (top, bottom, left, right)."""
    ground = band.ground or loom.ground
    canvas.fill(*box, loom.dye(ground))
    DRAW[band.kind](canvas, band, box, loom, ground)


def _plain(canvas: Canvas, band: Band, box: tuple[int, int, int, int], loom: Loom, ground: str) -> None:
    """Nothing on it."""


def _stripes(canvas: Canvas, band: Band, box: tuple[int, int, int, int], loom: Loom, ground: str) -> None:
    """Stripes across the cloth."""
    top, bottom, left, right = box
    for name, (a, b) in zip(band.stripes, _shares(band, bottom - top), strict=True):
        canvas.fill(top + a, top + b, left, right, loom.dye(name), float(name != ground))


def _warp(canvas: Canvas, band: Band, box: tuple[int, int, int, int], loom: Loom, ground: str) -> None:
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
    return list(zip(edges[:-1], edges[1:], strict=True))


def _frieze(canvas: Canvas, band: Band, box: tuple[int, int, int, int], loom: Loom, ground: str) -> None:
    """Signs in a row."""
    assert band.sign
    form = loom.form(band.sign, ground)
    other = loom.form(band.sign, ground, band.counter) if band.counter else form
    if form.joins:
        _joined(canvas, band, box, form)
    else:
        _row(canvas, band, box, (form, other), loom, ground)


def _joined(canvas: Canvas, band: Band, box: tuple[int, int, int, int], form: Form) -> None:
    """A running frieze: whole periods, scaled alike both ways; what is left of the height stays ground."""
    top, bottom, left, right = box
    tall = (bottom - top) * (1 - 2 * band.margin)
    n = repeats(right - left, form.drawing.aspect * tall)
    step = (right - left) / n
    high = step / form.drawing.aspect
    if high > tall * 1.12:  # a narrow place: one period, cut at its sides rather than squeezed
        step, high = form.drawing.aspect * tall, tall
        n = max(1, int(np.ceil((right - left) / step)))
    rows = min(round(high) + 2, bottom - top)
    if n * step > right - left + 1:
        tile = tile_of(
            form.drawing, form.dyes, round(n * step), rows, _flip(band, form), max(n, 2) if n > 1 else 1
        )
        tile = tile[:, (tile.shape[1] - (right - left)) // 2 :][:, : right - left]
    else:
        tile = (
            tile_of(form.drawing, form.dyes, right - left, rows, _flip(band, form), n)
            if n > 1
            else tile_of(form.drawing, form.dyes, right - left, rows, _flip(band, form))
        )
    place = (top + bottom - rows) // 2
    canvas.lay(tile, left, place, box)
    for k in range(n if form.motif else 0):
        _note(canvas, form, left + k * step, place, step, rows, 0.0)


def _flip(band: Band, form: Form) -> str:
    """Bands below may run upside down where the form has no top."""
    return "u" if band.symmetry == "p11m" and not form.upright and not form.turn else ""


def _row(
    canvas: Canvas,
    band: Band,
    box: tuple[int, int, int, int],
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
    n = repeats(right - left, wide * (1 + band.spacing), even=_pairs(band, motions, right - left, wide))
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
        if band.filler:
            _corners(
                canvas, loom.form(band.filler, ground), (x + step / 2, middle), (bottom - top, wide), box
            )


def _pairs(band: Band, motions: Sequence[str], width: float, wide: float) -> bool:
    return (len(motions) > 1 or bool(band.counter)) and width >= 1.5 * wide


MOTIONS = {
    "p111": ("",),
    "p1m1": ("", "m"),
    "p11g": ("", "u"),
    "p2": ("", "t"),
    "p2mg": ("", "m", "t", "u"),
    "p11m": ("",),
    "p2mm": ("",),
}


def allowed(form: Form, flip: str) -> str:
    """A handed sign is never mirrored, an upright one never turned over."""
    if form.turn and flip in ("m", "u"):
        return ""
    if form.upright and flip in ("u", "t"):
        return ""
    return flip


def place(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    size: tuple[float, float],
    flip: str,
    box: tuple[int, int, int, int],
) -> None:
    """One sign at its centre."""
    wide, high = max(round(size[0]), 1), max(round(size[1]), 1)
    tile = tile_of(form.drawing, form.dyes, wide, high, flip)
    left, top = round(centre[0] - wide / 2), round(centre[1] - high / 2)
    canvas.lay(tile, left, top, box)
    if form.motif and left + wide > box[2] and left < box[3] and top + high > box[0] and top < box[1]:
        _note(canvas, form, left, top, wide, high, {"t": 180.0}.get(flip, 0.0))


def _note(
    canvas: Canvas, form: Form, left: float, top: float, wide: float, high: float, angle: float
) -> None:
    w, h = canvas.width, canvas.height
    canvas.placements.append(
        Placement(form.motif, left / w, top / h, (left + wide) / w, (top + high) / h, angle, form.turn)
    )


def _between(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    room: tuple[float, float],
    box: tuple[int, int, int, int],
    fits: bool,
) -> None:
    """A second sign in the gap between two."""
    high = min(form.size or room[1] * 0.62, room[1] * 0.9)
    if fits:
        place(canvas, form, centre, (high * form.drawing.aspect, high), "", box)


def _corners(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    room: tuple[float, float],
    box: tuple[int, int, int, int],
) -> None:
    """Small fillers above and below the gap between two signs."""
    size = form.size or room[0] * 0.16
    for y in (-0.5 * room[0] + size * 0.75, 0.5 * room[0] - size * 0.75):
        place(canvas, form, (centre[0], centre[1] + y), (size * form.drawing.aspect, size), "", box)


def _field(canvas: Canvas, band: Band, box: tuple[int, int, int, int], loom: Loom, ground: str) -> None:
    """Signs on a lattice, other signs between them, fillers in what is left."""
    from wenwu.motifs.field import draw_field

    draw_field(canvas, band, box, loom, ground)


DRAW = {"plain": _plain, "stripes": _stripes, "warp": _warp, "frieze": _frieze, "field": _field}
