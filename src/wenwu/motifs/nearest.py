"""The nearest of many vectors by cosine: one matrix of unit rows, one product, the best few sorted."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int64
from numpy import ndarray

from wenwu.base.errors import InputError

SMALL = 1e-12  # a shorter vector has no direction


@dataclass(frozen=True)
class Nearest:
    """Vectors of one space with the numbers of their entries."""

    rows: Float32[ndarray, "N D"]  # of length 1
    numbers: Int64[ndarray, " N"]  # ascending

    def search(
        self, vector: Float32[ndarray, " D"], count: int, among: Int64[ndarray, " M"] | None = None
    ) -> tuple[Int64[ndarray, " K"], Float32[ndarray, " K"]]:
        """The entries likest to a vector and their cosines, the likest first; equal ones by number."""
        wanted = unit(vector, self.rows.shape[1])
        rows, numbers = self.rows, self.numbers
        if among is not None:
            held: Bool[ndarray, " N"] = np.isin(numbers, among)
            rows, numbers = rows[held], numbers[held]
        likeness = rows @ wanted
        count = min(count, len(likeness))
        best = (
            np.argpartition(-likeness, count - 1)[:count] if 0 < count < len(likeness) else np.arange(count)
        )
        best = best[np.lexsort((numbers[best], -likeness[best]))]
        return numbers[best], likeness[best]

    def joined(self, rows: Float32[ndarray, "M D"], numbers: Int64[ndarray, " M"]) -> "Nearest":
        """With rows that came later."""
        return Nearest(np.concatenate([self.rows, rows]), np.concatenate([self.numbers, numbers]))


def unit(vector: Float32[ndarray, " D"], length: int | None = None) -> Float32[ndarray, " D"]:
    """The vector at length 1; InputError for another number of numbers than asked, and for no direction."""
    found = np.asarray(vector, np.float32)
    if length is not None and len(found) != length:
        raise InputError(f"a vector of {len(found)} numbers was asked for among vectors of {length}")
    size = float(np.linalg.norm(found.astype(np.float64)))
    if not np.isfinite(size) or size < SMALL:
        raise InputError("a vector has no direction: it is zero, or holds what is no number")
    return (found / np.float32(size)).astype(np.float32)
