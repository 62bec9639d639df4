"""What a table says of the pictures beside it: labels.csv or metadata.jsonl, all columns kept."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from wenwu.base.errors import InputError
from wenwu.motifs.pile import Pile

TABLES = ("labels.csv", "metadata.jsonl", "metadata.csv")
FILES = ("file", "file_name", "filename", "path", "image")  # columns that name the picture
COLUMNS = {  # what others call a field of ours, the surest first
    "label": ("label", "title", "text", "caption"),
    "class": ("class", "family"),
    "family": ("family", "class"),
    "culture": ("culture",),
    "kind": ("kind",),
    "words": ("words", "concept"),
    "source": ("source",),
    "licence": ("licence", "license", "rights"),
    "redistributable": ("redistributable",),
    "attribution": ("attribution", "credit", "author"),
    "notice": ("notice",),
    "group": ("group",),
    "split": ("split",),
    "place": ("place",),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude"),
}
LONGEST = 100_000  # characters of a row
Row = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of a pile by the file that each names, and what could not be used of them."""

    name: str  # of the table; empty where there is none
    rows: Mapping[str, Row]
    amiss: tuple[tuple[str, str], ...]  # where, and why


def read_table(pile: Pile) -> Table:
    """The table of a pile; InputError where it is there and no table at all."""
    names = pile.names()
    name = next((table for table in TABLES if table in names), "")
    if not name:
        return Table("", {}, ())
    text = _text(pile.read(name), name)
    rows: dict[str, Row] = {}
    amiss: list[tuple[str, str]] = []
    for line, row in _rows(text, name):
        where = f"row {line} of {name}"
        file = next((row[column] for column in FILES if row.get(column)), "")
        file = PurePosixPath(file).as_posix() if file else ""  # ./a.png is a.png
        if not file:
            amiss.append((where, "it names no file"))
        elif file in rows:
            amiss.append(
                (f"{where}: {file[:80]}", "an earlier row names this file too; the earlier one counts")
            )
        else:
            rows[file] = row
    return Table(name, rows, tuple(amiss))


def told(row: Mapping[str, Any], name: str) -> str:
    """What a row says of a field of ours, by the first of its columns that holds something; else nothing."""
    return next((str(row[column]) for column in COLUMNS[name] if row.get(column) not in (None, "")), "")


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not written in UTF-8; save it so") from error


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as words, with the number of each; a row that is none has no columns."""
    if name.endswith(".jsonl"):
        lines = [line for line in text.split("\n") if line.strip()]  # a label may hold U+2028
        yield from ((number, _object(line)) for number, line in enumerate(lines, 1))
        return
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""), restkey="more"), 1):
            yield number, {str(key): _word(value) for key, value in row.items()}
    except csv.Error as error:
        raise InputError(f"{name} cannot be read as a table: {error}") from error


def _object(line: str) -> dict[str, str]:
    try:
        row = json.loads(line) if len(line) <= LONGEST else None
    except (ValueError, RecursionError):
        row = None
    return {str(key): _word(value) for key, value in row.items()} if isinstance(row, dict) else {}


def _word(value: object) -> str:
    """A value as words: nothing for none, JSON for what is nested."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
