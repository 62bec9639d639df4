"""Which point of which mesh each pixel of a picture shows."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped, UInt8
from numpy import ndarray

from wenwu.render.view import Frame, Renderer


@dataclass(frozen=True)
class Seen:
    """The dancers' pixels of one picture, in reading order."""

    row: Int[ndarray, " N"]
    column: Int[ndarray, " N"]
    face: Int[ndarray, " N"]  # row of Pack.faces
    figure: Int[ndarray, " N"]
    name: Shaped[ndarray, " N"]  # of the mesh
    kind: Shaped[ndarray, " N"]
    distance: Float[ndarray, " N"]  # [m]
    uv: Float[ndarray, "N 2"]
    colour: UInt8[ndarray, "N 3"]  # the texture's own
    front: Bool[ndarray, " N"]  # whether the mesh's outer side shows
    mirrored: Bool[ndarray, " N"]  # whether the texture's u, v run the other way round here


def seen(renderer: Renderer, frame: Frame) -> Seen:
    """The surfaces of the frame that the renderer drew last."""
    p, posed = renderer.pack, renderer.posed
    row, column = np.nonzero(frame.surface >= 0)
    face = frame.surface[row, column]
    corners = p.faces[face]
    screen = posed.screen[corners, :3].astype(float)  # N 3 3: x, y, 1 / distance
    texture_uv = posed.world[corners, 6:].astype(float)  # N 3 2
    # the first of a pixel's four samples lies at (−1/8, −3/8) from its middle
    share = weights(screen, np.stack([column + 0.375, row + 0.125], 1))
    uv = np.clip((share[..., None] * texture_uv).sum(1), 0, 1)
    on_screen, on_texture = _area(screen[..., :2]), _area(texture_uv)
    mesh = p.mesh_of[face]
    meshes = [mesh_ for _, mesh_ in p.owners]
    colour = np.zeros((len(face), 3), np.uint8)
    for m in np.unique(mesh):
        texture, own = meshes[m].material.texture, mesh == m
        height, width = texture.shape[:2]
        x = np.minimum((uv[own, 0] * width).astype(int), width - 1)
        y = np.minimum((uv[own, 1] * height).astype(int), height - 1)
        colour[own] = texture[y, x]
    return Seen(
        row, column, face,
        figure=np.array([f for f, _ in p.owners])[mesh],
        name=np.array([m.name for m in meshes])[mesh],
        kind=np.array([m.kind for m in meshes])[mesh],
        distance=frame.depth[row, column].astype(float),
        uv=uv, colour=colour, front=on_screen < 0, mirrored=on_screen * on_texture < 0,
    )  # fmt: skip


def weights(screen: Float[ndarray, "N 3 3"], at: Float[ndarray, "N 2"]) -> Float[ndarray, "N 3"]:
    """Perspective-correct weights of three corners (x, y, 1 / distance) at a picture point."""
    (ax, ay), (bx, by), (cx, cy) = (screen[:, k, :2].T for k in range(3))
    x, y = at.T
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    area = np.where(np.abs(area) < 1e-12, 1e-12, area)
    b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
    c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
    flat = np.stack([1 - b - c, b, c], 1) * screen[:, :, 2]
    return flat / flat.sum(1, keepdims=True)


def _area(corner: Float[ndarray, "N 3 2"]) -> Float[ndarray, " N"]:
    """Twice the signed area of triangles."""
    one, two = corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]
    return one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
