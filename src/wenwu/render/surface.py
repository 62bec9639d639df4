"""Kernels that light one point of a dancer: sun with shadow, sky, bounce, highlight, reflection, sheen.

materials (M, 6) float32: gloss, sharp, metal, sheen, skin (1 for skin), half-light (how far light wraps).
light: a tuple of small float32 arrays: toward (3) the sun, sun, sky, bounce, horizon, behind (3) toward the
rim light, rim; then matrix (3, 4) of the light's map and bias (2): along the normal [m], along the light [m].
"""

import math

import numpy as np
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST
from wenwu.render.sample import colour, gradients
from wenwu.render.shadow import light_reaching

F = np.float32
WHITE_SHINE = F(0.4)  # share of a highlight that is white; the rest has the thread's own colour, as on silk


@njit(**FAST)
def weights(screen: ndarray, corner: tuple, x: float, y: float) -> tuple:
    """Perspective-correct weights of a triangle's corners at a picture point, and whether we see its front.

    (1 − b − c, b, c) are the weights on the picture; each times 1 / distance of its corner, summing to one.
    """
    i, j, k = corner
    bx, by = screen[j, 0] - screen[i, 0], screen[j, 1] - screen[i, 1]
    cx, cy = screen[k, 0] - screen[i, 0], screen[k, 1] - screen[i, 1]
    px, py = x - screen[i, 0], y - screen[i, 1]
    area = bx * cy - by * cx
    inverse = F(1.0) / area if abs(area) > F(1e-9) else F(0.0)
    b = min(max((px * cy - py * cx) * inverse, F(0.0)), F(1.0))
    c = min(max((py * bx - px * by) * inverse, F(0.0)), F(1.0) - b)
    p, q, r = (F(1.0) - b - c) * screen[i, 2], b * screen[j, 2], c * screen[k, 2]
    scale = F(1.0) / (p + q + r)
    return p * scale, q * scale, r * scale, area < 0


@njit(**FAST)
def mixed(world: ndarray, corner: tuple, share: tuple, column: int) -> float:
    """One quantity of the three corners, mixed."""
    i, j, k = corner
    return share[0] * world[i, column] + share[1] * world[j, column] + share[2] * world[k, column]


@njit(**FAST)
def reflection(light: tuple, rx: float, ry: float, rz: float) -> tuple:
    """The surroundings a polished thing mirrors: dark ground, pale horizon, sky, and two broad lamps."""
    toward, sun, sky, bounce, horizon, behind, rim, _, _ = light
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


@njit(inline="always", **FAST)
def shadowed(light: tuple, shadow: ndarray, at: tuple, normal: tuple) -> np.float32:
    """Share of the sun at a world point, which is moved off its surface so as not to shade itself."""
    matrix, bias = light[7], light[8]
    x, y, z = at[0] + normal[0] * bias[0], at[1] + normal[1] * bias[0], at[2] + normal[2] * bias[0]
    sx = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2] * z + matrix[0, 3]
    sy = matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2] * z + matrix[1, 3]
    sz = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2] * z + matrix[2, 3]
    return light_reaching(shadow, sx, sy, sz - bias[1])


@njit(**FAST)
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


@njit(**FAST)
def _highlight(light: tuple, material: ndarray, normal: tuple, view: tuple) -> np.float32:
    """Blinn's highlight with Schlick's rational power (1994), squared for a shorter tail.

    gloss · (t / (s − s t + t))², t = n·h, s = 0.6 sharp; a sharper highlight is brighter, for it is smaller.
    """
    toward = light[0]
    hx, hy, hz = view[0] + toward[0], view[1] + toward[1], view[2] + toward[2]
    t = (normal[0] * hx + normal[1] * hy + normal[2] * hz) / math.sqrt(hx * hx + hy * hy + hz * hz + F(1e-9))
    if t <= 0:
        return F(0.0)
    sharp = F(0.6) * material[1]
    t = t / (sharp - sharp * t + t)
    return material[0] * t * t * (F(0.8) + F(0.02) * material[1])


@njit(inline="always", **FAST)
def lit(scene: tuple, light: tuple, shadow: ndarray, t: int, at: tuple) -> tuple:
    """Linear light that triangle t sends to the eye. at: picture x, y, open sky 0…1, the eye's x, y, z."""
    screen, world, faces, mesh_of, textures, materials = scene
    corner = (faces[t, 0], faces[t, 1], faces[t, 2])
    px, py, sky, ex, ey, ez = at
    a, b, c, front = weights(screen, corner, px, py)
    share = (a, b, c)
    mesh = mesh_of[t]
    material = materials[mesh]
    gradient = gradients(screen, world, corner[0], corner[1], corner[2])
    base = colour(textures, mesh, gradient, mixed(world, corner, share, 6), mixed(world, corner, share, 7))
    x, y, z = mixed(world, corner, share, 0), mixed(world, corner, share, 1), mixed(world, corner, share, 2)
    nx, ny, nz = (
        mixed(world, corner, share, 3),
        mixed(world, corner, share, 4),
        mixed(world, corner, share, 5),
    )
    scale = (F(1.0) if front else -F(1.0)) / math.sqrt(nx * nx + ny * ny + nz * nz + F(1e-12))
    normal = (nx * scale, ny * scale, nz * scale)
    vx, vy, vz = ex - x, ey - y, ez - z
    scale = F(1.0) / math.sqrt(vx * vx + vy * vy + vz * vz)
    view = (vx * scale, vy * scale, vz * scale)
    return _sum_of_lights(light, (material, base, sky), normal, view, _sun(light, shadow, (x, y, z), normal))


@njit(inline="always", **FAST)
def _sun(light: tuple, shadow: ndarray, at: tuple, normal: tuple) -> np.float32:
    """Share of the sun at a point, 0 where the surface is turned well away."""
    toward = light[0]
    facing = normal[0] * toward[0] + normal[1] * toward[1] + normal[2] * toward[2]
    if facing < -F(0.3):
        return F(0.0)
    # coarse triangles would shade themselves in steps where the light only grazes them
    return shadowed(light, shadow, at, normal) * min(max(facing * F(4.0) + F(1.2), F(0.0)), F(1.0))


@njit(inline="always", **FAST)
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
    if gloss > F(0.12):
        twice = F(2.0) * (normal[0] * view[0] + normal[1] * view[1] + normal[2] * view[2])
        mirror = reflection(
            light, twice * normal[0] - view[0], twice * normal[1] - view[1], twice * normal[2] - view[2]
        )
        fresnel = F(0.04) + F(0.96) * edge * edge * edge * edge * edge
        plain = gloss * fresnel * (F(1.0) - metal) * (F(0.35) + F(0.65) * sky)
        full = metal * gloss * (F(0.35) + F(0.65) * sky) * (F(0.55) + F(0.45) * sun)
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
