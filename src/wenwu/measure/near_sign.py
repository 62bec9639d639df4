"""Forms near the svastika that are none: what a search for it must not take."""

from collections.abc import Callable, Mapping

from numpy import ndarray

from wenwu.motifs.curve import circle, points, regular
from wenwu.motifs.path import Shapes, ring_of, stroked


def _bent(count: int, stroke: float) -> Shapes:
    """As many arms, each with a foot."""
    line = points((0, 0), (0, 1 - stroke / 2), (0.7, 1 - stroke / 2))
    return ring_of((stroked(line, 1, stroke, square=True),), count)


def _lines(stroke: float, *lines: ndarray) -> Shapes:
    return tuple(stroked(line * (1 - stroke / 2), 1, stroke, square=True) for line in lines)


UPRIGHT, ACROSS = points((0, -1), (0, 1)), points((-1, 0), (1, 0))
NEAR: Mapping[str, Callable[[float], Shapes]] = {
    "cross": lambda w: _lines(w, UPRIGHT, ACROSS),
    "cross with bars": lambda w: ring_of(_lines(w, points((0, 0), (0, 1)), points((-0.5, 1), (0.5, 1))), 4),
    "cross in a square": lambda w: _lines(w, UPRIGHT, ACROSS, regular(1.4, 4, 45)[[0, 1, 2, 3, 0]]),
    "two feet": lambda w: _lines(w, points((-1, -1), (0, -1), (0, 1), (1, 1)), ACROSS),
    "feet that meet": lambda w: _lines(
        w, points((1, 1), (0, 1), (0, -1), (1, -1)), points((-1, 1), (-1, 0), (1, 0), (1, 1))
    ),
    "Z": lambda w: _lines(w, points((-1, 1), (1, 1), (-1, -1), (1, -1))),
    "S": lambda w: _lines(w, points((1, 1), (-1, 1), (-1, 0), (1, 0), (1, -1), (-1, -1))),
    "H": lambda w: _lines(w, points((-1, 1), (-1, -1)), points((1, 1), (1, -1)), ACROSS),
    "key": lambda w: _lines(
        w, points((-1, -1), (-1, 1), (1, 1), (1, -0.4), (-0.3, -0.4), (-0.3, 0.3), (0.4, 0.3))
    ),
    "three arms": lambda w: _bent(3, w),
    "five arms": lambda w: _bent(5, w),
    "six arms": lambda w: _bent(6, w),
    "star": lambda w: ring_of(_lines(w, points((0, 0), (0, 1))), 8),
    "rings": lambda w: _lines(w, *(circle(r, count=48)[[*range(48), 0]] for r in (0.5, 1.0))),
    "squares": lambda w: _lines(w, *(regular(r, 4, 45)[[0, 1, 2, 3, 0]] for r in (0.7, 1.4))),
}
