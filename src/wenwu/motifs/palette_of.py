"""The dominant colours of a picture: k-means in CIELAB, near ones merged, with their shares."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from wenwu.base.seed import generator
from wenwu.motifs.lab import from_lab, hexadecimal

START = 10  # colours that k-means begins with
NEAR = 12.0  # [ΔE*ab] colours so near are one dye
RARE = 0.01  # share below which a colour is not listed
PIXELS = 20_000  # looked at, drawn at random from larger pictures
ROUNDS = 25


@dataclass(frozen=True)
class Dye:
    """One colour of a palette."""

    colour: str  # #RRGGBB
    lab: tuple[float, float, float]
    share: float  # of the pixels; shares add up to 1


def palette_of(lab: Float[ndarray, "N 3"]) -> list[Dye]:
    """The dyes of some pixels, the commonest first."""
    rng = generator(1, "palette")
    if len(lab) > PIXELS:
        lab = lab[rng.integers(0, len(lab), PIXELS)]
    middles, of = cluster(lab, min(START, len(lab)), rng)
    weights = np.bincount(of, minlength=len(middles)).astype(float)
    middles, weights = _merged(middles[weights > 0], weights[weights > 0])
    kept = np.argsort(-weights)
    kept = kept[weights[kept] >= RARE * weights.sum()]
    shares = weights[kept] / weights[kept].sum()
    return [_dye(middles[k], float(share)) for k, share in zip(kept, shares, strict=True)]


def _dye(lab: Float[ndarray, "3"], share: float) -> Dye:
    lightness, a, b = lab.tolist()
    return Dye(hexadecimal(from_lab(lab)), (lightness, a, b), share)


def cluster(
    points: Float[ndarray, "N D"], count: int, rng: np.random.Generator
) -> tuple[Float[ndarray, "K D"], Int[ndarray, " N"]]:
    """k-means (Lloyd) from k-means++ seeds: middles, and which one each point belongs to."""
    middles = points[rng.integers(0, len(points), 1)]
    while len(middles) < count:
        away = _squares(points, middles).min(1)
        chance = away / away.sum() if away.sum() > 0 else None
        middles = np.vstack([middles, points[rng.choice(len(points), p=chance)]])
    of = _squares(points, middles).argmin(1)
    for _ in range(ROUNDS):
        sums = np.stack([np.bincount(of, points[:, k], count) for k in range(points.shape[1])], -1)
        sizes = np.bincount(of, minlength=count)[:, None]
        middles = np.where(sizes > 0, sums / np.maximum(sizes, 1), middles)
        fresh = _squares(points, middles).argmin(1)
        if (fresh == of).all():
            break
        of = fresh
    return middles, of


def _squares(points: Float[ndarray, "N D"], middles: Float[ndarray, "K D"]) -> Float[ndarray, "N K"]:
    across = points @ middles.T
    return np.maximum((points**2).sum(1)[:, None] - 2 * across + (middles**2).sum(1), 0)


def _merged(
    middles: Float[ndarray, "K 3"], weights: Float[ndarray, " K"]
) -> tuple[Float[ndarray, "L 3"], Float[ndarray, " L"]]:
    """The two nearest joined, until none are NEAR."""
    while len(middles) > 1:
        away = np.sqrt(_squares(middles, middles)) + np.diag(np.full(len(middles), np.inf))
        one, two = np.unravel_index(int(away.argmin()), away.shape)
        if away[one, two] >= NEAR:
            break
        share = weights[[one, two]] / weights[[one, two]].sum()
        middles[one] = share @ middles[[one, two]]
        weights[one] += weights[two]
        middles, weights = np.delete(middles, two, 0), np.delete(weights, two)
    return middles, weights
