"""The base mesh: one topology for every performer, moved by targets (MakeHuman, CC0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from jaxtyping import Float, Float32, Int, UInt8
from numpy import ndarray

from wenwu.base.errors import unknown

PARTS = ("skin", "eyes", "lashes", "tights", "skirt")


@dataclass(frozen=True)
class BaseMesh:
    """Vertices, quads and rig weights as baked, and the targets that make individuals."""

    vertices: Float32[ndarray, "V 3"]  # [m] A-pose, feet near 0
    uv: Float32[ndarray, "U 2"]  # v downward
    faces: Int[ndarray, "Q 4"]
    face_uv: Int[ndarray, "Q 4"]
    part: UInt8[ndarray, " Q"]  # index into PARTS
    rig_names: tuple[str, ...]
    rig_head: Int[ndarray, "R 8"]  # vertices whose mean is the bone's head
    rig_tail: Int[ndarray, "R 8"]
    bone: UInt8[ndarray, "V 4"]  # index into rig_names
    weight: Float32[ndarray, "V 4"]
    target_names: tuple[str, ...]
    target_begin: Int[ndarray, " N"]
    target_row: Int[ndarray, " M"]
    target_move: Float32[ndarray, "3 M"]  # [m]
    calm: Int[ndarray, " C"]  # rows that are smoothed, so that the undressed body is featureless
    masks: Mapping[str, UInt8[ndarray, "H W"]]  # painted areas of the skin's UV square, row 0 at the top


@cache
def load_base_mesh() -> BaseMesh:
    """The baked mesh (body.npz, CC0: see NOTICE.md beside it)."""
    with (
        as_file(files("wenwu.body").joinpath("data/body.npz")) as path,
        np.load(path, allow_pickle=False) as d,
    ):
        uv = d["uv"].astype(np.float32) / 65535
        return BaseMesh(
            vertices=d["vertices"],
            uv=np.stack([uv[:, 0], 1 - uv[:, 1]], 1),
            faces=d["faces"].astype(np.int64),
            face_uv=d["face_uv"].astype(np.int64),
            part=d["part"],
            rig_names=tuple(map(str, d["rig_names"])),
            rig_head=d["rig_head"].astype(np.int64),
            rig_tail=d["rig_tail"].astype(np.int64),
            bone=d["bone"],
            weight=d["weight"].astype(np.float32) / 255,
            target_names=tuple(map(str, d["target_names"])),
            target_begin=d["target_begin"],
            target_row=d["target_row"].astype(np.int64),
            target_move=d["target_move"].astype(np.float32) * np.float32(d["target_quantum"]),
            calm=d["calm"].astype(np.int64),
            masks={k.removeprefix("mask_"): d[k] for k in d.files if k.startswith("mask_")},
        )


def shaped(base: BaseMesh, targets: Mapping[str, float]) -> Float[ndarray, "V 3"]:
    """The base mesh moved by a share of each target; a star in a name stands for both sides [m]."""
    vertices = base.vertices.astype(float)
    for asked, share in targets.items():
        for name in dict.fromkeys(asked.replace("*", side) for side in "lr"):
            if name not in base.target_names:
                raise unknown("body target", name, base.target_names)
            k = base.target_names.index(name)
            span = slice(base.target_begin[k], base.target_begin[k + 1])
            vertices[base.target_row[span]] += share * base.target_move[:, span].T
    return _calmed(base, vertices)


def _calmed(base: BaseMesh, vertices: Float[ndarray, "V 3"], rounds: int = 40) -> Float[ndarray, "V 3"]:
    """The calm rows moved to the mean of their neighbours, again and again, the rest held still."""
    quads = base.faces[base.part == PARTS.index("skin")]
    edges = quads[:, [[0, 1], [1, 2], [2, 3], [3, 0]]].reshape(-1, 2)
    edges = np.concatenate([edges, edges[:, ::-1]])
    place = np.full(len(vertices), -1)
    place[base.calm] = np.arange(len(base.calm))
    edges = edges[place[edges[:, 0]] >= 0]
    own, count = place[edges[:, 0]], len(base.calm)
    near = np.maximum(np.bincount(own, minlength=count), 1)[:, None]
    for _ in range(rounds):
        other = vertices[edges[:, 1]]
        total = np.stack([np.bincount(own, other[:, k], count) for k in range(3)], 1)
        vertices[base.calm] = 0.5 * vertices[base.calm] + 0.5 * total / near
    return vertices


def triangles(
    base: BaseMesh, part: str
) -> tuple[Int[ndarray, " N"], Float32[ndarray, "N 2"], Int[ndarray, "F 3"]]:
    """One part split at its UV seams: base vertex of each row, its UV, and triangles over the rows."""
    chosen = base.part == PARTS.index(part)
    key = base.faces[chosen].ravel() * len(base.uv) + base.face_uv[chosen].ravel()
    corners, inverse = np.unique(key, return_inverse=True)
    quads = inverse.reshape(-1, 4)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])
    return corners // len(base.uv), base.uv[corners % len(base.uv)], faces[whole]
