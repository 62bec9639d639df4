"""How far a probability can be believed: temperature, calibration error, and what counts as unknown."""

import numpy as np
from jaxtyping import Float, Int64
from numpy import ndarray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

BINS = 15
BOUNDS = (-3.0, 3.0)  # log of the temperature
ALARMS = 0.05  # share of known pictures that may be called unknown


def temperature(logits: Float[ndarray, "N C"], labels: Int64[ndarray, " N"]) -> float:
    """The T that makes held-out labels likeliest under softmax(logits / T) (Guo et al. 2017)."""
    rows = np.arange(len(labels))

    def cost(log_t: float) -> float:
        return -float(log_softmax(logits / np.exp(log_t), axis=1)[rows, labels].mean())

    return float(np.exp(minimize_scalar(cost, bounds=BOUNDS, method="bounded").x))


def calibration_error(
    logits: Float[ndarray, "N C"],
    labels: Int64[ndarray, " N"],
    heat: float | Float[ndarray, " N"] = 1.0,
    bins: int = BINS,
) -> float:
    """Expected calibration error: |how often right − how sure|, over bins of sureness by their share.

    `heat` is one temperature, or one for each picture.
    """
    chance = softmax(logits / np.reshape(heat, (-1, 1)), axis=1)
    sure, right = chance.max(1), chance.argmax(1) == labels
    which = np.minimum((sure * bins).astype(int), bins - 1)
    off = [
        abs(float(right[which == k].mean()) - float(sure[which == k].mean())) * float((which == k).mean())
        for k in range(bins)
        if (which == k).any()
    ]
    return float(sum(off))


def novelty_threshold(near: Float[ndarray, " N"], alarms: float = ALARMS) -> float:
    """The likeness below which a picture is called unknown, so that `alarms` of known ones are."""
    return float(np.quantile(near, alarms))


def area_under(known: Float[ndarray, " N"], unknown: Float[ndarray, " M"]) -> float:
    """Chance that a known picture is nearer than an unknown one (AUROC); ties count half."""
    both = np.concatenate([known, unknown])
    _, index, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[index]
    count, others = len(known), len(unknown)
    return float((ranks[:count].sum() - count * (count + 1) / 2) / (count * others))
