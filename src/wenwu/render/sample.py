"""Kernels that read textures: how large a pixel is on the cloth, and what colour the cloth has there.

Textures lie one after another in texels (N, 4) uint8: red, green, blue as square roots of linear light, and
alpha. levels (L, 3) int32 holds each level's first texel, width and height; a level is √2 smaller than the
one before, so one bilinear look-up in the nearest level is as calm as blending two levels an octave apart.
first_level (M, 2) int32 holds each mesh's first level and its number of levels.
"""

import math

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST

F = np.float32
LARGEST_STRETCH = 3  # taps along the longer side of a pixel's footprint
OCTAVE = F(math.sqrt(2))  # the next level's pixels begin at half an octave
LARGEST_LEVEL = 40
_SQUARE = F(1 / 255**2)


@njit(**FAST)
def gradients(screen: ndarray, world: ndarray, i: int, j: int, k: int) -> tuple:
    """How u and v change from one pixel to the next over a triangle: du/dx, du/dy, dv/dx, dv/dy."""
    bx, by = screen[j, 0] - screen[i, 0], screen[j, 1] - screen[i, 1]
    cx, cy = screen[k, 0] - screen[i, 0], screen[k, 1] - screen[i, 1]
    area = bx * cy - by * cx
    inverse = F(1.0) / area if abs(area) > F(1e-9) else F(0.0)
    bu, bv = world[j, 6] - world[i, 6], world[j, 7] - world[i, 7]
    cu, cv = world[k, 6] - world[i, 6], world[k, 7] - world[i, 7]
    return (
        (bu * cy - cu * by) * inverse,
        (cu * bx - bu * cx) * inverse,
        (bv * cy - cv * by) * inverse,
        (cv * bx - bv * cx) * inverse,
    )


@njit(**FAST)
def footprint(gradient: tuple, width: int, height: int) -> tuple:
    """Level, taps, and the step in u and v between taps, for a pixel on a texture of this size.

    The pixel's image on the texture is an ellipse; the level follows its shorter side, and taps are laid
    along the longer one (up to LARGEST_STRETCH): a pattern seen at a slant neither blurs nor sparkles.
    """
    ux, uy, vx, vy = gradient
    wide, high = F(width), F(height)
    sx = ux * wide * ux * wide + vx * high * vx * high
    sy = uy * wide * uy * wide + vy * high * vy * high
    long, short, du, dv = (sx, sy, ux, vx) if sx > sy else (sy, sx, uy, vy)
    # the shorter side of the ellipse is area / longer side
    area = abs(ux * vy - uy * vx) * wide * high
    short = min(short, area * area / (long + F(1e-12)))
    taps = 1 if long < F(2.25) * short else (2 if long < F(6.25) * short else LARGEST_STRETCH)
    across = max(short, long / F(taps * taps))
    level = 0  # half an octave of side is one octave of area
    while across >= OCTAVE and level < LARGEST_LEVEL:
        across *= F(0.5)
        level += 1
    return level, taps, du / F(taps), dv / F(taps)


@njit(**FAST)
def bilinear(texels: ndarray, first: int, width: int, height: int, u: float, v: float) -> tuple:
    """Linear light at (u, v) of one level, the mean of the four nearest texels; the border is repeated."""
    x = min(max(u * F(width) - F(0.5), F(0.0)), F(width) - F(1.0))
    y = min(max(v * F(height) - F(0.5), F(0.0)), F(height) - F(1.0))
    ix, iy = np.int32(x), np.int32(y)
    fx, fy = x - F(ix), y - F(iy)
    a = first + iy * width + ix
    right = 1 if ix < width - 1 else 0
    b = a + right
    c = a + (width if iy < height - 1 else 0)
    d = c + right
    wa, wb, wc, wd = (F(1.0) - fx) * (F(1.0) - fy), fx * (F(1.0) - fy), (F(1.0) - fx) * fy, fx * fy
    ar, ag, ab = F(texels[a, 0]), F(texels[a, 1]), F(texels[a, 2])
    br, bg, bb = F(texels[b, 0]), F(texels[b, 1]), F(texels[b, 2])
    cr, cg, cb = F(texels[c, 0]), F(texels[c, 1]), F(texels[c, 2])
    dr, dg, db = F(texels[d, 0]), F(texels[d, 1]), F(texels[d, 2])
    return (
        (wa * ar * ar + wb * br * br + wc * cr * cr + wd * dr * dr) * _SQUARE,
        (wa * ag * ag + wb * bg * bg + wc * cg * cg + wd * dg * dg) * _SQUARE,
        (wa * ab * ab + wb * bb * bb + wc * cb * cb + wd * db * db) * _SQUARE,
    )


@njit(**FAST)
def colour(textures: tuple, mesh: int, gradient: tuple, u: float, v: float) -> tuple:
    """Linear light of a mesh's texture under one pixel."""
    texels, levels, first_level = textures
    base, count = first_level[mesh, 0], first_level[mesh, 1]
    if count == 1:
        return bilinear(texels, levels[base, 0], levels[base, 1], levels[base, 2], u, v)
    level, taps, du, dv = footprint(gradient, levels[base, 1], levels[base, 2])
    row = base + min(level, count - 1)
    first, width, height = levels[row, 0], levels[row, 1], levels[row, 2]
    if taps == 1:
        return bilinear(texels, first, width, height, u, v)
    r = g = b = F(0.0)
    for k in range(taps):
        step = F(k) - F(0.5) * F(taps - 1)
        tr, tg, tb = bilinear(texels, first, width, height, u + step * du, v + step * dv)
        r += tr
        g += tg
        b += tb
    share = F(1.0) / F(taps)
    return r * share, g * share, b * share


@njit(**FAST)
def opaque(textures: tuple, mesh: int, level: int, u: float, v: float) -> bool:
    """Whether a cut-out texture is cloth and not hole at (u, v)."""
    texels, levels, first_level = textures
    row = first_level[mesh, 0] + min(level, first_level[mesh, 1] - 1)
    width, height = levels[row, 1], levels[row, 2]
    x = min(max(int(u * width), 0), width - 1)
    y = min(max(int(v * height), 0), height - 1)
    return texels[levels[row, 0] + y * width + x, 3] >= 128
