"""glTF: a Scene as one .glb, skinned, textured and animated, for any viewer or game engine.

Every figure is an armature node with its bones below it, one skin, and one mesh node a piece. Cloth that the
solver moved comes along by the cloth bones of the rig, so a viewer needs nothing but skinning.
"""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Int32, UInt8
from numpy import ndarray

from wenwu import __version__
from wenwu.scene.glb import INDICES, VERTICES, Glb
from wenwu.scene.gltf_material import add_material
from wenwu.scene.gltf_motion import add_bones
from wenwu.scene.mesh import Mesh
from wenwu.scene.scene import Figure, Scene

NOTE = "reconstructed from descriptions, not a recording"


def write_glb(scene: Scene, path: Path) -> None:
    """Write every figure of a scene with its whole motion; equal scenes give equal bytes."""
    glb = Glb()
    times = glb.array((np.arange(len(scene)) / scene.fps).astype(np.float32), bounds=True)
    animation: dict[str, Any] = {"name": "dance", "samplers": [], "channels": []}
    roots = [node for figure in scene.figures for node in _add_figure(glb, figure, times, animation)]
    if animation["channels"]:
        glb.append("animations", animation)
    asset: dict[str, Any] = {"version": "2.0", "generator": f"wenwu {__version__}", "extras": {"note": NOTE}}
    credits = dict.fromkeys(m.material.credit for f in scene.figures for m in f.meshes if m.material.credit)
    if credits:
        asset["copyright"] = "; ".join(credits)
    head = {
        "asset": asset,
        "scene": 0,
        "scenes": [{"name": "dance", "nodes": roots}],
    }
    glb.write(path, head)


def _add_figure(glb: Glb, figure: Figure, times: int, animation: dict[str, Any]) -> list[int]:
    """Bones, skin and meshes of one figure; the nodes that stand at the top of the scene."""
    armature = glb.append("nodes", {"name": figure.name})
    bones = add_bones(glb, figure, times, animation)
    tops = [bone for bone, parent in zip(bones, figure.rig.parent, strict=True) if parent < 0]
    glb.lists["nodes"][armature]["children"] = tops
    skin = glb.append(
        "skins",
        {
            "name": figure.name,
            "joints": bones,
            "skeleton": armature,
            "inverseBindMatrices": glb.array(_columns_first(figure.rig.from_bind)),
        },
    )
    nodes = [armature]
    for mesh in figure.meshes:
        index = _add_mesh(glb, mesh)
        if index is not None:
            name = f"{figure.name} {mesh.name}"
            nodes.append(glb.append("nodes", {"name": name, "mesh": index, "skin": skin}))
    return nodes


def _columns_first(matrices: ndarray) -> Float32[ndarray, "B 4 4"]:
    """Matrices as glTF stores them, column after column, with the exact last row of a rigid motion."""
    out = np.ascontiguousarray(np.swapaxes(matrices, 1, 2), np.float32)
    out[:, :, 3] = [0.0, 0.0, 0.0, 1.0]
    return out


def _add_mesh(glb: Glb, mesh: Mesh) -> int | None:
    """One mesh with one primitive; None where no triangle has an area."""
    faces = _true_triangles(mesh)
    if not len(faces):
        return None
    used, indices = np.unique(faces, return_inverse=True)  # vertices under hidden triangles stay away
    joints, weights = pack_weights(mesh.joints[used], mesh.weights[used])
    attributes = {
        "POSITION": glb.array(mesh.vertices[used].astype(np.float32), VERTICES, bounds=True),
        "NORMAL": glb.array(_unit(mesh.normals[used]), VERTICES),
        "TEXCOORD_0": glb.array(mesh.uv[used].astype(np.float32), VERTICES),
        "JOINTS_0": glb.array(joints, VERTICES),
        "WEIGHTS_0": glb.array(weights, VERTICES, unit=True),
    }
    primitive = {
        "attributes": attributes,
        "indices": glb.array(indices.ravel().astype(np.uint32), INDICES),
        "material": add_material(glb, mesh.material),
    }
    return glb.append("meshes", {"name": mesh.name, "primitives": [primitive]})


def _true_triangles(mesh: Mesh) -> Int32[ndarray, "F 3"]:
    """The triangles with three different corners."""
    a, b, c = mesh.faces.T
    keep: Bool[ndarray, " F"] = (a != b) & (b != c) & (c != a)
    return mesh.faces[keep]


def _unit(normals: Float32[ndarray, "V 3"]) -> Float32[ndarray, "V 3"]:
    """Normals of length one; upward where there was none."""
    length = np.linalg.norm(normals.astype(float), axis=1, keepdims=True)
    up = np.array([0.0, 1.0, 0.0])
    return np.where(length < 1e-6, up, normals / np.maximum(length, 1e-6)).astype(np.float32)


def pack_weights(
    joints: UInt8[ndarray, "V 4"], weights: Float32[ndarray, "V 4"]
) -> tuple[UInt8[ndarray, "V 4"], UInt8[ndarray, "V 4"]]:
    """Weights as bytes that sum to 255, no bone twice, bone 0 where nothing weighs.

    Bytes are dealt by largest remainder, so no bone is off by more than one 255th.
    """
    bones, share = joints.astype(np.int64), weights.astype(float).clip(0)
    for later in range(1, 4):
        for earlier in range(later):
            twin = (bones[:, later] == bones[:, earlier]) & (share[:, later] > 0)
            share[:, earlier] += np.where(twin, share[:, later], 0)
            share[:, later] = np.where(twin, 0, share[:, later])
    total = share.sum(1, keepdims=True)
    share = np.where(total > 0, share / np.where(total > 0, total, 1), [1.0, 0.0, 0.0, 0.0]) * 255
    bytes_ = np.floor(share)
    rank = np.argsort(np.argsort(-(share - bytes_), axis=1, kind="stable"), axis=1)
    bytes_ += rank < np.round(255 - bytes_.sum(1, keepdims=True))
    return np.where(bytes_ > 0, bones, 0).astype(np.uint8), bytes_.astype(np.uint8)
