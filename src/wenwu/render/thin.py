"""Kernels that take vertices out of a mesh one by one, wherever their neighbours' triangles do as well."""

import math

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST

ONE, NEVER = np.float32(1), np.float32(1e9)
RING = 16  # most triangles round a vertex
TURN = np.float32(0.985)  # cosine of the largest turn of a normal: 10°
FOLD = np.float32(0.7)  # cosine by which a triangle may turn
SHARE = np.float32(0.05)  # of the bones' weights that may change hands
THIN = np.float32(0.03)  # twice the area over the longest side squared: no triangle gets thinner
LIFT = np.float32(2.5)  # [tolerances] how far a point of the texture may wander


@njit(**FAST)
def thin(faces: ndarray, mesh: tuple, work: tuple, tolerance: float) -> None:
    """One pass: faces that go get -1 in their first column, the others close over the vertices that went.

    mesh: points (V, 3 K + 2), K places of each vertex [m] and its place on the texture [m]; normals (V, 3),
    those of zero do not count; shares (V, B), weights of the bones; spent (V,), the share of what is allowed
    by which the surface round a vertex is off already, kept from pass to pass. work: faces round each vertex
    (V, RING), their number (V,), marks (V,), a ring (RING,). A vertex at an edge of the mesh, or at a seam of
    its texture, stays.
    """
    fan, size, mark, ring = work
    points, normals, shares, spent = mesh
    _fans(faces, fan, size, mark)
    for v in range(len(points)):
        if mark[v] != 0 or size[v] < 3:
            continue
        count = _ring(faces, fan, size, v, ring)
        if count != size[v]:
            continue  # an edge of the mesh, or no surface at all
        best, least = -1, ONE - spent[v]
        for k in range(count):
            off = _off(faces, (fan, size), (points, normals, shares), (v, ring[k], count), ring, tolerance)
            if off < least:
                best, least = ring[k], off
        if best >= 0:
            _close(faces, fan, size, v, best)
            mark[v] = 1
            for k in range(count):
                w = ring[k]
                mark[w] = 1
                spent[w] = max(spent[w], spent[v] + least)


@njit(**FAST)
def _fans(faces: ndarray, fan: ndarray, size: ndarray, mark: ndarray) -> None:
    """The faces round each vertex; a vertex with too many of them is marked."""
    size[:] = 0
    mark[:] = 0
    for f in range(len(faces)):
        for c in range(3):
            v = faces[f, c]
            if size[v] < RING:
                fan[v, size[v]] = f
                size[v] += 1
            else:
                mark[v] = 1


@njit(**FAST)
def _after(faces: ndarray, f: int, v: int, step: int) -> int:
    """The corner that comes `step` after v in a face."""
    c = 0 if faces[f, 0] == v else (1 if faces[f, 1] == v else 2)
    return faces[f, (c + step) % 3]


@njit(**FAST)
def _ring(faces: ndarray, fan: ndarray, size: ndarray, v: int, ring: ndarray) -> int:
    """The neighbours of v in order, as far as they follow each other; as many as faces if they close."""
    here = _after(faces, fan[v, 0], v, 1)
    start, count = here, 0
    while count < size[v]:
        ring[count] = here
        count += 1
        following = -1
        for k in range(size[v]):
            if _after(faces, fan[v, k], v, 1) == here:
                if following >= 0:
                    return 0
                following = _after(faces, fan[v, k], v, 2)
        if following < 0:
            return 0
        here = following
        if here == start:
            return count
    return 0


@njit(**FAST)
def _off(
    faces: ndarray, fans: tuple, mesh: tuple, which: tuple, ring: ndarray, tolerance: float
) -> np.float32:
    """How far v's ring, closed from its neighbour u, lies off, as a share of what is allowed."""
    points, _, _ = mesh
    v, u, count = which
    fan, size = fans
    shared = 0
    for k in range(count):  # u and v may have only the two neighbours beside their edge in common
        for q in range(size[u]):
            f = fan[u, q]
            if ring[k] != u and (faces[f, 0] == ring[k] or faces[f, 1] == ring[k] or faces[f, 2] == ring[k]):
                shared += 1
                break
    if shared != 2 or size[u] + size[v] - 4 > RING:
        return NEVER
    at = 0
    while ring[at] != u:
        at += 1
    best, inside = -1, np.float32(-1e9)
    for k in range(1, count - 1):
        a, b = ring[(at + k) % count], ring[(at + k + 1) % count]
        for p in range(0, points.shape[1] - 2, 3):
            if not _lies_well(points, p, (v, u, a, b)):
                return NEVER
        least = min(_weights(points, v, (u, a, b)))
        if least > inside:
            best, inside = k, least
    a, b = ring[(at + best) % count], ring[(at + best + 1) % count]
    return _missed(mesh, v, (u, a, b), tolerance) if inside > np.float32(-0.02) else NEVER


@njit(**FAST)
def _cross(points: ndarray, p: int, a: int, b: int, c: int) -> tuple:
    """Cross product of two sides of a triangle in one of the places."""
    ux, uy, uz = (
        points[b, p] - points[a, p],
        points[b, p + 1] - points[a, p + 1],
        points[b, p + 2] - points[a, p + 2],
    )
    wx, wy, wz = (
        points[c, p] - points[a, p],
        points[c, p + 1] - points[a, p + 1],
        points[c, p + 2] - points[a, p + 2],
    )
    return uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx


@njit(**FAST)
def _lies_well(points: ndarray, p: int, which: tuple) -> bool:
    """Whether the new triangle u, a, b turns little from the old one v, a, b and is not a sliver."""
    v, u, a, b = which
    ox, oy, oz = _cross(points, p, v, a, b)
    nx, ny, nz = _cross(points, p, u, a, b)
    old, new = ox * ox + oy * oy + oz * oz, nx * nx + ny * ny + nz * nz
    longest = np.float32(0)
    for i, j in ((u, a), (a, b), (b, u)):
        x, y, z = (
            points[i, p] - points[j, p],
            points[i, p + 1] - points[j, p + 1],
            points[i, p + 2] - points[j, p + 2],
        )
        longest = max(longest, x * x + y * y + z * z)
    if new < THIN * THIN * longest * longest:
        return False
    turn = ox * nx + oy * ny + oz * nz
    return turn > 0 and turn * turn > FOLD * FOLD * old * new


@njit(**FAST)
def _weights(points: ndarray, v: int, corner: tuple) -> tuple:
    """Weights of a triangle's corners at the foot of v on its plane."""
    a, b, c = corner
    ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
    wx, wy, wz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
    px, py, pz = points[v, 0] - points[a, 0], points[v, 1] - points[a, 1], points[v, 2] - points[a, 2]
    uu, uw, ww = ux * ux + uy * uy + uz * uz, ux * wx + uy * wy + uz * wz, wx * wx + wy * wy + wz * wz
    pu, pw = px * ux + py * uy + pz * uz, px * wx + py * wy + pz * wz
    scale = np.float32(1) / max(uu * ww - uw * uw, np.float32(1e-20))
    s, t = (ww * pu - uw * pw) * scale, (uu * pw - uw * pu) * scale
    return np.float32(1) - s - t, s, t


@njit(**FAST)
def _missed(mesh: tuple, v: int, corner: tuple, tolerance: float) -> np.float32:
    """How far a triangle misses place, texture, normal and bones of v, as a share of what is allowed."""
    points, normals, shares = mesh
    a, b, c = corner
    share = _weights(points, v, corner)
    wide = points.shape[1]
    most = np.float32(0)
    for p in range(0, wide - 2, 3):
        most = max(most, _gap(points, (p, p + 3), v, corner, share) / tolerance)
    most = max(most, _gap(points, (wide - 2, wide), v, corner, share) / (LIFT * tolerance))
    turn = length = was = moved = np.float32(0)
    for q in range(3):
        n = share[0] * normals[a, q] + share[1] * normals[b, q] + share[2] * normals[c, q]
        turn, length, was = turn + n * normals[v, q], length + n * n, was + normals[v, q] * normals[v, q]
    for q in range(shares.shape[1]):
        moved += abs(
            share[0] * shares[a, q] + share[1] * shares[b, q] + share[2] * shares[c, q] - shares[v, q]
        )
    if was > 0:
        away = max(ONE - turn / math.sqrt(length * was + np.float32(1e-20)), np.float32(0))
        most = max(most, np.float32(math.sqrt(away / (ONE - TURN))))
    return max(most, moved / SHARE)


@njit(**FAST)
def _gap(points: ndarray, columns: tuple, v: int, corner: tuple, share: tuple) -> np.float32:
    """Distance of v from the mixed corners in some columns."""
    a, b, c = corner
    off = np.float32(0)
    for q in range(columns[0], columns[1]):
        d = share[0] * points[a, q] + share[1] * points[b, q] + share[2] * points[c, q] - points[v, q]
        off += d * d
    return np.float32(math.sqrt(off))


@njit(**FAST)
def _close(faces: ndarray, fan: ndarray, size: ndarray, v: int, u: int) -> None:
    """Let u take v's place; the two faces between them go."""
    for k in range(size[v]):
        f = fan[v, k]
        if faces[f, 0] == u or faces[f, 1] == u or faces[f, 2] == u:
            for c in range(3):
                w = faces[f, c]
                if w != v:
                    _drop(fan, size, w, f)
            faces[f, 0] = -1
        else:
            for c in range(3):
                if faces[f, c] == v:
                    faces[f, c] = u
            fan[u, size[u]] = f
            size[u] += 1
    size[v] = 0


@njit(**FAST)
def _drop(fan: ndarray, size: ndarray, v: int, face: int) -> None:
    """Take a face out of the fan of a vertex."""
    for k in range(size[v]):
        if fan[v, k] == face:
            size[v] -= 1
            fan[v, k] = fan[v, size[v]]
            return
