"""A textile's photograph read: laid flat, its background off, its dyes, its repeat, its group, one tile."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.motifs.background import find_cloth
from wenwu.motifs.cell import cut
from wenwu.motifs.group_of import Found, find_group, finer
from wenwu.motifs.lab import to_lab
from wenwu.motifs.lattice import SHORTEST, Features, Lattice, find_lattice
from wenwu.motifs.lattice import SIDE as LONG
from wenwu.motifs.light import even_light
from wenwu.motifs.outline import find_outline, solid
from wenwu.motifs.palette_of import Dye, palette_of
from wenwu.motifs.parts import find_in_parts
from wenwu.motifs.rectify import SIDE, Corners, Flat, lay_flat, sample
from wenwu.motifs.settle import find_bend
from wenwu.motifs.strip import BETTER, Strip, find_strip
from wenwu.motifs.tile import Tile, make_tile
from wenwu.motifs.turn import Turn, find_turn
from wenwu.motifs.wallpaper import Basis, snapped

GRID = 64  # rows and columns on which a cell's group is read
FINE = 1.25  # a cell is averaged this much finer than the picture
REPEATS = 0.5  # the mean cells of every other repeat agree this well, or nothing repeats
SURELY = 0.6  # and so well where the repeat was found in a part only
ROUNDS = 3  # of taking out bends, there
SOLID = 0.93  # what is taken for a cloth and fills less of its own hull was taken wrongly
CLIP = 2.5  # [standard deviations] a colour further off counts as so far: damage weighs no more than pattern


@dataclass(frozen=True)
class Photo:
    """What a photograph of a cloth holds; lengths in pixels of `colour`."""

    colour: Float[ndarray, "H W 3"]  # laid flat, in even light, sRGB 0…1
    mask: Bool[ndarray, "H W"]  # where there is cloth
    corners: Corners | None  # in the photograph; None where it was not laid flat
    palette: tuple[Dye, ...]
    lattice: Lattice | None  # its basis as the group wants it
    group: Found | None
    strain: float  # how far the found cell was from what its group wants [share]
    tile: Tile | None
    turn: Turn | None  # None where the group has a mirror or glide, or nothing repeats
    assumed: tuple[str, ...]
    strip: Strip | None = None  # of a cloth that repeats in one direction only


def import_photo(
    colour: Float[ndarray, "H W 3"],
    corners: Corners | None = None,
    opaque: Bool[ndarray, "H W"] | None = None,
) -> Photo:
    """Reads a photograph (sRGB 0…1, rows from the top); InputError where corners make no quadrilateral."""
    flat, corners, assumed = _flat(np.asarray(colour, float), corners, opaque)
    even, uneven = even_light(flat.colour, flat.mask)
    assumed.append(f"light that differed by {uneven:.2g} times from place to place was evened out")
    lab = to_lab(even)
    dyes = tuple(palette_of(lab[flat.mask]))
    features = _features(lab, flat.mask)
    plain = Photo(even, flat.mask, corners, dyes, None, None, 0.0, None, None, tuple(assumed))
    lattice = find_lattice(features, flat.mask)
    read = _with_repeat(plain, features, lattice, 1, REPEATS) if lattice else plain
    if read.tile is None and (lattice := find_in_parts(features, flat.mask)):
        said = "the repeat was found in a part of the picture and followed over the rest"
        told = replace(plain, assumed=(*plain.assumed, said))
        read = _with_repeat(told, features, lattice, ROUNDS, SURELY)
    return read if read.tile else replace(plain, strip=find_strip(even, features, flat.mask))


def _flat(
    colour: Float[ndarray, "H W 3"], corners: Corners | None, opaque: Bool[ndarray, "H W"] | None
) -> tuple[Flat, Corners | None, list[str]]:
    """The cloth laid flat, its corners in the photograph, and what was assumed."""
    whole = np.ones(colour.shape[:2], bool) if opaque is None else opaque
    if corners is not None:
        flat = lay_flat(colour, whole, corners)
        return flat, corners, ["the corners are as given", *_said_of(flat)]
    cloth = whole if not whole.all() else find_cloth(to_lab(colour))
    outline = find_outline(cloth) if cloth is not None else None
    if cloth is not None and outline and outline.whole:
        flat = lay_flat(colour, cloth, outline.corners)
        return flat, outline.corners, ["the cloth's four edges are straight and square", *_said_of(flat)]
    high, wide = colour.shape[:2]
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], float) - 0.5
    if cloth is not None and cloth is not whole and solid(cloth) < SOLID:
        cloth = None
    shown = (
        "no background was told from the cloth" if cloth is None else "not all four edges are in the picture"
    )
    flat = lay_flat(colour, whole if cloth is None else cloth, frame)
    return replace(flat, ratio=wide / high), None, [f"{shown}: it was taken as seen from straight ahead"]


def _said_of(flat: Flat) -> list[str]:
    return [
        f"the lens is {flat.focal:.2f} of the picture's diagonal; "
        f"width by height is {flat.ratio:.3f}, give or take {100 * flat.ratio_spread:.1f} %"
    ]


def _features(lab: Float[ndarray, "H W 3"], mask: Bool[ndarray, "H W"]) -> Features:
    """CIELAB about its mean, what is far off drawn in."""
    about = lab - np.median(lab[mask], axis=0)
    limit = CLIP * np.maximum(about[mask].std(0), 1.0)
    about = np.clip(about, -limit, limit)
    return np.where(mask[..., None], about - about[mask].mean(0), 0)


def _with_repeat(photo: Photo, features: Features, lattice: Lattice, rounds: int, agree: float) -> Photo:
    """All that follows from a repeat; the photograph as it was where the repeats agree less than asked."""
    laid = _settled(features, photo.mask, lattice.basis, rounds)
    basis, found, mask = laid.basis, laid.found, laid.mask
    colour = photo.colour if laid.source is None else np.clip(sample(photo.colour, laid.source), 0, 1)
    wanted = snapped(basis, found.setting.motions)
    strain = float(np.abs(np.linalg.svd(np.linalg.inv(basis) @ wanted, compute_uv=False) - 1).max())
    if found.agreement < agree:
        return photo
    tile = make_tile(_cell(colour, mask, basis), wanted)
    turn = find_turn(tile.colour) if found.setting.group.handed else None
    assumed = photo.assumed
    if laid.source is not None:
        assumed += (f"bends of up to {laid.most:.1f} pixels were taken out by the cloth's own repeat",)
    return replace(
        photo, colour=colour, mask=mask, lattice=replace(lattice, basis=wanted), group=found, strain=strain,
        tile=tile, turn=turn, assumed=assumed,
    )  # fmt: skip


@dataclass(frozen=True)
class _Laid:
    """A cloth as straight as its own repeat makes it."""

    basis: Basis
    found: Found
    mask: Bool[ndarray, "H W"]
    source: Float[ndarray, "H W 2"] | None  # where each pixel stands in the picture; None: where it stood
    most: float  # [px] the largest bend of a round


def _settled(features: Features, mask: Bool[ndarray, "H W"], basis: Basis, rounds: int) -> _Laid:
    """Bends taken out, up to so many times, as long as the repeats agree better for it."""
    basis, found = _named(features, mask, basis)
    laid, seen = _Laid(basis, found, mask, None, 0.0), features
    for _ in range(rounds):
        bend = find_bend(seen, laid.mask, laid.basis)
        at = bend.source()
        if laid.source is not None:  # through both bends at once: a picture is sampled only once
            at = np.stack([sample(laid.source[..., k], at) for k in range(2)], -1)
        straight = sample(mask.astype(float), at) > 0.5
        seen = np.stack([sample(features[..., k], at) for k in range(3)], -1)
        basis, again = _named(seen, straight, bend.basis)
        if again.agreement <= laid.found.agreement + BETTER:
            break
        laid = _Laid(basis, again, straight, at, max(laid.most, bend.most))
    return laid


def _named(features: Features, mask: Bool[ndarray, "H W"], basis: Basis) -> tuple[Basis, Found]:
    """The group of a repeat; where the mean cell itself still repeats, of the smaller one."""
    for _ in range(3):
        repeats = cut(features, mask, basis, (GRID, GRID))
        halves = repeats.mean(True), repeats.mean(False)
        smaller = finer(*halves, basis)
        if smaller is None or np.linalg.norm(smaller, axis=1).min() < SHORTEST * max(mask.shape) / LONG:
            break
        basis = smaller
    return basis, find_group(*halves, basis)


def _cell(
    colour: Float[ndarray, "H W 3"], mask: Bool[ndarray, "H W"], basis: Basis
) -> Float[ndarray, "P Q 3"]:
    """The mean cell in the picture's own fineness."""
    columns, rows = (
        int(np.clip(round(FINE * float(side)), 16, SIDE)) for side in np.linalg.norm(basis, axis=1)
    )
    return cut(colour, mask, basis, (rows, columns)).mean()
