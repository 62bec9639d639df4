"""The character: a performer's skin, eyes, lashes and hair as meshes, before any clothes."""

from functools import lru_cache

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from wenwu.body.performer import Body, Surface, load_body
from wenwu.body.skeleton import AT
from wenwu.scene.eyes import eye_texture, eyeballs, lash_alpha, lashes
from wenwu.scene.hair import Hair, grow
from wenwu.scene.head import head_of, split_at_back
from wenwu.scene.loft import Loft
from wenwu.scene.mesh import Kind, Material, Mesh
from wenwu.scene.skin import DARK_SPOT, body_texture, head_texture, mouth_inside
from wenwu.scene.strands import hair_alpha, hair_texture

GREY = 172  # sRGB of the plain mannequin


def character(
    body: Body, hair: str = "low_bun", hide: Bool[ndarray, " V"] | None = None, plain: bool = False
) -> tuple[Mesh, ...]:
    """Meshes named skin, head, eyes, lashes and hair, in the T-pose.

    `hair` is one of HAIR_STYLES ("none" leaves it out: a wrapped head). `hide` marks rows of
    `body.surfaces["skin"]` that lie under clothes: triangles whose three corners are hidden are left out.
    `plain` gives the grey, featureless mannequin: skin, eyes, and tights over trunk and limbs; no paint, no
    hair.
    """
    performer = body.performer.id
    if plain:
        (body_mesh, rows), (eyes, _), (tights, _) = _grey(performer)
        return _shown(body_mesh, rows, hide), eyes, tights
    shown = [_shown(mesh, rows, hide) for mesh, rows in _painted(performer, hair != "none")]
    meshes = [m for m in shown if len(m.faces)] + list(_eyes(performer))
    return tuple(meshes) if hair == "none" else (*meshes, _hair(performer, hair))


@lru_cache(maxsize=8)
def _painted(performer: str, scalp: bool) -> tuple[tuple[Mesh, Int[ndarray, " V"]], ...]:
    body, head = load_body(performer), head_of(performer)
    skin = body.surfaces["skin"]
    uv = head.to_uv(skin.vertices.astype(float))
    trunk = Material("skin", body_texture(body), gloss=0.10, sharp=10.0, sheen=0.05)
    face = Material("head", head_texture(body, head, uv, scalp), gloss=0.12, sharp=14.0, sheen=0.05)
    inside = mouth_inside(body)[skin.faces].max(1) == 1
    rows, place, faces = split_at_back(uv, skin.faces[head.faces & ~inside].astype(int))
    dark = skin.faces[head.faces & inside].astype(int)
    all_rows = np.concatenate([rows, dark.ravel()])
    all_uv = np.concatenate([place, np.tile(DARK_SPOT, (dark.size, 1))])
    all_faces = np.concatenate([faces, len(rows) + np.arange(dark.size).reshape(-1, 3)])
    neck = skin.faces[~head.faces].astype(int)
    return (
        _part("skin", skin, np.arange(len(uv)), skin.uv.astype(float), neck, trunk),
        _part("head", skin, all_rows, all_uv, all_faces, face),
    )


@lru_cache(maxsize=8)
def _grey(performer: str) -> tuple[tuple[Mesh, Int[ndarray, " V"]], ...]:
    skin = load_body(performer).surfaces["skin"]
    grey = Material("plain", np.full((4, 4, 3), GREY, np.uint8), gloss=0.06, sharp=8.0)
    surfaces = load_body(performer).surfaces
    parts = [("skin", skin), ("eyes", surfaces["eyes"]), ("tights", surfaces["tights"])]
    return tuple(
        _part(n, s, np.arange(len(s.uv)), s.uv.astype(float), s.faces.astype(int), grey) for n, s in parts
    )


def _part(
    name: str, skin: Surface, rows: Int[ndarray, " M"], uv: Float[ndarray, "M 2"], faces: Int[ndarray, "F 3"],
    material: Material,
) -> tuple[Mesh, Int[ndarray, " V"]]:  # fmt: skip
    """Some triangles of the skin as a mesh of its own, and the skin's row of each of its vertices."""
    used, inverse = np.unique(faces, return_inverse=True)
    source = rows[used]
    mesh = Mesh(
        name, "skin", skin.vertices[source], skin.normals[source], uv[used].astype(np.float32),
        inverse.reshape(-1, 3).astype(np.int32), skin.joints[source], skin.weights[source], material,
    )  # fmt: skip
    return mesh, source


def _shown(mesh: Mesh, rows: Int[ndarray, " M"], hide: Bool[ndarray, " V"] | None) -> Mesh:
    """The mesh without the triangles that clothes cover, and without vertices that nothing uses."""
    if hide is None:
        return mesh
    faces = mesh.faces[~hide[rows][mesh.faces].all(1)]
    used, inverse = np.unique(faces, return_inverse=True)
    return Mesh(
        mesh.name, mesh.kind, mesh.vertices[used], mesh.normals[used], mesh.uv[used],
        inverse.reshape(-1, 3).astype(np.int32), mesh.joints[used], mesh.weights[used], mesh.material,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _eyes(performer: str) -> tuple[Mesh, ...]:
    body, head = load_body(performer), head_of(performer)
    ball = Material("eyes", eye_texture(body), gloss=0.35, sharp=60.0)
    alpha = lash_alpha()
    fringe = Material(
        "lashes", np.full((*alpha.shape, 3), 16, np.uint8), alpha=alpha, gloss=0.0, two_sided=True
    )
    length = 0.0062 if body.performer.gender == "woman" else 0.0036
    return (
        _on_head("eyes", "eye", eyeballs(head), ball),
        _on_head("lashes", "hair", lashes(head, length), fringe),
    )


@lru_cache(maxsize=32)
def _hair(performer: str, style: str) -> Mesh:
    body = load_body(performer)
    made: Hair = grow(body, head_of(performer), style)
    material = Material(
        "hair", hair_texture(body), alpha=hair_alpha(body), gloss=0.12, sharp=24.0, sheen=0.05, two_sided=True
    )
    return _mesh("hair", "hair", made.loft, made.joints, made.weights, material)


def _on_head(name: str, kind: Kind, loft: Loft, material: Material) -> Mesh:
    joints, weights = np.zeros((len(loft.vertices), 4), int), np.zeros((len(loft.vertices), 4))
    joints[:, 0], weights[:, 0] = AT["head"], 1
    return _mesh(name, kind, loft, joints, weights, material)


def _mesh(
    name: str,
    kind: Kind,
    loft: Loft,
    joints: Int[ndarray, "V 4"],
    weights: Float[ndarray, "V 4"],
    material: Material,
) -> Mesh:
    return Mesh(
        name, kind, loft.vertices.astype(np.float32), loft.normals.astype(np.float32),
        loft.uv.astype(np.float32), loft.faces.astype(np.int32),
        joints.astype(np.uint8), weights.astype(np.float32), material,
    )  # fmt: skip
