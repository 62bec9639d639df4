"""Exchanges: counterchange of a field, ground against figure, in every other cell."""

from dataclasses import replace

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from wenwu.atlas.band import TONES, Band
from wenwu.atlas.panel import Exchange
from wenwu.motifs.band import draw_band
from wenwu.motifs.canvas import Canvas
from wenwu.motifs.field import cells_of, draw_field
from wenwu.motifs.form import Box, Loom


def draw_ground(canvas: Canvas, field: Band, box: Box, loom: Loom) -> None:
    """A panel's field, whatever its kind."""
    (draw_field if field.kind == "field" else draw_band)(canvas, field, box, loom)


def draw_exchanged(canvas: Canvas, field: Band, exchange: Exchange, box: Box, loom: Loom) -> None:
    """The field, and in every other cell the same field with two dyes in each other's place."""
    top, bottom, left, right = box
    one, two = exchange.dyes
    places = {one: two, two: one}

    def dye(name: str) -> str:
        plain = name.rstrip(TONES)
        return places.get(plain, plain) + name[len(plain) :]

    draw_ground(canvas, field, box, loom)
    other = Canvas.blank(bottom - top, right - left, loom.dye(dye(loom.ground)), False)
    draw_ground(
        other, field.dyed(dye), (0, other.height, 0, other.width), replace(loom, ground=dye(loom.ground))
    )
    mask = cells(exchange, (bottom - top, right - left), _grid(field, exchange, box, loom))
    canvas.colour[top:bottom, left:right][mask] = other.colour[mask]
    canvas.figure[top:bottom, left:right][mask] = np.maximum(other.figure[mask], SOLID)


SOLID = 0.55  # the other ground is cloth laid or woven in: it counts as figure


def _grid(field: Band, exchange: Exchange, box: Box, loom: Loom) -> tuple[float, float]:
    """Cells across and down: those that were asked for, nearly square, or the field's own."""
    top, bottom, left, right = box
    if exchange.across:
        side = (right - left) / exchange.across
        return exchange.across, max(1, round((bottom - top) / side))
    assert field.sign
    across, rows = cells_of(field, loom.form(field.sign, field.ground or loom.ground), box, loom)
    return across, rows / 2 if exchange.cells == "lozenge" else rows


def cells(exchange: Exchange, size: tuple[int, int], grid: tuple[float, float]) -> Bool[ndarray, "h w"]:
    """Every other cell of a field of that size [px], in so many cells across and down."""
    rows, columns = size
    x = (np.arange(columns)[None, :] + 0.5) / columns * grid[0]
    y = (np.arange(rows)[:, None] + 0.5) / rows * grid[1]
    if exchange.cells == "stripes":
        return np.broadcast_to(np.floor(x) % 2 == 1, size)
    if (
        exchange.cells == "lozenge"
    ):  # the first one about (1/2, 1/4), where a diamond lattice has its first sign
        return (np.floor(x + y - 0.25) + np.floor(x - y + 0.25)) % 2 == 1
    if exchange.cells == "triangles":
        rising = (np.floor(x) + np.floor(y)) % 2 == 1
        return np.where(rising, x % 1 > y % 1, x % 1 > 1 - y % 1)
    return (np.floor(x) + np.floor(y)) % 2 == 1
