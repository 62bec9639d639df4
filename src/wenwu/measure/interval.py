"""The interval of a mean: bootstrap over whatever was drawn on its own."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.seed import generator

DRAWS = 2000
SEED = 1


def interval(values: Float[ndarray, " N"], name: str = "", draws: int = DRAWS) -> tuple[float, float]:
    """95 % bootstrap interval of the mean; not a number where nothing was drawn."""
    values = np.asarray(values, float)
    if not len(values):
        return float("nan"), float("nan")
    pick = generator(SEED, "interval", name).integers(0, len(values), (draws, len(values)))
    low, high = np.percentile(values[pick].mean(1), [2.5, 97.5])
    return float(low), float(high)
