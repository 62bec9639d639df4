"""ResNets that look, in place of the frozen network: ResNet-50 as the paper has it, and a small one to
train.

Only benches import this module, for it needs torch. After He et al. 2016 (arXiv:1512.03385): ResNet-50 is
bottlenecks of 3, 4, 6, 3 behind a 7 × 7 stem; the small one is eight plain blocks behind a stem of 4 × 4.
Both end in 4 × 4 places of a picture of 128 pixels, which a linear layer brings to the transformer's
width.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from wenwu.memory.backbone import GRID, SIDE
from wenwu.memory.net import Net

PART = SIDE // GRID  # [px] the side of one of the 16 parts
PIXELS = PART * PART


class Plain(nn.Module):
    """Two 3 × 3 layers beside a way straight through."""

    widens = 1

    def __init__(self, before: int, inside: int, stride: int) -> None:
        super().__init__()
        self.way = nn.Sequential(
            *_layer(before, inside, 3, stride), nn.ReLU(inplace=True), *_layer(inside, inside, 3, 1)
        )
        self.straight = _straight(before, inside, stride)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B D h w"]:
        """The sum of both ways."""
        return F.relu(self.way(x) + self.straight(x))


class Bottleneck(nn.Module):
    """1 × 1, 3 × 3, 1 × 1, the last four times as wide, beside a way straight through."""

    widens = 4

    def __init__(self, before: int, inside: int, stride: int) -> None:
        super().__init__()
        self.way = nn.Sequential(
            *_layer(before, inside, 1, 1), nn.ReLU(inplace=True),
            *_layer(inside, inside, 3, stride), nn.ReLU(inplace=True), *_layer(inside, 4 * inside, 1, 1),
        )  # fmt: skip
        self.straight = _straight(before, 4 * inside, stride)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B D h w"]:
        """The sum of both ways."""
        return F.relu(self.way(x) + self.straight(x))


def _layer(before: int, after: int, side: int, stride: int) -> list[nn.Module]:
    """A convolution and its normalisation."""
    return [nn.Conv2d(before, after, side, stride, side // 2, bias=False), nn.BatchNorm2d(after)]


def _straight(before: int, after: int, stride: int) -> nn.Module:
    same = before == after and stride == 1
    return nn.Identity() if same else nn.Sequential(*_layer(before, after, 1, stride))


def _stages(
    kind: type[Plain] | type[Bottleneck], first: int, counts: Sequence[int]
) -> tuple[list[nn.Module], int]:
    """Stages of blocks, each but the first at half the size and twice as wide; and how wide the last is."""
    blocks: list[nn.Module] = []
    before = first
    for stage, count in enumerate(counts):
        inside = first * 2**stage
        for k in range(count):
            blocks.append(kind(before, inside, 2 if stage and not k else 1))
            before = inside * kind.widens
    return blocks, before


def resnet50() -> tuple[nn.Module, int]:
    """ResNet-50 without its classifier, for three channels, and the channels of its last map."""
    stem = [*_layer(3, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    blocks, wide = _stages(Bottleneck, 64, (3, 4, 6, 3))
    return nn.Sequential(*stem, *blocks), wide


def small_resnet() -> tuple[nn.Module, int]:
    """Eight plain blocks behind a stem of 4 × 4 patches, for three channels, and the last map's channels."""
    stem = [nn.Conv2d(3, 32, 4, 4, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True)]
    blocks, wide = _stages(Plain, 32, (2, 2, 2, 2))
    return nn.Sequential(*stem, *blocks), wide


class Eyes(nn.Module):
    """Pictures to 16 places of the transformer's width; a picture comes as its 4 × 4 parts, row by row."""

    def __init__(self, network: nn.Module, wide: int, width: int) -> None:
        super().__init__()
        self.network, self.enter = network, nn.Linear(wide, width)

    def forward(self, parts: Float[Tensor, "B 16 P"]) -> Float[Tensor, "B 16 D"]:
        """Grey pictures, put together again, through the network."""
        seen = self.network(joined(parts).expand(-1, 3, -1, -1))
        places: Tensor = self.enter(seen.flatten(2).transpose(1, 2))
        return places


def joined(parts: Float[Tensor, "B 16 P"]) -> Float[Tensor, "B 1 H W"]:
    """The picture of its parts."""
    square = parts.reshape(-1, GRID, GRID, PART, PART).permute(0, 1, 3, 2, 4)
    return square.reshape(-1, 1, SIDE, SIDE)


def with_eyes(net: Net, made: tuple[nn.Module, int]) -> Net:
    """The net with another network that looks, which is trained with it: `tokens` are now parts of pictures,
    1,024 grey pixels each.
    """
    network, wide = made
    encoder = net.encoder
    encoder.enter = Eyes(network, wide, net.size.width)  # type: ignore[assignment]
    encoder.register_buffer("middle", torch.zeros(PIXELS))
    encoder.register_buffer("spread", torch.ones(PIXELS))
    return net
