"""Curling forms: spirals, horns, clouds, waves, flames, antlers."""

import numpy as np

from wenwu.motifs.curve import along, arc, circle, log_spiral, petal, points, ribbon, shifted, smooth, spiral
from wenwu.motifs.family import Params, count, family, number, word
from wenwu.motifs.path import (
    Drawing,
    Points,
    Real,
    Shape,
    Shapes,
    both_sides,
    filled,
    moved,
    ring_of,
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
    puffs = (
        [(0.55, 0.1, 0.42), (0.0, 0.42, 0.46)]
        if lobes == 3
        else [(0.62, 0.0, 0.34), (0.34, 0.4, 0.36), (0.0, 0.56, 0.34)]
    )
    whole = [p for x, y, r in puffs for p in ({(x, y, r), (-x, y, r)})]
    shapes = [
        filled(circle(r - inset, x, y), role)
        for inset, role in ((0.0, 2), (0.06, 1), (0.17, 3), (0.22, 1))
        for x, y, r in sorted(whole)
    ]
    side = stroked(spiral(puffs[0][2] - 0.26, 0.03, 1.1, 60, -1, puffs[0][:2]), 0, 0.06)
    tail = curl(
        smooth(points((0, -0.1), (-0.2, -0.5), (0.25, -0.72), (0.7, -0.62), (0.95, -0.85))), 0.34, 0.05
    )
    stem = [
        filled(smooth(points((-0.3, -0.2), (0, 0.14), (0.3, -0.2), (0, -0.42)), True), role) for role in (2,)
    ]
    heart = [filled(circle(r, 0, puffs[-1][1]), role) for r, role in ((0.13, 2), (0.08, 0))]
    body = (*tail, *shapes, *stem, *both_sides((side,)), *heart)
    return Drawing(moved(scaled(body, 0.98), 0, 0.02), 2.0, 1.85)


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


@family("flame", upright=True)
def flame(params: Params) -> Drawing:
    """Tongues of fire from one hearth, tips curling; `phase` [turns] lets them lick."""
    tongues, phase = count(params, "tongues", 5, 1, 9), number(params, "phase", 0.0)
    half = tongues // 2
    out: list[Shape] = []
    for k in range(half, 0, -1):
        lick = 0.06 * np.sin(2 * np.pi * (phase + 0.3 * k))
        one = moved(_tongue(1.62 - 0.36 * k + lick, 0.56 - 0.06 * k, 0.2 + 0.12 * k), 0.1 + 0.2 * k, -0.95)
        out += both_sides(one)
    out += moved(_tongue(1.82 + 0.05 * np.sin(2 * np.pi * phase), 0.62, 0.0), 0, -0.94)
    hearth = [
        filled(arc(r, 0, 180, (0, -0.98)), role) for r, role in ((0.36, 2), (0.27, 0), (0.2, 1), (0.09, 3))
    ]
    return Drawing((*out, *hearth), max(1.36 + 0.62 * half, 1.2), 2.0)


def _tongue(tall: Real, wide: Real, lean: Real) -> Shapes:
    """One tongue: a full belly, a waist, a tip that curls over; rims within rims."""
    spine = smooth(
        points((0, 0), (lean * 0.6 - 0.02, tall * 0.25), (lean * 1.1 + 0.03, tall * 0.5),
               (lean * 0.9 - 0.02, tall * 0.74), (lean * 1.1 + 0.06, tall * 0.94), (lean * 1.1 + 0.2, tall)),
        count=7,
    )  # fmt: skip
    t = np.linspace(0, 1, len(spine))
    width = wide * 1.3 * np.sin(np.pi * t**0.6) ** 0.9
    out = []
    for inset, role in ((0.0, 2), (0.08, 1), (0.27, 0), (0.32, 3)):
        keep = width > inset * 1.05
        out.append(filled(ribbon(spine[keep], np.maximum(width[keep] - inset, 0.004)), role))
    return tuple(out)


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
    return Drawing((*both_sides(sorted(out, key=lambda s: s.fill or 0, reverse=False)), *crown))


@family("badam")
def badam(params: Params) -> Drawing:
    """The almond: a drop whose tip curls over, rims within rims, a sprig in its heart, pearls about it."""
    spine = smooth(
        points(
            (0.02, -0.98),
            (-0.06, -0.6),
            (-0.1, -0.2),
            (-0.04, 0.22),
            (0.12, 0.58),
            (0.38, 0.8),
            (0.6, 0.78),
            (0.66, 0.62),
        ),
        count=9,
    )
    t = np.linspace(0, 1, len(spine))
    belly = np.sqrt(np.clip(1 - (1 - t / 0.36) ** 2, 0, 1)) * (t < 0.36) + np.cos(
        np.clip((t - 0.36) / 0.64, 0, 1) * np.pi / 2
    ) ** 1.15 * (t >= 0.36)
    width = 1.22 * belly
    rims = []
    for inset, role in ((0.0, 1), (0.12, 0), (0.18, 2), (0.34, 0), (0.42, 1)):
        keep = width > inset + 0.02
        line = spine[keep] * [1, 1 - 0.2 * inset] + [0, -0.1 * inset]
        rims.append(filled(ribbon(line, width[keep] - inset), role))
    heart = (-0.06, -0.4)
    sprig = moved(
        (
            *ring_of((filled(petal(0.22, 0.15, 0.4), 0), filled(petal(0.17, 0.09, 0.4), 3)), 6),
            filled(circle(0.07), 2),
        ),
        *heart,
    )
    edge = ribbon(spine, width + 0.17)
    place, _ = along(edge[8 : len(spine) - 14], 9)
    other, _ = along(edge[len(spine) + 14 : -8], 8)
    beads = [filled(circle(0.05, p[0], p[1], 12), 3) for p in (*place, *other)]
    return Drawing(moved(scaled((*beads, *rims, *sprig), 0.9), 0.0, -0.06), 1.6, 2.1)


@family("swirl_frieze", joins=True)
def swirl_frieze(params: Params) -> Drawing:
    """Running spirals, each unwinding into the next; `turn` keeps the hand."""
    half = _swirl(number(params, "turns", 1.6), hand(params))
    whole = (*half, *turned(half, 180))
    chain = [t for x in (-3.0, -1.5, 0.0, 1.5, 3.0) for t in moved(whole, x, 0)]
    gem = smooth(points((0, 0.2), (0.13, 0), (0, -0.2), (-0.13, 0)), True)
    gems = [filled(shifted(gem, x, y), 3) for x in (-1.5, 0.0, 1.5) for y in (0.66, -0.66)]
    return Drawing((*gems, *sorted(chain, key=lambda s: (2, 1, 3).index(s.fill or 1))), 1.5, 1.72)
