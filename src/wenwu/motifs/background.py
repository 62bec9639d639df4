"""Cloth and what is behind it: colours that ring the picture and are rare in its middle are background."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import ndimage

from wenwu.base.seed import generator
from wenwu.motifs.palette_of import cluster
from wenwu.motifs.rectify import sample

SIDE = 360  # [px] the picture's longer side while cloth is told from background
RING = 0.025  # share of the shorter side that counts as the picture's rim
MIDDLE = 0.3  # from this share of each side inwards is the picture's middle
RARE = 0.3  # a rim colour is background where it is this much rarer in the middle
LEAST = 0.04  # of the rim that one background covers, at least
WIDTH = 4.0  # [ΔE] how wide a colour's cloud is at the least
FAR = 4.0  # [widths] beyond this nothing is background
ENOUGH = 0.1  # share of the picture that a cloth covers, at least


@dataclass(frozen=True)
class _Cloud:
    """A colour and how far it spreads."""

    middle: Float[ndarray, "3"]
    spread: Float[ndarray, "3 3"]

    def distance(self, lab: Float[ndarray, "H W 3"]) -> Float[ndarray, "H W"]:
        """In widths (Mahalanobis)."""
        about = lab - self.middle
        return np.sqrt(np.einsum("...i,ij,...j->...", about, np.linalg.inv(self.spread), about))


def find_cloth(lab: Float[ndarray, "H W 3"]) -> Bool[ndarray, "H W"] | None:
    """Where the cloth is; None where the picture shows no background that can be told from it."""
    high, wide = lab.shape[:2]
    scale = SIDE / max(high, wide)
    small = ndimage.gaussian_filter(lab, (0.5 / scale, 0.5 / scale, 0)) if scale < 1 else lab
    if scale < 1:
        small = np.stack(
            [ndimage.zoom(small[..., k], scale, order=1, grid_mode=True, mode="nearest") for k in range(3)],
            -1,
        )
    rim, middle = _rim(small.shape[:2]), _middle(small.shape[:2])
    backs = _backgrounds(small[rim], small[middle])
    if not backs:
        return None
    cloths = [_cloud(small[middle][of]) for of in _groups(small[middle], 8)]
    back = np.min([cloud.distance(small) for cloud in backs], 0)
    cloth = np.min([cloud.distance(small) for cloud in cloths], 0)
    open_ = (back < FAR) & (back < cloth + 1)
    behind = _joined_to(open_ | False, rim)
    mask = _largest(ndimage.binary_opening(ndimage.binary_fill_holes(~behind), iterations=2))
    if mask.mean() < ENOUGH or mask.mean() > 0.985:
        return None
    y, x = np.indices((high, wide), float)
    at = (np.stack([x, y], -1) + 0.5) * [mask.shape[1] / wide, mask.shape[0] / high] - 0.5
    return sample(ndimage.gaussian_filter(mask.astype(float), 0.7), at) > 0.5


def _rim(shape: tuple[int, ...]) -> Bool[ndarray, "H W"]:
    width = max(2, round(RING * min(shape)))
    rim = np.ones(shape, bool)
    rim[width:-width, width:-width] = False
    return rim


def _middle(shape: tuple[int, ...]) -> Bool[ndarray, "H W"]:
    inside = np.zeros(shape, bool)
    inside[tuple(slice(round(MIDDLE * n), round((1 - MIDDLE) * n)) for n in shape)] = True
    return inside


def _groups(lab: Float[ndarray, "N 3"], count: int) -> list[Bool[ndarray, " N"]]:
    of = cluster(lab, count, generator(1, "background"))[1]
    return [of == k for k in range(count) if (of == k).sum() >= 8]


def _cloud(lab: Float[ndarray, "N 3"]) -> _Cloud:
    return _Cloud(lab.mean(0), np.cov(lab.T) + WIDTH**2 * np.eye(3))


def _backgrounds(rim: Float[ndarray, "N 3"], middle: Float[ndarray, "M 3"]) -> list[_Cloud]:
    found = []
    for of in _groups(rim, 5):
        cloud = _cloud(rim[of])
        at_rim = (cloud.distance(rim[None]) < 2.5).mean()
        inside = (cloud.distance(middle[None]) < 2.5).mean()
        if of.mean() >= LEAST and inside < RARE * at_rim:
            found.append(cloud)
    return found


def _joined_to(open_: Bool[ndarray, "H W"], rim: Bool[ndarray, "H W"]) -> Bool[ndarray, "H W"]:
    """The parts of `open_` that reach the rim."""
    parts, _ = ndimage.label(open_)
    known = np.unique(parts[rim & open_])
    return np.isin(parts, known[known > 0])


def _largest(mask: Bool[ndarray, "H W"]) -> Bool[ndarray, "H W"]:
    parts, count = ndimage.label(mask)
    if count == 0:
        return mask
    sizes = ndimage.sum_labels(mask, parts, range(1, count + 1))
    return parts == 1 + int(np.argmax(sizes))
