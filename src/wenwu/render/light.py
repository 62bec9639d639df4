"""Light for the kernels: the sun's view of the dancers, the strengths of all lights, the tone curve."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float, Float32, UInt16
from numpy import ndarray

from wenwu.render.surface import KNEE
from wenwu.scene.scene import Stage

SKY_STRENGTH = 0.72
BOUNCE = 0.42  # share of the ground's light that comes back up
SOFTNESS = 0.075  # width of a half-shadow per metre of distance: a sun seen through thin cloud
NORMAL_BIAS = 1.6  # [texel] how far a point is moved off its surface before its shadow is asked for


@dataclass(frozen=True)
class SunView:
    """How the sun sees the dancers: parallel, north up, so many texels a metre."""

    axes: Float[ndarray, "3 3"]  # rows: right, down, along the light
    low: Float[ndarray, "2"]  # [m] corner of the window, relative to the followed point
    texel: float  # [m]
    size: int

    def texel_from_world(self, focus: Float[ndarray, "3"]) -> Float[ndarray, "3 4"]:
        """Rows give x, y [texel] and depth [m]. The window moves by whole texels: shadows do not crawl."""
        corner = self.axes[:2] @ focus + self.low
        corner = np.floor(corner / self.texel) * self.texel
        scale = np.array([1 / self.texel, 1 / self.texel, 1.0])
        shift = np.array([*(-corner / self.texel), 0.0])
        return np.hstack([self.axes * scale[:, None], shift[:, None]])


def sun_view(stage: Stage, points: Float[ndarray, "T P 3"], size: int) -> SunView:
    """The smallest square window that holds all points (relative to the followed point) in every frame."""
    along = -np.array(stage.sun_from) / np.linalg.norm(stage.sun_from)
    right = np.cross([0.0, 1.0, 0.0], -along)
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(along, right), along])
    flat = points.reshape(-1, 3) @ axes[:2].T
    low, high = flat.min(0), flat.max(0)
    side = float((high - low).max()) * 1.02 + 0.1
    texel = side / (size - 8)
    return SunView(axes, (low + high) / 2 - side / 2 - 4 * texel, texel, size)


def strengths(stage: Stage, frame: int, fps: float) -> dict[str, Float[ndarray, "3"]]:
    """Linear RGB of every light in one frame. A fire wavers: three slow waves that never line up."""
    time = frame / fps
    waver = 0.5 * np.sin(2 * np.pi * 1.3 * time) + 0.3 * np.sin(2 * np.pi * 2.9 * time + 1.0)
    waver += 0.2 * np.sin(2 * np.pi * 5.3 * time + 2.0)
    sun = np.array(stage.sun) * (1 + stage.flicker * waver)
    sky = np.array(stage.sky)
    # the sky's light on a surface is paler than the sky itself: clouds and haze are part of it
    sky = SKY_STRENGTH * (0.55 * sky + 0.45 * sky.mean())
    ground = np.array(stage.ground)
    bounce = BOUNCE * ground * (sun * stage.sun_from[1] + sky)
    return {
        "sun": sun,
        "sky": sky,
        "bounce": bounce,
        "horizon": np.array(stage.horizon),
        "rim": np.array(stage.rim),
    }


def tone_curve(steps: int = 2048) -> Float32[ndarray, " N"]:
    """Toned value of light 0…4: straight up to the knee, then 1 − (1 − k) e^{−(x − k)/(1 − k)}."""
    x = np.linspace(0, 4, steps)
    bent = 1 - (1 - KNEE) * np.exp(-(x - KNEE) / (1 - KNEE))
    return np.where(x < KNEE, x, bent).astype(np.float32)


def encoding(steps: int = 4096) -> UInt16[ndarray, " N"]:
    """sRGB values of linear light 0…1 (IEC 61966-2-1), in 256ths of a byte."""
    x = np.linspace(0, 1, steps)
    srgb = np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    return (255 * 256 * srgb + 0.5).astype(np.uint16)


@cache
def toned_encoding(steps: int = 8192) -> UInt16[ndarray, " N"]:
    """The same for light 0…2 after the tone curve: for the ground, whose hue needs no keeping."""
    curve, table = tone_curve(), encoding()
    toned = np.interp(np.linspace(0, 2, steps), np.linspace(0, 4, len(curve)), curve)
    return np.interp(toned, np.linspace(0, 1, len(table)), table).astype(np.uint16)


def toned_bytes(light: Float[ndarray, "*size"]) -> Float32[ndarray, "*size"]:
    """Toned sRGB values 0…255, not rounded."""
    table = toned_encoding()
    last = len(table) - 1
    return (table[np.clip(light * (last / 2), 0, last).astype(int)] / 256).astype(np.float32)


def shade_factors(power: dict[str, Float[ndarray, "3"]], height: float) -> Float32[ndarray, "3 256"]:
    """Factor on the ground's sRGB byte when k / 255 of the sun reaches it; height: the sun's, as a sine."""
    sun, sky = power["sun"] * height, power["sky"]
    share, sun, sky = np.linspace(0, 1, 256), sun[:, None], sky[:, None]
    return (((share * sun + sky) / (sun + sky)) ** (1 / 2.2)).astype(np.float32)


def dither() -> UInt16[ndarray, "8 8"]:
    """Bayer's 8 × 8 pattern, 2…254 in 256ths of a byte: it breaks the bands of slow gradients."""
    pattern = np.zeros((1, 1))
    for _ in range(3):
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    return (4 * pattern + 2).astype(np.uint16)


def sky_taps() -> Float32[ndarray, "6 3 16"]:
    """Where ambient occlusion looks, dx, dy and reach [m]: near pairs for folds, far pairs for limbs.

    The six directions are turned by the golden angle; each cell of a 4 × 4 pattern turns them a little more.
    """
    golden = np.pi * (3 - np.sqrt(5))
    turn = 0.37 * golden * np.arange(16)[:, None]
    pair = np.arange(6)[None]
    reach = np.where(pair < 3, 0.05, 0.14)
    radius = reach * (0.45 + 0.275 * (pair % 3))
    angle = turn + pair * golden
    taps = np.stack([radius * np.cos(angle), radius * np.sin(angle), reach + 0 * angle])  # 3 16 6
    order = np.arange(16).reshape(4, 4).T.reshape(-1)  # the kernel goes along rows, the pattern down columns
    return np.ascontiguousarray(taps[:, order].transpose(2, 0, 1), np.float32)
