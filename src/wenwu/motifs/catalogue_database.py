"""The database of a catalogue: opened, recognised, and its complaints put into one sentence each."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wenwu.base.errors import InputError, OutputError, WenwuError

MARK = 0x77656E77  # 'wenw': SQLite's application_id
VERSION = 1
PATIENCE = 30.0  # [s] another writer is waited for
FILE = "catalogue.sqlite"
FILES = "files"
SCHEMA = """
CREATE TABLE entry (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, image TEXT NOT NULL,
    ending TEXT NOT NULL, lat REAL, lon REAL, record TEXT NOT NULL
);
CREATE INDEX entry_image ON entry (image);
CREATE INDEX entry_place ON entry (lat, lon) WHERE lat IS NOT NULL;
CREATE TABLE vector (
    space TEXT NOT NULL, number INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE, data BLOB NOT NULL,
    PRIMARY KEY (space, number)
) WITHOUT ROWID;
CREATE TABLE count (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO count VALUES ('rewritten', 0);
CREATE VIRTUAL TABLE searched USING fts5 (
    terms, tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* M*'"
);
"""


def open_database(folder: Path, new: bool, patience: float = PATIENCE) -> sqlite3.Connection:
    """The database of a folder, made if it is `new` and there is none; one sentence where it cannot be."""
    file = folder / FILE
    if not file.is_file():
        if not new:
            raise InputError(f"there is no catalogue at {str(folder)!r}; make one with wenwu motif keep")
        if folder.exists() and not _may_become_one(folder):
            raise OutputError(f"{str(folder)!r} is there and is no catalogue; name another folder")
    with saying(folder):
        (folder / FILES).mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(file, timeout=patience, isolation_level=None)
        try:
            _prepare(base, folder, patience)
        except BaseException:
            base.close()
            raise
        return base


def _may_become_one(folder: Path) -> bool:
    """An empty folder, or one that another program is making a catalogue of at this moment."""
    return folder.is_dir() and all(one.name == FILES or one.name.startswith(FILE) for one in folder.iterdir())


def _prepare(base: sqlite3.Connection, folder: Path, patience: float) -> None:
    """Recognised or, where it is empty, made; several may do so at once."""
    if _marks(base) == (0, 0) and not _tables(base):
        _into_log(base, patience)
        with writing(base):
            if not _tables(base):
                for statement in SCHEMA.split(";\n"):
                    base.execute(statement)
                base.execute(f"PRAGMA application_id = {MARK}")
                base.execute(f"PRAGMA user_version = {VERSION}")
    mark, version = _marks(base)  # read again: another program may have made it meanwhile
    if mark != MARK:
        raise InputError(f"{str(folder / FILE)!r} is a database of another program; name another folder")
    if version != VERSION:
        raise InputError(
            f"the catalogue {str(folder)!r} is of version {version} and this wenwu keeps version {VERSION}; "
            "use the wenwu that made it, or keep its pictures in a new folder"
        )
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA foreign_keys = ON")


def _into_log(base: sqlite3.Connection, patience: float) -> None:
    """Write-ahead log on; SQLite does not wait here by itself where another program does the same."""
    until = time.monotonic() + patience
    while True:
        try:
            base.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _marks(base: sqlite3.Connection) -> tuple[int, int]:
    return tuple(base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))


def _tables(base: sqlite3.Connection) -> int:
    return int(base.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])


@contextmanager
def writing(base: sqlite3.Connection) -> Iterator[None]:
    """One writer at a time from here on; all of it or nothing."""
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
        base.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk may have rolled it back already
            base.execute("ROLLBACK")
        raise


@contextmanager
def reading(base: sqlite3.Connection) -> Iterator[None]:
    """All that is read from here on is as of one moment, whatever other programs write meanwhile."""
    base.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):  # what was read is there already
            base.execute("ROLLBACK")


KEPT = "nothing that was kept is lost"


@contextmanager
def saying(folder: Path) -> Iterator[None]:
    """SQLite's and the system's complaints as one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise _said(error, folder) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(f"the catalogue {str(folder)!r} cannot be written: {why}; {KEPT}") from error


def _said(error: sqlite3.Error, folder: Path) -> WenwuError:
    name, code = repr(str(folder)), getattr(error, "sqlite_errorname", "") or ""
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return OutputError(
            f"another program is writing to the catalogue {name}; try again when it is done; {KEPT}"
        )
    if code.startswith("SQLITE_FULL"):
        return OutputError(
            f"the disk that holds the catalogue {name} is full; {KEPT}: make room and do the same again"
        )
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return OutputError(f"the catalogue {name} cannot be read and written here ({error}); {KEPT}")
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return InputError(
            f"the database of the catalogue {name} is damaged or is none; put a copy of it back, "
            "or keep the pictures of its files again in a new folder"
        )
    return InputError(f"the catalogue {name} does not answer: {error}")
