"""The triangles that one view can see at all, strip by strip of the picture, found before any is drawn."""

import numpy as np
from jaxtyping import Bool, Float32, Int32
from numba import njit
from numpy import ndarray

from wenwu.render.fast import FAST, PART
from wenwu.render.raster import HALF, ONE, ZERO, down, up
from wenwu.render.workers import Span, Workers

PARTS = 4  # of the list of faces, each gone through by one thread
FLAT = np.float32(1e-7)  # [px²] a triangle that shows no side
BLOCK = 512  # faces looked at together
# the left edges of the four samples' columns in a pixel, from its top sample down: each quarter of a row of
# the picture has one sample a pixel
PLACES = np.array([0.375, 0.875, 0.125, 0.625], np.float32)


class Shortlist:
    """Faces by strip; `choose` fills it for one frame."""

    def __init__(self, faces: Int32[ndarray, "F 3"], both_sides: Bool[ndarray, " F"], strips: int) -> None:
        self._surface = (faces.reshape(-1), both_sides)
        self._edges = [len(faces) * k // PARTS for k in range(PARTS + 1)]
        most = max(np.diff(self._edges))
        self.rows: Int32[ndarray, "P S N"] = np.zeros((PARTS, strips, most), np.int32)
        """Faces, in their own order, that part p found for strip s: the first counts[p, s] of rows[p, s]."""
        self.counts: Int32[ndarray, "P S"] = np.zeros((PARTS, strips), np.int32)
        self._reach = np.zeros((PARTS, 2, BLOCK), np.int32)

    def choose(
        self, points: Float32[ndarray, " V4"], size: tuple[int, int, int], deep: int, w: Workers
    ) -> None:
        """Leave out what is turned away, outside the picture, or slips between its samples.

        size: width, height, and 4 for four samples a pixel or 1 for one; deep: rows of a strip.
        """

        def some(parts: Span) -> None:
            for p in range(*parts):
                span = (self._edges[p], self._edges[p + 1])
                sift(
                    points,
                    self._surface,
                    (self.rows[p], self.counts[p], *self._reach[p]),
                    (*size, deep),
                    span,
                )

        w.share(some, 0, PARTS, PARTS)

    def only(self, keep: Bool[ndarray, " F"]) -> "Shortlist":
        """The same list with some faces kept."""
        faces, both_sides = self._surface
        other = Shortlist(faces.reshape(-1, 3), both_sides, self.counts.shape[1])
        for at, count in np.ndenumerate(self.counts):
            rows = self.rows[at][:count]
            rows = rows[keep[rows]]
            other.rows[at][: len(rows)], other.counts[at] = rows, len(rows)
        return other


@njit(**FAST)
def sift(points: ndarray, surface: tuple, out: tuple, size: tuple, span: tuple) -> None:
    """Write each of the faces span[0]…span[1] - 1 that hits a sample's row and column to its strips.

    out: faces by strip (S, N), their counts (S,), and work (2 times BLOCK); size: width, height, samples of a
    pixel, rows of a strip.
    """
    rows, counts, tops, lows = out
    counts[:] = 0
    fine, deep = size[2], size[3]
    last = len(counts) - 1
    for begin in range(span[0], span[1], BLOCK):
        count = min(BLOCK, span[1] - begin)
        if fine == 1:
            _reach_one(points, surface, (tops, lows), size, begin, count)
        else:
            _reach_four(points, surface, (tops, lows), size, begin, count)
        for f in range(count):
            if tops[f] <= lows[f]:
                for s in range(tops[f] // deep, min(lows[f] // deep, last) + 1):
                    rows[s, counts[s]] = begin + f
                    counts[s] += 1


@njit(**PART)
def _box(points: ndarray, surface: tuple, t: int) -> tuple:
    """Left, right, top, low of a face [px], and whether it shows us a side.

    A triangle whose corners run counter-clockwise outside has a negative area here, for y points down.
    """
    faces, both_sides = surface
    a, b, c = np.uintp(4 * faces[3 * t]), np.uintp(4 * faces[3 * t + 1]), np.uintp(4 * faces[3 * t + 2])
    ax, ay, bx, by = points[a], points[a + 1], points[b], points[b + 1]
    cx, cy = points[c], points[c + 1]
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    shown = (area <= -FLAT) | ((area >= FLAT) & both_sides[t])
    return min(ax, bx, cx), max(ax, bx, cx), min(ay, by, cy), max(ay, by, cy), shown


@njit(**FAST)
def _reach_one(points: ndarray, surface: tuple, out: tuple, size: tuple, begin: int, count: int) -> None:
    """First and last row that each face touches, the last before the first if none; one sample a pixel."""
    tops, lows = out
    wide, lowest = np.float32(size[0]), np.float32(size[1] - 1)
    for f in range(np.uintp(count)):
        left, right, high, low, shown = _box(points, surface, np.uintp(begin) + f)
        first = up(max(high - HALF, ZERO))
        last = down(min(low - HALF, lowest))
        hit = shown & (right > ZERO) & (left < wide) & (up(left - HALF) <= down(right - HALF))
        tops[f], lows[f] = first, last if hit else np.int32(-1)


@njit(**FAST)
def _reach_four(points: ndarray, surface: tuple, out: tuple, size: tuple, begin: int, count: int) -> None:
    """The same for four samples a pixel, each in a quarter of its row."""
    tops, lows = out
    wide, lowest, four = np.float32(size[0]), np.float32(size[1] * 4 - 1), np.float32(4)
    for f in range(np.uintp(count)):
        left, right, high, low, shown = _box(points, surface, np.uintp(begin) + f)
        first = up(max(high * four - HALF, ZERO))
        last = down(min(low * four - HALF, lowest))
        hit = right - left >= ONE
        for k in range(4):
            q = (first + np.int32(k)) & np.int32(3)
            place = PLACES[q]
            hit |= (first + np.int32(k) <= last) & (up(left - place) <= down(right - place))
        hit &= shown & (first <= last) & (right > ZERO) & (left < wide)
        tops[f] = first >> 2
        lows[f] = last >> 2 if hit else np.int32(-1)
