"""Kernels that paint paths: non-zero filling by scan lines, strokes as quads, joins and caps of one turn.

Every row of pixels is cut into SUB lines; along each the cover is exact (a step at x covers 1 − frac x of its
pixel), so edges are smooth both ways. Strokes are the union of their pieces, as SVG 2 (section 13.5) says.
"""

from math import acos, ceil, cos, floor, pi, sin, sqrt
from typing import Any

import numpy as np
from numba import njit
from numpy import ndarray

FAST: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
SUB = 8  # lines a row
LEAST = 1 / 64  # of a pixel: less cover is none, and less ground is none
GENTLE = 0.94  # cosine of a turn that a bevel rounds well enough
MITRE = 4.0  # the longest tip, in half widths: SVG's stroke-miterlimit
MOST = 24  # corners of a round join


@njit(**FAST)
def paint(
    image: ndarray,
    points: ndarray,
    rings: ndarray,
    shapes: ndarray,
    style: ndarray,
    widths: ndarray,
    dyes: ndarray,
) -> None:
    """Paint shapes over an image (H W 4, premultiplied, 0…1), in order.

    `points` (P 2) [px]; ring r holds points rings[r] … rings[r + 1]; shape s holds rings shapes[s] …; `style`
    (S 4) is fill, line (rows of `dyes`, −1 none), closed, square; `widths` (S) [px].
    """
    for s in range(len(style)):
        first, last = shapes[s], shapes[s + 1]
        count = rings[last] - rings[first]
        if style[s, 0] >= 0:
            edges = np.empty((count, 4), np.float32)
            n = 0
            for r in range(first, last):
                n = outline(edges, n, points[rings[r] : rings[r + 1]])
            fill(image, edges[:n], dyes[style[s, 0]])
        if style[s, 1] >= 0 and widths[s] > 0:
            edges = np.empty((count * (8 + MOST) + (last - first) * 2 * MOST, 4), np.float32)
            n = 0
            for r in range(first, last):
                line = points[rings[r] : rings[r + 1]]
                n = stroke(edges, n, line, widths[s] / 2, style[s, 2] > 0, style[s, 3] > 0)
            fill(image, edges[:n], dyes[style[s, 1]])


@njit(**FAST)
def outline(edges: ndarray, n: int, ring: ndarray) -> int:
    """Enter the edges (x0 y0 x1 y1) of a closed ring; the new number of edges."""
    for k in range(len(ring)):
        m = k + 1 if k + 1 < len(ring) else 0
        edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3] = ring[k, 0], ring[k, 1], ring[m, 0], ring[m, 1]
        n += 1
    return n


@njit(**FAST)
def polygon(edges: ndarray, n: int, corners: ndarray) -> int:
    """Enter a small convex polygon, always with the same turn."""
    area = 0.0
    for k in range(len(corners)):
        a, b = corners[k], corners[(k + 1) % len(corners)]
        area += a[0] * b[1] - b[0] * a[1]
    return outline(edges, n, corners if area < 0 else corners[::-1])


@njit(**FAST)
def disc(edges: ndarray, n: int, x: float, y: float, radius: float) -> int:
    """Enter a full round."""
    many = min(MOST, max(8, ceil(pi / acos(max(1 - 0.06 / max(radius, 0.07), -1.0)))))
    corners = np.empty((many, 2), np.float32)
    for k in range(many):
        angle = 2 * pi * k / many
        corners[k, 0], corners[k, 1] = x + radius * cos(angle), y + radius * sin(angle)
    return polygon(edges, n, corners)


@njit(**FAST)
def stroke(edges: ndarray, n: int, line: ndarray, half: float, closed: bool, square: bool) -> int:
    """Enter a line as wide as 2 · half: a quad a segment, a join a corner, a cap an end."""
    many = len(line)
    ways = np.empty((many, 2), np.float32)
    segments = many if closed else many - 1
    kept = 0
    starts = np.empty(many, np.int64)
    for k in range(segments):  # segments of no length are left out
        m = (k + 1) % many
        dx, dy = line[m, 0] - line[k, 0], line[m, 1] - line[k, 1]
        long = sqrt(dx * dx + dy * dy)
        if long > 1e-6:
            ways[kept, 0], ways[kept, 1] = dx / long, dy / long
            starts[kept] = k
            kept += 1
    if kept == 0:
        return n if square else disc(edges, n, line[0, 0], line[0, 1], half)
    quad = np.empty((4, 2), np.float32)
    for k in range(kept):
        a, b = line[starts[k]], line[(starts[k] + 1) % many]
        x, y = -ways[k, 1] * half, ways[k, 0] * half
        quad[0, 0], quad[0, 1], quad[1, 0], quad[1, 1] = a[0] + x, a[1] + y, b[0] + x, b[1] + y
        quad[2, 0], quad[2, 1], quad[3, 0], quad[3, 1] = b[0] - x, b[1] - y, a[0] - x, a[1] - y
        n = polygon(edges, n, quad)
        if k + 1 < kept or closed:
            m = (k + 1) % kept
            n = join(edges, n, line[starts[m]], ways[k], ways[m], half, square)
    if not closed and not square:
        end = line[starts[kept - 1] + 1]
        n = disc(edges, n, line[starts[0], 0], line[starts[0], 1], half)
        n = disc(edges, n, end[0], end[1], half)
    return n


@njit(**FAST)
def join(
    edges: ndarray, n: int, at: ndarray, before: ndarray, after: ndarray, half: float, square: bool
) -> int:
    """Enter what fills the outside of a corner: a bevel of a gentle one, a round, or a mitre."""
    straight = before[0] * after[0] + before[1] * after[1]
    if straight > 0.99999:
        return n
    if not square and straight < GENTLE:
        return disc(edges, n, at[0], at[1], half)
    side = -1.0 if before[0] * after[1] - before[1] * after[0] > 0 else 1.0
    ax, ay = -before[1] * half * side, before[0] * half * side
    bx, by = -after[1] * half * side, after[0] * half * side
    mx, my = ax + bx, ay + by
    size = sqrt(mx * mx + my * my)
    share = size / (2 * half)  # cosine of half the turn
    corners = np.empty((4, 2), np.float32)
    corners[0, 0], corners[0, 1] = at[0], at[1]
    corners[1, 0], corners[1, 1] = at[0] + ax, at[1] + ay
    tip = half / share if share * MITRE > 1 and (square or straight >= GENTLE) else 0.0
    corners[3, 0], corners[3, 1] = at[0] + bx, at[1] + by
    if tip > 0:
        corners[2, 0], corners[2, 1] = at[0] + mx / size * tip, at[1] + my / size * tip
    else:
        corners[2, 0], corners[2, 1] = at[0] + bx, at[1] + by
    return polygon(edges, n, corners)


@njit(**FAST)
def fill(image: ndarray, edges: ndarray, dye: ndarray) -> None:
    """Blend one dye over an image wherever the edges wind round a place."""
    height, width = image.shape[0], image.shape[1]
    lines = height * SUB
    counts = np.zeros(lines + 1, np.int64)
    for e in range(len(edges)):
        low, high = span_of(edges[e], lines)
        for k in range(low, high):
            counts[k + 1] += 1
    for k in range(lines):
        counts[k + 1] += counts[k]
    at, turn = np.empty(counts[lines], np.float32), np.empty(counts[lines], np.int8)
    free = counts[:lines].copy()
    for e in range(len(edges)):
        x0, y0, x1, y1 = edges[e]
        low, high = span_of(edges[e], lines)
        slope = (x1 - x0) / (y1 - y0) if high > low else 0.0
        for k in range(low, high):
            x = x0 + ((k + 0.5) / SUB - y0) * slope
            n = free[k]
            while n > counts[k] and at[n - 1] > x:  # kept in order as they come
                at[n], turn[n] = at[n - 1], turn[n - 1]
                n -= 1
            at[n], turn[n] = x, 1 if y1 > y0 else -1
            free[k] += 1
    cover = np.zeros(width + 2, np.float32)
    for y in range(height):
        if counts[(y + 1) * SUB] > counts[y * SUB]:
            row(image[y], cover, at, turn, counts[y * SUB : (y + 1) * SUB + 1], dye)


@njit(**FAST)
def span_of(edge: ndarray, lines: int) -> tuple:
    """The scan lines that an edge crosses: first, and one past the last."""
    low, high = min(edge[1], edge[3]), max(edge[1], edge[3])
    first, last = ceil(low * SUB - 0.5), ceil(high * SUB - 0.5)
    return max(first, 0), min(last, lines)


@njit(**FAST)
def row(pixels: ndarray, cover: ndarray, at: ndarray, turn: ndarray, counts: ndarray, dye: ndarray) -> None:
    """One row of pixels from the crossings of its scan lines; leaves `cover` at nought."""
    width = len(pixels)
    left, right = width, 0
    for k in range(len(counts) - 1):
        wound = 0
        for n in range(counts[k], counts[k + 1]):
            before = wound
            wound += turn[n]
            if (before == 0) != (wound == 0):
                x = min(max(at[n], 0.0), width * 1.0)
                i = floor(x)
                sign = 1.0 if before == 0 else -1.0
                cover[i] += sign * (1 - (x - i))
                cover[i + 1] += sign * (x - i)
                left, right = min(left, i), max(right, i + 2)
    total = 0.0
    for x in range(left, min(right, width)):
        total += cover[x]
        share = min(max(total / SUB, 0.0), 1.0)
        if share > 1 - LEAST:
            share = 1.0
        if share > LEAST:
            for c in range(3):
                pixels[x, c] += share * (dye[c] - pixels[x, c])
            pixels[x, 3] += share * (1 - pixels[x, 3])
    for x in range(left, min(right, width) + 2):
        cover[min(x, width + 1)] = 0.0
