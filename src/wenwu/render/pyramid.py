"""Textures as pyramids: every mesh's picture, half an octave smaller at each level, in one long array."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from jaxtyping import Float32, Int32, UInt8, UInt32
from numpy import ndarray
from PIL import Image

from wenwu.scene.mesh import Material

SMALLEST = 2  # [texel] the shorter side of the last level


@dataclass(frozen=True)
class Textures:
    """Textures as the kernels in render/sample.py read them."""

    texels: UInt8[ndarray, "N 4"]  # square roots of linear light, and alpha
    levels: Int32[ndarray, "L 3"]  # first texel, width, height
    first_level: Int32[ndarray, "M 2"]  # of each mesh: first level, number of levels

    def tables(self) -> tuple[UInt32[ndarray, " N"], Int32[ndarray, "L 3"], Int32[ndarray, "M 2"]]:
        """The same as the kernels read them, a texel as one number."""
        texels = self.texels.astype(np.uint32)
        joined = texels[:, 0] | texels[:, 1] << 8 | texels[:, 2] << 16 | texels[:, 3] << 24
        return joined, self.levels, self.first_level


def pack_textures(materials: Sequence[Material]) -> Textures:
    """One pyramid per picture; materials that share a picture share its pyramid."""
    texels: list[UInt8[ndarray, "N 4"]] = []
    levels: list[tuple[int, int, int]] = []
    first_level: list[tuple[int, int]] = []
    known: dict[tuple[int, int], tuple[int, int]] = {}
    start = 0
    for material in materials:
        key = (id(material.texture), id(material.alpha))
        if key not in known:
            pyramid = _pyramid(material)
            known[key] = (len(levels), len(pyramid))
            for level in pyramid:
                height, width = level.shape[:2]
                levels.append((start, width, height))
                texels.append(level.reshape(-1, 4))
                start += width * height
        first_level.append(known[key])
    return Textures(
        np.concatenate(texels), np.array(levels, np.int32), np.array(first_level, np.int32).reshape(-1, 2)
    )


def linear(srgb: UInt8[ndarray, "*size"]) -> Float32[ndarray, "*size"]:
    """Linear light in [0, 1] of sRGB bytes (IEC 61966-2-1)."""
    value = np.arange(256) / 255
    table = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return table.astype(np.float32)[srgb]


def _pyramid(material: Material) -> list[UInt8[ndarray, "H W 4"]]:
    """Levels from full size down. Colours are averaged as light, weighted by alpha: holes do not bleed."""
    light = linear(material.texture)
    height, width = light.shape[:2]
    if np.all(material.texture == material.texture[0, 0]) and material.alpha is None:
        return [_bytes(light[:1, :1], np.ones((1, 1), np.float32))]
    solid: Float32[ndarray, "H W"] = np.ones((height, width), np.float32)
    if material.alpha is not None:
        alpha = material.alpha.astype(np.float32) / 255
        solid = alpha if alpha.shape == solid.shape else _resize(alpha[..., None], width, height)[..., 0]
    covered = float(np.mean(solid >= 0.5))
    weight = 0.02 + solid
    stack = [np.dstack([light * weight[..., None], weight, solid])]
    k = 1
    while min(width, height) / sqrt(2) ** k >= SMALLEST:
        w, h = (max(1, round(side / sqrt(2) ** k)) for side in (width, height))
        stack.append(_resize(stack[max(0, k - 2)], w, h))
        k += 1
    out = []
    for level in stack:
        alpha = level[..., 4]
        if material.alpha is not None:  # keep as much of the cloth at every distance
            alpha = alpha + np.float32(0.5 - float(np.quantile(alpha, 1 - covered)))
        out.append(_bytes(level[..., :3] / level[..., 3:4], alpha))
    return out


def _resize(image: Float32[ndarray, "H W C"], width: int, height: int) -> Float32[ndarray, "h w C"]:
    """Each plane of an image at another size, every source texel counted by how near it lies."""
    small = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(image[..., c])).resize(
                (width, height), Image.Resampling.HAMMING
            )
        )
        for c in range(image.shape[-1])
    ]
    return np.dstack(small)


def _bytes(light: Float32[ndarray, "H W 3"], alpha: Float32[ndarray, "H W"]) -> UInt8[ndarray, "H W 4"]:
    """Square roots of light, and alpha, as bytes."""
    planes = np.dstack([np.sqrt(np.clip(light, 0, 1)), np.clip(alpha, 0, 1)])
    return (planes * 255 + 0.5).astype(np.uint8)
