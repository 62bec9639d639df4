"""Photographs of cloths from files, and what was read of them into a folder."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.whole import whole_folder
from wenwu.motifs.photo import Photo, import_photo
from wenwu.motifs.picture import FORMATS, read_picture
from wenwu.motifs.rectify import Corners
from wenwu.motifs.strip import Strip

SIDE = 1600  # [px] a photograph is read no finer
NOT_MIRRORED = "the photograph is not mirrored"
LITTLE = 64  # [px] a photograph smaller than this holds no cloth


def read_photo(file: Path, corners: Corners | None = None) -> Photo:
    """A photograph read; corners are in its pixels. InputError where it cannot be."""
    picture = read_picture(file, side=SIDE)
    high, wide = picture.colour.shape[:2]
    if min(high, wide) < LITTLE:
        raise InputError(
            f"{file.name!r} is {wide} × {high} pixels; a cloth's pattern needs {LITTLE} × {LITTLE}"
        )
    scale = max(high, wide) / max(_size(file))
    if corners is not None:
        corners = corners * scale
        if (np.abs(corners / [wide, high] - 0.5) > 1).any():
            raise InputError(
                f"the corners lie far outside {file.name!r}; give them in pixels from its top left"
            )
    read = import_photo(picture.colour, corners, None if picture.mask is None else picture.mask > 0.5)
    found = None if read.corners is None else read.corners / scale
    return replace(read, corners=found, assumed=(*picture.noted, *read.assumed, NOT_MIRRORED))


def _size(file: Path) -> tuple[int, int]:
    with Image.open(file, formats=FORMATS) as image:
        return image.size


def corners_of(words: str) -> Corners:
    """Four corners "x,y x,y x,y x,y" [px]; InputError for anything else."""
    try:
        corners = np.array([[float(n) for n in word.split(",")] for word in words.split()])
    except ValueError:
        corners = np.zeros(0)
    if corners.shape != (4, 2) or not np.isfinite(corners).all():
        raise InputError(f'the corners {words!r} are not four points; write "x,y x,y x,y x,y" in pixels')
    return corners


def write_photo(photo: Photo, folder: Path) -> None:
    """rectified.png, photo.json and, where it repeats, tile.png or strip.png; OutputError where it exists."""
    with whole_folder(folder) as part:
        shown = np.dstack([photo.colour, photo.mask])
        Image.fromarray(np.round(255 * shown).astype(np.uint8)).save(part / "rectified.png")
        if photo.tile:
            Image.fromarray(np.round(255 * photo.tile.colour).astype(np.uint8)).save(part / "tile.png")
        if photo.strip:
            Image.fromarray(np.round(255 * photo.strip.colour).astype(np.uint8)).save(part / "strip.png")
        text = json.dumps(as_data(photo), ensure_ascii=False, indent=2)
        (part / "photo.json").write_text(text + "\n", encoding="utf-8")


def as_data(photo: Photo) -> dict[str, Any]:
    """All that was read, as plain values; lengths in pixels of rectified.png, y down."""
    lattice, group, tile, turn = photo.lattice, photo.group, photo.tile, photo.turn
    data: dict[str, Any] = {
        "size": [photo.mask.shape[1], photo.mask.shape[0]],
        "corners": None if photo.corners is None else np.round(photo.corners, 2).tolist(),
        "palette": [asdict(dye) for dye in photo.palette],
        "assumed": list(photo.assumed),
        "lattice": None,
    }
    if lattice and group and tile:
        data["lattice"] = {
            "a": np.round(lattice.basis[0], 3).tolist(), "b": np.round(lattice.basis[1], 3).tolist(),
            "strength": round(lattice.strength, 3), "strain": round(photo.strain, 4),
        }  # fmt: skip
        data["group"] = {
            "name": group.name, "confidence": round(group.confidence, 3), "between": list(group.between),
            "worst_motion": round(group.worst, 3), "agreement": round(group.agreement, 3),
        }  # fmt: skip
        data["tile"] = {
            "size": [tile.colour.shape[1], tile.colour.shape[0]], "repeats": tile.repeats,
            "lean": round(tile.lean, 4), "seam": round(tile.seam, 3),
        }  # fmt: skip
        data["handed"] = group.setting.group.handed
        data["turn"] = turn and {**asdict(turn), "hand": turn.hand}
    if photo.strip:
        data["strip"] = _strip(photo.strip)
    return data


def _strip(strip: Strip) -> dict[str, Any]:
    frieze = strip.frieze
    return {
        "period": np.round(strip.period, 3).tolist(), "strength": round(strip.strength, 3),
        "group": frieze.name, "between": list(frieze.between), "worst_motion": round(frieze.worst, 3),
        "agreement": round(frieze.agreement, 3), "handed": frieze.handed, "bend": round(strip.bend, 1),
        "size": [strip.colour.shape[1], strip.colour.shape[0]], "seam": round(strip.seam, 3),
    }  # fmt: skip


def sentences(photo: Photo) -> Iterator[str]:
    """The same for people."""
    dyes = ", ".join(f"{dye.colour} {100 * dye.share:.0f} %" for dye in photo.palette)
    yield f"dyes: {dyes}"
    group, tile = photo.group, photo.tile
    if photo.lattice and group and tile:
        (ax, ay), (bx, by) = photo.lattice.basis.tolist()
        yield f"repeats by ({ax:.1f}, {ay:.1f}) and ({bx:.1f}, {by:.1f}) pixels"
        sure = group.name if len(group.between) == 1 else "between " + " and ".join(group.between)
        yield f"wallpaper group {sure} (confidence {group.confidence:.2f})"
        high, wide = tile.colour.shape[:2]
        yield f"tile of {wide} × {high} pixels, seam {tile.seam:.2f} (about 1 where none shows)"
        yield _hand(photo)
    else:
        yield "no repeat in two directions was found: no tile"
        yield from _along(photo.strip)
    yield from (f"assumed: {one}" for one in photo.assumed)


def _along(strip: Strip | None) -> Iterator[str]:
    """What repeats in one direction."""
    if strip is None:
        return
    frieze, (high, wide) = strip.frieze, strip.colour.shape[:2]
    sure = frieze.name if len(frieze.between) == 1 else "between " + " and ".join(frieze.between)
    yield f"repeats along ({strip.period[0]:.1f}, {strip.period[1]:.1f}) pixels; frieze group {sure}"
    yield f"strip of {wide} × {high} pixels that closes along its width, seam {strip.seam:.2f}"
    if strip.bend:
        yield f"bends of up to {strip.bend:.1f} pixels along it were taken out by its own repeat"


def _hand(photo: Photo) -> str:
    if photo.turn is None:
        return "it has mirrors or glides: no hand"
    hand = photo.turn.hand
    return (
        f"it has no mirror; its arms turn {hand}, going outward"
        if hand
        else "it has no mirror; no turn prevails"
    )
