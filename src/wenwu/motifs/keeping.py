"""Pictures on their way into the catalogue: read, measured, and given the words that came with them.

A source is whatever the importer opens: a picture, a folder or a zip with or without a table, a manifest of
IIIF. What cannot be kept is said in one sentence and left out. The bytes that are kept are those that came.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image

from wenwu.base.errors import InputError
from wenwu.motifs.descriptors import describe
from wenwu.motifs.entry import Entry, Newcomer, require_sound
from wenwu.motifs.importer import open_source
from wenwu.motifs.kept_file import ENDINGS, digest_of
from wenwu.motifs.look import SPACE, look
from wenwu.motifs.picture import FORMATS, Picture, picture_of
from wenwu.motifs.rows import told
from wenwu.motifs.svg_picture import is_svg, svg_picture

SIDE = 256  # [px] pictures are measured at this size
FIELDS = (  # of an entry, as far as a row tells them in words
    "label", "family", "culture", "kind", "words", "source", "licence", "redistributable", "attribution",
    "notice", "place",
)  # fmt: skip


@dataclass
class Skipped:
    """What was left out, a sentence each."""

    why: list[str] = field(default_factory=list)

    def add(self, name: str, error: str) -> None:
        """A sentence that names what it is about."""
        self.why.append(error if name and name in error else f"{name}: {error}")


def newcomers(source: Path, about: Mapping[str, Any], skipped: Skipped) -> Iterator[Newcomer]:
    """Every picture of a source, with `about` where its own table says nothing; what fails into `skipped`.

    InputError where there is no such source, or its table cannot be read at all.
    """
    found = open_source(str(source))
    for one in found.skipped:
        skipped.add(one.name, one.why)
    for item in found.items:
        try:
            yield newcomer(item.read(), item.name, {**about, **fields_of(item.row)})
        except InputError as error:
            skipped.add(item.name.rpartition("/")[2], str(error))


def newcomer(data: bytes, name: str, about: Mapping[str, Any]) -> Newcomer:
    """One picture with its descriptors and its look; a strip too narrow to be measured has neither."""
    short = name.rpartition("/")[2]
    picture, ending, (wide, high) = _read(data, short)
    entry = require_sound(Entry(digest_of(data), ending, short, wide, high, **about))
    try:
        row = describe(picture.colour, picture.mask).row()
        seen = look(picture.colour, picture.mask)
    except InputError:
        return Newcomer(entry, data)
    rounded = {name: None if value is None else round(value, 4) for name, value in row.items()}
    return Newcomer(replace(entry, descriptors=rounded), data, {SPACE: seen})


def _read(data: bytes, name: str) -> tuple[Picture, str, tuple[int, int]]:
    """The picture, the ending of its file, its own size [px]."""
    if is_svg(name, data):
        drawn = svg_picture(data, name, SIDE)
        return drawn, "svg", (drawn.colour.shape[1], drawn.colour.shape[0])
    picture = picture_of(data, name, SIDE)
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        return picture, ENDINGS[str(image.format)], image.size


def fields_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry that a row of a table fills; InputError for a place that is no number."""
    found: dict[str, Any] = {name: said for name in FIELDS if (said := told(row, name).strip())}
    for name in ("lat", "lon"):
        if said := told(row, name).strip():
            try:
                found[name] = float(said)
            except ValueError as error:
                raise InputError(f"its {name} is no number: {said[:40]!r}") from error
    return found
