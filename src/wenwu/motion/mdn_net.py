"""The network as torch trains it: words, reference and timeline → bidirectional LSTM → K diagonal Gaussians.

Only training imports this module. All numbers inside are standardised by the corpus' own mean and spread;
the exported graph gives metres. The floors of σ are the paper's .15 at the wrists and .05 along the spine,
read as shares of a coordinate's own spread over the corpus (as metres, .15 would let a hand miss by a
hand's length); the other joints' .1 is ours.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from wenwu.body.skeleton import JOINTS
from wenwu.motion.mdn import COORDINATES, INPUT, REFERENCE, STATE, TEXT
from wenwu.motion.timeline import WIDTH as TIMELINE

WRIST, SPINE, OTHER = 0.15, 0.05, 0.10  # floors of σ, shares of a coordinate's spread
WRISTS = ("leftHand", "rightHand", "leftMiddleProximal", "rightMiddleProximal")
SPINES = ("hips", "spine", "chest", "upperChest", "neck")
WORDS = 96  # numbers that words and reference are drawn together to


@dataclass(frozen=True)
class Size:
    """What the network is made of."""

    hidden: int = 192  # of the LSTM, each way
    components: int = 5


@dataclass(frozen=True)
class Scale:
    """Mean and spread of the corpus, by coordinate."""

    mean: Float[ndarray, "144"]
    spread: Float[ndarray, "144"]


class Net(nn.Module):
    """x_t = text 256 | reference 128 | timeline → log π (B K), mean and σ (B T K 144), standardised."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        k, wide = size.components, 2 * size.hidden
        self.words = nn.Sequential(nn.Linear(TEXT, WORDS), nn.Tanh())
        self.bodies = nn.Sequential(nn.Linear(REFERENCE, WORDS), nn.Tanh())
        self.time = nn.Linear(TIMELINE, WORDS)
        self.mix = nn.Sequential(nn.Linear(3 * WORDS, size.hidden), nn.ELU())
        self.lstm = nn.LSTM(size.hidden, size.hidden, batch_first=True, bidirectional=True)
        self.weight = nn.Linear(2 * WORDS, k)
        self.mean = nn.Linear(wide + size.hidden, k * STATE)
        self.sigma = nn.Linear(wide, k * STATE)
        nn.init.constant_(self.sigma.bias, -0.5)
        self.floor: Tensor
        self.register_buffer("floor", torch.tensor(floors(), dtype=torch.float32))

    def forward(
        self, x: Float[Tensor, "B T I"], every: int = 1
    ) -> tuple[Float[Tensor, "B K"], Float[Tensor, "B S K 144"], Float[Tensor, "B S K 144"]]:
        """log π of each phrase; mean and σ of every frame, or of every so-manieth."""
        text, reference, time = torch.split(x, [TEXT, REFERENCE, TIMELINE], dim=-1)
        said = torch.cat([self.words(text), self.bodies(reference)], -1)
        put = self.mix(torch.cat([said, self.time(time)], -1))
        seen, _ = self.lstm(put)
        seen, put = (seen, put) if every == 1 else (seen[:, ::every], put[:, ::every])
        shape = (x.shape[0], seen.shape[1], self.size.components, STATE)
        mean = self.mean(torch.cat([seen, put], -1)).reshape(shape)
        sigma = self.floor + nn.functional.softplus(self.sigma(seen)).reshape(shape)
        return torch.log_softmax(self.weight(said[:, 0]), -1), mean, sigma


class InMetres(nn.Module):
    """The network with its numbers in metres: what is exported."""

    def __init__(self, net: Net, scale: Scale) -> None:
        super().__init__()
        self.net = net
        self.register_buffer("middle", torch.tensor(scale.mean, dtype=torch.float32))
        self.register_buffer("spread", torch.tensor(scale.spread, dtype=torch.float32))

    def forward(
        self, x: Float[Tensor, "B T I"]
    ) -> tuple[Float[Tensor, "B K"], Float[Tensor, "B T K 144"], Float[Tensor, "B T K 144"]]:
        """log π, mean and σ [m, m/s]."""
        log_weight, mean, sigma = self.net(x)
        return log_weight, mean * self.spread + self.middle, sigma * self.spread


def floors() -> Float[ndarray, "144"]:
    """The least σ of each coordinate and of its velocity, in shares of its spread."""
    own = [WRIST if j in WRISTS else SPINE if j in SPINES else OTHER for j in JOINTS]
    return np.tile(np.repeat(own, 3), STATE // COORDINATES)


__all__ = ["INPUT", "InMetres", "Net", "Scale", "Size", "floors"]
