"""Quiet stages: ground, sky and light by occasion.

Every colour here is a design choice of ours, made to let costume and movement be seen; none of them is a
statement about a people or a place. There is no building, and never a temple.
"""

import math
from types import MappingProxyType

from wenwu.scene.scene import Stage


def _linear(hexadecimal: str, strength: float = 1.0) -> tuple[float, float, float]:
    """Linear RGB of an sRGB colour such as "#C8B89A" (IEC 61966-2-1), times a strength."""
    bytes_ = bytes.fromhex(hexadecimal.removeprefix("#"))
    r, g, b = (c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in bytes_)
    return (r * strength, g * strength, b * strength)


def _toward(right: float, height: float, front: float) -> tuple[float, float, float]:
    """Unit direction toward a light that stands so far to the right, up and to the front."""
    length = math.sqrt(right * right + height * height + front * front)
    return (right / length, height / length, front / length)


STAGES = MappingProxyType(
    {
        "day": Stage(
            name="day",
            ground=_linear("#B8AA94"),
            sky=_linear("#A9BCC9"),
            horizon=_linear("#E9E1D3"),
            sun=_linear("#FFF9EF", 1.10),
            sun_from=_toward(-0.62, 1.0, 0.72),
            rim=_linear("#CFE0F0", 0.30),
            surface="stone",
        ),
        "grassland": Stage(
            name="grassland",
            ground=_linear("#858F58"),
            sky=_linear("#8FB4D6"),
            horizon=_linear("#E3E6DC"),
            sun=_linear("#FFF6E4", 1.10),
            sun_from=_toward(0.75, 0.92, 0.62),
            rim=_linear("#D5E6F5", 0.32),
            surface="grass",
            backdrop="hills",
        ),
        "evening": Stage(
            name="evening",
            ground=_linear("#665242"),
            sky=_linear("#5A6690"),
            horizon=_linear("#2A2734"),
            sun=_linear("#FFD2A2", 1.12),
            sun_from=_toward(-0.55, 1.25, 0.80),
            rim=_linear("#7E93D0", 0.55),
            surface="earth",
            backdrop="night",
            flicker=0.06,
        ),
        "hall": Stage(
            name="hall",
            ground=_linear("#8A6A4C"),
            sky=_linear("#969A9D"),
            horizon=_linear("#B4ADA4"),
            sun=_linear("#FFF3E2", 1.08),
            sun_from=_toward(-0.50, 1.15, 0.85),
            rim=_linear("#F4E6D4", 0.40),
            surface="boards",
        ),
        "field": Stage(
            name="field",
            ground=_linear("#8A8B5C"),
            sky=_linear("#9DB9CB"),
            horizon=_linear("#E4E2D2"),
            sun=_linear("#FFF1DA", 1.08),
            sun_from=_toward(0.66, 0.86, 0.70),
            rim=_linear("#DDE6EC", 0.30),
            surface="grass",
            backdrop="hills",
        ),
    }
)
"""The stages by name."""

_WORDS = (
    ("evening", ("torch", "fire", "evening", "night", "courtship", "lantern")),
    ("grassland", ("grass", "naadam", "pasture", "steppe", "horse")),
    ("hall", ("stage", "hall", "indoor", "wedding", "banquet")),
    ("field", ("harvest", "field", "ancestor")),
)


def stage_for(occasion: str | None) -> Stage:
    """The stage whose light suits an occasion's id, such as torch_festival; by day if nothing is said."""
    asked = (occasion or "").casefold()
    if asked in STAGES:
        return STAGES[asked]
    return next((STAGES[name] for name, words in _WORDS if any(w in asked for w in words)), STAGES["day"])
