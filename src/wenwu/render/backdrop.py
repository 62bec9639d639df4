"""What lies behind the dancers: the sky, far hills, and the ground's geometry as the kernels read it.

The camera never turns, so whatever is infinitely far off stays where it is and is painted once.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32, UInt8
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.render.camera import Camera
from wenwu.render.ground import SIDE, TILE, Grain
from wenwu.render.light import dither, toned_bytes
from wenwu.scene.scene import Stage

POOL_CELLS = 4096  # squared distances from the focus, eight to a square metre
HAZE = (1.1, 5.0)  # where the ground begins to fade, and how slowly, in distances to the dancers
VIGNETTE = 0.10  # how much darker the corners are


@dataclass(frozen=True)
class Ground:
    """The ground seen by one camera, row by row of the picture."""

    horizon: int  # first row that shows ground
    rays: Float32[ndarray, "H 4"]  # x0 [m from the eye], dx [m per px], z [m], haze 0…1
    level: Float32[ndarray, "H 3"]  # first texel of the grain's level, its side, texels per metre
    pool: Float32[ndarray, "N 3"]  # the ground's colour by squared distance from the focus


def ground_rows(camera: Camera, stage: Stage, tile: Grain, radius: float) -> Ground:
    """Where each row of the picture meets the ground, how hazy it is, and how coarse a grain it needs."""
    right, down, forward = camera.axes
    height = float(camera.eye[0, 1])
    rows = np.arange(camera.height) + 0.5 - camera.height / 2
    ray = forward + rows[:, None] / camera.focal * down  # H 3, at the middle column
    low = np.minimum(ray[:, 1], -1e-4)
    reach = height / -low
    step = reach / camera.focal  # [m] a pixel covers across
    start = reach[:, None] * ray - (camera.width / 2 * step)[:, None] * right
    hit = ray[:, 1] < -1e-3
    away = float(np.linalg.norm(camera.focus[0] - camera.eye[0]))
    far = np.maximum(reach / away - HAZE[0], 0) / HAZE[1]
    haze = np.where(hit, 1 - np.exp(-far * np.sqrt(1 + far)), 1.0)
    deep = step * reach / height  # [m] a pixel covers in depth
    level = np.log2(np.maximum(np.sqrt(step * deep) * 1.2 * SIDE / TILE, 1.0)).astype(int)
    level = np.clip(level, 0, len(tile.first) - 1)
    side = SIDE >> level
    rays = np.stack([start[:, 0], step * right[0], start[:, 2], haze], 1)
    horizon = int(np.argmax(hit)) if hit.any() else camera.height
    return Ground(
        horizon, rays.astype(np.float32),
        np.stack([tile.first[level], side, side / TILE], 1).astype(np.float32), pool(stage, radius),
    )  # fmt: skip


def pool(stage: Stage, radius: float) -> Float32[ndarray, "N 3"]:
    """The ground's colour: brightest under the dancers, quieter away from them, most of all by firelight."""
    far = np.sqrt((np.arange(POOL_CELLS) + 0.5) / 8.0)  # [m]
    dark = {"night": 0.78, "hills": 0.18}.get(stage.backdrop, 0.30)
    fall = np.clip((far - 0.6 * radius) / (2.5 + 1.6 * radius), 0, 1)
    bright = 1 - dark * fall * fall * (3 - 2 * fall)
    return (bright[:, None] * np.array(stage.ground)).astype(np.float32)


def backdrop(camera: Camera, stage: Stage) -> UInt8[ndarray, "H W 3"]:
    """The sky as sRGB bytes, horizon colour below it."""
    _, down, forward = camera.axes
    rows = (np.arange(camera.height) + 0.5 - camera.height / 2) / camera.focal
    columns = (np.arange(camera.width) + 0.5 - camera.width / 2) / camera.focal
    ray_y = forward[1] + rows * down[1]
    ray_z = -(forward[2] + rows * down[2])
    rise = np.degrees(np.arctan2(ray_y, ray_z))[:, None] + np.zeros((1, camera.width))  # elevation [deg]
    turn = np.degrees(np.arctan2(columns, 1.0))[None] + np.zeros((camera.height, 1))  # azimuth [deg]
    horizon, sky = np.array(stage.horizon), np.array(stage.sky)
    up = np.clip(rise / 16.0, 0, 1)[..., None] ** 0.85
    light = horizon + (sky - horizon) * up * up * (3 - 2 * up)
    if stage.backdrop == "hills":
        light = _hills(light, rise, turn, horizon, np.array(stage.ground) * 0.55 + sky * 0.30)
    if stage.backdrop == "night":
        light = _night(light, rise, turn, horizon, np.array(stage.sun))
    corner = np.hypot(rows[:, None] / np.abs(rows).max(), columns[None] / np.abs(columns).max()) / np.sqrt(2)
    above = np.clip(rise / 5.0, 0, 1)  # at the horizon the sky must meet the ground
    return _srgb(light * (1 - VIGNETTE * corner**3 * above)[..., None])


def _ridge(turn: Float[ndarray, "H W"], seed: int, low: float, high: float) -> Float[ndarray, "H W"]:
    """Elevation [deg] of a line of far hills: a sum of slow waves."""
    rng = generator(0, "hills", str(seed))
    line = sum(
        float(rng.uniform(0.4, 1.0)) / k * np.sin(turn * k * 0.11 + float(rng.uniform(0, 6.28)))
        for k in (1, 2, 3, 5, 8)
    )
    return low + (high - low) * (0.5 + 0.28 * np.asarray(line))


def _hills(
    light: Float[ndarray, "H W 3"],
    rise: Float[ndarray, "H W"],
    turn: Float[ndarray, "H W"],
    horizon: Float[ndarray, "3"],
    colour: Float[ndarray, "3"],
) -> Float[ndarray, "H W 3"]:
    """Three lines of hills, the far ones paler; each melts into the haze at its foot."""
    for seed, low, high, near in ((1, 1.6, 3.4, 0.16), (2, 0.9, 2.3, 0.28), (3, 0.3, 1.3, 0.42)):
        top = _ridge(turn, seed, low, high)
        cover = np.clip((top - rise) / 0.14 + 0.5, 0, 1)
        foot = np.clip(rise / np.maximum(top, 0.2), 0, 1) ** 0.8
        share = (cover * near * foot)[..., None]
        light = light * (1 - share) + colour * share
    return light


def _night(
    light: Float[ndarray, "H W 3"],
    rise: Float[ndarray, "H W"],
    turn: Float[ndarray, "H W"],
    horizon: Float[ndarray, "3"],
    fire: Float[ndarray, "3"],
) -> Float[ndarray, "H W 3"]:
    """A late dusk: dark hills, and the glow of fires that stand out of sight."""
    glow = np.exp(-(((turn + 9.0) / 15.0) ** 2) - (np.maximum(rise, 0) / 3.2) ** 2)
    glow += 0.6 * np.exp(-(((turn - 15.0) / 9.0) ** 2) - (np.maximum(rise, 0) / 2.2) ** 2)
    glow *= 1 - np.exp(-((np.maximum(rise, 0) / 0.9) ** 2))  # at the horizon the sky must meet the ground
    light = light + 0.085 * glow[..., None] * fire
    top = _ridge(turn, 4, 0.8, 2.6)
    cover = np.clip((top - rise) / 0.12 + 0.5, 0, 1) * np.clip(rise / np.maximum(top, 0.2), 0, 1) ** 0.7
    return light * (1 - 0.45 * cover[..., None])


def _srgb(light: Float[ndarray, "H W 3"]) -> UInt8[ndarray, "H W 3"]:
    """Toned, encoded and dithered."""
    tiles = tuple(-(-side // 8) for side in light.shape[:2])
    pattern = np.tile(dither(), tiles)[: light.shape[0], : light.shape[1], None]
    return (toned_bytes(light) + pattern / 256).astype(np.uint8)
