"""Fields: a lattice of signs over a whole cloth, in whole periods across."""

from dataclasses import dataclass
from typing import cast

import numpy as np

from wenwu.atlas.band import Band, Symmetry
from wenwu.motifs.band import lay_periods
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.curve import points
from wenwu.motifs.family import Family
from wenwu.motifs.form import Box, Form, Loom, allowed, place
from wenwu.motifs.gaps import fill_gaps
from wenwu.motifs.layout import repeats
from wenwu.motifs.paper import draw_paper
from wenwu.motifs.path import Drawing, Real, Shape, stroked
from wenwu.motifs.stance import require_hand, stances

NET = Family(lambda params: Drawing(()), joins=True, tiles=True)


@dataclass(frozen=True)
class Station:
    """What stands at one place of every cell."""

    forms: tuple[Form, Form]  # of even and odd cells
    right: Real  # [cells] from the middle of the cell
    down: Real
    height: Real  # [px]
    still: bool  # keeps its stance when the symmetry would turn it


def draw_field(canvas: Canvas, band: Band, box: Box, loom: Loom) -> None:
    """First signs on the lattice, seconds half way between them, fillers in every gap that is left."""
    assert band.sign
    ground = band.ground or loom.ground
    canvas.fill(*box, loom.dye(ground))
    form = loom.form(band.sign, ground)
    if band.papered:
        draw_paper(canvas, band, box, form, loom)
    elif form.family.joins:
        _tiled(canvas, band, box, form, loom)
    else:
        _latticed(canvas, band, box, form, loom)


def _latticed(canvas: Canvas, band: Band, box: Box, form: Form, loom: Loom) -> None:
    """A sign in every cell of a lattice."""
    top, bottom, left, right = box
    ground = band.ground or loom.ground
    across, rows = cells_of(band, form, box, loom)
    step, rise = (right - left) / across, (bottom - top) / rows
    if band.net:
        _net(canvas, band, box, (step, rise), loom)
    for station in _stations(band, form, loom, ground, (step, rise)):
        _lay(canvas, band, box, station, (across, rows))
    if band.filler:
        fill_gaps(canvas, loom.form(band.filler, ground), box, step * 0.1, (1.0,))


def cells_of(band: Band, form: Form, box: Box, loom: Loom) -> tuple[int, int]:
    """How many cells lie across a field, and how many rows there are: no sign is beheaded."""
    top, bottom, left, right = box
    even = bool(band.counter) and band.lattice == "square"
    across = repeats(right - left, band.period * loom.pixels, even)
    return across, max(1, round((bottom - top) / ((right - left) / across * _rise(band, form))))


def _lay(canvas: Canvas, band: Band, box: Box, station: Station, cells: tuple[int, int]) -> None:
    """One kind of sign in every cell; round the seam, a sign on it is laid once."""
    top, bottom, left, right = box
    across, rows = cells
    step, rise = (right - left) / across, (bottom - top) / rows
    seamless = canvas.wraps and right - left == canvas.width
    group = cast(Symmetry, band.symmetry)
    require_hand(station.forms[0], group)
    turns = [s.flip for s in stances(group) if s.down <= 0]  # a row of a field is one line of its frieze
    for row in range(-1 if station.down else 0, rows):
        for column in range(-1, across + 1):
            x = left + (column + 0.5 + station.right + _shift(band, row)) * step
            if seamless and not left - 0.01 <= x < right - 0.01:
                continue
            form = station.forms[(row + column if band.lattice == "square" else row) % 2]
            flip = "" if station.still else allowed(form, turns[(row + column) % len(turns)])
            size = (station.height * form.drawing.aspect, station.height)
            place(canvas, form, (x, top + (row + 0.5 + station.down) * rise), size, flip, box)


def _rise(band: Band, form: Form) -> float:
    """Height of a row over its width."""
    squat = float(np.clip(1 / form.drawing.aspect, 0.55, 1.5))
    return squat * RISES[band.lattice]


RISES = {
    "square": 1.0, "half_drop": 0.62, "brick": 0.86, "diamond": 0.5, "oblique": 0.62, "hexagon": 0.866,
}  # height of a row over the width of a cell; sin 60° of a triangular lattice  # fmt: skip


def _shift(band: Band, row: int) -> float:
    """Every other row stands half a period aside; of an oblique lattice each a third further."""
    if band.lattice == "oblique":
        return (row % 3) / 3
    return 0.5 * (row % 2) if band.lattice != "square" else 0.0


def _stations(band: Band, form: Form, loom: Loom, ground: str, cell: tuple[float, float]) -> list[Station]:
    """The first and the second signs of a cell."""
    assert band.sign
    step, rise = cell
    scale = step / (band.period * loom.pixels)
    room = {"square": rise, "half_drop": rise * 1.42, "brick": rise, "diamond": rise * 1.25,
            "oblique": rise * 1.2, "hexagon": rise * 1.1}[band.lattice]  # fmt: skip
    high = form.size * scale or min(room, step / form.drawing.aspect) * (1 - 2 * band.margin)
    other = loom.form(band.sign, ground, band.counter) if band.counter else form
    out = [Station((form, other), 0.0, 0.0, high, False)]
    if band.second:
        second = loom.form(band.second, ground)
        down = 0.5 if band.lattice == "square" else 0.0
        out.append(Station((second, second), 0.5, down, second.size * scale or high * 0.5, True))
    return out


def _net(canvas: Canvas, band: Band, box: Box, cell: tuple[float, float], loom: Loom) -> None:
    """Crossing lines between the cells of a diamond lattice; its signs stand in the middle of each."""
    top, bottom, left, _ = box
    step, rise = cell
    high = 2 * rise / step
    shapes: list[Shape] = []
    for k in range(len(band.net)):
        thick = 0.11 - 0.045 * k
        for s in (1, -1):
            for x in (-1, 0, 1):
                shapes.append(
                    stroked(points((x - 0.5, -s * high / 2), (x + 0.5, s * high / 2)), k, thick, square=True)
                )
    drawing = Drawing(tuple(shapes), 1.0, high)
    form = Form(drawing, tuple(loom.dye(c) for c in band.net), "", NET, "", 0.0)
    y = top - 1.5 * rise
    while y < bottom:
        lay_periods(canvas, form, (left, y), (step, 2 * rise), box)
        y += 2 * rise


def _tiled(canvas: Canvas, band: Band, box: Box, form: Form, loom: Loom) -> None:
    """A running form over the whole field, row under row."""
    top, bottom, left, right = box
    n = repeats(right - left, band.period * loom.pixels)
    rise = (right - left) / n / form.drawing.aspect
    rows = max(1, round((bottom - top) / rise))
    pitch = rise if form.family.tiles else (bottom - top) / rows
    for row in range(int((bottom - top) / pitch - 0.01) + 1):
        y = top + row * pitch + (pitch - rise) / 2
        lay_periods(canvas, form, (left, y), ((right - left) / n, rise + form.family.tiles), box)
