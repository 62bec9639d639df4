"""Signs behind the gate: the svastika with its turn said, the vajra, the tiger's face."""

import numpy as np

from wenwu.base.errors import InputError
from wenwu.motifs.creature import spot
from wenwu.motifs.curve import arc, circle, leaf, points, smooth, tapered
from wenwu.motifs.family import Params, word
from wenwu.motifs.gate import HANDS, gated
from wenwu.motifs.path import Drawing, Shapes, both_sides, filled, mapped, moved, ring_of, stroked, turned


@gated("svastika")
def svastika(params: Params) -> Drawing:
    """Four arms bent at right angles, round dots between; `turn` right is 卐, left is 卍; none is assumed."""
    turn = word(params, "turn", "")
    if turn not in HANDS:
        raise InputError("a svastika is drawn with its turn said: left or right")
    arm = points((0, 0), (0, 0.78), (0.78, 0.78))
    one = stroked(arm if turn == "right" else arm * [-1, 1], 1, 0.3, square=True)
    dots = (filled(circle(0.12, 0.4, 0.4, 24), 2),)
    return Drawing((*ring_of((one,), 4), *(ring_of(dots, 4) if params.get("dots") else ())))


@gated("vajra")
def vajra(params: Params) -> Drawing:
    """Five prongs above and below a round heart: a straight one, and four that bow in to its tip."""
    prong = smooth(points((0.1, 0.36), (0.36, 0.44), (0.46, 0.66), (0.3, 0.9), (0.06, 0.97)), count=8)
    inner = smooth(points((0.05, 0.36), (0.2, 0.5), (0.24, 0.68), (0.16, 0.86), (0.03, 0.95)), count=8)
    half: list = []
    for line, wide in ((prong, 0.15), (inner, 0.1)):
        half += [filled(tapered(line, w, 0.5 * w), role) for w, role in ((wide + 0.05, 2), (wide, 1))]
    barb = [filled(smooth(points((0.4, 0.72), (0.52, 0.76), (0.56, 0.66), (0.46, 0.62)), True), 2)]
    spike = [
        filled(points((-w, 0.36), (w, 0.36), (0.3 * w, 0.99), (-0.3 * w, 0.99)), k)
        for w, k in ((0.08, 2), (0.045, 1))
    ]
    lotus = [
        t
        for a in (-44, 44, -22, 22, 0)
        for t in moved(turned((filled(leaf(0.24, 0.17), 2), filled(leaf(0.2, 0.1), 3)), a), 0, 0.14)
    ]
    collar = [
        filled(points((-w, y), (w, y), (w, y + 0.06), (-w, y + 0.06)), k)
        for w, y, k in ((0.2, 0.33, 2), (0.16, 0.27, 1))
    ]
    up = (*both_sides((*barb, *half)), *spike, *lotus, *collar)
    heart = [filled(circle(r, 0, 0, 40), k) for r, k in ((0.17, 2), (0.13, 1), (0.05, 3))]
    return Drawing((*up, *mapped(up, np.diag([1.0, -1.0])), *heart), 1.3, 2.04)


@gated("tiger_mask")
def tiger_mask(params: Params) -> Drawing:
    """A tiger's face from the front: round ears, stripes, a brow mark, great eyes, fangs and whiskers."""
    face = smooth(
        points(
            (0, 0.8),
            (0.4, 0.78),
            (0.76, 0.5),
            (0.84, 0.06),
            (0.72, -0.42),
            (0.4, -0.82),
            (0, -0.92),
            (-0.4, -0.82),
            (-0.72, -0.42),
            (-0.84, 0.06),
            (-0.76, 0.5),
            (-0.4, 0.78),
        ),
        True,
    )
    ear = spot(0.27, 0.66, 0.7, (2, 1, 0, 3))
    head = [filled(face * k, role) for k, role in ((1.06, 2), (1.0, 1))]
    stripes = [
        filled(tapered(smooth(points(*path)), 0.13, 0.02), 0)
        for path in (
            ((0.84, 0.2), (0.66, 0.2), (0.54, 0.26)),
            ((0.84, -0.06), (0.68, -0.06), (0.58, 0.0)),
            ((0.74, -0.38), (0.62, -0.3), (0.54, -0.22)),
            ((0.52, 0.7), (0.44, 0.6), (0.42, 0.48)),
        )
    ]
    brow = [filled(tapered(smooth(points((0.12, 0.28), (0.32, 0.42), (0.58, 0.34))), 0.12, 0.04), 0)]
    eye = (*spot(0.2, 0.33, 0.16, (0, 2, 0)), filled(circle(0.05, 0.35, 0.2, 12), 2))
    cheek = [filled(circle(r, 0.24, -0.42, 30), k) for r, k in ((0.3, 0), (0.27, 2))]
    dots = [filled(circle(0.03, x, y, 10), 0) for x, y in ((0.2, -0.34), (0.32, -0.34), (0.26, -0.44))]
    whiskers = [
        stroked(points((0.4, y), (0.98, y + d)), 2, 0.03)
        for y, d in ((-0.34, 0.1), (-0.42, 0.0), (-0.5, -0.1))
    ]
    return Drawing(
        (
            *both_sides(ear),
            *head,
            *both_sides((*stripes, *brow, *eye, *cheek, *dots)),
            *_muzzle(),
            *both_sides(whiskers),
        ),
        2.1,
        2.1,
    )


def _muzzle() -> Shapes:
    """Brow mark of three bars and an upright, nose, open mouth with fangs and a tongue."""
    bars = [stroked(points((-w, y), (w, y)), 0, 0.055) for y, w in ((0.7, 0.2), (0.57, 0.15), (0.44, 0.2))]
    bars.append(stroked(points((0, 0.7), (0, 0.44)), 0, 0.055))
    nose = smooth(
        points((0, -0.36), (0.17, -0.2), (0.1, -0.12), (0, -0.11), (-0.1, -0.12), (-0.17, -0.2)), True
    )
    mouth = np.concatenate([arc(0.3, 180, 360, (0, -0.58), 20), points((0, -0.5))])
    fangs = [filled(points((x, -0.57), (x + 0.09, -0.57), (x + 0.045, -0.72)), 2) for x in (-0.22, 0.13)]
    tongue = smooth(
        points((0, -0.62), (0.13, -0.7), (0.1, -0.84), (0, -0.88), (-0.1, -0.84), (-0.13, -0.7)), True
    )
    return (
        *bars,
        filled(mouth, 0),
        filled(tongue, 4),
        *fangs,
        filled(nose * [1.25, 1.15], 0),
        filled(nose, 3),
    )
