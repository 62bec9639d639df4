"""Ways: which component of the network is which variant of a phrase, and how likely each is.

w_k ∝ π_k p_prior(μ_k): the network's own weight, times how likely the component's mean movement is under the
authored prior of the phrase. A component dances with the footing of the variant it is nearest to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.angles import INDEX
from wenwu.motion.chain import as_long_as, from_hips
from wenwu.motion.ik import FAITH, Aim, Box, body_box, solve
from wenwu.motion.mdn import COORDINATES, Mixture
from wenwu.motion.prior import PhrasePrior, component_weights
from wenwu.motion.score_body import score_body

COLDEST = 0.05  # a temperature below this draws only the likeliest


@dataclass(frozen=True)
class Ways:
    """The ways to dance one phrase for one kind of dancer."""

    weight: Float[ndarray, " K"]  # w_k of the components
    variant: tuple[str, ...]  # that each component dances
    written: Mapping[str, float] = field(default_factory=dict)  # share of variants that no component dances

    def component(self, variant: str) -> int | None:
        """The likeliest component that dances a variant; None where none does."""
        rows = [k for k, name in enumerate(self.variant) if name == variant]
        return max(rows, key=lambda k: self.weight[k]) if rows else None

    def odds(self, temperature: float) -> Mapping[str, float]:
        """How likely each variant is to be drawn: w^(1/temperature); at 0 the likeliest alone.

        A variant that no component dances keeps the share it has in the prior, and is danced as written.
        """
        total = dict(self.written)
        left = 1 - sum(total.values())
        for name, weight in zip(self.variant, self.weight, strict=True):
            total[name] = total.get(name, 0.0) + left * float(weight)
        if temperature < COLDEST:
            best = max(total, key=lambda name: total[name])
            return {name: float(name == best) for name in total}
        tempered = {name: weight ** (1 / temperature) for name, weight in total.items()}
        return {name: weight / sum(tempered.values()) for name, weight in tempered.items()}


def unmatched(prior: PhrasePrior, variant: tuple[str, ...]) -> Mapping[str, float]:
    """The variants of a phrase that are not among those danced by a component, and their share in the
    prior.
    """
    shares = zip(prior.variants, prior.weight, strict=True)
    return {name: float(share) for name, share in shares if name not in variant}


def ways_of(mixture: Mixture, prior: PhrasePrior, phase: Float[ndarray, " T"]) -> Ways:
    """Match every component's mean with the prior's variants; `phase` is of the mixture's frames."""
    names, match = [], []
    for k in range(mixture.mean.shape[1]):
        bones = mixture.mean[:, k, :COORDINATES].reshape(-1, 24, 3)
        place = from_hips(as_long_as(bones, score_body().offset))
        dof = angles_of(place, prior.at(phase)[0].mean(1)[:, :36])
        names.append(prior.nearest(dof, phase))
        match.append(prior.log_match(dof, phase))
    weight = component_weights(mixture.log_weight[0], np.array(match))
    return Ways(weight, tuple(names), unmatched(prior, tuple(names)))


def angles_of(
    place: Float[ndarray, "T 24 3"],
    reference: Float[ndarray, "T 36"],
    box: Box | None = None,
    faith: float = FAITH,
) -> Float[ndarray, "T 36"]:
    """The 36 numbers [m, deg] of joint places in the dancer's frame; twists that places hide keep to
    `reference`.
    """
    reference = reference.copy()
    reference[:, :3] = place[:, 0]
    dof = solve(score_body(), place, box=box or body_box(), reference=Aim(reference, faith)).q
    turn = INDEX["root.turn"]
    dof[:, turn] -= 360 * np.round((dof[:, turn] - reference[:, turn]).mean() / 360)
    return dof
