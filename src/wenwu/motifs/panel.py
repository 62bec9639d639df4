"""Panels drawn: borders within borders, field, corners, medallion, figures, and fillers in what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from wenwu.atlas.panel import Figure, Panel
from wenwu.base.errors import RefusedError
from wenwu.motifs.border import draw_borders
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.exchange import draw_exchanged, draw_ground
from wenwu.motifs.form import Box, Form, Loom, allowed, place
from wenwu.motifs.gaps import cover
from wenwu.motifs.layout import repeats
from wenwu.motifs.medallion import Spot, draw_medallion

SMALL = 12  # [px] a field narrower than this shows its ground alone


def draw_panels(canvas: Canvas, panel: Panel, period: float, box: Box, loom: Loom) -> list[Box]:
    """A panel, or so many of them side by side that each is about `period` [px] wide; their fields."""
    top, bottom, left, right = box
    count = repeats(right - left, period) if period else 1
    edges = [left + round((right - left) * k / count) for k in range(count + 1)]
    return [draw_panel(canvas, panel, (top, bottom, edges[k], edges[k + 1]), loom) for k in range(count)]


def draw_panel(canvas: Canvas, panel: Panel, box: Box, loom: Loom) -> Box:
    """One panel into a box; the box of its field."""
    field = draw_borders(canvas, panel.borders, box, loom)
    if panel.exchange:
        draw_exchanged(canvas, panel.field, panel.exchange, field, loom)
    else:
        draw_ground(canvas, panel.field, field, loom)
    if min(field[1] - field[0], field[3] - field[2]) < SMALL:
        return field
    taken = _medallions(canvas, panel, field, loom)
    for figure in panel.figures:
        form = loom.form(figure.sign, panel.field.ground or loom.ground)
        for answer in answers(figure, field):
            _stand(canvas, form, figure.size, answer, field)
    if panel.fillers:
        _fill(canvas, panel, field, loom, taken)
    return field


def _fill(canvas: Canvas, panel: Panel, field: Box, loom: Loom, taken: Bool[ndarray, "h w"]) -> None:
    """Fillers: folded, those of one part and their mirror images first, then what the fold left open."""
    ground = panel.field.ground or loom.ground
    forms = [loom.form(sign, ground) for sign in panel.fillers]
    widest = panel.bare * _short(field)
    if panel.fold:
        _folded(canvas, panel.fold, forms, field, widest, taken)
        forms = forms[-2:]
    cover(canvas, forms, field, widest, taken)
    cover(canvas, forms[-1:], field, widest, np.zeros_like(taken))  # rings too


def _folded(
    canvas: Canvas, fold: str, forms: Sequence[Form], field: Box, widest: float, taken: Bool[ndarray, "h w"]
) -> None:
    """Fillers of the left half or the upper left quarter, mirrored onto the ground that is bare there."""
    top, bottom, left, right = field
    middle, low = (left + right) // 2, (top + bottom) // 2 if fold == "quarter" else bottom
    before = canvas.figure[top:low, left:middle].copy()
    cover(canvas, forms, (top, low, left, middle), widest, taken[: low - top, : middle - left])
    fresh = canvas.figure[top:low, left:middle] > before
    part = canvas.colour[top:low, left:middle].copy(), canvas.figure[top:low, left:middle].copy()
    for flips in ("m", "u", "mu") if fold == "quarter" else ("m",):
        view = canvas.colour[top:bottom, left:right], canvas.figure[top:bottom, left:right], taken
        colour, figure, held = (_flipped(plane, flips)[: low - top, : middle - left] for plane in view)
        new = fresh & (figure < 0.5) & ~held
        colour[new], figure[new] = part[0][new], part[1][new]


def _flipped(plane: ndarray, flips: str) -> ndarray:
    """The same pixels, seen mirrored."""
    for flip in flips:
        plane = plane[:, ::-1] if flip == "m" else plane[::-1]
    return plane


def _short(box: Box) -> int:
    return min(box[1] - box[0], box[3] - box[2])


def _medallions(canvas: Canvas, panel: Panel, field: Box, loom: Loom) -> Bool[ndarray, "h w"]:
    """The quarters in the corners and the medallion in the middle; what they cover of the field."""
    top, bottom, left, right = field
    taken = np.zeros((bottom - top, right - left), bool)
    if panel.corners:
        radius = panel.corners.size * _short(field) / 2
        for y in (top, bottom):
            for x in (left, right):
                taken |= draw_medallion(canvas, Spot(panel.corners, (x, y), radius, field, loom))
    if panel.medallion:
        middle = ((left + right) / 2, (top + bottom) / 2)
        radius = panel.medallion.size * _short(field) / 2
        taken |= draw_medallion(canvas, Spot(panel.medallion, middle, radius, field, loom))
    return taken


@dataclass(frozen=True)
class Answer:
    """One place of a figure and how it stands there."""

    right: float  # of the field, 0…1
    down: float
    flip: str
    tilt: float  # [deg] clockwise


def _stand(canvas: Canvas, form: Form, size: float, answer: Answer, field: Box) -> None:
    """One figure at its place, as tall as it says and no wider than the field."""
    top, bottom, left, right = field
    if form.turn and answer.flip in ("m", "u"):
        raise RefusedError(
            f"a figure answered by its mirror image is mirrored, and {form.motif!r} has a hand; "
            "let it be answered by half or quarters"
        )
    aspect = form.drawing.aspect
    high = min(size * (bottom - top), 0.98 * (right - left) / aspect)
    at = left + answer.right * (right - left), top + answer.down * (bottom - top)
    tilt = 0.0 if form.family.upright else answer.tilt
    place(canvas, form, at, (high * aspect, high), allowed(form, answer.flip), field, tilt)


def answers(figure: Figure, field: Box) -> Iterator[Answer]:
    """Every place of a figure about the middle of the field."""
    u, v = figure.at
    yield Answer(u, v, "", figure.tilt)
    if figure.answer in ("mirror", "four"):
        yield Answer(1 - u, v, "m", figure.tilt)
    if figure.answer == "four":
        yield Answer(u, 1 - v, "u", figure.tilt)
        yield Answer(1 - u, 1 - v, "t", figure.tilt)
    if figure.answer == "half":
        yield Answer(1 - u, 1 - v, "", figure.tilt + 180)
    if figure.answer == "quarters":
        wide, tall = field[3] - field[2], field[1] - field[0]
        x, y = (u - 0.5) * wide, (v - 0.5) * tall
        for k in (1, 2, 3):
            x, y = -y, x
            yield Answer(0.5 + x / wide, 0.5 + y / tall, "", figure.tilt + 90 * k)
