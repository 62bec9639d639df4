"""Roads, ears and shores: the migration path, the wheat sheaf, the cradle cover, sea and cliff."""

import numpy as np

from wenwu.motifs.counted import blank, line, lozenge, two_sides, woven
from wenwu.motifs.creature import spot
from wenwu.motifs.curve import arc, circle, drop, leaf, points, shifted, smooth
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.interlace import Cord, interlace
from wenwu.motifs.path import Drawing, Shape, Shapes, both_sides, endless, filled, moved, stroked, turned


@family("lattice_path", joins=True)
def lattice_path(params: Params) -> Drawing:
    """Winding roads (`lines`) that pass over and under, a ring with a dark heart in each bend, dots along."""
    lines = count(params, "lines", 2, 2, 4)
    x = np.linspace(-4, 4, 321)
    cords = [
        Cord(np.stack([x, 0.62 * np.sin(np.pi * x + 2 * np.pi * k / lines)], 1), closed=False)
        for k in range(lines)
    ]
    laced = interlace(cords, 0.2, (0, 2, 1))
    halts = [(0.5 + k, 0.0) for k in range(-4, 4)] if lines == 2 else []
    rings = [s for at in halts for s in spot(0.21, *at, (1, 0, 1, 0))]
    dots = [
        filled(circle(0.045, 0.25 * k, s * 0.9, 12), 2 if k % 2 else 1)
        for k in range(-14, 15)
        for s in (1, -1)
    ]
    far = [
        s
        for k in range(-4, 4)
        for y in ((0.72, -0.72) if lines == 2 else ())
        for s in spot(0.1, k, y, (1, 0, 1))
    ]
    return Drawing((*dots, *far, *laced, *rings), 2.0, 2.0)


@family("wheat", upright=True)
def wheat(params: Params) -> Drawing:
    """A sheaf of `ears`, tied, cut from folded paper: grains in pairs, beards, notches along the leaves."""
    ears = count(params, "ears", 5, 1, 9)
    lean = np.linspace(-52, 52, ears) if ears > 1 else np.zeros(1)
    out: list[Shape] = []
    for a in sorted(lean.tolist(), key=lambda a: -abs(a)):
        reach = 1.34 - 0.22 * abs(a) / 52
        bow = smooth(points((0, -0.1), (0.02 * np.sign(a), 0.5 * reach), (0, reach)), count=6)
        ear = (stroked(bow, 1, 0.045), *moved(_ear(), 0, reach - 0.12))
        out += moved(turned(ear, -a), 0, -0.42)
    blade = [filled(leaf(0.9, 0.2, 0.34), 1), filled(leaf(0.74, 0.07, 0.3), 0)]
    leaves = both_sides(moved(turned(blade, -74), 0.05, -0.5))
    straw = [
        filled(
            points(
                (0.02 + 0.09 * k, -0.5),
                (0.07 + 0.09 * k, -0.5),
                (0.16 + 0.14 * k, -1.0),
                (0.08 + 0.14 * k, -1.0),
            ),
            1,
        )
        for k in range(3)
    ]
    tie = [filled(points((-0.3, -0.6), (0.3, -0.6), (0.26, -0.44), (-0.26, -0.44)), role) for role in (1,)]
    gap = [stroked(points((-0.24, y), (0.24, y)), 0, 0.02) for y in (-0.49, -0.55)]
    bow_ = both_sides([filled(circle(0.12, 0.36, -0.54, 24), 1), filled(circle(0.06, 0.36, -0.54, 20), 0)])
    return Drawing(moved((*leaves, *both_sides(straw), *out, *bow_, *tie, *gap), 0, -0.12), 2.6, 2.4)


def _ear() -> Shapes:
    """Grains in pairs up to a last one, a beard on each."""
    out: list[Shape] = []
    grain = drop(0.19, 0.13)
    for k in range(5):
        y = -0.36 + 0.11 * k
        for s in (1, -1):
            beard = stroked(points((s * 0.08, y + 0.12), (s * 0.21, y + 0.38)), 1, 0.016)
            out += [
                beard,
                *moved(turned((filled(grain * 1.25 - [0, 0.02], 0), filled(grain, 1)), -34 * s), s * 0.03, y),
            ]
    return (*out, filled(shifted(grain, 0, 0.2), 1))


@family("cradle_face", upright=True, counted=True)
def cradle_face(params: Params) -> Drawing:
    """Counted thread, open at the top: a face with round eyes and teeth over a boat, waves on three sides."""
    waves = count(params, "waves", 2, 1, 3)
    cells = blank(45, 25)  # left half, column 24 is the middle
    for k in range(waves):  # bands of waves: left and foot, none above
        for y in range(0, 44 - 4 * k):
            cells[y, 4 * k + (0, 1, 2, 1)[y % 4]] = (1, 2, 3)[k]
        for x in range(4 * k, 25):
            cells[42 - 4 * k + (0, 1, 2, 1)[x % 4] - 1, x] = (1, 2, 3)[k]
    line(cells, ((11, 28), (15, 32), (25, 32)), 1, 2)  # the boat
    line(cells, ((11, 26), (11, 28)), 1, 2)
    line(cells, ((14, 30), (25, 30)), 2, 1)
    cells[9:25, 13:] = 1  # the face
    for step in range(3):
        cells[9 + step, 13 : 16 - step] = cells[24 - step, 13 : 16 - step] = -1
    lozenge(cells, (18, 14), 3, 2)
    lozenge(cells, (18, 14), 2, 0)
    lozenge(cells, (18, 14), 0, 2)
    cells[4:9, 14:17] = 1  # ears
    cells[5:8, 15] = 2
    cells[10, 20:25] = cells[12, 22:25] = 0  # brow marks
    cells[16:18, 23:25] = 2  # nose
    cells[19:23, 18:25] = 0  # mouth and teeth
    cells[19, 18:25:2] = cells[22, 19:25:2] = 3
    for y in (8, 14, 20):  # hooks beside the face
        line(cells, ((12, y + 2), (10, y + 2), (10, y)), 2, 1)
    shapes, width, height = woven(two_sides(cells))
    return Drawing(shapes, width, height)


@family("sea_cliff", joins=True, upright=True)
def sea_cliff(params: Params) -> Drawing:
    """Sea and cliff: slanting many-coloured stripes of water, rolling crests over them, rocks of `peaks`."""
    peaks = count(params, "peaks", 3, 1, 5) | 1
    stripes: list[Shape] = []
    for k, x in enumerate(np.arange(-3.9, 3.9, 0.13)):
        wave = 0.05 * np.sin(np.linspace(0, 3 * np.pi, 16))
        y = np.linspace(-1, -0.12, 16)
        rail = np.stack([x + wave, y], 1)
        stripes.append(stroked(rail, (1, 2, 0, 3, 1, 2)[k % 6], 0.135, square=True))
    water = filled(points((-4, -1), (4, -1), (4, -0.12), (-4, -0.12)), 1)
    roll = [s for x in np.arange(-1.04, 1.05, 0.52) for s in _crest(float(x))]
    rocks: list[Shape] = []
    for k in sorted(range(-(peaks // 2), peaks // 2 + 1), key=lambda k: -abs(k)):
        rocks += moved(_rock(1.3 - 0.36 * abs(k)), 0.46 * k, -0.16)
    period = 0.78 * 4
    return Drawing(
        (water, *stripes, *endless(rocks, period), *endless((*roll, *_crest(1.56)), period)), period, 2.0
    )


def _crest(x: float) -> Shapes:
    """A roller: half rings within one another, a curl of foam on top."""
    rings = [
        filled(arc(r, 0, 180, (0, -0.14), 24), role)
        for r, role in ((0.27, 0), (0.24, 2), (0.19, 1), (0.14, 2), (0.09, 0))
    ]
    foam = [
        filled(circle(r, s * 0.1, 0.12, 16), role) for s in (1, -1) for r, role in ((0.065, 0), (0.045, 2))
    ]
    return moved((*foam, *rings), x, 0)


def _rock(tall: float) -> Shapes:
    """A peak with ledges, rims within rims."""
    edge = points(
        (-0.34, 0),
        (-0.3, 0.4 * tall),
        (-0.18, 0.46 * tall),
        (-0.16, 0.78 * tall),
        (-0.07, 0.82 * tall),
        (0, 0.76 * tall + 0.1),
        (0.07, 0.82 * tall),
        (0.16, 0.78 * tall),
        (0.18, 0.46 * tall),
        (0.3, 0.4 * tall),
        (0.34, 0),
    )
    soft = smooth(edge * [1.5, 1.0], count=5)
    return tuple(
        filled(soft * [k, 0.3 + 0.7 * k], role)
        for k, role in ((1.1, 0), (1.0, 2), (0.8, 1), (0.56, 3), (0.3, 2))
    )
