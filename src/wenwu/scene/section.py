"""Sections: how wide a body is in a plane, measured by angle from a centre, as a tailor's tape would."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.spatial import ConvexHull

from wenwu.scene.shell import Shell

Ring = Float[ndarray, " A"]


def crossings(shell: Shell, axis: int, value: float) -> Float[ndarray, "S 2 2"]:
    """Segments where the plane `axis = value` meets a shell, in the plane's two other coordinates."""
    height = shell.vertices[:, axis] - value
    height = np.where(np.abs(height) < 1e-9, 1e-9, height)
    above = height > 0
    sides = above[shell.faces]
    faces = shell.faces[sides.any(1) & ~sides.all(1)]
    rest = [k for k in range(3) if k != axis]
    out = []
    for a, b in ((0, 1), (1, 2), (2, 0)):
        i, j = faces[:, a], faces[:, b]
        t = height[i] / np.where(above[i] == above[j], np.inf, height[i] - height[j])
        point = shell.vertices[i] + t[:, None] * (shell.vertices[j] - shell.vertices[i])
        out.append(np.where((above[i] != above[j])[:, None], point[:, rest], np.nan))
    points = np.stack(out, 1)  # F 3 2, one of three is missing
    order = np.argsort(np.isnan(points[..., 0]), axis=1, kind="stable")[:, :2]
    return np.take_along_axis(points, order[..., None], 1)


def ring(
    segments: Float[ndarray, "S 2 2"], centre: Float[ndarray, "2"], direction: Float[ndarray, "A 2"]
) -> Ring:
    """Distance from the centre to the outermost segment in each direction; gaps are bridged."""
    if not len(segments):
        return np.full(len(direction), np.nan)
    a, edge = segments[:, 0] - centre, segments[:, 1] - segments[:, 0]
    across = direction[:, None, 0] * edge[None, :, 1] - direction[:, None, 1] * edge[None, :, 0]
    across = np.where(np.abs(across) < 1e-12, 1e-12, across)
    along = (a[None, :, 0] * edge[None, :, 1] - a[None, :, 1] * edge[None, :, 0]) / across
    t = (a[None, :, 0] * direction[:, None, 1] - a[None, :, 1] * direction[:, None, 0]) / across
    hit = (t >= -1e-6) & (t <= 1 + 1e-6) & (along > 0)
    radius = np.where(hit, along, -np.inf).max(1)
    good = np.isfinite(radius)
    if not good.any():
        return np.full(len(direction), np.nan)
    index = np.arange(len(radius))
    return np.where(good, radius, np.interp(index, index[good], radius[good], period=len(radius)))


def hull_ring(
    points: Float[ndarray, "N 2"], centre: Float[ndarray, "2"], direction: Float[ndarray, "A 2"]
) -> Ring:
    """Distance from the centre to the convex outline of points: how a taut cloth goes round."""
    outline = points[ConvexHull(points).vertices]
    return ring(np.stack([outline, np.roll(outline, -1, 0)], 1), centre, direction)
