"""What is lost of a figure, filled from its own symmetry, so that it can be read; never shown as found.

A crest that is its own mirror image, or looks the same after a third of a turn, says itself what was under a
stain. Which symmetry it has is measured on what can be seen, by the normalised cross-correlation of masked
images (Padfield 2012, IEEE Trans. Image Process. 21, 2706); where none is plain enough, nothing is filled. A
sign whose hand matters is unlike its mirror image, and so is never filled by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float32, Float64
from numpy import ndarray
from PIL import Image
from scipy import fft, ndimage

WORK = 64  # [px] the side on which symmetry is measured
REACH = 13  # [px of WORK] so far the middle of a figure may lie from the square's
PLAIN = 0.55  # correlation from which a symmetry counts as the figure's own
SHARED = 0.12  # of the square that has to be seen on both sides
LITTLE = 0.005  # share of loss below which nothing is done
SEEN = 0.6  # of a pixel of WORK
SURE = 0.95  # of a pixel that is taken over
TURNS = (2, 3, 4, 5, 6, 8)  # whole turns are divided by

Mask = Bool[ndarray, "S S"]
Plane = Float32[ndarray, "S S"]
Small = Float32[ndarray, "64 64"]
Matrix = Float64[ndarray, "2 2"]
Pair = Float64[ndarray, "2"]


@dataclass(frozen=True, eq=False)
class Motion:
    """x → matrix · x + offset on the square (row, column); −1…1 from side to side."""

    matrix: Matrix
    offset: Pair

    def then(self, other: "Motion") -> "Motion":
        """First this one, then the other."""
        return Motion(other.matrix @ self.matrix, other.matrix @ self.offset + other.offset)

    def moved(self, plane: Plane) -> Plane:
        """A plane whose value at x is that of `plane` where the motion takes x; nothing from outside."""
        half = (len(plane) - 1) / 2
        offset = half * (1 + self.offset) - self.matrix @ np.array([half, half])
        out: Plane = ndimage.affine_transform(plane, self.matrix, offset, order=1, prefilter=False)
        return out


@dataclass(frozen=True, eq=False)
class Symmetry:
    """A symmetry that a figure may have: a mirror, or an nth of a turn."""

    name: str  # mirror_across, mirror_down, turn_3, …
    order: int  # after so many times everything is where it was
    motion: Motion
    likeness: float  # correlation of the figure with itself, −1…1

    def motions(self) -> Iterator[Motion]:
        """The motion once, twice, … until everything is where it was."""
        motion = self.motion
        for _ in range(self.order - 1):
            yield motion
            motion = motion.then(self.motion)


@dataclass(frozen=True, eq=False)
class Mended:
    """A figure with what could be filled."""

    dark: Plane  # 0…1; nothing where it is still lost
    lost: Mask  # what could not be filled
    by: tuple[str, ...]  # the symmetries that it was filled by, the plainest first


def mended(dark: Plane, lost: Mask) -> Mended:
    """A figure, 0 (ground) … 1, filled where it is lost; what is seen stays as it is."""
    filled, left, by = np.where(lost, np.float32(0), dark), lost.copy(), []
    if lost.mean() < LITTLE:
        return Mended(filled, left, ())
    seen, known = (~lost).astype(np.float32), filled.copy()
    for symmetry in symmetries(known, seen):
        if symmetry.likeness < PLAIN or left.mean() < LITTLE:
            break
        before = left.sum()
        for motion in symmetry.motions():
            there = left & (motion.moved(seen) > SURE)
            filled[there] = motion.moved(known)[there]
            left &= ~there
        by += [symmetry.name] if left.sum() < before else []
    return Mended(filled, left, tuple(by))


def symmetries(dark: Plane, seen: Plane) -> list[Symmetry]:
    """How like itself a figure is under each mirror and turn, about the best middle; the likest first."""
    figure = Seen.of(dark, seen)
    found = [figure.tried(name, order, matrix) for name, order, matrix in _moves()]
    return sorted(found, key=lambda one: -one.likeness)


def _moves() -> Iterator[tuple[str, int, Matrix]]:
    yield "mirror_across", 2, np.diag([1.0, -1.0])
    yield "mirror_down", 2, np.diag([-1.0, 1.0])
    for order in TURNS:
        cos, sin = np.cos(2 * np.pi / order), np.sin(2 * np.pi / order)
        yield f"turn_{order}", order, np.array([[cos, -sin], [sin, cos]])


@dataclass(frozen=True, eq=False)
class Seen:
    """A figure on a small square and what is seen of it."""

    dark: Small  # nothing where it is not seen
    seen: Small  # 0 or 1

    @classmethod
    def of(cls, dark: Plane, seen: Plane) -> "Seen":
        """A figure made small; what is lost does not darken what is beside it."""
        share = _small(seen)
        mask = (share > SEEN).astype(np.float32)
        value = _small(dark * seen) / np.maximum(share, 1e-3)
        soft = ndimage.gaussian_filter(mask, 0.6)
        return cls(ndimage.gaussian_filter(value * mask, 0.6) / np.maximum(soft, 1e-3) * mask, mask)

    @cached_property
    def spectra(self) -> tuple[ndarray, ndarray, ndarray]:
        """Of the figure, of what is seen and of the figure's square, with room for every shift."""
        return tuple(_spectrum(plane) for plane in (self.dark, self.seen, self.dark**2))  # type: ignore[return-value]

    def tried(self, name: str, order: int, matrix: Matrix) -> Symmetry:
        """One mirror or turn, about the middle that makes the figure likest to itself."""
        about = Motion(matrix, np.zeros(2))
        mask = (about.moved(self.seen) > SURE).astype(np.float32)
        other = Seen(about.moved(self.dark) * mask, mask)
        likeness, shift = self._likest(other)
        return Symmetry(name, order, Motion(matrix, -matrix @ shift * 2 / (WORK - 1)), likeness)

    def _likest(self, other: "Seen") -> tuple[float, Pair]:
        """The best masked correlation with another, shifted by [px]; −1 where too little is shared."""
        (f, m, ff), (g, n, gg) = self.spectra, (np.conj(one) for one in other.spectra)
        shared = np.maximum(_plane(m * n), 1e-6)
        own, its = _plane(f * n), _plane(m * g)
        top = _plane(f * g) - own * its / shared
        spread = np.clip(_plane(ff * n) - own**2 / shared, 0, None)
        spread = spread * np.clip(_plane(m * gg) - its**2 / shared, 0, None)
        sound = (shared >= SHARED * WORK**2) & (spread > 1e-3)
        value = np.where(sound, top / np.sqrt(np.maximum(spread, 1e-3)), -1)
        near = np.r_[0 : REACH + 1, 2 * WORK - REACH : 2 * WORK]
        held = value[np.ix_(near, near)]
        row, column = np.unravel_index(int(held.argmax()), held.shape)
        shift = np.where(near >= WORK, near - 2 * WORK, near)
        return float(held[row, column]), np.array([shift[row], shift[column]], float)


def _small(plane: Plane) -> Small:
    return np.asarray(Image.fromarray(plane).resize((WORK, WORK), Image.Resampling.BOX))


def _spectrum(plane: Small) -> ndarray:
    return fft.rfft2(plane, (2 * WORK, 2 * WORK))


def _plane(spectrum: ndarray) -> ndarray:
    return fft.irfft2(spectrum, (2 * WORK, 2 * WORK))
