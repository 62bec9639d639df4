"""What the network is trained for: the likelihood of whole phrases, and the cultural loss (eq. 8).

Likelihood: a component is one way to dance a whole phrase, so the sum over k stands outside the frames. The
responsibilities r_k ∝ π_k exp(β s_k), s_k the mean log-density a number under component k, sharpen with β
from soft to nearly hard; loss = −Σ_k r_k (s_k + log π_k / D). (β = T·D would be the exact posterior, hard
from the first step.)

Cultural loss: D_KL(p_gen ‖ p_prior) between two mixtures has no closed form. Components are matched by
index, k to the k-th variant of the phrase, and Σ_k π_k [KL(N_k ‖ P_k) + log(π_k / ω_k)] ≥ D_KL by the log-
sum inequality (Goldberger 2003, with a one-to-one match); it is told a number of y. Then λ mean (θ −
θ_ref)² and η mean (max(0, θ − θ_max)² + max(0, θ_min − θ)²), θ [rad] of HINGES read from the component
means' joint places, θ_ref from the prior's (docs/paper.md, entry 11: both limits).
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from wenwu.body.skeleton import AT
from wenwu.motion.chain import CHAIN
from wenwu.motion.mdn import COORDINATES, STATE

HINGES = {  # two bones as joint triples (a, b, c): angle between a→b and b→c, least and greatest [deg]
    **{f"elbow_{s[0]}": (f"{s}UpperArm", f"{s}LowerArm", f"{s}Hand", 0, 150) for s in ("left", "right")},
    **{f"wrist_{s[0]}": (f"{s}LowerArm", f"{s}Hand", f"{s}MiddleProximal", 0, 85) for s in ("left", "right")},
    **{f"knee_{s[0]}": (f"{s}UpperLeg", f"{s}LowerLeg", f"{s}Foot", 0, 150) for s in ("left", "right")},
    **{f"ankle_{s[0]}": (f"{s}LowerLeg", f"{s}Foot", f"{s}Toes", 5, 115) for s in ("left", "right")},
    "back": ("hips", "chest", "neck", 0, 70), "nape": ("upperChest", "neck", "head", 0, 80),
}  # fmt: skip
STRAIGHT = 1e-4  # keeps the slope of the arc cosine finite at 0 and 180


@dataclass(frozen=True)
class Weights:
    """How much each part counts."""

    kl: float = 1.0
    reference: float = 1.2  # λ
    limit: float = 0.8  # η


@dataclass(frozen=True)
class Told:
    """The mixture of a batch, standardised."""

    log_weight: Float[Tensor, "B K"]
    mean: Float[Tensor, "B T K D"]
    sigma: Float[Tensor, "B T K D"]


@dataclass(frozen=True)
class Prior:
    """The phrase's own variants, standardised; ω = 0 where a phrase has fewer."""

    weight: Float[Tensor, "B V"]
    mean: Float[Tensor, "B T V D"]
    sigma: Float[Tensor, "B T V D"]


def likelihood(
    told: Told, state: Float[Tensor, "B T D"], known: Float[Tensor, "B T D"], sharp: float
) -> Float[Tensor, ""]:
    """Negative log-likelihood a number, phrase by phrase; `known` 0 leaves a number out."""
    z = (state[:, :, None] - told.mean) / told.sigma
    each = -0.5 * z.square() - told.sigma.log() - 0.9189385
    count = known.sum((1, 2)).clamp_min(1.0)
    score = torch.einsum("btkd,btd->bk", each, known) / count[:, None]
    share = torch.softmax(told.log_weight.detach() + sharp * score.detach(), -1)
    return -(share * (score + told.log_weight / STATE)).sum(-1).mean()


def divergence(
    told: Told, prior: Prior, valid: Float[Tensor, "B T"], learnt: Bool[Tensor, " B"]
) -> Float[Tensor, ""]:
    """The matched bound of D_KL(p_gen ‖ p_prior) a number of y, mean of the phrases that have a prior."""
    n = min(told.mean.shape[2], prior.mean.shape[2])
    mean, sigma, sm, ss = (
        told.mean[:, :, :n],
        told.sigma[:, :, :n],
        prior.mean[:, :, :n],
        prior.sigma[:, :, :n],
    )
    own = (sm - mean).square() / (2 * ss.square()) + sigma.square() / (2 * ss.square()) - 0.5
    each = (own + ss.log() - sigma.log()).mean(-1)  # B T n
    each = (each * valid[..., None]).sum(1) / valid.sum(1).clamp_min(1.0)[:, None]
    there = prior.weight[:, :n] > 0
    weight = told.log_weight[:, :n].exp() * there
    odds = told.log_weight[:, :n] - prior.weight[:, :n].clamp_min(1e-6).log()
    even = there / there.sum(-1, keepdim=True).clamp_min(1)
    # the Gaussians are matched with even weight, so that a rare variant is learnt as well as a common one
    bound = (even * each).sum(-1) + (weight * odds).sum(-1) / STATE
    spare = 1.0 - weight.sum(-1)  # weight on components that match nothing
    return ((bound + spare) * learnt).sum() / learnt.sum().clamp_min(1)


def hinge_angles(place: Float[Tensor, "*B 72"]) -> Float[Tensor, "*B A"]:
    """The HINGES' angles [rad] of joint places from their parents [m]."""
    chain = torch.tensor(CHAIN, dtype=place.dtype)
    joints = chain @ place.reshape(*place.shape[:-1], 24, 3)
    a, b, c = (joints[..., [AT[str(h[k])] for h in HINGES.values()], :] for k in range(3))
    one, two = b - a, c - b
    cosine = (one * two).sum(-1) / (one.norm(dim=-1) * two.norm(dim=-1)).clamp_min(1e-6)
    return torch.acos(cosine.clamp(-1 + STRAIGHT, 1 - STRAIGHT))


def angle_losses(
    told: Told,
    prior: Prior,
    valid: Float[Tensor, "B T"],
    middle: Float[Tensor, " D"],
    spread: Float[Tensor, " D"],
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """Mean (θ − θ_ref)² and mean squared excess over either limit [rad²], over components that have a
    variant.
    """
    n = min(told.mean.shape[2], prior.mean.shape[2])
    here, scale = middle[:COORDINATES], spread[:COORDINATES]
    angle = hinge_angles(told.mean[:, :, :n, :COORDINATES] * scale + here)
    aim = hinge_angles(prior.mean[:, :, :n, :COORDINATES] * scale + here)
    low, high = (torch.deg2rad(torch.tensor([float(h[k]) for h in HINGES.values()])) for k in (3, 4))
    over = torch.relu(angle - high).square() + torch.relu(low - angle).square()
    there = valid[..., None] * (prior.weight[:, None, :n] > 0)
    count = there.sum().clamp_min(1.0)
    off = ((angle - aim).square().mean(-1) * there).sum() / count
    return off, (over.mean(-1) * there).sum() / count
