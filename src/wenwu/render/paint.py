"""Kernels that paint the picture: ground, then dancers over it, toned and written as sRGB bytes.

Within a pixel, samples that see the same surface are lit once, at the middle of those samples; samples that
see different surfaces are lit apart and averaged after toning, so that bright edges stay smooth.
"""

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST
from wenwu.render.shadow import bilinear_grid
from wenwu.render.surface import lit

F = np.float32  # all is reckoned in single precision
KNEE = F(0.70)  # below this, light comes out as it went in: a palette's colours stay what they are
SHIFT = np.float32(8192)  # [texel] keeps the ground's texels positive
WHITE = np.float32(255)
SAME = F(0.015)  # [m] samples of one mesh that lie closer than this in depth are one surface


@njit(**FAST)
def toned(r: float, g: float, b: float, curve: ndarray) -> tuple:
    """Light above the knee bends softly toward white; hue is kept by scaling r, g, b together, mostly.

    curve: the toned value of light 0…4 in equal steps, see light.tone_curve.
    """
    most = max(r, g, b)
    if most <= KNEE:
        return r, g, b
    last = len(curve) - 1
    per = F(last) * F(0.25)
    scale = curve[min(int(most * per), last)] / most
    return (
        F(0.7) * r * scale + F(0.3) * curve[min(int(r * per), last)],
        F(0.7) * g * scale + F(0.3) * curve[min(int(g * per), last)],
        F(0.7) * b * scale + F(0.3) * curve[min(int(b * per), last)],
    )


@njit(**FAST)
def _grain_row(texels: ndarray, level: ndarray, z: float, out: ndarray) -> None:
    """The ground's grain at depth z: the tile's two nearest rows, mixed. level: first, side, scale."""
    first, side = np.int32(level[0]), np.int32(level[1])
    v = z * level[2] + SHIFT
    iv = np.int32(v)
    fv = v - np.float32(iv)
    top, low = first + (iv & (side - 1)) * side, first + ((iv + 1) & (side - 1)) * side
    for x in range(side):
        out[x] = texels[top + x] + (texels[low + x] - texels[top + x]) * fv


@njit(**FAST)
def ground(image: ndarray, place: tuple, shades: tuple, work: ndarray, where: ndarray, rows: tuple) -> None:
    """Paint the ground in rows[0]…rows[1] - 1: grain, pool of light, shadow of the sun and of the sky, haze.

    Everything is mixed as sRGB bytes: grain, shade and haze are factors, and a factor on light is a power of
    it on the byte. The camera does not roll or turn, so a row of the picture lies at one depth. All float32.
    place: rays (H, 4) x0, dx, z [m from the eye] and haze; level (H, 3); grain; pool (N, 3) bytes by the
    squared distance from the focus; haze's byte (3); dither (8, 8). shades: sunlight grid, its map (6), the
    cells (4) that any shadow touches, factors (256, 3) by sunlight, skylight grid, its map (3).
    work (H, side); where: eye x, z, focus x, z.
    """
    rays, level, grain, pool, far, dither = place
    sun_grid, sun_map, sun_window, factor, sky_grid, sky_map = shades
    last, half = len(pool) - 1, np.float32(0.5)
    wide, high = np.float32(sky_grid.shape[1] - 1), np.float32(sky_grid.shape[0] - 1)
    for y in range(rows[0], rows[1]):
        gz, haze = where[1] + rays[y, 2], rays[y, 3]
        keep, hr, hg, hb = np.float32(1) - haze, haze * far[0], haze * far[1], haze * far[2]
        line, side, scale = work[y], np.int32(level[y, 1]), level[y, 2]
        _grain_row(grain, level[y], gz, line)
        x0, dx = where[0] + rays[y, 0], rays[y, 1]
        deep = (gz - where[3]) * (gz - where[3])
        sy = (gz - sky_map[1]) * sky_map[2]
        wide_here = wide if half < sy < high else np.float32(-1)
        for x in range(image.shape[1]):
            gx = x0 + (np.float32(x) + half) * dx
            fx = gx - where[2]
            ring = min(np.int32((fx * fx + deep) * np.float32(8)), last)
            u = gx * scale + SHIFT
            iu = np.int32(u)
            one, two = line[iu & (side - 1)], line[(iu + 1) & (side - 1)]
            bright = keep * (one + (two - one) * (u - np.float32(iu)))
            r, g, b = bright * pool[ring, 0], bright * pool[ring, 1], bright * pool[ring, 2]
            sx = (gx - sky_map[0]) * sky_map[2]
            if half < sx < wide_here:
                open_ = bilinear_grid(sky_grid, sx, sy)
                r, g, b = r * open_, g * open_, b * open_
            ux = sun_map[0] + sun_map[1] * gx + sun_map[2] * gz
            uy = sun_map[3] + sun_map[4] * gx + sun_map[5] * gz
            if sun_window[0] < ux < sun_window[1] and sun_window[2] < uy < sun_window[3]:
                k = np.int32(bilinear_grid(sun_grid, ux, uy) * np.float32(255))
                r, g, b = r * factor[k, 0], g * factor[k, 1], b * factor[k, 2]
            add = dither[y & 7, x & 7]
            image[y, x, 0] = np.int32(min(r + hr, WHITE) + add)
            image[y, x, 1] = np.int32(min(g + hg, WHITE) + add)
            image[y, x, 2] = np.int32(min(b + hb, WHITE) + add)


@njit(**FAST)
def _open(ambient: ndarray, distance: ndarray, x: int, y: int, near: float) -> float:
    """Open sky of a pixel from the half-size grid, taking only cells on the same surface."""
    away = F(1.0) / near
    cx, cy = min(x >> 1, ambient.shape[1] - 1), min(y >> 1, ambient.shape[0] - 1)
    nx = min(max(cx + 2 * (x & 1) - 1, 0), ambient.shape[1] - 1)
    ny = min(max(cy + 2 * (y & 1) - 1, 0), ambient.shape[0] - 1)
    wa = F(0.5625) * max(F(1.0) - abs(distance[cy, cx] - away) * F(20.0), F(0.02))
    wb = F(0.1875) * max(F(1.0) - abs(distance[cy, nx] - away) * F(20.0), F(0.001))
    wc = F(0.1875) * max(F(1.0) - abs(distance[ny, cx] - away) * F(20.0), F(0.001))
    wd = F(0.0625) * max(F(1.0) - abs(distance[ny, nx] - away) * F(20.0), F(0.001))
    total = wa * ambient[cy, cx] + wb * ambient[cy, nx] + wc * ambient[ny, cx] + wd * ambient[ny, nx]
    return total / (wa + wb + wc + wd)


@njit(inline="always", **FAST)
def _dancers(scene: tuple, lights: tuple, seen: tuple, x: int, y: int, eye: tuple) -> tuple:
    """Toned light of the dancers in one pixel, times how many of its four samples see one."""
    light, shadow, ambient, distance, curve = lights
    depth, ids = seen
    mesh_of = scene[3]
    red = green = blue = F(0.0)
    done, hits = 0, 0
    for s in range(4):
        t = ids[y, 4 * x + s]
        if t < 0 or (done >> s) & 1:
            continue
        near = depth[y, 4 * x + s]
        count, mx, my = 0, F(0.0), F(0.0)
        for q in range(s, 4):
            other = ids[y, 4 * x + q]
            gap = abs(depth[y, 4 * x + q] - near)
            if other == t or (other >= 0 and mesh_of[other] == mesh_of[t] and gap < SAME * near * near):
                count += 1
                done |= 1 << q
                # sample offsets of the rotated grid
                mx += -F(0.125) if q == 0 else (F(0.375) if q == 1 else (F(0.125) if q == 2 else -F(0.375)))
                my += -F(0.375) if q == 0 else (-F(0.125) if q == 1 else (F(0.375) if q == 2 else F(0.125)))
        sky = _open(ambient, distance, x, y, near)
        share = F(count)
        at = (F(x) + F(0.5) + mx / share, F(y) + F(0.5) + my / share, sky, eye[0], eye[1], eye[2])
        r, g, b = lit(scene, light, shadow, t, at)
        r, g, b = toned(r, g, b, curve)
        red, green, blue = red + share * r, green + share * g, blue + share * b
        hits += count
    return red, green, blue, hits


@njit(**FAST)
def dancers(
    image: ndarray, scene: tuple, lights: tuple, seen: tuple, tables: tuple, eye: tuple, window: tuple
) -> None:
    """Paint the dancers over what the image holds, in the window x0, x1, y0, y1; eye [m].

    tables: decoding of bytes, encoding, dither.
    """
    decode, encode, dither = tables
    top, quarter = len(encode) - 1, F(0.25) * F(len(encode) - 1)
    ids = seen[1]
    for y in range(window[2], window[3]):
        for x in range(window[0], window[1]):
            if (
                ids[y, 4 * x] < 0
                and ids[y, 4 * x + 1] < 0
                and ids[y, 4 * x + 2] < 0
                and ids[y, 4 * x + 3] < 0
            ):
                continue
            red, green, blue, hits = _dancers(scene, lights, seen, x, y, eye)
            if hits < 4:
                red += F(4 - hits) * decode[image[y, x, 0]]
                green += F(4 - hits) * decode[image[y, x, 1]]
                blue += F(4 - hits) * decode[image[y, x, 2]]
            pattern = dither[y & 7, x & 7]
            image[y, x, 0] = (encode[min(np.int32(red * quarter), top)] + pattern) >> 8
            image[y, x, 1] = (encode[min(np.int32(green * quarter), top)] + pattern) >> 8
            image[y, x, 2] = (encode[min(np.int32(blue * quarter), top)] + pattern) >> 8
