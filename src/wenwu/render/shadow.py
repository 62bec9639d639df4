"""Kernels for what stands in the light's way: on the dancers, on the ground, and close above the ground."""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART

F = np.float32
TALL = 0.9  # [m] how high above the ground a thing still darkens the sky over it


@njit(**PART)
def light_reaching(shadow: ndarray, size: int, x: float, y: float, z: float) -> np.float32:
    """Share of the light that reaches a point of the light's map: the mean of 2 × 2 bilinear comparisons.

    shadow (size²,); x, y [texel], z [m] along the light. As a filter it is a smooth tent of 3 × 3 texels: no
    grain, no steps. Outside the map all light arrives.
    """
    ix, iy = np.int32(x), np.int32(y)
    last = np.int32(size - 2)
    inside = (ix >= 1) & (iy >= 1) & (ix <= last) & (iy <= last)
    ix, iy = min(max(ix, np.int32(1)), last), min(max(iy, np.int32(1)), last)
    fx, fy = x - F(ix), y - F(iy)
    at = np.uintp(iy * np.int32(size) + ix)
    top, low = at - np.uintp(size), at + np.uintp(size)
    total = (F(1.0) - fy) * _row_of_three(shadow, top, fx, z) + fy * _row_of_three(shadow, low, fx, z)
    return (total + _row_of_three(shadow, at, fx, z)) * F(0.25) if inside else F(1.0)


@njit(**PART)
def _row_of_three(shadow: ndarray, at: int, fx: float, z: float) -> np.float32:
    """Light of three neighbouring texels, the outer ones as far as the filter covers them."""
    one = F(1.0) - fx if shadow[at - np.uintp(1)] > z else F(0.0)
    two = F(1.0) if shadow[at] > z else F(0.0)
    three = fx if shadow[at + np.uintp(1)] > z else F(0.0)
    return one + two + three


@njit(**PART)
def open_share(ambient: ndarray, distance: ndarray, size: tuple, at: tuple, near: float) -> np.float32:
    """Open sky of a pixel from the half-size grid, of cells on the same surface.

    ambient, distance: flat, of size width, height; at: the point [px]; near: its 1 / distance.
    """
    away = F(1.0) / near
    x, y = np.int32(at[0]), np.int32(at[1])
    wide, high = np.int32(size[0]), np.int32(size[1])
    cx, cy = min(x >> 1, wide - np.int32(1)), min(y >> 1, high - np.int32(1))
    nx = min(max(cx + np.int32(2) * (x & 1) - np.int32(1), np.int32(0)), wide - np.int32(1))
    ny = min(max(cy + np.int32(2) * (y & 1) - np.int32(1), np.int32(0)), high - np.int32(1))
    a, b = np.uintp(cy * wide + cx), np.uintp(cy * wide + nx)
    c, d = np.uintp(ny * wide + cx), np.uintp(ny * wide + nx)
    wa = F(0.5625) * max(F(1.0) - abs(distance[a] - away) * F(20.0), F(0.02))
    wb = F(0.1875) * max(F(1.0) - abs(distance[b] - away) * F(20.0), F(0.001))
    wc = F(0.1875) * max(F(1.0) - abs(distance[c] - away) * F(20.0), F(0.001))
    wd = F(0.0625) * max(F(1.0) - abs(distance[d] - away) * F(20.0), F(0.001))
    total = wa * ambient[a] + wb * ambient[b] + wc * ambient[c] + wd * ambient[d]
    return total / (wa + wb + wc + wd)


@njit(**FAST)
def bilinear_grid(grid: ndarray, x: np.float32, y: np.float32) -> np.float32:
    """A float32 grid between its cells; x and y [cell] must lie half a cell inside the border."""
    x, y = x - np.float32(0.5), y - np.float32(0.5)
    ix, iy = np.int32(x), np.int32(y)
    fx, fy = x - np.float32(ix), y - np.float32(iy)
    top = grid[iy, ix] + (grid[iy, ix + 1] - grid[iy, ix]) * fx
    low = grid[iy + 1, ix] + (grid[iy + 1, ix + 1] - grid[iy + 1, ix]) * fx
    return top + (low - top) * fy


@njit(**FAST)
def blur(source: ndarray, work: ndarray, target: ndarray, radius: int) -> None:
    """Mean over a square of 2 radius + 1 cells, by running sums; the outside counts as zero."""
    _blur_rows(source, work, radius)
    _blur_columns(work, target, radius)


@njit(**FAST)
def _blur_rows(source: ndarray, work: ndarray, radius: int) -> None:
    """Running mean along each row."""
    height, width = source.shape
    share = F(1.0) / F(2 * radius + 1)
    for y in range(height):
        line, out = source[y], work[y]
        total = F(0.0)
        for x in range(min(radius, width)):
            total += line[x]
        for x in range(min(radius + 1, width - radius)):
            total += line[x + radius]
            out[x] = total * share
        for x in range(radius + 1, width - radius):
            total += line[x + radius] - line[x - radius - 1]
            out[x] = total * share
        for x in range(max(width - radius, radius + 1), width):
            total -= line[x - radius - 1]
            out[x] = total * share


@njit(**FAST)
def _blur_columns(work: ndarray, target: ndarray, radius: int) -> None:
    """Running mean along each column, a whole row of columns at a time."""
    height = work.shape[0]
    share = F(1.0) / F(2 * radius + 1)
    first = target[0]
    for x in range(len(first)):
        first[x] = F(0.0)
    for y in range(min(radius, height)):
        _add_row(work[y], first, share)
    if radius < height:
        _add_row(work[radius], first, share)
    for y in range(1, height):
        if y + radius < height and y > radius:
            _next_row(target[y - 1], work[y + radius], work[y - radius - 1], target[y], share)
        else:
            _next_row(target[y - 1], work[0], work[0], target[y], F(0.0))
            if y + radius < height:
                _add_row(work[y + radius], target[y], share)
            if y > radius:
                _add_row(work[y - radius - 1], target[y], -share)


@njit(**FAST)
def _add_row(line: ndarray, out: ndarray, share: float) -> None:
    for x in range(np.uintp(len(out))):
        out[x] += share * line[x]


@njit(**FAST)
def _next_row(before: ndarray, more: ndarray, less: ndarray, out: ndarray, share: float) -> None:
    """The running mean one row on."""
    for x in range(np.uintp(len(out))):
        out[x] = before[x] + share * (more[x] - less[x])


@njit(**FAST)
def ground_mask(shadow: ndarray, plane: ndarray, mask: ndarray, height: ndarray) -> None:
    """Which texels of the ground the light misses, and how far off [m] what hides it is (times the mask).

    plane: depth of the ground in the light's map = plane[0] + plane[1] x + plane[2] y. Two texels to a cell.
    """
    for j in range(mask.shape[0]):
        for i in range(mask.shape[1]):
            hidden = far = F(0.0)
            for q in range(4):
                x, y = 2 * i + q % 2, 2 * j + q // 2
                gap = F(plane[0] + plane[1] * (x + 0.5) + plane[2] * (y + 0.5)) - shadow[y, x]
                hidden += F(0.25) if gap > F(0.002) else F(0.0)
                far += F(0.25) * min(gap, F(2.5)) if gap > F(0.002) else F(0.0)
            mask[j, i], height[j, i] = hidden, far


@njit(**FAST)
def soften(levels: tuple, height: ndarray, reach: float, cell: float, out: ndarray) -> tuple:
    """Light on the ground 0…1, and the window (x0, x1, y0, y1) [cell] that any shadow touches.

    The farther off the edge that throws the shadow, the softer the shadow.

    levels: the mask blurred over about 1, 3, 8 and 20 cells; height: mask times distance, blurred;
    reach: width of the half-shadow per metre of distance; cell [m].
    """
    fine, soft, softer, softest = levels
    x0, x1, y0, y1 = out.shape[1], 0, out.shape[0], 0
    for j in range(out.shape[0]):
        for i in range(out.shape[1]):
            far = height[j, i] / (softer[j, i] + 1e-4)
            width = far * reach / cell  # [cells]
            if width < 3.0:
                k = max(width - 1.0, 0.0) * 0.5
                hidden = fine[j, i] * (1 - k) + soft[j, i] * k
            elif width < 8.0:
                k = (width - 3.0) * 0.2
                hidden = soft[j, i] * (1 - k) + softer[j, i] * k
            else:
                k = min((width - 8.0) * (1.0 / 12.0), 1.0)
                hidden = softer[j, i] * (1 - k) + softest[j, i] * k
            out[j, i] = 1.0 - min(hidden, 1.0)
            if hidden > 0.002:
                x0, x1, y0, y1 = min(x0, i), max(x1, i + 1), min(y0, j), max(y1, j + 1)
    return max(x0, 1), min(x1, out.shape[1] - 1), max(y0, 1), min(y1, out.shape[0] - 1)


@njit(**FAST)
def crowd(world: ndarray, grid: ndarray, near: ndarray, place: tuple) -> None:
    """Mark what stands low over each cell of the ground: grid for all below TALL, near for what touches it.

    place: x and z [m] of the grid's corner and cells per metre.
    """
    left, back, scale = place
    grid[:], near[:] = 0, 0
    height, width = grid.shape
    for v in range(len(world)):
        rise = world[v, 1]
        if rise < TALL:
            x, y = (world[v, 0] - left) * scale - 0.5, (world[v, 2] - back) * scale - 0.5
            ix, iy = int(x), int(y)
            if 0 <= ix < width - 1 and 0 <= iy < height - 1:
                low = 1.0 - max(rise, 0.0) * (1.0 / TALL)
                low *= low
                touch = max(1.0 - max(rise, 0.0) * (1.0 / 0.08), 0.0)
                for q in range(4):
                    cx, cy = ix + q % 2, iy + q // 2
                    share = min((1.0 - abs(x - cx)) * (1.0 - abs(y - cy)) * 2.0, 1.0)
                    grid[cy, cx] = max(grid[cy, cx], low * share)
                    near[cy, cx] = max(near[cy, cx], touch * share)


@njit(**FAST)
def open_sky(broad: ndarray, near: ndarray, out: ndarray) -> None:
    """How bright each cell of the ground stays under what hides the sky, as a factor on the sRGB byte."""
    for j in range(out.shape[0]):
        for i in range(out.shape[1]):
            out[j, i] = (1.0 - min(0.34 * broad[j, i], 0.3)) * (1.0 - min(0.55 * near[j, i], 0.4))
