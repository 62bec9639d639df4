"""Buns: a rope of hair wound on itself."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.scene.combed import unit
from wenwu.scene.head import Head
from wenwu.scene.loft import Loft, tube
from wenwu.scene.paint import smoothstep


def coil(head: Head, place: Float[ndarray, "3"], size: float, turns: float = 2.1) -> list[Loft]:
    """A rope of hair wound on itself: the bun."""
    centre = head.on_skull(place[None], 0.004)[0]
    side = unit(
        np.cross(place, np.array([0.0, 0.0, 1.0]) if abs(place[2]) < 0.9 else np.array([0.0, 1.0, 0.0]))
    )
    other = np.cross(place, side)
    t = np.linspace(0, 1, 64)
    angle = t * turns * 2 * np.pi
    reach = size * (0.82 - 0.60 * t**1.3)
    rise = size * (0.28 + 0.80 * t - 0.75 * smoothstep(0.84, 1.0, t))  # the end is tucked in
    path = (
        centre
        + reach[:, None] * (np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * other)
        + rise[:, None] * place
    )
    thick = size * 0.54 * smoothstep(-0.12, 0.10, t) * (1 - 0.25 * smoothstep(0.85, 1.0, t))
    return [
        tube(path, rope(thick, 12, twists=7.0), 12, uv=(0.1, 0.55), up=tuple(place)),
        _core(centre, place, side, size),
    ]


def _core(
    centre: Float[ndarray, "3"], place: Float[ndarray, "3"], side: Float[ndarray, "3"], size: float
) -> Loft:
    """A dome inside the coil, so that no light falls through it."""
    path = centre + np.linspace(-0.2, 1.12, 7)[:, None] * size * place
    return tube(
        path,
        size * 0.85 * np.sqrt(np.maximum(1 - np.linspace(0, 1, 7) ** 2, 0.002)),
        12,
        uv=(0.1, 0.55),
        up=tuple(side),
    )


def rope(thick: Float[ndarray, " R"], sides: int, twists: float) -> Float[ndarray, "R S"]:
    """Radii of a two-stranded twist: lobes that turn along the rope."""
    angle = np.linspace(0, -2 * np.pi, sides + 1)
    phase = np.linspace(0, twists * 2 * np.pi, len(thick))
    return thick[:, None] * (1 + 0.09 * np.cos(2 * angle[None] + phase[:, None]))
