"""Warp-dyed silk: one repeat of the pattern that is tied into the warp."""

import numpy as np

from wenwu.motifs.curve import points, smooth, spiral, tapered
from wenwu.motifs.family import Params, family
from wenwu.motifs.path import Drawing, Real, Shapes, both_sides, filled, mapped, moved


@family("ikat", joins=True, upright=True, tiles=True)
def ikat(params: Params) -> Drawing:
    """Two columns half a repeat apart: rimmed almonds between combs, horns between stepped bars."""
    left = (
        *_ground(1, 4),
        *_column(0.0, _almond((0, 4, 3, 2, 1))),
        *_column(3.0, _horns(2, 3)),
        *_column(1.5, _bars(4, 0)),
        *_column(-1.5, _bars(4, 0)),
    )
    right = (
        *_ground(2, 3),
        *_column(3.0, _almond((3, 0, 1, 4, 2))),
        *_column(0.0, _horns(3, 1)),
        *_column(1.5, _bars(1, 3)),
        *_column(-1.5, _bars(1, 3)),
    )
    return Drawing(
        (*moved(left, -1, 0), *moved(right, 1, 0), *moved(left, 3, 0), *moved(right, -3, 0)), 4.0, 6.0
    )


def _ground(main: int, line: int) -> Shapes:
    """A column of colour between white gaps with a thread of another colour."""
    return tuple(
        filled(points((-w, -4), (w, -4), (w, 4), (-w, 4)), role)
        for w, role in ((1.0, 0), (0.93, line), (0.86, 0), (0.8, main))
    )


def _column(y: Real, shapes: Shapes) -> Shapes:
    """Shapes at a height of the repeat, and their like a repeat above or below."""
    again = (y - 6.0,) if y > 0 else (y + 6.0,) if y < 0 else ()
    return tuple(t for at in (y, *again) for t in moved(shapes, 0, at))


def _almond(roles: tuple[int, ...]) -> Shapes:
    """A long almond in rims, combs at both sides."""
    edge = smooth(
        points(
            (0, 1.42),
            (0.36, 0.8),
            (0.52, 0.0),
            (0.36, -0.8),
            (0, -1.42),
            (-0.36, -0.8),
            (-0.52, 0.0),
            (-0.36, 0.8),
        ),
        True,
    )
    rims = [
        filled(edge * [k, 0.4 + 0.6 * k], role)
        for k, role in zip((1.16, 0.98, 0.74, 0.5, 0.24), roles, strict=True)
    ]
    teeth = [
        filled(points((0.56, y), (0.82, y + 0.06), (0.82, y + 0.17), (0.56, y + 0.11)), roles[0])
        for y in np.arange(-1.2, 1.15, 0.27)
    ]
    return (*both_sides(teeth), *rims)


def _horns(outer: int, inner: int) -> Shapes:
    """Ram's horns up and down from a lozenge."""
    coil = smooth(
        np.concatenate([points((0.1, 0.0), (0.1, 0.4)), spiral(0.26, 0.08, 0.9, 180, -1, (0.4, 0.62))[2::4]]),
        count=4,
    )
    up = both_sides(
        [filled(tapered(coil, w, w * 0.6), role) for w, role in ((0.3, 0), (0.22, outer), (0.09, inner))]
    )
    gem = points((0, 0.5), (0.3, 0), (0, -0.5), (-0.3, 0))
    gems = tuple(filled(gem * k, role) for k, role in ((1.3, 0), (1.0, inner), (0.6, outer)))
    return (*up, *mapped(up, np.diag([1.0, -1.0])), *gems)


def _bars(main: int, other: int) -> Shapes:
    """Stepped bars that close a repeat."""
    steps = ((0.62, 0.2), (0.46, 0.07), (0.3, -0.06), (0.14, -0.19))
    up = [
        filled(points((-w, y), (w, y), (w, y + 0.09), (-w, y + 0.09)), (main, other)[k % 2])
        for k, (w, y) in enumerate(steps)
    ]
    return tuple(up)
