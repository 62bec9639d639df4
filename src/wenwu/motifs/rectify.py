"""A cloth in perspective, laid flat: homography, and the true ratio of its sides from one view.

The ratio follows Zhang & He (2007), Whiteboard scanning and image enhancement, Digital Signal Processing 17:
with the principal point in the picture's middle, four corners of a rectangle give the focal length f and the
ratio. Where the view is almost straight the corners say little about f, and what phones have is taken
instead: both are weighed by how certain they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import ndimage

from wenwu.base.errors import InputError

Corners = Float[ndarray, "4 2"]  # [px] x, y: top left, top right, bottom right, bottom left
Matrix = Float[ndarray, "3 3"]

USUAL, SPREAD = 0.85, 0.3  # f by the picture's diagonal, and its spread as a logarithm: 24 to 50 mm lenses
SLIP = 0.0015  # how far a corner may be off, by the diagonal
SIDE = 1000  # [px] the longer side of what is laid flat, at most


@dataclass(frozen=True)
class Flat:
    """A cloth seen from straight above."""

    colour: Float[ndarray, "H W 3"]  # sRGB 0…1
    mask: Bool[ndarray, "H W"]  # where there is cloth
    photo_from_flat: Matrix
    ratio: float  # width by height
    ratio_spread: float  # standard deviation of its logarithm, from SLIP and SPREAD
    focal: float  # by the photo's diagonal; what was assumed


def lay_flat(
    colour: Float[ndarray, "H W 3"], mask: Bool[ndarray, "H W"], corners: Corners, side: int = SIDE
) -> Flat:
    """The quadrilateral of a photo as a rectangle of about as many pixels."""
    corners = ordered(corners)
    ratio, spread, focal = true_ratio(corners, colour.shape[:2])
    area = _area(corners)
    height = float(np.sqrt(area / ratio))
    scale = min(1.0, side / max(height, height * ratio))
    h, w = max(round(height * scale), 16), max(round(height * ratio * scale), 16)
    matrix = homography(np.array([[0, 0], [w, 0], [w, h], [0, h]], float) - 0.5, corners)
    y, x = np.indices((h, w), float)
    at = project(matrix, np.stack([x, y], -1))
    inside = sample(mask.astype(float), at) > 0.5
    blur = max(0.0, 0.4 * (1 / scale - 1))
    smooth = ndimage.gaussian_filter(colour, (blur, blur, 0)) if blur else colour
    return Flat(np.clip(sample(smooth, at), 0, 1), inside, matrix, w / h, spread, focal)


def ordered(corners: Corners) -> Corners:
    """From the top left on, clockwise as seen; InputError where they make no convex quadrilateral."""
    corners = np.asarray(corners, float)
    middle = corners.mean(0)
    around = np.argsort(np.arctan2(*(corners - middle).T[::-1]))
    corners = corners[around]
    corners = np.roll(corners, -int(np.argmin(corners.sum(1))), axis=0)
    ways = np.roll(corners, -1, axis=0) - corners
    bends = ways[:, 0] * np.roll(ways[:, 1], -1) - ways[:, 1] * np.roll(ways[:, 0], -1)
    if (bends <= 1e-6 * np.abs(bends).max()).any() or _area(corners) < 64:
        raise InputError("the four corners make no quadrilateral; give the cloth's corners one after another")
    return corners


def _area(corners: Corners) -> float:
    x, y = corners.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def homography(source: Corners, target: Corners) -> Matrix:
    """The projective map of four points onto four others (direct linear transform)."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(source.tolist(), target.tolist(), strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved = np.linalg.solve(np.array(rows), target.ravel())
    return np.append(solved, 1.0).reshape(3, 3)


def project(matrix: Matrix, points: Float[ndarray, "*N 2"]) -> Float[ndarray, "*N 2"]:
    """Points under a projective map."""
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    return moved[..., :2] / moved[..., 2:]


def sample(image: Float[ndarray, "H W ..."], at: Float[ndarray, "*N 2"]) -> Float[ndarray, "..."]:
    """An image between its pixels (cubic where it has colours, else linear); outside, its edge."""
    where = [at[..., 1], at[..., 0]]
    if image.ndim == 2:
        return ndimage.map_coordinates(image, where, order=1, mode="nearest")
    planes = [
        ndimage.map_coordinates(image[..., k], where, order=3, mode="nearest") for k in range(image.shape[2])
    ]
    return np.stack(planes, -1)


def true_ratio(corners: Corners, shape: Sequence[int]) -> tuple[float, float, float]:
    """Width by height of the rectangle, the spread of its logarithm, and f by the diagonal."""
    diagonal = float(np.hypot(shape[0], shape[1]))
    centred = (corners - np.array([shape[1], shape[0]]) / 2) / diagonal
    found, doubt = _focal(centred), _by_slip(centred, _focal)
    near = 1 / SPREAD**2
    weight = 1 / doubt**2 if np.isfinite(doubt) and np.isfinite(found) else 0.0
    focal = (near * np.log(USUAL) + weight * (found if weight else 0.0)) / (near + weight)
    ratio = _ratio(centred, focal)
    of_corners = _by_slip(centred, lambda c: _ratio(c, focal))
    spread = 1 / np.sqrt(near + weight)
    of_focal = (_ratio(centred, focal + spread) - _ratio(centred, focal - spread)) / 2
    return float(np.exp(ratio)), float(np.hypot(of_corners, of_focal)), float(np.exp(focal))


def _normals(centred: Corners) -> tuple[Float[ndarray, "3"], Float[ndarray, "3"]]:
    """n₂ and n₃ of the paper: the cloth's two directions before the lens."""
    one, two, four, three = (np.append(c, 1.0) for c in centred)
    second = np.cross(one, four) @ three / (np.cross(two, four) @ three)
    third = np.cross(one, four) @ two / (np.cross(three, four) @ two)
    return second * two - one, third * three - one


def _focal(centred: Corners) -> float:
    """log f, f² = −(n₂₁n₃₁ + n₂₂n₃₂)/(n₂₃n₃₃); not a number where the view is straight."""
    m, n = _normals(centred)
    below = float(m[2] * n[2])
    square = -float(m[:2] @ n[:2]) / below if abs(below) > 1e-9 else -1.0
    return float(np.log(square) / 2) if square > 0 else float("nan")


def _ratio(centred: Corners, focal: float) -> float:
    """log of width by height, at log f."""
    m, n = (v @ np.diag([1, 1, np.exp(focal)]) for v in _normals(centred))
    return float(np.log((m @ m) / (n @ n)) / 2)


def _by_slip(centred: Corners, of: Callable[[Corners], float]) -> float:
    """How far a quantity moves when each of eight coordinates slips."""
    steps = np.eye(8).reshape(8, 4, 2) * SLIP
    moved = [(of(centred + step) - of(centred - step)) / 2 for step in steps]
    return float(np.sqrt(np.sum(np.square(moved))))
