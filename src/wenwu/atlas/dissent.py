"""Dissent: dated objections and withdrawals, one file each, in a folder that only ever grows.

A file is never changed and never removed by wenwu, so two people can write at once, and folders of two people
merge by copying. An objection is shown with what it is about; a withdrawal ends its use at the next run.
"""

import os
import re
import secrets
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from wenwu.atlas.model import Atlas
from wenwu.atlas.record import Claim, Dispute, Record
from wenwu.atlas.tomlfile import read_toml
from wenwu.base.errors import InputError, OutputError, unknown

FOLDER = "dissent"
TABLES = ("rules", "dances", "motifs", "costumes", "cultures", "textiles", "described")
LONGEST = 2000  # letters of a reason


class Dissent(Record):
    """One word against an entry of the atlas."""

    kind: Literal["dispute", "withdraw"]
    id: str
    by: str
    because: str
    date: str  # ISO 8601


def own_folder() -> Path:
    """Where the user's own packs and dissent are kept: WENWU_PACK, else the system's place for such data."""
    named = os.environ.get("WENWU_PACK")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "wenwu"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "wenwu"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "wenwu"


def record(dissent: Dissent, atlas: Atlas, folder: Path) -> Path:
    """Write one dissent into a pack's folder, whole or not at all. Raises InputError for an unknown id."""
    _table_of(dissent.id, atlas)
    for word in ("by", "because"):
        text = str(getattr(dissent, word)).strip()
        if not text and (word == "by" or dissent.kind == "dispute"):
            raise InputError(f"--{word} is empty; say {'who objects' if word == 'by' else 'what is wrong'}")
        if len(text) > LONGEST:
            raise InputError(f"--{word} has {len(text)} letters; at most {LONGEST} are kept")
    place = folder / FOLDER
    name = f"{dissent.date}_{re.sub(r'[^a-z0-9._]', '_', dissent.id)}_{secrets.token_hex(4)}"
    path, part = place / f"{name}.toml", place / f".{name}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        part.write_text(_toml(dissent), encoding="utf-8", newline="\n")
        part.rename(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OutputError(f"{place} cannot be written: {error.strerror}") from error
    return path


def _toml(dissent: Dissent) -> str:
    return "[[dissent]]\n" + "".join(
        f"{key} = {_quoted(str(value))}\n" for key, value in dissent.model_dump().items()
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + "".join(c if c.isprintable() or c == "\\" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def read_dissent(folder: Path) -> tuple[Dissent, ...]:
    """Every record of a pack's folder, oldest first."""
    place, found = folder / FOLDER, []
    for path in sorted(place.glob("*.toml")) if place.is_dir() else ():
        data = read_toml(path, folder).data
        rows = data.get("dissent", [])
        try:
            found += [Dissent(**row) for row in rows]
        except (ValidationError, TypeError) as error:
            raise InputError(
                f"{FOLDER}/{path.name} is no record of dissent; leave it as it was written"
            ) from error
    return tuple(sorted(found, key=lambda d: (d.date, d.kind, d.id, d.by)))


def under_dissent(atlas: Atlas, dissents: Iterable[Dissent]) -> Atlas:
    """The atlas with every objection beside what it is about, and without use of what was withdrawn."""
    tables: dict[str, dict[str, Any]] = {}
    for dissent in dissents:
        name = next((table for table in TABLES if dissent.id in getattr(atlas, table)), None)
        if name is None:
            continue  # what it was about is in no pack any more; the record stays in its folder
        table = tables.setdefault(name, dict(getattr(atlas, name)))
        table[dissent.id] = _marked(table[dissent.id], dissent)
    return replace(atlas, **tables) if tables else atlas


def _marked(claim: Claim, dissent: Dissent) -> Claim:
    word = Dispute(by=dissent.by, because=dissent.because, date=dissent.date)
    if dissent.kind == "dispute":
        known = claim.disputed_by
        return claim if word in known else claim.model_copy(update={"disputed_by": (*known, word)})
    known = claim.withdrawn_by
    gone = (*known, word) if word not in known else known
    return claim.model_copy(update={"withdrawn_by": gone, "enabled": False})


def _table_of(id: str, atlas: Atlas) -> Mapping[str, Any]:
    for table in TABLES:
        if id in getattr(atlas, table):
            found: Mapping[str, Any] = getattr(atlas, table)
            return found
    raise unknown("record", id, (known for table in TABLES for known in getattr(atlas, table)))


def today() -> str:
    """The day a record is written."""
    return date.today().isoformat()
