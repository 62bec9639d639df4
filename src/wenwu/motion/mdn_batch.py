"""Batches: sequences of the corpus cut to one length and standardised, beside the variants of their phrase.

The prior of the training loss lies in the space of y: for each dance, phrase and who, mean and spread of
every variant at KNOTS phases, over all training performances. (The prior that ships speaks in the 36
degrees of freedom: `prior`.)
"""

from collections.abc import Sequence as Many
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from wenwu.motion.mdn import STATE
from wenwu.motion.mdn_loss import Prior
from wenwu.motion.mdn_net import Scale, floors
from wenwu.motion.sequence import Sequence
from wenwu.motion.timeline import phase_of
from wenwu.prompt.encode import encode

KNOTS = 65
VARIANTS = 5  # the most a phrase has, the plain one among them
LENGTH = 96  # [frames] of a sequence in a batch
EVERY = 2  # the loss looks at every second frame; the LSTM reads them all
JITTER = 0.1  # of the reference


@dataclass(frozen=True)
class Batch:
    """B sequences of T frames, and what is known of every EVERYth of them."""

    x: Float[Tensor, "B T I"]
    state: Float[Tensor, "B S 144"]  # standardised
    known: Float[Tensor, "B S 144"]
    valid: Float[Tensor, "B S"]
    prior: Prior
    learnt: Tensor  # B, whether there is a prior


@dataclass(frozen=True)
class Shelf:
    """A phrase's variants at the knots, standardised."""

    names: tuple[str, ...]
    weight: Float[ndarray, " V"]
    mean: Float[ndarray, "V G 144"]
    sigma: Float[ndarray, "V G 144"]


@dataclass
class Shelves:
    """All phrases' variants, and what batches are drawn from."""

    scale: Scale
    references: dict[str, Float[ndarray, "128"]]
    shelves: dict[tuple[str, str, str], Shelf] = field(default_factory=dict)


def scale_of(sequences: Many[Sequence]) -> Scale:
    """Mean and spread of every number over the corpus; a spread is never below 5 mm or 2 cm/s."""
    rows = np.concatenate([s.state[::3] for s in sequences if s.mask.all()])
    least = np.repeat([0.005, 0.02], STATE // 2)
    return Scale(rows.mean(0), np.maximum(rows.std(0), least))


def shelves_of(sequences: Many[Sequence], scale: Scale) -> Shelves:
    """The variants of every phrase, and the mean reference of every dance, from training sequences."""
    by_key: dict[tuple[str, str, str], dict[str, list[Sequence]]] = {}
    by_dance: dict[str, list[Float[ndarray, "128"]]] = {}
    for s in sequences:
        if s.source == "score":
            by_key.setdefault((s.dance, s.phrase, s.who), {}).setdefault(s.variant, []).append(s)
            by_dance.setdefault(s.dance, []).append(s.reference)
    out = Shelves(scale, {d: np.mean(r, axis=0) for d, r in by_dance.items()})
    for key, ways in by_key.items():
        names = tuple(sorted(ways, key=lambda v: (v != "plain", v)))[:VARIANTS]
        tables = [knots(ways[n], scale) for n in names]
        count = np.array([len(ways[n]) for n in names], float)
        mean, sigma = (np.stack(x) for x in zip(*tables, strict=True))
        out.shelves[key] = Shelf(names, count / count.sum(), mean, sigma)
    return out


def knots(sequences: Many[Sequence], scale: Scale) -> tuple[Float[ndarray, "G 144"], Float[ndarray, "G 144"]]:
    """Mean and spread at the knots of one variant; where a phrase was cut short, the others speak."""
    grid = np.linspace(0, 1, KNOTS)
    total, square, count = np.zeros((KNOTS, STATE)), np.zeros((KNOTS, STATE)), np.zeros((KNOTS, 1))
    for s in sequences:
        phase = phase_of(s.timeline)
        z = (s.state - scale.mean) / scale.spread
        at = np.clip(np.searchsorted(phase, grid), 1, len(phase) - 1)
        span = np.maximum(phase[at] - phase[at - 1], 1e-6)
        share = np.clip((grid - phase[at - 1]) / span, 0, 1)[:, None]
        value = (1 - share) * z[at - 1] + share * z[at]
        own = ((grid >= phase[0] - 1.0 / KNOTS) & (grid <= phase[-1] + 1.0 / KNOTS))[:, None]
        total, square, count = total + value * own, square + value**2 * own, count + own
    mean = total / np.maximum(count, 1)
    spread = np.sqrt(np.maximum(square / np.maximum(count, 1) - mean**2, 0))
    last = int(np.flatnonzero(count[:, 0])[-1])
    mean[last + 1 :] = mean[last]
    return mean, np.maximum(spread, floors())


def draw(
    sequences: Many[Sequence], shelves: Shelves, size: int, rng: np.random.Generator, length: int = LENGTH
) -> Batch:
    """A batch of random pieces of random sequences, told in one of their languages."""
    picked = [sequences[int(k)] for k in rng.integers(len(sequences), size=size)]
    return batch_of(picked, shelves, rng, length)


def batch_of(picked: Many[Sequence], shelves: Shelves, rng: np.random.Generator, length: int) -> Batch:
    """These sequences, each from a random frame on."""
    rows = [_one(s, shelves, rng, length) for s in picked]
    x, state, known, valid, weight, mean, sigma = (
        torch.from_numpy(np.stack(part).astype(np.float32)) for part in zip(*rows, strict=True)
    )
    prior = Prior(weight, mean, sigma)
    return Batch(x, state, known, valid, prior, weight.sum(-1) > 0)


def _one(s: Sequence, shelves: Shelves, rng: np.random.Generator, length: int) -> tuple[ndarray, ...]:
    """One row of a batch: input, state, known, valid, and the prior's weight, mean and σ."""
    first = int(rng.integers(max(1, len(s.state) - length + 1)))
    here = slice(first, first + length)
    time, frames = s.timeline[here], len(s.state[here])
    text = encode(s.texts[int(rng.integers(len(s.texts)))])
    usual = shelves.references.get(s.dance) if rng.random() < 0.5 else None
    body = (s.reference if usual is None else usual) + JITTER * rng.standard_normal(len(s.reference))
    x = np.concatenate([np.tile(np.concatenate([text, body]), (frames, 1)), time], 1)
    state = (s.state[here][::EVERY] - shelves.scale.mean) / shelves.scale.spread
    known = np.tile(np.tile(np.repeat(s.mask, 3), 2), (len(state), 1))
    shelf = shelves.shelves.get((s.dance, s.phrase, s.who))
    prior = _read(shelf, phase_of(time[::EVERY]))
    rows = [x, state, known, np.ones(len(state)), *prior[1:]]
    size = [length, *[-(-length // EVERY)] * 5]
    x, state, known, valid, mean, sigma = (
        _filled(r, n, r is prior[2]) for r, n in zip(rows, size, strict=True)
    )
    return x, state, known, valid, prior[0], mean, sigma


def _read(
    shelf: Shelf | None, phase: Float[ndarray, " T"]
) -> tuple[Float[ndarray, "V"], Float[ndarray, "T V 144"], Float[ndarray, "T V 144"]]:  # noqa: F821
    """The variants at some phases, padded to VARIANTS; weight 0 where there is none."""
    weight = np.zeros(VARIANTS, np.float32)
    mean = np.zeros((len(phase), VARIANTS, STATE), np.float32)
    sigma = np.ones_like(mean)
    if shelf is not None:
        n = len(shelf.weight)
        at = phase * (KNOTS - 1)
        low = np.minimum(at.astype(int), KNOTS - 2)
        share = (at - low)[:, None, None]
        weight[:n] = shelf.weight
        for out, table in ((mean, shelf.mean), (sigma, shelf.sigma)):
            own = table.transpose(1, 0, 2)
            out[:, :n] = (1 - share) * own[low] + share * own[low + 1]
    return weight, mean, sigma


def _filled(rows: ndarray, length: int, ones: bool) -> ndarray:
    """Rows padded at the end to a length, with zeros, or with ones."""
    short = length - len(rows)
    if short <= 0:
        return rows
    return np.concatenate([rows, np.full((short, *rows.shape[1:]), float(ones))])
