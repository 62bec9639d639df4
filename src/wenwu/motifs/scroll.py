"""Curling forms: spirals, horns, clouds, waves, flames, antlers."""

import numpy as np

from wenwu.motifs.curve import arc, circle, log_spiral, points, ribbon, smooth, spiral, tapered
from wenwu.motifs.family import Params, count, family, number, word
from wenwu.motifs.path import (
    Drawing,
    Shapes,
    both_sides,
    filled,
    mapped,
    mirrored,
    moved,
    outlined,
    scaled,
    stroked,
    turned,
)


def horn(turns: float, foot: float = -0.95, side: float = 0.5, outer: float = 0.44) -> np.ndarray:
    """The spine of a right-hand horn: up from the foot, outward, over and in."""
    coil = spiral(outer, 0.07, turns, 180, -1, (side, 0.95 - outer))
    stem = points((side - outer - 0.02, foot), (side - outer, foot * 0.5))
    return smooth(np.concatenate([stem, coil[::3], coil[-1:]]), count=5)


def curl(spine: np.ndarray, wide: float, narrow: float, layers: int = 3) -> Shapes:
    """A band that thins along its spine, with a rim, a body and a vein."""
    out = [filled(tapered(spine, wide, narrow), 2), filled(tapered(spine, wide * 0.68, narrow * 0.5), 1)]
    if layers > 2:
        out.append(filled(tapered(spine[: len(spine) * 3 // 4], wide * 0.16, narrow * 0.1), 3))
    return tuple(out)


@family("arch_spiral")
def arch_spiral(params: Params) -> Drawing:
    """Spirals r = a − bθ. `form`: one, an s of two, a pair of horns; `turn` left or right keeps its hand."""
    turns = number(params, "turns", 1.75)
    form = word(params, "form", "horns" if params.get("double") else "one")
    hand = -1 if word(params, "turn", "right") == "right" else 1
    if form == "horns":
        return _horns(turns)
    if form == "s":
        half = _swirl(turns, hand)
        return Drawing((*half, *turned(half, 180), filled(circle(0.13), 3)), 2.9, 1.7)
    lines = spiral(0.9, 0.06, turns, 90, hand)
    return Drawing((*curl(lines, 0.34 / turns, 0.16 / turns), filled(circle(0.06), 3)))


def _horns(turns: float) -> Drawing:
    right = curl(horn(turns), 0.25, 0.12)
    seed = [filled(circle(0.075, 0.5, 0.51), 3)]
    base = filled(smooth(points((-0.2, -0.98), (0, -0.72), (0.2, -0.98)), True), 2)
    brow = filled(smooth(points((0, -0.12), (0.16, 0.2), (0, 0.62), (-0.16, 0.2)), True), 3)
    thorns = [filled(points((0.14, y), (0.4, y - 0.16), (0.14, y - 0.2)), 1) for y in (-0.28, -0.58)]
    return Drawing((*both_sides((*thorns, *right, *seed)), brow, base), 1.98, 2.0)


def _swirl(turns: float, hand: int) -> Shapes:
    coil = spiral(0.62, 0.05, turns, 180 if hand < 0 else -180, hand, (0.75, 0))
    spine = smooth(np.concatenate([points((0.0, 0.0)), coil[4::3]]), count=5)
    return (*curl(spine, 0.24, 0.1), filled(circle(0.07, 0.75), 3))


@family("log_spiral")
def water_vortex(params: Params) -> Drawing:
    """A vortex of several logarithmic arms; `turn` keeps its hand."""
    arms, hand = count(params, "arms", 3, 1, 8), -1 if word(params, "turn", "right") == "right" else 1
    spine = log_spiral(0.95, 0.09, number(params, "turns", 1.25), 90, hand)
    shapes = [s for k in range(arms) for s in turned(curl(spine[::-1], 0.06, 0.26), 360 * k / arms)]
    return Drawing(
        (*sorted(shapes, key=lambda s: s.fill == 1), filled(circle(0.13), 2), filled(circle(0.07), 0))
    )


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
    shapes: list[Shapes] = []
    for k in range(half, -1, -1):
        for side in (1, -1) if k else (1,):
            lick = 0.05 * np.sin(2 * np.pi * (phase + 0.3 * k))
            tall = 1.72 * (1 - 0.17 * k) + lick
            one = _tongue(tall, 0.62 - 0.05 * k, 0.16 + 0.16 * k)
            one = one if side > 0 else mirrored(one)
            shapes.append(moved(one, side * 0.3 * k, -0.92))
    hearth = [
        filled(np.concatenate([arc(r, 0, 180, (0, -0.98))]), role)
        for r, role in ((0.52, 2), (0.42, 1), (0.24, 3))
    ]
    wide = 0.62 * half + 1.0
    return Drawing((*(s for one in shapes for s in one), *hearth), max(wide, 1.4), 2.0)


def _tongue(tall: float, wide: float, bend: float) -> Shapes:
    """One tongue: an S-shaped leaf with a curled tip, in layers."""
    t = np.linspace(0, 1, 26)
    x = bend * (np.sin(np.pi * t * 1.25) * 0.9 - 0.55 * t**3)
    spine = np.stack([x, tall * t], 1)
    width = wide * (0.55 + 0.9 * t) * np.sqrt(np.clip(1 - t**1.5, 0, 1))
    layers = []
    for share, role in ((1.0, 2), (0.76, 1), (0.42, 3), (0.18, 0)):
        part = spine * [1, 0.62 + 0.36 * share]
        layers.append(filled(ribbon(part, width * share), role))
    return tuple(layers)


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


@family("badam", upright=False)
def badam(params: Params) -> Drawing:
    """The almond: a drop whose tip curls over, rims within rims, a sprig in its heart."""
    edge = np.concatenate([
        smooth(points((0.35, 0.95), (0.05, 0.78), (-0.35, 0.4), (-0.6, -0.1), (-0.52, -0.62), (-0.1, -0.92),
                      (0.38, -0.82), (0.62, -0.4), (0.52, 0.05), (0.26, 0.34), (0.2, 0.6), (0.34, 0.72), (0.5, 0.66)),
               count=7),
        points((0.62, 0.8), (0.52, 0.95)),
    ])  # fmt: skip
    middle = np.array([0.02, -0.32])
    rims = [
        filled(middle + (edge - middle) * s, role)
        for s, role in ((1.0, 1), (0.86, 0), (0.8, 2), (0.62, 0), (0.57, 1))
    ]
    sprig = [filled(circle(r, 0.0, -0.36), role) for r, role in ((0.2, 0), (0.15, 3), (0.06, 0))]
    beads = [filled(circle(0.055, *(middle + (p - middle) * 1.14)), 3) for p in edge[8:68:5]]
    veins = [
        filled(circle(0.05, *(np.array([0.0, -0.36]) + 0.3 * np.array([np.cos(a), np.sin(a)]))), 3)
        for a in np.arange(8) * np.pi / 4
    ]
    return Drawing(mapped((*beads, *rims, *veins, *sprig), np.eye(2) * 0.9, (0, 0)), 1.5, 2.0)


@family("swirl_frieze", joins=True)
def swirl_frieze(params: Params) -> Drawing:
    """Running spirals, each unwinding into the next; `turn` keeps the hand."""
    hand = -1 if word(params, "turn", "right") == "right" else 1
    half = _swirl(number(params, "turns", 2.0), hand)
    whole = (*half, *turned(half, 180))
    gems = [
        filled(smooth(points((0, 0.28), (0.16, 0), (0, -0.28), (-0.16, 0)) + p, True), 3)
        for p in ((0.0, 0.62), (0.0, -0.62), (1.5, 0.62), (1.5, -0.62), (-1.5, 0.62), (-1.5, -0.62))
    ]
    return Drawing((*gems, *outlined(whole, 0, 0.03)), 3.0, 1.8)


@family("ikat")
def ikat(params: Params) -> Drawing:
    """One repeat of warp-dyed silk: almonds in rims between combs, ram's horns and stepped bars, tall as looms tie it."""
    form = word(params, "form", "almond")
    tall = 5.2
    almond = smooth(
        points(
            (0, 1.15),
            (0.3, 0.62),
            (0.42, 0.0),
            (0.3, -0.62),
            (0, -1.15),
            (-0.3, -0.62),
            (-0.42, 0.0),
            (-0.3, 0.62),
        ),
        True,
    )
    core = [filled(almond * s, role) for s, role in ((1.0, 1), (0.8, 4), (0.64, 2), (0.4, 3), (0.2, 1))]
    teeth = [
        filled(points((0.5, y), (0.94, y + 0.09), (0.94, y + 0.2), (0.5, y + 0.13)), 3)
        for y in np.arange(-1.1, 1.0, 0.3)
    ]
    spine = [filled(points((0.9, -1.3), (1.0, -1.3), (1.0, 1.3), (0.9, 1.3)), 2)]
    coil = smooth(
        np.concatenate([points((0.06, -0.5), (0.08, 0.1)), spiral(0.3, 0.08, 1.0, 180, -1, (0.4, 0.1))[2::3]])
    )
    rams = [filled(tapered(coil, 0.3, 0.14), 2), filled(tapered(coil, 0.16, 0.06), 1)]
    drops = [
        filled(smooth(points((0.72, 0.6), (0.84, 0.2), (0.72, -0.2), (0.6, 0.2)) + [0, dy], True), role)
        for dy, role in ((0.0, 4), (-0.7, 3))
    ]
    stripes_ = [
        filled(points((x, -2.6), (x + 0.1, -2.6), (x + 0.1, 2.6), (x, 2.6)), role)
        for x, role in ((0.86, 4), (0.92, 2))
    ]
    bars = [filled(points((-0.5 + 0.1 * k, y), (0.5 - 0.1 * k, y), (0.5 - 0.1 * k, y + 0.16), (-0.5 + 0.1 * k, y + 0.16)), role)
            for k, (y, role) in enumerate(((-1.0, 3), (-0.8, 4), (-0.6, 3)))]  # fmt: skip
    lower = moved((*bars, *both_sides((*rams, *drops))), 0, -1.3)
    if form == "comb":
        lower = moved(both_sides((*rams, *drops)), 0, -1.3)
    return Drawing(
        (*both_sides((*stripes_, *moved((*spine, *teeth), 0, 1.3))), *moved(core, 0, 1.3), *lower), 2.0, tall
    )
