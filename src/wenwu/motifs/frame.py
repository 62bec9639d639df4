"""Frames: borders within borders round a panel, turning its corners on a corner piece."""

import numpy as np

from wenwu.atlas.textile import Band, Textile
from wenwu.base.errors import InputError
from wenwu.motifs.band import draw_band
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.form import Box, Loom, place


def draw_frame(canvas: Canvas, textile: Textile, loom: Loom) -> Box:
    """Every border of the frame from the edge inward; what is left inside, as (top, bottom, left, right)."""
    box = (0, canvas.height, 0, canvas.width)
    for band in textile.frame:
        box = _border(canvas, textile, band, box, loom)
    return box


def _border(canvas: Canvas, textile: Textile, band: Band, box: Box, loom: Loom) -> Box:
    """One border: the top and the bottom, the sides turned a quarter, the corners."""
    top, bottom, left, right = box
    deep = min(round(band.height * loom.pixels), (bottom - top) // 5, (right - left) // 5)
    if deep < 1:
        return box
    if band.sign and loom.form(band.sign, textile.ground).family.upright:
        raise InputError(
            f"the frame of {textile.id!r} would turn a sign on its side that has a top; put it in a band"
        )
    side = 0 if canvas.wraps else deep
    inner = (top + deep, bottom - deep, left + side, right - side)
    draw_band(canvas, band, (top, top + deep, inner[2], inner[3]), loom)
    low = band.model_copy(
        update={"stripes": band.stripes[::-1], "widths": band.widths[::-1], "symmetry": "p11m"}
    )
    draw_band(canvas, low, (bottom - deep, bottom, inner[2], inner[3]), loom)
    if canvas.wraps:  # a ring of cloth has no sides
        return inner
    for x, way in ((left, 1), (right - deep, -1)):
        _side(canvas, band, (top, bottom, x, x + deep), loom, way)
    corner_ground = band.ground or (band.stripes[0] if band.stripes else textile.ground)
    for y in (top, bottom - deep):
        for x in (left, right - deep):
            if band.kind == "stripes":
                _mitre(canvas, band, (y, y + deep, x, x + deep), loom, (y > top, x > left))
                continue
            canvas.fill(y, y + deep, x, x + deep, loom.dye(corner_ground))
            if textile.corner and deep > 4:
                form = loom.form(textile.corner, corner_ground)
                place(
                    canvas,
                    form,
                    (x + deep / 2, y + deep / 2),
                    (deep * 0.9 * form.drawing.aspect, deep * 0.9),
                    "",
                    (y, y + deep, x, x + deep),
                )
    return inner


def _mitre(canvas: Canvas, band: Band, box: Box, loom: Loom, far: tuple[bool, bool]) -> None:
    """Stripes that turn the corner."""
    top, bottom, left, right = box
    deep = bottom - top
    widths = band.widths or (1.0,) * len(band.stripes)
    done, total = 0.0, sum(widths)
    for name, wide in zip(band.stripes, widths, strict=True):
        inset = round(deep * done / total)
        y0, y1 = (top + inset, bottom) if not far[0] else (top, bottom - inset)
        x0, x1 = (left + inset, right) if not far[1] else (left, right - inset)
        canvas.fill(y0, y1, x0, x1, loom.dye(name), 1.0)
        done += wide


def _side(canvas: Canvas, band: Band, box: Box, loom: Loom, way: int) -> None:
    """A border down a side: drawn lying on a canvas of its own, then turned a quarter."""
    top, bottom, left, right = box
    deep = right - left
    lying = Canvas.blank(deep, bottom - top - 2 * deep, loom.dye(loom.ground), False)
    draw_band(lying, band, (0, deep, 0, lying.width), loom)
    canvas.colour[top + deep : bottom - deep, left:right] = np.rot90(lying.colour, way)
    canvas.figure[top + deep : bottom - deep, left:right] = np.rot90(lying.figure, way)
