"""The dragon: a curving body with scales and fins, a horned head, clawed legs, a fish's tail."""

import numpy as np

from wenwu.motifs.creature import spot
from wenwu.motifs.curve import leaf, points, ribbon, smooth, spiral, tapered
from wenwu.motifs.family import Params, count, family, word
from wenwu.motifs.path import Drawing, Points, Real, Shape, Shapes, filled, moved, stroked, turned


@family("dragon_s", upright=True)
def dragon_s(params: Params) -> Drawing:
    """A curving dragon: horned head, mane, scales, back fin, belly bands, clawed legs, a fish's tail.

    `horns` ox or deer, `legs` 0 to 4 with `claws` 3 to 5 each, `body` fish (broad, finned) or snake.
    """
    legs, claws = count(params, "legs", 4, 0, 4), count(params, "claws", 4, 3, 5)
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
    limbs = [t for k in range(legs) for t in _limb(spine, wide, (0.2, 0.37, 0.6, 0.8)[k], claws)]
    shapes = (
        *_tail(spine),
        *fins,
        *limbs,
        *trunk,
        *_scales(spine, wide),
        *belly,
        *moved(dragon_head(word(params, "horns", "ox")), 1.26, 0.56),
    )
    return Drawing(moved(shapes, -0.02, -0.14), 4.4, 2.6)


def _side(spine: Points) -> Points:
    """Unit normals, toward the belly where the dragon climbs."""
    return _ahead(spine)[:, ::-1] * [-1, 1]


def _fins(spine: Points, wide: np.ndarray) -> list[Shape]:
    """Flame-shaped fins along the back."""
    out = []
    side, tangent = _side(spine), _ahead(spine)
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


def _bands(spine: Points, wide: np.ndarray) -> list[Shape]:
    """Cross lines of the belly."""
    side = _side(spine)
    return [
        stroked(
            np.stack([spine[k] - side[k] * wide[k] * 0.26, spine[k] - side[k] * wide[k] * 0.48]), 2, 0.025
        )
        for k in range(6, len(spine) - 6, 3)
    ]


def _scales(spine: Points, wide: np.ndarray) -> list[Shape]:
    """Rows of scales over back and flank, laid from the tail so that each covers the next."""
    out: list[Shape] = []
    side, tangent = _side(spine), _ahead(spine)
    for k in range(len(spine) - 8, 6, -3):
        for row, across in enumerate((0.34, 0.1, -0.14)):
            n = min(k + row % 2, len(spine) - 1)
            place = spine[n] - side[n] * wide[n] * (across - 0.02)
            angle = float(np.degrees(np.arctan2(tangent[n][1], tangent[n][0])))
            scale = (filled(_half(wide[n] * 0.2), 2), filled(_half(wide[n] * 0.144), 3 if row == 1 else 1))
            out += moved(turned(scale, angle), *place)
    return out


def _ahead(spine: Points) -> Points:
    """Unit tangents, toward the tail."""
    tangent = np.gradient(spine, axis=0)
    return tangent / np.linalg.norm(tangent, axis=1, keepdims=True)


def _half(r: Real) -> np.ndarray:
    """A scale open toward the head, its round end toward the tail (+x)."""
    a = np.radians(np.linspace(-95, 95, 9))
    return np.stack([r * np.cos(a), r * np.sin(a)], 1)


def _limb(spine: Points, wide: np.ndarray, at: Real, many: int) -> Shapes:
    """A leg with a flame at the elbow and some claws."""
    k = int(at * (len(spine) - 1))
    side = _side(spine)[k]
    way = side if side[1] < 0 else -side
    root = spine[k] + way * wide[k] * 0.3
    foot = root + way * 0.3 + np.array([0.2, -0.12])
    knee = root + way * 0.26 + np.array([-0.12, 0.02])
    leg = smooth(np.stack([root, knee, foot]), count=6)
    ways = [np.array([np.cos(a), np.sin(a)]) for a in np.radians(np.linspace(60, -80, many))]
    hooks = [foot + smooth(np.stack([0 * d, d * 0.12, d * 0.2 - np.array([0, 0.04])])) for d in ways]
    claws = [filled(tapered(hook, 0.07, 0.012), 3) for hook in hooks]
    spur = [filled(leaf(0.24, 0.1, -0.08) + knee, 4)]
    return (
        *spur,
        *claws,
        filled(tapered(leg, 0.22, 0.13), 2),
        filled(tapered(leg, 0.15, 0.07), 1),
        *spot(0.075, foot[0], foot[1], (2, 1)),
    )


def _tail(spine: Points) -> Shapes:
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


def dragon_head(horns: str) -> Shapes:
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
