"""The triangles that one view can see at all, in their own order, found before any is drawn."""

import numpy as np
from jaxtyping import Bool, Float32, Int32
from numpy import ndarray

from wenwu.render import raster
from wenwu.render.workers import Span, Workers

PARTS = 4  # of the list of faces, each gone through by one thread


class Shortlist:
    """Rows of (face, first row, last row of the picture it touches); `choose` fills them for one frame."""

    def __init__(self, faces: Int32[ndarray, "F 3"], both_sides: Bool[ndarray, " F"]) -> None:
        self._surface = (faces, both_sides)
        self.rows: Int32[ndarray, "F 3"] = np.zeros((len(faces), 3), np.int32)
        """Part p fills rows from parts[p, 0] on."""
        self.parts: Int32[ndarray, "P 2"] = np.zeros((PARTS, 2), np.int32)
        """First row and number of rows of each part."""
        self._edges = [len(faces) * k // PARTS for k in range(PARTS + 1)]
        self.parts[:, 0] = self._edges[:-1]

    def choose(self, points: Float32[ndarray, "V 3"], size: tuple[int, int], fine: int, w: Workers) -> None:
        """Leave out what is turned away, outside the picture, or slips between its samples.

        size: width, height; fine: raster.PIXEL_SAMPLES for a picture, 1 for one sample a pixel.
        """

        def some(parts: Span) -> None:
            for p in range(*parts):
                span = (self._edges[p], self._edges[p + 1])
                self.parts[p, 1] = raster.shortlist(points, self._surface, self.rows, (*size, fine), span)

        w.share(some, 0, PARTS, PARTS)

    def only(self, keep: Bool[ndarray, " F"]) -> "Shortlist":
        """The same list with some faces kept."""
        other = Shortlist(*self._surface)
        for p, (first, count) in enumerate(self.parts):
            rows = self.rows[first : first + count]
            rows = rows[keep[rows[:, 0]]]
            other.rows[first : first + len(rows)], other.parts[p, 1] = rows, len(rows)
        return other
