"""p_prior: how a dance's phrases may move, as mixtures over the 36 degrees of freedom and their rates (eq.
8).

One component a variant of the phrase. At KNOTS phases each holds the mean of every number and its spread,
taken over all performances of that variant in the corpus' training part; between knots both are read on a
straight line, and the spread is measured against that line, so what the line leaves out counts as spread.
The root is told in the dancer's own frame. The prior is authored: no licence-clear recording of these
dances was to be had, so it says what the scores say, which were written from described vocabularies, and
awaits review by culture bearers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motion.dancer_frame import FPS
from wenwu.motion.sequence import Sequence
from wenwu.motion.timeline import phase_of

KNOTS = 33  # of a phrase: four a beat of eight
LEAST = np.repeat([6.0, 50.0], 36)  # [deg], [deg/s]: closer than this nobody can tell two ways apart
LEAST[:3], LEAST[36:39] = 0.03, 0.25  # [m], [m/s] the root
SHARP = 2.0  # independent numbers that a movement counts as; more would let only the nearest way be drawn

Priors = Mapping[tuple[str, str, str], "PhrasePrior"]


@dataclass(frozen=True)
class PhrasePrior:
    """The variants of one phrase for one kind of dancer."""

    variants: tuple[str, ...]
    weight: Float[ndarray, " V"]
    mean: Float[ndarray, "V G 72"]  # 36 numbers [m, deg] and their rates [m/s, deg/s]
    sigma: Float[ndarray, "V G 72"]

    def at(self, phase: Float[ndarray, " T"]) -> tuple[Float[ndarray, "T V 72"], Float[ndarray, "T V 72"]]:
        """Mean and spread of every variant at some phases 0 … 1."""
        low, share = _between(phase, self.mean.shape[1])
        mean, sigma = (x.transpose(1, 0, 2) for x in (self.mean, self.sigma))
        between = ((1 - share) * x[low] + share * x[low + 1] for x in (mean, sigma))
        return next(between), next(between)

    def log_density(
        self, dof: Float[ndarray, "T 36"], phase: Float[ndarray, " T"], fps: float = FPS
    ) -> Float[ndarray, " V"]:
        """log N of a movement under each variant, mean over its frames and its 72 numbers."""
        rows = with_rates(dof, fps)
        mean, sigma = self.at(phase)
        z = (rows[:, None] - mean) / sigma
        return (-0.5 * z * z - np.log(sigma) - 0.5 * np.log(2 * np.pi)).mean((0, 2))

    def log_match(self, dof: Float[ndarray, "T 36"], phase: Float[ndarray, " T"], fps: float = FPS) -> float:
        """How lawful a movement is: log p_prior of it against the mode of the variant that it is nearest to.

        0 for that variant's own mean; −½ SHARP z̄² else, z̄² the mean over frames and numbers of its squared
        distance in spreads: a whole movement counts as one pose. Densities themselves would only tell narrow
        variants from wide ones.
        """
        mean, sigma = self.at(phase)
        z = (with_rates(dof, fps)[:, None] - mean) / sigma
        return float(-0.5 * SHARP * (z * z).mean((0, 2)).min())

    def nearest(self, dof: Float[ndarray, "T 36"], phase: Float[ndarray, " T"], fps: float = FPS) -> str:
        """The variant that a movement is most likely of."""
        return self.variants[int(np.argmax(self.log_density(dof, phase, fps)))]


def component_weights(
    log_weight: Float[ndarray, " K"], log_prior: Float[ndarray, " K"]
) -> Float[ndarray, " K"]:
    """w_k ∝ π_k · p_prior(μ_k), from their logarithms."""
    both = log_weight + log_prior
    out = np.exp(both - both.max())
    return out / out.sum()


def learnt_as(dance: str, phrase: str, who: str, priors: Priors) -> tuple[str, str, str]:
    """The key by which a phrase was learnt for "gender/form", or for whoever danced it where that is not
    known.
    """
    keys = [k for k in priors if k[:2] == (dance, phrase)]
    if not keys:
        raise InputError(
            f"the prior knows no phrase {phrase!r} of {dance!r}; wenwu train motion learns new ones"
        )
    gender = who.partition("/")[0]
    near = [k for k in keys if k[2] == who] or [k for k in keys if k[2].startswith(gender)] or keys
    return near[0]


@cache
def load_priors(path: Path) -> Priors:
    """Every prior of a file, by dance, phrase and who."""
    with np.load(path, allow_pickle=False) as stored:
        names, weight, mean, sigma = (stored[n] for n in ("names", "weight", "mean", "sigma"))
    weight = weight.astype(float)
    out: dict[tuple[str, str, str], list[int]] = {}
    for k, row in enumerate(names):
        out.setdefault((str(row[0]), str(row[1]), str(row[2])), []).append(k)
    return {
        key: PhrasePrior(
            tuple(str(names[k][3]) for k in rows), weight[rows] / weight[rows].sum(),
            mean[rows].astype(float), sigma[rows].astype(float),
        )
        for key, rows in out.items()
    }  # fmt: skip


def learn_priors(sequences: Iterable[Sequence]) -> dict[tuple[str, str, str], PhrasePrior]:
    """The priors of all score phrases among these sequences."""
    ways: dict[tuple[str, str, str], dict[str, list[Sequence]]] = {}
    for s in sequences:
        if s.source == "score":
            ways.setdefault((s.dance, s.phrase, s.who), {}).setdefault(s.variant, []).append(s)
    out = {}
    for key, own in sorted(ways.items()):
        names = tuple(sorted(own, key=lambda v: (v != "plain", v)))
        tables = [_fitted(own[n]) for n in names]
        count = np.array([len(own[n]) for n in names], float)
        mean, sigma = (np.stack(x) for x in zip(*tables, strict=True))
        out[key] = PhrasePrior(names, count / count.sum(), mean, sigma)
    return out


def save_priors(priors: Mapping[tuple[str, str, str], PhrasePrior], path: Path) -> None:
    """Write priors in half precision."""
    rows = [(*key, v) for key, p in priors.items() for v in p.variants]
    weight, mean, sigma = (
        np.concatenate([getattr(p, name) for p in priors.values()]).astype(np.float16)
        for name in ("weight", "mean", "sigma")
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, names=np.array(rows), weight=weight, mean=mean, sigma=sigma)


def with_rates(dof: Float[ndarray, "T 36"], fps: float = FPS) -> Float[ndarray, "T 72"]:
    """The 36 numbers and how fast they change a second."""
    rate = np.gradient(dof, 1 / fps, axis=0) if len(dof) > 1 else np.zeros_like(dof)
    return np.concatenate([dof, rate], 1)


def _fitted(sequences: list[Sequence]) -> tuple[Float[ndarray, "G 72"], Float[ndarray, "G 72"]]:
    """Mean at the knots by least squares of straight lines, and the spread about those lines."""
    phase = np.concatenate([phase_of(s.timeline) for s in sequences])
    rows = np.concatenate([with_rates(s.dof) for s in sequences])
    low, share = _between(phase, KNOTS)
    hat = np.zeros((len(phase), KNOTS))
    hat[np.arange(len(phase)), low] = 1 - share[:, 0, 0]
    hat[np.arange(len(phase)), low + 1] += share[:, 0, 0]
    bend = 1e-3 * len(phase) / KNOTS * np.diff(np.eye(KNOTS), 2, axis=0)  # where nobody danced: straight on
    mean = np.linalg.solve(hat.T @ hat + bend.T @ bend + 1e-6 * np.eye(KNOTS), hat.T @ rows)
    off = (rows - hat @ mean) ** 2
    spread = np.sqrt(hat.T @ off / np.maximum(hat.sum(0), 1e-3)[:, None])
    thin = hat.sum(0) < 1
    spread[thin] = np.sqrt(off.mean(0))
    return mean, np.maximum(spread, LEAST)


def _between(phase: Float[ndarray, " T"], knots: int) -> tuple[ndarray, ndarray]:
    """The knot below each phase, and how far the phase is on the way to the next."""
    at = np.clip(phase, 0, 1) * (knots - 1)
    low = np.minimum(at.astype(int), knots - 2)
    return low, (at - low)[:, None, None]
