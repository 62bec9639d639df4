"""Papers: a field laid out by one of the seventeen wallpaper groups, in whole tiles across."""

from dataclasses import dataclass
from math import atan2, ceil, degrees

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.band import Band
from wenwu.base.errors import RefusedError
from wenwu.motifs import wallpaper as groups
from wenwu.motifs.canvas import Canvas, tile_of
from wenwu.motifs.form import Box, Form, Loom, note, place, tilted
from wenwu.motifs.gaps import fill_gaps
from wenwu.motifs.layout import repeats
from wenwu.motifs.path import Drawing, mapped
from wenwu.motifs.wallpaper_group import axes_of, motions_of, wallpaper

Point = Float[ndarray, "2"]
HIGH = 0.46  # of a cell's side: a sign whose size is not given
TALL = {"oblique": 3, "rectangular": 1, "rhombic": 1}  # cells in a tile's height, of cells with a free height


@dataclass(frozen=True)
class _Tile:
    """The smallest upright rectangle that repeats, in its own units: one is its width."""

    drawing: Drawing
    copies: tuple[tuple[Point, float], ...]  # centres from the middle, y up, and angles [deg] clockwise
    corners: tuple[Point, ...]  # of the cells
    size: tuple[float, float]  # width and height of the sign


def draw_paper(canvas: Canvas, band: Band, box: Box, form: Form, loom: Loom) -> None:
    """The sign at `at` of each cell and wherever the group takes it; seconds on the corners of the cells.

    A cell whose height is free is fitted in whole rows; a square or hexagonal one is centred and cut.
    """
    top, bottom, left, right = box
    group = groups.GROUPS[band.symmetry]
    if form.turn and not group.handed:
        raise RefusedError(
            f"the wallpaper group {band.symmetry} mirrors, and {form.motif!r} has a hand; "
            "choose p1, p2, p3, p4 or p6"
        )
    across = repeats(right - left, band.period * loom.pixels)
    side = (right - left) / across
    rise, start = band.proportion, float(top)
    if group.lattice in TALL:
        tall = TALL[group.lattice]
        rows = max(1, round((bottom - top) / (side * rise * tall)))
        rise = (bottom - top) / rows / tall / side
    tile = _tile(band, form, group, rise, side)
    high = side * tile.drawing.height
    if group.lattice not in TALL:
        start = top + ((bottom - top) % high) / 2 - high
    image = tile_of(tile.drawing, form.dyes, ceil(side) + 1, ceil(high) + 1, "", side)
    second = loom.form(band.second, band.ground or loom.ground) if band.second else None
    spots = [(left + k * side, start + j * high) for j in range(ceil((bottom - start) / high - 0.01))
             for k in range(across)]  # fmt: skip
    for x, y in spots:
        width = min(image.shape[1], right - round(x))
        canvas.lay(image[:, :width], round(x), round(y), box)
        if form.motif:
            _note(canvas, form, tile, (x, y), side, box)
    for x, y in spots if second else ():
        for corner in tile.corners:
            assert second
            tall2 = second.size or 0.4 * tile.size[1] * side
            at = (x + (0.5 + corner[0]) * side, y + high / 2 - corner[1] * side)
            place(canvas, second, at, (tall2 * second.drawing.aspect, tall2), "", box)
    if band.filler:
        fill_gaps(canvas, loom.form(band.filler, band.ground or loom.ground), box, side * 0.1)


def _tile(band: Band, form: Form, group: groups.Group, rise: float, side: float) -> _Tile:
    """One tile of width 1; `side` [px] is what that will be."""
    basis, cells = axes_of(group.lattice, 1.0, rise)
    own = tilted(form.drawing, band.tilt) if band.tilt else form.drawing
    high = form.size / side if form.size else HIGH * min(np.linalg.norm(basis, axis=0))
    scale = high / form.drawing.height
    at = np.array(band.at)
    shapes = mapped(own.shapes, np.eye(2) * scale, basis @ at)
    drawing = wallpaper(shapes, group.name, 1.0, rise, bool(form.turn))
    corners = tuple(basis[:, 1] * k for k in range(cells))
    copies = []
    for motion in motions_of(group):
        linear = basis @ np.array(motion.turn, float) @ np.linalg.inv(basis)
        angle = (band.tilt - degrees(atan2(linear[1, 0], linear[0, 0]))) % 360
        centre = basis @ (np.array(motion.turn) @ at + motion.shift)
        copies += [(centre + corner, 0.0 if motion.mirrors else angle) for corner in corners]
    return _Tile(drawing, tuple(copies), corners, (own.width * scale, own.height * scale))


def _note(
    canvas: Canvas, form: Form, tile: _Tile, corner: tuple[float, float], side: float, box: Box
) -> None:
    """Where each copy of a motif lies, those within the box."""
    high = tile.drawing.height
    wide, tall = (length * side for length in tile.size)
    for centre, angle in tile.copies:
        u, v = (centre[0] + 0.5) % 1.0, (0.5 * high - centre[1]) % high
        x, y = corner[0] + u * side - wide / 2, corner[1] + v * side - tall / 2
        if x + wide > box[2] and x < box[3] and y + tall > box[0] and y < box[1]:
            note(canvas, form, x, y, wide, tall, angle)
