"""Training the network of ink loss on real loss masks: rounds, checkpoints to go on from, export to ONNX.

Hinge losses (Lim & Ye 2017) and, for the generator, a cross-entropy; a running mean of the weights is kept.
Nothing is mirrored: prints are only shifted.
"""

import time
import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, relu

from wenwu.base.seed import generator
from wenwu.motifs.damage_gan import Critic, Generator, lost_of, odds_of
from wenwu.motifs.damage_net import PLANES, noises
from wenwu.motifs.loss_set import LossSet

CROP = 64  # [px]
FEWEST = 150  # strokes' pixels in a crop
MEAN = 0.99  # of the running mean of weights
ALONE = 150  # steps before the critic is heeded
LOOKS = 0.05  # weight of the critic against a pixel's cross-entropy
WEIGHTS_LICENCE = "CC BY-SA 4.0"


@dataclass(frozen=True)
class Course:
    """One training run."""

    steps: int = 4000
    batch: int = 8
    rate: float = 1e-3  # of the generator; the critic learns at .4 of it
    minutes: float = 30.0  # stops then, wherever it is
    seed: int = 1
    save_every: float = 120.0  # [s]


@dataclass
class Run:
    """A run under way."""

    generator: Generator
    mean: Generator
    critic: Critic
    optimisers: tuple[torch.optim.Optimizer, torch.optim.Optimizer]
    step: int = 0
    spent: float = 0.0  # [s]


Say = Callable[[str], None]


def train(masks: LossSet, course: Course, folder: Path, say: Say) -> Run:
    """Train to the end of the course, or go on from the checkpoint that lies in the folder."""
    torch.manual_seed(int(generator(course.seed, "network").integers(2**31)))
    made, critic = Generator(), Critic()
    adam = [
        torch.optim.Adam(net.parameters(), rate, betas=(0.0, 0.99))
        for net, rate in ((made, course.rate), (critic, 0.4 * course.rate))
    ]
    run = Run(made, deepcopy(made), critic, (adam[0], adam[1]))
    resume(run, folder)
    rng = generator(course.seed, "crops", run.step)
    begun, saved, told = time.monotonic() - run.spent, time.monotonic(), []
    while run.step < course.steps and time.monotonic() - begun < 60 * course.minutes:
        told.append(one_step(run, draw(masks, course.batch, rng), draw(masks, course.batch, rng)))
        if run.step % 50 == 0:
            say(f"step {run.step} " + " ".join(f"{v:.3f}" for v in np.mean(told, 0)))
            told = []
        if time.monotonic() - saved > course.save_every:
            run.spent, saved = time.monotonic() - begun, time.monotonic()
            keep(run, folder)
    run.spent = time.monotonic() - begun
    keep(run, folder)
    return run


@dataclass(frozen=True)
class Batch:
    """Crops of real prints."""

    planes: Tensor  # B 7 H W, what the generator sees
    lost: Tensor  # B 1 H W
    share: Tensor  # B, of the strokes lost

    def seen(self, lost: Tensor) -> Tensor:
        """What the critic sees of a loss."""
        return torch.cat([self.planes[:, :1], lost, self.planes[:, 1:4]], 1)


def draw(masks: LossSet, count: int, rng: np.random.Generator) -> Batch:
    """Random crops in which there are strokes, and some are lost."""
    planes: list[np.ndarray] = []
    lost: list[np.ndarray] = []
    while len(planes) < count:
        k = int(rng.integers(len(masks)))
        y, x = (int(rng.integers(0, n - CROP + 1)) for n in masks.whole.shape[1:])
        cut = (k, slice(y, y + CROP), slice(x, x + CROP))
        strokes, gone = masks.whole[cut], masks.lost[cut]
        if strokes.sum() < FEWEST or not gone.any() or gone.sum() == strokes.sum():
            continue
        flat = [
            np.full((CROP, CROP), value, np.float32) for value in (masks.kind[k], gone.sum() / strokes.sum())
        ]
        planes.append(np.stack([strokes, masks.inside[cut], *flat, *noises((CROP, CROP), rng)]))
        lost.append(gone[None])
    made = torch.from_numpy(np.stack(planes).astype(np.float32))
    return Batch(made, torch.from_numpy(np.stack(lost).astype(np.float32)), made[:, 3, 0, 0])


def one_step(run: Run, first: Batch, second: Batch) -> list[float]:
    """Critic and generator learn from a batch each; the critic's loss and margin."""
    with torch.no_grad():
        made = lost_of(run.generator(first.planes), first.planes[:, :1], first.share)
    real, false = run.critic(first.seen(first.lost)), run.critic(first.seen(made))
    loss = relu(1 - real).mean() + relu(1 + false).mean()
    _stepped(run.optimisers[1], loss)
    run.step += 1
    margin = [float(loss.detach()), float((real.mean() - false.mean()).detach())]
    _stepped(run.optimisers[0], _generator_loss(run, second))
    with torch.no_grad():
        for kept, new in zip(run.mean.parameters(), run.generator.parameters(), strict=True):
            kept.lerp_(new, 1 - MEAN)
    return margin


def _generator_loss(run: Run, batch: Batch) -> Tensor:
    """Cross-entropy of each pixel's loss, and, once the critic is up, how little the critic believes.

    As in pix2pix (Isola et al. 2017): the first term says where, the second how it looks.
    """
    odds, strokes = odds_of(run.generator, batch.planes), batch.planes[:, :1]
    right = (
        binary_cross_entropy_with_logits(odds, batch.lost, weight=strokes, reduction="sum") / strokes.sum()
    )
    if run.step <= ALONE:
        return right
    made = lost_of(run.generator(batch.planes), strokes, batch.share)
    return right - LOOKS * run.critic(batch.seen(made)).mean()


def _stepped(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def _parts(run: Run) -> dict[str, torch.nn.Module]:
    return {"generator": run.generator, "mean": run.mean, "critic": run.critic}


def keep(run: Run, folder: Path) -> None:
    """Write a checkpoint: weights and optimisers as safetensors, no pickle."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"{n}/{k}": t.contiguous() for n, net in _parts(run).items() for k, t in net.state_dict().items()
    }
    for place, optimiser in enumerate(run.optimisers):
        for number, state in optimiser.state_dict()["state"].items():
            tensors |= {
                f"opt{place}/{number}/{name}": torch.as_tensor(v).contiguous() for name, v in state.items()
            }
    part = folder / "checkpoint.part"
    save_file(tensors, part, {"step": str(run.step), "spent": str(run.spent)})
    part.replace(folder / "checkpoint.safetensors")


def resume(run: Run, folder: Path) -> None:
    """Take up the folder's checkpoint, if there is one."""
    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return
    tensors = load_file(path)
    for n, net in _parts(run).items():
        net.load_state_dict({k.split("/", 1)[1]: t for k, t in tensors.items() if k.startswith(f"{n}/")})
    for place, optimiser in enumerate(run.optimisers):
        states: dict[int, dict[str, Tensor]] = {}
        for name, tensor in tensors.items():
            if name.startswith(f"opt{place}/"):
                _, k, key = name.split("/")
                states.setdefault(int(k), {})[key] = tensor
        optimiser.load_state_dict(optimiser.state_dict() | {"state": states})
    with safe_open(path, "pt") as stored:
        facts = stored.metadata()
    run.step, run.spent = int(facts["step"]), float(facts["spent"])


def export(net: Generator, path: Path, facts: dict[str, str]) -> None:
    """Write the generator as ONNX, for any sides that eight divides, with its facts and licence inside."""
    import onnx

    net.eval()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    free = {2: "h", 3: "w"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net, (torch.zeros(1, PLANES, 64, 64),), str(part), input_names=["planes"],
            output_names=["weakness"], dynamic_axes={"planes": free, "weakness": free},
            opset_version=17, dynamo=False,
        )  # fmt: skip
    model = onnx.load(str(part))
    onnx.helper.set_model_props(model, {"licence": WEIGHTS_LICENCE, **facts})
    onnx.save(model, str(part))
    part.replace(path)
