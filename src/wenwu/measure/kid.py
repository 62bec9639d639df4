"""Kernel Inception Distance of drawn signs from real pictures of the same structure, beside real from real.

KID = the unbiased squared maximum mean discrepancy under k(x, y) = (x·y / d + 1)³ (Bińkowski et al. 2018), on
frozen features of EfficientNet-Lite0. Every picture is first cut to its figure, dark on an even ground: form
is compared, not colour. The floor is the same distance between halves of the real pictures; prints of one
crest lie in one half. Nothing here says that a sign is right: only how far its drawing is from these.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32, Int64, UInt8
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.memory.backbone import features
from wenwu.memory.crop import prepared
from wenwu.motifs.gallery import drawn_motifs
from wenwu.motifs.picture import read_picture
from wenwu.motifs.sign import draw_sign

SEED = 1
SIDE = 128  # [px] that the network sees
DRAWN, QUICK = 120, 24  # drawings of a class, over all of its motifs
MOST, QUICK_MOST = 200, 40  # real pictures of a class that are looked at, drawn by lot
LEAST = 20  # fewer real pictures give no figure
SUBSETS = 200  # for the interval

Features = Float[ndarray, "N D"]
Other = Float[ndarray, "M D"]


@dataclass(frozen=True)
class Structure:
    """A structure: which real classes show it, and which families of the grammar draw it."""

    real: tuple[str, ...]
    families: tuple[str, ...]


STRUCTURES: Mapping[str, Structure] = {
    "meander": Structure(("meander", "meander_corner", "meander_ring", "lightning_meander"), ("fret",)),
    "lattice": Structure(
        ("well_lattice", "square_eye_lattice", "basket_lattice", "lattice_net", "window_lattice", "lozenge"),
        ("lozenge_grid", "well", "lattice_path"),
    ),
    "scroll": Structure(("vine_scroll", "floral_scroll"), ("vine", "swirl_frieze")),
    "vortex": Structure(("spiral_vortex",), ("arch_spiral", "log_spiral")),
    "radial": Structure(("concentric_ring", "wheel", "sun"), ("radial", "concentric", "sun", "dharma_wheel")),
    "cloud": Structure(("cloud", "ruyi_cloud"), ("cloud_ruyi",)),
    "wave": Structure(("wave",), ("wave", "sea_cliff")),
    "knot": Structure(("knot_interlace",), ("endless_knot",)),
    "stripes": Structure(("stripes",), ("stripes",)),
    "bird": Structure(("bird", "crane_bird", "goose_bird", "phoenix"), ("bird", "phoenix", "crane")),
    "butterfly": Structure(("butterfly",), ("butterfly",)),
    "dragon": Structure(("dragon",), ("dragon_s", "dragon_coil")),
}


def run(data: Path | None = None, quick: bool = False) -> dict[str, Any]:
    """By structure: KID, its interval, the floor and its interval, and of how many pictures."""
    if data is None or not (data / "motifs" / "labels.csv").is_file():
        raise InputError(
            "bench kid needs real pictures; name their folder by --data: motifs/labels.csv in it"
        )
    rows = _rows(data / "motifs")
    result: dict[str, Any] = {"seed": SEED, "quick": quick, "side_px": SIDE, "subsets": SUBSETS}
    classes: dict[str, Any] = {}
    few: dict[str, int] = {}
    for name, structure in STRUCTURES.items():
        pictures = [row for row in rows if row["class"] in structure.real]
        squares, group = _real(name, pictures, data / "motifs", QUICK_MOST if quick else MOST)
        if len(squares) < LEAST:
            few[name] = len(squares)
            continue
        drawn = _signs(structure, QUICK if quick else DRAWN)
        classes[name] = compared(_seen(squares), _seen(drawn), group, name)
    few_of = {"too_few_real_pictures": few}
    return result | {"n": sum(one["real"] + one["drawn"] for one in classes.values()), **classes} | few_of


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _real(
    name: str, rows: Sequence[Mapping[str, str]], folder: Path, most: int
) -> tuple[list[UInt8[ndarray, "S S 3"]], list[str]]:
    """Real pictures cut, and the group of each; those too narrow to be cut are left out."""
    order = generator(SEED, "kid", name).permutation(len(rows))[:most]
    squares, group = [], []
    for row in (rows[k] for k in order):
        picture = _on_white(folder / row["file"])  # one that cannot be read is said, not left out
        try:
            squares.append(_square(picture))
        except InputError:
            continue
        group.append(row["group"])
    return squares, group


def _on_white(file: Path) -> UInt8[ndarray, "H W 3"]:
    picture = read_picture(file, side=2 * SIDE)
    colour = picture.colour
    if picture.mask is not None:
        colour = colour * picture.mask[..., None] + (1 - picture.mask[..., None])
    return np.rint(255 * colour).astype(np.uint8)


def _square(colour: UInt8[ndarray, "H W 3"]) -> UInt8[ndarray, "S S 3"]:
    return prepared([colour], SIDE)[0]


def _seen(squares: Iterable[UInt8[ndarray, "S S 3"]]) -> Float32[ndarray, "N D"]:
    return features(np.stack(list(squares)), "head", SIDE, threads=1)


def _signs(structure: Structure, count: int) -> Iterator[UInt8[ndarray, "S S 3"]]:
    """Drawings of every motif of the atlas that shows the structure, by one hand after another."""
    atlas = load_atlas()
    motifs = [motif for motif in drawn_motifs(atlas) if motif.family in structure.families]
    for k in range(count):
        sign = draw_sign(motifs[k % len(motifs)], atlas, 2 * SIDE, SEED + k // len(motifs))
        yield _square(np.ascontiguousarray(sign.image))


def compared(real: Features, drawn: Other, group: Sequence[str], name: str = "") -> dict[str, Any]:
    """KID of all, and over random subsets of one size: of drawn from real, and of real from real."""
    both = _kernel(np.concatenate([real, drawn]), np.concatenate([real, drawn]))
    every, made = np.arange(len(real)), np.arange(len(real), len(both))
    owner = np.array(group)
    names = np.unique(owner)
    ours, floor = [], []
    for k in range(SUBSETS):
        rng = generator(SEED, "subset", name, k)
        first = np.isin(owner, rng.permutation(names)[: len(names) // 2])
        halves = every[first], every[~first]
        count = min(len(halves[0]), len(halves[1]), len(made))
        one, two, new = (rng.permutation(rows)[:count] for rows in (*halves, made))
        ours.append(_apart(both, one, new))
        floor.append(_apart(both, one, two))
    return {
        "real": len(real), "drawn": len(drawn), "kid": _apart(both, every, made), "interval": _span(ours),
        "floor": float(np.mean(floor)), "floor_interval": _span(floor),
    }  # fmt: skip


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def kid(one: Features, two: Other) -> float:
    """Unbiased squared MMD: mean of k within each set, none with itself, less twice the mean between them."""
    if min(len(one), len(two)) < 2:
        raise InputError(f"KID needs two pictures on each side; it got {len(one)} and {len(two)}")
    both = np.concatenate([one, two])
    return _apart(_kernel(both, both), np.arange(len(one)), np.arange(len(one), len(both)))


def _apart(kernel: Float[ndarray, "N N"], one: Int64[ndarray, " K"], two: Int64[ndarray, " L"]) -> float:
    """The same from the kernel of all pictures, by the rows of either set."""
    within = 0.0
    for rows in (one, two):
        block = kernel[np.ix_(rows, rows)]
        within += float(block.sum() - np.trace(block)) / (len(rows) * (len(rows) - 1))
    return within - 2 * float(kernel[np.ix_(one, two)].mean())


def _kernel(one: Features, two: Other) -> Float[ndarray, "N M"]:
    """(x·y / d + 1)³."""
    one, two = np.asarray(one, np.float64), np.asarray(two, np.float64)
    return (one @ two.T / one.shape[1] + 1) ** 3


def table(result: dict[str, Any]) -> str:
    """By structure as text."""
    lines = ["  structure   real  drawn   KID (95 % of subsets)            real from real"]
    for name in STRUCTURES:
        one = result.get(name)
        if one:
            ours, floor = (_said(one[key], one[f"{span}interval"]) for key, span in PAIRS)
            lines.append(f"  {name:<10} {one['real']:>5} {one['drawn']:>6}   {ours:<30} {floor}")
    few = result["too_few_real_pictures"]
    lines += [f"  {name}: {count} real pictures, too few to compare" for name, count in few.items()]
    return "\n".join(lines)


PAIRS = (("kid", ""), ("floor", "floor_"))


def _said(value: float, span: tuple[float, float]) -> str:
    return f"{value:.3f} ({span[0]:.3f} to {span[1]:.3f})"
