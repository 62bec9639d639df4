"""Kernels that find which triangle each sample of the picture sees, and how far it is.

Four samples a pixel on a rotated grid: an edge of any slope gets four steps from one pixel to the next.
depth (H, 4 W) float32 holds 1 / distance [1/m], so larger is nearer and zero is nothing; ids (H, 4 W) int32
holds the triangle, -1 where there is none. Every pixel is written by one thread, in the order of the
triangles, so the picture does not depend on the number of threads.
"""

import math

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST
from wenwu.render.sample import footprint, gradients, opaque

ZERO, HALF, ONE = np.float32(0), np.float32(0.5), np.float32(1)
NEAR, FAR = np.float32(0.125), np.float32(0.375)  # sample offsets from the pixel's centre [px]
REACH = 0.375  # [px] the farthest a sample lies from its pixel's centre on either axis
NEAREST = np.float32(10)  # largest 1 / distance drawn [1/m]


@njit(**FAST)
def boxes(points: ndarray, surface: tuple, box: ndarray, size: tuple, span: tuple) -> None:
    """The pixels each triangle may touch: x0, y0, x1, y1 inclusive; empty (y1 < y0) if it cannot be seen.

    A triangle whose corners run counter-clockwise outside has a negative area here, for y points down.
    surface: faces (F, 3), both_sides (F,); size: width, height, and how far samples lie from pixel centres.
    """
    faces, both_sides = surface
    width, height, reach = size
    for t in range(span[0], span[1]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        ax, ay, bx, by = points[a, 0], points[a, 1], points[b, 0], points[b, 1]
        cx, cy = points[c, 0], points[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        box[t, 1], box[t, 3] = 1, 0
        if (area < ZERO or both_sides[t]) and abs(area) > np.float32(1e-7):
            x0 = max(0, math.ceil(min(ax, bx, cx) - HALF - reach))
            x1 = min(width - 1, math.floor(max(ax, bx, cx) - HALF + reach))
            if x0 <= x1:
                box[t, 0], box[t, 2] = x0, x1
                box[t, 1] = max(0, math.ceil(min(ay, by, cy) - HALF - reach))
                box[t, 3] = min(height - 1, math.floor(max(ay, by, cy) - HALF + reach))


@njit(**FAST)
def extent(points: ndarray) -> tuple:
    """Smallest and largest x and y of any point."""
    x0 = x1 = points[0, 0]
    y0 = y1 = points[0, 1]
    for i in range(len(points)):
        x0, x1 = min(x0, points[i, 0]), max(x1, points[i, 0])
        y0, y1 = min(y0, points[i, 1]), max(y1, points[i, 1])
    return x0, x1, y0, y1


@njit(**FAST)
def slopes(points: ndarray, i: int, j: int, k: int) -> tuple:
    """The triangle's second and third weight b, c as planes over the picture: db/dx, db/dy, dc/dx, dc/dy."""
    bx, by = points[j, 0] - points[i, 0], points[j, 1] - points[i, 1]
    cx, cy = points[k, 0] - points[i, 0], points[k, 1] - points[i, 1]
    inverse = ONE / (bx * cy - by * cx)
    return cy * inverse, -cx * inverse, -by * inverse, bx * inverse


@njit(**FAST)
def _see(depth: ndarray, ids: ndarray, at: int, b: float, c: float, z: float, t: int) -> None:
    """Give sample `at` of a row to triangle t if it lies inside and nearer than what is there."""
    if b >= ZERO and c >= ZERO and b + c <= ONE and z > depth[at]:
        depth[at] = z
        ids[at] = t


@njit(**FAST)
def _see_cut(depth: ndarray, ids: ndarray, at: int, inside: tuple, t: int, cut: tuple) -> None:
    """As _see, for a texture with holes."""
    b, c, z = inside
    if b >= ZERO and c >= ZERO and b + c <= ONE and z > depth[at]:
        world, screen, corner, textures, mesh, level = cut
        i, j, k = corner
        p, q, r = (ONE - b - c) * screen[i, 2], b * screen[j, 2], c * screen[k, 2]
        u = (p * world[i, 6] + q * world[j, 6] + r * world[k, 6]) / z
        v = (p * world[i, 7] + q * world[j, 7] + r * world[k, 7]) / z
        if opaque(textures, mesh, level, u, v):
            depth[at] = z
            ids[at] = t


@njit(**FAST)
def clear(depth: ndarray, ids: ndarray, columns: tuple, rows: tuple) -> None:
    """Nothing seen yet in these samples."""
    for y in range(rows[0], rows[1]):
        for x in range(4 * columns[0], 4 * columns[1]):
            depth[y, x] = ZERO
            ids[y, x] = -1


@njit(**FAST)
def see(
    geometry: tuple, textures: tuple, mesh_of: ndarray, first_cut: int, target: tuple, rows: tuple
) -> None:
    """Draw every triangle into rows[0]…rows[1] - 1 of target = (depth, ids)."""
    screen, world, faces, box = geometry
    depth, ids = target
    for t in range(len(faces)):
        if box[t, 3] < rows[0] or box[t, 1] >= rows[1] or box[t, 3] < box[t, 1]:
            continue
        i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
        z0, zb, zc = screen[i, 2], screen[j, 2] - screen[i, 2], screen[k, 2] - screen[i, 2]
        if not (ZERO < z0 < NEAREST and ZERO < z0 + zb < NEAREST and ZERO < z0 + zc < NEAREST):
            continue
        bx, by, cx, cy = slopes(screen, i, j, k)
        b1, b2 = -NEAR * bx - FAR * by, FAR * bx - NEAR * by
        c1, c2 = -NEAR * cx - FAR * cy, FAR * cx - NEAR * cy
        eb, ec = max(abs(b1), abs(b2)), max(abs(c1), abs(c2))
        ea = max(abs(b1 + c1), abs(b2 + c2)) + ONE
        level = 0
        if t >= first_cut:
            base = textures[2][mesh_of[t], 0]
            gradient = gradients(screen, world, i, j, k)
            level = footprint(gradient, textures[1][base, 1], textures[1][base, 2])[0]
        cut = (world, screen, (i, j, k), textures, mesh_of[t], level)
        x0, x1 = box[t, 0], box[t, 2]
        px = np.float32(x0) + HALF - screen[i, 0]
        for y in range(max(rows[0], box[t, 1]), min(rows[1], box[t, 3] + 1)):
            py = np.float32(y) + HALF - screen[i, 1]
            b, c = px * bx + py * by, px * cx + py * cy
            near, seen = depth[y], ids[y]
            for x in range(x0, x1 + 1):
                if b >= -eb and c >= -ec and b + c <= ea:
                    z, s1, s2 = z0 + b * zb + c * zc, b1 * zb + c1 * zc, b2 * zb + c2 * zc
                    if t < first_cut:
                        _see(near, seen, 4 * x, b + b1, c + c1, z + s1, t)
                        _see(near, seen, 4 * x + 1, b + b2, c + c2, z + s2, t)
                        _see(near, seen, 4 * x + 2, b - b1, c - c1, z - s1, t)
                        _see(near, seen, 4 * x + 3, b - b2, c - c2, z - s2, t)
                    else:
                        _see_cut(near, seen, 4 * x, (b + b1, c + c1, z + s1), t, cut)
                        _see_cut(near, seen, 4 * x + 1, (b + b2, c + c2, z + s2), t, cut)
                        _see_cut(near, seen, 4 * x + 2, (b - b1, c - c1, z - s1), t, cut)
                        _see_cut(near, seen, 4 * x + 3, (b - b2, c - c2, z - s2), t, cut)
                b += bx
                c += cx


@njit(**FAST)
def cast(
    geometry: tuple, textures: tuple, mesh_of: ndarray, first_cut: int, depth: ndarray, rows: tuple
) -> None:
    """Draw the light's view: the distance along the light [m] of the first surface it meets."""
    lit, world, faces, box = geometry
    depth[rows[0] : rows[1]] = np.float32(1e6)
    for t in range(len(faces)):
        if box[t, 3] < rows[0] or box[t, 1] >= rows[1] or box[t, 3] < box[t, 1]:
            continue
        i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
        z0, zb, zc = lit[i, 2], lit[j, 2] - lit[i, 2], lit[k, 2] - lit[i, 2]
        bx, by, cx, cy = slopes(lit, i, j, k)
        x0, x1 = box[t, 0], box[t, 2]
        px = np.float32(x0) + HALF - lit[i, 0]
        for y in range(max(rows[0], box[t, 1]), min(rows[1], box[t, 3] + 1)):
            py = np.float32(y) + HALF - lit[i, 1]
            b, c = px * bx + py * by, px * cx + py * cy
            near = depth[y]
            for x in range(x0, x1 + 1):
                if b >= ZERO and c >= ZERO and b + c <= ONE:
                    z = z0 + b * zb + c * zc
                    if z < near[x] and (
                        t < first_cut or _solid(world, (i, j, k), b, c, textures, mesh_of[t])
                    ):
                        near[x] = z
                b += bx
                c += cx


@njit(**FAST)
def _solid(world: ndarray, corner: tuple, b: float, c: float, textures: tuple, mesh: int) -> bool:
    """Whether a texture with holes stops the light here."""
    i, j, k = corner
    a = ONE - b - c
    u = a * world[i, 6] + b * world[j, 6] + c * world[k, 6]
    v = a * world[i, 7] + b * world[j, 7] + c * world[k, 7]
    return opaque(textures, mesh, 2, u, v)
