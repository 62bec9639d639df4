"""Bands drawn: stripes, friezes with whole repeats, fields without empty ground."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import distance_transform_edt, maximum_filter

from wenwu.atlas.model import Atlas
from wenwu.atlas.textile import TONES, Band, Sign
from wenwu.motifs.canvas import Canvas, Placement, tile_of, toned
from wenwu.motifs.family import Family, find_family
from wenwu.motifs.layout import repeats
from wenwu.motifs.library import motif_drawing, motif_family, ornament_drawing
from wenwu.motifs.path import Drawing, Real

Box = tuple[int, int, int, int]  # top, bottom, left, right [px]


@dataclass(frozen=True)
class Form:
    """A sign ready to be laid: its drawing, its dyes, what may be done with it."""

    drawing: Drawing
    dyes: tuple[str, ...]
    motif: str
    family: Family
    turn: str
    size: Real  # [px] height wished for; 0: what the place leaves


@dataclass(frozen=True)
class Loom:
    """What every band needs to know."""

    atlas: Atlas
    palette: dict[str, str]
    ground: str
    pixels: Real  # a metre

    def dye(self, name: str) -> str:
        """A palette colour, or its lighter (+) or darker (−) face."""
        if name in self.palette:
            return self.palette[name]
        if name.rstrip(TONES) in self.palette:
            return toned(self.palette[name.rstrip(TONES)], name.count("+") - name.count("-"))
        return name

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
        dyes = tuple(self.dye(n) for n in names)
        return Form(drawing, dyes, sign.motif or "", kind, turn, sign.size * self.pixels)


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
            _note(canvas, form, x, top, step, high, 0.0)
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


SMALLEST = 0.84  # a sign shrinks to this share, alike both ways, before one of a row is left out
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
    if form.family.upright and flip in ("u", "t"):
        return ""
    return flip


def place(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    size: tuple[float, float],
    flip: str,
    box: Box,
) -> None:
    """One sign at its centre."""
    wide, high = max(round(size[0]), 1), max(round(size[1]), 1)
    tile = tile_of(form.drawing, form.dyes, wide, high, flip)
    left, top = round(centre[0] - wide / 2), round(centre[1] - high / 2)
    canvas.lay(tile, left, top, box)
    if form.motif and left + wide > box[2] and left < box[3] and top + high > box[0] and top < box[1]:
        _note(canvas, form, left, top, wide, high, {"t": 180.0}.get(flip, 0.0))


def _note(canvas: Canvas, form: Form, left: Real, top: Real, wide: Real, high: Real, angle: Real) -> None:
    w, h = canvas.width, canvas.height
    canvas.placements.append(
        Placement(form.motif, left / w, top / h, (left + wide) / w, (top + high) / h, angle, form.turn)
    )


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


DRAW: dict[str, Callable[[Canvas, Band, Box, Loom, str], None]] = {
    "plain": _plain,
    "stripes": _stripes,
    "warp": _warp,
    "frieze": _frieze,
}
