"""One training of the memory: how long, how large, by which terms, and how far it is."""

from dataclasses import dataclass, field

import torch

from wenwu.memory.loss import Terms
from wenwu.memory.net import Net, Rows, Size


@dataclass(frozen=True)
class Course:
    """One training run."""

    steps: int = 1500
    batch: int = 192
    rate: float = 1e-3
    seed: int = 1
    minutes: float = 60.0
    save_every: float = 120.0  # [s]
    unsaid: float = 0.1  # share of words of the context that are left out more
    masked: float = 0.15  # share of a picture's places that are hidden
    fine: bool = False  # single precision where half would do
    tended: bool = True  # twins are merged and new prototypes opened; without it their number stays
    size: Size = field(default_factory=Size)
    rows: Rows = field(default_factory=Rows)
    terms: Terms = field(default_factory=Terms)


@dataclass
class Run:
    """A run under way."""

    net: Net
    optimiser: torch.optim.Optimizer
    step: int = 0
    spent: float = 0.0  # [s]
    founded: int = 0  # how many times prototypes were founded or tended
