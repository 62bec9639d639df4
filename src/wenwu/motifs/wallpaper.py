"""The seventeen wallpaper groups, as motions of a lattice's own coordinates.

Point x of the plane = (x₁ of a) + (x₂ of b); a motion is x → Wx + w with whole numbers in W and halves in w,
so that a group needs no lengths. Standard settings: International Tables for Crystallography A, plane groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Basis = Float[ndarray, "2 2"]  # rows a and b [px], x to the right, y down
Linear = tuple[int, int, int, int]  # W, row by row


@dataclass(frozen=True)
class Motion:
    """x → Wx + w; w in halves of a and b."""

    linear: Linear
    halves: tuple[int, int]

    def then(self, other: "Motion") -> "Motion":
        """First this one, then the other."""
        w = _times(other.linear, self.linear)
        moved = _apply(other.linear, self.halves)
        return Motion(w, ((moved[0] + other.halves[0]) % 2, (moved[1] + other.halves[1]) % 2))

    @property
    def turns(self) -> bool:
        """Whether it keeps the hand: a rotation, no mirror and no glide."""
        a, b, c, d = self.linear
        return a * d - b * c == 1


@dataclass(frozen=True)
class Group:
    """One of the seventeen, in its standard setting."""

    name: str
    lattice: str  # oblique, rectangular, rhombic, square or hexagonal: what its cell has to be
    motions: tuple[Motion, ...]  # all but the translations

    @property
    def handed(self) -> bool:
        """Whether it holds neither mirror nor glide."""
        return all(motion.turns for motion in self.motions)


@dataclass(frozen=True)
class Setting:
    """A group laid into a found lattice: its motions in the coordinates of that basis."""

    group: Group
    motions: tuple[Motion, ...]


HALF_TURN, QUARTER, THIRD, SIXTH = (-1, 0, 0, -1), (0, -1, 1, 0), (0, -1, 1, -1), (1, -1, 1, 0)
ACROSS, SWAP, COUNTER = (-1, 0, 0, 1), (0, 1, 1, 0), (0, -1, -1, 0)
GENERATORS: dict[str, tuple[str, tuple[tuple[Linear, tuple[int, int]], ...]]] = {
    "p1": ("oblique", ()),
    "p2": ("oblique", ((HALF_TURN, (0, 0)),)),
    "pm": ("rectangular", ((ACROSS, (0, 0)),)),
    "pg": ("rectangular", ((ACROSS, (0, 1)),)),
    "cm": ("rhombic", ((SWAP, (0, 0)),)),
    "pmm": ("rectangular", ((HALF_TURN, (0, 0)), (ACROSS, (0, 0)))),
    "pmg": ("rectangular", ((HALF_TURN, (0, 0)), (ACROSS, (1, 0)))),
    "pgg": ("rectangular", ((HALF_TURN, (0, 0)), (ACROSS, (1, 1)))),
    "cmm": ("rhombic", ((HALF_TURN, (0, 0)), (SWAP, (0, 0)))),
    "p4": ("square", ((QUARTER, (0, 0)),)),
    "p4m": ("square", ((QUARTER, (0, 0)), (ACROSS, (0, 0)))),
    "p4g": ("square", ((QUARTER, (0, 0)), (ACROSS, (1, 1)))),
    "p3": ("hexagonal", ((THIRD, (0, 0)),)),
    "p3m1": ("hexagonal", ((THIRD, (0, 0)), (COUNTER, (0, 0)))),
    "p31m": ("hexagonal", ((THIRD, (0, 0)), (SWAP, (0, 0)))),
    "p6": ("hexagonal", ((SIXTH, (0, 0)),)),
    "p6m": ("hexagonal", ((SIXTH, (0, 0)), (SWAP, (0, 0)))),
}  # lattice, generators; a, b of a hexagonal cell are 120° apart

LENGTH, ANGLE = 0.06, 4.0  # how far a found cell may be off [share], [deg]: photographs are not exact


def _times(one: Linear, two: Linear) -> Linear:
    a, b, c, d = one
    e, f, g, h = two
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)


def _apply(linear: Linear, point: tuple[int, int]) -> tuple[int, int]:
    a, b, c, d = linear
    return (a * point[0] + b * point[1], c * point[0] + d * point[1])


def _closure(generators: Sequence[Motion]) -> tuple[Motion, ...]:
    """All motions that generators make, less the identity."""
    still = Motion((1, 0, 0, 1), (0, 0))
    known, fresh = {still}, [still]
    while fresh:
        made = {old.then(new) for old in fresh for new in generators} - known
        known |= made
        fresh = list(made)
    return tuple(sorted(known - {still}, key=lambda motion: (motion.linear, motion.halves)))


GROUPS: dict[str, Group] = {
    name: Group(name, lattice, _closure([Motion(*g) for g in generators]))
    for name, (lattice, generators) in GENERATORS.items()
}


def settings(basis: Basis) -> list[Setting]:
    """Every group that a found lattice allows, in every way it can lie there."""
    found: dict[tuple[str, frozenset[Motion]], Setting] = {}
    for change in _changes():
        shapes = shapes_of(np.array(change).reshape(2, 2).T @ basis)
        for group in GROUPS.values():
            if group.lattice in shapes:
                motions = tuple(_seen_from(motion, change) for motion in group.motions)
                found.setdefault((group.name, frozenset(motions)), Setting(group, motions))
    return list(found.values())


def shapes_of(basis: Basis) -> frozenset[str]:
    """What a cell can pass for, within LENGTH and ANGLE."""
    long, wide = np.linalg.norm(basis, axis=1)
    angle = np.degrees(np.arccos(np.clip(basis[0] @ basis[1] / (long * wide), -1, 1)))
    equal, right = abs(np.log(long / wide)) < LENGTH, abs(angle - 90) < ANGLE
    named = {
        "oblique": True,
        "rectangular": right,
        "rhombic": equal,
        "square": right and equal,
        "hexagonal": equal and abs(angle - 120) < ANGLE,
    }
    return frozenset(name for name, fits in named.items() if fits)


def _changes() -> list[Linear]:
    """Other bases of one lattice: columns are the new a and b in the old ones."""
    every = product((-1, 0, 1), repeat=4)
    return [(a, b, c, d) for a, b, c, d in every if abs(a * d - b * c) == 1]


def _seen_from(motion: Motion, change: Linear) -> Motion:
    """A motion given in the new basis, in the coordinates of the old one: P W P⁻¹, P w."""
    a, b, c, d = change
    det = a * d - b * c
    back = (d * det, -b * det, -c * det, a * det)
    moved = _apply(change, motion.halves)
    return Motion(_times(_times(change, motion.linear), back), (moved[0] % 2, moved[1] % 2))


def snapped(basis: Basis, motions: Sequence[Motion]) -> Basis:
    """The nearest cell that the motions leave as it is: the metric M = B Bᵀ averaged, Σ Wᵀ M W / n."""
    metric = basis @ basis.T
    linear = [np.eye(2)] + [np.array(motion.linear, float).reshape(2, 2) for motion in motions]
    wanted = np.mean([w.T @ metric @ w for w in linear], axis=0)
    wanted *= np.sqrt(np.linalg.det(metric) / np.linalg.det(wanted))
    flat = np.linalg.cholesky(wanted)
    return flat @ _turn(flat, basis)


def _turn(start: Basis, end: Basis) -> Float[ndarray, "2 2"]:
    """The orthogonal matrix that lays one cell best on another (Procrustes)."""
    u, _, v = np.linalg.svd(start.T @ end)
    return u @ v


def reduced(basis: Basis) -> Basis:
    """The two shortest vectors of a lattice (Lagrange-Gauss), the shorter first, the angle 60° to 90°."""
    a, b = (np.array(v, float) for v in basis)
    while True:
        if a @ a > b @ b:
            a, b = b, a
        step = round(float(a @ b) / float(a @ a))
        if step == 0:
            return np.array([a, -b if a @ b < 0 else b])
        b = b - step * a
