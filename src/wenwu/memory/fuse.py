"""Fusion of the two reads by how sure each is (eq. 6 with its gate; docs/paper.md, 9), without torch."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Weights = Float[ndarray, "N K"]


def sureness(weight: Weights) -> Float[ndarray, "N 2"]:
    """1 − entropy in shares of log K, and the first weight's lead over the second."""
    entropy = -(weight * np.log(np.maximum(weight, 1e-30))).sum(1) / np.log(weight.shape[1])
    best = -np.partition(-weight, 1, axis=1)[:, :2]
    return np.stack([1 - entropy, best[:, 0] - best[:, 1]], 1).astype(weight.dtype)


@dataclass(frozen=True, eq=False)
class Fusion:
    """What the training found: the gate's five numbers and the two matrices."""

    gate: Float[ndarray, "4"]  # of the visual read's entropy and lead, and the semantic read's
    lean: float
    visual: Float[ndarray, "D D"]  # W_v
    semantic: Float[ndarray, "D D"]  # W_s

    def opened(self, seen: Weights, known: Float[ndarray, "N C"]) -> Float[ndarray, " N"]:
        """g, 0…1: how far the visual channel is believed."""
        sure = np.concatenate([sureness(seen), sureness(known)], 1)
        return 1 / (1 + np.exp(-(sure @ self.gate + self.lean)))

    def meaning(self, recalled: Float[ndarray, "N D"]) -> Float[ndarray, "N D"]:
        """h_sem = W_s(M_s w_s), what the trigger follows (docs/paper.md, 10)."""
        return recalled @ self.semantic.T

    def fused(
        self, form: Float[ndarray, "N D"], meaning: Float[ndarray, "N D"], gate: Float[ndarray, " N"]
    ) -> Float[ndarray, "N D"]:
        """h = g·W_v(M_v w_v) + (1 − g)·W_s(M_s w_s)."""
        g = gate[:, None]
        return g * (form @ self.visual.T) + (1 - g) * self.meaning(meaning)
