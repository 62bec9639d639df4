"""The frog from above, splayed on the face of a drum, rings and rays about it."""

import numpy as np

from wenwu.motifs.creature import spot
from wenwu.motifs.curve import circle, points, smooth, spiral, tapered
from wenwu.motifs.family import Params, count, family
from wenwu.motifs.path import Drawing, Shapes, both_sides, filled, moved, ring_of, scaled, stroked


@family("frog_radial", upright=True)
def frog_radial(params: Params) -> Drawing:
    """`rings` with `rays` about a frog: bulging eyes, folded legs, padded toes, coiled haunches."""
    rings, rays = count(params, "rings", 4, 2, 6), count(params, "rays", 8, 4, 24)
    edges = np.linspace(0.98, 0.7, rings + 1)
    shapes = [filled(circle(r, count=72), (1, 0)[k % 2]) for k, r in enumerate(edges)]
    shapes.append(filled(circle(edges[-1] - 0.02, count=72), 0))
    for k in range(1, rings, 2):
        middle, deep = (edges[k] + edges[k + 1]) / 2, edges[k] - edges[k + 1]
        shapes += ring_of((filled(circle(0.3 * deep, 0, middle, 12), 2),), 5 * rays)
    ray = points((-0.03, edges[-1]), (0, edges[-1] - 0.17), (0.03, edges[-1]))
    shapes += ring_of((filled(ray * [1.8, 1.0], 2),), rays * 2, 90 / rays)
    return Drawing((*shapes, *scaled(moved(frog(), 0, -0.02), 0.66)))


def frog() -> Shapes:
    """A frog seen from above in a box of ±1, its head up."""
    arm = smooth(points((0.2, 0.3), (0.56, 0.2), (0.66, 0.5), (0.56, 0.7)), count=8)
    leg = smooth(points((0.14, -0.34), (0.5, -0.06), (0.8, -0.26), (0.44, -0.56), (0.62, -0.86)), count=8)
    limbs: list = []
    for line, wide, start, way in ((arm, 0.17, arm[-1], 90), (leg, 0.26, leg[-1], -60)):
        toes = [start + 0.2 * np.array([np.cos(a), np.sin(a)]) for a in np.radians((way - 52, way, way + 52))]
        for toe in toes:
            limbs += [stroked(np.stack([start, toe]), role, w) for w, role in ((0.1, 2), (0.05, 1))]
            limbs += spot(0.058, float(toe[0]), float(toe[1]), (2, 1))
        limbs += [filled(tapered(line, w, 0.6 * w), role) for w, role in ((wide + 0.06, 2), (wide, 1))]
    haunch = [stroked(spiral(0.14, 0.02, 1.3, 200, -1, (0.52, -0.2)), 2, 0.035)]
    body = smooth(
        points(
            (0, 0.74),
            (0.26, 0.66),
            (0.34, 0.42),
            (0.27, 0.1),
            (0.32, -0.22),
            (0.18, -0.52),
            (0, -0.6),
            (-0.18, -0.52),
            (-0.32, -0.22),
            (-0.27, 0.1),
            (-0.34, 0.42),
            (-0.26, 0.66),
        ),
        True,
    )
    trunk = [filled(body * k, role) for k, role in ((1.08, 2), (0.98, 1))]
    rhomb = points((0, 0.34), (0.15, 0.0), (0, -0.42), (-0.15, 0.0))
    back = [filled(rhomb * k, role) for k, role in ((1.0, 2), (0.74, 0), (0.46, 3))]
    spots = [
        filled(circle(0.045, x, y, 12), 2)
        for x, y in ((0.19, 0.3), (0.2, -0.28), (0.12, -0.44), (0.17, 0.14))
    ]
    eyes = spot(0.13, 0.2, 0.66, (2, 0, 3, 0))
    mouth = [stroked(smooth(points((-0.16, 0.62), (0, 0.67), (0.16, 0.62))), 0, 0.03)]
    return (
        *both_sides(limbs),
        *both_sides(haunch),
        *trunk,
        *both_sides(spots),
        *back,
        *mouth,
        *both_sides(eyes),
    )
