"""Flattening: a curved panel laid on the table with as little stretch as it allows.

As-rigid-as-possible parametrisation (Liu et al. 2008, "A Local/Global Approach to Mesh Parameterization"):
each triangle finds its best rotation, then all corners move to agree, in turn.
"""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import splu

from wenwu.scene.shell import Shell

Flat = Float[ndarray, "V 2"]


def flatten(shell: Shell, guess: Flat, rounds: int = 12) -> Flat:
    """Points [m] on the table for every vertex, turned and placed as the guess is (x right, y down)."""
    local = _triangles(shell)
    cotangent = _cotangents(local)
    f = shell.faces
    i, j = f[:, [1, 2, 0]].ravel(), f[:, [2, 0, 1]].ravel()  # edge opposite to corner k
    w = cotangent.ravel()
    n = len(shell.vertices)
    pairs = coo_array(
        (np.concatenate([w, w]), (np.concatenate([i, j]), np.concatenate([j, i]))), shape=(n, n)
    ).tocsr()
    weight = np.asarray(pairs.sum(1)).ravel()
    laplacian = csc_array(coo_array((weight, (np.arange(n), np.arange(n))), shape=(n, n)).tocsr() - pairs)
    laplacian = csc_array(
        laplacian + 1e-8 * weight.mean() * coo_array((np.ones(n), (np.arange(n),) * 2), shape=(n, n)).tocsr()
    )
    solve = splu(laplacian)
    flat = guess.astype(float)
    edge = local[:, [2, 0, 1]] - local[:, [1, 2, 0]]  # j - i, in each triangle's own plane
    for _ in range(rounds):
        turned = np.einsum("fab,fkb->fka", _rotations(flat, f, edge, cotangent), edge) * cotangent[..., None]
        right = np.zeros((n, 2))
        for axis in range(2):
            right[:, axis] = np.bincount(j, turned[..., axis].ravel(), n) - np.bincount(
                i, turned[..., axis].ravel(), n
            )
        flat = solve.solve(right + 1e-8 * weight.mean() * flat)
    return _aligned(flat, guess)


def stretch(shell: Shell, flat: Flat) -> Float[ndarray, " F"]:
    """Area on the table over area on the body, for every triangle."""
    a, b, c = (flat[shell.faces[:, k]] for k in range(3))
    on_table = (
        np.abs((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])) / 2
    )
    p, q, r = (shell.vertices[shell.faces[:, k]] for k in range(3))
    return on_table / np.maximum(np.linalg.norm(np.cross(q - p, r - p), axis=1) / 2, 1e-12)


def _triangles(shell: Shell) -> Float[ndarray, "F 3 2"]:
    """Each triangle in a plane of its own; seen from outside, x goes right and y goes down."""
    p, q, r = (shell.vertices[shell.faces[:, k]] for k in range(3))
    e, g = q - p, r - p
    length = np.maximum(np.linalg.norm(e, axis=1), 1e-9)
    along = (g * e).sum(1) / length
    height = np.linalg.norm(np.cross(e, g), axis=1) / length
    out = np.zeros((len(p), 3, 2))
    out[:, 1, 0], out[:, 2, 0], out[:, 2, 1] = length, along, -height  # counter-clockwise outside, y down
    return out


def _cotangents(local: Float[ndarray, "F 3 2"]) -> Float[ndarray, "F 3"]:
    out = np.empty((len(local), 3))
    for k in range(3):
        u, v = local[:, (k + 1) % 3] - local[:, k], local[:, (k + 2) % 3] - local[:, k]
        area = np.maximum(np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]), 1e-9)
        out[:, k] = np.clip((u * v).sum(1) / area, 0.02, 30) / 2
    return out


def _rotations(
    flat: Flat, faces: Int[ndarray, "F 3"], edge: Float[ndarray, "F 3 2"], cotangent: Float[ndarray, "F 3"]
) -> Float[ndarray, "F 2 2"]:
    """The rotation that best takes each triangle's own edges to its edges on the table."""
    now = flat[faces[:, [2, 0, 1]]] - flat[faces[:, [1, 2, 0]]]
    s = np.einsum("fk,fka,fkb->fab", cotangent, now, edge)
    c, d = s[:, 0, 0] + s[:, 1, 1], s[:, 1, 0] - s[:, 0, 1]
    size = np.maximum(np.hypot(c, d), 1e-12)
    c, d = c / size, d / size
    return np.stack([np.stack([c, -d], -1), np.stack([d, c], -1)], -2)


def _aligned(flat: Flat, guess: Flat) -> Flat:
    """Turned and moved, never scaled, to lie as the guess does."""
    a, b = flat - flat.mean(0), guess - guess.mean(0)
    s = b.T @ a
    angle = np.arctan2(s[1, 0] - s[0, 1], s[0, 0] + s[1, 1])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return a @ turn.T + guess.mean(0)
