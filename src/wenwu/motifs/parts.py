"""The repeat of a cloth that is bent or seen aslant: sought in parts of the picture, and with less fineness.

Over a whole such picture the repeat changes by more than its lines are wide, and its peaks drown. In a part
it changes less, and lines that are made broader meet. What is found so has to be far stronger than what a
straight cloth needs: in real photographs without a repeat the strongest false one reached 0.24.
"""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from wenwu.motifs.lattice import SIDE, Features, Lattice, find_lattice, shrunk

SHARE = 0.6  # of the picture's width and height that a part has
PLACES = (
    (0.5, 0.5),
    (0.0, 0.0),
    (1.0, 0.0),
    (0.0, 1.0),
    (1.0, 1.0),
)  # from one edge to the other, down, across
GRAIN = (3.0, 25.0)  # [px] finest and broadest
STRONG, APART = 0.4, 0.25  # correlation at the repeats, and how far above that between them
COVER = 0.6  # share of a part that has to be cloth


def find_in_parts(features: Features, mask: Bool[ndarray, "H W"]) -> Lattice | None:
    """The repeat of the first part that has a clear one, in pixels of the picture; None where none has."""
    scale = min(1.0, SIDE / max(mask.shape))
    small, kept = shrunk(features, mask, scale)
    for part in _parts(kept):
        held = kept[part]
        inner = np.where(held[..., None], small[part] - small[part][held].mean(0), 0)
        found = find_lattice(inner, held, GRAIN, least=STRONG)
        if found and found.strength >= STRONG and found.contrast >= APART:
            return Lattice(found.basis / scale, found.strength, found.contrast)
    return None


def _parts(mask: Bool[ndarray, "H W"]) -> Iterator[tuple[slice, slice]]:
    sides = [round(SHARE * n) for n in mask.shape]
    for place in PLACES:
        first = [round(at * (n - side)) for at, n, side in zip(place, mask.shape, sides, strict=True)]
        part = slice(first[0], first[0] + sides[0]), slice(first[1], first[1] + sides[1])
        if mask[part].mean() >= COVER:
            yield part
