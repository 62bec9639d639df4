"""Round and growing forms: rosettes, drum suns, peacock eyes, lotus, vines, sprigs, maple leaves."""

from itertools import pairwise

import numpy as np

from wenwu.motifs.curve import (
    arc,
    circle,
    drop,
    leaf,
    petal,
    points,
    shifted,
    smooth,
    spiral,
    tapered,
)
from wenwu.motifs.family import Params, count, family, word
from wenwu.motifs.path import (
    Drawing,
    Real,
    Shape,
    Shapes,
    both_sides,
    filled,
    mapped,
    mirrored,
    moved,
    ring_of,
    scaled,
    stroked,
    turned,
)


@family("concentric")
def concentric(params: Params) -> Drawing:
    """A drum face: a rayed sun within rings of teeth, pearls, combs and spirals."""
    rings, rays = count(params, "rings", 5, 2, 9), count(params, "rays", 12, 4, 24)
    edges = np.linspace(0.97, 0.42, rings + 1)
    shapes: list = [filled(circle(0.97, count=90), 1)]
    for k, (outer, inner) in enumerate(pairwise(edges)):
        shapes += [filled(circle(outer - 0.012, count=90), 0 if k % 2 else 2), *_zone(k, outer, inner, rays)]
        shapes.append(stroked(circle(inner, count=90), 1, 0.022, True))
    shapes.append(filled(circle(edges[-1] - 0.02, count=60), 0))
    ray = points((-0.075, 0.12), (0, edges[-1] - 0.05), (0.075, 0.12))
    shapes += [
        *ring_of((filled(ray, 1),), rays),
        *ring_of((filled(circle(0.03, 0, edges[-1] - 0.09), 3),), rays, 180 / rays),
    ]
    shapes += [filled(circle(r), k) for r, k in ((0.17, 1), (0.115, 0), (0.07, 3))]
    return Drawing(tuple(shapes))


def _zone(kind: int, outer: Real, inner: Real, rays: int) -> Shapes:
    """What fills one ring of a drum."""
    middle, deep = (outer + inner) / 2, outer - inner
    many = max(12, round(2 * np.pi * middle / (deep * 0.95)))
    if kind % 4 == 0:
        tooth = shifted(points((-deep * 0.42, 0), (0, deep * 0.9), (deep * 0.42, 0)), 0, inner)
        return ring_of((filled(tooth, 1),), many)
    if kind % 4 == 1:
        return ring_of(
            (filled(circle(deep * 0.33, 0, middle, 18), 1), filled(circle(deep * 0.14, 0, middle, 12), 0)),
            many,
        )
    if kind % 4 == 2:
        bar = points((-0.008, inner), (0.008, inner), (0.008, outer), (-0.008, outer))
        return ring_of((filled(bar, 1),), many * 3)
    coil = stroked(spiral(deep * 0.4, 0.01, 1.4, 0, 1, (0, middle)), 1, 0.02)
    return ring_of((coil,), many)


@family("radial")
def radial(params: Params) -> Drawing:
    """A rosette of `n` petals in rounds; `petal`: drop, eye (of a peacock's feather) or point."""
    n, kind = count(params, "n", 8, 3, 24), word(params, "petal", "drop")
    if kind == "eye":
        return _eyes(n)
    wide = 1.75 * np.sin(np.pi / n)
    tip = -0.2 if kind == "point" else 0.7
    outer = petal(0.96, wide, tip)
    rounds = [filled(outer, 2), filled(outer * 0.84 + [0, 0.06], 0), filled(outer * 0.76 + [0, 0.08], 1)]
    vein = [filled(shifted(petal(0.34, wide * 0.3, 0.4), 0, 0.42), 3)]
    between = ring_of((filled(leaf(0.84, 0.24), 3), stroked(points((0, 0.2), (0, 0.7)), 0, 0.03)), n, 180 / n)
    inner = petal(0.5, wide * 0.62, tip)
    second = ring_of(
        (filled(inner, 0), filled(inner * 0.86, 3), filled(inner * 0.5 + [0, 0.12], 2)), n, 180 / n
    )
    heart = [filled(circle(r), k) for r, k in ((0.2, 0), (0.165, 2), (0.1, 0), (0.06, 3))]
    pearls = ring_of((filled(circle(0.022, 0, 0.132), 1),), 10)
    return Drawing((*between, *ring_of((*rounds, *vein), n), *second, *heart, *pearls))


def eye(size: Real = 1.0) -> Shapes:
    """The eye of a peacock's feather, its point at the origin."""
    rims = []
    for share, role in ((1.0, 1), (0.84, 2), (0.66, 0), (0.6, 3), (0.4, 1)):
        rims.append(filled(drop(1.0, 0.92) * share * size + [0, 0.52 * size * (1 - share) * 1.25], role))
    pupil = [
        filled(
            smooth(
                points((0, 0.52), (0.15, 0.7), (0.07, 0.82), (0, 0.76), (-0.07, 0.82), (-0.15, 0.7)) * size,
                True,
            ),
            0,
        )
    ]
    return (*rims, *pupil)


def _eyes(n: int) -> Drawing:
    """Feather eyes in two rounds about a rosette."""
    big = moved(eye(0.6), 0, 0.37)
    barbs = [
        stroked(points((s * 0.03, 0.3 + 0.1 * k), (s * 0.15, 0.44 + 0.1 * k)), 2, 0.022)
        for k in range(4)
        for s in (1, -1)
    ]
    small = ring_of(moved(eye(0.31), 0, 0.22), n, 180 / n)
    stalk = [stroked(points((0, 0.2), (0, 0.56)), 1, 0.04)]
    heart = [filled(circle(r), k) for r, k in ((0.22, 3), (0.17, 0), (0.14, 2), (0.06, 0))]
    share = min(1.0, 7 / n) ** 0.5
    outer = mapped((*barbs, *stalk, *big), np.diag([1.0, 1.0]) * 1.0)
    slim = mapped(outer, np.eye(2) * share, (0, 0.97 * (1 - share)))
    return Drawing((*ring_of(slim, n), *small, *heart))


@family("feather", upright=True)
def feather(params: Params) -> Drawing:
    """One long feather with its eye, barbs sweeping up from the quill."""
    quill = [stroked(points((0, -1.9), (0, 0.6)), 3, 0.06)]
    barbs = []
    for k, y in enumerate(np.linspace(-1.8, 0.85, 19)):
        reach = 0.34 + 0.34 * np.sin(np.pi * (k + 3) / 24)
        line = smooth(points((0, y), (reach * 0.6, y + 0.18), (reach, y + 0.46)), count=4)
        barbs += [filled(tapered(line, 0.1, 0.03), 1 if k % 2 else 2)]
    return Drawing((*both_sides(barbs), *quill, *moved(eye(1.35), 0, 0.5)), 1.6, 4.0)


@family("lotus", upright=True)
def lotus(params: Params) -> Drawing:
    """A lotus from the side: rounds of petals over a cup, leaves below."""
    shapes: list = []
    for tilt, length, wide in ((84, 0.98, 0.46), (58, 1.12, 0.52), (30, 1.22, 0.56), (0, 1.28, 0.6)):
        one = petal(length, wide, 0.25)
        layers = (
            filled(one, 2),
            filled(one * 0.86 + [0, 0.05], 1),
            filled(one * 0.56 + [0, 0.1], 3),
            stroked(points((0, 0.2), (0, length * 0.8)), 2, 0.03),
        )
        shapes += [*turned(layers, -tilt), *(turned(layers, tilt) if tilt else ())]
    front = petal(0.74, 0.46, 0.2)
    shapes += [
        s
        for a in (-32, 32, 0)
        for s in turned((filled(front, 0), filled(front * 0.9, 2), filled(front * 0.7, 1)), a)
    ]
    cup = [filled(arc(r, 180, 360, (0, 0.06)), k) for r, k in ((0.4, 2), (0.3, 3))]
    blade = curl_leaf(0.9, 0.36)
    leaves = (*turned(blade, -112), *turned(mirrored(blade), 112))
    return Drawing(moved((*leaves, *shapes, *cup), 0, -0.45), 2.3, 2.06)


def curl_leaf(length: Real, wide: Real) -> Shapes:
    """A bent leaf with a vein."""
    bend = 0.3 * length
    spine = np.stack([bend * (t := np.linspace(0, 1, 12)) ** 2, length * t], 1)
    return (filled(leaf(length, wide, bend), 3), stroked(spine[1:-1], 0, 0.035))


@family("sprig", upright=True)
def sprig(params: Params) -> Drawing:
    """A flowering sprig: one rosette, two buds, leaves on a bent stem."""
    stem = smooth(points((0.12, -0.98), (-0.08, -0.5), (0.02, 0.1)))
    twig = [
        stroked(stem, 3, 0.06),
        *(
            stroked(smooth(points((-0.05, -0.45), (s * 0.36, -0.2), (s * 0.52, 0.06))), 3, 0.045)
            for s in (1, -1)
        ),
    ]
    set_on = (
        (0.0, -0.7, -70, 0.5),
        (-0.02, -0.62, 72, 0.55),
        (0.3, -0.24, -100, 0.34),
        (-0.34, -0.24, 100, 0.34),
    )
    leaves = [t for x, y, a, size in set_on for t in moved(turned(curl_leaf(size, size * 0.46), a), x, y)]
    bud = [filled(petal(0.36, 0.24, 0.3) * s + [0, -0.02], k) for s, k in ((1.0, 2), (0.7, 1))]
    buds = [t for s in (1, -1) for t in moved(turned(bud, -24 * s), s * 0.52, 0.05)]
    flower = moved(scaled(radial({"n": count(params, "n", 6, 4, 12)}).shapes, 0.46), 0.0, 0.44)
    return Drawing((*twig, *leaves, *buds, *flower), 1.5, 2.0)


@family("vine", joins=True)
def vine(params: Params) -> Drawing:
    """A winding stem; in each bend a flower, on each side leaves and tendrils; `n` petals."""
    x = np.linspace(-4, 4, 120)
    line = np.stack([x, 0.5 * np.sin(np.pi * x / 2)], 1)
    stem = [stroked(line, 3, 0.15), stroked(line, 2, 0.05)]
    bloom = scaled(radial({"n": count(params, "n", 6, 4, 12)}).shapes, 0.6)
    up: list[Shape] = list(moved(turned(curl_leaf(0.66, 0.34), -28), -0.3, 0.42))
    up += moved(turned(mirrored(curl_leaf(0.6, 0.32)), 30), 0.62, 0.3)
    up += moved(turned(curl_leaf(0.5, 0.26), 150), 0.12, -0.1)
    tendril = smooth(
        np.concatenate([points((-0.72, 0.3)), spiral(0.24, 0.04, 1.3, 200, -1, (-0.78, 0.66))[::4]]), count=4
    )
    up.append(filled(tapered(tendril, 0.12, 0.06), 2))
    up += moved(bloom, 0.0, -0.34)
    side = (*moved(up, 1.0, 0), *mapped(up, np.diag([1.0, -1.0]), (-1.0, 0)))
    return Drawing((*stem, *side, *moved(side, 4, 0), *moved(side, -4, 0)), 4.0, 2.0)


@family("maple", upright=True)
def maple(params: Params) -> Drawing:
    """The maple: a trunk, `branches` boughs and a five-pointed leaf on each."""
    branches = count(params, "branches", 7, 3, 11)
    blade = scaled(maple_leaf(), 0.34)
    out: list = [filled(tapered(smooth(points((0.02, -0.98), (-0.04, -0.4), (0.02, 0.3))), 0.2, 0.07), 2)]
    crown: list = []
    for k, a in enumerate(np.linspace(-100, 100, branches)):
        reach = 0.62 + 0.22 * np.cos(np.radians(a)) - 0.08 * (k % 2)
        tip = np.array([np.sin(np.radians(a)), 0.12 + np.cos(np.radians(a))]) * reach * [1.0, 0.78]
        root = np.array([0.0, -0.35 + 0.3 * np.cos(np.radians(a))])
        out.append(filled(tapered(smooth(np.array([root, (root + tip) / 2 + [0, 0.1], tip])), 0.1, 0.04), 2))
        crown += moved(turned(blade, -a * 0.9), *tip)
    roots = [filled(tapered(smooth(points((0, -0.84), (0.24, -0.94), (0.5, -0.9))), 0.1, 0.02), 2)]
    return Drawing((*both_sides(roots), *out, *crown), 2.0, 2.0)


def maple_leaf() -> Shapes:
    """A five-pointed leaf with veins."""
    half = points(
        (0, 1),
        (0.13, 0.62),
        (0.34, 0.7),
        (0.3, 0.42),
        (0.74, 0.5),
        (0.62, 0.22),
        (0.95, 0.02),
        (0.5, -0.14),
        (0.56, -0.46),
        (0.1, -0.3),
        (0, -0.36),
    )
    edge = np.concatenate([half, (half * [-1, 1])[::-1][1:-1]])
    veins = [
        stroked(points((0, -0.3), tip), 2, 0.05)
        for tip in ((0, 0.8), (0.5, 0.36), (-0.5, 0.36), (0.6, 0.0), (-0.6, 0.0))
    ]
    return (filled(edge * 1.1, 2), filled(edge, 1), *veins, stroked(points((0, -0.3), (0, -0.75)), 2, 0.07))


@family("fern", upright=True)
def fern(params: Params) -> Drawing:
    """A fern frond, tip curled, as wax draws it."""
    spine = smooth(
        np.concatenate(
            [
                points((-0.1, -1.0), (-0.05, -0.4), (0.12, 0.1)),
                spiral(0.4, 0.05, 1.3, -30, 1, (-0.12, 0.45))[3::4],
            ]
        ),
        count=5,
    )
    out = [filled(tapered(spine, 0.12, 0.05), 1)]
    for k in range(9):
        p = spine[2 + 2 * k]
        size = 0.5 - 0.035 * k
        for s in (1, -1):
            out += moved(turned((filled(leaf(size, 0.13, 0.1 * s), 1),), -s * (66 - 4 * k)), *p)
    return Drawing(tuple(out), 1.3, 2.0)


@family("feathers", joins=True, upright=True, tiles=True)
def feathers(params: Params) -> Drawing:
    """Overlapping feathers in rows, quill and barbs shown."""
    one = petal(1.5, 1.1, 0.75) * [1, -1]
    layers = (
        filled(one, 0),
        filled(one * 0.93, 1),
        filled(one * 0.74, 2),
        filled(one * 0.5, 3),
        stroked(points((0, 0), (0, -1.3)), 0, 0.06),
    )
    rows = [(-0.1, (-1, 1)), (0.75, (-2, 0, 2)), (1.6, (-1, 1, -3, 3))]
    return Drawing(tuple(t for y, xs in rows for x in xs for t in moved(layers, x, y)), 2.0, 1.7)
