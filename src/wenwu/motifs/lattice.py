"""The repeat of a cloth: two vectors by which it falls on itself, from its autocorrelation.

A(d) is the correlation of the picture with itself moved by d, over what overlaps and is cloth (Padfield 2012,
Masked object registration in the Fourier domain). Peaks of A are where the cloth repeats. Of all pairs of
peaks that pair is the repeat whose every combination is a peak too, and whose cell is the smallest.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import fft, ndimage

from wenwu.motifs.wallpaper import Basis, reduced

Features = Float[ndarray, "H W 3"]

SIDE = 420  # [px] the picture's longer side while peaks are sought
SHORTEST = 9.0  # [px] at that size: less is thread, not repeat
OVERLAP = 0.3  # share of the cloth that has to lie on itself
PEAKS = 26  # the strongest that pairs are made of
HIGH = 0.7  # peaks of a repeat are on average this much as high as those of the best one, at least
EVEN = 0.88  # no part of its peaks (every other, every third) is lower than the rest by more
STRONG = 0.35  # peaks of this much of the highest one are looked at
LEAST = 0.12  # mean correlation at the repeats below which there is no repeat
SOFT, BROAD = 1.0, 45.0  # [px] finer is thread, broader is light and wear: neither is pattern
THIN = 0.2  # height by width of a reduced cell, at least
UNCHANGING = 0.9  # of the correlation at the repeat: where all before it is so high, nothing repeats
FAR, NEAR = 3, 2  # steps of a and b that are looked at: for their places, and for their heights


@dataclass(frozen=True)
class Lattice:
    """What repeats."""

    basis: Basis  # rows a and b [px] of the picture it was found in
    strength: float  # mean correlation at the repeats, 0…1
    contrast: float  # how far that stands above the correlation between the repeats


@dataclass(frozen=True)
class _Tried:
    basis: Basis
    strength: float
    even: float  # how alike its peaks are: those of a part of them by the rest


def find_lattice(
    features: Features,
    mask: Bool[ndarray, "H W"],
    grain: tuple[float, float] = (SOFT, BROAD),
    least: float = 0.0,
) -> Lattice | None:
    """The repeat of features of mean 0; None where nothing repeats.

    grain: the finest and the broadest that counts [px]; least: lower peaks are not looked at.
    """
    scale = min(1.0, SIDE / max(mask.shape))
    small, kept = shrunk(features, mask, scale)
    likeness = autocorrelation(evened(small, kept, grain), kept)
    peaks = peaks_of(likeness)
    tried = _tried(peaks[peaks[:, 2] >= least], likeness)
    if not tried:
        return None
    best = max(one.strength for one in tried)
    good = [one for one in tried if one.strength >= HIGH * best and one.even >= EVEN]
    if not good:
        return None
    found = min(good, key=lambda one: _area(one.basis)).basis
    points = _points(found, likeness.shape)
    points = points if len(points) else found  # so large a repeat that hardly one step is in reach
    strength = float(_at(likeness, points).mean())
    between = float(_at(likeness, points + found.sum(0) / 2).mean())
    if strength < LEAST or strength - between < LEAST / 2:
        return None
    if any(unchanging(step, likeness, strength) for step in found):
        return None
    return Lattice(reduced(found) / scale, strength, strength - between)


def shrunk(
    features: Features, mask: Bool[ndarray, "H W"], scale: float
) -> tuple[Float[ndarray, "P Q 3"], Bool[ndarray, "P Q"]]:
    """Features and mask at a smaller scale, outside the mask 0."""
    held = np.where(mask[..., None], features, 0)
    if scale >= 1:
        return held, mask
    blurred = ndimage.gaussian_filter(held, (0.45 / scale, 0.45 / scale, 0))
    planes = [ndimage.zoom(blurred[..., k], scale, order=1, grid_mode=True, mode="nearest") for k in range(3)]
    kept = ndimage.zoom(mask.astype(float), scale, order=1, grid_mode=True, mode="nearest") > 0.5
    return np.where(kept[..., None], np.stack(planes, -1), 0), kept


def evened(
    features: Features, mask: Bool[ndarray, "H W"], grain: tuple[float, float] = (SOFT, BROAD)
) -> Features:
    """Features about their local mean, by their local spread, a little blurred."""
    soft, broad = grain
    inside = np.maximum(ndimage.gaussian_filter(mask.astype(float), broad), 1e-3)[..., None]
    about = features - ndimage.gaussian_filter(features, (broad, broad, 0)) / inside
    about = np.where(mask[..., None], about, 0)
    power = ndimage.gaussian_filter((about**2).sum(-1), broad)[..., None] / inside
    even = about / np.sqrt(power + 0.1 * power[mask].mean())
    return np.where(mask[..., None], ndimage.gaussian_filter(even, (soft, soft, 0)), 0)


def autocorrelation(features: Features, mask: Bool[ndarray, "H W"]) -> Float[ndarray, "P Q"]:
    """A(d), d = 0 in the middle; 0 where too little overlaps."""
    size = [fft.next_fast_len(2 * n, real=True) for n in mask.shape]
    power = sum(np.abs(fft.rfft2(features[..., k], size)) ** 2 for k in range(features.shape[2]))
    whole, energy = fft.rfft2(mask.astype(float), size), fft.rfft2((features**2).sum(-1), size)
    together = fft.irfft2(power, size)
    here, there = (fft.irfft2(s, size) for s in (energy * whole.conj(), whole * energy.conj()))
    overlap = fft.irfft2(np.abs(whole) ** 2, size)
    enough = overlap > OVERLAP * mask.sum()
    below = np.sqrt(np.maximum(here * there, 1e-12))
    return fft.fftshift(np.where(enough, together / np.maximum(below, 1e-6), 0))


def middle_of(shape: tuple[int, ...]) -> Float[ndarray, "2"]:
    return np.array([shape[1] // 2, shape[0] // 2], float)


def peaks_of(likeness: Float[ndarray, "P Q"]) -> Float[ndarray, "N 3"]:
    """Peaks x, y [px] and height, of one half of the plane, the highest first."""
    smooth = ndimage.gaussian_filter(likeness, 1.0)
    top = (smooth == ndimage.maximum_filter(smooth, 7)) & (smooth > 0.1 * smooth.max())
    rows, columns = np.nonzero(top)
    x, y = columns - likeness.shape[1] // 2, rows - likeness.shape[0] // 2
    kept = ((y > 0) | ((y == 0) & (x > 0))) & (np.hypot(x, y) >= SHORTEST)
    found = np.stack([x[kept], y[kept], smooth[rows[kept], columns[kept]]], -1).astype(float)
    return found[np.argsort(-found[:, 2])]


def _tried(peaks: Float[ndarray, "N 3"], likeness: Float[ndarray, "P Q"]) -> list[_Tried]:
    """Every pair of strong or short peaks as a basis, with what its combinations are worth."""
    if len(peaks) < 2:
        return []
    strong = peaks[peaks[:, 2] > STRONG * peaks[0, 2]]
    short = strong[np.argsort(np.hypot(strong[:, 0], strong[:, 1]))][:PEAKS]
    chosen = np.unique(np.vstack([strong[:PEAKS], short]), axis=0)
    found: dict[tuple[int, ...], _Tried] = {}
    for one, two in combinations(chosen[:, :2], 2):
        if abs(one[0] * two[1] - one[1] * two[0]) < SHORTEST**2:
            continue
        basis = reduced(np.array([one, two]))
        key = tuple(np.round(basis.ravel() / 3).astype(int).tolist())
        if key not in found and _area(basis) >= THIN * float(basis[1] @ basis[1]):
            found[key] = _worth(basis, likeness)
    return list(found.values())


def _worth(basis: Basis, likeness: Float[ndarray, "P Q"]) -> _Tried:
    """How high the combinations of a and b are, and whether a coarser lattice would be higher."""
    basis = _refined(basis, likeness)
    steps = _steps()
    steps = steps[np.abs(steps).max(1) <= NEAR]
    heights = exact(steps @ basis, likeness)[1]
    seen = heights > -1
    if (
        seen.sum() < 3
        or abs(np.linalg.det(basis)) < SHORTEST**2
        or np.linalg.norm(basis, axis=1).min() < SHORTEST
    ):
        return _Tried(basis, 0.0, 0.0)
    steps, heights = steps[seen].astype(int), heights[seen]
    ratios = []
    for index, (p, q) in COARSER:
        on = (steps @ [p, q]) % index == 0
        if on.any() and not on.all():
            ratios.append(float(heights[~on].mean() / max(heights[on].mean(), 1e-6)))
    return _Tried(basis, float(heights.mean()), min(ratios, default=0.0))


def unchanging(step: Float[ndarray, "2"], likeness: Float[ndarray, "P Q"], strength: float) -> bool:
    """Whether all on the way to a repeat is as high as the repeat: stripes run that way, nothing repeats."""
    way = np.array([0.25, 0.5, 0.75])[:, None] * step
    return float(_at(likeness, way).min()) > UNCHANGING * strength


COARSER = [
    *((2, way) for way in ((0, 1), (1, 0), (1, 1))),
    *((3, way) for way in ((0, 1), (1, 0), (1, 1), (1, 2))),
]  # lattices of index 2 and 3 within one: those steps (i, j) with p i + q j divisible


def _points(basis: Basis, shape: tuple[int, ...]) -> Float[ndarray, "N 2"]:
    """Combinations of a and b but 0, in one half of the plane, within reach."""
    points = _steps() @ basis
    return points[(np.abs(points) < 0.45 * middle_of(shape)).all(1)]


def _steps() -> Float[ndarray, "N 2"]:
    return np.array([(i, j) for i in range(FAR + 1) for j in range(-FAR, FAR + 1) if i > 0 or j > 0], float)


def _at(likeness: Float[ndarray, "P Q"], points: Float[ndarray, "N 2"]) -> Float[ndarray, " N"]:
    """The correlation at some displacements; 0 out of reach."""
    x, y = (points + middle_of(likeness.shape)).T
    return ndimage.map_coordinates(likeness, [y, x], order=1)


def _refined(basis: Basis, likeness: Float[ndarray, "P Q"]) -> Basis:
    """a and b by least squares over the exact places of their combinations' peaks, weighed by height."""
    every = _steps()
    for reach in (1, 2, FAR):
        steps = every[np.abs(every).max(1) <= reach]
        places, heights = exact(steps @ basis, likeness)
        held = heights > 0
        root = np.sqrt(heights[held])[:, None]
        if held.sum() >= 2 and np.linalg.matrix_rank(steps[held]) == 2:
            basis = np.linalg.lstsq(steps[held] * root, places[held] * root, rcond=None)[0]
    return basis


def exact(
    places: Float[ndarray, "N 2"], likeness: Float[ndarray, "P Q"]
) -> tuple[Float[ndarray, "N 2"], Float[ndarray, " N"]]:
    """The highest place within 3 px, between the pixels by parabolas, and its height; −1 out of reach."""
    at = np.round(places + middle_of(likeness.shape)).astype(int)
    reach = np.array(likeness.shape[::-1])
    seen = ((at >= 5) & (at < reach - 5)).all(1)
    at = np.where(seen[:, None], at, 5)
    step = np.arange(-3, 4)
    around = likeness[at[:, 1, None, None] + step[:, None], at[:, 0, None, None] + step]
    row, column = np.divmod(around.reshape(len(at), -1).argmax(1), 7)
    at = at + np.stack([column, row], -1) - 3
    x, y = at.T
    heights = np.where(seen & (likeness[y, x] != 0), likeness[y, x], -1.0)
    fine = [
        _vertex(*(likeness[y, x + k] for k in (-1, 0, 1))),
        _vertex(*(likeness[y + k, x] for k in (-1, 0, 1))),
    ]
    return at + np.stack(fine, -1) - middle_of(likeness.shape), heights


def _vertex(
    before: Float[ndarray, " N"], here: Float[ndarray, " N"], after: Float[ndarray, " N"]
) -> Float[ndarray, " N"]:
    """Where a parabola through three neighbours is highest, from the middle one."""
    bend = before - 2 * here + after
    return np.where(bend < 0, np.clip((before - after) / np.where(bend < 0, 2 * bend, 1), -1, 1), 0.0)


def _area(basis: Basis) -> float:
    return float(abs(basis[0, 0] * basis[1, 1] - basis[0, 1] * basis[1, 0]))
