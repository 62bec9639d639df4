"""Training the head on real pictures: steps over cached numbers, checkpoints that a stopped run goes on from.

Only `wenwu train memory` and `wenwu bench real_motifs` import this module, for it needs torch.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Float16, Float32, Int64
from numpy import ndarray
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from wenwu.base.errors import InputError, OutputError
from wenwu.base.seed import generator
from wenwu.memory.loss import GAMMA
from wenwu.memory.real import beside
from wenwu.memory.real_net import RealHead, RealSize, real_loss, whitening

VERSION = "real head 2"
LEAST = 8  # pictures with a class
WARM = 50  # steps to the full learning rate
AN_AXIS = 8  # pictures to an axis of the whitening, at least
STILL = 1e-3  # spread below which pictures are all alike

Say = Callable[[str], None]


@dataclass(frozen=True)
class RealCourse:
    """One training."""

    steps: int = 800
    batch: int = 256  # pictures of a step, each in two looks
    named: float = 0.9  # share of them that have a class
    even: float = 0.5  # a class is drawn by its size to the power of 1 less this
    told: float = 2.0  # weight of the cross entropy
    gamma: float = GAMMA
    rate: float = 1e-3
    decay: float = 0.05
    seed: int = 1
    save_every: float = 30.0  # [s]
    size: RealSize = field(default_factory=RealSize)


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is learnt from: N pictures in V looks."""

    looks: Float16[ndarray, "V N W"]
    made: Bool[ndarray, "V N"]  # which looks there are
    names: Int64[ndarray, " N"]  # class; −1: none
    groups: Int64[ndarray, " N"]
    classes: int

    def only(self, rows: Int64[ndarray, " K"]) -> "Lesson":
        """Some of the pictures."""
        return Lesson(
            self.looks[:, rows], self.made[:, rows], self.names[rows], self.groups[rows], self.classes
        )


def train_real(lesson: Lesson, course: RealCourse, folder: Path, say: Say) -> RealHead:
    """A head trained to the end of its course, or further from the folder's checkpoint.

    InputError where there is nothing to learn from: too few pictures, one class, pictures that are all alike,
    NaN, a checkpoint of another version. OutputError on a full disk, the last checkpoint kept.
    """
    _require(lesson)
    torch.manual_seed(int(generator(course.seed, "real head").integers(2**31)))
    wide = lesson.looks.shape[2]
    head = RealHead(wide, lesson.classes, course.size)
    parts: list[dict[str, Any]] = [
        {"params": [p for n, p in head.named_parameters() if n != "classes"]},
        {"params": [head.classes], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(parts, course.rate, weight_decay=course.decay)
    step = _resume(head, optimiser, course, folder)
    if not step:
        _whiten(head, lesson, course)
    rng, saved = generator(course.seed, "real batches", step), time.monotonic()
    told: list[float] = []
    while step < course.steps:
        told.append(_one_step(head, optimiser, _drawn(lesson, course, rng), course, step))
        step += 1
        if step % 100 == 0:
            say(f"step {step} of {course.steps}: {np.mean(told):.3f}")
            told = []
        if time.monotonic() - saved > course.save_every:
            _keep(head, optimiser, course, step, folder)
            saved = time.monotonic()
    _keep(head, optimiser, course, step, folder)
    return head.eval()


def vectors_of(head: RealHead, numbers: Float[ndarray, "N W"]) -> Float32[ndarray, "N V"]:
    """The vectors of pictures: what the head makes of them, and beside it what it was given."""
    return beside(forms_of(head, numbers), white_of(head, numbers))


@torch.no_grad()
def forms_of(head: RealHead, numbers: Float[ndarray, "N W"]) -> Float32[ndarray, "N 256"]:
    """What the head alone makes of pictures; of length 1."""
    head.eval()
    parts = [
        head(torch.from_numpy(numbers[k : k + 1024].astype(np.float32))) for k in range(0, len(numbers), 1024)
    ]
    return torch.cat(parts).numpy()


def white_of(head: RealHead, numbers: Float[ndarray, "N W"]) -> Float32[ndarray, "N A"]:
    """What the head is given: numbers, whitened."""
    white: Float32[ndarray, "N A"] = (numbers.astype(np.float32) - head.mean.numpy()) @ head.axes.numpy()
    return white


def _require(lesson: Lesson) -> None:
    named = lesson.names[lesson.names >= 0]
    if len(named) < LEAST:
        raise InputError(f"{len(named)} pictures with a class to train on; {LEAST} are the least")
    if len(np.unique(named)) < 2:
        raise InputError("all pictures to train on are of one class; a memory needs two to tell apart")
    plain = lesson.looks[0].astype(np.float32)
    if not np.isfinite(plain).all():
        raise InputError("the cached numbers of the pictures hold NaN or ∞; remove them to make them anew")
    if not plain.std(0).max() > STILL:
        raise InputError("the pictures to train on are all alike; a memory needs different ones")


def _whiten(head: RealHead, lesson: Lesson, course: RealCourse) -> None:
    """By the pictures as they are: what is unlike is to be the form, not the damage. Few pictures, few axes:
    whitened along as many as there are pictures, all would be equally unlike.
    """
    plain = lesson.looks[0].astype(np.float32)
    mean, axes = whitening(plain, max(2, min(course.size.axes, len(plain) // AN_AXIS)))
    head.mean.copy_(torch.from_numpy(mean))
    head.axes[:, : axes.shape[1]].copy_(torch.from_numpy(axes))


@dataclass(frozen=True)
class _Batch:
    numbers: torch.Tensor
    names: torch.Tensor
    groups: torch.Tensor


def _drawn(lesson: Lesson, course: RealCourse, rng: np.random.Generator) -> _Batch:
    """Pictures by lot, small classes oftener than their size, each in two looks by lot."""
    named, rest = np.flatnonzero(lesson.names >= 0), np.flatnonzero(lesson.names < 0)
    size = np.bincount(lesson.names[named], minlength=lesson.classes)[lesson.names[named]]
    chance = size**-course.even / (size**-course.even).sum()
    many = course.batch if not len(rest) else round(course.batch * course.named)
    rows = np.concatenate([rng.choice(named, many, p=chance), rng.choice(rest, course.batch - many)
                           if course.batch > many else rest[:0]])  # fmt: skip
    twice = np.concatenate([rows, rows])
    look = rng.integers(len(lesson.looks), size=len(twice))
    look = np.where(lesson.made[look, twice], look, 0)
    numbers = torch.from_numpy(lesson.looks[look, twice].astype(np.float32))
    return _Batch(numbers, torch.from_numpy(lesson.names[twice]), torch.from_numpy(lesson.groups[twice]))


def _one_step(
    head: RealHead, optimiser: torch.optim.Optimizer, batch: _Batch, course: RealCourse, step: int
) -> float:
    for part in optimiser.param_groups:
        fall = 0.02 + 0.49 * (1 + np.cos(np.pi * step / course.steps))
        part["lr"] = course.rate * min(1.0, (step + 1) / WARM) * fall
    head.train()
    loss = real_loss(head(batch.numbers), head, batch.names, batch.groups, course.told, course.gamma)
    if not bool(torch.isfinite(loss)):
        raise InputError(f"the loss is no number at step {step}; the cached numbers or the rate are wrong")
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return float(loss.detach())


def _keep(
    head: RealHead, optimiser: torch.optim.Optimizer, course: RealCourse, step: int, folder: Path
) -> None:
    """A checkpoint as safetensors, whole or not at all."""
    tensors = {f"head.{n}": t.contiguous() for n, t in head.state_dict().items()}
    for k, state in optimiser.state_dict()["state"].items():
        tensors |= {f"opt.{k}.{n}": torch.as_tensor(v).reshape(-1).contiguous() for n, v in state.items()}
    part = folder / "head.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        save_file(tensors, part, {"version": VERSION, "step": str(step), "course": _told(course)})
        part.replace(folder / "head.safetensors")
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"the checkpoint cannot be written to {folder}; the last one is kept") from error


def _resume(head: RealHead, optimiser: torch.optim.Optimizer, course: RealCourse, folder: Path) -> int:
    """The step that the folder's checkpoint had come to; 0 where there is none."""
    path = folder / "head.safetensors"
    if not path.exists():
        return 0
    try:
        with safe_open(path, "pt") as stored:
            facts = stored.metadata() or {}
        tensors = load_file(path)
    except (OSError, SafetensorError) as error:
        raise InputError(f"{path} is damaged; remove it to begin anew") from error
    if facts.get("version") != VERSION or facts.get("course") != _told(course):
        raise InputError(
            f"{path} is of another version or course; remove it to begin anew, or name another folder"
        )
    try:
        head.load_state_dict({n[5:]: t for n, t in tensors.items() if n.startswith("head.")})
    except RuntimeError as error:  # torch's, where the classes are more or fewer
        raise InputError(f"{path} is of other pictures; remove it to begin anew") from error
    states = {}
    for k, parameter in enumerate([p for part in optimiser.param_groups for p in part["params"]]):
        own = {n.split(".", 2)[2]: t for n, t in tensors.items() if n.startswith(f"opt.{k}.")}
        if own:
            states[k] = {n: t.reshape(() if n == "step" else parameter.shape) for n, t in own.items()}
    optimiser.load_state_dict(optimiser.state_dict() | {"state": states})
    return int(facts["step"])


def _told(course: RealCourse) -> str:
    """What a checkpoint must share with the run that takes it up."""
    return json.dumps({k: v for k, v in asdict(course).items() if k != "save_every"})
