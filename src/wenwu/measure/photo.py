"""Photographs of cloth read: is the repeat right, is the wallpaper group right, is a plain cloth left alone.

Made photographs (known tile of each of the seventeen groups; perspective, uneven light, paling, holes,
stains, noise, JPEG), and as a control cloths on which nothing repeats. The photographs are our own; real ones
have other faults, and nothing here says how often those are read rightly.
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.base.seed import generator
from wenwu.measure.made_photo import MadePhoto, make_photo, make_plain
from wenwu.measure.signature_sweep import wilson
from wenwu.measure.workers import each
from wenwu.motifs.photo import Photo, import_photo
from wenwu.motifs.wallpaper import GROUPS, Basis, reduced

SEED = 1
EACH, QUICK = 6, 1  # photographs of each group
NEAR = 0.02  # of a vector's length: so near a repeat is found


@dataclass(frozen=True)
class _Read:
    made: str
    found: str | None  # the group; None where no repeat was found
    off: float  # of the worse of two vectors, by its length
    sure: bool  # one group was named


def run(data: Path | None = None, quick: bool = False, photos: int = 0) -> dict[str, Any]:
    """Shares with Wilson's 95 % intervals; the confusion of groups; how often a plain cloth is left alone."""
    count = photos or (QUICK if quick else EACH)
    read = list(each(_of, [(group, k) for group in GROUPS for k in range(count)]))
    out: dict[str, Any] = {"n": len(read), "seed": SEED, "quick": quick}
    out |= _share("lattice_within_2_percent", [one.off <= NEAR for one in read])
    out |= _share("group_right", [one.found == one.made for one in read])
    out |= _share("group_right_where_sure", [one.found == one.made for one in read if one.sure])
    out["lattice_off_median"] = float(np.median([one.off for one in read]))
    plain = list(each(_left_alone, range(2 * count)))
    out |= _share("plain_left_alone", plain)
    wrong = [f"{one.made} read as {one.found or 'no repeat'}" for one in read if one.found != one.made]
    return out | {"mistaken": sorted(wrong)}


def _left_alone(number: int) -> bool:
    photo = import_photo(make_plain(generator(SEED, "plain", number)))
    return photo.lattice is None and photo.strip is None


def _of(of: tuple[str, int]) -> _Read:
    group, number = of
    made = make_photo(group, generator(SEED, "photo", group, number))
    photo = import_photo(made.colour)
    if photo.lattice is None or photo.group is None:
        return _Read(group, None, float("inf"), False)
    return _Read(group, photo.group.name, off(photo, made), len(photo.group.between) == 1)


def off(photo: Photo, made: MadePhoto) -> float:
    """How far the found repeat is from the true one, by length, the same scale for the whole cloth.

    Of all bases of the found lattice the nearest is taken; a coarser or finer lattice has none near.
    """
    assert photo.lattice
    scale = np.sqrt(photo.mask.size / made.ratio)
    return distance(photo.lattice.basis, reduced(made.basis * scale))


def distance(found: Basis, true: Basis) -> float:
    """The larger of two vectors' errors, by their lengths."""
    changes = [np.reshape(m, (2, 2)) for m in product(range(-2, 3), repeat=4)]
    whole = [m for m in changes if abs(m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]) == 1]
    apart = np.linalg.norm(np.array(whole) @ found - true, axis=-1) / np.linalg.norm(true, axis=-1)
    return float(apart.max(-1).min())


def _share(name: str, right: list[bool]) -> dict[str, Any]:
    low, high = wilson(sum(right), len(right))
    return {name: sum(right) / max(len(right), 1), f"{name}_n": len(right), f"{name}_interval": (low, high)}
