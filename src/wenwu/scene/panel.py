"""Panels: pieces of cloth cut to measure, with the place of every point on the flat cloth."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Float32, Int, UInt8
from numpy import ndarray

from wenwu.scene.mesh import Kind, Material, Mesh


@dataclass(frozen=True)
class Bolt:
    """The flat cloth that panels are cut from."""

    textile: str  # id in the atlas
    width: float  # [m]
    height: float  # [m]
    wraps: bool = False  # left and right edge meet


@dataclass(frozen=True)
class Panel:
    """One panel in the T-pose. `flat` is metres from the top left corner of its bolt, y down."""

    name: str
    bolt: Bolt | None  # none: the material is made without a textile
    vertices: Float[ndarray, "V 3"]
    normals: Float[ndarray, "V 3"]
    flat: Float[ndarray, "V 2"]
    faces: Int[ndarray, "F 3"]
    share: Float[ndarray, "V B"]  # weight of every bone
    kind: Kind = "cloth"
    material: str = "cloth"  # cloth, silk, velvet, felt, leather, silver, gold … (scene.texture)
    colour: str = ""  # palette colour or #RRGGBB of panels without a bolt

    def uv(self) -> Float[ndarray, "V 2"]:
        """Texture coordinates."""
        size = (self.bolt.width, self.bolt.height) if self.bolt else (1.0, 1.0)
        return self.flat / np.array(size)


def top_four(share: Float[ndarray, "V B"]) -> tuple[UInt8[ndarray, "V 4"], Float32[ndarray, "V 4"]]:
    """The four heaviest bones of every row, weights summing to 1, bone 0 where the weight is 0."""
    order = np.argpartition(-share, 3, axis=1)[:, :4]
    best = np.take_along_axis(share, order, 1)
    best = np.where(best < 1e-4, 0, best)
    best /= best.sum(1, keepdims=True)
    return np.where(best > 0, order, 0).astype(np.uint8), best.astype(np.float32)


def to_mesh(panel: Panel, material: Material) -> Mesh:
    """The panel as a mesh of that material."""
    joints, weights = top_four(panel.share)
    return Mesh(
        panel.name,
        panel.kind,
        panel.vertices.astype(np.float32),
        panel.normals.astype(np.float32),
        panel.uv().astype(np.float32),
        panel.faces.astype(np.int32),
        joints,
        weights,
        material,
    )


def joined(name: str, panels: list[Panel]) -> Panel:
    """Panels of one bolt as one."""
    begin = np.cumsum([0] + [len(p.vertices) for p in panels[:-1]])
    return replace(
        panels[0],
        name=name,
        vertices=np.concatenate([p.vertices for p in panels]),
        normals=np.concatenate([p.normals for p in panels]),
        flat=np.concatenate([p.flat for p in panels]),
        faces=np.concatenate([p.faces + b for p, b in zip(panels, begin, strict=True)]),
        share=np.concatenate([p.share for p in panels]),
    )


def area_ratio(panel: Panel) -> float:
    """Area on the bolt over area on the body."""
    p, q, r = (panel.vertices[panel.faces[:, k]] for k in range(3))
    a, b, c = (panel.flat[panel.faces[:, k]] for k in range(3))
    body = np.linalg.norm(np.cross(q - p, r - p), axis=1).sum()
    table = np.abs(
        (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    ).sum()
    return float(table / body)
