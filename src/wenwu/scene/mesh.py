"""Meshes and their materials, before any frame is posed."""

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float32, Int32, UInt8
from numpy import ndarray

Kind = Literal["skin", "eye", "hair", "cloth", "ornament", "prop"]


@dataclass(frozen=True)
class Material:
    """What a surface looks like; textures are sRGB bytes, row 0 at the top (v = 0)."""

    name: str
    texture: UInt8[ndarray, "H W 3"]
    alpha: UInt8[ndarray, "H W"] | None = None  # cut-out where below 128
    gloss: float = 0.08  # strength of the highlight: cloth .05, silk .3, silver .9
    sharp: float = 12.0  # exponent of the highlight
    metal: float = 0.0  # 0 white highlight, 1 highlight in the surface's own colour
    sheen: float = 0.0  # rim light of velvet and fine hair
    two_sided: bool = False
    credit: str = ""  # whose picture the texture is, and by whose leave, where somebody brought it


@dataclass(frozen=True)
class Mesh:
    """One piece of a dancer in the rig's bind pose (T-pose). UVs in [0, 1], v downward."""

    name: str
    kind: Kind
    vertices: Float32[ndarray, "V 3"]  # [m]
    normals: Float32[ndarray, "V 3"]
    uv: Float32[ndarray, "V 2"]
    faces: Int32[ndarray, "F 3"]  # counter-clockwise seen from outside
    joints: UInt8[ndarray, "V 4"]  # bones of the Rig
    weights: Float32[ndarray, "V 4"]  # sum to 1; joint 0 where the weight is 0
    material: Material
