"""Borders: a strip that runs round a rectangle and turns its corners."""

from collections.abc import Sequence

import numpy as np

from wenwu.atlas.band import Band, Sign
from wenwu.atlas.panel import Border
from wenwu.base.errors import InputError, RefusedError
from wenwu.motifs.band import draw_band
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.form import Box, Form, Loom, place
from wenwu.motifs.layout import repeats

MOST = 0.36  # of the shorter side: all borders of a panel together, on one side
SIDES = {"turned": ("", "r", "t", "l"), "mirrored": ("", "dm", "u", "d")}  # top, right, bottom, left


def draw_borders(canvas: Canvas, borders: Sequence[Border], box: Box, loom: Loom) -> Box:
    """Every border from the edge inward; what is left inside, as (top, bottom, left, right)."""
    short = min(box[1] - box[0], box[3] - box[2])
    total = sum(border.height for border in borders) * loom.pixels
    scale = min(1.0, MOST * short / total) if total else 1.0
    for border in borders:
        deep = round(border.height * loom.pixels * scale)
        if deep >= max(1, border.least * loom.pixels):
            box = draw_border(canvas, border, box, loom, deep, border.turn, border.corner)
    return box


def draw_border(
    canvas: Canvas, band: Band, box: Box, loom: Loom, deep: int, turn: str, corner: Sign | None
) -> Box:
    """One border, `deep` pixels wide; see `atlas.panel.Border` for how it turns. What is left inside."""
    top, bottom, left, right = box
    inner = (top + deep, bottom - deep, left + deep, right - deep)
    if band.kind == "stripes":
        _rings(canvas, band, box, deep, loom)
        return inner
    form = loom.form(band.sign, band.ground or loom.ground) if band.sign else None
    _check(form, turn)
    canvas.fill(*box, loom.dye(band.ground or loom.ground))
    if turn == "mitre":
        _mitred(canvas, band, box, deep, loom)
    elif turn == "through" and form and not form.family.joins:
        _through(canvas, band, box, deep, loom, form)
    else:
        _between_corners(canvas, band, box, deep, loom)
        if corner:
            _corners(canvas, loom.form(corner, band.ground or loom.ground), box, deep)
    canvas.fill(*inner, loom.dye(loom.ground))
    return inner


def _check(form: Form | None, turn: str) -> None:
    if form and form.family.upright:
        raise InputError(
            "a border would turn a sign on its side that has a top"
            f"{f' ({form.motif})' if form.motif else ''}; put it in a band"
        )
    if form and form.turn and turn == "mitre":
        raise RefusedError(f"a mitred corner mirrors, and {form.motif!r} has a hand; let it turn by piece")


def _rings(canvas: Canvas, band: Band, box: Box, deep: int, loom: Loom) -> None:
    """Stripes round a rectangle, one within the other."""
    top, bottom, left, right = box
    widths = np.array(band.widths or (1.0,) * len(band.stripes))
    insets = np.round(np.concatenate([[0], np.cumsum(widths)]) / widths.sum() * deep).astype(int).tolist()
    for name, k in zip(band.stripes, insets, strict=False):
        canvas.fill(top + k, bottom - k, left + k, right - k, loom.dye(name), 1.0)
    canvas.fill(top + deep, bottom - deep, left + deep, right - deep, loom.dye(loom.ground))


def strip_of(band: Band, length: int, deep: int, loom: Loom, closed: bool = False) -> Canvas:
    """A strip lying on a canvas of its own; closed: its ends meet."""
    lying = Canvas.blank(deep, length, loom.dye(loom.ground), closed)
    draw_band(lying, band, (0, deep, 0, length), loom)
    return lying


def palindrome(band: Band, length: int, deep: int, loom: Loom) -> Canvas:
    """A strip whose right half is the mirror image of its left one: any corner can be mitred with it."""
    half = strip_of(band, (length + 1) // 2, deep, loom)
    whole = Canvas.blank(deep, length, loom.dye(loom.ground), False)
    mirror = half.turned("m")
    whole.inset(mirror, 0, length - half.width)
    whole.inset(half, 0, 0)
    return whole


def _turned(strip: Canvas, ways: str) -> Canvas:
    for way in ways:
        strip = strip.turned(way)
    return strip


def _mitred(canvas: Canvas, band: Band, box: Box, deep: int, loom: Loom) -> None:
    """Four strips as long as the sides, cut along the diagonals."""
    top, bottom, left, right = box
    across, down = (palindrome(band, length, deep, loom) for length in (right - left, bottom - top))
    _, right_way, low_way, left_way = SIDES["mirrored"]
    canvas.inset(across, top, left)
    canvas.inset(_turned(across, low_way), bottom - deep, left)
    diagonal = np.arange(deep)[None, :] < np.arange(bottom - top)[:, None]
    diagonal &= np.arange(deep)[None, :] < np.arange(bottom - top)[::-1, None]
    for way, x, mask in ((left_way, left, diagonal), (right_way, right - deep, diagonal[:, ::-1])):
        side = _turned(down, way)
        under = canvas.colour[top:bottom, x : x + deep].copy(), canvas.figure[top:bottom, x : x + deep].copy()
        canvas.inset(side, top, x)
        canvas.colour[top:bottom, x : x + deep][~mask] = under[0][~mask]
        canvas.figure[top:bottom, x : x + deep][~mask] = under[1][~mask]


def _between_corners(canvas: Canvas, band: Band, box: Box, deep: int, loom: Loom) -> None:
    """Whole repeats on each side, the corners left to a piece of their own."""
    top, bottom, left, right = box
    _, right_way, low_way, left_way = SIDES["turned"]
    across = strip_of(band, right - left - 2 * deep, deep, loom)
    down = strip_of(band, bottom - top - 2 * deep, deep, loom)
    canvas.inset(across, top, left + deep)
    canvas.inset(_turned(across, low_way), bottom - deep, left + deep)
    canvas.inset(_turned(down, left_way), top + deep, left)
    canvas.inset(_turned(down, right_way), top + deep, right - deep)


def _corners(canvas: Canvas, form: Form, box: Box, deep: int) -> None:
    """The four corner pieces."""
    top, bottom, left, right = box
    high = deep * 0.9
    for y in (top, bottom - deep):
        for x in (left, right - deep):
            centre = (x + deep / 2, y + deep / 2)
            place(canvas, form, centre, (high * form.drawing.aspect, high), "", (y, y + deep, x, x + deep))


def _through(canvas: Canvas, band: Band, box: Box, deep: int, loom: Loom, form: Form) -> None:
    """Signs at equal distances, one in each corner; seconds between them."""
    top, bottom, left, right = box
    ground = band.ground or loom.ground
    other = loom.form(band.sign, ground, band.counter) if band.sign and band.counter else form
    second = loom.form(band.second, ground) if band.second else None
    high = min(form.size or np.inf, deep * (1 - 2 * band.margin))
    size = (high * form.drawing.aspect, high)
    wide, tall = right - left - deep, bottom - top - deep
    nx, ny = (repeats(x, size[0] * (1 + band.spacing), bool(band.counter)) for x in (wide, tall))
    for side in range(4):
        count, length = (nx, wide) if side % 2 == 0 else (ny, tall)
        for k in range(count):
            sign = (form, other)[k % 2]
            tilt = 0 if sign.turn or k == 0 else 90 * side
            place(canvas, sign, _on_side(side, k * length / count, box, deep), size, "", box, tilt)
            if second:
                at = _on_side(side, (k + 0.5) * length / count, box, deep)
                room = _smaller(second, deep, length / count - size[0])
                place(canvas, second, at, room, "", box, 0 if second.family.upright else 90 * side)


def _on_side(side: int, at: float, box: Box, deep: int) -> tuple[float, float]:
    """A point of the middle line of a border, from the beginning of one of its sides clockwise."""
    top, bottom, left, right = box
    wide, tall = right - left - deep, bottom - top - deep
    x, y = ((at, 0), (wide, at), (wide - at, tall), (0, tall - at))[side]
    return left + deep / 2 + x, top + deep / 2 + y


def _smaller(form: Form, deep: int, room: float) -> tuple[float, float]:
    high = min(form.size or 0.6 * deep, 0.9 * deep, max(1.4 * room / form.drawing.aspect, 0.2 * deep))
    return high * form.drawing.aspect, high
