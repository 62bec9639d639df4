"""Kernels that find which triangle each sample of the picture sees, and how far it is.

Four samples a pixel on a rotated grid: an edge of any slope gets four steps from one pixel to the next.
Sixteen samples, two by two pixels, make a tile and lie side by side, so that the processor tests a triangle
against a whole tile at once. depth (rows, columns, 16) float32 holds 1 / distance [1/m] by tile, so larger is
nearer and zero is nothing; ids likewise, int32, holds the triangle where there is one. Every tile is written
by one thread, in the order of the triangles, so the picture does not depend on the number of threads.
"""

import numpy as np
from jaxtyping import Shaped
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART
from wenwu.render.sample import footprint, gradients, opaque

ZERO, HALF, ONE = np.float32(0), np.float32(0.5), np.float32(1)
NEAREST = np.float32(10)  # largest 1 / distance drawn [1/m]
TILE = 16  # samples: pixels (0, 0), (1, 0), (0, 1), (1, 1) with four each
SOLID = 128  # alpha from which a texture with holes is cloth
ACROSS = np.array([-0.125, 0.375, 0.125, -0.375], np.float32)  # of the four samples [px]
BELOW = np.array([-0.375, -0.125, 0.375, 0.125], np.float32)
LEAST, MOST = np.float32(0.125), np.float32(0.875)


def places() -> tuple[ndarray, ndarray]:
    """Where the samples of a tile lie, from its left and from its upper edge [px]."""
    k = np.arange(TILE)
    across = HALF + (k // 4 % 2) + ACROSS[k % 4]
    return across.astype(np.float32), (HALF + k // 8 + BELOW[k % 4]).astype(np.float32)


def samples(tiles: Shaped[ndarray, "R C 16"]) -> Shaped[ndarray, "H W 4"]:
    """The same by pixel; the last row and column may lie outside an odd picture."""
    rows, columns = tiles.shape[:2]
    pixels = tiles.reshape(rows, columns, 2, 2, 4).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(pixels).reshape(2 * rows, 2 * columns, 4)


@njit(**PART)
def up(x: float) -> np.int32:
    """The least whole number not below x: math.ceil is a call, and this a few instructions."""
    whole = np.int32(x)
    return whole + np.int32(np.float32(whole) < x)


@njit(**PART)
def down(x: float) -> np.int32:
    """The greatest whole number not above x."""
    whole = np.int32(x)
    return whole - np.int32(np.float32(whole) > x)


@njit(**FAST)
def extent(points: ndarray) -> tuple:
    """Smallest and largest x and y of any point. points (4 V,): x, y and two more of each."""
    x0 = x1 = points[0]
    y0 = y1 = points[1]
    for i in range(np.uintp(len(points) // 4)):
        x, y = points[4 * i], points[4 * i + 1]
        x0, x1 = min(x0, x), max(x1, x)
        y0, y1 = min(y0, y), max(y1, y)
    return x0, x1, y0, y1


@njit(**FAST)
def clear(depth: ndarray, columns: tuple, rows: tuple) -> None:
    """Nothing seen yet in these columns and rows of tiles."""
    for y in range(rows[0], rows[1]):
        line = depth[y, columns[0] : columns[1]].reshape(-1)
        for k in range(np.uintp(len(line))):
            line[k] = ZERO


@njit(**PART)
def _corners(points: ndarray, faces: ndarray, t: int) -> tuple:
    """A triangle's first corner, and from there to the second and the third; three numbers each."""
    i, j, k = np.uintp(4 * faces[3 * t]), np.uintp(4 * faces[3 * t + 1]), np.uintp(4 * faces[3 * t + 2])
    ax, ay, az = points[i], points[i + 1], points[i + 2]
    return (
        (ax, ay, az),
        (points[j] - ax, points[j + 1] - ay, points[j + 2] - az),
        (points[k] - ax, points[k + 1] - ay, points[k + 2] - az),
    )


@njit(**PART)
def _plane(one: tuple, two: tuple) -> tuple:
    """How the weights b and c of the other corners change with x and y, and what each adds to the depth."""
    inverse = ONE / (one[0] * two[1] - one[1] * two[0])
    return two[1] * inverse, -two[0] * inverse, -one[1] * inverse, one[0] * inverse, one[2], two[2]


@njit(**FAST)
def see(geometry: tuple, textures: tuple, first_cut: int, target: tuple, strip: int, rows: tuple) -> None:
    """Draw the strip's triangles into rows[0]…rows[1] - 1 of tiles. target: depth, ids, places of samples.

    geometry: screen (4 V,), world (8 V,), faces (3 F,), mesh_of, listed (parts, strips, F), counts.
    """
    screen, world, faces, mesh_of, listed, counts = geometry
    depth, ids, across, below = target
    wide, high = np.float32(2 * depth.shape[1] - 1), np.float32(2 * depth.shape[0] - 1)
    for part in range(len(listed)):
        for n in range(counts[part, strip]):
            t = listed[part, strip, n]
            (ax, ay, az), one, two = _corners(screen, faces, t)
            if not (ZERO < az < NEAREST and ZERO < az + one[2] < NEAREST and ZERO < az + two[2] < NEAREST):
                continue
            plane = _plane(one, two)
            x0 = up(max(ax + min(one[0], two[0], ZERO) - MOST, ZERO)) >> 1
            x1 = (down(min(ax + max(one[0], two[0], ZERO) - LEAST, wide)) >> 1) + 1
            y0 = max(up(max(ay + min(one[1], two[1], ZERO) - MOST, ZERO)) >> 1, rows[0])
            y1 = min((down(min(ay + max(one[1], two[1], ZERO) - LEAST, high)) >> 1) + 1, rows[1])
            if t >= first_cut:
                _see_cut((screen, world, faces, mesh_of, textures), target, plane, t, (x0, x1, y0, y1))
                continue
            for y in range(y0, y1):
                py = np.float32(2 * y) - ay
                for x in range(x0, x1):
                    place = (np.float32(2 * x) - ax, py, az)
                    _tile(depth[y, x], ids[y, x], (across, below), place, plane, np.int32(t))


@njit(**PART)
def _tile(near: ndarray, seen: ndarray, places: tuple, place: tuple, plane: tuple, face: int) -> None:
    """Give the samples of a tile that lie inside a triangle, and nearer than what is there, to it.

    place: the tile's corner from the triangle's first corner [px], and that corner's 1 / distance. All are
    written, changed or not: without branches the processor does many at a time.
    """
    across, below = places
    px, py, depth = place
    bx, by, cx, cy, zb, zc = plane
    for k in range(TILE):
        x, y, old, was = across[k] + px, below[k] + py, near[k], seen[k]
        b, c = x * bx + y * by, x * cx + y * cy
        z = depth + b * zb + c * zc
        inside = (min(b, c, ONE - b - c) >= ZERO) & (z > old)
        near[k] = z if inside else old
        seen[k] = face if inside else was


@njit(**FAST)
def _see_cut(scene: tuple, target: tuple, plane: tuple, t: int, box: tuple) -> None:
    """As _tile for every tile of the box, for a texture with holes, one sample after another."""
    screen, world, faces, mesh_of, textures = scene
    depth, ids, across, below = target
    bx, by, cx, cy, zb, zc = plane
    corner = (faces[3 * t], faces[3 * t + 1], faces[3 * t + 2])
    first = 4 * corner[0]
    ax, ay, az = screen[first], screen[first + 1], screen[first + 2]
    (start, width, height), (u0, ub, uc), (v0, vb, vc) = _holes(screen, world, corner, textures, mesh_of[t])
    texels = textures[0]
    for y in range(box[2], box[3]):
        for x in range(box[0], box[1]):
            near, seen = depth[y, x], ids[y, x]
            for k in range(TILE):
                dx, dy = across[k] + np.float32(2 * x) - ax, below[k] + np.float32(2 * y) - ay
                b, c = dx * bx + dy * by, dx * cx + dy * cy
                z = az + b * zb + c * zc
                if min(b, c, ONE - b - c) >= ZERO and z > near[k]:
                    away = ONE / z
                    u = np.int32(min(max((u0 + b * ub + c * uc) * away * width, ZERO), width - ONE))
                    v = np.int32(min(max((v0 + b * vb + c * vc) * away * height, ZERO), height - ONE))
                    if texels[start + v * np.int32(width) + u] >> 24 >= SOLID:
                        near[k] = z
                        seen[k] = t


@njit(**FAST)
def _holes(screen: ndarray, world: ndarray, corner: tuple, textures: tuple, mesh: int) -> tuple:
    """Level of a texture with holes (first texel, size), and u / distance, v / distance of the corners."""
    _, levels, first_level = textures
    base, count = first_level[mesh, 0], first_level[mesh, 1]
    i, j, k = corner
    level = footprint(gradients(screen, world, i, j, k), levels[base, 1], levels[base, 2])[0]
    row = base + min(level, count - 1)
    p, q, r = screen[4 * i + 2], screen[4 * j + 2], screen[4 * k + 2]
    u, v = p * world[8 * i + 6], p * world[8 * i + 7]
    size = (levels[row, 0], np.float32(levels[row, 1]), np.float32(levels[row, 2]))
    return (
        size,
        (u, q * world[8 * j + 6] - u, r * world[8 * k + 6] - u),
        (v, q * world[8 * j + 7] - v, r * world[8 * k + 7] - v),
    )


@njit(**FAST)
def cast(geometry: tuple, textures: tuple, first_cut: int, target: tuple, strip: int, rows: tuple) -> None:
    """Draw the light's view into rows[0]…rows[1] - 1 of tiles of 4 × 4 texels.

    geometry as for `see`, with the light's points in place of the screen's. target: distance along the light
    [m] of the first surface it meets, by tile (rows, columns, 16) as work, and by texel (rows, columns).
    """
    lit, world, faces, mesh_of, listed, counts = geometry
    tiles, depth = target
    tiles[rows[0] : rows[1]] = np.float32(1e6)
    wide, high = np.float32(depth.shape[1] - 1), np.float32(depth.shape[0] - 1)
    for part in range(len(listed)):
        for n in range(counts[part, strip]):
            t = listed[part, strip, n]
            (ax, ay, az), one, two = _corners(lit, faces, t)
            plane = _plane(one, two)
            x0 = up(max(ax + min(one[0], two[0], ZERO) - HALF, ZERO)) >> 2
            x1 = (down(min(ax + max(one[0], two[0], ZERO) - HALF, wide)) >> 2) + 1
            y0 = max(up(max(ay + min(one[1], two[1], ZERO) - HALF, ZERO)) >> 2, rows[0])
            y1 = min((down(min(ay + max(one[1], two[1], ZERO) - HALF, high)) >> 2) + 1, rows[1])
            for y in range(y0, y1):
                py = np.float32(4 * y) + HALF - ay
                for x in range(x0, x1):
                    place = (np.float32(4 * x) + HALF - ax, py, az)
                    if t < first_cut:
                        _cast_tile(tiles[y, x], place, plane)
                    else:
                        _cast_cut((tiles[y, x], world, faces, mesh_of, textures), place, plane, t)
    _lay_out(tiles, depth, rows)


@njit(**PART)
def _cast_tile(near: ndarray, place: tuple, plane: tuple) -> None:
    """Put a triangle into one tile, whose first texel's middle lies at place from its first corner."""
    px, py, az = place
    bx, by, cx, cy, zb, zc = plane
    for k in range(TILE):
        x, y, old = np.float32(k & 3) + px, np.float32(k >> 2) + py, near[k]
        b, c = x * bx + y * by, x * cx + y * cy
        inside = min(b, c, ONE - b - c) >= ZERO
        near[k] = min(old, az + b * zb + c * zc) if inside else old


@njit(**FAST)
def _cast_cut(scene: tuple, place: tuple, plane: tuple, t: int) -> None:
    """As _cast_tile, for a texture with holes."""
    near, world, faces, mesh_of, textures = scene
    px, py, az = place
    bx, by, cx, cy, zb, zc = plane
    i, j, k = 8 * faces[3 * t] + 6, 8 * faces[3 * t + 1] + 6, 8 * faces[3 * t + 2] + 6
    for q in range(TILE):
        x, y = np.float32(q & 3) + px, np.float32(q >> 2) + py
        b, c = x * bx + y * by, x * cx + y * cy
        z = az + b * zb + c * zc
        if min(b, c, ONE - b - c) >= ZERO and z < near[q]:
            a = ONE - b - c
            u = a * world[i] + b * world[j] + c * world[k]
            v = a * world[i + 1] + b * world[j + 1] + c * world[k + 1]
            if opaque(textures, mesh_of[t], 2, u, v):
                near[q] = z


@njit(**FAST)
def _lay_out(tiles: ndarray, depth: ndarray, rows: tuple) -> None:
    """Tiles as plain rows."""
    for y in range(rows[0], rows[1]):
        flat = tiles[y].reshape(-1)
        for q in range(min(4, depth.shape[0] - 4 * y)):
            line, first = depth[4 * y + q], np.uintp(4 * q)
            for x in range(np.uintp(len(line))):
                line[x] = flat[np.uintp(16) * (x >> np.uintp(2)) + first + (x & np.uintp(3))]
