"""Tiles made to measure by: random pattern of each of the seventeen wallpaper groups, in a fitting cell."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.wallpaper import GROUPS, Basis, Motion

SIZE = 96  # [px] a tile's grid along a and b
KINDS = ("all over", "sprigs")


@dataclass(frozen=True)
class MadeTile:
    """A tile whose group is known."""

    group: str
    colour: Float[ndarray, "N N 3"]  # sRGB 0…1; rows along b, columns along a
    basis: Basis  # rows a and b; the geometric mean of their lengths is 1


def make_tile(group: str, rng: np.random.Generator, kind: str) -> MadeTile:
    """A random tile of a group: flat colours all over, or sprigs on a ground."""
    field = _field(rng) if kind == "all over" else _sprig(rng)
    wholes = [_moved(field, motion) for motion in GROUPS[group].motions]
    even = np.mean([field, *wholes], 0) if kind == "all over" else np.max([field, *wholes], 0)
    return MadeTile(group, _coloured(even, rng), _cell(GROUPS[group].lattice, rng))


def _field(rng: np.random.Generator) -> Float[ndarray, "N N"]:
    """Smooth noise that closes at its sides."""
    sharp = rng.normal(size=(SIZE, SIZE))
    return ndimage.gaussian_filter(sharp, SIZE * rng.uniform(0.04, 0.07), mode="wrap")


def _sprig(rng: np.random.Generator) -> Float[ndarray, "N N"]:
    """A crooked stem with leaves somewhere in the cell: strokes of several widths."""
    field = np.zeros((SIZE, SIZE))
    start = rng.uniform(0, 1, 2)
    for bend in (1, -1):
        place, turn = start.copy(), rng.uniform(0, 2 * np.pi)
        for step in range(int(rng.integers(4, 8))):
            turn += bend * rng.uniform(0.2, 1.1)
            place = place + 0.075 * np.array([np.cos(turn), np.sin(turn)])
            field = np.maximum(field, _leaf(place, rng.uniform(0.025, 0.05)) * (0.6 + 0.4 * (step % 2)))
    return field


def _leaf(place: Float[ndarray, "2"], width: float) -> Float[ndarray, "N N"]:
    """A round spot, closed at the cell's sides."""
    y, x = np.indices((SIZE, SIZE)) / SIZE
    away = [(d - p + 0.5) % 1 - 0.5 for d, p in zip((x, y), place, strict=True)]
    return np.asarray(np.exp(-(away[0] ** 2 + away[1] ** 2) / (2 * width**2)))


def _moved(field: Float[ndarray, "N N"], motion: Motion) -> Float[ndarray, "N N"]:
    """What stood at x stands at Wx + w."""
    a, b, c, d = motion.linear
    det = a * d - b * c
    y, x = np.indices(field.shape)
    x, y = x - motion.halves[0] * SIZE // 2, y - motion.halves[1] * SIZE // 2
    return field[(-c * x + a * y) * det % SIZE, (d * x - b * y) * det % SIZE]


def _coloured(field: Float[ndarray, "N N"], rng: np.random.Generator) -> Float[ndarray, "N N 3"]:
    """Three to five flat dyes by height, each well apart from its neighbours."""
    count = int(rng.integers(3, 6))
    low, high = np.percentile(field, 2), np.percentile(field, 99)
    edges = np.linspace(low, high, count + 1)[1:-1] if high > low else np.zeros(0)
    dyes = [rng.uniform(0.05, 0.95, 3)]
    while len(dyes) < count:
        dye = rng.uniform(0.05, 0.95, 3)
        if np.linalg.norm(dye - dyes[-1]) > 0.5:
            dyes.append(dye)
    return np.array(dyes)[np.digitize(field, edges)]


def _cell(lattice: str, rng: np.random.Generator) -> Basis:
    """A cell of one kind that cannot be taken for a more special one."""
    ratio = float(np.exp(rng.uniform(0.12, 0.45) * rng.choice([-1, 1])))
    angle = {"oblique": rng.uniform(65, 82), "rhombic": rng.uniform(66, 84), "hexagonal": 120.0}
    degrees = np.radians(angle.get(lattice, 90.0))
    long = 1.0 if lattice in ("rhombic", "square", "hexagonal") else ratio
    return np.array([[long, 0], [np.cos(degrees) / long, np.sin(degrees) / long]])
