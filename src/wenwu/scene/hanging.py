"""Hanging cloth: a coarse grid that the solver moves, and the fine pleated cloth that is seen."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.scene.loft import sheet
from wenwu.scene.panel import Bolt, Panel

HEM = 0.012  # [m] of cloth folded up behind a hem


@dataclass(frozen=True)
class Weave:
    """How the fine cloth hangs on the coarse grid; its pleats keep the cloth's own width."""

    down: Float[ndarray, "r R"]  # rows of the fine cloth from those of the grid
    right: Float[ndarray, "c C"]
    wave: Float[ndarray, " c"]  # 0 in the valley, 1 on the crest of a pleat
    deepest: Float[ndarray, " r"]  # [m] how deep the pleats may be at each row, half of crest to valley
    pleat: float  # [m] of cloth in one pleat; 0 for none
    pleats: int
    lift: float = 0.0  # [m] off the grid, for borders
    puff: float = 0.0  # [m] off the grid below the first rows, for upper layers
    folds: tuple[int, ...] = ()  # columns where separate strips begin

    def laid(self, grid: Float[ndarray, "T R C 3"], closed: bool) -> Float[ndarray, "T r1 c 3"]:
        """The fine cloth; its last row is the fold behind the hem."""
        rows, columns = grid.shape[1:3]
        down, right = self.down.astype(grid.dtype), self.right.astype(grid.dtype)
        fine = (down @ grid.reshape(len(grid), rows, -1)).reshape(len(grid), -1, columns, 3)
        fine = right @ fine
        across, fall = _along(fine, closed, self.folds), np.gradient(fine, axis=1)
        normal = np.cross(fall, across)
        normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
        if self.pleat > 0:
            now = np.linalg.norm(across, axis=-1) * (fine.shape[2] - 1) / self.pleats
            deep = 0.5 * np.sqrt(np.maximum((self.pleat / 2) ** 2 - (now / 2) ** 2, 0.0))
            deep = np.minimum(np.minimum(deep, 0.24 * self.pleat), self.deepest[None, :, None])
            fine = fine + (2 * deep * self.wave)[..., None] * normal
        if self.lift or self.puff:
            off = self.lift + self.puff * np.clip(5 * np.linspace(0, 1, fine.shape[1]), 0, 1)
            fine = fine + off[None, :, None, None] * normal
        up = fall[:, -1] / np.maximum(np.linalg.norm(fall[:, -1], axis=-1, keepdims=True), 1e-9)
        hem = fine[:, -1] - HEM * up - 0.003 * normal[:, -1]
        return np.concatenate([fine, hem[:, None]], 1)


def _along(
    fine: Float[ndarray, "T r c 3"], closed: bool, folds: tuple[int, ...]
) -> Float[ndarray, "T r c 3"]:
    """Central differences along the columns; closed cloth repeats its first column at the end."""
    right = np.gradient(fine, axis=2)
    if closed:
        right[:, :, 0] = right[:, :, -1] = (fine[:, :, 1] - fine[:, :, -2]) / 2
    for fold in folds:  # separate strips do not look at their neighbours
        right[:, :, fold - 1] = fine[:, :, fold - 1] - fine[:, :, fold - 2]
        right[:, :, fold] = fine[:, :, fold + 1] - fine[:, :, fold]
    return right


@dataclass(frozen=True)
class Hanging:
    """One cloth to be moved. Columns run right and rows run down, seen from outside."""

    name: str
    bolt: Bolt
    grid: Float[ndarray, "R C 3"]  # [m] in the T-pose; closed cloth does not repeat its first column
    share: Float[ndarray, "R C B"]  # the bones that carry it when it is not free
    closed: bool
    pinned: int  # rows that the bones hold
    weave: Weave
    flat: Float[ndarray, "r1 c 2"]  # [m] on the bolt
    link: Bool[ndarray, " C"]  # whether column c is sewn to the next one
    slack: float = 1.0  # how much wider than the grid the cloth can spread
    body: float = 0.03  # how much it holds its cut, a second⁻¹ … see the kernel
    near: tuple[str, ...] = ("leg", "trunk")  # parts of the body it meets
    over: str | None = None  # the hanging cloth it lies on
    gap: float = 0.012  # [m] kept from the body
    legwear: float = 0.0  # [m] how much wider than the knee the trousers under it are
    material: str = "cloth"
    bones: tuple[int, int] = (12, 4)  # cloth bones around and down
    drag: float = 1.2  # [1/s]
    thick: float = 0.0  # [m] of upper layers over the grid
    covered: int = 0  # rows of the fine cloth that upper layers hide: they are not drawn
    moves_as: str | None = None  # upper layers and borders move with another cloth's grid, from its first row


def rows_between(fine: int, coarse: int) -> Float[ndarray, "r R"]:
    """Catmull–Rom interpolation of an open row of `coarse` points at `fine` places."""
    at = np.linspace(0, coarse - 1, fine)
    out = np.zeros((fine, coarse))
    for row, place in enumerate(at):
        k = min(int(place), coarse - 2)
        for offset, weight in zip((-1, 0, 1, 2), _cubic(place - k), strict=True):
            _add(out[row], k + offset, weight)
    return out


def round_between(fine: int, coarse: int) -> Float[ndarray, "c C"]:
    """The same for a closed row; the last fine place is the first one again."""
    at = np.linspace(0, coarse, fine)
    out = np.zeros((fine, coarse))
    for row, place in enumerate(at):
        k = int(place)
        for offset, weight in zip((-1, 0, 1, 2), _cubic(place - k), strict=True):
            out[row, (k + offset) % coarse] += weight
    return out


def _add(row: Float[ndarray, " R"], k: int, weight: float) -> None:
    """Beyond its ends the row goes on straight."""
    last = len(row) - 1
    if k < 0:
        row[0] += 2 * weight
        row[1] -= weight
    elif k > last:
        row[last] += 2 * weight
        row[last - 1] -= weight
    else:
        row[k] += weight


def _cubic(t: float) -> tuple[float, float, float, float]:
    return (
        -0.5 * t + t**2 - 0.5 * t**3,
        1 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    )


def cloth_panel(cloth: Hanging) -> Panel:
    """The fine cloth in the T-pose; its bones are given later."""
    fine = cloth.weave.laid(cloth.grid[None], cloth.closed)[0]
    loft = sheet(fine, cloth.flat, cloth.closed)
    column = loft.faces % fine.shape[1]
    apart = loft.faces.max(1) < cloth.covered * fine.shape[1]
    for fold in cloth.weave.folds:
        apart |= (column.min(1) == fold - 1) & (column.max(1) == fold)
    return Panel(
        cloth.name,
        cloth.bolt,
        loft.vertices,
        loft.normals,
        loft.uv,
        loft.faces[~apart],
        np.ones((len(loft.vertices), 1)),
        material=cloth.material,
    )
