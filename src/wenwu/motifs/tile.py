"""One seamless tile of a repeat: the rectangle that closes at its sides, and how well it does."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.wallpaper import Basis

REACH = 6  # repeats along b that a rectangle may need
LEAN = 0.02  # how far its sides may be from upright [share of its height]; taken out by a shear
SMALLEST, LARGEST = 24, 1024  # [px] of a side


@dataclass(frozen=True)
class Tile:
    """A picture that can be laid edge to edge."""

    colour: Float[ndarray, "P Q 3"]  # sRGB 0…1
    repeats: tuple[tuple[int, int], tuple[int, int]]  # its width and its height, in steps of a and b
    lean: float  # shear that was taken out, by its height
    seam: float  # colour step over its edges by the steps beside them; about 1 where no seam shows


def make_tile(cell: Float[ndarray, "P Q 3"], basis: Basis) -> Tile:
    """The rectangle of a mean cell; a, the shorter vector of the reduced basis, lies along its width."""
    across = basis[0]
    width = float(np.linalg.norm(across))
    best = min(
        _uprights(basis), key=lambda one: (abs(one[2]) > LEAN, one[1] if abs(one[2]) <= LEAN else abs(one[2]))
    )
    m, n, lean = best
    up = m * basis[0] + n * basis[1]
    height = abs(float(across[0] * up[1] - across[1] * up[0])) / width
    q, p = (int(np.clip(round(side), SMALLEST, LARGEST)) for side in (width, height))
    u, v = np.meshgrid((np.arange(q) + 0.5) / q, (np.arange(p) + 0.5) / p)
    column, row = (u + m * v) * cell.shape[1] - 0.5, n * v * cell.shape[0] - 0.5
    planes = [
        ndimage.map_coordinates(cell[..., k], [row, column], order=1, mode="grid-wrap") for k in range(3)
    ]
    colour = np.clip(np.stack(planes, -1), 0, 1)
    if across[0] * up[1] - across[1] * up[0] < 0:  # keep the hand: rows run down
        colour = colour[::-1]
    return Tile(colour, ((1, 0), (m, n)), lean, seam_of(colour))


def _uprights(basis: Basis) -> list[tuple[int, int, float]]:
    """Steps m, n whose sum stands about upright on a, and how much it leans."""
    found = []
    for n in range(1, REACH + 1):
        m = -round(float(n * basis[1] @ basis[0]) / float(basis[0] @ basis[0]))
        up = m * basis[0] + n * basis[1]
        found.append((m, n, float(up @ basis[0]) / float(np.linalg.norm(basis[0]) * np.linalg.norm(up))))
    return found


def seam_of(colour: Float[ndarray, "P Q 3"]) -> float:
    """The mean colour step over the two edges, by the mean step between neighbours inside."""
    return max(seam_along(colour, axis) for axis in (0, 1))


def seam_along(colour: Float[ndarray, "P Q 3"], axis: int) -> float:
    """The same where a picture closes along one axis: 0 down, 1 across."""
    inside = float(np.abs(np.diff(colour, axis=axis)).mean())
    ends = np.abs(np.take(colour, 0, axis) - np.take(colour, -1, axis)).mean()
    return float(ends) / max(inside, 1 / 255)
