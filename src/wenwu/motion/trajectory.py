"""One smooth path through a mixture's means: positions and velocities together, each trusted by its own σ.

x minimises Σ (x_t − μ_t)²/σ_t² + Σ (ẋ_t − ν_t)²/τ_t² + ρ Σ (d³x)², coordinate by coordinate (ν, τ the
velocity's mean and σ, ẋ its central difference; the trajectory of a mixture as in Tokuda et al. 2000). The
normal equations have seven diagonals. ρ is chosen so that a movement of CUTOFF hertz with a σ of USUAL is
halved.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import solveh_banded

from wenwu.motion.curve import smooth

CUTOFF = 6.0  # [Hz] faster than dancers move: 95 % of the energy of a real dancer's speed lies below
USUAL = 0.02  # [m] a σ of this is halved at CUTOFF
BANDS = 3


def trajectory(
    mean: Float[ndarray, "T 2 D"], sigma: Float[ndarray, "T 2 D"], fps: float
) -> Float[ndarray, "T D"]:
    """The most likely smooth path [m]; mean and σ of places [m] and of velocities [m/s]. At least four
    frames.
    """
    place, rate = 1 / sigma[:, 0] ** 2, 1 / sigma[:, 1] ** 2
    step = fps / 2
    inner = rate[1:-1] * step**2  # weight of x[t+1] − x[t−1]
    rough = (2 * np.sin(np.pi * CUTOFF / fps)) ** -6 / USUAL**2
    frames, width = place.shape
    band = np.zeros((BANDS + 1, frames, width))
    band[0] = place
    band[0, 2:] += inner
    band[0, :-2] += inner
    band[2, :-2] -= inner
    right = place * mean[:, 0]
    push = rate[1:-1] * step * mean[1:-1, 1]
    right[2:] += push
    right[:-2] -= push
    third = np.array([-1.0, 3.0, -3.0, 1.0])
    for a in range(4):
        for b in range(a, 4):
            band[b - a, a : frames - 3 + a] += rough * third[a] * third[b]
    return np.stack([solveh_banded(band[..., k], right[:, k], lower=True) for k in range(width)], axis=1)


def coloured_noise(
    rng: np.random.Generator, frames: int, width: int, seconds: float, fps: float
) -> Float[ndarray, "T D"]:
    """Noise of unit spread whose neighbours within about `seconds` go together: smooth, never a jitter."""
    spread = seconds * fps
    edge = int(4 * spread) + 1
    white = rng.standard_normal((frames + 2 * edge, width))
    return smooth(white, spread)[edge : edge + frames] * np.sqrt(2 * np.sqrt(np.pi) * spread)
