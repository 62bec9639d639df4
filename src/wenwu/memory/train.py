"""Training the memory: steps over cached tokens, checkpoints that a stopped run goes on from.

Only `wenwu train memory` and the benches import this module, for it needs torch. The banks are no parameters:
prototypes are founded by k-means++ with geography when the features have settled a little, then move to what
is nearest, twins are merged and new ones opened; concepts are begun from text and graph, and then follow the
class means.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy import ndarray
from torch import Tensor

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.memory.cache import Cache
from wenwu.memory.checkpoint import keep, resume
from wenwu.memory.concepts import begun, class_means
from wenwu.memory.course import Course, Run
from wenwu.memory.lesson import Lesson
from wenwu.memory.loss import losses
from wenwu.memory.net import Net, Out, unit
from wenwu.memory.prototypes import Bank, founded

FOUNDED = (0.15, 0.5)  # of the course: when prototypes are founded, and founded anew
TENDED = (0.65, 0.8)  # and when twins are merged and new ones opened once more
SAMPLE = 6000  # pictures that found them
KEPT = 0.95  # of a concept's vector at one step
WARM = 50  # steps to the full learning rate
CLIP = 1.0
LEAST = 32  # pictures

Say = Callable[[str], None]


@dataclass(frozen=True)
class Batch:
    """Pictures of one step."""

    tokens: Float[Tensor, "B 16 432"]
    context: Int64[Tensor, "B 5"]
    rows: Int64[ndarray, " B"]


def train(lesson: Lesson, atlas: Atlas, cache: Cache, course: Course, folder: Path, say: Say) -> Run:
    """Train to the end of the course, or go on with the folder's checkpoint."""
    rows = train_rows(lesson, cache)
    run = started(lesson, cache, rows, course)
    if not resume(run, course, folder):
        begin_concepts(run.net, begun(atlas, lesson.words.concepts))
    rng = generator(course.seed, "batches", run.step)
    since, saved, told = time.monotonic() - run.spent, time.monotonic(), []
    while run.step < course.steps and time.monotonic() - since < 60 * course.minutes:
        tend_prototypes(run, lesson, cache, rows, course)
        told.append(one_step(run, draw(lesson, cache, rows, course, rng), lesson, course))
        if run.step % 50 == 0:
            say(f"step {run.step} " + " ".join(f"{v:.3f}" for v in np.mean(told, axis=0)))
            told = []
        if time.monotonic() - saved > course.save_every:
            run.spent, saved = time.monotonic() - since, time.monotonic()
            keep(run, course, folder)
    run.spent = time.monotonic() - since
    if run.step < course.steps:
        say(f"stopped after {run.step} of {course.steps} steps: the minutes are over")
    if not run.founded:  # stopped before its prototypes were anything but chance
        found_prototypes(run, lesson, cache, rows, course)
        run.founded = 1
    settle(run, lesson, cache, rows)
    keep(run, course, folder)
    return run


def train_rows(lesson: Lesson, cache: Cache) -> Int64[ndarray, " B"]:
    """The rows of the split `train` that the cache holds; InputError where there is nothing to learn from."""
    rows = lesson.splits.get("train", np.zeros(0, np.int64))
    rows = rows[rows < cache.count]
    if len(rows) < LEAST:
        raise InputError(f"{len(rows)} pictures to train on; {LEAST} are the least")
    if not cache.tokens(rows[:256]).std(0).max() > 1e-3:
        raise InputError("the pictures to train on are all alike; a memory needs different ones")
    return rows


def started(lesson: Lesson, cache: Cache, rows: Int64[ndarray, " B"], course: Course) -> Run:
    """A new run: tokens standardised, everything else by the seed."""
    torch.manual_seed(int(generator(course.seed, "network").integers(2**31)))
    net = Net(tuple(map(len, lesson.words.contexts)), len(lesson.words.concepts), course.size, course.rows)
    sample = cache.tokens(generator(course.seed, "scale").choice(rows, min(len(rows), 1024), replace=False))
    flat = sample.reshape(-1, sample.shape[-1])
    net.encoder.middle.copy_(torch.from_numpy(flat.mean(0)))
    net.encoder.spread.copy_(torch.from_numpy(flat.std(0) + 1e-2))
    return Run(net, torch.optim.AdamW(net.parameters(), course.rate, weight_decay=0.05))


def begin_concepts(net: Net, vectors: Float[ndarray, "C 256"]) -> None:
    """The concepts' first vectors, from text and graph; in a network of another width by their main axes."""
    width = int(net.concepts.shape[1])
    if vectors.shape[1] != width:
        left, size, _ = np.linalg.svd(vectors, full_matrices=False)
        vectors = np.pad(left * size, ((0, 0), (0, width)))[:, :width]
    net.concepts.copy_(unit(torch.from_numpy(vectors.astype(np.float32))))


def draw(
    lesson: Lesson, cache: Cache, rows: Int64[ndarray, " R"], course: Course, rng: np.random.Generator
) -> Batch:
    """Pictures at random, each in one of its views, some of its places hidden and some words unsaid."""
    drawn = rng.choice(rows, course.batch)
    tokens = cache.tokens(drawn, rng.integers(cache.views, size=course.batch))
    hidden = rng.random(tokens.shape[:2]) < course.masked * rng.random((course.batch, 1)) * 2
    context = lesson.context[drawn] * (rng.random((course.batch, 5)) >= course.unsaid)
    shown = torch.from_numpy(np.where(hidden[..., None], np.float32(np.nan), tokens))
    return Batch(shown, torch.from_numpy(context), drawn)


def one_step(run: Run, batch: Batch, lesson: Lesson, course: Course) -> list[float]:
    """One step; returns eq. 3, eq. 4, the two cross entropies, orthogonality, and the share named rightly."""
    done = run.step / course.steps
    for group in run.optimiser.param_groups:
        group["lr"] = (
            course.rate * min(1.0, (run.step + 1) / WARM) * (0.02 + 0.49 * (1 + np.cos(np.pi * done)))
        )
    run.net.train()
    tokens = torch.where(batch.tokens.isnan(), run.net.encoder.middle, batch.tokens)
    with torch.autocast("cpu", torch.bfloat16, enabled=not course.fine):
        out = run.net(tokens, batch.context)
    parts = losses(run.net, out, batch.rows, lesson, course.terms, done)
    if not all(bool(torch.isfinite(p)) for p in parts):
        raise InputError(
            f"the loss is no number at step {run.step}; the cached tokens or the learning rate are wrong"
        )
    t = course.terms
    total = sum(
        w * p for w, p in zip((t.visual, t.semantic, t.named, t.recalled, t.orthogonal), parts, strict=True)
    )
    run.optimiser.zero_grad()
    total.backward()  # type: ignore[union-attr]
    torch.nn.utils.clip_grad_norm_(run.net.parameters(), CLIP)
    run.optimiser.step()
    run.step += 1
    remember(run.net, out, lesson.current[batch.rows])
    right = out.logits.argmax(-1) == torch.from_numpy(lesson.concept[batch.rows])
    return [*(float(p.detach()) for p in parts), float(right.float().mean())]


@torch.no_grad()
def remember(net: Net, out: Out, current: ndarray) -> None:
    """Prototypes move to what is nearest, concepts to their class means; no gradient does either."""
    bank = Bank(net.prototypes.numpy(), np.ones(len(net.prototypes), np.float32))
    net.prototypes.copy_(torch.from_numpy(bank.moved(out.form.float().numpy()).rows))
    before = net.concepts.numpy()
    means = class_means(out.meaning.float().numpy(), current, before)
    net.concepts.copy_(unit(torch.from_numpy(KEPT * before + (1 - KEPT) * means)))


def tend_prototypes(
    run: Run, lesson: Lesson, cache: Cache, rows: Int64[ndarray, " R"], course: Course
) -> None:
    """Where the course has come to it, found the prototypes or leave them as they are, then merge twins and
    open new ones, within the bounds of a bank.
    """
    stages = (*FOUNDED, *TENDED)
    if run.founded >= len(stages) or run.step < stages[run.founded] * course.steps:
        return
    anew = run.founded < len(FOUNDED)
    form = found_prototypes(run, lesson, cache, rows, course, anew)
    run.founded += 1
    if course.tended:
        bank = Bank(run.net.prototypes.numpy(), np.ones(len(run.net.prototypes), np.float32))
        tended = bank.tended(form, course.size.prototypes)
        run.net.prototypes = torch.from_numpy(tended.rows.astype(np.float32))


def found_prototypes(
    run: Run, lesson: Lesson, cache: Cache, rows: Int64[ndarray, " R"], course: Course, anew: bool = True
) -> Float[ndarray, "S D"]:
    """k-means++ with geography over what the encoder makes of a sample now, which is returned; as many as the
    course says. Unless `anew`, only the sample is made.
    """
    rng = generator(course.seed, "prototypes", run.step)
    sample = rng.choice(rows, min(len(rows), SAMPLE), replace=False)
    form = encoded(run.net, lesson, cache, sample)["form"]
    if anew:
        bank = founded(form, lesson.places[sample], rng, course.size.prototypes)
        run.net.prototypes = torch.from_numpy(bank.rows.astype(np.float32))
    return form


def settle(run: Run, lesson: Lesson, cache: Cache, rows: Int64[ndarray, " R"]) -> None:
    """At the end the concepts are the class means exactly (eq. 2)."""
    sample = generator(1, "settle").choice(rows, min(len(rows), 2 * SAMPLE), replace=False)
    meaning = encoded(run.net, lesson, cache, sample)["meaning"]
    means = class_means(meaning, lesson.current[sample], run.net.concepts.numpy())
    run.net.concepts.copy_(torch.from_numpy(means.astype(np.float32)))


@torch.inference_mode()
def encoded(
    net: Net,
    lesson: Lesson,
    cache: Cache,
    rows: Int64[ndarray, " B"],
    context: ndarray | None = None,
    view: int = 0,
) -> dict[str, ndarray]:
    """What the network makes of pictures: every field of `Out`, as arrays; context as told unless given."""
    net.eval()
    said = lesson.context[rows] if context is None else context
    parts = []
    for k in range(0, len(rows), 256):
        with torch.autocast("cpu", torch.bfloat16):
            out = net(
                torch.from_numpy(cache.tokens(rows[k : k + 256], view)), torch.from_numpy(said[k : k + 256])
            )
        parts.append({name: value.float().numpy() for name, value in vars(out).items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
