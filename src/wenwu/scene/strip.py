"""Strips of cloth that hang: aprons, ribbons, sash ends, an empty sleeve, a cape."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.scene.form import Form
from wenwu.scene.hanging import HEM, Hanging, Weave, rows_between
from wenwu.scene.panel import Bolt
from wenwu.scene.skirt import Fall, ring_grid
from wenwu.scene.weave import lengths

THREADS = 0.035  # [m] between columns of the grid, about


def strips(
    form: Form, name: str, textile: str, width: float, angles: Float[ndarray, " S"], fall: Fall
) -> Hanging:
    """Strips of cloth `width` [m] wide, their middles at angles [rad] from the front."""
    ring = ring_grid(form, fall)
    each = max(3, round(width / THREADS) + 1)
    across = np.linspace(-width / 2, width / 2, each)
    grid = np.concatenate([_strip(ring, angle, across) for angle in angles], axis=1)
    link = np.ones(grid.shape[1], bool)
    link[each - 1 :: each] = False
    fine_rows, fine = 2 * len(ring) - 1, 2 * each - 1
    right = np.zeros((fine * len(angles), grid.shape[1]))
    for s in range(len(angles)):
        right[s * fine : (s + 1) * fine, s * each : (s + 1) * each] = rows_between(fine, each)
    count = fine * len(angles)
    weave = Weave(
        rows_between(fine_rows, len(ring)),
        right,
        np.zeros(count),
        np.zeros(fine_rows),
        0.0,
        0,
        folds=tuple(range(fine, count, fine)),
    )
    down = float(lengths(grid[:, each // 2])[-1])
    v = np.append(np.linspace(0, down, fine_rows), down - HEM)
    u = np.tile(np.linspace(0, width, fine), len(angles))
    flat = np.stack(np.broadcast_arrays(u[None], v[:, None]), -1)
    bones = (2 * len(angles), 4) if len(angles) < 6 else (len(angles), 3)
    return Hanging(
        name,
        Bolt(textile, width, down),
        grid,
        form.carried(grid),
        False,
        2,
        weave,
        flat,
        link,
        slack=1.0,
        body=0.1 * fall.body,
        over=fall.over,
        material=fall.material,
        bones=bones,
        gap=0.018,
        drag=3.0,
    )


def _strip(
    ring: Float[ndarray, "R C 3"], angle: float, across: Float[ndarray, " S"]
) -> Float[ndarray, "R S 3"]:
    """Points at distances `across` [m] along every ring from the one at an angle."""
    out = []
    for row in ring:
        closed = np.concatenate([row, row, row, row[:1]])
        along = lengths(closed)
        turn = along[len(row)]
        start = turn * (1 + (angle + np.pi) / (2 * np.pi))
        out.append(np.stack([np.interp(start + across, along, closed[:, k]) for k in range(3)], 1))
    return np.stack(out)


def cape(form: Form, name: str, textile: str, length: float, fringe: float) -> Hanging:
    """A cape gathered at the neck that falls from the shoulders down the back."""
    nape, tip = form.mark("nape"), form.mark("acromion_l")
    columns, rows = 21, max(8, round(length / 0.05) + 1)
    side = np.linspace(1, -1, columns)
    lean = np.abs(side) ** 1.5
    top = np.stack(
        [
            side * (tip[0] + 0.012),
            nape[1] - 0.035 - (nape[1] - 0.035 - tip[1] - 0.02) * lean,
            nape[2] - 0.022 + (tip[2] - nape[2] + 0.05) * lean,
        ],
        1,
    )
    back = float(form.mark("hip_back")[2]) - 0.02
    step = length / (rows - 1)
    grid = np.zeros((rows, columns, 3))
    for r in range(rows):
        t = min(1.0, r * step / 0.22)
        behind = top[:, 2] + (back - 0.05 * np.cos(side * 1.4) - top[:, 2]) * t
        grid[r] = np.stack([top[:, 0] * (1 + 0.35 * r * step), top[:, 1] - r * step * 0.985, behind], 1)
    grid = grid[:, ::-1] if grid[0, 0, 0] < 0 else grid
    width = 1.25 * float(np.linalg.norm(np.diff(grid[-1], axis=0), axis=1).sum())
    fine_rows, pleats = 2 * rows - 1, 9
    fine = pleats * 12 + 1
    place = np.linspace(0, 1, fine)
    wave = 0.5 - 0.5 * np.cos(2 * np.pi * (pleats * place + 0.2 * np.sin(4 * np.pi * place)))
    weave = Weave(
        rows_between(fine_rows, rows),
        rows_between(fine, columns),
        wave,
        0.03 * np.clip(np.linspace(0.1, 1.3, fine_rows), 0, 1),
        width / pleats,
        pleats,
    )
    down = float(lengths(grid[:, columns // 2])[-1])
    v = np.append(np.linspace(0, down, fine_rows), down - HEM)
    flat = np.stack(np.broadcast_arrays(place[None] * width, v[:, None]), -1)
    link = np.ones(columns, bool)
    link[-1] = False
    return Hanging(
        name,
        Bolt(textile, width, down),
        grid,
        form.carried(grid),
        False,
        1,
        weave,
        flat,
        link,
        slack=1.2,
        body=0.006,
        near=("trunk", "leg", "arm_l", "arm_r", "neck"),
        gap=0.034,
        material="felt",
        bones=(6, 5),
        drag=2.0,
    )
