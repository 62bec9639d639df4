"""Bands round the trunk: sashes, belts, bandoliers."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.scene.form import Form
from wenwu.scene.panel import Bolt, Panel
from wenwu.scene.weave import grid_panel, lengths

COLUMNS = 64


def band(
    form: Form,
    name: str,
    textile: str | None,
    height: float,
    width: float,
    ease: float,
    material: str = "cloth",
) -> Panel:
    """A band `width` [m] wide round the waist, its middle at `height`, a little rounded."""
    angle = np.linspace(-np.pi, np.pi, COLUMNS + 1)
    across = np.array([-0.46, -0.5, -0.25, 0.0, 0.25, 0.5, 0.46]) * width
    out = np.array([-0.008, 0.0, 0.75, 1.0, 0.75, 0.0, -0.008])
    rows = []
    for dy, o in zip(across, out, strict=True):
        y = height - dy
        radius = form.around(y, angle, ease) + 0.08 * width * max(o, 0) + min(o, 0)
        centre = float(form.middle(y))
        rows.append(
            np.stack([radius * np.sin(angle), np.full_like(angle, y), centre + radius * np.cos(angle)], 1)
        )
    grid = np.stack(rows)
    girth = float(lengths(grid[3])[-1])
    bolt = Bolt(textile, girth, width, True) if textile else None
    v = np.clip(across / width + 0.5, 0, 1)
    u = np.linspace(0, 1, COLUMNS + 1)
    flat = np.stack(np.broadcast_arrays(u[None] * girth, v[:, None] * width), -1)
    if bolt is None:
        flat = np.stack(np.broadcast_arrays(u[None], v[:, None]), -1)
    return grid_panel(name, bolt, grid, flat, form.carried(grid), closed=True, material=material)


def bandolier(form: Form, name: str, textile: str, width: float, ease: float) -> Panel:
    """A band over the left shoulder to the right hip, round front and back."""
    shoulder, hip = form.mark("acromion_l"), form.mark("hip_r")
    over = np.array([0.55 * shoulder[0], shoulder[1] + 0.02])
    under = np.array([0.92 * hip[0], float(form.mark("waist_r")[1])])
    t = np.linspace(0, 1, 40)
    line = over + (under - over) * t[:, None]
    front, back = _surface(form, line, 1.0), _surface(form, line[::-1], -1.0)
    path = np.concatenate([front, back, front[:1]])
    for _ in range(6):
        inner = path[:-1]
        inner = 0.5 * inner + 0.25 * (np.roll(inner, 1, 0) + np.roll(inner, -1, 0))
        path = np.concatenate([inner, inner[:1]])
    centre = path[:-1].mean(0)
    tangent = np.gradient(path, axis=0)
    tangent[0] = tangent[-1] = path[1] - path[-2]
    outward = path - centre
    side = np.cross(tangent, outward)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    normal = np.cross(side, tangent)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    normal *= np.sign((normal * outward).sum(1).mean())
    across = np.array([0.5, 0.25, 0.0, -0.25, -0.5]) * width
    grid = np.stack([path + normal * (ease + 0.004) + side * a for a in across])
    flat = np.stack(np.broadcast_arrays(lengths(path)[None], (0.5 * width - across)[:, None]), -1)
    return grid_panel(
        name,
        Bolt(textile, float(lengths(path)[-1]), width, True),
        grid,
        flat,
        form.carried(grid),
        closed=True,
    )


def _surface(form: Form, line: Float[ndarray, "N 2"], sign: float) -> Float[ndarray, "N 3"]:
    shell = form.trunk
    side = shell.vertices[sign * (shell.vertices[:, 2] - form.middle(shell.vertices[:, 1])) > -0.01]
    out = []
    for x, y in line:
        distance = np.hypot(side[:, 0] - x, side[:, 1] - y)
        near = np.argsort(distance)[:5]
        out.append([x, y, float(side[near, 2].mean())])
    return np.array(out)
