"""Lofts: surfaces swept from rows of points, the stuff that hair and ornaments are made of."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray


@dataclass(frozen=True)
class Loft:
    """A surface before it has bones and a material."""

    vertices: Float[ndarray, "V 3"]  # [m]
    normals: Float[ndarray, "V 3"]
    uv: Float[ndarray, "V 2"]
    faces: Int[ndarray, "F 3"]


def sheet(grid: Float[ndarray, "R C 3"], uv: Float[ndarray, "R C 2"], closed: bool = False) -> Loft:
    """A surface over rows × columns; it faces the side from which rows run down and columns run right.

    `closed` says that the last column lies on the first one, so normals are joined there.
    """
    rows, columns = grid.shape[:2]
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    faces = np.concatenate(
        [
            np.stack([corner, corner + columns, corner + columns + 1], 1),
            np.stack([corner, corner + columns + 1, corner + 1], 1),
        ]
    )
    vertices = grid.reshape(-1, 3)
    normals = normals_of(vertices, faces).reshape(rows, columns, 3)
    if closed:
        joined = normals[:, 0] + normals[:, -1]
        normals[:, 0] = normals[:, -1] = joined / np.maximum(
            np.linalg.norm(joined, axis=1, keepdims=True), 1e-12
        )
    return Loft(vertices, normals.reshape(-1, 3), uv.reshape(-1, 2), faces)


def tube(
    path: Float[ndarray, "R 3"], radius: Float[ndarray, "*R_S"], sides: int = 8,
    uv: tuple[float, float] = (0.0, 1.0), flat: float = 1.0, up: tuple[float, ...] = (0.0, 0.0, 1.0),
) -> Loft:  # fmt: skip
    """A tube along a path; `radius` per row, or per row and side [m], `flat` squeezes it along `up`.

    u goes once round between the two numbers of `uv`, v runs along the tube.
    """
    forward = np.gradient(path, axis=0)
    forward /= np.maximum(np.linalg.norm(forward, axis=1, keepdims=True), 1e-9)
    side, normal = carried_frame(forward, np.array(up))
    angle = np.linspace(0, -2 * np.pi, sides + 1)
    size = np.asarray(radius).reshape(len(path), -1)
    ring = (
        np.cos(angle)[None, :, None] * side[:, None] + flat * np.sin(angle)[None, :, None] * normal[:, None]
    )
    grid = path[:, None] + size[:, :, None] * ring
    across, along = np.linspace(*uv, sides + 1), np.linspace(0.12, 0.95, len(path))
    return sheet(grid, np.stack(np.broadcast_arrays(across[None], along[:, None]), -1), closed=True)


def carried_frame(
    forward: Float[ndarray, "R 3"], up: Float[ndarray, "3"]
) -> tuple[Float[ndarray, "R 3"], Float[ndarray, "R 3"]]:
    """Two directions square to a path that turn as little as they can along it."""
    side, normal = np.empty_like(forward), np.empty_like(forward)
    start = np.cross(up, forward[0])
    if np.linalg.norm(start) < 0.1:
        start = np.cross(np.array([1.0, 0.0, 0.0]), forward[0])
    last = start
    for k, f in enumerate(forward):
        last = last - f * (last @ f)
        last = last / np.linalg.norm(last)
        side[k], normal[k] = last, np.cross(f, last)
    return side, normal


def joined(parts: list[Loft]) -> Loft:
    """Several surfaces as one."""
    begin = np.cumsum([0] + [len(p.vertices) for p in parts[:-1]])
    return Loft(
        np.concatenate([p.vertices for p in parts]),
        np.concatenate([p.normals for p in parts]),
        np.concatenate([p.uv for p in parts]),
        np.concatenate([p.faces + b for p, b in zip(parts, begin, strict=True)]),
    )


def normals_of(vertices: Float[ndarray, "V 3"], faces: Int[ndarray, "F 3"]) -> Float[ndarray, "V 3"]:
    """Area-weighted unit normals."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    out = np.zeros_like(vertices)
    for axis in range(3):
        for corner in range(3):
            out[:, axis] += np.bincount(faces[:, corner], face[:, axis], len(vertices))
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
