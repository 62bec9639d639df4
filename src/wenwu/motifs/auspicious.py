"""Auspicious signs: wheel, parasol, twin fish, treasure vase, conch, banner. Knot and lotus are elsewhere."""

from itertools import pairwise

import numpy as np

from wenwu.base.errors import InputError
from wenwu.motifs.creature import spot
from wenwu.motifs.curve import along, arc, circle, disc, leaf, log_spiral, points, ribbon, smooth, tapered
from wenwu.motifs.family import Params, count, family, word
from wenwu.motifs.path import (
    Drawing,
    Shape,
    Shapes,
    both_sides,
    filled,
    mirrored,
    moved,
    ring_of,
    stroked,
    turned,
)


@family("dharma_wheel", upright=True)
def dharma_wheel(params: Params) -> Drawing:
    """A wheel of `spokes`, jewels on the rim where they end, three commas joined in the hub."""
    spokes = count(params, "spokes", 8, 4, 24)
    rim = [filled(circle(r, count=72), role) for r, role in ((0.82, 2), (0.78, 1), (0.62, 2), (0.58, 0))]
    bar = points(
        (-0.045, 0.16),
        (-0.03, 0.36),
        (-0.07, 0.46),
        (-0.03, 0.6),
        (0.03, 0.6),
        (0.07, 0.46),
        (0.03, 0.36),
        (0.045, 0.16),
    )
    jewel = (filled(circle(0.085, 0, 0.9, 20), 2), filled(circle(0.05, 0, 0.9, 16), 3))
    beads = (filled(circle(0.028, 0, 0.7, 10), 2),)
    hub = [filled(circle(r, count=40), role) for r, role in ((0.25, 2), (0.21, 0))]
    commas = [s for k, role in enumerate((1, 3, 4)) for s in turned((_comma(role),), 120 * k)]
    wheel = (
        *ring_of(jewel, spokes),
        *rim,
        *ring_of(beads, 3 * spokes),
        *ring_of((filled(bar, 1, 2, 0.02),), spokes),
        *hub,
        *commas,
    )
    return Drawing(wheel, 2.02, 2.02)


def _comma(role: int) -> Shape:
    """One of the three whirling jewels of joy."""
    line = log_spiral(0.185, 0.06, 0.42, 100, 1)
    return filled(tapered(line[::-1], 0.15, 0.02), role)


@family("parasol", upright=True)
def parasol(params: Params) -> Drawing:
    """A domed canopy with a jewelled finial, a valance of `folds`, streamers, on a staff."""
    folds = count(params, "folds", 7, 3, 13)
    staff = [
        filled(points((-w, -0.96), (w, -0.96), (w, 0.3), (-w, 0.3)), k) for w, k in ((0.055, 2), (0.025, 0))
    ]
    dome = np.concatenate([arc(0.82, 0, 180, (0, 0.14), 40) * [1, 0.82], points((-0.82, 0.08), (0.82, 0.08))])
    canopy = [filled(dome, 2), filled(dome * [0.94, 0.92] + [0, 0.02], 1)]
    ribs = [
        stroked(smooth(points((0.0, 0.78), (x * 0.75, 0.55), (x, 0.1))), 2, 0.03)
        for x in (-0.5, -0.2, 0.2, 0.5)
    ]
    edge = np.linspace(-0.86, 0.86, folds + 1)
    lap = [
        (
            filled(arc((b - a) / 2, 180, 360, ((a + b) / 2, 0.04), 16) * [1, 1.25], 2),
            filled(arc((b - a) / 2 - 0.04, 180, 360, ((a + b) / 2, 0.04), 16) * [1, 1.25], (3, 4)[k % 2]),
        )
        for k, (a, b) in enumerate(pairwise(edge.tolist()))
    ]
    band = [filled(points((-0.9, 0.0), (0.9, 0.0), (0.9, 0.13), (-0.9, 0.13)), 2)]
    pearls = [filled(circle(0.035, x, 0.065, 10), 0) for x in np.linspace(-0.82, 0.82, 15)]
    streamer = smooth(points((0.78, -0.02), (0.9, -0.3), (0.72, -0.52), (0.86, -0.84)))
    streamers = both_sides([filled(tapered(streamer, w, 0.6 * w), k) for w, k in ((0.17, 2), (0.1, 1))])
    top = [*spot(0.1, 0, 0.84, (2, 3)), filled(points((-0.05, 0.9), (0.05, 0.9), (0, 1.02)), 2)]
    return Drawing(
        (*staff, *streamers, *(s for pair in lap for s in pair), *canopy, *ribs, *band, *pearls, *top),
        2.0,
        2.04,
    )


@family("twin_fish", upright=True)
def twin_fish(params: Params) -> Drawing:
    """Two fish that stand belly to belly, heads down to one another, tails spread above."""
    rows = count(params, "scales", 7, 3, 12)
    one = moved(turned(_fish(rows), -12), 0.36, -0.06)
    return Drawing((*one, *mirrored(one)), 2.1, 2.3)


def _fish(rows: int) -> Shapes:
    """A fish, head down, its back to the right."""
    spine = smooth(points((-0.04, -0.86), (0.14, -0.5), (0.18, 0.0), (0.04, 0.42), (0.06, 0.6)), count=10)
    t = np.linspace(0, 1, len(spine))
    wide = 0.54 * np.sin(np.pi * np.clip(0.14 + 0.78 * t, 0, 1)) ** 0.85
    tail = [filled(leaf(0.5, 0.26, b), k) for b in (0.3, -0.3) for k in (2,)] + [
        filled(leaf(0.42, 0.16, b), 3) for b in (0.27, -0.27)
    ]
    fin = smooth(points((0.4, -0.34), (0.62, -0.1), (0.56, 0.2), (0.36, 0.16)), True)
    belly = smooth(points((-0.1, -0.3), (-0.3, -0.1), (-0.12, 0.0)), True)
    fins = [
        filled(fin, 2),
        filled([0.46, -0.04] + (fin - [0.46, -0.04]) * 0.75, 4),
        filled(belly, 4, 2, 0.03),
    ]
    body = [filled(ribbon(spine, wide + 0.08), 2), filled(ribbon(spine, wide), 1)]
    scales: list = []
    for k, (p, n) in enumerate(zip(*along(spine, rows, 0.36, 0.84), strict=True)):
        w = float(np.interp(0.36 + 0.48 * k / max(rows - 1, 1), t, wide))
        for at in (-0.26, 0.0, 0.26) if k % 2 else (-0.13, 0.13):
            scales.append(stroked(arc(0.17 * w, 10, 170, p + n * w * at * 1.15, 10), 2, 0.028))
    gill = [stroked(smooth(points((-0.1, -0.44), (0.1, -0.34), (0.32, -0.42))), 2, 0.045)]
    face = (
        *spot(0.085, 0.07, -0.6, (2, 0, 1)),
        stroked(smooth(points((-0.06, -0.86), (-0.12, -0.76), (-0.06, -0.7))), 0, 0.03),
    )
    nose = [filled(circle(r, -0.03, -0.84, 24), k) for r, k in ((0.155, 2), (0.115, 1))]
    return (*moved(tail, *spine[-1] - [0, 0.06]), *fins, *body[:1], *nose, *body[1:], *scales, *gill, *face)


@family("vase", upright=True)
def vase(params: Params) -> Drawing:
    """The treasure vase: a fat belly with a lotus band, a scarf about its neck, a flaming jewel on top."""
    petals = count(params, "petals", 6, 3, 10)
    half = smooth(
        points(
            (0.16, 0.5),
            (0.2, 0.34),
            (0.56, 0.2),
            (0.7, -0.16),
            (0.5, -0.52),
            (0.22, -0.7),
            (0.4, -0.84),
            (0.44, -0.96),
        )
    )
    edge = np.concatenate([half, (half * [-1, 1])[::-1]])
    body = [filled(edge * [1.07, 1.0], 2), filled(edge * [0.97, 0.98], 1)]
    at = np.linspace(-0.5, 0.5, petals)
    band = [
        s
        for x in at
        for s in moved((filled(leaf(0.34, 1.0 / petals), 2), filled(leaf(0.28, 0.66 / petals), 3)), x, -0.36)
    ]
    lines = [stroked(smooth(points((-0.66, y), (0, y - 0.06), (0.66, y))), 2, 0.035) for y in (0.06, -0.38)]
    scarf = smooth(points((0.1, 0.38), (0.5, 0.5), (0.84, 0.28), (0.74, -0.02), (0.94, -0.34)))
    scarves = both_sides([filled(tapered(scarf, w, 0.5 * w), k) for w, k in ((0.18, 2), (0.11, 4))])
    lip = [filled(points((-0.3, 0.48), (0.3, 0.48), (0.22, 0.6), (-0.22, 0.6)), k) for k in (2,)]
    fire = smooth(
        points((0, 0.56), (0.26, 0.68), (0.2, 0.86), (0.0, 1.06), (-0.2, 0.86), (-0.26, 0.68)), True
    )
    jewel = [filled(fire, 1), *spot(0.15, 0, 0.74, (2, 0, 3))]
    return Drawing((*scarves, *body, *band, *lines, *jewel, *lip), 2.0, 2.1)


@family("conch", upright=True)
def conch(params: Params) -> Drawing:
    """The right-turning conch, a shell of the rare kind: tip up, its mouth is on the left; never mirrored."""
    if word(params, "turn", "right") != "right":
        raise InputError("the conch of the eight signs turns right; it is not drawn the other way")
    whorls = count(params, "whorls", 5, 3, 8)
    axis = smooth(points((-0.1, 0.92), (-0.02, 0.5), (0.06, 0.1), (0.0, -0.5), (-0.16, -0.94)), count=10)
    t = np.linspace(0, 1, len(axis))
    wide = np.interp(t, (0, 0.25, 0.5, 0.68, 0.85, 1), (0.04, 0.5, 0.96, 1.04, 0.62, 0.1))
    body = [filled(ribbon(axis, wide + 0.1), 2), filled(ribbon(axis, wide), 1)]
    ends = np.linspace(0.06, 0.6, whorls)
    place, side = along(axis, whorls, 0.06, 0.6)
    lines: list = []
    for p, n, e in zip(place, side, ends, strict=True):
        w = float(np.interp(e, t, wide)) / 2
        ahead = np.array([n[1], -n[0]])
        line = smooth(
            np.stack([p + n * w, p + ahead * w * 0.34, p - n * w * 0.98 + ahead * w * 0.5]), count=8
        )
        lines += [
            stroked(line, 2, 0.07),
            *(filled(disc(0.04, q + ahead * 0.09, 12), 3) for q in line[2:-2:3]),
        ]
    mouth = smooth(
        points((0.34, 0.16), (0.5, -0.1), (0.3, -0.5), (-0.04, -0.84), (0.06, -0.4), (0.12, -0.06)), True
    )
    lip = [
        filled(mouth * 1.08 - [0.01, -0.02], 2),
        filled(mouth, 4),
        filled([0.22, -0.2] + (mouth - [0.22, -0.2]) * 0.62, 0),
    ]
    scarf = smooth(points((-0.2, -0.8), (-0.62, -0.62), (-0.78, -0.24), (-0.6, 0.1), (-0.84, 0.42)))
    scarves = [filled(tapered(scarf, w, 0.5 * w), k) for w, k in ((0.2, 2), (0.12, 3))]
    return Drawing(mirrored((*scarves, *body, *lines, *lip)), 1.9, 2.06)


@family("victory_banner", upright=True)
def victory_banner(params: Params) -> Drawing:
    """A cylinder of cloth under a small canopy: `rows` of pointed flounces, a jewel above, ribbons below."""
    rows = count(params, "rows", 3, 2, 5)
    staff = [
        filled(points((-w, -0.98), (w, -0.98), (w, 0.7), (-w, 0.7)), k) for w, k in ((0.05, 2), (0.022, 0))
    ]
    tall = 1.24 / rows
    out: list = []
    for k in range(rows, 0, -1):
        y = 0.52 - tall * (k - 1)
        for x in np.linspace(-0.42, 0.42, 5):
            tongue = points(
                (x - 0.115, y),
                (x + 0.115, y),
                (x + 0.115, y - tall),
                (x, y - tall - 0.16),
                (x - 0.115, y - tall),
            )
            middle = np.array([x, y - tall / 2])
            out += [filled(tongue, 2), filled(middle + (tongue - middle) * [0.74, 0.86], (1, 3, 4)[k % 3])]
            out += [filled(circle(0.035, x, y - tall + 0.02, 10), 0)]
        out.append(
            filled(points((-0.56, y - 0.02), (0.56, y - 0.02), (0.56, y + 0.08), (-0.56, y + 0.08)), 2)
        )
    roof = smooth(points((0.66, 0.56), (0.5, 0.66), (0.2, 0.76), (0.06, 0.9)))
    dome = np.concatenate([roof, (roof * [-1, 1])[::-1]])
    top = [filled(dome, 2), filled(dome * [0.88, 0.94] + [0, 0.03], 1), *spot(0.09, 0, 0.92, (2, 3))]
    ribbon_ = smooth(points((0.62, 0.54), (0.8, 0.2), (0.66, -0.1), (0.84, -0.5)))
    ribbons = both_sides([filled(tapered(ribbon_, w, 0.4 * w), k) for w, k in ((0.15, 2), (0.08, 4))])
    return Drawing((*staff, *ribbons, *out, *top), 1.8, 2.06)
