"""Motions of the plane that keep lengths: what the groups of friezes and wallpapers are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.motifs.path import Pair, Shape, Shapes, mapped


@dataclass(frozen=True)
class Motion:
    """p ↦ W p + w, in the axes of a lattice; on square axes of length 1 these are plain coordinates."""

    turn: tuple[tuple[int, int], tuple[int, int]]  # W
    shift: tuple[float, float] = (0.0, 0.0)  # w [periods]

    @property
    def mirrors(self) -> bool:
        """Whether left becomes right."""
        (a, b), (c, d) = self.turn
        return a * d - b * c < 0

    def then(self, x: float, y: float) -> "Motion":
        """The same, moved on."""
        return Motion(self.turn, (self.shift[0] + x, self.shift[1] + y))

    def of(self, shapes: Iterable[Shape], axes: Pair | Float[ndarray, "2 2"]) -> Shapes:
        """Shapes moved; `axes` are the lengths of two square axes, or the axes themselves as columns."""
        basis = np.asarray(axes, float)
        basis = np.diag(basis) if basis.ndim == 1 else basis
        linear = basis @ np.array(self.turn, float) @ np.linalg.inv(basis)
        return mapped(shapes, linear, basis @ np.array(self.shift))


STAY = Motion(((1, 0), (0, 1)))
HALF = Motion(((-1, 0), (0, -1)))
UPRIGHT = Motion(((-1, 0), (0, 1)))  # mirrored left for right
FLAT = Motion(((1, 0), (0, -1)))  # mirrored top for bottom
