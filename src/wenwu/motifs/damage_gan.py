"""The two networks of ink loss as torch trains them: one makes loss, one tells it from real loss.

Only training imports this module. The generator sees the strokes, how far inside the crest each pixel lies,
kind, severity and noise of three sizes; it returns a weakness. The weakest pixels of the strokes are lost, as
many as the severity says, so that severity is kept exactly whatever the network has learnt.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, pixel_shuffle, pixel_unshuffle

from wenwu.motifs.damage_net import PLANES

WIDE = 16  # features at half resolution
LOGIT = 1.8  # log odds by weakness beside noise of spread .95: the logistic curve nearest a normal one
NOISE = (0.05, 0.9, 0.3)  # how much of each noise passes unlearnt: sizes fitted to crests that train it
SLOPE = 4.0  # of the soft threshold, per standard deviation of weakness


class Generator(nn.Module):
    """Planes (B 7 H W: see damage_net) → weakness (B 1 H W); H and W are multiples of eight."""

    def __init__(self, wide: int = WIDE) -> None:
        super().__init__()
        self.stem = nn.Conv2d(4 * PLANES, wide, 3, padding=1)
        self.near = _block(wide, wide)
        self.down = _block(wide, 2 * wide)
        self.far = _block(2 * wide, 2 * wide)
        self.wider = _block(2 * wide, 2 * wide)
        self.up = _block(4 * wide, wide)
        self.join = _block(2 * wide, wide)
        self.out = nn.Conv2d(wide, 4, 1)
        self.noise: Tensor
        self.register_buffer("noise", torch.tensor(NOISE))
        self.odds = nn.Parameter(torch.tensor([1.0, 0.0]))  # from the share lost to the odds of loss
        for start in self.out.parameters():
            nn.init.zeros_(start)

    def forward(self, planes: Float[Tensor, "B 7 H W"]) -> Float[Tensor, "B 1 H W"]:
        """Weakness of every pixel: what is learnt of its place, and noise."""
        return self.learnt(planes) + (planes[:, -3:] * self.noise[None, :, None, None]).sum(1, keepdim=True)

    def learnt(self, planes: Float[Tensor, "B 7 H W"]) -> Float[Tensor, "B 1 H W"]:
        """What the network adds to plain noise."""
        half = self.near(torch.relu(self.stem(pixel_unshuffle(planes, 2))))
        quarter = self.far(self.down(avg_pool2d(half, 2)))
        eighth = self.wider(avg_pool2d(quarter, 2))
        back = self.up(torch.cat([quarter, _doubled(eighth)], 1))
        fine = pixel_shuffle(self.out(self.join(torch.cat([half, _doubled(back)], 1))), 2)
        return avg_pool2d(fine, 3, stride=1, padding=1, count_include_pad=False)  # no loss is one pixel wide


class Critic(nn.Module):
    """Strokes, loss, inside, kind, severity (B 5 H W) → how real each patch looks (B 1 h w)."""

    def __init__(self, wide: int = 24) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(5, wide, 4, 2, 1), nn.LeakyReLU(0.2)]
        for into, out, stride in ((wide, 2 * wide, 2), (2 * wide, 2 * wide, 2)):
            layers += [nn.Conv2d(into, out, 4, stride, 1), nn.GroupNorm(4, out), nn.LeakyReLU(0.2)]
        self.body = nn.Sequential(*layers)
        self.patch = nn.Conv2d(2 * wide, 1, 1)
        self.whole = nn.Linear(4 * wide, 1)

    def forward(self, seen: Float[Tensor, "B 5 H W"]) -> Float[Tensor, "B P"]:
        """A verdict on each patch, and one on the whole by mean and spread of what is seen."""
        found = self.body(seen)
        told = torch.cat([found.mean((2, 3)), found.std((2, 3))], 1)
        return torch.cat([self.patch(found).flatten(1), self.whole(told).expand(-1, 16)], 1)


def odds_of(net: Generator, planes: Float[Tensor, "B 7 H W"]) -> Float[Tensor, "B 1 H W"]:
    """Log odds that a pixel is lost, as the learnt part and the severity have it."""
    share = planes[:, 3:4].clamp(1e-3, 1 - 1e-3)
    return LOGIT * net.learnt(planes) + net.odds[0] * torch.logit(share) + net.odds[1]


def lost_of(
    weakness: Float[Tensor, "B 1 H W"], strokes: Float[Tensor, "B 1 H W"], share: Float[Tensor, " B"]
) -> Float[Tensor, "B 1 H W"]:
    """The weakest `share` of the strokes, 0 or 1; gradients pass through a soft threshold."""
    rows = []
    for weak, stroke, part in zip(weakness, strokes, share, strict=True):
        inside = weak[stroke > 0.5]
        level = torch.quantile(inside.detach(), 1 - part)
        soft = torch.sigmoid(SLOPE * (weak - level) / inside.detach().std().clamp_min(1e-3))
        hard = (weak > level).float()
        rows.append((hard + soft - soft.detach()) * stroke)
    return torch.stack(rows)


def _block(into: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(into, out, 3, padding=1), nn.ReLU())


def _doubled(x: Tensor) -> Tensor:
    return interpolate(x, scale_factor=2.0, mode="nearest")
