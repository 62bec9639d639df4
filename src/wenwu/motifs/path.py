"""Drawings as vector paths, and the small operators that compose them.

A drawing lies in a box centred on the origin, y up. Colours are roles: 0 the gaps and outlines, 1 the main
colour, 2 and up the others; whoever draws a motif says which dyes play them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Points = Float[ndarray, "_ 2"]
Real = float | int
Pair = Sequence[Real] | ndarray  # x, y


@dataclass(frozen=True, eq=False)
class Shape:
    """Rings or lines that share a paint."""

    rings: tuple[Points, ...]
    fill: int | None = None  # role; None: not filled
    line: int | None = None  # role; None: no stroke
    width: Real = 0.0  # of the stroke
    closed: bool = True
    square: bool = False  # mitred corners instead of round ones


Shapes = tuple[Shape, ...]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Shapes in a box; a frieze's box is one period, and its shapes meet at left and right."""

    shapes: Shapes
    width: Real = 2.0
    height: Real = 2.0

    @property
    def aspect(self) -> float:
        """Width over height; no placement may change it."""
        return self.width / self.height


def filled(points: Points, role: int, line: int | None = None, width: Real = 0.0) -> Shape:
    """A filled ring, perhaps with an outline."""
    return Shape((points,), role, line, width)


def stroked(points: Points, role: int, width: Real, closed: bool = False, square: bool = False) -> Shape:
    """A line."""
    return Shape((points,), None, role, width, closed, square)


def mapped(shapes: Iterable[Shape], matrix: Float[ndarray, "2 2"], offset: Pair = (0, 0)) -> Shapes:
    """Every point p becomes matrix · p + offset; strokes grow with the matrix."""
    grow = float(np.sqrt(abs(np.linalg.det(matrix))))
    shift = np.array(offset, float)
    return tuple(
        replace(s, rings=tuple(r @ matrix.T + shift for r in s.rings), width=s.width * grow) for s in shapes
    )


def moved(shapes: Iterable[Shape], x: Real, y: Real) -> Shapes:
    """Shifted."""
    return mapped(shapes, np.eye(2), (x, y))


def turned(shapes: Iterable[Shape], degrees: Real) -> Shapes:
    """Rotated counter-clockwise about the origin."""
    a = np.radians(degrees)
    return mapped(shapes, np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]))


def scaled(shapes: Iterable[Shape], factor: Real) -> Shapes:
    """Larger or smaller, never stretched."""
    return mapped(shapes, np.eye(2) * factor)


def mirrored(shapes: Iterable[Shape]) -> Shapes:
    """Left for right. Never for a sign with a hand of its own."""
    return mapped(shapes, np.diag([-1.0, 1.0]))


def both_sides(shapes: Iterable[Shape]) -> Shapes:
    """The shapes and their mirror image, shape by shape so that layers stay in order."""
    return tuple(t for s in shapes for t in (s, *mirrored((s,))))


def ring_of(shapes: Sequence[Shape], count: int, start: Real = 0.0) -> Shapes:
    """Copies turned about the origin, as further rings of each shape, so that layers stay in order."""
    angles = start + 360 * np.arange(count) / count
    copies = ([turned((s,), float(angle))[0].rings for angle in angles] for s in shapes)
    return tuple(
        replace(s, rings=tuple(r for c in rings for r in c)) for s, rings in zip(shapes, copies, strict=True)
    )


def row_of(shapes: Iterable[Shape], count: int, step: Real) -> Shapes:
    """Copies side by side, centred."""
    xs = (np.arange(count) - (count - 1) / 2) * step
    return tuple(t for s in shapes for x in xs for t in moved((s,), float(x), 0))


def endless(shapes: Iterable[Shape], period: Real) -> Shapes:
    """A period and the two beside it, so that a frieze can be cut anywhere."""
    return tuple(t for s in shapes for x in (-period, period, 0) for t in moved((s,), x, 0))


def nested(points: Points, roles: Sequence[int], share: Real = 0.28, about: Pair = (0, 0)) -> Shapes:
    """A ring inside itself, once a role, each smaller by `share` of the first, drawn in towards `about`."""
    middle = np.array(about, float)
    return tuple(filled(middle + (points - middle) * (1 - share * k), role) for k, role in enumerate(roles))


def nest(outer: Drawing, inner: Drawing, share: Real = 0.4, about: Pair = (0, 0)) -> Drawing:
    """One drawing within another: as large as `share` of the outer box leaves it, never stretched."""
    fit = share * min(outer.width / inner.width, outer.height / inner.height)
    return replace(outer, shapes=(*outer.shapes, *mapped(inner.shapes, np.eye(2) * fit, about)))


def outlined(shapes: Iterable[Shape], role: int, width: Real) -> Shapes:
    """The shapes over a rim of another colour: appliqué's couched edge, wax's white line."""
    many = tuple(shapes)
    rims = tuple(
        replace(s, fill=role if s.fill is not None else None, line=role,
                width=2 * width + (s.width if s.line is not None else 0))
        for s in many
    )  # fmt: skip
    return rims + many


def grid_of(cells: Sequence[Sequence[int]], size: Real = 2.0) -> Shapes:
    """Counted thread: a matrix of roles (−1 leaves the ground), rows from the top, as one shape a role."""
    table = np.asarray(cells)
    rows, columns = table.shape
    u = size / rows
    out = []
    for role in sorted(set(table.ravel().tolist()) - {-1}):
        rings = []
        for j in range(rows):
            edge = np.flatnonzero(np.diff(np.concatenate([[0], (table[j] == role).astype(int), [0]])))
            for a, b in edge.reshape(-1, 2):
                x, y = (np.array([a, b]) - columns / 2) * u, np.array([rows / 2 - j, rows / 2 - j - 1]) * u
                rings.append(np.array([[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]]))
        out.append(Shape(tuple(rings), role))
    return tuple(out)
