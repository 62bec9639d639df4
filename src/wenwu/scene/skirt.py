"""Skirts of every kind: rings of cloth round hips and legs, straight, flared, gathered or pleated."""

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


def skirt(
    form: Form, name: str, textile: str, top: float, length: float, *, flare: float, pleats: int, cloth: float,
    ease: float, layers: int = 1, begun: Ring | None = None, gap: float = 0.0, above: float = 0.0,
    body: float = 0.03, material: str = "cloth", over: str | None = None, calm: float = 0.0,
) -> list[Hanging]:  # fmt: skip
    """A ring of cloth from the height `top` down, `length` metres along itself; one cloth a layer.

    `cloth` is the width of the cloth over that of the hem; what the hem does not need lies in pleats.
    `begun` is the radius of the first ring where another garment gives it, `gap` [m] how far the front stands
    open, `calm` the share of the length over which many pleats stay flat, `above` [m] how much of the bolt lies above this skirt (dresses and jackets).
    """
    grid = ring_grid(form, top, length, flare, ease, begun, gap)
    whole = [float(np.linalg.norm(np.diff(row, axis=0, append=row[:1] if gap == 0 else row[-1:]), axis=1).sum()) for row in grid]
    width = whole[-1] * cloth
    fall = float(lengths(_slant(grid))[-1])
    bolt = Bolt(textile, width, fall + above, gap == 0)
    out = []
    for layer in range(layers):
        share = 1 - 0.17 * layer  # upper layers are shorter
        rows = max(4, round(share * (len(grid) - 1)) + 1)
        part = grid[:rows]
        weave = _pleated(rows, width, pleats, 0.012 * layer, gap == 0, calm)
        v = np.append(np.linspace(above, above + fall, len(weave.deepest)), above + fall - HEM)
        u = np.linspace(0, 1, len(weave.wave)) * width
        flat = np.stack(np.broadcast_arrays(u[None], v[:, None]), -1)
        link = np.ones(COLUMNS, bool)
        link[-1] = gap == 0
        out.append(Hanging(
            f"{name}{layer or ''}", bolt, part, _carried(form, part, gap == 0), gap == 0, 2, weave, flat, link,
            slack=max(width / whole[-1], 1.0), body=body, material=material, bones=(14, 6) if fall > 0.45 else (8, 3) if fall > 0.25 else (8, 2), over=over,
            moves_as=name if layer else None, thick=0.012 * (layers - 1),
        ))  # fmt: skip
    return out


def _slant(grid: Float[ndarray, "R C 3"]) -> Float[ndarray, "R 3"]:
    """A line down the cloth whose length is that of the cloth."""
    radius = np.linalg.norm((grid - grid.mean(1, keepdims=True)) * [1, 0, 1], axis=2).mean(1)
    return np.stack([radius, grid[..., 1].mean(1), np.zeros(len(grid))], 1)


def ring_grid(
    form: Form, top: float, length: float, flare: float, ease: float, begun: Ring | None = None, gap: float = 0.0
) -> Float[ndarray, "R C 3"]:
    """The grid in the T-pose: taut over the hips, then falling, never narrowing."""
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
        out.append(np.stack([radius * np.sin(angle), np.full(COLUMNS, height), centre + radius * np.cos(angle)], 1))
        drop = step * np.cos(np.radians(flare))
        height -= drop
        below = form.around(max(height, 0.1), angle, ease)
        below = below + abs(float(form.middle(max(height, 0.1))) - float(form.middle(max(height, hips))))
        radius = np.maximum(below, radius + drop * slope)
        if gap == 0:
            radius = 0.5 * radius + 0.25 * (np.roll(radius, 1) + np.roll(radius, -1))
    return np.stack(out)


def columns_of(form: Form, top: float, gap: float) -> Ring:
    """Angles of the columns from the front: closed cloth has its seam behind, open cloth its edges in front."""
    if gap == 0:
        return np.linspace(-np.pi, np.pi, COLUMNS + 1)[:-1]
    half = gap / 2 / float(form.around(top, np.zeros(1), 0.01)[0])
    return np.linspace(half, 2 * np.pi - half, COLUMNS)


def _pleated(rows: int, width: float, pleats: int, lift: float, closed: bool, calm: float) -> Weave:
    """The fine cloth: knife-edged when there are many pleats, soft uneven folds when there are few."""
    many = pleats >= 20
    fine_rows = round(1.5 * rows)
    per = 4 if many else 12
    columns = max(pleats * per, 96) + 1
    place = np.linspace(0, 1, columns)
    t = np.linspace(0, 1, fine_rows)
    deepest = 0.0022 + 0.012 * np.clip(t * 1.6 - calm, 0, 1) if many else 0.016 * np.clip(1.5 * t - 0.3, 0, 1)
    right = round_between(columns, COLUMNS) if closed else rows_between(columns, COLUMNS)
    pleat = width / pleats if pleats else 0.0
    return Weave(rows_between(fine_rows, rows), right, _wave(place, pleats, per), deepest, pleat, pleats, lift)


def _wave(place: Float[ndarray, " c"], pleats: int, per: int) -> Float[ndarray, " c"]:
    if pleats >= 20:
        return np.array([0.0, 0.5, 1.0, 0.5])[np.arange(len(place)) % per]
    uneven = place * pleats + 0.18 * np.sin(2 * np.pi * 2 * place + 0.7) + 0.12 * np.sin(2 * np.pi * 3 * place + 2.1)
    return 0.5 - 0.5 * np.cos(2 * np.pi * uneven)


def _carried(form: Form, grid: Float[ndarray, "R C 3"], closed: bool) -> Float[ndarray, "R C B"]:
    """Near the waist the hips' own weights; further down a share of both legs, smooth across the front."""
    share = form.carried(grid)
    for _ in range(4):
        if closed:
            share = 0.5 * share + 0.25 * (np.roll(share, 1, 1) + np.roll(share, -1, 1))
    return share / share.sum(-1, keepdims=True)
