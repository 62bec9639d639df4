"""Kernels that light points of the dancers: sun with shadow, sky, bounce, highlight, reflection, sheen.

materials (6 M,) float32: gloss, sharp, metal, sheen, skin (1 for skin), half-light (how far light wraps) of
one mesh after another. light: a tuple of small float32 arrays: toward (3) the sun, sun, sky, bounce, horizon,
behind (3) toward the rim light, rim; then matrix (12) of the light's map, bias (2): along the normal [m],
along the light [m], and the eye (3). world, screen and faces are flat, as in render/pose.py.
"""

import math

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART
from wenwu.render.sample import colours, gradients
from wenwu.render.shadow import light_reaching, open_share

F = np.float32
WHITE_SHINE = F(0.4)  # share of a highlight that is white; the rest has the thread's own colour, as on silk
KNEE = F(0.70)  # below this, light comes out as it went in: a palette's colours stay what they are


@njit(**PART)
def weights(screen: ndarray, corner: tuple, x: float, y: float) -> tuple:
    """Perspective-correct weights of a triangle's corners at a picture point, and whether we see its front.

    (1 − b − c, b, c) are the weights on the picture; each times 1 / distance of its corner, summing to one.
    """
    i, j, k = np.uintp(4 * corner[0]), np.uintp(4 * corner[1]), np.uintp(4 * corner[2])
    bx, by = screen[j] - screen[i], screen[j + 1] - screen[i + 1]
    cx, cy = screen[k] - screen[i], screen[k + 1] - screen[i + 1]
    px, py = x - screen[i], y - screen[i + 1]
    area = bx * cy - by * cx
    inverse = F(1.0) / area if abs(area) > F(1e-9) else F(0.0)
    b = min(max((px * cy - py * cx) * inverse, F(0.0)), F(1.0))
    c = min(max((py * bx - px * by) * inverse, F(0.0)), F(1.0) - b)
    p, q, r = (F(1.0) - b - c) * screen[i + 2], b * screen[j + 2], c * screen[k + 2]
    scale = F(1.0) / (p + q + r)
    return p * scale, q * scale, r * scale, area < 0


@njit(**PART)
def mixed(world: ndarray, corner: tuple, share: tuple, column: int) -> float:
    """One quantity of the three corners, mixed."""
    i, j, k = (
        np.uintp(8 * corner[0] + column),
        np.uintp(8 * corner[1] + column),
        np.uintp(8 * corner[2] + column),
    )
    return share[0] * world[i] + share[1] * world[j] + share[2] * world[k]


@njit(**PART)
def reflection(light: tuple, rx: float, ry: float, rz: float) -> tuple:
    """The surroundings a polished thing mirrors: dark ground, pale horizon, sky, and two broad lamps."""
    toward, sun, sky, bounce, horizon, behind, rim = light[:7]
    up = min(max(ry * F(1.6), F(0.0)), F(1.0))
    down = min(max(-ry * F(3.5), F(0.0)), F(1.0))
    up, down = up * up * (F(3.0) - F(2.0) * up), down * down * (F(3.0) - F(2.0) * down)
    main = min(max((rx * toward[0] + ry * toward[1] + rz * toward[2] - F(0.72)) * F(4.5), F(0.0)), F(1.0))
    back = min(max((rx * behind[0] + ry * behind[1] + rz * behind[2] - F(0.55)) * F(3.0), F(0.0)), F(1.0))
    main, back = main * main * F(2.6), back * back * F(2.2)
    r = (horizon[0] * (F(1.0) - up) + F(0.75) * sky[0] * up) * (F(1.0) - down) + F(0.45) * bounce[0] * down
    g = (horizon[1] * (F(1.0) - up) + F(0.75) * sky[1] * up) * (F(1.0) - down) + F(0.45) * bounce[1] * down
    b = (horizon[2] * (F(1.0) - up) + F(0.75) * sky[2] * up) * (F(1.0) - down) + F(0.45) * bounce[2] * down
    return (
        r + main * sun[0] + back * rim[0],
        g + main * sun[1] + back * rim[1],
        b + main * sun[2] + back * rim[2],
    )


@njit(**PART)
def _sun(light: tuple, shadow: ndarray, size: int, at: tuple, normal: tuple) -> np.float32:
    """Share of the sun at a world point, which is moved off its surface so as not to shade itself."""
    toward, matrix, bias = light[0], light[7], light[8]
    x, y, z = at[0] + normal[0] * bias[0], at[1] + normal[1] * bias[0], at[2] + normal[2] * bias[0]
    sx = matrix[0] * x + matrix[1] * y + matrix[2] * z + matrix[3]
    sy = matrix[4] * x + matrix[5] * y + matrix[6] * z + matrix[7]
    sz = matrix[8] * x + matrix[9] * y + matrix[10] * z + matrix[11]
    facing = normal[0] * toward[0] + normal[1] * toward[1] + normal[2] * toward[2]
    # coarse triangles would shade themselves in steps where the light only grazes them
    return light_reaching(shadow, size, sx, sy, sz - bias[1]) * min(
        max(facing * F(4.0) + F(1.2), F(0.0)), F(1.0)
    )


@njit(**PART)
def _dull(light: tuple, material: ndarray, normal: tuple, sun: float, sky: float) -> tuple:
    """Light on a matt surface: sun (a little wrapped round), sky from above, bounce from the ground.

    On skin the light that wraps round is warm, for blood scatters red farthest.
    """
    toward, sun_colour, sky_colour, bounce = light[0], light[1], light[2], light[3]
    facing = normal[0] * toward[0] + normal[1] * toward[1] + normal[2] * toward[2]
    wrap, skin = material[5], material[4]
    red = max((facing + wrap + F(0.08) * skin) / (F(1.0) + wrap + F(0.08) * skin), F(0.0)) * sun
    other = max((facing + wrap) / (F(1.0) + wrap), F(0.0)) * sun
    up = F(0.5) + F(0.5) * normal[1]
    return (
        red * sun_colour[0] + (bounce[0] + (sky_colour[0] - bounce[0]) * up) * sky,
        other * sun_colour[1] + (bounce[1] + (sky_colour[1] - bounce[1]) * up) * sky,
        other * sun_colour[2] + (bounce[2] + (sky_colour[2] - bounce[2]) * up) * sky,
    )


@njit(**PART)
def _highlight(light: tuple, material: ndarray, normal: tuple, view: tuple) -> np.float32:
    """Blinn's highlight with Schlick's rational power (1994), squared for a shorter tail.

    gloss · (t / (s − s t + t))², t = n·h, s = 0.6 sharp; a sharper highlight is brighter, for it is smaller.
    """
    toward = light[0]
    hx, hy, hz = view[0] + toward[0], view[1] + toward[1], view[2] + toward[2]
    t = (normal[0] * hx + normal[1] * hy + normal[2] * hz) / math.sqrt(hx * hx + hy * hy + hz * hz + F(1e-9))
    t = max(t, F(0.0))
    sharp = F(0.6) * material[1]
    t = t / (sharp - sharp * t + t)
    return material[0] * t * t * (F(0.8) + F(0.02) * material[1])


@njit(**PART)
def _sum_of_lights(light: tuple, made_of: tuple, normal: tuple, view: tuple, sun: float) -> tuple:
    """Matt, mirrored, highlighted and rim light together."""
    material, base, sky = made_of
    gloss, metal, sheen = material[0], material[2], material[3]
    sun_colour, behind, rim = light[1], light[5], light[6]
    facing = max(normal[0] * view[0] + normal[1] * view[1] + normal[2] * view[2], F(0.0))
    edge = F(1.0) - facing
    matt = _dull(light, material, normal, sun, sky)
    shine = _highlight(light, material, normal, view) * sun
    back = (
        max(normal[0] * behind[0] + normal[1] * behind[1] + normal[2] * behind[2] + F(0.25), F(0.0))
        * edge
        * edge
        * sky
    )
    velvet = sheen * edge * edge * edge * sky
    keep = F(1.0) - F(0.86) * metal
    r, g, b = base[0] * matt[0] * keep, base[1] * matt[1] * keep, base[2] * matt[2] * keep
    twice = F(2.0) * (normal[0] * view[0] + normal[1] * view[1] + normal[2] * view[2])
    mirror = reflection(
        light, twice * normal[0] - view[0], twice * normal[1] - view[1], twice * normal[2] - view[2]
    )
    fresnel = F(0.04) + F(0.96) * edge * edge * edge * edge * edge
    polished = gloss if gloss > F(0.12) else F(0.0)
    plain = polished * fresnel * (F(1.0) - metal) * (F(0.35) + F(0.65) * sky)
    full = metal * polished * (F(0.35) + F(0.65) * sky) * (F(0.55) + F(0.45) * sun)
    r += mirror[0] * (plain + full * base[0])
    g += mirror[1] * (plain + full * base[1])
    b += mirror[2] * (plain + full * base[2])
    tint = (F(1.0) - metal) * WHITE_SHINE
    own = F(1.0) - tint
    r += shine * sun_colour[0] * (tint + own * base[0]) + (back * rim[0] + velvet) * (
        F(0.12) + F(0.88) * base[0]
    )
    g += shine * sun_colour[1] * (tint + own * base[1]) + (back * rim[1] + velvet) * (
        F(0.12) + F(0.88) * base[1]
    )
    b += shine * sun_colour[2] * (tint + own * base[2]) + (back * rim[2] + velvet) * (
        F(0.12) + F(0.88) * base[2]
    )
    return r, g, b


@njit(**PART)
def toned(r: np.float32, g: np.float32, b: np.float32, curve: ndarray) -> tuple:
    """Light above the knee bends softly toward white; hue is kept by scaling r, g, b together, mostly.

    curve: the toned value of light 0…4 in equal steps, see light.tone_curve.
    """
    most = max(r, g, b, F(1e-6))
    last = np.int32(len(curve) - 1)
    per = F(last) * F(0.25)
    scale = F(0.7) * curve[np.uintp(min(np.int32(most * per), last))] / most
    bent = (
        r * scale + F(0.3) * curve[np.uintp(min(np.int32(r * per), last))],
        g * scale + F(0.3) * curve[np.uintp(min(np.int32(g * per), last))],
        b * scale + F(0.3) * curve[np.uintp(min(np.int32(b * per), last))],
    )
    low = most <= KNEE
    return r if low else bent[0], g if low else bent[1], b if low else bent[2]


@njit(**FAST)
def shade(scene: tuple, lights: tuple, fragments: tuple, work: tuple, out: tuple, n: int) -> None:
    """Toned light of n fragments. scene: screen, world, faces, mesh_of, materials, textures.

    lights: light, map of the sun, its size, open sky, distances it was found at, their width and height, tone
    curve. fragments as render/fragments.py gives them. work: arrays for what lies between, see `work_of`.
    """
    spot, taps = work
    _place(scene, fragments, spot, n)
    colours(scene[5], spot[:7], taps, out, n)
    _dark(lights, fragments, spot, n)
    _light(scene[4], lights, spot, out, n)


def work_of(most: int) -> tuple[tuple[ndarray, ...], tuple[ndarray, ...]]:
    """Empty arrays for `most` fragments.

    First, by fragment: mesh, u, v, du/dx, du/dy, dv/dx, dv/dy, x, y, z [m], unit normal (3), sky, sun. Then
    what sample.colours asks for.
    """
    spot = (np.zeros(most, np.int32), *np.zeros((14, most), np.float32))
    taps = (*np.zeros((2, most), np.int32), *np.zeros((2, most), np.float32))
    return spot, (*taps, *np.zeros((3, 3 * most), np.int32), *np.zeros((5, 3 * most), np.float32))


@njit(**FAST)
def _place(scene: tuple, fragments: tuple, spot: tuple, n: int) -> None:
    """Mesh, place on the texture, place in the world and normal of n fragments."""
    screen, world, faces, mesh_of = scene[:4]
    _, triangle, _, px, py, _ = fragments
    mesh, u, v, ux, uy, vx, vy, x, y, z, nx, ny, nz = spot[:13]
    for f in range(np.uintp(n)):
        t = np.uintp(triangle[f])
        corner = (faces[3 * t], faces[3 * t + 1], faces[3 * t + 2])
        a, b, c, front = weights(screen, corner, px[f], py[f])
        share = (a, b, c)
        mesh[f] = mesh_of[t]
        ux[f], uy[f], vx[f], vy[f] = gradients(screen, world, corner[0], corner[1], corner[2])
        x[f], y[f], z[f] = (
            mixed(world, corner, share, 0),
            mixed(world, corner, share, 1),
            mixed(world, corner, share, 2),
        )
        p, q, r = (
            mixed(world, corner, share, 3),
            mixed(world, corner, share, 4),
            mixed(world, corner, share, 5),
        )
        u[f], v[f] = mixed(world, corner, share, 6), mixed(world, corner, share, 7)
        scale = (F(1.0) if front else -F(1.0)) / math.sqrt(p * p + q * q + r * r + F(1e-12))
        nx[f], ny[f], nz[f] = p * scale, q * scale, r * scale


@njit(**FAST)
def _dark(lights: tuple, fragments: tuple, spot: tuple, n: int) -> None:
    """Shares of the sky and of the sun that reach n fragments."""
    light, shadow, size, ambient, distance, grid, _ = lights
    _, _, _, px, py, near = fragments
    x, y, z, nx, ny, nz, sky, sun = spot[7:]
    for f in range(np.uintp(n)):
        sky[f] = open_share(ambient, distance, grid, (px[f], py[f]), near[f])
    for f in range(np.uintp(n)):
        sun[f] = _sun(light, shadow, size, (x[f], y[f], z[f]), (nx[f], ny[f], nz[f]))


@njit(**PART)
def _numbers(materials: ndarray, m: int) -> tuple:
    """A material's six numbers, from m on."""
    return (
        materials[m],
        materials[m + 1],
        materials[m + 2],
        materials[m + 3],
        materials[m + 4],
        materials[m + 5],
    )


@njit(**FAST)
def _light(materials: ndarray, lights: tuple, spot: tuple, out: tuple, n: int) -> None:
    """All lights on n fragments, toned; out holds their own colours before."""
    light, curve = lights[0], lights[6]
    eye = light[9]
    mesh = spot[0]
    x, y, z, nx, ny, nz, sky, sun = spot[7:]
    red, green, blue = out
    for f in range(np.uintp(n)):
        material = _numbers(materials, np.uintp(6 * mesh[f]))
        vx, vy, vz = eye[0] - x[f], eye[1] - y[f], eye[2] - z[f]
        scale = F(1.0) / math.sqrt(vx * vx + vy * vy + vz * vz)
        made_of = (material, (red[f], green[f], blue[f]), sky[f])
        normal, view = (nx[f], ny[f], nz[f]), (vx * scale, vy * scale, vz * scale)
        r, g, b = _sum_of_lights(light, made_of, normal, view, sun[f])
        red[f], green[f], blue[f] = toned(r, g, b, curve)
