"""The network that tells hidden places: five scales of plain convolutions, joined again on the way back up.

Only training imports this module. It sees a picture and what each pixel differs from those beside it, for
paper is flat where ink and cloth are not.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

WIDE = 20  # channels of the finest scale
DETAIL = 8.0  # weight of what a pixel differs from those beside it


def _layer(into: int, out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(into, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())


def _two(into: int, out: int) -> nn.Sequential:
    return nn.Sequential(*_layer(into, out, 2), *_layer(out, out))


class HiddenNet(nn.Module):
    """Pictures −.5…½ → log odds that each pixel is hidden."""

    def __init__(self, wide: int = WIDE) -> None:
        super().__init__()
        self.first, self.fine = _layer(24, wide), _layer(wide, wide)
        self.down = nn.ModuleList(_two(k * wide, (k + 1) * wide) for k in (1, 2, 3))
        self.up = nn.ModuleList(_layer((2 * k + 1) * wide, k * wide) for k in (3, 2, 1))
        self.last = nn.Conv2d(2 * wide, 4, 1)

    def forward(self, images: Float[Tensor, "B 3 H W"]) -> Float[Tensor, "B H W"]:
        """Sides are multiples of 16."""
        detail = images - F.avg_pool2d(images, 3, 1, 1, count_include_pad=False)
        first = self.first(F.pixel_unshuffle(torch.cat([images, DETAIL * detail], 1), 2))
        scales = [self.fine(first)]
        for layer in self.down:
            scales.append(layer(scales[-1]))
        seen = scales.pop()
        for layer in self.up:
            seen = layer(torch.cat([F.interpolate(seen, scale_factor=2.0, mode="nearest"), scales.pop()], 1))
        return F.pixel_shuffle(self.last(torch.cat([seen, first], 1)), 2)[:, 0]
