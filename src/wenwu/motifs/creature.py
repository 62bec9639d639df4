"""Animals: butterfly, pheasant, dragon. Each faces and stands as its own people draw it; none is turned over."""

import numpy as np

from wenwu.motifs.curve import along, circle, leaf, log_spiral, points, ribbon, smooth, spiral, tapered
from wenwu.motifs.family import Params, count, family, word
from wenwu.motifs.path import (
    Drawing,
    Shape,
    Shapes,
    both_sides,
    filled,
    moved,
    stroked,
    turned,
)


def spot(radius: float, x: float, y: float, roles: tuple[int, ...] = (0, 2, 1, 0)) -> Shapes:
    """An eye spot: rings within rings."""
    return tuple(
        filled(circle(radius * (1 - k / len(roles)), x, y, 24), role) for k, role in enumerate(roles)
    )


@family("butterfly", upright=True)
def butterfly(params: Params) -> Drawing:
    """Fore and hind wings in rims, eye spots, scalloped edges, coiled feelers."""
    fore = smooth(
        points((0.06, 0.1), (0.16, 0.5), (0.55, 0.86), (0.92, 0.82), (0.97, 0.5), (0.74, 0.18), (0.36, 0.02)),
        True,
    )
    hind = smooth(
        points(
            (0.06, 0.02),
            (0.4, -0.02),
            (0.78, -0.14),
            (0.84, -0.48),
            (0.58, -0.78),
            (0.32, -0.9),
            (0.3, -0.56),
            (0.1, -0.3),
        ),
        True,
    )
    wing: list = []
    for edge, middle, main in ((hind, (0.36, -0.3), 3), (fore, (0.42, 0.36), 1)):
        m = np.array(middle)
        wing += [
            filled(m + (edge - m) * s, role)
            for s, role in ((1.06, 2), (0.95, 0), (0.88, main), (0.6, 0), (0.54, 4), (0.36, main))
        ]
        rim, side = along(m + (edge - m) * 0.76, 15, 0.0, 0.95)
        wing += [filled(circle(0.032, *p, 10), 2) for p in rim]
    spots = [
        t
        for k in range(count(params, "eye_spots", 2, 1, 3))
        for t in spot(
            (0.17, 0.14, 0.09)[k], *((0.66, 0.58), (0.56, -0.46), (0.34, 0.3))[k], roles=(0, 2, 1, 0, 4)
        )
    ]
    veins = [
        stroked(points((0.1, 0.06), p), 2, 0.025)
        for p in ((0.4, 0.52), (0.52, 0.3), (0.44, -0.2), (0.3, -0.4))
    ]
    feeler = smooth(
        np.concatenate(
            [points((0.04, 0.5), (0.12, 0.72)), log_spiral(0.13, 0.03, 1.1, 180, -1, (0.3, 0.84))[2::3]]
        ),
        count=4,
    )
    half = (*wing, *spots, *veins, filled(tapered(feeler, 0.05, 0.03), 2))
    body = [
        filled(
            smooth(
                points((0, 0.5), (0.1, 0.3), (0.085, -0.2), (0, -0.62), (-0.085, -0.2), (-0.1, 0.3)) * k, True
            ),
            role,
        )
        for k, role in ((1.15, 2), (0.9, 1))
    ]
    rings = [
        stroked(points((-0.075, y), (0, y - 0.04), (0.075, y)), 0, 0.035) for y in np.arange(-0.36, 0.2, 0.1)
    ]
    face = (*spot(0.14, 0, 0.5, (2, 1, 0)), *both_sides((filled(circle(0.03, 0.05, 0.52, 10), 2),)))
    return Drawing((*both_sides(half), *body, *rings, *face), 2.06, 1.96)


@family("bird", upright=True)
def bird(params: Params) -> Drawing:
    """A pheasant in profile: comb, ringed neck, scaled breast, layered wing, long plumes behind."""
    tail = [s for k in range(6) for s in _plume(k)]
    body = smooth(
        points(
            (0.62, 0.62),
            (0.42, 0.32),
            (0.46, -0.02),
            (0.3, -0.4),
            (-0.05, -0.52),
            (-0.36, -0.34),
            (-0.3, 0.0),
            (0.1, 0.24),
            (0.3, 0.58),
            (0.46, 0.78),
        ),
        True,
    )
    m = np.array([0.12, -0.08])
    trunk = [filled(m + (body - m) * s, role) for s, role in ((1.07, 2), (0.98, 1))]
    scales = [t for x, y in ((0.3, 0.02), (0.36, -0.14), (0.2, -0.1), (0.26, -0.28), (0.1, -0.2), (0.14, -0.38), (0.0, -0.32), (0.32, 0.16))
              for t in (filled(circle(0.085, x, y, 14), 0), filled(circle(0.065, x, y, 14), 3))]  # fmt: skip
    neck = [
        stroked(
            smooth(
                points(
                    (0.26 + 0.045 * k, 0.46 + 0.085 * k),
                    (0.38 + 0.04 * k, 0.42 + 0.075 * k),
                    (0.46 + 0.04 * k, 0.36 + 0.09 * k),
                )
            ),
            (0, 4, 0)[k],
            0.05,
        )
        for k in range(3)
    ]
    head = (
        *spot(0.1, 0.52, 0.7, (2, 0, 1)),
        filled(points((0.62, 0.76), (0.86, 0.64), (0.6, 0.62)), 3),
        filled(points((0.62, 0.67), (0.8, 0.62), (0.6, 0.6)), 2),
    )
    comb = [
        filled(
            tapered(
                smooth(
                    points((0.5, 0.8), (0.44 - 0.11 * k, 0.98 - 0.03 * k), (0.3 - 0.13 * k, 0.95 - 0.09 * k))
                ),
                0.1,
                0.03,
            ),
            4 if k % 2 else 3,
        )
        for k in range(3)
    ]
    wing = [t for k in range(5) for t in _quill(k)]
    shoulder = spot(0.2, 0.06, -0.02, (2, 4, 0, 3))
    legs = [
        stroked(line, 3, 0.045)
        for x in (0.02, 0.2)
        for line in (
            points((x, -0.48), (x + 0.06, -0.78)),
            points((x - 0.06, -0.82), (x + 0.06, -0.78), (x + 0.2, -0.82)),
        )
    ]
    return Drawing(
        moved((*legs, *tail, *trunk, *scales, *neck, *comb, *head, *wing, *shoulder), 0.34, 0.0), 2.4, 2.0
    )


def _plume(k: int) -> Shapes:
    """One plume of the tail: a long curved leaf with chevrons and an eye."""
    y = 0.34 - 0.21 * k
    bow = 0.34 - 0.16 * k
    spine = smooth(
        points((-0.2, -0.22), (-0.7, y * 0.5 + bow * 0.4), (-1.16, y + bow * 0.5), (-1.44, y + bow * 0.1)),
        count=10,
    )
    t = np.linspace(0, 1, len(spine))
    wide = 0.2 * np.sin(np.pi * np.clip(t * 0.86 + 0.1, 0, 1)) ** 0.7
    place, side = along(spine, 7, 0.25, 0.8)
    marks = [
        stroked(np.stack([p + n * 0.07, p + 0.05 * np.array([-1, 0]), p - n * 0.07]), 0, 0.025)
        for p, n in zip(place, side, strict=True)
    ]
    tip = spine[-4]
    main = (1, 3, 4)[k % 3]
    return (
        filled(ribbon(spine, wide * 1.3), 2),
        filled(ribbon(spine, wide), main),
        *marks,
        *spot(0.085, *tip, roles=(2, 0, 1)),
    )


def _quill(k: int) -> Shapes:
    """One feather of the folded wing."""
    line = smooth(points((0.12, 0.06 - 0.02 * k), (-0.2, 0.12 - 0.1 * k), (-0.58 + 0.06 * k, 0.2 - 0.15 * k)))
    t = np.linspace(0, 1, len(line))
    return tuple(
        filled(ribbon(line, w * np.sin(np.pi * (0.12 + 0.8 * t))), role)
        for w, role in ((0.19, 2), (0.14, (4, 1)[k % 2]), (0.05, 0))
    )


@family("dragon_s", upright=True)
def dragon_s(params: Params) -> Drawing:
    """A curving dragon: horned head, mane, scales, back fin, belly bands, clawed legs, a fish's tail.

    `horns` ox or deer, `legs` 0 to 4, `body` fish (broad, finned) or snake.
    """
    legs = count(params, "legs", 4, 0, 4)
    spine = smooth(
        points(
            (1.18, 0.5),
            (0.88, 0.1),
            (0.9, -0.42),
            (0.5, -0.72),
            (0.08, -0.42),
            (0.02, 0.12),
            (-0.34, 0.5),
            (-0.78, 0.3),
            (-0.88, -0.2),
            (-1.22, -0.5),
            (-1.62, -0.3),
        ),
        count=12,
    )
    t = np.linspace(0, 1, len(spine))
    stout = 1.2 if word(params, "body", "fish").startswith("fish") else 1.0
    wide = stout * (0.12 + 0.26 * np.sin(np.pi * np.clip(0.12 + 0.84 * t, 0, 1)) ** 0.8)
    fins = _fins(spine, wide)
    trunk = [filled(ribbon(spine, wide + 0.1), 2), filled(ribbon(spine, wide), 1)]
    belly = [
        filled(ribbon(spine - _side(spine) * (wide * 0.36)[:, None], wide * 0.24), 0),
        *_bands(spine, wide),
    ]
    limbs = [t for k in range(legs) for t in _limb(spine, wide, (0.2, 0.37, 0.6, 0.8)[k])]
    shapes = (
        *_tail(spine),
        *fins,
        *limbs,
        *trunk,
        *_scales(spine, wide),
        *belly,
        *moved(_head(word(params, "horns", "ox")), 1.26, 0.56),
    )
    return Drawing(moved(shapes, 0.12, 0.0), 3.9, 2.3)


def _side(spine: np.ndarray) -> np.ndarray:
    tangent = np.gradient(spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    return tangent[:, ::-1] * [-1, 1]


def _fins(spine: np.ndarray, wide: np.ndarray) -> list[Shape]:
    """Flame-shaped fins along the back."""
    out = []
    side, tangent = _side(spine), np.gradient(spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    for k in range(10, len(spine) - 8, 5):
        root, n, way = spine[k], -side[k], tangent[k]
        base = root + n * wide[k] * 0.42
        tip = base + n * 0.24 + way * 0.13
        out.append(
            filled(
                np.stack([base - way * 0.08, base + n * 0.1 - way * 0.02, tip, base + way * 0.1]),
                3 if (k // 5) % 2 else 4,
            )
        )
    return out


def _bands(spine: np.ndarray, wide: np.ndarray) -> list[Shape]:
    """Cross lines of the belly."""
    side = _side(spine)
    return [
        stroked(
            np.stack([spine[k] - side[k] * wide[k] * 0.26, spine[k] - side[k] * wide[k] * 0.48]), 2, 0.025
        )
        for k in range(6, len(spine) - 6, 3)
    ]


def _scales(spine: np.ndarray, wide: np.ndarray) -> list[Shape]:
    """Rows of scales over back and flank."""
    out = []
    side, tangent = _side(spine), np.gradient(spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    for k in range(len(spine) - 8, 6, -3):
        for row, offset in enumerate((0.34, 0.1, -0.14)):
            shift = 1 if row % 2 else 0
            n = min(k + shift, len(spine) - 1)
            p = (
                spine[n]
                - side[n] * -0
                + side[n] * wide[n] * -offset * -1 * 0
                + _across(side[n], wide[n], offset)
            )
            r = wide[n] * 0.2
            a = np.degrees(np.arctan2(tangent[n][1], tangent[n][0]))
            out += moved(turned((filled(_half(r), 2), filled(_half(r * 0.72), 3 if row == 1 else 1)), a), *p)
    return out


def _across(side: np.ndarray, wide: float, offset: float) -> np.ndarray:
    return side * wide * (offset - 0.02) * -1


def _half(r: float) -> np.ndarray:
    """A scale open toward the head, its round end toward the tail (+x)."""
    a = np.radians(np.linspace(-95, 95, 9))
    return np.stack([r * np.cos(a), r * np.sin(a)], 1)


def _limb(spine: np.ndarray, wide: np.ndarray, at: float) -> Shapes:
    """A leg with a flame at the elbow and four claws."""
    k = int(at * (len(spine) - 1))
    side = _side(spine)[k]
    way = side if side[1] < 0 else -side
    root = spine[k] + way * wide[k] * 0.3
    foot = root + way * 0.3 + np.array([0.2, -0.12])
    knee = root + way * 0.26 + np.array([-0.12, 0.02])
    leg = smooth(np.stack([root, knee, foot]), count=6)
    claws = [filled(tapered(foot + smooth(np.stack([np.zeros(2), d * 0.12, d * 0.2 + [0, -0.04]])), 0.07, 0.012), 3)
             for d in (np.array([np.cos(a), np.sin(a)]) for a in np.radians((60, 15, -30, -80)))]  # fmt: skip
    spur = [filled(leaf(0.24, 0.1, -0.08) + knee, 4)]
    return (
        *spur,
        *claws,
        filled(tapered(leg, 0.22, 0.13), 2),
        filled(tapered(leg, 0.15, 0.07), 1),
        *spot(0.075, *foot, roles=(2, 1)),
    )


def _tail(spine: np.ndarray) -> Shapes:
    """A fan of fins, as of a fish."""
    end = spine[-1]
    out: list = []
    for a in (118, 88, 58, 150, 30):
        out += moved(
            turned((filled(leaf(0.52, 0.2, 0.1), 2), filled(leaf(0.46, 0.13, 0.09), 4 if a % 4 else 3)), a),
            end[0] + 0.06,
            end[1],
        )
    return tuple(out)


def _head(horns: str) -> Shapes:
    """A head in profile, facing right: horns, brow, eye, open jaws, teeth, beard, whisker."""
    mane = [
        t
        for k, a in enumerate((150, 122, 178, 206, 96))
        for t in moved(
            turned(
                (filled(leaf(0.5, 0.16, 0.14), 2), filled(leaf(0.43, 0.09, 0.13), 4 if k % 2 else 3)), a - 40
            ),
            -0.1,
            0.0,
        )
    ]
    skull = smooth(
        points(
            (-0.26, -0.16),
            (-0.3, 0.12),
            (-0.08, 0.3),
            (0.14, 0.24),
            (0.34, 0.22),
            (0.5, 0.3),
            (0.56, 0.16),
            (0.46, 0.06),
            (0.14, 0.02),
            (0.06, -0.1),
        ),
        True,
    )
    jaw = smooth(
        points(
            (-0.22, -0.12),
            (0.02, -0.06),
            (0.3, -0.12),
            (0.46, -0.1),
            (0.44, -0.2),
            (0.14, -0.28),
            (-0.16, -0.26),
        ),
        True,
    )
    m = np.array([0.08, 0.08])
    bones = [
        filled(jaw, 2),
        filled(np.array([0.1, -0.17]) + (jaw - [0.1, -0.17]) * 0.8, 1),
        filled(m + (skull - m) * 1.14, 2),
        filled(skull, 1),
    ]
    teeth = [filled(points((x, 0.04), (x + 0.04, -0.06), (x + 0.08, 0.05)), 0) for x in (0.16, 0.27, 0.38)]
    tongue = [
        filled(
            tapered(smooth(points((0.05, -0.1), (0.34, -0.04), (0.58, -0.1), (0.66, -0.02))), 0.07, 0.02), 4
        )
    ]
    nose = (
        *spot(0.07, 0.48, 0.2, (2, 3)),
        filled(
            tapered(
                smooth(
                    np.concatenate(
                        [points((0.48, 0.26), (0.62, 0.4)), spiral(0.1, 0.03, 1.0, -60, 1, (0.64, 0.5))[3::4]]
                    )
                ),
                0.05,
                0.02,
            ),
            3,
        ),
    )
    eye = spot(0.125, 0.1, 0.19, (2, 0, 3, 2))
    beard = [
        filled(
            tapered(
                smooth(points((0.06 - 0.1 * k, -0.24), (0.02 - 0.12 * k, -0.4), (0.12 - 0.14 * k, -0.52))),
                0.08,
                0.02,
            ),
            3 + k % 2,
        )
        for k in range(3)
    ]
    return (*mane, *beard, *_horn(horns), *tongue, *bones, *teeth, *nose, *eye)


def _horn(kind: str) -> Shapes:
    """Ox horns rise in a crescent; deer horns branch."""
    if kind == "ox":
        line = smooth(points((-0.06, 0.24), (-0.26, 0.44), (-0.2, 0.72), (0.06, 0.86)))
        other = smooth(points((0.06, 0.26), (0.08, 0.44), (0.22, 0.58), (0.4, 0.6)))
    else:
        line = smooth(points((-0.06, 0.24), (-0.34, 0.46), (-0.66, 0.56)))
        other = smooth(points((-0.3, 0.44), (-0.34, 0.62), (-0.26, 0.76)))
    return tuple(
        filled(tapered(spine, w, w * 0.2), role)
        for spine in (other, line)
        for w, role in ((0.2, 2), (0.12, 0))
    )
