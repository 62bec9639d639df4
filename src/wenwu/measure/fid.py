"""FID_k and FID_g: how far the statistics of two sets of clips lie apart, beside two halves of one set.

The Fréchet distance of Gaussians fitted to kinetic or geometric features. It falls with the number of clips,
so a figure means something only beside the floor: the distance of random halves of the reference at the same
number. Both ways are given: the arithmetic that published figures came from, and with its faults mended.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.measure import geometric, kinetic
from wenwu.measure.smoothness import FPS, at_rate

LEAST = (
    0.05  # of the widest spread of its kind: a feature that hardly varies does not blow up (corrected only)
)
HALVES = 20  # random splits
Places = Float[ndarray, "T 24 3"]
Features = Float[ndarray, "N F"]
Other = Float[ndarray, "M F"]  # of another number of clips


@dataclass(frozen=True)
class Kind:
    """One way to compute the features and to scale them."""

    feature: Callable[[Places, float], Float[ndarray, " F"]]  # of places [m] and their rate
    group: int  # features of one unit stand every so many places
    published: bool


def _published(feature: Callable[[Places], Float[ndarray, " F"]]) -> Callable[[Places, float], ndarray]:
    return lambda place, fps: feature(at_rate(place, fps, kinetic.PUBLISHED_FPS))


def _corrected(
    feature: Callable[[Places, float], Float[ndarray, " F"]],
) -> Callable[[Places, float], ndarray]:
    return lambda place, fps: feature(at_rate(place, fps), FPS)


KINDS: Mapping[str, Kind] = MappingProxyType({
    "fid_k_as_published_m_60fps": Kind(_published(kinetic.as_published), 3, True),
    "fid_g_as_published_m_60fps": Kind(_published(geometric.as_published), 1, True),
    "fid_k_corrected_m_30fps": Kind(_corrected(kinetic.corrected), 3, False),
    "fid_g_corrected_m_30fps": Kind(_corrected(geometric.corrected), 1, False),
})  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """A distance and the floor that it stands on, both means over the same splits at the same number."""

    distance: float
    floor: float

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.distance / self.floor if self.floor > 0 else float("inf")


def features(clips: Sequence[tuple[Places, float]], kind: Kind) -> Features:
    """One row a clip; clips are places [m] with their rate."""
    return np.stack([kind.feature(place, fps) for place, fps in clips])


def scaled_by(reference: Features, kind: Kind) -> tuple[Float[ndarray, " F"], Float[ndarray, " F"]]:
    """Mean and spread that features are scaled by: those of a reference."""
    centre, spread = reference.mean(0), reference.std(0)
    if kind.published:
        return centre, spread + 1e-10  # sic: a feature that is constant in the reference decides everything
    widest = np.tile(spread.reshape(-1, kind.group).max(0), len(spread) // kind.group)
    return centre, np.maximum(spread, np.maximum(LEAST * widest, 1e-9))


def fid(reference: Features, other: Other, kind: Kind, whole: Float[ndarray, "W F"] | None = None) -> float:
    """The distance of two sets of features; scaled by `whole`, or by the reference."""
    centre, spread = scaled_by(reference if whole is None else whole, kind)
    return frechet((reference - centre) / spread, (other - centre) / spread)


def frechet(one: Features, two: Other) -> float:
    """|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½).

    With Σ = AᵀA of the centred rows, tr (Σ₁ Σ₂)^½ is the sum of the singular values of A₁ A₂ᵀ, which is exact
    also where there are fewer clips than features.
    """
    apart = one.mean(0) - two.mean(0)
    a, b = (x - x.mean(0) for x in (one, two))
    a, b = a / np.sqrt(max(len(a) - 1, 1)), b / np.sqrt(max(len(b) - 1, 1))
    shared = np.linalg.svd(a @ b.T, compute_uv=False).sum()
    return float(apart @ apart + (a * a).sum() + (b * b).sum() - 2 * shared)


def beside_floor(
    reference: Features, made: Other, kind: Kind, group: Sequence[int] | None = None, halves: int = HALVES
) -> Beside:
    """FID of what was made against random halves of the reference, and of those halves against each other.

    group: the performance that each row of the reference is from; a half holds whole performances.
    Both distances take the same number of clips: that of the smaller side.
    """
    owner = np.arange(len(reference)) if group is None else np.asarray(group)
    names = np.unique(owner)
    ours, floor = [], []
    for k in range(halves):
        rng = generator(1, "halves", k)
        first = np.isin(owner, rng.permutation(names)[: len(names) // 2])
        own, rest = reference[first], reference[~first]
        count = min(len(own), len(rest), len(made))
        own, rest, new = (x[rng.permutation(len(x))[:count]] for x in (own, rest, made))
        whole = None if kind.published else reference
        ours.append(fid(own, new, kind, whole))
        floor.append(fid(own, rest, kind, whole))
    return Beside(float(np.mean(ours)), float(np.mean(floor)))
