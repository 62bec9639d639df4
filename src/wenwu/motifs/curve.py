"""Curves as points: arcs, spirals, petals, smooth lines, ribbons along a spine."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.motifs.path import Pair, Points, Real


def points(*xy: Pair) -> Points:
    """Points as written."""
    return np.array(xy, float)


def shifted(line: Points, x: Real, y: Real) -> Points:
    """The same points elsewhere."""
    return line + np.array([x, y])


def arc(radius: Real, start: Real, end: Real, centre: Pair = (0, 0), count: int = 24) -> Points:
    """Part of a circle, angles in degrees, counter-clockwise when end > start."""
    a = np.radians(np.linspace(start, end, count))
    return np.stack([np.cos(a), np.sin(a)], 1) * radius + np.array(centre, float)


def circle(radius: Real, x: Real = 0.0, y: Real = 0.0, count: int = 36) -> Points:
    """A full circle."""
    return arc(radius, 0, 360 * (1 - 1 / count), (x, y), count)


def disc(radius: Real, centre: Pair, count: int = 24) -> Points:
    """A full circle about a point."""
    return arc(radius, 0, 360 * (1 - 1 / count), centre, count)


def regular(radius: Real, corners: int, start: Real = 90.0) -> Points:
    """A regular polygon."""
    return arc(radius, start, start + 360 * (1 - 1 / corners), count=corners)


def spiral(outer: Real, inner: Real, turns: Real, start: Real, turn: int, centre: Pair = (0, 0)) -> Points:
    """Archimedean, from its outer end inward: r = a − bθ; turn +1 runs counter-clockwise, −1 clockwise."""
    t = np.linspace(0, 1, max(16, int(turns * 40)))
    a = np.radians(start) + turn * 2 * np.pi * turns * t
    r = outer + (inner - outer) * t
    return np.stack([r * np.cos(a), r * np.sin(a)], 1) + np.array(centre, float)


def log_spiral(
    outer: Real, inner: Real, turns: Real, start: Real, turn: int, centre: Pair = (0, 0)
) -> Points:
    """Logarithmic, from its outer end inward: r = a·exp(−kθ)."""
    t = np.linspace(0, 1, max(16, int(turns * 40)))
    a = np.radians(start) + turn * 2 * np.pi * turns * t
    r = outer * (inner / outer) ** t
    return np.stack([r * np.cos(a), r * np.sin(a)], 1) + np.array(centre, float)


def smooth(knots: Points, closed: bool = False, count: int = 8) -> Points:
    """A Catmull–Rom curve through the knots, `count` points a span."""
    p = np.asarray(knots, float)
    if closed:
        p = np.concatenate([p[-1:], p, p[:2]])
    else:
        p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, count, endpoint=False)[:, None, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    line = curve.transpose(1, 0, 2).reshape(-1, 2)
    return line if closed else np.concatenate([line, p[-2:-1]])


def bezier(a: Pair, b: Pair, c: Pair, d: Pair, count: int = 18) -> Points:
    """A cubic Bézier curve."""
    t = np.linspace(0, 1, count)[:, None]
    p, q, r, s = (np.array(k, float) for k in (a, b, c, d))
    return (1 - t) ** 3 * p + 3 * t * (1 - t) ** 2 * q + 3 * t**2 * (1 - t) * r + t**3 * s


def petal(length: Real, width: Real, tip: Real = 0.0, count: int = 14) -> Points:
    """A petal from the origin up; `tip` moves its widest place from the middle toward the top."""
    bulge = 0.5 + 0.35 * tip
    right = bezier(
        (0, 0),
        (width * 0.75, length * (bulge - 0.35)),
        (width * 0.75, length * (bulge + 0.3)),
        (0, length),
        count,
    )
    return np.concatenate([right, (right * [-1, 1])[::-1][1:-1]])


def drop(length: Real, width: Real) -> Points:
    """A teardrop standing on its point, round on top."""
    a = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    return np.stack([width / 2 * np.sin(a) * np.sin(a / 2) ** 1.2 * 1.15, length / 2 * (1 - np.cos(a))], 1)


def normals(spine: Points) -> Points:
    """Unit normals to the left of a line."""
    tangent = np.gradient(spine, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    return tangent[:, ::-1] * [-1, 1]


def ribbon(spine: Points, width: Float[ndarray, " N"] | Real) -> Points:
    """The outline of a band along a spine, as wide as `width` says at each point."""
    half = np.broadcast_to(np.asarray(width, float) / 2, (len(spine),))[:, None]
    side = normals(spine) * half
    return np.concatenate([spine + side, (spine - side)[::-1]])


def tapered(spine: Points, wide: Real, narrow: Real, power: Real = 1.0) -> Points:
    """A ribbon that thins from its first point to its last."""
    t = np.linspace(0, 1, len(spine)) ** power
    return ribbon(spine, wide + (narrow - wide) * t)


def leaf(length: Real, width: Real, bend: Real = 0.0) -> Points:
    """A leaf from the origin up, its tip bent sideways by `bend`."""
    t = np.linspace(0, 1, 16)
    spine = np.stack([bend * t**2, length * t], 1)
    return ribbon(spine, width * np.sin(np.pi * t) ** 0.8)


def along(spine: Points, count: int, start: Real = 0.0, end: Real = 1.0) -> tuple[Points, Points]:
    """`count` places at equal distances on a line, and the left normals there."""
    steps = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(spine, axis=0), axis=1))])
    at = np.linspace(start, end, count) * steps[-1]
    side = normals(spine)
    place = np.stack([np.interp(at, steps, spine[:, k]) for k in (0, 1)], 1)
    return place, np.stack([np.interp(at, steps, side[:, k]) for k in (0, 1)], 1)
