"""Frames: borders round a whole cloth; a ring of cloth has them above and below only."""

from wenwu.atlas.band import Band
from wenwu.atlas.textile import Textile
from wenwu.base.errors import InputError
from wenwu.motifs.band import draw_band
from wenwu.motifs.border import draw_border, strip_of
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.form import Box, Loom


def draw_frame(canvas: Canvas, textile: Textile, loom: Loom) -> Box:
    """Every border of the frame from the edge inward; what is left inside, as (top, bottom, left, right)."""
    box = (0, canvas.height, 0, canvas.width)
    for band in textile.frame:
        top, bottom, left, right = box
        deep = min(round(band.height * loom.pixels), (bottom - top) // 5, (right - left) // 5)
        if deep < 1:
            continue
        if band.sign and loom.form(band.sign, textile.ground).family.upright:
            raise InputError(
                f"the frame of {textile.id!r} would turn a sign on its side that has a top; put it in a band"
            )
        if canvas.wraps:
            box = _rails(canvas, band, box, loom, deep)
        else:
            corner = textile.corner if band.kind == "frieze" and deep > 4 else None
            box = draw_border(canvas, band, box, loom, deep, "piece", corner)
    return box


def _rails(canvas: Canvas, band: Band, box: Box, loom: Loom, deep: int) -> Box:
    """A border of a ring of cloth: above, and turned half below."""
    top, bottom, left, right = box
    draw_band(canvas, band, (top, top + deep, left, right), loom)
    low = strip_of(band, right - left, deep, loom, closed=True).turned("t")
    canvas.inset(low, bottom - deep, left)
    return top + deep, bottom - deep, left, right
