"""Coarser meshes for groups: vertices that the picture could not show are left out of the renderer's copy.

A vertex goes if its neighbours' triangles, closed over its place, run so near by that nothing in the picture
tells: place, texture, normal and the bones' shares must all be what the triangles give there. What remains
are vertices of the mesh as it was, so cloth keeps its motion and every edge and texture seam its points.
"""

from dataclasses import replace

import numpy as np
from jaxtyping import Float, Float32, Int32
from numpy import ndarray

from wenwu.render.camera import Camera
from wenwu.render.thin import RING, thin
from wenwu.scene.mesh import Mesh
from wenwu.scene.scene import Scene

PASSES = 8  # in one, no two neighbours go
WHOLE = ("head", "eyes", "lashes", "sole_l", "sole_r")  # what is read closely, and what darkens the ground
SKIN = 0.4  # share of the tolerance for skin, which moves with several bones at once
DANCERS = 3  # a smaller group keeps its whole meshes
PIXELS, LARGEST = 0.33, 0.002  # tolerance: [px] at the dancers' distance, and at most [m]
FRAMES = 6  # of draped cloth that are looked at


def tolerance_of(scene: Scene, camera: Camera) -> float:
    """How far [m] the renderer's meshes of a scene may lie from the scene's own; 0 for whole meshes."""
    dancers = sum(any(mesh.kind == "skin" for mesh in figure.meshes) for figure in scene.figures)
    if dancers < DANCERS:
        return 0.0
    away = float(np.median(np.linalg.norm(camera.focus - camera.eye, axis=1)))
    return min(PIXELS * away / camera.focal, LARGEST)


def coarser(
    mesh: Mesh, draped: Float32[ndarray, "T V 3"] | None, tolerance: float
) -> tuple[Mesh, Int32[ndarray, " K"]]:
    """The mesh with fewer triangles, and the rows of its vertices that are kept.

    draped: where the cloth solver put them; tolerance [m]: how far any place may move.
    """
    count, near = len(mesh.vertices), tolerance * (SKIN if mesh.kind == "skin" else 1)
    places = mesh.vertices[None] if draped is None else draped[_some(len(draped))]
    faces = np.ascontiguousarray(mesh.faces, np.int32).copy()
    points = np.concatenate([*places, _metres(mesh)], axis=1).astype(np.float32)
    normals = mesh.normals if draped is None else np.zeros((count, 3), np.float32)
    bones = int(mesh.joints.max()) + 1
    shares = np.zeros((count, bones), np.float32)
    for k in range(4):
        np.add.at(shares, (np.arange(count), mesh.joints[:, k]), mesh.weights[:, k])
    surface = (points, normals, shares, np.zeros(count, np.float32))
    work = (
        np.zeros((count, RING), np.int32), np.zeros(count, np.int32), np.zeros(count, np.int32),
        np.zeros(RING, np.int32),
    )  # fmt: skip
    for _ in range(PASSES):
        thin(faces, surface, work, np.float32(near))
        faces = faces[faces[:, 0] >= 0]
    kept, inverse = np.unique(faces, return_inverse=True)
    return replace(
        mesh, vertices=mesh.vertices[kept], normals=mesh.normals[kept], uv=mesh.uv[kept],
        faces=inverse.reshape(-1, 3).astype(np.int32), joints=mesh.joints[kept], weights=mesh.weights[kept],
    ), kept.astype(np.int32)  # fmt: skip


def _some(frames: int) -> ndarray:
    return np.unique(np.linspace(0, frames - 1, FRAMES).astype(int))


def _metres(mesh: Mesh) -> Float[ndarray, "V 2"]:
    """The texture's place in metres, by the mean length of u and of v on the mesh."""
    p, t = mesh.vertices[mesh.faces].astype(float), mesh.uv[mesh.faces].astype(float)
    one, two = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    (a, b), (c, d) = (t[:, 1] - t[:, 0]).T, (t[:, 2] - t[:, 0]).T
    area = a * d - b * c
    good = np.abs(area) > 1e-12
    if not good.any():
        return np.zeros((len(mesh.uv), 2))
    one, two, a, b, c, d, area = (x[good] for x in (one, two, a, b, c, d, area))
    along_u = np.linalg.norm(one * d[:, None] - two * b[:, None], axis=1) / np.abs(area)
    along_v = np.linalg.norm(two * a[:, None] - one * c[:, None], axis=1) / np.abs(area)
    return mesh.uv * np.array([np.median(along_u), np.median(along_v)])
