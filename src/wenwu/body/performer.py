"""Performers: six adults with their own bodies, loaded in the T-pose and ready to be moved and dressed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Float32, Int, Int32, UInt8
from numpy import ndarray

from wenwu.base.errors import unknown
from wenwu.body.base_mesh import PARTS, BaseMesh, load_base_mesh, shaped, triangles
from wenwu.body.bind import BONES, Bind, bind, weights
from wenwu.body.capsules import Capsule, fit_capsules
from wenwu.body.landmarks import find_landmarks
from wenwu.body.rig import Rig
from wenwu.body.skeleton import AT, JOINTS, Skeleton

PERFORMERS = ("woman_1", "woman_2", "woman_elder", "man_1", "man_2", "man_elder")


@dataclass(frozen=True)
class Performer:
    """Who dances: one person's looks, and nothing about any culture."""

    id: str
    name: str
    name_zh: str
    gender: Literal["woman", "man"]
    age: Literal["adult", "elder"]
    skin: Mapping[str, Any]  # tone, warm, lips "#RRGGBB"; age 0…1
    eyes: str  # "#RRGGBB" of the iris
    hair: Mapping[str, Any]  # colour "#RRGGBB"; grey 0…1; brow 0…1
    targets: Mapping[str, float]


@dataclass(frozen=True)
class Surface:
    """One part of the body in the T-pose, split at UV seams."""

    vertices: Float32[ndarray, "V 3"]  # [m]
    normals: Float32[ndarray, "V 3"]
    uv: Float32[ndarray, "V 2"]  # v downward
    faces: Int32[ndarray, "F 3"]  # counter-clockwise seen from outside
    joints: UInt8[ndarray, "V 4"]  # bones of the Rig
    weights: Float32[ndarray, "V 4"]  # sum to 1; joint 0 where the weight is 0
    source: Int32[ndarray, " V"]  # row of the base mesh, the same for every performer


@dataclass(frozen=True)
class Body:
    """One performer's body: skeleton, rig, surfaces, landmarks and collision capsules."""

    performer: Performer
    skeleton: Skeleton
    rig: Rig
    surfaces: Mapping[str, Surface]  # skin, eyes, lashes, tights and skirt (shapes to build clothes from)
    landmarks: Mapping[str, Float[ndarray, "3"]]  # [m] in the T-pose
    capsules: tuple[Capsule, ...]


@cache
def performers() -> Mapping[str, Performer]:
    """The table of performers."""
    table = tomllib.loads(files("wenwu.body").joinpath("data/performers.toml").read_text("utf-8"))[
        "performer"
    ]
    return MappingProxyType({name: Performer(id=name, **row) for name, row in table.items()})


@cache
def load_body(performer_id: str) -> Body:
    """A performer's body; the same object each time."""
    if performer_id not in performers():
        raise unknown("performer", performer_id, performers())
    performer, base = performers()[performer_id], load_base_mesh()
    stance = shaped(base, performer.targets)
    made = bind(base, stance)
    bones, share = weights(base, made, stance)
    vertices, head = _t_pose(stance, made, bones, share)
    from_bind = np.tile(np.eye(4), (len(BONES), 1, 1))
    from_bind[:, :3, 3] = -head
    offset = made.offset.copy()
    offset[0] = head[0]
    rig = Rig(BONES, made.parent, offset, from_bind)
    surfaces = {part: _surface(base, part, vertices, bones, share) for part in PARTS}
    landmarks = find_landmarks(vertices, surfaces["skin"].source, bones, share, head)
    return Body(
        performer,
        _skeleton(offset, head, landmarks),
        rig,
        MappingProxyType(surfaces),
        MappingProxyType(landmarks),
        fit_capsules(vertices[surfaces["tights"].source], bones[surfaces["tights"].source], landmarks, head),
    )


def _t_pose(
    stance: Float[ndarray, "V 3"], made: Bind, bones: Int[ndarray, "V 4"], share: Float[ndarray, "V 4"]
) -> tuple[Float[ndarray, "V 3"], Float[ndarray, "B 3"]]:
    """Mesh and bone heads with every bone upright, soles on the floor."""
    head = np.zeros_like(made.head)
    for bone, parent in enumerate(made.parent):
        head[bone] = made.offset[bone] + (head[parent] if parent >= 0 else 0)
    turned = np.swapaxes(made.world, 1, 2)  # T-pose frames are upright: the turn is the inverse bind frame
    shift = head - np.einsum("bij,bj->bi", turned, made.head)
    blend = np.einsum("vk,vkij->vij", share, turned[bones])
    vertices = np.einsum("vij,vj->vi", blend, stance) + np.einsum("vk,vki->vi", share, shift[bones])
    floor = vertices[:13380, 1].min()
    return vertices - [0, floor, 0], head - [0, floor, 0]


def _surface(
    base: BaseMesh,
    part: str,
    vertices: Float[ndarray, "V 3"],
    bones: Int[ndarray, "V 4"],
    share: Float[ndarray, "V 4"],
) -> Surface:
    source, uv, faces = triangles(base, part)
    normals = _normals(vertices, source[faces])[source]
    return Surface(
        vertices[source].astype(np.float32),
        normals.astype(np.float32),
        uv,
        faces.astype(np.int32),
        bones[source].astype(np.uint8),
        share[source].astype(np.float32),
        source.astype(np.int32),
    )


def _normals(vertices: Float[ndarray, "V 3"], faces: Int[ndarray, "F 3"]) -> Float[ndarray, "V 3"]:
    """Area-weighted vertex normals, unit length."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    face_normal = np.cross(b - a, c - a)
    out = np.stack(
        [sum(np.bincount(faces[:, k], face_normal[:, i], len(vertices)) for k in range(3)) for i in range(3)],
        1,
    )
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


def _skeleton(
    offset: Float[ndarray, "B 3"], head: Float[ndarray, "B 3"], marks: Mapping[str, Float[ndarray, "3"]]
) -> Skeleton:
    ankle, ball = head[AT["leftFoot"]], head[AT["leftToes"]]
    heel = marks["heel_l"] - ankle
    return Skeleton(
        offset[: len(JOINTS)], heel * [1, 0, 1] - [0, ankle[1], 0], float(marks["toe_l"][2] - ball[2])
    )
