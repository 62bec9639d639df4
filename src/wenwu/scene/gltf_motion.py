"""glTF bones and their motion: what each bone does inside its parent, without what never changes."""

from typing import Any

import numpy as np
from jaxtyping import Float, Float32
from numpy import ndarray

from wenwu.body.rotation import continuous, from_matrix
from wenwu.scene.glb import Glb
from wenwu.scene.scene import Figure

STILL = {"rotation": 1e-6, "translation": 1e-6, "scale": 1e-5}  # [1], [m], [1]: smaller changes are rounding
PATHS = ("translation", "rotation", "scale")


def add_bones(glb: Glb, figure: Figure, times: int, animation: dict[str, Any]) -> list[int]:
    """One node a bone, posed as in the first frame, and an animation channel for whatever moves."""
    moves = local_motion(figure)
    nodes: list[int] = []
    for bone, name in enumerate(figure.rig.names):
        node = glb.append("nodes", {"name": f"{figure.name} {name}"})
        nodes.append(node)
        parent = figure.rig.parent[bone]
        if parent >= 0:
            glb.lists["nodes"][nodes[parent]].setdefault("children", []).append(node)
        for path in PATHS:
            values = moves[path][:, bone]
            _rest(glb.lists["nodes"][node], path, values)
            if np.ptp(values, axis=0).max() > STILL[path]:
                sampler = {"input": times, "output": glb.array(values), "interpolation": "LINEAR"}
                animation["samplers"].append(sampler)
                target = {"node": node, "path": path}
                animation["channels"].append({"sampler": len(animation["samplers"]) - 1, "target": target})
    return nodes


def _rest(node: dict[str, Any], path: str, values: Float32[ndarray, "T C"]) -> None:
    """The value of the first frame, left out where it is glTF's own default."""
    default = {"translation": [0.0] * 3, "rotation": [0.0, 0.0, 0.0, 1.0], "scale": [1.0] * 3}[path]
    if np.abs(values[0] - default).max() > STILL[path]:
        node[path] = values[0].tolist()


def local_motion(figure: Figure) -> dict[str, Float32[ndarray, "T B C"]]:
    """Translation [m], rotation (x, y, z, w as glTF wants it) and scale of every bone in its parent."""
    world = figure.world_from_bone.astype(float)
    local = world.copy()
    for bone, parent in enumerate(figure.rig.parent):
        if parent >= 0:
            local[:, bone] = np.linalg.inv(world[:, parent]) @ world[:, bone]
    scale = np.linalg.norm(local[..., :3, :3], axis=-2)
    q = continuous(from_matrix(_proper(local[..., :3, :3] / scale[..., None, :])))
    return {
        "translation": local[..., :3, 3].astype(np.float32),
        "rotation": np.roll(q, -1, axis=-1).astype(np.float32),
        "scale": np.where(np.abs(scale - 1) < STILL["scale"], 1.0, scale).astype(np.float32),
    }


def _proper(matrix: Float[ndarray, "*B 3 3"]) -> Float[ndarray, "*B 3 3"]:
    """The nearest rotations, where a fitted bone is not quite one."""
    error = np.abs(np.swapaxes(matrix, -1, -2) @ matrix - np.eye(3)).max()
    if error < 1e-5:
        return matrix
    u, _, v = np.linalg.svd(matrix)
    u[..., -1] *= np.sign(np.linalg.det(u @ v))[..., None]
    return u @ v
