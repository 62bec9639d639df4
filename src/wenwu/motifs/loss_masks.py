"""Real loss: where one woodblock print of a crest lacks ink that the other prints of that crest have.

Prints of one crest are mostly from different blocks, cut by different hands. So a gap counts only where the
others' stroke has no ink of this print within `NEAR`, and a print takes part only where nearly all of its own
ink lies on the others' strokes. What is left of the carvers' differences is in the masks all the same.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float32
from numpy import ndarray
from PIL import Image
from scipy import ndimage

from wenwu.base.errors import InputError
from wenwu.motifs.damage_figure import outline
from wenwu.motifs.picture import BROKEN, FORMATS
from wenwu.motifs.print_align import Ink, find_ink, laid_over, on_square

KIND = "woodblock_scan"
COLUMNS = ("file", "kind", "group")
NEAR = 1.9  # [px] a stroke with ink so near is printed, if a little aside
SAME = 0.90  # share of a print's ink on the others' strokes, at least
LEAST, MOST = 0.01, 0.6  # share of the strokes that is lost; more is another design
OFF = 4.0  # [px] beyond a crest's outline
CROWD = 8  # prints of one crest that are compared, at most
PARTNERS = 2  # so many of the others, the likest first, are tried
PRINTED = 0.4  # so sure of ink, a pixel is ink
LARGEST = 4_000_000  # [px] of a scan


@dataclass(frozen=True)
class LossMask:
    """One print's loss."""

    file: str
    group: str
    whole: Bool[ndarray, "S S"]  # the strokes that the other prints have
    lost: Bool[ndarray, "S S"]  # what of them this print lacks
    agreement: float  # share of this print's ink on those strokes

    @property
    def share(self) -> float:
        """How much of the strokes is lost."""
        return float(self.lost.sum() / max(self.whole.sum(), 1))


def find_groups(data: Path) -> dict[str, list[Path]]:
    """The scans of each crest that is there more than once; InputError where labels.csv is none."""
    table = data / "labels.csv"
    if not table.is_file():
        raise InputError(f"{data} holds no labels.csv; name the folder of motif images")
    with table.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            raise InputError(f"{table} has no column {', '.join(missing)}")
        groups: dict[str, list[Path]] = defaultdict(list)
        for row in reader:
            if row["kind"] == KIND and row["group"] and row["file"] and (data / row["file"]).is_file():
                groups[row["group"]].append(data / row["file"])
    return {name: files for name, files in sorted(groups.items()) if len(files) > 1}


def find_losses(files: Sequence[Path], group: str) -> Iterator[LossMask]:
    """The loss of each print of one crest, of those whose ink lies on the strokes of another.

    The strokes that ought to be there are those of the likest other print that fits. A median over all prints
    would be surer if they came from one block; of strokes cut by different hands it keeps none.
    """
    prints = [on_square(find_ink(_grey(file))) for file in files[:CROWD]]
    likeness = _likeness(prints)
    for k, ink in enumerate(prints):
        for j in [j for j in np.argsort(-likeness[k]) if j != k][:PARTNERS]:
            found = loss_of(ink, laid_over(prints[j], ink) >= PRINTED, files[k].name, group)
            if found.agreement >= SAME:
                if LEAST <= found.share <= MOST:
                    yield found
                break


def loss_of(ink: Ink, whole: Bool[ndarray, "S S"], file: str = "", group: str = "") -> LossMask:
    """Strokes with no ink of this print near, and round them what this print leaves bare."""
    printed = ink >= PRINTED
    bare = ndimage.distance_transform_edt(~printed) if printed.any() else np.full(ink.shape, np.inf)
    seeds = whole & (bare > NEAR)
    near = ndimage.distance_transform_edt(~seeds) if seeds.any() else np.full(ink.shape, np.inf)
    lost = whole & ~printed & (near <= NEAR)
    stray = strays(whole, lost)
    whole, lost = whole & ~stray, lost & ~stray
    stroke = ndimage.distance_transform_edt(~whole) if whole.any() else np.full(ink.shape, np.inf)
    agreement = float((printed & (stroke <= NEAR)).sum() / max(printed.sum(), 1))
    return LossMask(file, group, whole, lost, agreement)


def strays(whole: Bool[ndarray, "S S"], lost: Bool[ndarray, "S S"]) -> Bool[ndarray, "S S"]:
    """Pieces of stroke of which nothing is kept and which lie off the crest: rules of the page, stains."""
    kept = whole & ~lost
    away, reach = outline(kept.astype(np.float32))
    pieces, count = ndimage.label(whole, np.ones((3, 3)))
    off = np.ones(count + 1, bool)
    off[np.unique(pieces[kept | (away < reach + OFF)])] = False
    return off[pieces] & whole


def _likeness(inks: Sequence[Ink]) -> Float32[ndarray, "N N"]:
    """Correlation of the blurred prints, each with each."""
    blurred = np.stack([ndimage.gaussian_filter(ink, 3).ravel() for ink in inks])
    unit = blurred / np.maximum(np.linalg.norm(blurred, axis=1, keepdims=True), 1e-6)
    return unit @ unit.T


def _grey(file: Path) -> ndarray:
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height <= LARGEST:
                return np.asarray(image.convert("L"))
    except Image.DecompressionBombError:
        pass  # told below, like whatever else is too large
    except BROKEN as error:
        raise InputError(f"the scan {file.name!r} is no picture that can be read; remove it") from error
    raise InputError(f"{file.name!r} is larger than {LARGEST // 10**6} megapixels; scale it down first")
