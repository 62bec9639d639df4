"""Fields that say in which order a picture gives way: whatever lies below a threshold is lost.

A field is drawn once from the random stream and does not know the severity; a higher severity only raises the
threshold, so that what is lost at one severity stays lost at every higher one.
"""

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray
from scipy import fft, ndimage

Field = Float32[ndarray, "H W"]
Shape = tuple[int, int]
CORNERS = (5, 9)  # of a polygon, at least and below
WAYS = 1024  # directions in which a polygon's reach is tabled


def noise(shape: Shape, rng: np.random.Generator, slope: float = 1.6) -> Field:
    """Random hills of amplitude f^−slope, mean 0, spread 1; steeper slopes are smoother."""
    high, wide = shape
    f = np.hypot(fft.fftfreq(high)[:, None], fft.rfftfreq(wide)[None]).astype(np.float32)
    f[0, 0] = np.inf
    waves = rng.standard_normal((2, *f.shape), np.float32)
    hills = fft.irfft2((waves[0] + 1j * waves[1]) * f ** np.float32(-slope), s=shape)
    return (hills / max(float(hills.std()), 1e-12)).astype(np.float32)


def grain(shape: Shape, rng: np.random.Generator) -> Field:
    """Every pixel for itself, 0…1."""
    return rng.random(shape, np.float32)


def from_edge(shape: Shape, rng: np.random.Generator) -> Field:
    """Distance to the nearest side, as a share of the shorter one; each side holds differently well."""
    high, wide = shape
    y, x = np.ogrid[:high, :wide]
    weights = rng.uniform(0.6, 3.0, 4)
    weights[rng.integers(4)] = 0.5  # one side is worn most
    sides = (y + 0.5, high - y - 0.5, x + 0.5, wide - x - 0.5)
    out = np.full(shape, np.inf, np.float32)
    for side, weight in zip(sides, weights, strict=True):
        out = np.minimum(out, (side * (weight / min(shape))).astype(np.float32))
    return out


def polygons(shape: Shape, rng: np.random.Generator, count: int = 7) -> Field:
    """How far the nearest of some random polygons has to be blown up about its middle to reach a pixel.

    Sizes are as uneven as wear is: the k-th polygon needs about k times the growth of the first.
    """
    high, wide = shape
    y, x = np.indices(shape, np.float32)
    out = np.full(shape, np.inf, np.float32)
    for k in range(count):
        middle = rng.uniform(0, 1, 2) * [high, wide]
        v, u = y - np.float32(middle[0]), x - np.float32(middle[1])
        size = np.float32(min(shape) * rng.uniform(0.5, 1.2) / (1 + 0.5 * k))
        out = np.minimum(out, _gauge(v, u, rng) / size)
    return out


def _gauge(v: Field, u: Field, rng: np.random.Generator) -> Field:
    """The least s for which s · P holds a point, P a random star-shaped polygon about the origin."""
    corners = int(rng.integers(*CORNERS))
    angles = (np.arange(corners) + rng.uniform(-0.35, 0.35, corners)) * 2 * np.pi / corners
    tips = np.exp(1j * angles) * rng.uniform(0.45, 1.0, corners)
    ways = np.exp(2j * np.pi * np.arange(WAYS) / WAYS)
    after = np.searchsorted(angles, np.linspace(0, 2 * np.pi, WAYS, endpoint=False)) % corners
    first, second = tips[after - 1], tips[after]
    reach = (first.conj() * second).imag / (ways.conj() * (second - first)).imag
    turn = (np.arctan2(v, u) * np.float32(WAYS / (2 * np.pi))).astype(np.int32) % WAYS
    return np.hypot(v, u) * (1 / np.abs(reach)).astype(np.float32)[turn]


def colonies(shape: Shape, rng: np.random.Generator, count: int = 26) -> Field:
    """Distance to the nearest of some seeds, each by its own vigour: round growths of uneven size."""
    high, wide = shape
    y, x = np.ogrid[:high, :wide]
    home = rng.uniform(0, 1, 2)
    out = np.full(shape, np.inf, np.float32)
    for _ in range(count):
        at = np.clip(home + rng.normal(0, 0.28, 2), 0, 1) * [high, wide]
        vigour = min(shape) * 0.16 * rng.random() ** 1.8 + 1.0
        down, across = (((n - a) / vigour) ** 2 for n, a in zip((y, x), at, strict=True))
        np.minimum(out, down.astype(np.float32) + across.astype(np.float32), out=out)
    return np.sqrt(out)


def threshold(field: Field, share: float, within: Bool[ndarray, "H W"] | None = None) -> float:
    """The level below which `share` of the field lies (of the pixels within)."""
    values = field.ravel() if within is None else field[within]
    count = round(share * values.size)
    if count <= 0 or not values.size:
        return -np.inf
    if count >= values.size:
        return np.inf
    return float(np.partition(values, count)[count])


def depth(lost: Bool[ndarray, "H W"], reach: float) -> Field:
    """How deep inside what is lost a pixel lies: 0 outside, 1 from `reach` pixels on."""
    away = ndimage.distance_transform_edt(lost)
    return np.clip(away / max(reach, 1e-6), 0, 1).astype(np.float32)
