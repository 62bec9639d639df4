"""Fields: a lattice of signs over a whole cloth, in whole periods across."""

import numpy as np

from wenwu.atlas.textile import Band
from wenwu.motifs.band import Form, Loom, allowed, place
from wenwu.motifs.canvas import Canvas, tile_of
from wenwu.motifs.curve import points
from wenwu.motifs.layout import repeats
from wenwu.motifs.path import Drawing, Shape, stroked

Box = tuple[int, int, int, int]


def draw_field(canvas: Canvas, band: Band, box: Box, loom: Loom, ground: str) -> None:
    """First signs on the lattice, seconds half way between, fillers half way between all of them."""
    assert band.sign
    top, bottom, left, right = box
    form = loom.form(band.sign, ground)
    if form.joins:
        _tiled(canvas, band, box, form, loom)
        return
    other = loom.form(band.sign, ground, band.counter) if band.counter else form
    across = repeats(
        right - left, band.period * loom.pixels, even=bool(band.counter) and band.lattice == "square"
    )
    step = (right - left) / across
    rise = step * _rise(band, form)
    rows = range(-1, int((bottom - top) / rise) + 2)
    if band.net:
        _net(canvas, band, box, (step, rise), loom)
    sizes = _sizes(band, form, step, rise, loom)
    flips = {"p1m1": ("", "m"), "p2": ("", "t"), "p11g": ("", "u")}.get(band.symmetry, ("",))
    for sign, dx, dy, high, filler in _stations(band, form, other, loom, ground, sizes):
        for row in rows:
            for column in range(-1, across + 1):
                x = left + (column + 0.5 + dx + _shift(band, row)) * step
                y = top + (row + 0.5 + dy) * rise
                if not left - 0.01 <= x < right - 0.01 and canvas.wraps:
                    continue
                kind = sign[(row + column if band.lattice == "square" else row) % 2]
                flip = allowed(kind, flips[(row + column) % len(flips)] if not filler else "")
                place(canvas, kind, (x, y), (high * kind.drawing.aspect, high), flip, box)


def _rise(band: Band, form: Form) -> float:
    """Height of a row over its width."""
    squat = float(np.clip(1 / form.drawing.aspect, 0.55, 1.5))
    return squat * {"square": 1.0, "half_drop": 0.62, "brick": 0.86, "diamond": 0.5}[band.lattice]


def _shift(band: Band, row: int) -> float:
    """Every other row stands half a period aside."""
    return 0.5 * (row % 2) if band.lattice != "square" else 0.0


def _sizes(band: Band, form: Form, step: float, rise: float, loom: Loom) -> float:
    """Height of the main signs [px]: as wished, or what the lattice leaves."""
    if form.size:
        return float(form.size * step / (band.period * loom.pixels))
    room = {"square": rise, "half_drop": rise * 1.42, "brick": rise, "diamond": rise * 1.25}[band.lattice]
    return float(min(room, step / form.drawing.aspect) * (1 - 2 * band.margin))


def _stations(band: Band, form: Form, other: Form, loom: Loom, ground: str, high: float):  # type: ignore[no-untyped-def]
    """What stands where in a cell: (forms of even and odd cells, right, down, height, whether a filler)."""
    out = [((form, other), 0.0, 0.0, high, False)]
    scale = high / (form.size or high)
    if band.second:
        second = loom.form(band.second, ground)
        size = second.size * scale or high * 0.5
        out.append(((second, second), 0.5, 0.5 if band.lattice == "square" else 0.0, size, True))
    if band.filler:
        filler = loom.form(band.filler, ground)
        size = filler.size * scale or high * 0.2
        spots = ((0.5, 0.0), (0.0, 0.5)) if band.lattice == "square" else ((0.25, 0.5), (-0.25, 0.5))
        out = [((filler, filler), dx, dy, size, True) for dx, dy in spots] + out
    return out


def _net(canvas: Canvas, band: Band, box: Box, cell: tuple[float, float], loom: Loom) -> None:
    """Crossing lines that part the cells of a diamond lattice."""
    top, bottom, left, right = box
    step, rise = cell
    n = round((right - left) / step)
    high = 2 * rise / step
    shapes: list[Shape] = []
    for k, name in enumerate(band.net):
        thick = 0.11 - 0.045 * k
        for s in (1, -1):
            for x in (-1, 0, 1):
                shapes.append(
                    stroked(points((x - 0.5, -s * high / 2), (x + 0.5, s * high / 2)), k, thick, square=True)
                )
    drawing = Drawing(tuple(shapes), 1.0, high)
    tall = round(2 * rise)
    tile = (
        tile_of(drawing, tuple(loom.dye(c) for c in band.net), right - left, tall, "", n)
        if n > 1
        else tile_of(drawing, tuple(loom.dye(c) for c in band.net), right - left, tall)
    )
    y = top - 0.5 * rise
    while y < bottom:
        canvas.lay(tile, left, round(y), box)
        y += 2 * rise


def _tiled(canvas: Canvas, band: Band, box: Box, form: Form, loom: Loom) -> None:
    """A running form over the whole field, row under row."""
    top, bottom, left, right = box
    n = repeats(right - left, band.period * loom.pixels)
    rise = (right - left) / n / form.drawing.aspect
    rows = max(1, round((bottom - top) / rise))
    for row in range(rows + 1):
        start, end = round(top + row * rise), round(top + (row + 1) * rise)
        tile = (
            tile_of(form.drawing, form.dyes, right - left, end - start, "", n)
            if n > 1
            else tile_of(form.drawing, form.dyes, right - left, end - start)
        )
        canvas.lay(tile, left, start, box)
