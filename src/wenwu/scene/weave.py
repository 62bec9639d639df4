"""Weaving: rectangular grids of points become panels, with folded edges and borders laid on other panels."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from scipy.spatial import cKDTree

from wenwu.scene.loft import sheet
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.shell import Shell

LIFT = 0.0022  # [m] a border lies over its garment
FOLD = 0.010  # [m] of cloth turned in behind an edge


def grid_panel(
    name: str,
    bolt: Bolt | None,
    grid: Float[ndarray, "R C 3"],
    flat: Float[ndarray, "R C 2"],
    share: Float[ndarray, "R C B"],
    closed: bool = False,
    material: str = "cloth",
) -> Panel:
    """A panel over a grid whose rows run down and columns run right, seen from outside."""
    loft = sheet(grid, flat, closed)
    return Panel(
        name,
        bolt,
        loft.vertices,
        loft.normals,
        loft.uv,
        loft.faces,
        share.reshape(-1, share.shape[-1]),
        material=material,
    )


def lengths(path: Float[ndarray, "N 3"]) -> Float[ndarray, " N"]:
    """Distance [m] along a path from its first point."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])


def resampled(path: Float[ndarray, "N 3"], count: int) -> Float[ndarray, "M 3"]:
    """Points at equal distances along a path."""
    along = lengths(path)
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, path[:, k]) for k in range(3)], 1)


def smoothed_loop(path: Float[ndarray, "N 3"], rounds: int = 2) -> Float[ndarray, "N 3"]:
    """A closed path without its jags."""
    for _ in range(rounds):
        path = 0.5 * path + 0.25 * (np.roll(path, 1, 0) + np.roll(path, -1, 0))
    return path


def loop_path(shell: Shell, loop: Int[ndarray, " N"], step: float = 0.012) -> Float[ndarray, "M 3"]:
    """A rim as evenly spaced points, the last one equal to the first."""
    path = smoothed_loop(shell.vertices[loop])
    path = np.concatenate([path, path[:1]])
    return resampled(path, max(16, round(lengths(path)[-1] / step)) + 1)


def on_surface(
    shell: Shell, tree: cKDTree, points: Float[ndarray, "*N 3"], lift: float
) -> tuple[Float[ndarray, "*N 3"], Float[ndarray, "*N 3"]]:
    """Points dropped onto a shell and lifted off it again, with the normals there."""
    flat = points.reshape(-1, 3)
    distance, near = tree.query(flat, k=4)
    weight = 1 / (distance + 0.002) ** 2
    weight /= weight.sum(1, keepdims=True)
    normal = np.einsum("nk,nkd->nd", weight, shell.normals[near])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    base = np.einsum("nk,nkd->nd", weight, shell.vertices[near])
    height = ((flat - base) * normal).sum(1, keepdims=True)
    out = flat + (lift - height) * normal
    return out.reshape(points.shape), normal.reshape(points.shape)


@dataclass(frozen=True)
class Edge:
    """A path on a shell along which a border lies: on the left of it, or, `both`, on both sides."""

    path: Float[ndarray, "N 3"]
    width: float  # [m] of the border
    closed: bool = False  # the path's last point is its first
    below: bool = False  # the path is the lower edge of the border (hems, cuffs), else its upper one
    both: bool = False


def border(name: str, textile: str, shell: Shell, edge: Edge) -> Panel:
    """A band of cloth along an edge of a shell."""
    path, width, closed = edge.path, edge.width, edge.closed
    tree = cKDTree(shell.vertices)
    place, normal = on_surface(shell, tree, path, 0.0)
    if closed:
        place, normal = path, normal
    tangent = np.gradient(place, axis=0)
    if closed:
        tangent[0] = tangent[-1] = place[1] - place[-2]
    left = _steady(np.cross(normal, tangent), closed)
    start = -width / 2 if edge.both else 0.0
    across = np.linspace(start, start + width, max(3, round(width / 0.011) + 1))
    strips = place[:, None] + across[None, :, None] * left[:, None]  # N W 3, from the path leftward
    laid, _ = on_surface(shell, tree, strips, LIFT)
    if not edge.both:
        laid[:, 0] = place + normal * LIFT
        fold = place - normal * 0.004 + left * FOLD
        laid = np.concatenate([fold[:, None], laid], 1)
        across = np.concatenate([[0.0], across])
    grid = laid.transpose(1, 0, 2)  # rows away from the edge
    along = lengths(place)
    down = across - across.min()
    if edge.below:
        grid, down = grid[::-1], width - down[::-1]
    else:
        grid, along = grid[:, ::-1], along[-1] - along[::-1]
    flat = np.stack(np.broadcast_arrays(along[None], down[:, None]), -1)
    bolt = Bolt(textile, float(lengths(place)[-1]), width, closed)
    return grid_panel(name, bolt, grid, flat, _carried_by(shell, tree, grid), closed)


def _carried_by(shell: Shell, tree: cKDTree, grid: Float[ndarray, "R C 3"]) -> Float[ndarray, "R C B"]:
    """The bone weights of the garment under a border, so that both move as one."""
    distance, near = tree.query(grid.reshape(-1, 3), k=4)
    weight = 1 / (distance + 0.002) ** 2
    weight /= weight.sum(1, keepdims=True)
    return np.einsum("nk,nkb->nb", weight, shell.share[near]).reshape(*grid.shape[:2], -1)


def _steady(left: Float[ndarray, "N 3"], closed: bool) -> Float[ndarray, "N 3"]:
    """Unit directions that turn smoothly along a path."""
    left = left / np.maximum(np.linalg.norm(left, axis=1, keepdims=True), 1e-9)
    for _ in range(3):
        inner = left.copy()
        inner[1:-1] = 0.5 * left[1:-1] + 0.25 * (left[2:] + left[:-2])
        if closed:
            inner[0] = inner[-1] = 0.5 * left[0] + 0.25 * (left[1] + left[-2])
        left = inner
    return left
