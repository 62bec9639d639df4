"""Training the network: steps, checkpoints that a stopped run goes on from, and the export to ONNX."""

import json
import time
import warnings
from collections.abc import Callable, Mapping
from collections.abc import Sequence as Many
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from wenwu.base.seed import generator
from wenwu.motion.mdn import INPUT
from wenwu.motion.mdn_batch import EVERY, Batch, Shelves, draw
from wenwu.motion.mdn_loss import Told, Weights, angle_losses, divergence, likelihood
from wenwu.motion.mdn_net import InMetres, Net, Size
from wenwu.motion.sequence import Sequence

SOFT, HARD = 3.0, 60.0  # β at the first and at the last step
WARM = 200  # steps to the full learning rate
CLIP = 1.0


@dataclass(frozen=True)
class Course:
    """One training run."""

    steps: int = 9000
    batch: int = 24
    length: int = 96  # [frames]
    rate: float = 2e-3
    seed: int = 1
    minutes: float = 60.0  # stops then, wherever it is
    save_every: float = 180.0  # [s]
    weights: Weights = field(default_factory=Weights)
    size: Size = field(default_factory=Size)
    real: float = 0.12  # share of batches drawn from real clips, where there are any


@dataclass
class Run:
    """A run under way: the network, its optimiser, and how far it is."""

    net: Net
    optimiser: torch.optim.Optimizer
    step: int = 0
    spent: float = 0.0  # [s]


Say = Callable[[str], None]


def train(
    score: Many[Sequence], real: Many[Sequence], shelves: Shelves, course: Course, folder: Path, say: Say
) -> Run:
    """Train to the end of the course, or go on with the checkpoint that lies in the folder."""
    torch.manual_seed(int(generator(course.seed, "network").integers(2**31)))
    net = Net(course.size)
    run = Run(net, torch.optim.AdamW(net.parameters(), course.rate, weight_decay=1e-4))
    resume(run, folder)
    rng = generator(course.seed, "batches", run.step)
    begun, saved, told = time.monotonic() - run.spent, time.monotonic(), []
    while run.step < course.steps and time.monotonic() - begun < 60 * course.minutes:
        pool = real if real and rng.random() < course.real else score
        told.append(one_step(run, draw(pool, shelves, course.batch, rng, course.length), shelves, course))
        if run.step % 100 == 0:
            say(f"step {run.step} " + " ".join(f"{v:.4f}" for v in np.nanmean(told, axis=0)))
            told = []
        if time.monotonic() - saved > course.save_every:
            run.spent, saved = time.monotonic() - begun, time.monotonic()
            keep(run, folder)
    run.spent = time.monotonic() - begun
    keep(run, folder)
    return run


def one_step(run: Run, batch: Batch, shelves: Shelves, course: Course) -> list[float]:
    """One step; returns likelihood, divergence, θ off its reference, θ over its limits."""
    done = run.step / course.steps
    for group in run.optimiser.param_groups:
        group["lr"] = (
            course.rate * min(1.0, (run.step + 1) / WARM) * (0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * done)))
        )
    run.net.train()
    told = Told(*run.net(batch.x, EVERY))
    sharp = SOFT * (HARD / SOFT) ** min(1.0, 2 * done)
    parts = losses(told, batch, shelves, sharp)
    w = course.weights
    loss = parts[0] + w.kl * parts[1] + w.reference * parts[2] + w.limit * parts[3]
    run.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(run.net.parameters(), CLIP)
    run.optimiser.step()
    run.step += 1
    return [
        float(p.detach()) if bool(batch.learnt.any()) or k == 0 else float("nan") for k, p in enumerate(parts)
    ]


def losses(told: Told, batch: Batch, shelves: Shelves, sharp: float) -> list[torch.Tensor]:
    """The four parts of the loss."""
    fit = likelihood(told, batch.state, batch.known * batch.valid[..., None], sharp)
    if not bool(batch.learnt.any()):
        zero = torch.zeros(())
        return [fit, zero, zero, zero]
    middle, spread = (
        torch.tensor(x, dtype=torch.float32) for x in (shelves.scale.mean, shelves.scale.spread)
    )
    far = divergence(told, batch.prior, batch.valid, batch.learnt)
    return [fit, far, *angle_losses(told, batch.prior, batch.valid, middle, spread)]


def judged(net: Net, sequences: Many[Sequence], shelves: Shelves, batches: int = 20) -> dict[str, float]:
    """The parts of the loss on held-out sequences: likelihood, divergence, θ off its reference, θ over
    limits.
    """
    net.eval()
    rng, rows = generator(7, "judged"), []
    with torch.inference_mode():
        for _ in range(batches):
            batch = draw(sequences, shelves, 24, rng)
            rows.append([float(p) for p in losses(Told(*net(batch.x, EVERY)), batch, shelves, HARD)])
    names = ("nll", "kl", "angle_off", "angle_over")
    return {n: round(float(v), 4) for n, v in zip(names, np.mean(rows, axis=0), strict=True)}


def keep(run: Run, folder: Path) -> None:
    """Write a checkpoint: weights and optimiser as safetensors, no pickle."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"net.{n}": t.contiguous() for n, t in run.net.state_dict().items()}
    for k, (_, state) in enumerate(sorted(run.optimiser.state_dict()["state"].items())):
        tensors |= {f"opt.{k}.{n}": torch.as_tensor(v).reshape(-1).contiguous() for n, v in state.items()}
    part = folder / "checkpoint.part"
    save_file(tensors, part, {"step": str(run.step), "spent": str(run.spent)})
    part.replace(folder / "checkpoint.safetensors")


def resume(run: Run, folder: Path) -> None:
    """Take up the folder's checkpoint, if there is one that fits."""
    from safetensors import safe_open

    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return
    tensors = load_file(path)
    run.net.load_state_dict({n[4:]: t for n, t in tensors.items() if n.startswith("net.")})
    states = {}
    for k, parameter in enumerate(run.net.parameters()):
        own = {n.split(".", 2)[2]: t for n, t in tensors.items() if n.startswith(f"opt.{k}.")}
        states[k] = {n: t.reshape(() if n == "step" else parameter.shape) for n, t in own.items()}
    run.optimiser.load_state_dict(run.optimiser.state_dict() | {"state": states})
    with safe_open(path, "pt") as stored:
        facts = stored.metadata()
    run.step, run.spent = int(facts["step"]), float(facts["spent"])


def export(net: Net, shelves: Shelves, facts: dict[str, Any], path: Path) -> None:
    """Write the network in metres as ONNX, with its facts and the dances' references inside."""
    net.eval()
    example = torch.zeros(1, 4, INPUT)
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            InMetres(net, shelves.scale).eval(), (example,), str(path), input_names=["x"],
            output_names=["log_weight", "mean", "sigma"], dynamic_axes={"x": {0: "b", 1: "t"}},
            opset_version=17, dynamo=False,
        )  # fmt: skip
    references = {d: np.round(r, 3).tolist() for d, r in shelves.references.items()}
    spread = [float(f"{x:.6g}") for x in shelves.scale.spread]
    add_facts(path, {**facts, "references": references, "spread": spread})


def add_facts(path: Path, facts: Mapping[str, Any]) -> None:
    """Write facts into a network's file, beside those it has."""
    import onnx

    model = onnx.load(str(path))
    had = {prop.key: prop.value for prop in model.metadata_props}
    told = json.loads(had.get("wenwu", "{}")) | dict(facts)
    onnx.helper.set_model_props(model, {"wenwu": json.dumps(told, sort_keys=True)})
    onnx.save(model, str(path))


def facts_of(run: Run, course: Course) -> dict[str, Any]:
    """What the weights say of themselves."""
    return {"steps": run.step, "minutes": round(run.spent / 60, 1), "course": asdict(course)}
