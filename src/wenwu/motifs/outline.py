"""The four corners of a cloth: the smallest quadrilateral round it, its sides laid along the true edge."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

from wenwu.motifs.rectify import Corners, ordered

Line = Float[ndarray, "3"]  # u·x + v·y = w, u² + v² = 1

RIM = 0.012  # of the diagonal: nearer to the picture's frame a side is the frame, not the cloth's edge
NEAR = 0.02  # of the diagonal: edge points so near a side belong to it
FILLS = 0.85  # of the quadrilateral that a cloth with four corners fills
ROUNDS = 8


@dataclass(frozen=True)
class Outline:
    """The quadrilateral of a cloth."""

    corners: Corners
    framed: int  # how many of its sides are the picture's frame
    fills: float  # share of it that is cloth

    @property
    def whole(self) -> bool:
        """Whether all four edges of a four-cornered cloth are in the picture."""
        return self.framed == 0 and self.fills >= FILLS


def find_outline(mask: Bool[ndarray, "H W"]) -> Outline | None:
    """The outline of a cloth; None where it has no four sides."""
    edge = mask & ~ndimage.binary_erosion(mask)
    rows, columns = np.nonzero(edge)
    points = np.stack([columns, rows], -1).astype(float)
    try:
        hull = points[ConvexHull(points).vertices]
    except (QhullError, ValueError):
        return None
    rough = _four(hull)
    if rough is None:
        return None
    diagonal = float(np.hypot(*mask.shape))
    lines = [_line(a, b) for a, b in zip(rough, np.roll(rough, -1, 0), strict=True)]
    lines = [
        _settled(line, points, a, b, NEAR * diagonal)
        for line, a, b in zip(lines, rough, np.roll(rough, -1, 0), strict=True)
    ]
    corners = np.array([_meet(lines[k - 1], lines[k]) for k in range(4)])
    if not np.isfinite(corners).all():
        return None
    corners = ordered(corners)
    sides = zip(corners, np.roll(corners, -1, 0), strict=True)
    framed = sum(_is_frame(a, b, mask.shape, RIM * diagonal) for a, b in sides)
    x, y = corners.T
    area = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    return Outline(corners, framed, float(mask.sum() / area))


def solid(mask: Bool[ndarray, "H W"]) -> float:
    """How much of its convex hull a mask fills."""
    points = np.argwhere(mask & ~ndimage.binary_erosion(mask))
    try:
        return float(mask.sum() / max(ConvexHull(points).volume, 1.0))
    except (QhullError, ValueError):
        return 0.0


def _four(hull: Float[ndarray, "N 2"]) -> Corners | None:
    """Sides taken off a hull, each where that adds least, until four are left."""
    while len(hull) > 4:
        n = len(hull)
        added = np.full(n, np.inf)
        tips = np.zeros((n, 2))
        for k in range(n):  # the side from k to k + 1 goes
            a, b, c, d = (hull[(k + step) % n] for step in (-1, 0, 1, 2))
            tip = _meet(_line(a, b), _line(c, d))
            outward = np.isfinite(tip).all() and (tip - b) @ (b - a) >= 0 and (tip - c) @ (c - d) >= 0
            if outward:
                u, v = b - tip, c - tip
                added[k], tips[k] = abs(u[0] * v[1] - u[1] * v[0]) / 2, tip
        k = int(added.argmin())
        if not np.isfinite(added[k]):
            return None
        hull = np.delete(np.vstack([hull[:k], tips[k], hull[k + 1 :]]), (k + 1) % n, 0)
    return hull if len(hull) == 4 else None


def _line(a: Float[ndarray, "2"], b: Float[ndarray, "2"]) -> Line:
    way = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
    normal = np.array([-way[1], way[0]])
    return np.append(normal, normal @ a)


def _meet(one: Line, two: Line) -> Float[ndarray, "2"]:
    below = one[0] * two[1] - one[1] * two[0]
    if abs(below) < 1e-6:
        return np.full(2, np.nan)
    return np.array([one[2] * two[1] - two[2] * one[1], one[0] * two[2] - two[0] * one[2]]) / below


def _settled(
    line: Line, points: Float[ndarray, "N 2"], a: Float[ndarray, "2"], b: Float[ndarray, "2"], near: float
) -> Line:
    """A side moved to the edge's points: least squares, those far off (torn, frayed) left out by and by."""
    along = (points - a) @ (b - a) / max(float((b - a) @ (b - a)), 1e-9)
    own = points[(along > 0.03) & (along < 0.97)]
    for step in range(ROUNDS):
        off = own @ line[:2] - line[2]
        kept = own[np.abs(off) < max(near * 0.6**step, 1.2)]
        if len(kept) < 12:
            break
        middle = kept.mean(0)
        normal = np.linalg.svd(kept - middle, full_matrices=False)[2][1]
        line = np.append(normal, normal @ middle)
    return line


def _is_frame(a: Float[ndarray, "2"], b: Float[ndarray, "2"], shape: tuple[int, ...], near: float) -> bool:
    """Whether a side runs along the picture's frame."""
    high, wide = shape
    for k, end in ((0, wide - 1), (1, high - 1)):
        for limit in (0, end):
            if abs(a[k] - limit) < near and abs(b[k] - limit) < near:
                return True
    return False
