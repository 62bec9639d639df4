"""Measures: how tall each band is, and how many whole signs fit across it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, lcm

from wenwu.atlas.band import Band
from wenwu.atlas.textile import Textile
from wenwu.motifs.path import Real

DENSE = 0.3  # of a unit: rather one more, a little closer, than bare ground


@dataclass(frozen=True)
class Strip:
    """A band with its place on the cloth, in pixels."""

    band: Band
    top: int
    bottom: int


def band_heights(textile: Textile, height: Real) -> list[tuple[Band, float]]:
    """The bands from the top with their heights [m]; together they are exactly `height`."""
    bands = _kept(textile, height)
    if textile.layout == "repeat":
        once = sum(b.height for b in bands)
        bands = bands * max(1, round(height / once))
    fixed = sum(b.height for b in bands)
    shares = sum(b.share for b in bands if not b.height)
    scale = _scale(textile, fixed, shares, height)
    rest = max(height - fixed * scale, 0.0)
    return [(b, b.height * scale if b.height else rest * b.share / shares) for b in bands]


def _kept(textile: Textile, height: Real) -> list[Band]:
    """The bands that are worth drawing at this width, the finest left off first."""
    bands = list(textile.bands)
    while textile.layout == "fit":
        scale = height / sum(b.height for b in bands)
        small = [b for b in bands if b.height * scale < b.least]
        if not small or len(small) == len(bands):
            break
        bands.remove(max(small, key=lambda b: b.least / b.height))
    return bands


def _scale(textile: Textile, fixed: Real, shares: Real, height: Real) -> float:
    """How much fixed bands shrink or grow: trims fit their width, garments only shrink what does not fit."""
    if fixed == 0:
        return 1.0
    if shares == 0 or textile.layout == "repeat":
        return height / fixed
    room = height * (0.9 if shares else 1.0)
    return min(1.0, room / fixed)


def strips(parts: Sequence[tuple[Band, float]], top: int, bottom: int) -> list[Strip]:
    """Bands as rows of pixels, without gap or overlap."""
    total = sum(h for _, h in parts) or 1.0
    out, done = [], 0.0
    for band, height in parts:
        start = top + round((bottom - top) * done / total)
        done += height
        out.append(Strip(band, start, top + round((bottom - top) * done / total)))
    return [s for s in out if s.bottom > s.top]


def repeats(width: Real, unit: Real, even: bool = False, of: int = 1) -> int:
    """How many whole units lie across a width: a multiple of `of`, of two where two kinds take turns."""
    of = lcm(of, 2) if even else of
    return max(of, of * ceil(width / unit / of - DENSE))
