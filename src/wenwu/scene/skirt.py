"""Skirts of every kind: rings of cloth round hips and legs, straight, flared, gathered or pleated."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.scene.form import Form
from wenwu.scene.hanging import HEM, Hanging, Weave, round_between, rows_between
from wenwu.scene.panel import Bolt
from wenwu.scene.weave import lengths

Ring = Float[ndarray, " A"]

COLUMNS = 48  # of the grid
ROW = 0.05  # [m] between rows of the grid, about


@dataclass(frozen=True)
class Fall:
    """How a cloth falls from where it is held."""

    top: float  # [m] height
    length: float  # [m] along the cloth
    flare: float  # [deg] half-opening angle
    ease: float  # [m] from the body
    pleats: int = 0
    cloth: float = 1.0  # width of the cloth over that of the hem; the rest lies in pleats
    calm: float = 0.0  # share of the length over which many pleats stay flat, under a jacket
    layers: int = 1
    gap: float = 0.0  # [m] how far the front stands open
    above: float = 0.0  # [m] of the bolt that lie above, in the top of a dress or jacket
    begun: Ring | None = None  # [m] the first ring, where another garment gives it
    body: float = 0.03
    material: str = "cloth"
    over: str | None = None  # the cloth it lies on


def skirt(form: Form, name: str, textile: str, fall: Fall) -> list[Hanging]:
    """A ring of cloth round hips and legs; one cloth a layer, upper layers shorter."""
    grid, closed = ring_grid(form, fall), fall.gap == 0
    around = [_girth(row, closed) for row in (grid[0], grid[-1])]
    width = around[-1] * fall.cloth
    down = float(lengths(_slant(grid))[-1])
    bolt = Bolt(textile, width, down + fall.above, closed)
    link = np.ones(COLUMNS, bool)
    link[-1] = closed
    out = []
    for layer in range(fall.layers):
        rows = max(4, round((1 - 0.17 * layer) * (len(grid) - 1)) + 1)
        weave = _pleated(rows, width, fall, 0.012 * layer)
        v = np.append(np.linspace(0, down, len(weave.deepest)), down - HEM) + fall.above
        u = np.linspace(0, 1, len(weave.wave)) * width
        out.append(
            Hanging(
                f"{name}{layer or ''}",
                bolt,
                grid[:rows],
                _carried(form, grid[:rows], closed, fall.flare),
                closed,
                2,
                weave,
                np.stack(np.broadcast_arrays(u[None], v[:, None]), -1),
                link,
                slack=max(width / around[-1], 1.0),
                body=fall.body,
                material=fall.material,
                bones=(14, 6) if down > 0.45 else (8, 3) if down > 0.25 else (8, 2),
                over=fall.over,
                moves_as=name if layer else None,
                thick=0.012 * (fall.layers - 1),
                covered=round(0.7 * len(weave.deepest)) if layer < fall.layers - 1 else 0,
            )
        )
    return out


def _girth(row: Float[ndarray, "C 3"], closed: bool) -> float:
    """Length of one ring [m]."""
    return float(np.linalg.norm(np.diff(row, axis=0, append=row[:1] if closed else row[-1:]), axis=1).sum())


def _slant(grid: Float[ndarray, "R C 3"]) -> Float[ndarray, "R 3"]:
    """A line down the cloth whose length is that of the cloth."""
    radius = np.linalg.norm((grid - grid.mean(1, keepdims=True)) * [1, 0, 1], axis=2).mean(1)
    return np.stack([radius, grid[..., 1].mean(1), np.zeros(len(grid))], 1)


def ring_grid(form: Form, fall: Fall) -> Float[ndarray, "R C 3"]:
    """The grid in the T-pose: taut over the hips, then falling, never narrowing."""
    top, length, flare, ease, begun, gap = fall.top, fall.length, fall.flare, fall.ease, fall.begun, fall.gap
    rows = max(5, round(length / ROW) + 1)
    angle = columns_of(form, top, gap)
    step = length / (rows - 1)
    height, radius = top, form.around(top, angle, ease)
    if begun is not None:
        turn = np.linspace(-np.pi, np.pi, len(begun) + 1)[:-1]
        radius = np.maximum(np.interp(angle, turn, begun, period=2 * np.pi), radius - ease * 0.5)
    out, slope = [], np.tan(np.radians(flare))
    hips = float(form.mark("hip_l")[1])
    for _ in range(rows):
        centre = float(form.middle(max(height, hips)))
        out.append(
            np.stack([radius * np.sin(angle), np.full(COLUMNS, height), centre + radius * np.cos(angle)], 1)
        )
        drop = step * np.cos(np.radians(flare))
        height -= drop
        below = form.around(max(height, 0.1), angle, ease)
        below = below + abs(float(form.middle(max(height, 0.1))) - float(form.middle(max(height, hips))))
        radius = np.maximum(below, radius + drop * slope)
        if gap == 0:
            radius = 0.5 * radius + 0.25 * (np.roll(radius, 1) + np.roll(radius, -1))
    return np.stack(out)


def columns_of(form: Form, top: float, gap: float) -> Ring:
    """Angles of the columns from the front; the seam is behind, open edges are in front."""
    if gap == 0:
        return np.linspace(-np.pi, np.pi, COLUMNS + 1)[:-1]
    half = gap / 2 / float(form.around(top, np.zeros(1), 0.01)[0])
    return np.linspace(half, 2 * np.pi - half, COLUMNS)


def _pleated(rows: int, width: float, fall: Fall, puff: float) -> Weave:
    """The fine cloth: knife-edged when there are many pleats, soft uneven folds when there are few."""
    pleats, closed, calm = fall.pleats, fall.gap == 0, fall.calm
    many = pleats >= 20
    fine_rows = round(1.5 * rows)
    per = 4 if many else 12
    columns = max(pleats * per, 96) + 1
    place = np.linspace(0, 1, columns)
    t = np.linspace(0, 1, fine_rows)
    deepest = 0.0022 + 0.012 * np.clip(t * 1.6 - calm, 0, 1) if many else 0.016 * np.clip(1.5 * t - 0.3, 0, 1)
    right = round_between(columns, COLUMNS) if closed else rows_between(columns, COLUMNS)
    pleat = width / pleats if pleats else 0.0
    return Weave(
        rows_between(fine_rows, rows), right, _wave(place, pleats, per), deepest, pleat, pleats, puff=puff
    )


def _wave(place: Float[ndarray, " c"], pleats: int, per: int) -> Float[ndarray, " c"]:
    if pleats >= 20:
        return np.array([0.0, 0.5, 1.0, 0.5])[np.arange(len(place)) % per]
    uneven = (
        place * pleats
        + 0.18 * np.sin(2 * np.pi * 2 * place + 0.7)
        + 0.12 * np.sin(2 * np.pi * 3 * place + 2.1)
    )
    return 0.5 - 0.5 * np.cos(2 * np.pi * uneven)


def _carried(
    form: Form, grid: Float[ndarray, "R C 3"], closed: bool, flare: float
) -> Float[ndarray, "R C B"]:
    """Near the waist the hips' own weights; further down a share of both legs, smooth across the front.

    A skirt that stands out is carried by the hips: the legs below only push it where they touch it.
    """
    share = form.carried(grid)
    stands = float(np.clip((flare - 14) / 20, 0, 0.85))
    share = share * (1 - stands)
    share[..., form.body.rig.names.index("hips")] += stands
    for _ in range(4):
        if closed:
            share = 0.5 * share + 0.25 * (np.roll(share, 1, 1) + np.roll(share, -1, 1))
    return share / share.sum(-1, keepdims=True)
