"""The grain of the ground: earth, grass, boards or stone, as a tile that repeats without a seam."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32, Int32
from numpy import ndarray

from wenwu.base.seed import generator

SIDE = 1024  # [texel]
TILE = 4.8  # [m]


@dataclass(frozen=True)
class Grain:
    """A brightness tile with its smaller copies, one after another."""

    texels: Float32[ndarray, " N"]  # factor on the ground's sRGB byte, mean 1
    first: Int32[ndarray, " L"]  # first texel of each level; level l has side SIDE / 2^l


def grain(surface: str) -> Grain:
    """The tile of one kind of ground. Always the same tile: it owes nothing to the brief's seed."""
    rng = generator(0, "ground", surface)
    draw = {"grass": _grass, "boards": _boards, "stone": _stone}.get(surface, _earth)
    tile = draw(rng)
    tile = np.maximum(tile, 0.05) ** (1 / 2.2)
    tile = tile / tile.mean()
    texels, first, start = [], [], 0
    while len(tile) >= 4:
        level = tile.astype(np.float32)
        texels.append(level.reshape(-1))
        first.append(start)
        start += level.size
        tile = tile.reshape(len(tile) // 2, 2, len(tile) // 2, 2).mean((1, 3))
    return Grain(np.concatenate(texels), np.array(first, np.int32))


def cloud(rng: np.random.Generator, size: float, slope: float, squeeze: float = 1.0) -> Float[ndarray, "N N"]:
    """Seamless noise of mean 0, variance 1: waves up to `size` metres, power as frequency^−(slope + 1).

    squeeze > 1 draws the noise out along x.
    """
    fy = np.fft.fftfreq(SIDE, TILE / SIDE)[:, None]
    fx = np.fft.rfftfreq(SIDE, TILE / SIDE)[None] * squeeze
    frequency = np.hypot(fx, fy)
    amplitude = (frequency + 1 / size) ** (-slope / 2 - 0.5)
    amplitude[0, 0] = 0
    wave = np.fft.rfft2(rng.standard_normal((SIDE, SIDE))) * amplitude
    noise = np.fft.irfft2(wave, s=(SIDE, SIDE))
    return noise / noise.std()


def _earth(rng: np.random.Generator) -> Float[ndarray, "N N"]:
    """Trodden earth: soft patches and fine grit."""
    return 1 + 0.05 * cloud(rng, 1.2, 1.8) + 0.045 * cloud(rng, 0.05, 0.8)


def _grass(rng: np.random.Generator) -> Float[ndarray, "N N"]:
    """Short grass: tufts and broad patches."""
    tufts = cloud(rng, 0.07, 1.4)
    return 1 + 0.09 * cloud(rng, 1.2, 2.2) + 0.12 * tufts + 0.05 * np.maximum(tufts, 0) ** 2


def _boards(rng: np.random.Generator) -> Float[ndarray, "N N"]:
    """Planks running away from the viewer, each of its own brightness, with dark narrow joints."""
    count = 32
    at = (np.arange(SIDE) + 0.5) / SIDE * count
    tone = 1 + 0.07 * rng.standard_normal(count)
    joint = np.abs(at - np.round(at)) * TILE / count  # [m] from the nearest joint
    line = 1 - 0.35 * np.exp(-((joint / 0.006) ** 2))
    fibre = cloud(rng, 0.5, 1.5, squeeze=14.0).T
    return (tone[at.astype(int)] * line)[None] * (1 + 0.045 * fibre)


def _stone(rng: np.random.Generator) -> Float[ndarray, "N N"]:
    """Worn paving in courses: slabs of slightly different brightness, soft joints."""
    courses, slabs = 8, 6
    y = (np.arange(SIDE) + 0.5) / SIDE * courses
    row = y.astype(int)
    shift = rng.random(courses)
    x = ((np.arange(SIDE) + 0.5) / SIDE * slabs)[None] + shift[row][:, None]
    tone = 1 + 0.045 * rng.standard_normal((courses, slabs))
    side = np.abs(x - np.round(x)) * TILE / slabs
    ends = np.abs(y - np.round(y))[:, None] * TILE / courses
    joint = 1 - 0.20 * np.exp(-((np.minimum(side, ends) / 0.008) ** 2))
    slab = tone[row[:, None], x.astype(int) % slabs]
    return slab * joint * (1 + 0.04 * cloud(rng, 0.6, 2.0) + 0.02 * cloud(rng, 0.03, 1.0))
