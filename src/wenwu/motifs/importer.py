"""Real pictures brought in: folders and zips with or without a table, IIIF manifests, single pictures.

Each picture is read within bounds, turned upright, put into sRGB and written beside a record that keeps every
column that came with it. What cannot be read is one sentence, skipped and counted; the source is not touched.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.base.progress import Progress, Silent
from wenwu.base.whole import whole_folder
from wenwu.motifs.entry import NOT_STATED
from wenwu.motifs.iiif import Canvas, is_manifest, read_manifest
from wenwu.motifs.online import fetch, is_web
from wenwu.motifs.picture import Picture, picture_of
from wenwu.motifs.pile import FolderPile, Pile, pile_of
from wenwu.motifs.rows import Row, read_table, told
from wenwu.motifs.svg_picture import is_svg, svg_picture

SIDE = 1024  # [px] on the longer side of what is written, unless asked otherwise
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".svg")
FIELDS = (  # of a record, as far as a row tells them
    "label", "class", "culture", "licence", "attribution", "source", "kind", "group", "split", "notice",
    "place", "lat", "lon",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One picture on its way in."""

    name: str  # of the file, as its source has it
    read: Callable[[], bytes]  # InputError where it cannot be had
    row: Row = field(default_factory=dict)  # every column that came with it


@dataclass(frozen=True)
class Skipped:
    """What did not come in, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Report:
    """What became of an import."""

    read: int
    unlicensed: int  # of those that came in: no licence was stated
    skipped: tuple[Skipped, ...]
    ignored: tuple[str, ...]  # files that are no pictures by their names


@dataclass(frozen=True)
class Source:
    """Everything that is to come in, and what is known beforehand not to."""

    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...] = ()
    ignored: tuple[str, ...] = ()


def import_pictures(
    source: str, out: Path, about: Row | None = None, *, online: bool = False, side: int = SIDE,
    progress: Progress | None = None,
) -> Report:  # fmt: skip
    """Brings the pictures of a source into a new folder; `about` fills what their own rows leave open.

    Writes pictures/, metadata.jsonl, skipped.jsonl and report.json, whole or not at all. InputError where
    there is no such source or nothing in it can be read; OutputError where the folder is there already or
    cannot be written.
    """
    found = open_source(source, online, side)
    with whole_folder(out) as part:
        (part / "pictures").mkdir()
        report = _bring_in(found, part, about or {}, side, progress or Silent())
        if not report.read:
            raise InputError(_nothing(source, report))
    return report


def _nothing(source: str, report: Report) -> str:
    first = f"; {report.skipped[0].why}" if report.skipped else ""
    return f"no picture of {source!r} could be read{first}"


def open_source(source: str, online: bool = False, side: int = SIDE) -> Source:
    """What a source holds: a folder, a zip, a manifest, a picture; online, an address of the last two too.

    From the web a picture is asked for no longer than `side` [px], where its server can do so.
    """
    if is_web(source):
        if not online:
            raise InputError(f"{source!r} is on the web; say --online to fetch it")
        data = fetch(source)
        if is_manifest(data):
            return _manifest(read_manifest(data, source), None, online, side)
        return Source((Item(source.rpartition("/")[2] or source, lambda: data),))
    path = Path(source)
    if not path.exists():
        raise InputError(f"there is no picture, folder, zip or manifest {source!r}")
    if path.is_dir() or path.suffix.lower() == ".zip":
        return _pile(pile_of(path))
    beside = FolderPile(path.parent)
    if path.suffix.lower() == ".json":
        return _manifest(read_manifest(beside.read(path.name), path.name), beside, online, side)
    return Source((_item(path.name, beside, {}),))


def _item(name: str, pile: Pile, row: Row) -> Item:
    return Item(name, lambda: pile.read(name), row)


def _pile(pile: Pile) -> Source:
    """Every picture of a pile with its row; rows without a picture and pictures without a row are told."""
    table, names = read_table(pile), pile.names()
    pictures = dict.fromkeys(name for name in names if name.lower().endswith(ENDINGS))
    unlisted = {"note": f"not in {table.name}"} if table.name else {}
    items = [_item(name, pile, table.rows.get(name, unlisted)) for name in pictures]
    others = [_item(name, pile, row) for name, row in table.rows.items() if name not in pictures]
    known = {table.name, *pictures, *table.rows}
    amiss = tuple(Skipped(where, why) for where, why in table.amiss)
    return Source((*items, *others), amiss, tuple(name for name in names if name not in known))


def _manifest(canvases: Sequence[Canvas], beside: Pile | None, online: bool, side: int = SIDE) -> Source:
    """The pictures of a manifest: beside it where they lie there, else from the web where that was asked."""
    names = beside.names() if beside else ()
    by_name = {name.rpartition("/")[2]: name for name in reversed(names)}
    by_stem = {
        name.rpartition(".")[0]: full for name, full in by_name.items() if name.lower().endswith(ENDINGS)
    }
    items, skipped = [], []
    for number, canvas in enumerate(canvases, 1):
        said = {"label": canvas.label, "source": canvas.url, **canvas.row}
        here = next(
            (by_name.get(n) or by_stem.get(n) for n in canvas.names if n in by_name or n in by_stem), None
        )
        if beside and here:
            items.append(_item(here, beside, said))
        elif is_web(canvas.url) and online:
            items.append(Item(canvas.url, _fetcher(canvas, side), said))
        else:
            how = "; say --online to fetch it" if is_web(canvas.url) else " and is not fetched"
            why = f"picture {number} ({canvas.url[:120]!r}) does not lie beside the manifest{how}"
            skipped.append(Skipped(canvas.url or canvas.label, why))
    return Source(tuple(items), tuple(skipped))


def _fetcher(canvas: Canvas, side: int) -> Callable[[], bytes]:
    """By its Image API no larger than needed, else as it is."""
    small = (
        f"{canvas.service.rstrip('/')}/full/!{side},{side}/0/default.jpg" if canvas.service else canvas.url
    )
    return lambda: fetch(small)


def _bring_in(source: Source, folder: Path, about: Row, side: int, progress: Progress) -> Report:
    skipped, unlicensed, read = list(source.skipped), 0, 0
    progress.stage("reading", len(source.items))
    with (folder / "metadata.jsonl").open("w", encoding="utf-8") as lines:
        for number, item in enumerate(source.items):
            progress.advance()
            try:
                data = item.read()
                picture = _picture(data, item.name.rpartition("/")[2], side)
            except InputError as error:
                skipped.append(Skipped(item.name, str(error)))
                continue
            record = record_of(item, picture, f"pictures/{number:06d}.webp", data, about)
            _write(picture, folder / record["file"])
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            read, unlicensed = read + 1, unlicensed + (not record["licence_stated"])
    report = Report(read, unlicensed, tuple(skipped), source.ignored)
    _tell(report, folder)
    return report


def _picture(data: bytes, name: str, side: int) -> Picture:
    return svg_picture(data, name, side) if is_svg(name, data) else picture_of(data, name, side)


def record_of(item: Item, picture: Picture, file: str, data: bytes, about: Row) -> dict[str, Any]:
    """What is kept of one picture: our fields, and every column of its own row as it came."""
    known = {name: told(item.row, name) or about.get(name, "") for name in FIELDS}
    stated = bool(known["licence"])
    high, wide = picture.colour.shape[:2]
    return {
        "file": file, "name": item.name, **known,
        "licence": known["licence"] or NOT_STATED, "licence_stated": stated,
        "redistributable": told(item.row, "redistributable") or NOT_STATED,
        "width": wide, "height": high, "sha256": hashlib.sha256(data).hexdigest(),
        "noted": [*picture.noted, *_lies(item.row, picture)], "row": dict(item.row),
    }  # fmt: skip


def _lies(row: Row, picture: Picture) -> Iterator[str]:
    """Where a row says another size than the picture has."""
    if any("scaled down" in note or "SVG" in note for note in picture.noted):
        return
    high, wide = picture.colour.shape[:2]
    said = row.get("width", ""), row.get("height", "")
    if all(word.isdigit() for word in said) and (int(said[0]), int(said[1])) not in (
        (wide, high),
        (high, wide),
    ):
        yield f"its row says {said[0]} × {said[1]} pixels; it has {wide} × {high}"


def _write(picture: Picture, path: Path) -> None:
    planes = picture.colour if picture.mask is None else np.dstack([picture.colour, picture.mask])
    Image.fromarray(np.round(planes * 255).astype(np.uint8)).save(path, "WEBP", lossless=True, method=0)


def _tell(report: Report, folder: Path) -> None:
    """What did not come in, and the counts."""
    with (folder / "skipped.jsonl").open("w", encoding="utf-8") as file:
        for one in report.skipped:
            file.write(json.dumps({"name": one.name, "why": one.why}, ensure_ascii=False) + "\n")
    counts = {"read": report.read, "skipped": len(report.skipped), "without_licence": report.unlicensed,
              "ignored": list(report.ignored)}  # fmt: skip
    (folder / "report.json").write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n", "utf-8")
