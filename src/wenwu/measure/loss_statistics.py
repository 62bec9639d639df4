"""What a loss of ink looks like in numbers: how it is cut up, where it lies, how it breaks the strokes."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray
from scipy import ndimage

from wenwu.motifs.damage_figure import inside

NAMES = (
    "pieces",  # of loss, per 1,000 pixels of stroke
    "piece_size",  # median, pixels
    "largest_piece",  # share of the loss
    "edge_by_area",  # boundary pixels of the loss by its pixels
    "run_across",  # mean run length along rows, pixels
    "run_down",  # and along columns
    "long_run",  # 90th percentile of both
    "stroke_width",  # of what is lost by that of all strokes
    "depth",  # how far inside the crest the loss lies, by that of the strokes
    "patchiness",  # spread of the loss's share over 16 squares
    "breaks",  # pieces of stroke won by the loss, per 1,000 pixels
    "free_edge",  # share of the loss that lies at the rim of its stroke
)
EIGHT = np.ones((3, 3), bool)
SQUARES = 4  # a side

Mask = Bool[ndarray, "H W"]


def statistics(whole: Mask, lost: Mask) -> Float[ndarray, " F"]:
    """The numbers of NAMES; `lost` lies within `whole` and neither is empty."""
    mass = whole.sum() / 1000
    _, pieces = ndimage.label(lost, EIGHT)
    sizes = np.bincount(_.ravel())[1:]
    runs = [_runs(lost), _runs(lost.T)]
    width = ndimage.distance_transform_edt(whole)
    deep = inside(whole.astype(np.float32))
    edge = lost & ~ndimage.binary_erosion(lost, EIGHT)
    return np.array(
        [
            pieces / mass, np.median(sizes), sizes.max() / lost.sum(), edge.sum() / lost.sum(),
            runs[0].mean(), runs[1].mean(), np.percentile(np.concatenate(runs), 90),
            width[lost].mean() / width[whole].mean(),
            deep[lost].mean() / max(deep[whole].mean(), 1e-6), _patchiness(whole, lost),
            (_count(whole & ~lost) - _count(whole)) / mass, (width[lost] <= 1).mean(),
        ]
    )  # fmt: skip


def _runs(mask: Mask) -> Float[ndarray, " R"]:
    """Lengths of the runs along rows."""
    padded = np.pad(mask, ((0, 0), (1, 1))).astype(np.int8)
    steps = np.diff(padded, axis=1).ravel()
    return (np.flatnonzero(steps < 0) - np.flatnonzero(steps > 0)).astype(float)


def _patchiness(whole: Mask, lost: Mask) -> float:
    """Spread of the loss's share over squares, weighted by their strokes."""
    high, wide = (n // SQUARES for n in whole.shape)
    cut = [
        m[: high * SQUARES, : wide * SQUARES].reshape(SQUARES, high, SQUARES, wide).sum((1, 3)).ravel()
        for m in (whole, lost)
    ]
    share = cut[1] / np.maximum(cut[0], 1)
    mean = np.average(share, weights=cut[0])
    return float(np.sqrt(np.average((share - mean) ** 2, weights=cut[0])))


def _count(mask: Mask) -> int:
    return int(ndimage.label(mask, EIGHT)[1])
