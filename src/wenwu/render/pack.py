"""A Scene laid out for the kernels: all meshes of all figures in a few long arrays, made once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float32, Int32
from numpy import ndarray

from wenwu.render.coarse import WHOLE, coarser
from wenwu.render.pyramid import Textures, pack_textures
from wenwu.scene.mesh import Material, Mesh
from wenwu.scene.scene import Figure, Scene

WRAP = {"skin": 0.22, "hair": 0.15, "eye": 0.1}  # how far light reaches round; other kinds: CLOTH_WRAP
CLOTH_WRAP = 0.10
CLOTH = 250  # alpha of what is whole at every distance
ROUND_FACE = 4  # [texel] round a face that must be whole too, for smaller copies of the texture mix them in
EYE_LEVELS = 2  # an eye a few pixels wide must keep its dark iris, so it is never read from small copies


@dataclass(frozen=True)
class Drape:
    """A mesh whose vertices the cloth solver wrote: where they are, and which faces meet at each."""

    figure: int
    name: str
    vertices: tuple[int, int]  # rows of the long arrays
    faces: Int32[ndarray, "F 3"]  # rows of the long arrays
    fan_start: Int32[ndarray, " V1"]  # vertex i's faces are fan[fan_start[i]:fan_start[i + 1]]
    fan: Int32[ndarray, " N"]
    kept: Int32[ndarray, " V"]  # rows of the cloth solver's vertices


@dataclass(frozen=True)
class Pack:
    """Everything about a scene that does not change from frame to frame."""

    owners: tuple[tuple[int, Mesh], ...]  # mesh m belongs to figure owners[m][0]
    bind: Float32[ndarray, "V 6"]  # position and normal in the T-pose
    uv: Float32[ndarray, "V 2"]
    joints: Int32[ndarray, "V 4"]  # rows of all figures' bones, the heaviest first
    weights: Float32[ndarray, "V 4"]
    faces: Int32[ndarray, "F 3"]
    mesh_of: Int32[ndarray, " F"]
    both_sides: Bool[ndarray, " F"]
    first_cut: int  # faces from here on have holes in their texture
    skinned: int  # vertices before this one move with bones, the others are draped
    drapes: tuple[Drape, ...]
    textures: Textures
    materials: Float32[ndarray, "M 6"]  # gloss, sharp, metal, sheen, skin, half-light


def pack(scene: Scene, tolerance: float = 0.0) -> Pack:
    """Lay a scene out: skinned meshes before draped ones, faces with holes in their texture last.

    tolerance [m]: how far coarser meshes may lie from the scene's own (render/coarse.py); 0 takes them whole.
    """
    whole = [(f, m) for f, figure in enumerate(scene.figures) for m in figure.meshes if len(m.faces)]
    whole.sort(key=lambda o: (o[1].name in scene.figures[o[0]].draped, o[1].material.alpha is not None))
    thinned = [_thinned(m, scene.figures[f], tolerance) for f, m in whole]
    owned = [(f, mesh) for (f, _), (mesh, _) in zip(whole, thinned, strict=True)]
    first_bone = np.cumsum([0] + [len(f.rig.names) for f in scene.figures])
    first_vertex = np.cumsum([0] + [len(m.vertices) for _, m in owned])
    faces = [m.faces + first_vertex[i] for i, (_, m) in enumerate(owned)]
    meshes = [m for _, m in owned]
    cut = np.concatenate([cut_faces(m) for m in meshes])
    order = np.argsort(cut, kind="stable")
    mesh_of = np.repeat(np.arange(len(meshes), dtype=np.int32), [len(f) for f in faces])[order]
    joints = np.concatenate([m.joints.astype(np.int32) + first_bone[f] for f, m in owned]).astype(np.int32)
    weights = np.concatenate([m.weights for m in meshes]).astype(np.float32)
    heaviest = np.argsort(-weights, axis=1, kind="stable")
    return Pack(
        owners=tuple(owned),
        bind=np.concatenate([np.hstack([m.vertices, m.normals]) for m in meshes]).astype(np.float32),
        uv=np.concatenate([m.uv for m in meshes]).astype(np.float32),
        joints=np.take_along_axis(joints, heaviest, 1),
        weights=np.take_along_axis(weights, heaviest, 1),
        faces=np.concatenate(faces)[order].astype(np.int32),
        mesh_of=mesh_of,
        both_sides=np.array([m.material.two_sided for m in meshes])[mesh_of],
        first_cut=int((~cut).sum()),
        skinned=int(first_vertex[sum(m.name not in scene.figures[f].draped for f, m in owned)]),
        drapes=tuple(_drapes(scene.figures, owned, first_vertex, [kept for _, kept in thinned])),
        textures=_with_sharp_eyes(pack_textures([m.material for m in meshes]), meshes),
        materials=np.array([_numbers(m.kind, m.material) for m in meshes], np.float32),
    )


def cut_faces(mesh: Mesh) -> Bool[ndarray, " F"]:
    """Which faces have a hole, or nearly one, in the box that their corners span on the texture."""
    alpha = mesh.material.alpha
    if alpha is None:
        return np.zeros(len(mesh.faces), bool)
    height, width = alpha.shape
    holes = np.zeros((height + 1, width + 1), np.int32)  # above and to the left of each corner of a texel
    holes[1:, 1:] = (alpha < CLOTH).cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32)
    at = mesh.uv[mesh.faces] * np.array([width, height], np.float32)
    low = np.clip(np.floor(at.min(1)).astype(int) - ROUND_FACE, 0, [width, height])
    high = np.clip(np.ceil(at.max(1)).astype(int) + ROUND_FACE, 0, [width, height])
    (x0, y0), (x1, y1) = low.T, high.T
    return np.asarray(holes[y1, x1] - holes[y0, x1] - holes[y1, x0] + holes[y0, x0] > 0)


def _with_sharp_eyes(textures: Textures, meshes: list[Mesh]) -> Textures:
    """The same textures, with only the largest levels left to the eyes."""
    level = textures.first_level.copy()
    eyes = np.array([m.kind == "eye" for m in meshes])
    level[eyes, 1] = np.minimum(level[eyes, 1], EYE_LEVELS)
    return replace(textures, first_level=level)


def _numbers(kind: str, material: Material) -> tuple[float, ...]:
    """One row of the kernels' table of materials."""
    skin = 1.0 if kind == "skin" else 0.0
    wrap = WRAP.get(kind, CLOTH_WRAP)
    return (material.gloss, material.sharp, material.metal, material.sheen, skin, wrap)


def _thinned(mesh: Mesh, figure: Figure, tolerance: float) -> tuple[Mesh, Int32[ndarray, " K"]]:
    """The mesh as it will be drawn, and the rows of its vertices."""
    if tolerance > 0 and mesh.name not in WHOLE:
        return coarser(mesh, figure.draped.get(mesh.name), tolerance)
    return mesh, np.arange(len(mesh.vertices), dtype=np.int32)


def _drapes(
    figures: tuple[Figure, ...], owned: list[tuple[int, Mesh]], first: ndarray, kept: list[ndarray]
) -> Iterator[Drape]:
    """The draped meshes, with the faces around each vertex; a seam's two sides share theirs."""
    for i, (f, mesh) in enumerate(owned):
        if mesh.name in figures[f].draped:
            start, fan = fans(mesh)
            yield Drape(
                f, mesh.name, (int(first[i]), int(first[i + 1])),
                (mesh.faces + first[i]).astype(np.int32), start, fan, kept[i],
            )  # fmt: skip


def fans(mesh: Mesh) -> tuple[Int32[ndarray, " V1"], Int32[ndarray, " N"]]:
    """The faces around each vertex, as one list with starts.

    Vertices in the same place (within 0.1 mm) whose normals agree (within 60°) are one point of the cloth cut
    by a texture seam; the two layers of a doubled cloth have opposite normals and stay apart.
    """
    place = np.round(mesh.vertices / 1e-4).astype(np.int64)
    _, point = np.unique(place, axis=0, return_inverse=True)
    point = point.reshape(-1)
    member = np.argsort(point, kind="stable")
    begin = np.searchsorted(point[member], np.arange(point.max() + 2))
    order = np.argsort(mesh.faces.reshape(-1), kind="stable")
    corner = mesh.faces.reshape(-1)[order]
    face = (order // 3).astype(np.int32)
    at = np.searchsorted(corner, np.arange(len(mesh.vertices) + 1))
    lists = []
    for v in range(len(mesh.vertices)):
        same = member[begin[point[v]] : begin[point[v] + 1]]
        same = same[mesh.normals[same] @ mesh.normals[v] > 0.5] if len(same) > 1 else same
        lists.append(np.concatenate([face[at[q] : at[q + 1]] for q in same] or [face[at[v] : at[v + 1]]]))
    start = np.concatenate([[0], np.cumsum([len(x) for x in lists])]).astype(np.int32)
    return start, np.concatenate(lists).astype(np.int32)
