"""Kernels that find which triangle each sample of the picture sees, and how far it is.

Four samples a pixel on a rotated grid: an edge of any slope gets four steps from one pixel to the next.
depth (H, 4 W) float32 holds 1 / distance [1/m], so larger is nearer and zero is nothing; ids (H, 4 W) int32
holds the triangle, -1 where there is none. Every pixel is written by one thread, in the order of the
triangles, so the picture does not depend on the number of threads.
"""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST
from wenwu.render.sample import footprint, gradients, opaque

ZERO, HALF, ONE = np.float32(0), np.float32(0.5), np.float32(1)
FLAT = np.float32(1e-7)  # [px²] a triangle that shows no side
NEAREST = np.float32(10)  # largest 1 / distance drawn [1/m]
PIXEL_SAMPLES = 4
SOLID = 128  # alpha from which a texture with holes is cloth
ACROSS = np.array([-0.125, 0.375, 0.125, -0.375], np.float32)  # of the four samples [px]
BELOW = np.array([-0.375, -0.125, 0.375, 0.125], np.float32)
# the left edges of the four samples' columns in a pixel, from its top sample down: each quarter of a row of
# the picture has one sample a pixel
PLACES = np.array([0.375, 0.875, 0.125, 0.625], np.float32)
LEAST, MOST = np.float32(0.125), np.float32(0.875)


def places(samples: int) -> tuple[ndarray, ndarray]:
    """Where the samples of a row lie, from the picture's left edge and from the row's top [px]."""
    k = np.arange(samples)
    return (k // 4 + HALF + ACROSS[k % 4]).astype(np.float32), (HALF + BELOW[k % 4]).astype(np.float32)


@njit(**FAST)
def up(x: float) -> np.int32:
    """The least whole number not below x: math.ceil is a call, and this a few instructions."""
    whole = np.int32(x)
    return whole + np.int32(np.float32(whole) < x)


@njit(**FAST)
def down(x: float) -> np.int32:
    """The greatest whole number not above x."""
    whole = np.int32(x)
    return whole - np.int32(np.float32(whole) > x)


@njit(**FAST)
def shortlist(points: ndarray, surface: tuple, out: ndarray, size: tuple, span: tuple) -> int:
    """How many of the faces span[0]…span[1] - 1 hit a sample's row and column, written to out from span[0].

    out: face, first and last row it may touch. A triangle whose corners run counter-clockwise outside has a
    negative area here, for y points down.
    surface: faces (F, 3), both_sides (F,); size: width, height, and sample rows to a row of the picture.
    """
    faces, both_sides = surface
    width, height, fine = size
    grid, lowest, count = np.float32(fine), np.float32(height * fine - 1), 0
    for t in range(span[0], span[1]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        ax, ay, bx, by = points[a, 0], points[a, 1], points[b, 0], points[b, 1]
        cx, cy = points[c, 0], points[c, 1]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if area > -FLAT and (area < FLAT or not both_sides[t]):
            continue
        top = up(max(min(ay, by, cy) * grid - HALF, ZERO))
        low = down(min(max(ay, by, cy) * grid - HALF, lowest))
        left, right = min(ax, bx, cx), max(ax, bx, cx)
        if top <= low and right > ZERO and left < width and _meets(left, right, top, low, fine):
            out[span[0] + count, 0] = t
            out[span[0] + count, 1] = top // fine
            out[span[0] + count, 2] = low // fine
            count += 1
    return count


@njit(**FAST)
def _meets(left: float, right: float, top: int, low: int, fine: int) -> bool:
    """Whether a sample of the rows top…low lies between left and right."""
    if right - left >= ONE:
        return True
    if fine == 1:
        return up(left - HALF) <= down(right - HALF)
    for row in range(top, min(low, top + 3) + 1):
        if up(left - PLACES[row & 3]) <= down(right - PLACES[row & 3]):
            return True
    return False


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
def clear(depth: ndarray, ids: ndarray, columns: tuple, rows: tuple) -> None:
    """Nothing seen yet in these samples."""
    first, last = np.uintp(4 * columns[0]), np.uintp(4 * columns[1])
    for y in range(rows[0], rows[1]):
        near, seen = depth[y], ids[y]
        for x in range(first, last):
            near[x] = ZERO
        for x in range(first, last):
            seen[x] = -1


@njit(**FAST)
def see(
    geometry: tuple, textures: tuple, mesh_of: ndarray, first_cut: int, target: tuple, rows: tuple
) -> None:
    """Draw every triangle of the short list into rows[0]…rows[1] - 1 of target = (depth, ids)."""
    screen, world, faces, listed, parts = geometry
    depth, ids, across, below = target
    wide = np.float32(depth.shape[1] // 4 - 1)
    for part in range(len(parts)):
        for n in range(parts[part, 0], parts[part, 0] + parts[part, 1]):
            if listed[n, 2] < rows[0] or listed[n, 1] >= rows[1]:
                continue
            t = listed[n, 0]
            i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
            ax, ay, az = screen[i, 0], screen[i, 1], screen[i, 2]
            ux, uy, uz = screen[j, 0] - ax, screen[j, 1] - ay, screen[j, 2] - az
            vx, vy, vz = screen[k, 0] - ax, screen[k, 1] - ay, screen[k, 2] - az
            if not (ZERO < az < NEAREST and ZERO < az + uz < NEAREST and ZERO < az + vz < NEAREST):
                continue
            inverse = ONE / (ux * vy - uy * vx)
            plane = (vy * inverse, -vx * inverse, -uy * inverse, ux * inverse, uz, vz)
            x0 = up(max(ax + min(ux, vx, ZERO) - MOST, ZERO))
            x1 = down(min(ax + max(ux, vx, ZERO) - LEAST, wide))
            first, last = max(listed[n, 1], rows[0]), min(listed[n, 2] + 1, rows[1])
            columns = (x0 >> 1, (x1 >> 1) + 1)
            if t >= first_cut:
                cut = (*_holes(screen, world, (i, j, k), textures, mesh_of[t]), textures[0])
                for y in range(first, last):
                    line = (depth[y], ids[y], across, below)
                    _row_cut(line, columns, (-ax, np.float32(y) - ay, az), plane, t, cut)
            else:
                for y in range(first, last):
                    line = (depth[y], ids[y], across, below)
                    _row(line, columns, (-ax, np.float32(y) - ay, az), plane, t)


@njit(**FAST)
def _row(line: tuple, columns: tuple, place: tuple, plane: tuple, t: int) -> None:
    """Give the samples of one row that lie inside triangle t, and nearer than what is there, to it.

    line: 1 / distance, triangles, and where samples lie; place: the picture's corner from the triangle's
    first corner [px], that corner's 1 / distance; plane: how the other corners' weights b and c change with x
    and y (b x, b y, c x, c y), and what each adds to 1 / distance.
    All samples of every pair of pixels are written, changed or not: without branches the processor does
    eight at a time.
    """
    near, seen, across, below = line
    px, py, depth = place
    bx, by, cx, cy, zb, zc = plane
    face = np.int32(t)
    for i in range(np.uintp(8 * columns[0]), np.uintp(8 * columns[1])):
        x, y, old, was = across[i] + px, below[i] + py, near[i], seen[i]
        b, c = x * bx + y * by, x * cx + y * cy
        z = depth + b * zb + c * zc
        inside = (min(b, c, ONE - b - c) >= ZERO) & (z > old)
        near[i] = z if inside else old
        seen[i] = face if inside else was


@njit(**FAST)
def _holes(screen: ndarray, world: ndarray, corner: tuple, textures: tuple, mesh: int) -> tuple:
    """Level of a texture with holes (first texel, size), and u / distance, v / distance of the corners."""
    i, j, k = corner
    base, count = textures[2][mesh, 0], textures[2][mesh, 1]
    level = footprint(gradients(screen, world, i, j, k), textures[1][base, 1], textures[1][base, 2])[0]
    row = base + min(level, count - 1)
    p, q, r = screen[i, 2], screen[j, 2], screen[k, 2]
    u, v = p * world[i, 6], p * world[i, 7]
    size = (textures[1][row, 0], np.float32(textures[1][row, 1]), np.float32(textures[1][row, 2]))
    return size, (u, q * world[j, 6] - u, r * world[k, 6] - u), (v, q * world[j, 7] - v, r * world[k, 7] - v)


@njit(**FAST)
def _row_cut(line: tuple, columns: tuple, place: tuple, plane: tuple, t: int, cut: tuple) -> None:
    """As _row, for a texture with holes, one sample after another."""
    near, seen, across, below = line
    px, py, depth = place
    bx, by, cx, cy, zb, zc = plane
    (first, width, height), (u0, ub, uc), (v0, vb, vc), texels = cut
    for i in range(np.uintp(8 * columns[0]), np.uintp(8 * columns[1])):
        x, y = across[i] + px, below[i] + py
        b, c = x * bx + y * by, x * cx + y * cy
        z = depth + b * zb + c * zc
        if min(b, c, ONE - b - c) >= ZERO and z > near[i]:
            away = ONE / z
            u = np.int32(min(max((u0 + b * ub + c * uc) * away * width, ZERO), width - ONE))
            v = np.int32(min(max((v0 + b * vb + c * vc) * away * height, ZERO), height - ONE))
            if texels[first + v * np.int32(width) + u, 3] >= SOLID:
                near[i] = z
                seen[i] = t


@njit(**FAST)
def cast(
    geometry: tuple, textures: tuple, mesh_of: ndarray, first_cut: int, depth: ndarray, rows: tuple
) -> None:
    """Draw the light's view: the distance along the light [m] of the first surface it meets."""
    lit, world, faces, listed, parts = geometry
    depth[rows[0] : rows[1]] = np.float32(1e6)
    wide = np.float32(depth.shape[1] - 1)
    for part in range(len(parts)):
        for n in range(parts[part, 0], parts[part, 0] + parts[part, 1]):
            if listed[n, 2] < rows[0] or listed[n, 1] >= rows[1]:
                continue
            t = listed[n, 0]
            i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
            ax, ay, az = lit[i, 0], lit[i, 1], lit[i, 2]
            ux, uy, uz = lit[j, 0] - ax, lit[j, 1] - ay, lit[j, 2] - az
            vx, vy, vz = lit[k, 0] - ax, lit[k, 1] - ay, lit[k, 2] - az
            inverse = ONE / (ux * vy - uy * vx)
            bx, by, cx, cy = vy * inverse, -vx * inverse, -uy * inverse, ux * inverse
            x0 = up(max(ax + min(ux, vx, ZERO) - HALF, ZERO))
            x1 = down(min(ax + max(ux, vx, ZERO) - HALF, wide))
            px = np.float32(x0) + HALF - ax
            for y in range(max(rows[0], listed[n, 1]), min(rows[1], listed[n, 2] + 1)):
                py = np.float32(y) + HALF - ay
                b, c = px * bx + py * by, px * cx + py * cy
                near = depth[y]
                for x in range(x0, x1 + 1):
                    if min(b, c, ONE - b - c) >= ZERO:
                        z = az + b * uz + c * vz
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
