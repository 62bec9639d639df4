"""glTF materials: our gloss and metal as metallic-roughness, textures embedded as PNG or JPEG."""

from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from wenwu.scene.glb import Glb
from wenwu.scene.mesh import Material

SMALL = 64  # [pixels] below this edge a PNG is as small as a JPEG, and exact
QUALITY = 92  # of JPEG, colours at full resolution: threads stay sharp
METAL_GLOSS, MOST_METAL = 0.5, 0.7  # gloss from which a stuff is a metal; metallic factor of pure silver
LINEAR, MIPMAPS, REPEAT = 9729, 9987, 10497


def add_material(glb: Glb, material: Material) -> int:
    """A material and its picture; equal ones are shared."""
    source = glb.add("images", _picture(glb, material))
    sampler = glb.add(
        "samplers", {"magFilter": LINEAR, "minFilter": MIPMAPS, "wrapS": REPEAT, "wrapT": REPEAT}
    )
    texture = glb.add("textures", {"source": source, "sampler": sampler})
    item: dict[str, Any] = {
        "name": material.name,
        "pbrMetallicRoughness": {
            "baseColorTexture": {"index": texture},
            "metallicFactor": round(metallic(material.gloss, material.metal), 4),
            "roughnessFactor": round(roughness(material.gloss, material.sharp), 4),
        },
    }
    if material.alpha is not None:
        item["alphaMode"] = "MASK"
    if material.two_sided:
        item["doubleSided"] = True
    if material.credit:
        item["extras"] = {"credit": material.credit}
    return glb.add("materials", item)


def metallic(gloss: float, metal: float) -> float:
    """How much of a metal glTF should see. Silk and velvet colour their highlight as metals do, and are none.

    Never all: a viewer without surroundings to mirror would show silver black.
    """
    return MOST_METAL * float(np.clip(metal, 0, 1)) if gloss >= METAL_GLOSS else 0.0


def roughness(gloss: float, sharp: float) -> float:
    """The roughness r whose highlight is as wide as Blinn's exponent n: r⁴ = 2 / (n + 2) (Karis 2013).

    glTF gives every cloth the same strength of highlight, so a weak one is spread wide instead.
    """
    wide = (2 / (max(sharp, 0.0) + 2)) ** 0.25
    return float(np.clip(max(wide, 1 - gloss), 0.05, 1))


def _picture(glb: Glb, material: Material) -> dict[str, Any]:
    """The texture as an embedded file, with its cut-out in the alpha channel."""
    data, height_width = BytesIO(), material.texture.shape[:2]
    if material.alpha is not None:
        pixels = np.dstack([material.texture, material.alpha])
        Image.fromarray(pixels, "RGBA").save(data, "PNG", optimize=False)
        kind = "image/png"
    elif min(height_width) < SMALL:
        Image.fromarray(material.texture, "RGB").save(data, "PNG", optimize=False)
        kind = "image/png"
    else:
        Image.fromarray(material.texture, "RGB").save(data, "JPEG", quality=QUALITY, subsampling=0)
        kind = "image/jpeg"
    return {"bufferView": glb.view(data.getvalue()), "mimeType": kind}
