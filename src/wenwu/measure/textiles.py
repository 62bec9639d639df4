"""Composed cloths beside photographs of real ones: how full, how intricate, how many ways, how many dyes.

Four numbers read alike off the middle of any picture at 256 px: density (share that is not its commonest
dye), complexity and edge-orientation entropy (`motifs.complexity`), dyes (of at least 1 %, 12 ΔE apart).
Ours are read as they are and softened as a lens softens; beside them lone signs on a plain ground, as what a
composition should not look like. The photographs stay where they are; a picture of both is written only
where it is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32, UInt8
from numpy import ndarray
from PIL import Image
from scipy.ndimage import gaussian_filter

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.measure.heat_map import write_png
from wenwu.measure.interval import interval
from wenwu.motifs.descriptors import SIDE, describe, standard
from wenwu.motifs.gallery import drawn_motifs
from wenwu.motifs.lab import to_lab
from wenwu.motifs.palette_of import palette_of
from wenwu.motifs.picture import read_picture
from wenwu.motifs.sheet import shown_size
from wenwu.motifs.sign import draw_sign
from wenwu.motifs.textile import draw_textile

NAMES = ("density", "complexity", "ways", "dyes")
SEEDS, QUICK = 3, 1  # drawings of each composed cloth
LONG = 900  # [px] the longer side at which cloths are drawn and photographs are read
SOFT = 1.0  # [px] at 256: about what lens and wear leave of an edge in the photographs; chosen by eye
MIDDLE = 0.12  # of each side is cut off: of a photograph wall and glass, of ours the outer borders
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")
ROW = 320  # [px] height of the pictures side by side
FILE = "textiles_beside.png"
Colour = Float32[ndarray, "H W 3"]
Rows = Float[ndarray, "N 4"]  # in the order of NAMES


def run(data: Path | None = None, quick: bool = False, out: Path | None = None) -> dict[str, Any]:
    """Range, median and mean with its 95 % interval of each number, by kind of picture; each cloth's own."""
    atlas = load_atlas()
    seeds = QUICK if quick else SEEDS
    cloths = {id: [drawn(id, atlas, seed) for seed in range(1, seeds + 1)] for id in composed(atlas)}
    photos = dict(photographs(data)) if data else {}
    each = {id: np.stack([measured(middle(p)) for p in pictures]) for id, pictures in cloths.items()}
    softened = [measured(middle(pictures[0]), SOFT) for pictures in cloths.values()]
    kinds = {
        "photographs": _stacked([measured(picture) for picture in photos.values()]),
        "composed": _stacked([row.mean(0) for row in each.values()]),
        "composed_softened": _stacked(softened),
        "lone_signs": _stacked([measured(sign) for sign in signs(atlas)]),
    }
    result: dict[str, Any] = {
        "n": {kind: len(rows) for kind, rows in kinds.items()}, "drawings_of_each": seeds, "seed": 1,
        "side_px": SIDE, "quick": quick, "kinds": {kind: spans(rows, kind) for kind, rows in kinds.items()},
        "within_photographs": {
            kind: within(kinds[kind], kinds["photographs"]) for kind in kinds if kind != "photographs"
        },
        "cloths": {id: _named(rows.mean(0)) for id, rows in each.items()},
        "files": {name: _named(measured(picture)) for name, picture in photos.items()},
    }  # fmt: skip
    if out is not None:
        write_png(out / FILE, beside(list(photos.values()), [pictures[0] for pictures in cloths.values()]))
        result["picture"] = str(out / FILE)
    return result


def composed(atlas: Atlas) -> list[str]:
    """Ids of the textiles that hold a composed panel."""
    return [id for id, textile in atlas.textiles.items() if textile.composed]


def drawn(id: str, atlas: Atlas, seed: int) -> Colour:
    """A composed cloth at the size that suits it."""
    textile = atlas.textile(id)
    size = shown_size(textile)
    image = draw_textile(textile, atlas, size, LONG / max(size), seed).image
    return image.astype(np.float32) / 255


def photographs(data: Path) -> Iterator[tuple[str, Colour]]:
    """The middle of each picture of a folder, or of its folder `textiles`, by file name."""
    folder = data / "textiles" if (data / "textiles").is_dir() else data
    files = sorted(f for f in folder.glob("*") if f.suffix.lower() in PICTURES) if folder.is_dir() else []
    if not files:
        raise InputError(f"no photographs in {folder}; it needs pictures ({', '.join(PICTURES)})")
    for file in files:
        yield file.name, middle(read_picture(file, LONG).colour)


def middle(picture: Colour) -> Float32[ndarray, "h w 3"]:
    """A picture without its outer parts."""
    rows, columns = (slice(round(MIDDLE * n), round((1 - MIDDLE) * n)) for n in picture.shape[:2])
    return picture[rows, columns]


def signs(atlas: Atlas) -> Iterator[Colour]:
    """Every motif alone on its ground."""
    for motif in drawn_motifs(atlas):
        yield draw_sign(motif, atlas, SIDE).image.astype(np.float32) / 255


def measured(picture: Colour, soft: float = 0.0) -> Float[ndarray, " 4"]:
    """The four numbers of a picture, sRGB 0…1, perhaps softened [px at 256] first."""
    small, _ = standard(picture, None, SIDE)
    small = gaussian_filter(small, (soft, soft, 0)) if soft else small
    dyes = palette_of(to_lab(small).reshape(-1, 3))
    parts = describe(small).parts
    return np.array([1 - dyes[0].share, parts.mean, parts.ways, len(dyes)])


def spans(rows: Rows, kind: str) -> dict[str, dict[str, Any]]:
    """Range, median, mean and the mean's interval of each number; nothing where there is no picture."""
    if not len(rows):
        return {}
    return {
        name: {
            "range": [round(float(v), 3) for v in (column.min(), column.max())],
            "median": round(float(np.median(column)), 3),
            "mean": round(float(column.mean()), 3),
            "interval_95": [round(end, 3) for end in interval(column, f"textiles {kind} {name}")],
        }
        for name, column in zip(NAMES, rows.T, strict=True)
    }


def within(ours: Rows, real: Rows) -> dict[str, float]:
    """Share of ours that lies in the range of the real ones."""
    if not len(real):
        return {}
    inside = ((ours >= real.min(0)) & (ours <= real.max(0))).mean(0)
    return _named(inside)


def _stacked(rows: Sequence[Float[ndarray, " 4"]]) -> Rows:
    return np.stack(rows) if rows else np.zeros((0, len(NAMES)))


def _named(row: Float[ndarray, " 4"]) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in zip(NAMES, row, strict=True)}


def beside(real: Sequence[Colour], ours: Sequence[Colour], high: int = ROW) -> UInt8[ndarray, "Y X 3"]:
    """The real ones in one row, ours in the next, all `high` [px]."""
    lines = [[_scaled(picture, high) for picture in pictures] for pictures in (real, ours) if pictures]
    wide = max(sum(image.shape[1] + 8 for image in line) for line in lines)
    page = np.full((len(lines) * (high + 8), wide, 3), 255, np.uint8)
    for k, line in enumerate(lines):
        x = 0
        for image in line:
            page[k * (high + 8) : k * (high + 8) + high, x : x + image.shape[1]] = image
            x += image.shape[1] + 8
    return page


def _scaled(picture: Colour, high: int) -> UInt8[ndarray, "h w 3"]:
    image = Image.fromarray(np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.resize((max(round(image.width * high / image.height), 1), high)))


def table(result: Mapping[str, Any]) -> str:
    """Range (median) of each number by kind of picture, then each cloth."""
    lines = ["  " + f"{'':<26}{'n':>4}" + "".join(f"{name:>24}" for name in NAMES)]
    for kind, span in result["kinds"].items():
        cells = [f"{s['range'][0]:.2f} to {s['range'][1]:.2f} ({s['median']:.2f})" for s in span.values()]
        lines.append(f"  {kind:<26}{result['n'][kind]:>4}" + "".join(f"{cell:>24}" for cell in cells))
    for id, row in (*result["cloths"].items(), *result["files"].items()):
        lines.append(f"  {id[:34]:<34}" + "".join(f"{row[name]:>12.2f}" for name in NAMES))
    for kind, inside in result["within_photographs"].items():
        shares = ", ".join(f"{name} {share:.2f}" for name, share in inside.items())
        lines += [f"  share of {kind} within the photographs' range: {shares}"] if inside else []
    return "\n".join(lines)
