"""Curling forms: spirals, horns, clouds, waves, flames, antlers."""

import numpy as np

from wenwu.motifs.curve import circle, log_spiral, points, ribbon, shifted, smooth, spiral
from wenwu.motifs.family import Params, count, family, number, word
from wenwu.motifs.path import (
    Drawing,
    Points,
    Real,
    Shapes,
    both_sides,
    filled,
    moved,
    scaled,
    stroked,
    turned,
)


def curl(spine: Points, wide: Real, narrow: Real, layers: int = 3) -> Shapes:
    """A band that thins along its spine from a pointed root, with a rim, a body and a vein."""
    t = np.linspace(0, 1, len(spine))
    root = np.minimum(1, 0.12 + 7 * t) if layers < 4 else np.ones_like(t)
    width = (wide + (narrow - wide) * t) * root
    out = [filled(ribbon(spine, width), 2), filled(ribbon(spine, width * (0.68 - 0.14 * t)), 1)]
    if layers > 2:
        most = len(spine) * 3 // 4
        out.append(filled(ribbon(spine[:most], width[:most] * 0.17), 3))
    return tuple(out)


@family("arch_spiral")
def arch_spiral(params: Params) -> Drawing:
    """Spirals r = a − bθ. `form`: one, an s of two, a pair of horns; `turn` left or right keeps its hand."""
    turns = number(params, "turns", 1.75)
    form = word(params, "form", "horns" if params.get("double") else "one")
    if form == "horns":
        return _horns(turns)
    if form == "s":
        half = _swirl(turns, hand(params))
        return Drawing((*half, *turned(half, 180), filled(circle(0.13), 3)), 2.9, 1.7)
    line = spiral(0.9, 0.07, turns, 90, hand(params))
    wide = min(0.4, 0.62 / turns)
    return Drawing((*curl(line, wide, wide * 0.6), filled(circle(0.1), 2), filled(circle(0.05), 3)))


def hand(params: Params) -> int:
    """−1 for a right turn (clockwise from the outside in), +1 for a left one."""
    return -1 if word(params, "turn", "right") == "right" else 1


def _horns(turns: Real) -> Drawing:
    """A ram's head as horns alone: two great coils above, two small ones at the foot, a lozenge between."""
    great = spiral(0.47, 0.08, turns, 180, -1, (0.53, 0.2))
    small = spiral(0.22, 0.06, 0.9, 180, 1, (0.34, -0.52))[::-1]
    spine = smooth(np.concatenate([small[::5], points((0.08, -0.2), (0.06, 0.0)), great[1::3]]), count=4)
    coil = curl(spine, 0.2, 0.15, 4)
    seeds = [filled(circle(r, 0.53, 0.2, 16), role) for r, role in ((0.1, 2), (0.055, 3))]
    gem = points((0, 0.3), (0.17, 0.0), (0, -0.3), (-0.17, 0.0))
    gems = [filled(gem * k + [0, -0.14], role) for k, role in ((1.15, 0), (0.95, 2), (0.55, 1))]
    brow = [filled(smooth(points((0, 0.42), (0.1, 0.6), (0, 0.78), (-0.1, 0.6)), True), 3)]
    return Drawing((*both_sides((*coil, *seeds)), *gems, *brow), 2.06, 1.62)


def _swirl(turns: Real, way: int) -> Shapes:
    coil = spiral(0.62, 0.05, turns, 180, way, (0.75, 0))
    spine = smooth(np.concatenate([points((0.0, 0.0)), coil[4::3]]), count=5)
    return (*curl(spine, 0.2, 0.12, 4), filled(circle(0.07, 0.75), 3))


@family("log_spiral")
def water_vortex(params: Params) -> Drawing:
    """A vortex of several logarithmic arms; `turn` keeps its hand."""
    arms = count(params, "arms", 3, 1, 8)
    spine = log_spiral(0.93, 0.1, number(params, "turns", 1.1), 90, hand(params))
    shapes = [s for k in range(arms) for s in turned(curl(spine, 0.34, 0.07), 360 * k / arms)]
    layered = sorted(shapes, key=lambda s: (2, 1, 3).index(s.fill or 1))
    return Drawing((*layered, filled(circle(0.13), 2), filled(circle(0.07), 0)))


@family("cloud_ruyi", upright=True)
def cloud_ruyi(params: Params) -> Drawing:
    """A ruyi cloud: two spirals turned inward under a crown, with a tail; two lobes make the ox nose."""
    lobes = count(params, "lobes", 3, 2, 5)
    if lobes == 2:
        return _nose()
    side, crown = (0.56, -0.02, 0.42), (0.0, 0.44, 0.4)
    more = [(0.42, 0.42, 0.3)] * (lobes > 3)
    whole = [p for x, y, r in (side, *more) for p in ((x, y, r), (-x, y, r))] + [crown]
    whole.append((0.0, 0.06, 0.34))  # what joins them
    shapes = [
        filled(circle(r - inset, x, y), role)
        for inset, role in ((0.0, 2), (0.055, 1), (0.15, 0), (0.19, 3))
        for x, y, r in whole
    ]
    return Drawing(moved(scaled((*_tail(), *shapes, *_face(side, crown)), 0.98), 0, 0.02), 2.0, 1.85)


def _face(side: tuple[Real, Real, Real], crown: tuple[Real, Real, Real]) -> Shapes:
    """The ruyi's two coils, rolled in toward each other, and the lappet of its crown."""
    x, y, r = side
    coil = spiral(r - 0.12, 0.04, 1.35, 96, -1, (x, y))
    root = smooth(np.concatenate([points((0.0, 0.2), (0.2, 0.36)), coil[3::3]]), count=5)
    half = [filled(ribbon(root, w), role) for w, role in ((0.21, 2), (0.12, 1))]
    seeds = [filled(circle(w, x, y, 20), role) for w, role in ((0.1, 2), (0.05, 0))]
    lappet = smooth(points((0, 0.7), (0.2, 0.52), (0.12, 0.3), (0, 0.16), (-0.12, 0.3), (-0.2, 0.52)), True)
    heart = [
        filled([0, 0.42] + (lappet - [0, 0.42]) * k, role) for k, role in ((1.0, 2), (0.66, 1), (0.34, 3))
    ]
    point = [filled(smooth(points((0, 0.12), (0.14, -0.1), (0, -0.4), (-0.14, -0.1)) * k, True), role)
             for k, role in ((1.0, 2), (0.62, 1))]  # fmt: skip
    return (*both_sides((*half, *seeds)), *heart, *point)


def _tail() -> Shapes:
    """What the wind makes of the rest: two streams that part below the head and roll up at their ends."""
    long = smooth(
        np.concatenate(
            [
                points((-0.06, -0.2), (-0.1, -0.62), (0.3, -0.8)),
                spiral(0.16, 0.04, 0.8, 250, 1, (0.78, -0.66))[2::4],
            ]
        )
    )
    short = smooth(
        np.concatenate(
            [points((0.02, -0.2), (-0.12, -0.66)), spiral(0.13, 0.04, 0.8, 290, -1, (-0.58, -0.68))[2::4]]
        )
    )
    return (*curl(long, 0.34, 0.08), *curl(short, 0.3, 0.07))


def _nose() -> Drawing:
    """Two coils under a point, as on the edges of felt and boots."""
    coil = spiral(0.42, 0.06, 1.5, 90, -1, (0.5, -0.18))
    spine = smooth(np.concatenate([points((0.0, 0.86), (0.16, 0.46)), coil[3::3]]), count=6)
    half = (*curl(spine, 0.27, 0.12), filled(circle(0.08, 0.5, -0.18), 3))
    lobe = [
        filled(smooth(k * points((0, 0.34), (0.17, 0.0), (0, -0.5), (-0.17, 0.0)), True), role)
        for k, role in ((1, 2), (0.6, 3))
    ]
    foot = curl(smooth(points((0.1, -0.62), (0.42, -0.84), (0.82, -0.72), (0.9, -0.5))), 0.2, 0.04)
    return Drawing((*both_sides((*foot, *half)), *lobe), 2.0, 1.9)


@family("wave", joins=True, upright=True)
def wave(params: Params) -> Drawing:
    """Water: `form` curls (running wave crests), scales (arcs in rows) or sine (long winding lines)."""
    form, layers = word(params, "form", "curls"), count(params, "layers", 3, 1, 6)
    if form == "scales":
        return _scales(layers)
    if form == "sine" or params.get("long_period"):
        return _sine(layers)
    crest = spiral(0.55, 0.08, 1.15, -30, 1, (0.0, 0.15))
    spine = smooth(
        np.concatenate([points((-1.2, -0.72), (-0.3, -0.66), (0.42, -0.36)), crest[2::3]]), count=6
    )
    foam = [filled(circle(0.085, x, y), 3) for x, y in ((-0.62, 0.62), (-0.82, 0.3), (-0.66, -0.02))]
    one = (*curl(spine, 0.34, 0.12), *foam)
    body = [filled(points((-3, -1), (3, -1), (3, -0.78), (-3, -0.78)), 1)]
    swell = [
        stroked(
            np.stack([x := np.linspace(-3, 3, 90), -0.9 + 0.05 * np.cos(2 * np.pi * x / 1.8)], 1), 2, 0.06
        )
    ]
    return Drawing((*(t for x in (-1.8, 0.0, 1.8) for t in moved(one, x, 0)), *body, *swell), 1.8, 2.0)


def _scales(layers: int) -> Drawing:
    """Overlapping arcs; each row stands in the gaps of the one behind."""
    shapes = []
    for row, y in enumerate((1.0, 0.5, 0.0, -0.5, -1.0, -1.5)):
        for x in (-2, 0, 2) if row % 2 else (-3, -1, 1, 3):
            for k in range(layers + 1):
                r = 0.98 * (1 - k / (layers + 1.2))
                shapes += [
                    filled(circle(r, x, y), (1, 0, 2, 0, 3, 0)[k % 6]),
                    *((filled(circle(0.13, x, y), 3),) if k == layers else ()),
                ]
    return Drawing(tuple(shapes), 2.0, 2.0)


def _sine(layers: int) -> Drawing:
    """Winding lines side by side, a bead in every bend."""
    x = np.linspace(-4, 4, 160)
    lines = [
        stroked(
            np.stack([x, 0.42 * np.sin(np.pi * x / 2) + 0.3 * (k - (layers - 1) / 2)], 1), 1 + k % 3, 0.17
        )
        for k in range(layers)
    ]
    beads = [filled(circle(r, s, -0.66 * s), role) for s in (1, -1) for r, role in ((0.2, 1), (0.11, 3))]
    return Drawing((*lines, *beads), 4.0, 2.0)


@family("antler", upright=True)
def antler(params: Params) -> Drawing:
    """A pair of antlers; `tip_angle` [deg] is how steeply the tines rise from the motif's horizontal."""
    tines, rise = count(params, "tines", 4, 2, 7), np.radians(number(params, "tip_angle", 45))
    beam = smooth(points((0.1, -0.9), (0.3, -0.5), (0.72, -0.1), (0.82, 0.4), (0.62, 0.92)))
    out = list(curl(beam, 0.2, 0.06))
    for k in range(tines):
        root = beam[int(len(beam) * (0.22 + 0.62 * k / tines))]
        way = np.array([-np.cos(rise), np.sin(rise)]) if k % 2 else np.array([np.cos(rise), np.sin(rise)])
        length = 0.42 - 0.05 * k if k % 2 == 0 else 0.5
        reach = np.clip(root + way * length, [0.06, -1], [0.98, 0.98])
        out += curl(smooth(np.array([root, (root + reach) / 2 - [0, 0.05], reach])), 0.13, 0.03)
    crown = [filled(circle(0.17, 0, -0.82), 2), filled(circle(0.1, 0, -0.82), 3)]
    return Drawing((*both_sides(sorted(out, key=lambda s: (2, 1, 3).index(s.fill or 1))), *crown))


@family("swirl_frieze", joins=True)
def swirl_frieze(params: Params) -> Drawing:
    """Running spirals, each unwinding into the next; `turn` keeps the hand."""
    half = _swirl(number(params, "turns", 1.6), hand(params))
    whole = (*half, *turned(half, 180))
    chain = [t for x in (-3.0, -1.5, 0.0, 1.5, 3.0) for t in moved(whole, x, 0)]
    gem = smooth(points((0, 0.2), (0.13, 0), (0, -0.2), (-0.13, 0)), True)
    gems = [filled(shifted(gem, x, y), 3) for x in (-1.5, 0.0, 1.5) for y in (0.66, -0.66)]
    return Drawing((*gems, *sorted(chain, key=lambda s: (2, 1, 3).index(s.fill or 1))), 1.5, 1.72)
