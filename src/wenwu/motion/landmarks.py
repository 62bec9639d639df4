"""A person followed through a video: a square around the dancer in each frame, and 33 landmarks in it.

The square comes from the landmarks of the frame before (hips, and how far the body reaches from them); at the
start and after the dancer was lost it is the whole picture, made narrower in a few looks. One dancer is
followed; who that is, where there are several, is left to the network.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32, UInt8
from numpy import ndarray

from wenwu.motion.pose_model import SIDE, Model, Sight

HIPS, REACH = 33, 34  # rows: the middle of the hips, and a point as far from it as the body reaches
WIDER = 1.25  # the square is this much larger than the body
THERE = 0.5  # presence below which nobody is taken to be there
LOOKS = 4  # at the start
COUNT = 33
Picture = UInt8[ndarray, "H W 3"]


@dataclass(frozen=True)
class Landmarks:
    """33 landmarks a frame."""

    image: Float[ndarray, "T 33 2"]  # [px], y down
    world: Float[ndarray, "T 33 3"]  # [m] about the hips: x right, y down, z away from the camera
    seen: Float[ndarray, "T 33"]  # 0…1; 0 where nobody was found
    size: tuple[int, int]  # [px] width, height


@dataclass(frozen=True)
class Region:
    """A turned square of the picture."""

    centre: Float[ndarray, "2"]  # [px]
    side: float  # [px]
    turned: float  # [rad] of the person, clockwise as seen

    def axes(self) -> Float[ndarray, "2 2"]:
        """Columns: the square's right and down, in the picture."""
        c, s = np.cos(self.turned), np.sin(self.turned)
        return np.array([[c, -s], [s, c]])


def follow(pictures: Iterable[Picture], model: Model) -> Landmarks:
    """The landmarks of every picture; frames without anybody keep zeros."""
    image, world, seen = [], [], []
    region, size = None, (0, 0)
    for picture in pictures:
        size = picture.shape[1], picture.shape[0]
        sight, region = _found(picture, region, model)
        there = sight is not None
        image.append(sight.image[:COUNT] if sight else np.zeros((COUNT, 2)))
        world.append(sight.world[:COUNT] if sight else np.zeros((COUNT, 3)))
        seen.append(sight.seen[:COUNT] * there if sight else np.zeros(COUNT))
    return Landmarks(np.array(image), np.array(world), np.array(seen), size)


def _found(picture: Picture, region: Region | None, model: Model) -> tuple[Sight | None, Region | None]:
    """What is seen, in the picture's own pixels and upright, and where to look in the next frame."""
    for _ in range(1 if region else LOOKS):
        here = region or _whole(picture)
        sight = _upright(model(crop(picture, here)), here)
        if sight.presence < THERE:
            return None, None
        region = _around(sight)
    return sight, region


def _whole(picture: Picture) -> Region:
    high, wide = picture.shape[:2]
    return Region(np.array([wide, high]) / 2, float(max(wide, high)), 0.0)


def _around(sight: Sight) -> Region:
    """The square for the next look."""
    away = sight.image[REACH] - sight.image[HIPS]
    turned = float(np.arctan2(away[0], -away[1]))  # the point lies straight up of somebody who stands
    return Region(sight.image[HIPS], 2 * WIDER * float(np.linalg.norm(away)) + 1.0, turned)


def _upright(sight: Sight, region: Region) -> Sight:
    """From the square's pixels and axes to the picture's."""
    axes = region.axes()
    image = region.centre + (sight.image / SIDE - 0.5) * region.side @ axes.T
    world = sight.world.copy()
    world[:, :2] = world[:, :2] @ axes.T
    return Sight(sight.presence, image, world, sight.seen)


def crop(picture: Picture, region: Region) -> Float32[ndarray, "256 256 3"]:
    """The square, bilinear, 0…1; black outside the picture."""
    step = (np.arange(SIDE) + 0.5) / SIDE - 0.5
    right, down = np.meshgrid(step, step)
    at = region.centre + region.side * np.stack([right, down], -1) @ region.axes().T - 0.5
    high, wide = picture.shape[:2]
    low = np.floor(at).astype(int)
    share = (at - low).astype(np.float32)
    out = np.zeros((SIDE, SIDE, 3), np.float32)
    for dx in (0, 1):
        for dy in (0, 1):
            x, y = low[..., 0] + dx, low[..., 1] + dy
            inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
            weight = np.abs(1 - dx - share[..., 0]) * np.abs(1 - dy - share[..., 1]) * inside
            out += weight[..., None] * picture[np.clip(y, 0, high - 1), np.clip(x, 0, wide - 1)]
    return out / np.float32(255)
