"""Kernels that paint the picture: ground, then dancers over it, toned and written as sRGB bytes."""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART
from wenwu.render.fragments import MOST, gather
from wenwu.render.surface import shade, work_of

F, I = np.float32, np.int32  # all is reckoned in single precision
SHIFT = F(8192)  # [texel] keeps the ground's texels positive
WHITE = F(255)
LOT = 512  # fragments lit together
STEP = 32  # [px] over which the colour of the ground changes evenly


@njit(**FAST)
def _grain_row(texels: ndarray, level: ndarray, z: float, out: ndarray) -> None:
    """The ground's grain at depth z: the tile's two nearest rows, mixed. level: first, side, scale."""
    first, side = I(level[0]), I(level[1])
    v = z * level[2] + SHIFT
    iv = I(v)
    fv = v - F(iv)
    top, low = (
        np.uintp(first + (iv & (side - I(1))) * side),
        np.uintp(first + ((iv + I(1)) & (side - I(1))) * side),
    )
    for x in range(np.uintp(side)):
        out[x] = texels[top + x] + (texels[low + x] - texels[top + x]) * fv


@njit(**FAST)
def ground(image: ndarray, place: tuple, shades: tuple, work: tuple, where: tuple, rows: tuple) -> None:
    """Paint the ground in rows[0]…rows[1] - 1: grain, pool of light, shadow of the sun and of the sky, haze.

    Everything is mixed as sRGB bytes: grain, shade and haze are factors, and a factor on light is a power of
    it on the byte. The camera does not roll or turn, so a row of the picture lies at one depth. All float32.
    place: rays (H, 4) x0, dx, z [m from the eye] and haze; level (H, 3); grain; pool (3, N) bytes by the
    squared distance from the focus; haze's byte (3); dither (8, W). shades: sunlight grid, its map (6), the
    cells (4) that any shadow touches, factors (3, 256) by sunlight, skylight grid, its map (3).
    work: a row of grain (side,), and red, green, blue of a row (W,); where: eye x, z, focus x, z.
    """
    rays, level, grain, pool, far, dither = place
    line, red, green, blue = work
    for y in range(rows[0], rows[1]):
        gz, haze = where[1] + rays[y, 2], rays[y, 3]
        _grain_row(grain, level[y], gz, line)
        x0, dx = where[0] + rays[y, 0], rays[y, 1]
        deep = (gz - where[3]) * (gz - where[3])
        texture = (line, I(level[y, 1]), level[y, 2])
        _ground_row(texture, pool, (red, green, blue), (x0, dx, where[2], deep, F(1) - haze))
        _sky_row(shades[4], shades[5], (red, green, blue), (x0, dx, gz))
        _sun_row(shades[:4], (red, green, blue), (x0, dx, gz))
        _write_row(image[y], (red, green, blue), (haze * far[0], haze * far[1], haze * far[2]), dither[y & 7])


@njit(**FAST)
def _ground_row(texture: tuple, pool: ndarray, out: tuple, along: tuple) -> None:
    """A row of ground in full light.

    along: x of the first pixel's edge [m], [m] a pixel, the focus' x, squared depth from the focus, share
    that haze leaves.
    """
    x0, dx, middle, deep, keep = along
    red, green, blue = out
    for begin in range(0, len(red), STEP):
        count = np.uintp(min(STEP, len(red) - begin))
        left = x0 + F(begin) * dx
        one, two = left - middle, left + F(STEP) * dx - middle
        ends = (_pooled(pool, one * one + deep), _pooled(pool, two * two + deep))
        part = (red[begin:], green[begin:], blue[begin:])
        _ground_part(texture, ends, part, (left, dx, keep), count)


@njit(**PART)
def _pooled(pool: ndarray, away: float) -> tuple:
    """The ground's colour at a squared distance from the focus [m²], mixed of the two nearest in the pool."""
    last = F(pool.shape[1] - 1) - F(0.01)
    at = min(max(away * F(8) - F(0.5), F(0)), last)
    k = np.uintp(I(at))
    share = at - F(I(at))
    return (
        pool[0, k] + (pool[0, k + 1] - pool[0, k]) * share,
        pool[1, k] + (pool[1, k + 1] - pool[1, k]) * share,
        pool[2, k] + (pool[2, k + 1] - pool[2, k]) * share,
    )


@njit(**PART)
def _ground_part(texture: tuple, ends: tuple, out: tuple, along: tuple, count: int) -> None:
    """Some pixels of that row, between two colours."""
    line, side, scale = texture
    left, dx, keep = along
    (ra, ga, ba), (rb, gb, bb) = ends
    rb, gb, bb = (rb - ra) * (F(1) / F(STEP)), (gb - ga) * (F(1) / F(STEP)), (bb - ba) * (F(1) / F(STEP))
    red, green, blue = out
    mask = I(side - I(1))
    for x in range(count):
        at = F(I(x)) + F(0.5)
        u = (left + at * dx) * scale + SHIFT
        iu = I(u)
        one, two = line[np.uintp(iu & mask)], line[np.uintp((iu + I(1)) & mask)]
        bright = keep * (one + (two - one) * (u - F(iu)))
        red[x], green[x], blue[x] = bright * (ra + at * rb), bright * (ga + at * gb), bright * (ba + at * bb)


@njit(**PART)
def _within(start: float, step: float, low: float, high: float) -> tuple:
    """First and last pixel x of a row where low < start + step (x + ½) < high; all or none if step is 0."""
    if abs(step) < F(1e-9):
        inside = low < start < high
        return (F(0), F(1e6)) if inside else (F(1), F(0))
    one, two = (low - start) / step - F(0.5), (high - start) / step - F(0.5)
    return min(max(min(one, two) + F(1), F(0)), F(1e6)), min(max(max(one, two) - F(1), F(-1)), F(1e6))


@njit(**PART)
def _between(flat: ndarray, wide: int, x: np.float32, y: np.float32) -> np.float32:
    """A flat float32 grid between its cells; x and y [cell] lie half a cell inside the border."""
    x, y = x - F(0.5), y - F(0.5)
    ix, iy = I(x), I(y)
    fx, fy = x - F(ix), y - F(iy)
    at = np.uintp(iy * wide + ix)
    low = at + np.uintp(wide)
    one, two = flat[at], flat[low]
    one, two = one + (flat[at + np.uintp(1)] - one) * fx, two + (flat[low + np.uintp(1)] - two) * fx
    return one + (two - one) * fy


@njit(**FAST)
def _sky_row(grid: ndarray, place: ndarray, out: tuple, along: tuple) -> None:
    """Darken a row where something hides the sky from it."""
    red, green, blue = out
    x0, dx, gz = along
    sy = (gz - place[1]) * place[2]
    if not F(0.5) < sy < F(grid.shape[0] - 1):
        return
    start, step = (x0 - place[0]) * place[2], dx * place[2]
    first, last = _within(start, step, F(0.5), F(grid.shape[1] - 1))
    flat, wide = grid.reshape(-1), I(grid.shape[1])
    for x in range(np.uintp(first), np.uintp(min(last + F(1), F(len(red))))):
        share = _between(flat, wide, start + step * (F(I(x)) + F(0.5)), sy)
        red[x], green[x], blue[x] = red[x] * share, green[x] * share, blue[x] * share


@njit(**FAST)
def _sun_row(shades: tuple, out: tuple, along: tuple) -> None:
    """Darken a row where something hides the sun from it."""
    grid, place, window, factor = shades
    red, green, blue = out
    x0, dx, gz = along
    ux, vx = place[0] + place[1] * x0 + place[2] * gz, place[1] * dx
    uy, vy = place[3] + place[4] * x0 + place[5] * gz, place[4] * dx
    one, two = _within(ux, vx, F(window[0]), F(window[1])), _within(uy, vy, F(window[2]), F(window[3]))
    first, last = max(one[0], two[0]), min(one[1], two[1], F(len(red) - 1))
    if last < first:
        return
    flat, wide = grid.reshape(-1), I(grid.shape[1])
    factor_r, factor_g, factor_b = factor[0], factor[1], factor[2]
    for x in range(np.uintp(first), np.uintp(last + F(1))):
        at = F(I(x)) + F(0.5)
        k = np.uintp(I(_between(flat, wide, ux + vx * at, uy + vy * at) * F(255)))
        red[x], green[x], blue[x] = red[x] * factor_r[k], green[x] * factor_g[k], blue[x] * factor_b[k]


@njit(**FAST)
def _write_row(row: ndarray, planes: tuple, haze: tuple, dither: ndarray) -> None:
    """Add haze and dither to a row and write it as bytes."""
    red, green, blue = planes
    hr, hg, hb = haze
    flat = row.reshape(-1)
    for x in range(np.uintp(len(red))):
        add = dither[x]
        flat[3 * x] = np.uint8(I(min(red[x] + hr, WHITE) + add))
        flat[3 * x + 1] = np.uint8(I(min(green[x] + hg, WHITE) + add))
        flat[3 * x + 2] = np.uint8(I(min(blue[x] + hb, WHITE) + add))


def lot() -> tuple[tuple[ndarray, ...], tuple[tuple[ndarray, ...], tuple[ndarray, ...]], tuple[ndarray, ...]]:
    """Empty arrays for the fragments that are lit together: fragments, work, colours."""
    most = LOT + MOST
    whole, parts = np.zeros((3, most), np.int32), np.zeros((6, most), np.float32)
    return (*whole, *parts[:3]), work_of(most), (*parts[3:],)


@njit(**FAST)
def dancers(image: ndarray, scene: tuple, lights: tuple, seen: tuple, tables: tuple, window: tuple) -> None:
    """Paint the dancers over what the image holds, in the tiles x0, x1, y0, y1 of window.

    seen: 1 / distance and triangles, by tile. tables: decoding of bytes, encoding, dither, and `lot`.
    """
    depth, ids = seen
    fragments, work, colours = tables[3]
    size = (image.shape[1], image.shape[0])
    flat, n = image.reshape(-1), 0
    for y in range(window[2], window[3]):
        for x in range(window[0], window[1]):
            near = depth[y, x]
            nearest = F(0)
            for k in range(16):
                nearest = max(nearest, near[k])
            if nearest <= F(0):
                continue
            n = gather((near, ids[y, x]), scene[3], (y, x), size, fragments, n)
            if n >= LOT:
                shade(scene, lights, fragments, work, colours, n)
                _write(flat, size[0], fragments, colours, tables, n)
                n = 0
    if n > 0:
        shade(scene, lights, fragments, work, colours, n)
        _write(flat, size[0], fragments, colours, tables, n)


@njit(**FAST)
def _write(image: ndarray, width: int, fragments: tuple, colours: tuple, tables: tuple, n: int) -> None:
    """Put n fragments together to pixels and write those; a pixel's fragments follow each other.

    image is flat; tables as for `dancers`.
    """
    pixel, _, samples, _, _, _ = fragments
    red, green, blue = colours
    decode, encode, dither, _ = tables
    top, quarter = I(len(encode) - 1), F(0.25) * F(len(encode) - 1)
    f = 0
    while f < n:
        at, hits = pixel[f], samples[f]
        share = F(hits)
        r, g, b = share * red[f], share * green[f], share * blue[f]
        f += 1
        while f < n and pixel[f] == at:
            hits += samples[f]
            share = F(samples[f])
            r, g, b = r + share * red[f], g + share * green[f], b + share * blue[f]
            f += 1
        to = np.uintp(3 * at)
        if hits < 4:
            share = F(4 - hits)
            r += share * decode[image[to]]
            g += share * decode[image[to + 1]]
            b += share * decode[image[to + 2]]
        y, x = at // width, at % width
        pattern = dither[y & 7, x & 7]
        image[to] = (encode[np.uintp(min(I(r * quarter), top))] + pattern) >> 8
        image[to + 1] = (encode[np.uintp(min(I(g * quarter), top))] + pattern) >> 8
        image[to + 2] = (encode[np.uintp(min(I(b * quarter), top))] + pattern) >> 8
