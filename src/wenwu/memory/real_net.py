"""The head that learns forms from real pictures: numbers of the frozen network in, a vector of length 1 out.

Only training imports this module. Whitening is found first and kept; two layers learn.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Float32, Int64
from numpy import ndarray
from scipy.linalg import eigh
from torch import Tensor, nn

from wenwu.memory.loss import GAMMA, contrast

WIDTH = 256
SMOOTH = 0.1  # of a label, shared by all classes
TINY = 1e-6  # of the largest variance


@dataclass(frozen=True)
class RealSize:
    """Widths and what is left out while learning."""

    axes: int = 300  # of the whitening
    hidden: int = 512
    dropped: float = 0.4


class RealHead(nn.Module):
    """Whitened numbers → hidden, ELU → 256 of length 1, and a vector for each class to learn by."""

    mean: Tensor
    axes: Tensor

    def __init__(self, wide: int, classes: int, size: RealSize) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(wide))
        self.register_buffer("axes", torch.zeros(wide, size.axes))
        self.first, self.second = nn.Linear(size.axes, size.hidden), nn.Linear(size.hidden, WIDTH)
        self.blurred, self.dropped = nn.Dropout(0.1), nn.Dropout(size.dropped)
        self.classes = nn.Parameter(0.05 * torch.randn(classes, WIDTH))

    def forward(self, numbers: Float[Tensor, "B W"]) -> Float[Tensor, "B 256"]:
        """Vectors of length 1."""
        white = self.blurred((numbers - self.mean) @ self.axes)
        return F.normalize(self.second(self.dropped(F.elu(self.first(white)))), dim=-1)


def whitening(
    numbers: Float32[ndarray, "N W"], axes: int
) -> tuple[Float32[ndarray, " W"], Float32[ndarray, "W A"]]:
    """Mean, and the main axes each divided by its spread; what has no spread comes to nothing."""
    mean = numbers.mean(0, dtype=np.float64)
    off, (count, wide) = numbers - mean, numbers.shape
    if count <= wide:
        _, size, turned = np.linalg.svd(off, full_matrices=False)
        spread, turn = size[:axes] ** 2 / (count - 1), turned[:axes].T
    else:
        first = max(wide - axes, 0)
        spread, turn = eigh(off.T @ off / (count - 1), subset_by_index=(first, wide - 1))
        spread, turn = spread[::-1], turn[:, ::-1]
    scale = np.where(spread > TINY * spread[0], 1 / np.sqrt(np.maximum(spread, TINY * spread[0])), 0)
    return mean.astype(np.float32), (turn * scale).astype(np.float32)


def likenesses(
    names: Int64[Tensor, " B"], groups: Int64[Tensor, " B"]
) -> tuple[Bool[Tensor, "B B"], Bool[Tensor, "B B"]]:
    """Which looks are to be near each other (one class or one group) and which far; none with itself."""
    same = ((names[:, None] == names) & (names >= 0)) | (groups[:, None] == groups)
    other = ~torch.eye(len(names), dtype=torch.bool)
    return same & other, ~same


def real_loss(
    vectors: Float[Tensor, "B 256"], head: RealHead, names: Int64[Tensor, " B"], groups: Int64[Tensor, " B"],
    told: float, gamma: float = GAMMA,
) -> Float[Tensor, ""]:  # fmt: skip
    """Eq. 3 over all looks, and `told` times the cross entropy of those that have a class."""
    near, far = likenesses(names, groups)
    total = contrast(vectors, vectors, near, far, gamma).mean()
    some = names >= 0
    if not bool(some.any()):
        return total
    logits = vectors[some] @ F.normalize(head.classes, dim=-1).T / gamma
    return total + told * F.cross_entropy(logits, names[some], label_smoothing=SMOOTH)
