"""A memory with one bank for both, of equal size: the yardstick for keeping form and meaning apart.

Only benches import this module, for it needs torch. Form and meaning are read as in `memory.net`, made
one feature, and that feature reads K + C prototypes; eq. 3 and eq. 4 both pull at it. Its φ and ψ are as
wide as it takes for as many numbers as the two channels have.
"""

from dataclasses import replace

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from wenwu.memory.net import Channel, Net, Out, Rows, Size, read, sureness, unit

HIDDEN = 960  # of φ and ψ: within 2 % of the numbers that two channels, two banks and a gate have


class SingleBank(Net):
    """Encoder, one channel, one bank of K + C prototypes, the last layer."""

    def __init__(self, contexts: tuple[int, ...], concepts: int, size: Size) -> None:
        super().__init__(contexts, concepts, size, Rows(True, False, False))
        wide = replace(size, hidden=round(HIDDEN * size.hidden / Size().hidden))
        self.visual, self.semantic = Channel(wide), Channel(replace(size, hidden=1))
        self.join = nn.Linear(2 * size.width, size.width)
        self.register_buffer("prototypes", unit(torch.randn(size.prototypes + concepts, size.width)))

    def forward(self, tokens: Float[Tensor, "B 16 432"], context: Int64[Tensor, "B 5"]) -> Out:
        """One pass; form and meaning are the one feature, and what it is read as is what is named."""
        form, meaning, _ = self.encoder(tokens, context)
        one = unit(self.join(torch.cat([form, meaning], -1)))
        asked = self.visual.query(one)
        seen = read(asked, self.visual.keys(self.prototypes), self.sharp[0])
        fused = self.visual.hand_on(seen.exp() @ self.prototypes)
        logits = self.last(self.norm(fused))
        gate = torch.ones_like(sureness(seen)[:, 0])
        return Out(one, one, asked, asked, seen, torch.log_softmax(logits, -1), gate, fused, logits)
