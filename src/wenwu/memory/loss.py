"""What the memory learns by: eq. 3, 4 and 5 as docs/paper.md reads them, and the channels' orthogonality.

Only training imports this module. Each term can be switched off by its weight.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int64
from numpy import ndarray
from torch import Tensor

from wenwu.memory.lesson import Lesson
from wenwu.memory.net import Net, Out

GAMMA = 0.07
ORDINARY, SACRED = 0.8, 1.2  # δ at sacred level 0 and at level 3 or more
RELIGIOUS = (0.3, 0.7)  # α, β where a sign is sacred at level 2 or more
FOLK = (0.6, 0.4)
HOLY = 2  # from this level on a sign counts as religious
FOES = math.log(4.0)  # a conflict of grammar counts as four other negatives


@dataclass(frozen=True)
class Terms:
    """How much each term weighs; 0 switches it off."""

    visual: float = 1.0  # eq. 3
    semantic: float = 1.0  # eq. 4
    named: float = 1.0  # cross entropy of the concept, from h_cul
    recalled: float = 0.5  # cross entropy of the semantic bank's own read
    orthogonal: float = 0.05
    gamma: float = GAMMA
    scheduled: bool = True  # form first, meaning later


def contrast(
    query: Float[Tensor, "B D"],
    keys: Float[Tensor, "K D"],
    positive: Bool[Tensor, "B K"],
    negative: Bool[Tensor, "B K"],
    gamma: float = GAMMA,
    heavier: Float[Tensor, "B K"] | float = 0.0,
) -> Float[Tensor, " B"]:
    """−log ΣP / (ΣP + ΣN) with P, N = exp(φ(f)·ψ(v) / γ) (eq. 3; docs/paper.md, 6); at least 0.

    0 where a query has no positive. Rows are of length 1; `heavier` is the log of a pair's weight.
    """
    near = query @ keys.T / gamma + heavier
    least = torch.finfo(near.dtype).min
    on = torch.logsumexp(near.masked_fill(~positive, least), -1)
    all_ = torch.logsumexp(near.masked_fill(~(positive | negative), least), -1)
    return torch.where(positive.any(-1), all_ - on, torch.zeros_like(on))


def margins(sacred: Tensor) -> Float[Tensor, " B"]:
    """δ from the sacred level of the pack: .8, .93, 1.07, 1.2 (docs/paper.md, 23b)."""
    return ORDINARY + (SACRED - ORDINARY) * sacred.clamp(0, 3).float() / 3


def triplet(
    anchor: Float[Tensor, "B D"],
    others: Float[Tensor, "K D"],
    positive: Bool[Tensor, "B K"],
    negative: Bool[Tensor, "B K"],
    margin: Float[Tensor, " B"],
) -> Float[Tensor, " B"]:
    """max(0, δ + d(s_a, s_p) − d(s_a, s_n)) (eq. 4), d Euclidean, for the farthest positive and the nearest
    negative; 0 where either is missing.
    """
    away = (2 - 2 * anchor @ others.T).clamp_min(1e-9).sqrt()
    far = away.masked_fill(~positive, -1).amax(-1)
    near = away.masked_fill(~negative, 9).amin(-1)
    both = positive.any(-1) & negative.any(-1)
    return torch.where(both, F.relu(margin + far - near), torch.zeros_like(far))


def orthogonality(form: Float[Tensor, "B D"], meaning: Float[Tensor, "B D"]) -> Float[Tensor, ""]:
    """Mean squared correlation between the two channels' numbers over the batch."""
    a, b = (x - x.mean(0) for x in (form, meaning))
    a, b = (x / x.norm(dim=0).clamp_min(1e-6) for x in (a, b))
    return (a.T @ b).square().mean()


def weights(
    sacred: Tensor, done: float, scheduled: bool = True
) -> tuple[Float[Tensor, " B"], Float[Tensor, " B"]]:
    """α and β of each picture (eq. 5; docs/paper.md, 7): by class, and form first, meaning later.

    `done` runs from 0 to 1. At first α has twice and β a tenth of its weight; from half way on each its own.
    """
    holy = (sacred >= HOLY).float()
    alpha, beta = (f + (r - f) * holy for f, r in zip(FOLK, RELIGIOUS, strict=True))
    late = min(1.0, 2 * done) if scheduled else 1.0
    return alpha * (2 - late), beta * (0.1 + 0.9 * late)


def losses(
    net: Net, out: Out, rows: Int64[ndarray, " B"], lesson: Lesson, terms: Terms, done: float
) -> list[Tensor]:
    """Eq. 3 and 4, each picture weighted by eq. 5; cross entropies; orthogonality."""
    sacred = torch.from_numpy(lesson.sacred[rows])
    alpha, beta = weights(sacred, done, terms.scheduled)
    form, concept = lesson.form[rows], lesson.concept[rows]
    itself = torch.eye(len(rows), dtype=torch.bool)
    alike = torch.from_numpy(lesson.pairs.form_kin[np.ix_(form, form)])
    foes = torch.from_numpy(lesson.pairs.form_foes[np.ix_(form, form)])
    keys = net.visual.keys(out.form.float())
    query = out.form_query.float()
    seen = contrast(query, keys, alike & ~itself, ~alike, terms.gamma, FOES * foes)
    current = torch.from_numpy(lesson.current[rows]).float()
    against = torch.from_numpy(lesson.pairs.concept_foes[np.ix_(concept, concept)])
    apart = (current @ current.T == 0) | against
    named = torch.from_numpy(concept)
    one = (named[:, None] == named[None]) & ~itself
    meaning = out.meaning_query.float()
    meant = triplet(meaning, meaning, one, apart, margins(sacred))
    return [
        (alpha * seen).mean(), (beta * meant).mean(), F.cross_entropy(out.logits.float(), named),
        F.nll_loss(out.concepts.float(), named), orthogonality(query, meaning),
    ]  # fmt: skip
