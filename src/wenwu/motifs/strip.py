"""A cloth that repeats in one direction: a border, a frieze, one loom width; one strip of it that closes.

The repeat p is the shortest strong peak of the autocorrelation whose multiples are peaks too. Across p
nothing is assumed: the strip is as wide as the picture shows the cloth. It is turned so that p runs along its
width, and never mirrored.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.cell import MOST, Repeats
from wenwu.motifs.frieze_of import Frieze, find_frieze
from wenwu.motifs.lattice import (
    SHORTEST,
    SIDE,
    Features,
    autocorrelation,
    evened,
    exact,
    middle_of,
    peaks_of,
    shrunk,
    unchanging,
)
from wenwu.motifs.rectify import sample
from wenwu.motifs.settle import Bend, find_bend
from wenwu.motifs.tile import LARGEST, SMALLEST, seam_along

HELD = 0.4  # correlation at the repeat, at least: real cloths without one reached 0.24
NEARLY = 0.8  # a shorter peak this high by the highest one is the repeat
APART = 0.2  # how far the correlation at the repeats stands above that between them
LEAST = 2.0  # repeats in the picture
AGREE = 0.6  # of the means of every other repeat
COVER = 0.7  # share of a line along the repeat that has to be cloth
BETTER = 0.003  # the repeats have to agree so much better before a bend is taken out
GRID = 64  # columns on which the group is read

Vector = Float[ndarray, "2"]


@dataclass(frozen=True)
class Strip:
    """One repeat of a frieze; lengths in pixels of the picture."""

    period: Vector  # p [px]
    strength: float  # correlation at the repeat, 0…1
    frieze: Frieze
    colour: Float[ndarray, "P Q 3"]  # sRGB 0…1: closes along its width
    seam: float  # colour step over that edge by the steps inside
    bend: float  # [px] the largest that was taken out


def find_strip(
    colour: Float[ndarray, "H W 3"], features: Features, mask: Bool[ndarray, "H W"]
) -> Strip | None:
    """The strip of a cloth laid flat; None where nothing repeats in one direction either."""
    found = _period(features, mask)
    if found is None:
        return None
    period, strength = found
    frame = _frame(mask, period)
    if frame is None:
        return None
    frieze = _frieze(features, mask, period, frame)
    bend, moved = _straight(features, mask, period)
    straight = sample(mask.astype(float), moved) > 0.5
    seen = np.stack([sample(features[..., k], moved) for k in range(3)], -1)
    again_frame = _frame(straight, bend.basis[0])
    again = _frieze(seen, straight, bend.basis[0], again_frame) if again_frame else None
    most = 0.0
    if again and again_frame and again.agreement > frieze.agreement + BETTER:
        frieze, frame, period, mask, most = again, again_frame, bend.basis[0], straight, bend.most
        colour = np.clip(sample(colour, moved), 0, 1)
    if frieze.agreement < AGREE:
        return None
    length, width = float(np.linalg.norm(period)), frame[1] - frame[0]
    rows, columns = (int(np.clip(round(n), SMALLEST, LARGEST)) for n in (width, length))
    strip = np.clip(_repeats(colour, mask, period, frame, (rows, columns)).mean(), 0, 1)
    return Strip(period, strength, frieze, strip, seam_along(strip, 1), most)


def _period(features: Features, mask: Bool[ndarray, "H W"]) -> tuple[Vector, float] | None:
    """p [px of the picture] and its correlation."""
    scale = min(1.0, SIDE / max(mask.shape))
    small, kept = shrunk(features, mask, scale)
    likeness = autocorrelation(evened(small, kept), kept)
    peaks = peaks_of(likeness)
    peaks = peaks[np.hypot(peaks[:, 0], peaks[:, 1]) >= SHORTEST]
    peaks = (
        peaks[[not unchanging(peak[:2], likeness, float(peak[2])) for peak in peaks]] if len(peaks) else peaks
    )
    if not len(peaks) or peaks[0, 2] < HELD:
        return None
    strong = peaks[peaks[:, 2] >= NEARLY * peaks[0, 2]]
    first = strong[np.argmin(np.hypot(strong[:, 0], strong[:, 1])), :2]
    period, height = first, 0.0
    for k in (1, 2, 3, 4):
        place, high = exact(k * period[None], likeness)
        if high[0] < NEARLY * HELD:
            break
        period, height = place[0] / k, max(height, float(high[0]))
    between = _at(likeness, np.array([0.5, 1.5])[:, None] * period)
    if height < HELD or height - between < APART:
        return None
    return period / scale, height


def _at(likeness: Float[ndarray, "P Q"], places: Float[ndarray, "N 2"]) -> float:
    """The mean correlation at some places within reach."""
    x, y = (places + middle_of(likeness.shape)).T
    values = ndimage.map_coordinates(likeness, [y, x], order=1, cval=np.nan)
    return float(np.nanmean(values))


def _frame(mask: Bool[ndarray, "H W"], period: Vector) -> tuple[float, float, float, float] | None:
    """Where the cloth begins and ends [px] across the repeat, and along it, from the picture's middle."""
    along, across = _ways(period)
    y, x = np.nonzero(mask[::2, ::2])
    points = 2.0 * np.stack([x, y], -1) - np.array([mask.shape[1], mask.shape[0]]) / 2
    s, t = points @ along, points @ across
    length = float(np.ptp(s))
    lines = np.bincount(np.round((t - t.min()) / 2).astype(int))
    full = np.nonzero(lines >= COVER * lines.max())[0]
    if length < LEAST * float(np.linalg.norm(period)) or len(full) < SMALLEST / 2:
        return None
    return float(t.min() + 2 * full[0]), float(t.min() + 2 * full[-1]), float(s.min()), float(s.max())


def _ways(period: Vector) -> tuple[Vector, Vector]:
    """Unit vectors along the repeat and a quarter turn on, as x and y lie to each other."""
    along = period / np.linalg.norm(period)
    return along, np.array([-along[1], along[0]])


def _repeats(
    image: Float[ndarray, "H W 3"], mask: Bool[ndarray, "H W"], period: Vector,
    frame: tuple[float, float, float, float], size: tuple[int, int],
) -> Repeats:  # fmt: skip
    """The strip's repeats, each on `size` rows (across) and columns (along)."""
    along, across = _ways(period)
    length, (rows, columns) = float(np.linalg.norm(period)), size
    count = min(int(np.ceil((frame[3] - frame[2]) / length)), MOST)
    u, v = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    middle = np.array([mask.shape[1], mask.shape[0]]) / 2
    base = middle + (frame[2] + u * length)[..., None] * along
    base = base + (frame[0] + v * (frame[1] - frame[0]))[..., None] * across
    at = base[None] + (np.arange(count)[:, None] * period)[:, None, None]
    x, y = at[..., 0], at[..., 1]
    seen = ndimage.map_coordinates(mask.astype(np.float32), [y, x], order=0, cval=0) > 0.5
    planes = [ndimage.map_coordinates(image[..., c], [y, x], order=1) for c in range(3)]
    colour = np.where(seen[..., None], np.stack(planes, -1), np.nan)
    return Repeats(colour, np.arange(count) % 2 == 0)


def _frieze(
    features: Features, mask: Bool[ndarray, "H W"], period: Vector, frame: tuple[float, float, float, float]
) -> Frieze:
    tall = int(np.clip(round(GRID * (frame[1] - frame[0]) / np.linalg.norm(period)), 16, 6 * GRID))
    repeats = _repeats(features, mask, period, frame, (tall, GRID))
    return find_frieze(repeats.mean(True), repeats.mean(False))


def _straight(
    features: Features, mask: Bool[ndarray, "H W"], period: Vector
) -> tuple[Bend, Float[ndarray, "H W 2"]]:
    """The bend along the repeat, and where each pixel of the straight cloth stands in the bent one."""
    across = _ways(period)[1] * np.linalg.norm(period)
    bend = find_bend(features, mask, np.array([period, across]), along=True)
    return bend, bend.source()
