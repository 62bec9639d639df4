"""The frieze group of an averaged strip: its mirrors, glide and half turn tried at every place.

Two means A and B, of every other repeat, as for wallpaper groups: a motion g is judged by
corr(A, gB) / corr(A, B). The strip's middle line is not known, for a picture may cut it anywhere: it is
sought near the middle.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.group_of import DOUBT, HOLDS

Mean = Float[ndarray, "P Q 3"]  # rows across, columns along the repeat; the columns close
Part = Float[ndarray, "R Q 3"]  # some of its rows

GROUPS: Mapping[str, tuple[str, ...]] = {  # what each group's motions are; the larger first
    "p2mm": ("upright", "flat", "half"),
    "p2mg": ("upright", "glide", "half"),
    "p11m": ("flat",),
    "p1m1": ("upright",),
    "p2": ("half",),
    "p11g": ("glide",),
    "p111": (),
}
OFF = 0.1  # share of its width that the middle line is sought from the middle
SOFT = 0.012  # [share of the repeat] blur before comparing


@dataclass(frozen=True)
class Frieze:
    """One of the seven groups of a strip."""

    name: str
    worst: float  # of its motions; 1 for p111, which has none
    between: tuple[str, ...]  # the groups it may be, the likeliest first
    agreement: float  # corr(A, B)

    @property
    def handed(self) -> bool:
        """Whether it has neither mirror nor glide."""
        return self.name in ("p111", "p2")


def find_frieze(first: Mean, second: Mean) -> Frieze:
    """The largest group that holds in the means of two halves of the repeats."""
    first, second = _soft(first), _soft(second)
    agreement = _correlation(first, second)
    whole = max(agreement, 1e-6)
    tall = len(first)
    upright = _best(first, second[:, ::-1]) / whole
    reach = round(OFF * tall)
    worst: dict[str, float] = dict.fromkeys(GROUPS, -1.0) | {"p111": 1.0, "p1m1": upright}
    for off in range(-reach, reach + 1):
        ours, theirs = _facing(first, second, off)
        held = max(_correlation(ours, _facing(second, second, off)[0]), 1e-6)
        half = _best(ours, theirs[:, ::-1]) / held
        turned = _by_shift(ours, theirs) / held
        flat, glide = float(turned[0]), float(turned[len(turned) // 2])
        value = {"upright": upright, "flat": flat, "glide": glide, "half": half}
        for name, motions in GROUPS.items():
            if motions and name != "p1m1":
                worst[name] = max(worst[name], min(value[motion] for motion in motions))
    name = next(name for name in GROUPS if worst[name] >= HOLDS)
    doubted = [
        other for other in GROUPS if other != name and _more(other, name) and worst[other] > HOLDS - DOUBT
    ]
    less = [other for other in GROUPS if set(GROUPS[other]) < set(GROUPS[name])]
    if worst[name] < HOLDS + DOUBT and less:
        doubted.append(
            max(less, key=lambda other: (worst[other] >= HOLDS + DOUBT, len(GROUPS[other]), worst[other]))
        )
    return Frieze(name, worst[name], tuple(dict.fromkeys((name, *doubted))), agreement)


def _more(other: str, name: str) -> bool:
    """Whether a group holds more motions than another."""
    return len(GROUPS[other]) > len(GROUPS[name])


def _facing(first: Mean, second: Mean, off: int) -> tuple[Part, Part]:
    """Rows that a flip about a line `off` half rows from the middle lays on rows: as they are, flipped."""
    tall = len(first)
    rows = np.arange(max(off, 0), tall + min(off, 0))
    return first[rows], second[rows[::-1]]


def _by_shift(first: Mean, second: Mean) -> Float[ndarray, " Q"]:
    """corr(first, second moved along by 0, 1, … columns)."""
    one, two = _unit(first), _unit(second)
    product = (np.fft.fft(one, axis=1) * np.fft.fft(two, axis=1).conj()).sum((0, 2))
    found = np.fft.ifft(product).real
    return np.maximum(found, np.maximum(np.roll(found, 1), np.roll(found, -1)))


def _best(first: Mean, second: Mean) -> float:
    return float(_by_shift(first, second).max())


def _correlation(first: Mean, second: Mean) -> float:
    return float((_unit(first) * _unit(second)).sum())


def _soft(mean: Mean) -> Mean:
    sigma = SOFT * mean.shape[1]
    return ndimage.gaussian_filter(mean, (sigma, sigma, 0), mode=("nearest", "wrap", "nearest"))


def _unit(mean: Mean) -> Mean:
    about = mean - mean.mean((0, 1))
    return about / max(float(np.linalg.norm(about)), 1e-9)
