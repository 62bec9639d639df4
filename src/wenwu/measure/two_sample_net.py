"""The same two-sample test by a small convolutional network on crops of strokes and loss (extra [train])."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool
from numpy import ndarray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from wenwu.base.seed import generator
from wenwu.measure.two_sample import FOLDS, Told, folds, told

CROP = 64
CROPS = 4  # of a print
ROUNDS = 10  # over all crops
BATCH = 32
FEWEST = 120  # strokes' pixels in a crop


def told_by_network(
    whole: Bool[ndarray, "N S S"],
    lost: Bool[ndarray, "N S S"],
    false: Bool[ndarray, " N"],
    group: Sequence[str],
    seed: int = 1,
) -> Told:
    """Each print judged by the mean over its crops, by a network trained on other crests."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    crops, of = _crops(whole, lost, seed)
    names = torch.from_numpy(false.astype(np.float32))
    fold, right = folds(group, seed), np.zeros(len(false), bool)
    for k in range(FOLDS):
        kept = fold[of] != k
        net = _trained(crops[kept], names[of[kept]], seed + k)
        with torch.inference_mode():
            score = net(crops[~kept]).numpy()
        mean = np.bincount(of[~kept], score, len(false)) / np.maximum(
            np.bincount(of[~kept], minlength=len(false)), 1
        )
        here = fold == k
        right[here] = (mean[here] > 0) == false[here]
    torch.set_num_threads(threads)
    return told(right, group, seed)


def _crops(whole: Bool[ndarray, "N S S"], lost: Bool[ndarray, "N S S"], seed: int) -> tuple[Tensor, ndarray]:
    """Crops with strokes in them, and whose they are; real and made of one print are cut alike."""
    places = generator(seed, "crops").integers(0, whole.shape[1] - CROP + 1, (20 * CROPS, 2)).tolist()
    out, of = [], []
    for k in range(len(whole)):
        cuts = [(k, slice(y, y + CROP), slice(x, x + CROP)) for y, x in places]
        for cut in [c for c in cuts if whole[c].sum() >= FEWEST][:CROPS]:
            out.append(np.stack([whole[cut], lost[cut]]))
            of.append(k)
    return torch.from_numpy(np.stack(out).astype(np.float32)), np.array(of)


def _trained(crops: Tensor, false: Tensor, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    net = Judge()
    adam = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-2)
    shuffle = torch.Generator().manual_seed(seed)
    steps = ROUNDS * (len(crops) // BATCH + 1)
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, 2e-3, total_steps=steps)
    for _ in range(ROUNDS):
        order = torch.randperm(len(crops), generator=shuffle)
        for start in range(0, len(order), BATCH):
            pick = order[start : start + BATCH]
            loss = binary_cross_entropy_with_logits(net(crops[pick]), false[pick])
            adam.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            adam.step()
            rate.step()
    return net.eval()


class Judge(nn.Module):
    """Three convolutions, mean and maximum over the crop, one number: positive says made."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for into, out, stride in ((2, 16, 2), (16, 24, 2), (24, 32, 1)):
            layers += [nn.Conv2d(into, out, 3, stride, 1, bias=False), nn.GroupNorm(4, out), nn.ReLU()]
        self.body = nn.Sequential(*layers)
        self.out = nn.Linear(64, 1)

    def forward(self, crops: Tensor) -> Tensor:
        """One number a crop."""
        seen = self.body(crops)
        return self.out(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1))[:, 0]
