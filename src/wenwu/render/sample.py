"""Kernels that read textures: how large a pixel is on the cloth, and what colour the cloth has there.

Textures lie one after another in texels (N,) uint32: from the lowest byte up red, green, blue as square roots
of linear light, and alpha. levels (L, 3) int32 holds each level's first texel, width and height; a level is
√2 smaller than the one before, so one bilinear look-up in the nearest level is as calm as blending two levels
an octave apart. first_level (M, 2) int32 holds each mesh's first level and its number of levels.
"""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART

F, I, B = np.float32, np.int32, np.uint32
LARGEST_STRETCH = 3  # taps along the longer side of a pixel's footprint
LARGEST_LEVEL = 40
_SQUARE = F(1 / 255**2)
_BYTE = B(255)


@njit(**PART)
def gradients(screen: ndarray, world: ndarray, i: int, j: int, k: int) -> tuple:
    """How u and v change from one pixel to the next over a triangle: du/dx, du/dy, dv/dx, dv/dy."""
    p, q, r = np.uintp(4 * i), np.uintp(4 * j), np.uintp(4 * k)
    bx, by = screen[q] - screen[p], screen[q + 1] - screen[p + 1]
    cx, cy = screen[r] - screen[p], screen[r + 1] - screen[p + 1]
    area = bx * cy - by * cx
    inverse = F(1.0) / area if abs(area) > F(1e-9) else F(0.0)
    p, q, r = 2 * p + 6, 2 * q + 6, 2 * r + 6  # where u is
    bu, bv = world[q] - world[p], world[q + 1] - world[p + 1]
    cu, cv = world[r] - world[p], world[r + 1] - world[p + 1]
    return (
        (bu * cy - cu * by) * inverse,
        (cu * bx - bu * cx) * inverse,
        (bv * cy - cv * by) * inverse,
        (cv * bx - bv * cx) * inverse,
    )


@njit(**PART)
def footprint(gradient: tuple, width: int, height: int) -> tuple:
    """Level, taps, and the step in u and v between taps, for a pixel on a texture of this size.

    The pixel's image on the texture is an ellipse; the level follows its shorter side, and taps are laid
    along the longer one (up to LARGEST_STRETCH): a pattern seen at a slant neither blurs nor sparkles.
    """
    ux, uy, vx, vy = gradient
    wide, high = F(width), F(height)
    sx = ux * wide * ux * wide + vx * high * vx * high
    sy = uy * wide * uy * wide + vy * high * vy * high
    long, short = max(sx, sy), min(sx, sy)
    du, dv = ux if sx > sy else uy, vx if sx > sy else vy
    # the shorter side of the ellipse is area / longer side
    area = abs(ux * vy - uy * vx) * wide * high
    short = min(short, area * area / (long + F(1e-12)))
    taps = I(1) + I(long >= F(2.25) * short) + I(long >= F(6.25) * short)
    across = max(short, long / F(taps * taps))  # [texel²]
    # a level is one octave of area, begun half an octave early: ⌊log₂ across + ½⌋, read from the exponent
    octave = (F(across * across).view(I) >> I(23)) - I(127)
    level = min(max((octave + I(1)) >> I(1), I(0)), I(LARGEST_LEVEL))
    return level, taps, du / F(taps), dv / F(taps)


@njit(**PART)
def bilinear(texels: ndarray, first: int, width: int, height: int, u: float, v: float) -> tuple:
    """Linear light at (u, v) of one level, the mean of the four nearest texels; the border is repeated."""
    x = min(max(u * F(width) - F(0.5), F(0.0)), F(width) - F(1.0))
    y = min(max(v * F(height) - F(0.5), F(0.0)), F(height) - F(1.0))
    ix, iy = I(x), I(y)
    fx, fy = x - F(ix), y - F(iy)
    here = I(first + iy * width + ix)
    right = I(ix < width - 1)
    below = I(width) if iy < height - 1 else I(0)
    a, b = texels[np.uintp(here)], texels[np.uintp(here + right)]
    c, d = texels[np.uintp(here + below)], texels[np.uintp(here + below + right)]
    wd = fx * fy
    wb, wc = fx - wd, fy - wd
    wa = F(1.0) - fx - wc
    ar, br, cr, dr = F(a & _BYTE), F(b & _BYTE), F(c & _BYTE), F(d & _BYTE)
    a, b, c, d = a >> B(8), b >> B(8), c >> B(8), d >> B(8)
    ag, bg, cg, dg = F(a & _BYTE), F(b & _BYTE), F(c & _BYTE), F(d & _BYTE)
    a, b, c, d = a >> B(8), b >> B(8), c >> B(8), d >> B(8)
    ab, bb, cb, db = F(a & _BYTE), F(b & _BYTE), F(c & _BYTE), F(d & _BYTE)
    return (
        (wa * ar * ar + wb * br * br + wc * cr * cr + wd * dr * dr) * _SQUARE,
        (wa * ag * ag + wb * bg * bg + wc * cg * cg + wd * dg * dg) * _SQUARE,
        (wa * ab * ab + wb * bb * bb + wc * cb * cb + wd * db * db) * _SQUARE,
    )


@njit(**FAST)
def colours(textures: tuple, where: tuple, taps: tuple, out: tuple, n: int) -> None:
    """Linear light of the textures under n points.

    where: mesh, u, v and the four gradients of each. taps: level, number, du and dv of each point; then first
    texel, width, height, u, v and red, green, blue of LARGEST_STRETCH times as many taps.
    """
    level, number, du, dv, first, width, height, tu, tv, tr, tg, tb = taps
    _footprints(textures, where, (level, number, du, dv), n)
    u, v = where[1], where[2]
    m = 0
    for i in range(np.uintp(n)):
        row = level[i]
        start = F(-0.5) * F(number[i] - 1)
        for k in range(number[i]):
            step = start + F(k)
            first[m], width[m], height[m] = textures[1][row, 0], textures[1][row, 1], textures[1][row, 2]
            tu[m], tv[m] = u[i] + step * du[i], v[i] + step * dv[i]
            m += 1
    _read(textures[0], (first, width, height, tu, tv), (tr, tg, tb), m)
    _means(number, (tr, tg, tb), out, n)


@njit(**FAST)
def _footprints(textures: tuple, where: tuple, out: tuple, n: int) -> None:
    """Row of the level, taps and steps of n points."""
    _, levels, first_level = textures
    mesh, _, _, ux, uy, vx, vy = where
    row, taps, du, dv = out
    for i in range(np.uintp(n)):
        m = np.uintp(mesh[i])
        base, count = first_level[m, 0], first_level[m, 1]
        wide, high = levels[np.uintp(base), 1], levels[np.uintp(base), 2]
        level, number, step_u, step_v = footprint((ux[i], uy[i], vx[i], vy[i]), wide, high)
        row[i] = base + min(level, count - I(1))
        taps[i] = number if count > 1 else I(1)
        du[i], dv[i] = step_u, step_v


@njit(**FAST)
def _read(texels: ndarray, taps: tuple, out: tuple, m: int) -> None:
    """Colours of m taps."""
    first, width, height, u, v = taps
    red, green, blue = out
    for i in range(np.uintp(m)):
        red[i], green[i], blue[i] = bilinear(texels, first[i], width[i], height[i], u[i], v[i])


@njit(**FAST)
def _means(number: ndarray, taps: tuple, out: tuple, n: int) -> None:
    """The mean of each point's taps."""
    tr, tg, tb = taps
    red, green, blue = out
    m = np.uintp(0)
    for i in range(np.uintp(n)):
        r, g, b = tr[m], tg[m], tb[m]
        count = np.uintp(number[i])
        for k in range(m + np.uintp(1), m + count):
            r, g, b = r + tr[k], g + tg[k], b + tb[k]
        share = F(1.0) / F(count)
        red[i], green[i], blue[i] = r * share, g * share, b * share
        m += count


@njit(**FAST)
def opaque(textures: tuple, mesh: int, level: int, u: float, v: float) -> bool:
    """Whether a cut-out texture is cloth and not hole at (u, v)."""
    texels, levels, first_level = textures
    row = first_level[mesh, 0] + min(level, first_level[mesh, 1] - 1)
    width, height = levels[row, 1], levels[row, 2]
    x = min(max(int(u * width), 0), width - 1)
    y = min(max(int(v * height), 0), height - 1)
    return (texels[levels[row, 0] + y * width + x] >> 24) >= 128
