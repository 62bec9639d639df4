"""The look of hair: strands painted along its length, and a fine edge."""

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.body.performer import Body
from wenwu.scene.paint import colour, smoothstep, to_bytes

STRANDS, TEXTURE = 1024, 512  # [px] across and along


def hair_texture(body: Body) -> UInt8[ndarray, "H W 3"]:
    """Strands along v, lighter here and there, some grey; v = 0 is the hairline."""
    tint, grey = colour(body.performer.hair["colour"]), float(body.performer.hair["grey"])
    rng = generator(7, "strands", body.performer.id)
    fine = rng.normal(0, 1, STRANDS)
    broad = np.convolve(np.tile(rng.normal(0, 1, STRANDS), 3), np.hanning(45) / 6, "same")[
        STRANDS : 2 * STRANDS
    ]
    drift = np.cumsum(rng.normal(0, 0.15, TEXTURE))
    shade = np.empty((TEXTURE, STRANDS))
    for k in range(TEXTURE):
        move = int(np.sin(k / 70) * 5 + drift[k])
        shade[k] = (1 - 0.55 * grey) * (0.20 * np.roll(fine, move) + 0.17 * np.roll(broad, move))
    v = (np.arange(TEXTURE) / TEXTURE)[:, None]
    band = (
        0.30
        * (1 - 0.6 * grey)
        * np.exp(-(((v - 0.34 - 0.015 * broad[None]) / 0.13) ** 2))
        * (0.5 + 0.5 * np.clip(1 + fine[None] / 2, 0, 2))
    )
    light = np.clip(1 + shade + band * 1.4 - 0.25 * smoothstep(0.1, 0.0, v), 0.25, 2.4)
    image = tint * light[..., None] + 0.018 * np.maximum(light - 1, 0)[..., None]
    silver = (np.roll(rng.random(STRANDS) < grey * 0.5, 3)[None, :, None] * 0.07) * light[..., None]
    return to_bytes(image + silver)


def hair_alpha(body: Body) -> UInt8[ndarray, "H W"]:
    """Cut-out: an uneven edge of fine hairs along the hairline."""
    rng = generator(7, "edge", body.performer.id)
    edge = rng.uniform(0.0, 0.045, STRANDS) * np.repeat(rng.uniform(0.4, 1.0, STRANDS // 8), 8)
    v = np.arange(TEXTURE)[:, None] / TEXTURE
    return np.where(v >= edge[None], 255, 0).astype(np.uint8)
