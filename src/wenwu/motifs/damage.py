"""Damage: what time, light, animals and hands do to a picture; what is left, and a mask of what is lost.

`damage` does one kind, `wear` several. What the mask keeps is exactly the picture as the fading model left
it. Nothing is flipped, turned or moved: a sign keeps its hand. How alike to real loss: docs/damage.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.damage_cover import dust, mould, stain
from wenwu.motifs.damage_ink import edge, ink, lost_by_network
from wenwu.motifs.damage_loss import Layer, abrasion, curled, torn, worm
from wenwu.motifs.fading import USUAL, Exposure, fade

Picture = Float32[ndarray, "H W 3"]
Harm = Callable[[Picture, float, np.random.Generator], Layer]
SMALLEST = 16  # [px] on the shorter side

HARMS: Mapping[str, Harm] = {  # in the order in which they are done: what shows the board comes last
    "ink": ink, "edge": edge, "abrasion": abrasion, "stain": stain, "mould": mould, "dust": dust,
    "worm": worm, "torn": torn, "curled": curled,
}  # fmt: skip
LEARNT: Mapping[str, Harm] = {kind: partial(lost_by_network, kind=kind) for kind in ("ink", "edge")}
KINDS = ("fading", *HARMS)  # in the order in which they are done


@dataclass(frozen=True)
class Damaged:
    """A picture after damage; `image` equals `faded` wherever `mask` is False."""

    image: Picture  # sRGB 0…1
    mask: Bool[ndarray, "H W"]  # True where evidence is lost or lies under something
    cover: Float32[ndarray, "H W"]  # how much of it, 0…1
    faded: Picture  # the whole picture as light alone left it
    kept: Mapping[str, float]  # by dye: share of its absorption that light left; empty where nothing faded

    @property
    def loss(self) -> float:
        """Share of the picture that is lost or covered, each pixel by how much."""
        return float(self.cover.mean())


def damage(
    image: Picture, kind: str, severity: float, rng: np.random.Generator, altitude: float = 0.0
) -> Damaged:
    """One kind of damage at a severity 0…1 (0: none); altitude [m] counts for fading alone.

    The same generator state gives the same bytes, and at two severities the same places in the same order.
    Raises InputError for an unknown kind, a severity outside 0…1, a picture under 16 pixels.
    """
    return wear(image, {kind: severity}, rng, Exposure.of(_severity(kind, severity), altitude))


def wear(
    image: Picture,
    severities: Mapping[str, float],
    rng: np.random.Generator,
    exposure: Exposure | None = None,
    dyes: Sequence[str] = USUAL,
    learnt: bool = False,
) -> Damaged:
    """Several kinds, each at its severity, in the order of KINDS; light first.

    `exposure` replaces what the severity of fading stands for; `learnt`: ink and edge by the network, whose
    loss grows with severity but need not stay in place. Raises as `damage` does.
    """
    _require(image, severities)
    seed = int(rng.integers(2**63))
    faded, kept = image, {}
    if "fading" in severities:
        light = fade(image, exposure or Exposure.of(severities["fading"]), dyes)
        faded, kept = light.colour, light.kept
    left, cover = faded, np.zeros(image.shape[:2], np.float32)
    for kind in (k for k in HARMS if severities.get(k, 0) > 0):
        harm = LEARNT[kind] if learnt and kind in LEARNT else HARMS[kind]
        layer = harm(left, severities[kind], generator(seed, "damage", kind))
        over = layer.cover[..., None]
        left = np.where(over > 0, left * (1 - over) + layer.colour * over, left)
        cover = 1 - (1 - cover) * (1 - layer.cover)
    return Damaged(left, cover > 0, cover, faded, kept)


def _require(image: Picture, severities: Mapping[str, float]) -> None:
    if min(image.shape[:2]) < SMALLEST:
        high, wide = image.shape[:2]
        raise InputError(
            f"a picture of {wide} × {high} pixels is too small to damage; it needs {SMALLEST} × {SMALLEST}"
        )
    for kind, severity in severities.items():
        if kind not in KINDS:
            raise InputError(f"no damage {kind!r}; known: {', '.join(KINDS)}")
        _severity(kind, severity)


def _severity(kind: str, severity: float) -> float:
    if not 0 <= severity <= 1:
        raise InputError(f"severity {severity:g} of {kind} is outside 0…1")
    return severity
