"""Prints of one crest laid over each other: ink found, an affine fit, then a smooth bend of a few pixels.

Never mirrored and never turned by more than the few degrees that a block is set askew.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray
from scipy import ndimage

SIDE = 160  # [px] of the square that prints are compared on
MARGIN = 12  # [px] of it around a crest
PAPER = 0.10  # [share of the side] over which paper is taken to be even
COARSE = 4  # every so-manieth pixel tells the paper
STRIPE = 0.55  # share of a row or column at a picture's rim that is ink only where a page ends
MOST_BEND = 5.0  # [px]
STIFF = 11.0  # [px] over which a bend is even
BLURS = (6.0, 3.5, 2.0)  # [px] of the affine fit, coarse to fine
TURN = 0.12  # of a row of the affine map, at most: about 7°

Ink = Float32[ndarray, "S S"]


@dataclass(frozen=True)
class Affine:
    """Where a pixel of the one is in the other: p → matrix · (p − middle) + middle + shift."""

    matrix: Float32[ndarray, "2 2"]
    shift: Float32[ndarray, "2"]


def find_ink(grey: UInt8[ndarray, "H W"]) -> Float32[ndarray, "H W"]:
    """How surely each pixel is ink, 0…1: darker than the paper about it by Otsu's threshold."""
    light = grey.astype(np.float32)
    coarse = light[::COARSE, ::COARSE]
    size = PAPER * min(coarse.shape)
    under = ndimage.gaussian_filter(ndimage.percentile_filter(coarse, 85, round(size) | 1), size)
    rows, columns = (np.arange(n) / COARSE for n in grey.shape)
    paper = ndimage.map_coordinates(under, np.meshgrid(rows, columns, indexing="ij"), order=1, mode="nearest")
    dark = np.clip(1 - light / np.maximum(paper, 1), 0, 1)
    level = max(_otsu(dark), 0.12)
    ink = np.clip((dark - 0.7 * level) / (0.6 * level), 0, 1).astype(np.float32)
    return _without_page_ends(ink)


def _otsu(dark: Float32[ndarray, "H W"]) -> float:
    """The level that parts a histogram into two of least spread (Otsu 1979)."""
    count, edges = np.histogram(dark, 128, (0, 1))
    middle = (edges[1:] + edges[:-1]) / 2
    below, mass = np.cumsum(count), np.cumsum(count * middle)
    between = (mass[-1] * below - mass * below[-1]) ** 2 / np.maximum(below * (below[-1] - below), 1)
    return float(middle[between.argmax()])


def _without_page_ends(ink: Float32[ndarray, "H W"]) -> Float32[ndarray, "H W"]:
    """Rules and shadows at the rim of a scan, taken off inward until a line has paper in it."""
    out = ink.copy()
    for turned in (out, out[::-1], out.T, out.T[::-1]):
        for line in range(turned.shape[0] // 8):
            if turned[line].mean() > STRIPE:
                turned[: line + 1] = 0
    return out


def on_square(ink: Float32[ndarray, "H W"]) -> Ink:
    """A crest brought to one size: its box, by width and height alike, fills the square but a margin."""
    rows, columns = (np.cumsum(ink.sum(axis)) for axis in (1, 0))
    y = np.searchsorted(rows / max(rows[-1], 1e-6), [0.005, 0.995])
    x = np.searchsorted(columns / max(columns[-1], 1e-6), [0.005, 0.995])
    scale = max(y[1] - y[0], x[1] - x[0], 8) / (SIDE - 2 * MARGIN)
    steps = (np.arange(SIDE) - SIDE / 2 + 0.5) * scale
    smooth = ndimage.gaussian_filter(ink, max(0.0, 0.42 * (scale - 1)))
    at = np.meshgrid(steps + (y[0] + y[1]) / 2, steps + (x[0] + x[1]) / 2, indexing="ij")
    return ndimage.map_coordinates(smooth, at, order=1, cval=0.0).astype(np.float32)


def laid_over(moving: Ink, fixed: Ink) -> Ink:
    """The moving print, resampled so that its crest lies on the fixed one's."""
    fit = Affine(np.eye(2, dtype=np.float32), np.zeros(2, np.float32))
    for blur in BLURS:
        fit = _refined(moving, fixed, fit, blur)
    bend = np.zeros((2, SIDE, SIDE), np.float32)
    for blur in (2.5, 1.5, 1.5):
        bend = _bent(moving, fixed, fit, bend, blur)
    return _sampled(moving, fit, bend)


def _places(fit: Affine) -> Float32[ndarray, "2 S S"]:
    grid = np.indices((SIDE, SIDE), np.float32) - np.float32(SIDE / 2)
    return np.tensordot(fit.matrix, grid, 1) + fit.shift[:, None, None] + np.float32(SIDE / 2)


def _sampled(ink: Ink, fit: Affine, bend: Float32[ndarray, "2 S S"] | None = None) -> Ink:
    at = _places(fit) if bend is None else _places(fit) + bend
    return np.clip(ndimage.map_coordinates(ink, at, order=1, cval=0.0), 0, 1).astype(np.float32)


def _refined(moving: Ink, fixed: Ink, fit: Affine, blur: float) -> Affine:
    """Gauss–Newton on the six numbers of an affine map, on every other pixel of the blurred ink.

    Ink is compared as hills of one height, so that a paler print fits as well (Baker & Matthews 2004).
    """
    far = ndimage.gaussian_filter(moving, blur)
    near = ndimage.gaussian_filter(fixed, blur)[::2, ::2]
    near = near / max(float(np.linalg.norm(near)), 1e-6)
    slopes = [ndimage.sobel(far, axis) / 8 for axis in (0, 1)]
    grid = np.indices((SIDE, SIDE), np.float32)[:, ::2, ::2] - np.float32(SIDE / 2)
    for _ in range(14):
        at = _places(fit)[:, ::2, ::2]
        seen, v, u = (ndimage.map_coordinates(hill, at, order=1) for hill in (far, *slopes))
        size = max(float(np.linalg.norm(seen)), 1e-6)
        jacobian = np.stack([v * grid[0], v * grid[1], u * grid[0], u * grid[1], v, u]).reshape(6, -1) / size
        square = jacobian @ jacobian.T
        damped = square + 1e-3 * np.diag(np.diag(square)) + 1e-9 * np.eye(6)
        step = np.linalg.solve(damped, jacobian @ (near - seen / size).ravel())
        matrix = np.eye(2) + np.clip(fit.matrix + step[:4].reshape(2, 2) - np.eye(2), -TURN, TURN)
        shift = np.clip(fit.shift + step[4:], -MARGIN, MARGIN)
        fit = Affine(matrix.astype(np.float32), shift.astype(np.float32))
        if np.abs(step[4:]).max() < 0.03 and np.abs(step[:4]).max() < 5e-4:
            break
    return fit


def _bent(
    moving: Ink, fixed: Ink, fit: Affine, bend: Float32[ndarray, "2 S S"], blur: float
) -> Float32[ndarray, "2 S S"]:
    """One smooth step towards the fixed print (Lucas & Kanade 1981, over windows of STIFF)."""
    seen = ndimage.gaussian_filter(_sampled(moving, fit, bend), blur)
    near = ndimage.gaussian_filter(fixed, blur)
    v, u = (ndimage.sobel(seen + near, axis) / 16 for axis in (0, 1))
    error = near - seen
    vv, vu, uu, ve, ue = (
        ndimage.gaussian_filter(p, STIFF) for p in (v * v, v * u, u * u, v * error, u * error)
    )
    damp = 0.05 * float((vv + uu).mean()) + 1e-9
    across = (vv + damp) * (uu + damp) - vu * vu
    step = np.stack([(uu + damp) * ve - vu * ue, (vv + damp) * ue - vu * ve]) / across
    return np.clip(bend + step, -MOST_BEND, MOST_BEND).astype(np.float32)
