"""Sleeves: tubes from the armhole to the cuff and beyond, narrow ones worn, wide and long ones hanging."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.costume import Piece, Sleeve, Trim
from wenwu.scene.form import ARMHOLE, Form
from wenwu.scene.hanging import HEM, Hanging, Weave, round_between, rows_between
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.section import crossings, ring
from wenwu.scene.shell import Shell, clipped
from wenwu.scene.weave import grid_panel

AROUND = 20  # columns
FREE_WIDTH, FREE_LENGTH = 0.25, 1.12  # wider or longer sleeves hang free


def sleeves(form: Form, piece: Piece, whole: Shell, name: str) -> tuple[list[Panel], list[Hanging]]:
    """Both sleeves of a piece. `whole` is the let-out surface they continue."""
    assert piece.sleeve is not None
    worn: list[Panel] = []
    free: list[Hanging] = []
    whole = clipped(
        whole, whole.vertices[:, 1] - float(form.mark("bust_l")[1]) - 0.01
    )  # no hips in the rings
    made = [
        (side, _tube(form, piece.sleeve, whole, sign))
        for side, sign in (("l", 1.0), ("r", -1.0))
        if piece.sleeve.off != {"l": "left", "r": "right"}[side]
    ]
    width = max(float(_round(g).max()) for _, g in made)
    length = max(float(_down(g)[-1]) for _, g in made)
    bolt = Bolt(piece.sleeve.textile or piece.textile, width, length)
    for side, grid in made:
        hangs = piece.sleeve.width > FREE_WIDTH or piece.sleeve.length > FREE_LENGTH
        if hangs:
            free.append(_free(form, f"{name}_sleeve_{side}", bolt, grid, side, piece.silk))
        else:
            worn.append(_worn(form, f"{name}_sleeve_{side}", bolt, grid, piece.silk))
    return worn, free


def _tube(form: Form, sleeve: Sleeve, whole: Shell, sign: float) -> Float[ndarray, "R C 3"]:
    """Rings from the armhole outward, starting at the underarm; columns run right, seen from outside."""
    shoulder, wrist = form.mark("leftUpperArm"), form.mark("leftHand")
    start = float(shoulder[0]) + ARMHOLE - 0.003
    end = float(shoulder[0] + sleeve.length * (wrist[0] - shoulder[0]))
    reach = float(form.mark("fingertip_l")[0] - shoulder[0])
    radius = sleeve.width * reach / np.pi
    angle = np.linspace(0, 2 * np.pi, AROUND + 1)[:-1]
    direction = np.stack(
        [-np.cos(angle), np.sin(angle) * sign], 1
    )  # (y, z), from the underarm forward on the left
    rows = max(8, round((end - start) / 0.022) + 1)
    last = min(float(wrist[0]), float(np.abs(whole.vertices[:, 0]).max())) - 0.012
    grid = np.zeros((rows, AROUND, 3))
    for k, x in enumerate(np.linspace(start, end, rows)):
        t = (x - start) / (end - start)
        centre = np.array([float(shoulder[1]), float(shoulder[2])])
        own = ring(crossings(whole, 0, sign * min(x, last)), centre, direction)
        wide = own.mean() + (radius - own.mean()) * min(1.0, (t / 0.75)) ** 0.8
        blend = np.clip((x - start) / 0.05, 0, 1)
        r = np.maximum(own, own * (1 - blend) + max(wide, 0) * blend)
        drop = max(float(r.mean() - own.mean()), 0) * 0.85
        grid[k] = np.column_stack(
            [
                np.full(AROUND, sign * x),
                centre[0] - drop + r * direction[:, 0],
                centre[1] + r * direction[:, 1],
            ]
        )
    return grid


def _round(grid: Float[ndarray, "R C 3"]) -> Float[ndarray, " R"]:
    """Girth of every ring [m]."""
    return np.linalg.norm(np.diff(grid, axis=1, append=grid[:, :1]), axis=2).sum(1)


def _down(grid: Float[ndarray, "R C 3"]) -> Float[ndarray, " R"]:
    """Distance along the sleeve [m] at which its cloth has the area it needs."""
    right, down = np.roll(grid, -1, 1) - grid, np.diff(grid, axis=0)
    area = np.linalg.norm(np.cross(right[:-1] + right[1:], down + np.roll(down, -1, 1)), axis=2).sum(1) / 4
    girth = _round(grid)
    return np.concatenate([[0], np.cumsum(2 * area / (girth[:-1] + girth[1:]))])


def _flat(grid: Float[ndarray, "R C 3"], bolt: Bolt, rows: int, columns: int) -> Float[ndarray, "r1 c 2"]:
    """Places on the bolt: as wide as the ring is, about the middle of the bolt."""
    girth, down = _round(grid), _down(grid)
    at = np.linspace(0, len(grid) - 1, rows)
    index = np.arange(len(grid))
    girth, down = np.interp(at, index, girth), np.interp(at, index, down)
    u = bolt.width / 2 + (np.linspace(0, 1, columns)[None] - 0.5) * girth[:, None]
    flat = np.stack([u, np.broadcast_to(down[:, None], u.shape)], -1)
    return np.concatenate([flat, flat[-1:] - [0, HEM]], 0)


def _worn(form: Form, name: str, bolt: Bolt, grid: Float[ndarray, "R C 3"], silk: bool) -> Panel:
    share = form.carried(grid)
    place = np.concatenate([grid, grid[:, :1]], 1)
    inward = place[-1] - (place[-1] - place[-1].mean(0)) * 0.12
    inward[:, 0] -= np.sign(inward[:, 0]) * HEM
    place = np.concatenate([place, inward[None]], 0)
    share = np.concatenate([share, share[:, :1]], 1)
    share = np.concatenate([share, share[-1:]], 0)
    flat = _flat(grid, bolt, len(grid), AROUND + 1)
    return grid_panel(name, bolt, place, flat, share, closed=True, material="silk" if silk else "cloth")


def _free(form: Form, name: str, bolt: Bolt, grid: Float[ndarray, "R C 3"], side: str, silk: bool) -> Hanging:
    every = np.unique(np.linspace(0, len(grid) - 1, max(6, round(len(grid) * 0.6))).astype(int))
    coarse = grid[every]
    rows, columns = 2 * len(coarse) - 1, 2 * AROUND + 1
    weave = Weave(
        rows_between(rows, len(coarse)),
        round_between(columns, AROUND),
        np.zeros(columns),
        np.zeros(rows),
        0.0,
        0,
    )
    return Hanging(
        name,
        bolt,
        coarse,
        form.carried(coarse),
        True,
        3,
        weave,
        _flat(coarse, bolt, rows, columns),
        np.ones(AROUND, bool),
        slack=1.02,
        body=0.015,
        near=("trunk", "leg", f"arm_{side}"),
        gap=0.007,
        material="silk" if silk else "cloth",
        bones=(4, 5) if len(coarse) > 12 else (4, 4),
        drag=2.0,
    )


def cuffs(form: Form, worn: list[Panel], trim: Trim) -> list[Panel]:
    """Borders along the cuffs of worn sleeves."""
    return [_cuff(form, panel, trim) for panel in worn]


def _cuff(form: Form, panel: Panel, trim: Trim) -> Panel:
    grid = panel.vertices.reshape(-1, AROUND + 1, 3)[:-1]
    normal = panel.normals.reshape(-1, AROUND + 1, 3)[:-1]
    share = panel.share.reshape(-1, AROUND + 1, panel.share.shape[-1])[:-1]
    down = _down(grid[:, :-1])
    at = np.linspace(down[-1] - trim.width, down[-1], 5)
    row = np.interp(at, down, np.arange(len(down)))
    low, t = np.minimum(row.astype(int), len(down) - 2), (row - row.astype(int))[:, None, None]
    t = np.where(row[:, None, None] >= len(down) - 1, 1.0, t)

    def mixed(a: Float[ndarray, "R C K"]) -> Float[ndarray, "W C K"]:
        return a[low] * (1 - t) + a[low + 1] * t

    place = mixed(grid) + mixed(normal) * 0.0025
    girth = _round(place[:, :-1])
    bolt = Bolt(trim.textile, float(girth.max()), trim.width, True)
    flat = np.stack(
        np.broadcast_arrays(np.linspace(0, 1, AROUND + 1)[None] * bolt.width, (at - at[0])[:, None]), -1
    )
    return grid_panel(f"{panel.name}_cuff", bolt, place, flat, mixed(share), closed=True)
