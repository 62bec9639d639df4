"""Shells: the body-hugging surface of a performer, cut and let out the way a tailor cuts cloth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from jaxtyping import Bool, Float, Int, UInt8
from numpy import ndarray
from scipy.sparse import coo_array, csr_array

from wenwu.body.performer import Body, load_body
from wenwu.scene.loft import normals_of


@dataclass(frozen=True)
class Shell:
    """An open surface in the T-pose with the bones that carry it."""

    vertices: Float[ndarray, "V 3"]  # [m]
    normals: Float[ndarray, "V 3"]
    faces: Int[ndarray, "F 3"]
    share: Float[ndarray, "V B"]  # weight of every bone, rows sum to 1


def bone_share(
    joints: UInt8[ndarray, "V 4"], weights: Float[ndarray, "V 4"], bones: int
) -> Float[ndarray, "V B"]:
    """Four weights a vertex as one dense row."""
    share = np.zeros((len(joints), bones))
    for k in range(4):
        np.add.at(share, (np.arange(len(joints)), joints[:, k].astype(int)), weights[:, k])
    return share


@lru_cache(maxsize=16)
def body_shell(performer: str, part: str = "tights", finer: int = 1) -> Shell:
    """A surface of the body without texture seams, each triangle split `finer` times into four."""
    body: Body = load_body(performer)
    surface = body.surfaces[part]
    _, first, inverse = np.unique(surface.source, return_index=True, return_inverse=True)
    faces = inverse.reshape(-1)[surface.faces]
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])]
    vertices = surface.vertices[first].astype(float)
    share = bone_share(surface.joints[first], surface.weights[first], len(body.rig.names))
    shell = Shell(vertices, normals_of(vertices, faces), faces, share)
    for _ in range(finer):
        shell = _split(shell)
    return shell


def _split(shell: Shell) -> Shell:
    """Every triangle in four; new points are lifted as the normals suggest (PN edges)."""
    edges, inverse = np.unique(_edges(shell.faces), axis=0, return_inverse=True)
    a, b = edges.T
    p, n = shell.vertices, shell.normals
    chord = p[b] - p[a]
    bow = (n[a] * (chord * n[a]).sum(1)[:, None] - n[b] * (chord * n[b]).sum(1)[:, None]) / -8
    vertices = np.concatenate([p, (p[a] + p[b]) / 2 - bow])
    share = np.concatenate([shell.share, (shell.share[a] + shell.share[b]) / 2])
    m = inverse.reshape(3, -1).T + len(p)  # middle of edges 01, 12, 20
    f = shell.faces
    faces = np.concatenate([np.stack([f[:, k], m[:, k], m[:, (k + 2) % 3]], 1) for k in range(3)] + [m])
    return Shell(vertices, normals_of(vertices, faces), faces, share)


def _edges(faces: Int[ndarray, "F 3"]) -> Int[ndarray, "E 2"]:
    return np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)


def neighbours(faces: Int[ndarray, "F 3"], count: int) -> csr_array:
    """The averaging matrix of a mesh: each row the mean of a vertex' neighbours."""
    edges = np.unique(_edges(faces), axis=0)
    rows, columns = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    weight = 1.0 / np.bincount(rows, minlength=count)[rows]
    return csr_array(coo_array((weight, (rows, columns)), shape=(count, count)))


def let_out(shell: Shell, ease: Float[ndarray, " V"], rounds: int) -> Shell:
    """The surface moved outward by at least `ease` [m] and smoothed, so that cloth bridges the hollows."""
    mean = neighbours(shell.faces, len(shell.vertices))
    place, share = shell.vertices + shell.normals * ease[:, None], shell.share
    for _ in range(rounds):
        place = 0.5 * place + 0.5 * (mean @ place)
        under = ease - ((place - shell.vertices) * shell.normals).sum(1)
        place = place + shell.normals * np.maximum(under, 0)[:, None]
        share = 0.5 * share + 0.5 * (mean @ share)
    return Shell(place, normals_of(place, shell.faces), shell.faces, share / share.sum(1, keepdims=True))


def clipped(shell: Shell, field: Float[ndarray, " V"]) -> Shell:
    """The part of a shell where the field is positive, cut along field = 0."""
    field = np.where(np.abs(field) < 1e-7, 1e-7, field)
    inside = field > 0
    crossing = _edges(shell.faces)
    crossing = np.unique(crossing[inside[crossing[:, 0]] != inside[crossing[:, 1]]], axis=0)
    a, b = crossing.T if len(crossing) else np.zeros((2, 0), int)
    t = (field[a] / (field[a] - field[b]))[:, None]
    key = a * len(field) + b
    grown = [
        np.concatenate([x, x[a] * (1 - t) + x[b] * t]) for x in (shell.vertices, shell.normals, shell.share)
    ]
    faces = np.array(list(_cut_faces(shell.faces, inside, key, len(field))), int).reshape(-1, 3)
    whole = shell.faces[inside[shell.faces].all(1)]
    return compact(
        replace(
            shell,
            vertices=grown[0],
            normals=_unit(grown[1]),
            faces=np.concatenate([whole, faces]),
            share=grown[2],
        )
    )


def _cut_faces(
    faces: Int[ndarray, "F 3"], inside: Bool[ndarray, " V"], key: Int[ndarray, " E"], count: int
) -> Iterator[tuple[int, int, int]]:
    """The positive parts of the triangles that the cut crosses."""
    mixed = faces[inside[faces].any(1) & ~inside[faces].all(1)]

    def cut(i: int, j: int) -> int:
        return count + int(np.searchsorted(key, min(i, j) * count + max(i, j)))

    for face in mixed.tolist():
        alone_inside = sum(inside[v] for v in face) == 1
        k = next(k for k in range(3) if bool(inside[face[k]]) == alone_inside)
        i, j, l = face[k], face[(k + 1) % 3], face[(k + 2) % 3]
        if alone_inside:
            yield i, cut(i, j), cut(i, l)
        else:
            yield j, l, cut(i, j)
            yield l, cut(i, l), cut(i, j)


def compact(shell: Shell) -> Shell:
    """Without the vertices that no triangle uses."""
    used, inverse = np.unique(shell.faces, return_inverse=True)
    return Shell(shell.vertices[used], shell.normals[used], inverse.reshape(-1, 3), shell.share[used])


def rims(shell: Shell) -> list[Int[ndarray, " N"]]:
    """The closed boundary loops, each running with the surface on its left, seen from outside."""
    directed = np.concatenate([shell.faces[:, [0, 1]], shell.faces[:, [1, 2]], shell.faces[:, [2, 0]]])
    code = directed[:, 0] * len(shell.vertices) + directed[:, 1]
    back = directed[:, 1] * len(shell.vertices) + directed[:, 0]
    step = dict(directed[~np.isin(code, back)].tolist())
    loops = []
    while step:
        start = next(iter(step))
        loop, here = [], start
        while here in step:
            loop.append(here)
            here = step.pop(here)
        loops.append(np.array(loop))
    return sorted(loops, key=len, reverse=True)


def _unit(v: Float[ndarray, "N 3"]) -> Float[ndarray, "N 3"]:
    return v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-12)
