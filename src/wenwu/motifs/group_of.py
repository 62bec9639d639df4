"""The wallpaper group of an averaged cell: every motion of every group tried at every origin.

A cell is averaged twice, over every other repeat; what the two halves A and B have in common is what noise
and damage leave to see. A motion g is judged by corr(A, gB) / corr(A, B): 1 where it is a symmetry, whatever
the noise. A group is worth its worst motion, at the origin where that is best.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.wallpaper import Basis, Linear, Motion, Setting, reduced, settings

Cell = Float[ndarray, "N N C"]  # rows run along b, columns along a; N is even

HOLDS = 0.91  # a group holds where its worst motion reaches this
DOUBT = 0.05  # so near to HOLDS, on either side, two groups are named
SOFT = 0.012  # [share of a cell] blur before comparing: threads and the grid are no pattern
TRUST = 0.35  # below this, the two halves do not agree enough to be judged at all


@dataclass(frozen=True)
class Found:
    """A group, how sure that is, and what else it may be."""

    setting: Setting
    origin: tuple[float, float]  # of the standard setting, in a and b
    worst: float  # of its motions; 1 for p1, which has none
    confidence: float  # 0…1: how far its worst motion, and the next group's, are from HOLDS
    between: tuple[str, ...]  # the groups it may be, the likeliest first; one name where it is sure
    agreement: float  # corr(A, B)

    @property
    def name(self) -> str:
        """As crystallographers write it."""
        return self.setting.group.name


@dataclass(frozen=True)
class _Tried:
    setting: Setting
    worst: float
    mean: float
    origin: tuple[float, float]


def find_group(first: Cell, second: Cell, basis: Basis) -> Found:
    """The largest group that holds in the mean cells of two halves of the repeats."""
    likeness = _Likeness(_soft(first), _soft(second))
    tried = [_try(setting, likeness) for setting in settings(basis)]
    held = [one for one in tried if one.worst >= HOLDS]
    best = max(held, key=lambda one: (len(one.setting.motions), one.worst))
    larger = [one for one in tried if len(one.setting.motions) > len(best.setting.motions)]
    rival = max(larger, key=lambda one: one.worst, default=None)
    smaller = [one for one in tried if set(one.setting.motions) < set(best.setting.motions)]
    names = [best.setting.group.name]
    if rival and rival.worst > HOLDS - DOUBT:
        names.append(rival.setting.group.name)
    if best.worst < HOLDS + DOUBT and smaller:
        sure = max(smaller, key=lambda one: (one.worst >= HOLDS + DOUBT, len(one.setting.motions), one.worst))
        names.append(sure.setting.group.name)
    names += ["p1"] if likeness.agreement < TRUST else []
    confidence = _sure(best.worst) * (1 - _sure(rival.worst) if rival else 1.0)
    confidence *= min(1.0, max(likeness.agreement, 0.0) / TRUST)
    return Found(
        best.setting, best.origin, best.worst, confidence, tuple(dict.fromkeys(names)), likeness.agreement
    )


def _sure(worst: float) -> float:
    """From 0 to 1, a half at HOLDS."""
    return float(1 / (1 + np.exp(-(worst - HOLDS) / (DOUBT / 2))))


class _Likeness:
    """corr(A, gB) / corr(A, B) of a motion's linear part, for all translations at once (by FFT)."""

    def __init__(self, first: Cell, second: Cell) -> None:
        self.size = len(first)
        self._first, self._second = _unit(first), _unit(second)
        self._spectrum = np.fft.fft2(self._first, axes=(0, 1))
        self._maps: dict[Linear, Float[ndarray, "N N"]] = {}
        self.agreement = float(self._map((1, 0, 0, 1))[0, 0])

    def of(self, linear: Linear) -> Float[ndarray, "N N"]:
        """By translation: rows along b, columns along a, in steps of the grid."""
        if linear not in self._maps:
            self._maps[linear] = self._map(linear) / max(self.agreement, 1e-6)
        return self._maps[linear]

    def _map(self, linear: Linear) -> Float[ndarray, "N N"]:
        moved = np.fft.fft2(_moved(self._second, linear), axes=(0, 1))
        found = np.fft.ifft2((self._spectrum * moved.conj()).sum(-1)).real
        return ndimage.maximum_filter(found, 3, mode="wrap")


def _moved(cell: Cell, linear: Linear) -> Cell:
    """gB: what stood at x stands at Wx."""
    a, b, c, d = linear
    det = a * d - b * c
    y, x = np.indices(cell.shape[:2])
    return cell[(-c * x + a * y) * det % len(cell), (d * x - b * y) * det % len(cell)]


def _unit(cell: Cell) -> Cell:
    about = cell - cell.mean((0, 1))
    return about / max(float(np.linalg.norm(about)), 1e-9)


def _soft(cell: Cell) -> Cell:
    sigma = SOFT * len(cell)
    return ndimage.gaussian_filter(cell, (sigma, sigma, 0), mode="wrap")


def _try(setting: Setting, likeness: _Likeness) -> _Tried:
    """A setting at its best origin."""
    if not setting.motions:
        return _Tried(setting, 1.0, 1.0, (0.0, 0.0))
    found = np.array([_by_origin(motion, likeness) for motion in setting.motions])
    worst = found.min(0)
    row, column = np.unravel_index(int(worst.argmax()), worst.shape)
    size = likeness.size
    at = (float(column) / size, float(row) / size)
    return _Tried(setting, float(worst.max()), float(found[:, row, column].mean()), at)


def _by_origin(motion: Motion, likeness: _Likeness) -> Float[ndarray, "N N"]:
    """How well a motion holds, by origin o: its translation is then w + o − Wo."""
    a, b, c, d = motion.linear
    size = likeness.size
    y, x = np.indices((size, size))
    along = motion.halves[0] * size // 2 + x - (a * x + b * y)
    down = motion.halves[1] * size // 2 + y - (c * x + d * y)
    return likeness.of(motion.linear)[down % size, along % size]


SAME = 0.92  # a cell that falls on itself so well, moved by a part of a repeat, holds several repeats
PARTS = [
    (1, 0, 2),
    (0, 1, 2),
    (1, 1, 2),
    (1, 0, 3),
    (0, 1, 3),
    (1, 1, 3),
    (1, 2, 3),
]  # (i, j, n): (i a + j b) / n


def finer(first: Cell, second: Cell, basis: Basis) -> Basis | None:
    """A smaller repeat of which the mean cell holds two or three; None where it holds one."""
    likeness = _Likeness(_soft(first), _soft(second)).of((1, 0, 0, 1))
    size = len(likeness)
    worth = [float(likeness[round(j * size / n) % size, round(i * size / n) % size]) for i, j, n in PARTS]
    best = int(np.argmax(worth))
    if worth[best] < SAME:
        return None
    i, j, n = PARTS[best]
    part = (i * basis[0] + j * basis[1]) / n
    return reduced(np.array([part, basis[1] if i else basis[0]]))
