"""Real pictures damaged for a test: polygons over them, light that faded them, holes; always the same.

Polygons are opaque, of any colour, and cover a fifth to two fifths; fading is a hundred years of a light room
and holes are worm tracks twice over, both by the damage model (docs/damage.md).
"""

from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.memory.real_looks import covered, shrunk
from wenwu.motifs.damage import damage

SIDE = 224  # [px] the longer side at which pictures are damaged
COVERED = (0.2, 0.4)  # share of the picture

Picture = UInt8[ndarray, "H W 3"]
Harm = Callable[[Picture, np.random.Generator], Picture]


def polygons(picture: Picture, rng: np.random.Generator) -> Picture:
    """A share drawn by lot is covered."""
    return covered(picture, float(rng.uniform(*COVERED)), rng)


def fading(picture: Picture, rng: np.random.Generator) -> Picture:
    """A hundred years of light."""
    return _by_model(picture, "fading", rng)


def holes(picture: Picture, rng: np.random.Generator) -> Picture:
    """Worm tracks, and again."""
    return _by_model(_by_model(picture, "worm", rng), "worm", rng)


def _by_model(picture: Picture, kind: str, rng: np.random.Generator) -> Picture:
    left = damage(picture.astype(np.float32) / 255, kind, 1.0, rng).image
    return np.rint(255 * np.clip(left, 0, 1)).astype(np.uint8)


HARMS: Mapping[str, Harm] = {"polygons": polygons, "fading": fading, "holes": holes}


def harmed(picture: Picture, kind: str, name: str) -> Picture:
    """A picture called `name` after one kind of damage."""
    return HARMS[kind](shrunk(picture, SIDE), generator(1, "real damage", kind, name))
