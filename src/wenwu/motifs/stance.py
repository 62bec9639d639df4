"""Stances: where the copies of a sign stand in one period of a strip, and how, by the seven frieze groups."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wenwu.atlas.band import Symmetry
from wenwu.base.errors import RefusedError
from wenwu.motifs.form import Form
from wenwu.motifs.frieze import FRIEZES

STARTS: Mapping[Symmetry, tuple[float, float]] = {
    "p111": (0.5, 0.0),
    "p1m1": (0.25, 0.0),
    "p11m": (0.5, 0.25),
    "p11g": (0.25, 0.0),
    "p2": (0.25, 0.0),
    "p2mg": (0.125, 0.0),
    "p2mm": (0.25, 0.25),
}  # the first sign: periods along, strip heights up from the middle; the copies are then evenly apart
LETTERS = {((1, 0), (0, 1)): "", ((-1, 0), (0, 1)): "m", ((1, 0), (0, -1)): "u", ((-1, 0), (0, -1)): "t"}


@dataclass(frozen=True)
class Stance:
    """One copy: its place in the period and in the strip, and how it is turned over."""

    along: float  # [periods] from the left
    down: float  # [strip heights] from the middle
    flip: str  # "", m mirrored, u upside down, t turned half


def stances(group: Symmetry) -> tuple[Stance, ...]:
    """The copies of one period from left to right, upper before lower: one point by the group's motions."""
    start = np.array(STARTS[group])
    out = []
    for motion in FRIEZES[group]:
        along, up = np.array(motion.turn) @ start + motion.shift
        out.append(Stance(round(float(along) % 1.0, 6), -float(up), LETTERS[motion.turn]))
    return tuple(sorted(out, key=lambda s: (s.along, s.down)))


def require_hand(form: Form, group: Symmetry) -> None:
    """Refuse a group that would mirror a sign with a hand of its own."""
    if form.turn and any(motion.mirrors for motion in FRIEZES[group]):
        raise RefusedError(
            f"the frieze group {group} mirrors, and {form.motif!r} has a hand; choose p111 or p2"
        )
