"""Medallions: strips bent round a centre, one within the other, and a sign in the heart."""

from dataclasses import dataclass
from math import cos, degrees, pi, sin

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from numpy import ndarray

from wenwu.atlas.panel import Medallion, Ring
from wenwu.motifs.bend import SIDES, Bend, bend, reach, swell
from wenwu.motifs.border import palindrome, strip_of
from wenwu.motifs.canvas import Canvas, rgb
from wenwu.motifs.form import Box, Form, Loom, place

FINE = 2  # places looked at in each pixel, both ways


@dataclass(frozen=True, eq=False)
class Spot:
    """A medallion at its place."""

    medallion: Medallion
    centre: tuple[float, float]  # [px]
    radius: float  # [px]
    box: Box  # cut off there
    loom: Loom

    @property
    def ground(self) -> str:
        """Palette name within the rings."""
        return self.medallion.ground or self.loom.ground

    @property
    def inner(self) -> float:
        """Where the rings end, in radii."""
        return 1.0 - sum(ring.height for ring in self.medallion.rings)

    def form(self, ring: Ring) -> Form | None:
        """The sign of a ring."""
        return self.loom.form(ring.sign, ring.ground or self.loom.ground) if ring.sign else None


@dataclass(frozen=True, eq=False)
class _Square:
    """A medallion drawn finely on a square of its own."""

    colour: UInt8[ndarray, "N N 3"]
    figure: Float32[ndarray, "N N"]
    bent: Bend


def draw_medallion(canvas: Canvas, spot: Spot) -> Bool[ndarray, "h w"]:
    """A medallion on the canvas; which places of its box the rings cover."""
    size = 2 * max(round(spot.radius), 2)
    bent = bend(spot.medallion, FINE * size)
    colour = np.empty((FINE * size, FINE * size, 3), np.uint8)
    colour[:] = rgb(spot.loom.dye(spot.ground))
    square = _Square(colour, np.zeros(colour.shape[:2], np.float32), bent)
    outer = 1.0
    for ring in spot.medallion.rings:
        _wrap(square, ring, outer, spot)
        outer -= ring.height
    corner = round(spot.centre[0] - size / 2), round(spot.centre[1] - size / 2)
    covers = _lay(canvas, square, bent.out <= 1, corner, spot.box)
    outer = 1.0
    for ring in spot.medallion.rings:
        _stand_round(canvas, ring, outer, spot)
        outer -= ring.height
    within = _within(square, spot.inner, corner, spot.box)
    if spot.medallion.heart:
        _heart(canvas, spot, within)
    return covers & ~within


def _wrap(square: _Square, ring: Ring, outer: float, spot: Spot) -> None:
    """One strip on the places of its ring."""
    bent, fine = square.bent, FINE * spot.radius
    form = spot.form(ring)
    own = (
        ring if form is None or form.family.joins else ring.model_copy(update={"kind": "plain", "sign": None})
    )
    deep = max(round(fine * ring.height * bent.apothem), 2)
    cells = np.flatnonzero((bent.out <= outer) & (bent.out > outer - ring.height))
    out, along = bent.out.ravel()[cells], bent.along.ravel()[cells]
    if bent.sides == 1:
        length = max(round(fine * bent.length * (outer - ring.height / 2)), 2)
        strip = strip_of(own, length, deep, spot.loom, closed=True)
    else:
        length = max(round(fine * bent.length * outer), 2)
        strip = palindrome(own, length, deep, spot.loom)
        along = 0.5 + (along - 0.5) / outer
    row = np.clip((outer - out) / ring.height * deep, 0, deep - 1).astype(int)
    column = np.clip(along * length, 0, length - 1).astype(int)
    square.colour.reshape(-1, 3)[cells] = strip.colour[row, column]
    square.figure.reshape(-1)[cells] = strip.figure[row, column]


def _lay(
    canvas: Canvas, square: _Square, covers: ndarray, corner: tuple[int, int], box: Box
) -> Bool[ndarray, "h w"]:
    """The fine square on the canvas where it covers, its rim smooth; what that is of the box."""
    n = covers.shape[0] // FINE
    weight = covers.reshape(n, FINE, n, FINE)
    share = weight.mean((1, 3)).astype(np.float32)
    colour = (square.colour.reshape(n, FINE, n, FINE, 3).astype(np.float32) * weight[..., None]).sum((1, 3))
    colour /= np.maximum(weight.sum((1, 3)), 1)[..., None]
    raised = (square.figure.reshape(n, FINE, n, FINE) * weight).mean((1, 3))
    out = np.zeros((box[1] - box[0], box[3] - box[2]), bool)
    rows, columns, part = _cut(corner, n, box)
    if part is None:
        return out
    solid = share[part]
    here, figure = canvas.colour[rows, columns], canvas.figure[rows, columns]
    here[:] = np.round(colour[part] * solid[..., None] + here * (1 - solid[..., None]))
    figure[:] = raised[part] + figure * (1 - solid)
    out[rows.start - box[0] : rows.stop - box[0], columns.start - box[2] : columns.stop - box[2]] = (
        solid > 0.5
    )
    return out


def _cut(corner: tuple[int, int], n: int, box: Box) -> tuple[slice, slice, tuple[slice, slice] | None]:
    """Rows and columns of the canvas that a square of n pixels takes within a box, and its own."""
    left, top = corner
    y0, y1, x0, x1 = max(top, box[0]), min(top + n, box[1]), max(left, box[2]), min(left + n, box[3])
    if y0 >= y1 or x0 >= x1:
        return slice(0, 0), slice(0, 0), None
    return slice(y0, y1), slice(x0, x1), (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))


def _within(square: _Square, inner: float, corner: tuple[int, int], box: Box) -> Bool[ndarray, "h w"]:
    """Which places of a box lie within the rings."""
    mark = square.bent.out[::FINE, ::FINE] <= inner
    out = np.zeros((box[1] - box[0], box[3] - box[2]), bool)
    rows, columns, part = _cut(corner, len(mark), box)
    if part is not None:
        out[rows.start - box[0] : rows.stop - box[0], columns.start - box[2] : columns.stop - box[2]] = mark[
            part
        ]
    return out


def _heart(canvas: Canvas, spot: Spot, within: Bool[ndarray, "h w"]) -> None:
    """The sign in the middle, cut off where the rings begin."""
    medallion = spot.medallion
    assert medallion.heart
    form = spot.loom.form(medallion.heart, spot.ground)
    aspect = form.drawing.aspect
    high = form.size or 2 * spot.inner * reach(medallion) * spot.radius * medallion.fill / max(1.0, aspect)
    if medallion.outline == "lozenge" and form.family.counted:
        high *= STEPPED
    top, bottom, left, right = spot.box
    kept = canvas.colour[top:bottom, left:right].copy(), canvas.figure[top:bottom, left:right].copy()
    place(canvas, form, spot.centre, (high * aspect, high), "", spot.box)
    canvas.colour[top:bottom, left:right][~within] = kept[0][~within]
    canvas.figure[top:bottom, left:right][~within] = kept[1][~within]


STEPPED = 1.36  # a counted lozenge fills a room of its own shape; its square's corners are cut off


def _stand_round(canvas: Canvas, ring: Ring, outer: float, spot: Spot) -> None:
    """Separate signs of a ring, each with its foot to the centre; seconds half way between."""
    form = spot.form(ring)
    if form is None or ring.sign is None or form.family.joins:
        return
    ground = ring.ground or spot.loom.ground
    other = spot.loom.form(ring.sign, ground, ring.counter) if ring.counter else form
    second = spot.loom.form(ring.second, ground) if ring.second else None
    near = reach(spot.medallion) * spot.radius
    middle, deep = (outer - ring.height / 2) * near, ring.height * near
    high = min(form.size or np.inf, deep * (1 - 2 * ring.margin))
    count = _count(spot.medallion, ring, 2 * pi * middle, high * form.drawing.aspect)
    for k in range(count):
        sign = form if k % 2 == 0 else other
        _outward(canvas, sign, spot, pi / 2 - 2 * pi * k / count, middle, high)
        if second:
            small = min(second.size or 0.5 * high, deep)
            _outward(canvas, second, spot, pi / 2 - 2 * pi * (k + 0.5) / count, middle, small)


def _count(medallion: Medallion, ring: Ring, way: float, wide: float) -> int:
    """How many signs stand round: even where two take turns, by fours between corners."""
    count = max(3, int(way / (wide * (1 + ring.spacing))))
    if medallion.outline in SIDES:
        return max(4, count - count % 4)
    return max(4, count - count % 2) if ring.counter else count


def _outward(canvas: Canvas, form: Form, spot: Spot, angle: float, middle: float, high: float) -> None:
    """One sign at an angle, its top away from the centre unless it must stand upright."""
    far = middle * swell(spot.medallion, angle)
    at = (spot.centre[0] + far * cos(angle), spot.centre[1] - far * sin(angle))
    tilt = 0.0 if form.family.upright else degrees(pi / 2 - angle)
    place(canvas, form, at, (high * form.drawing.aspect, high), "", spot.box, round(tilt, 1))
