"""The small shapes of headdresses and jewellery: rings, beads, leaves, plates, all in metres."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.scene.form import Form
from wenwu.scene.loft import Loft, joined, sheet, tube
from wenwu.scene.mesh import Kind
from wenwu.scene.panel import Bolt, Panel

Point = Float[ndarray, "3"]


def made_of(
    name: str,
    parts: list[Loft],
    share: Float[ndarray, "V B"],
    material: str,
    colour: str = "",
    bolt: Bolt | None = None,
) -> Panel:
    """Several shapes as one panel of one material."""
    whole = joined(parts)
    flat = whole.uv * ([bolt.width, bolt.height] if bolt else [1.0, 1.0])
    kind: Kind = "cloth" if bolt else "ornament"
    return Panel(name, bolt, whole.vertices, whole.normals, flat, whole.faces, share, kind, material, colour)


def on_bone(
    form: Form,
    name: str,
    parts: list[Loft],
    bone: str,
    material: str,
    colour: str = "",
    bolt: Bolt | None = None,
) -> Panel:
    """A stiff thing carried by one bone."""
    count = sum(len(p.vertices) for p in parts)
    share = np.zeros((count, form.bones))
    share[:, form.body.rig.names.index(bone)] = 1
    return made_of(name, parts, share, material, colour, bolt)


def on_body(form: Form, name: str, parts: list[Loft], material: str, colour: str = "") -> Panel:
    """A thing that lies on the body, each part stiff: it moves as the body does under the part's middle."""
    share = np.concatenate(
        [np.repeat(form.carried(p.vertices.mean(0)[None]), len(p.vertices), 0) for p in parts]
    )
    return made_of(name, parts, share, material, colour)


def draped_on(form: Form, name: str, parts: list[Loft], material: str, colour: str = "") -> Panel:
    """A thing that lies on the body and bends with it."""
    return made_of(name, parts, form.carried(joined(parts).vertices), material, colour)


def revolved(
    profile: Float[ndarray, "R 2"],
    centre: Point,
    sides: int = 20,
    tilt: Float[ndarray, "3 3"] | None = None,
    lobes: float = 0.0,
    lobe_count: int = 8,
) -> Loft:
    """A profile (radius, height), top first, turned about the vertical through a centre."""
    angle = np.linspace(-np.pi, np.pi, sides + 1)
    swell = 1 + lobes * np.cos(lobe_count * angle)
    grid = np.stack(
        [
            profile[:, :1] * np.sin(angle) * swell,
            np.broadcast_to(profile[:, 1:], (len(profile), sides + 1)),
            profile[:, :1] * np.cos(angle) * swell,
        ],
        -1,
    )
    if tilt is not None:
        grid = grid @ tilt.T
    u, v = np.linspace(0, 1, sides + 1), np.linspace(0, 1, len(profile))
    return sheet(grid + centre, np.stack(np.broadcast_arrays(u[None], v[:, None]), -1), closed=True)


def ball(centre: Point, radius: float, squash: Point | None = None, sides: int = 8) -> Loft:
    """A bead."""
    polar = np.linspace(0.02, np.pi - 0.02, max(5, sides // 2 + 1))
    loft = revolved(np.column_stack([np.sin(polar), np.cos(polar)]) * radius, np.zeros(3), sides)
    size = np.ones(3) if squash is None else squash
    return Loft(loft.vertices * size + centre, loft.normals / size, loft.uv, loft.faces)


def drop(top: Point, length: float, radius: float) -> Loft:
    """A little bell or drop hanging from a point."""
    profile = np.array([[0.1, 0], [0.15, -0.45], [0.55, -0.7], [1.0, -1.0], [0.7, -1.0], [0.02, -0.98]])
    return revolved(profile * [radius, length], top, 7)


def ring(path: Float[ndarray, "N 3"], radius: float, sides: int = 8, flat: float = 1.0) -> Loft:
    """A closed tube; the path's last point is its first."""
    return tube(path, np.full(len(path), radius), sides, flat=flat)


def leaf(
    foot: Point,
    along: Point,
    face: Point,
    size: tuple[float, float],
    curl: float = 0.0,
    grid_size: tuple[int, int] = (7, 5),
) -> Loft:
    """A leaf, feather or petal: from its foot along a direction, facing another, curling toward the face.

    size: length and width [m].
    """
    (length, width), (rows, columns) = size, grid_size
    along = along / np.linalg.norm(along)
    face = face - along * (face @ along)
    face = face / np.linalg.norm(face)
    side = np.cross(along, face)
    t, s = np.linspace(1, 0, rows), np.linspace(-1, 1, columns)
    half = width / 2 * np.sqrt(np.clip(1 - (2 * t - 1.0) ** 2, 0, 1)) * (0.7 + 0.6 * t) + 0.0004
    bend = curl * t**2
    grid = (
        foot
        + (length * (t - 0.35 * np.abs(bend) * t))[:, None, None] * along
        + (length * bend)[:, None, None] * face
        + (half[:, None] * s)[..., None] * side
        + (0.12 * half[:, None] * s**2)[..., None] * face
    )
    uv = np.stack(np.broadcast_arrays(s[None] / 2 + 0.5, 1 - t[:, None]), -1)
    return sheet(grid, uv)


def flower(centre: Point, face: Point, size: float, petals: int = 6) -> tuple[list[Loft], Loft]:
    """Petals in two rows, and the heart."""
    face = face / np.linalg.norm(face)
    side = np.cross(face, [0.0, 1.0, 0.1])
    side /= np.linalg.norm(side)
    up = np.cross(side, face)
    out = []
    for row, (scale, lift) in enumerate(((1.0, 0.22), (0.66, 0.6))):
        for k in range(petals):
            angle = 2 * np.pi * (k + 0.5 * row) / petals
            along = np.cos(angle) * side + np.sin(angle) * up + lift * face
            out.append(
                leaf(
                    centre + face * 0.002 * row, along, face, (size * scale, size * 0.8 * scale), 0.25, (5, 4)
                )
            )
    return out, ball(centre + face * size * 0.12, size * 0.17)


def plate(points: Float[ndarray, "R C 3"], thickness: float = 0.003) -> list[Loft]:
    """A plate with a front face, given in rows down and columns right, and an edge folded behind it."""
    rows, columns = points.shape[:2]
    uv = np.stack(np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows)), -1)
    front = sheet(points, uv)
    normal = front.normals.reshape(rows, columns, 3)
    rim = np.concatenate([points[0, ::-1], points[1:, 0], points[-1, 1:], points[-2::-1, -1]])
    back = rim - thickness * np.concatenate(
        [normal[0, ::-1], normal[1:, 0], normal[-1, 1:], normal[-2::-1, -1]]
    )
    edge_uv = np.full((2, len(rim), 2), 0.02)
    return [front, sheet(np.stack([back, rim]), edge_uv)]
