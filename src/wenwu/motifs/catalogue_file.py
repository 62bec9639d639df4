"""A catalogue in a folder: an SQLite database beside the pictures, which lie under their bytes' digest.

Several programs may read and write at once (write-ahead log, one writer at a time, others wait). A picture is
in its place before its entry is committed, so that a power cut leaves at most a picture without an entry.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from types import TracebackType

import numpy as np
from jaxtyping import Float, Float32, Int64
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motifs.catalogue import Box, Found, Kept, Likeness, Near, Query
from wenwu.motifs.catalogue_database import FILES, PATIENCE, open_database, reading, saying, writing
from wenwu.motifs.entry import Entry, Newcomer, entry_of, require_sound
from wenwu.motifs.kept_file import digest_of, place, place_of, require_file
from wenwu.motifs.nearest import Nearest, unit
from wenwu.motifs.spoken import question, terms

BATCH = 64  # newcomers a transaction: so long others wait at most
EARTH = 6371.0088  # [km] mean radius
AT_ONCE = 500  # numbers in one question to SQLite


class FileCatalogue:
    """The catalogue of a folder; see `wenwu.motifs.catalogue.Catalogue` for what each call promises."""

    def __init__(self, folder: Path, new: bool = False, patience: float = PATIENCE) -> None:
        """Opens it; `new` makes one where there is none. [s] patience with other writers."""
        self.folder = folder
        self._base = open_database(folder, new, patience)
        self._near: dict[str, tuple[int, Nearest]] = {}  # of each space, as of so many rewritings

    def __enter__(self) -> "FileCatalogue":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database."""
        self._base.close()

    def add(self, newcomers: Iterable[Newcomer]) -> Kept:
        """Keeps newcomers, BATCH at a time; InputError where one is unsound: earlier batches stay kept."""
        new, total, waiting = 0, 0, iter(newcomers)
        while batch := list(islice(waiting, BATCH)):
            for one in batch:
                _require_own(one)
            with saying(self.folder), writing(self._base):
                new += sum(self._add(one) for one in batch)
            total += len(batch)
        return Kept(new, total - new)

    def _add(self, newcomer: Newcomer) -> bool:
        entry = newcomer.entry
        place(self.folder / FILES, newcomer.data, entry.ending)
        record = json.dumps(asdict(entry), ensure_ascii=False)
        row = (entry.id, entry.image, entry.ending, entry.lat, entry.lon, record)
        done = self._base.execute(
            "INSERT OR IGNORE INTO entry (id, image, ending, lat, lon, record) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        fresh = done.rowcount == 1
        (number,) = self._base.execute("SELECT number FROM entry WHERE id = ?", (entry.id,)).fetchone()
        if fresh:
            words = " ".join(terms(entry.searched()))
            self._base.execute("INSERT INTO searched (rowid, terms) VALUES (?, ?)", (number, words))
        for space, vector in newcomer.vectors.items():
            data = unit(vector, self._length(space)).astype("<f4").tobytes()
            told = "INSERT OR IGNORE INTO vector VALUES (?, ?, ?)"
            late = self._base.execute(told, (space, number, data)).rowcount == 1 and not fresh
            if late:
                self._rewrite()
        return fresh

    def _rewrite(self) -> None:
        """Tells every program that holds a matrix in memory that it has to be read anew."""
        self._base.execute("UPDATE count SET value = value + 1 WHERE name = 'rewritten'")

    def _length(self, space: str) -> int | None:
        row = self._base.execute(
            "SELECT length(data) FROM vector WHERE space = ? LIMIT 1", (space,)
        ).fetchone()
        return row[0] // 4 if row else None

    def find(self, query: Query) -> Sequence[Found]:
        """What answers a query."""
        with saying(self.folder), reading(self._base):
            among = self._among(query)
            if query.like is not None:
                return self._likest(query.like, among, query.limit)
            numbers = self._every(query.limit) if among is None else among
            if isinstance(query.area, Near) and not query.words.strip():
                away = self._away(numbers, query.area)
                numbers = numbers[np.lexsort((numbers, away))]
            entries = self._entries(numbers[: query.limit])
            return [Found(one, None, _distance(one, query.area)) for one in entries]

    def _among(self, query: Query) -> Int64[ndarray, " N"] | None:
        """Numbers that words and area leave, the best fitting first; None where neither was asked for."""
        if not query.words.strip() and query.area is None:
            return None
        told, values = ["SELECT entry.number FROM entry"], []
        if query.words.strip():
            told.append("JOIN searched ON searched.rowid = entry.number AND searched.terms MATCH ?")
            values.append(question(query.words))
        condition, bounds = _bounds(query.area)
        told += [f"WHERE {condition}"] if condition else []
        told.append(
            "ORDER BY searched.rank, entry.number" if query.words.strip() else "ORDER BY entry.number"
        )
        rows = self._base.execute(" ".join(told), [*values, *bounds])
        found = np.array([row[0] for row in rows], np.int64)
        if isinstance(query.area, Near):
            found = found[self._away(found, query.area) <= query.area.within]
        return found

    def _away(self, numbers: Int64[ndarray, " N"], near: Near) -> Float[ndarray, " N"]:
        """Kilometres from the middle of a ring."""
        told = "SELECT number, lat, lon FROM entry WHERE number IN ({})"
        at = {row[0]: row[1:] for row in self._rows(told, numbers)}
        places = np.array([at[int(number)] for number in numbers], float).reshape(-1, 2)
        return kilometres(places, near.lat, near.lon)

    def _rows(self, told: str, numbers: Int64[ndarray, " N"]) -> Iterator[tuple]:
        for first in range(0, len(numbers), AT_ONCE):
            some = [int(number) for number in numbers[first : first + AT_ONCE]]
            yield from self._base.execute(told.format(", ".join("?" * len(some))), some)

    def _every(self, limit: int) -> Int64[ndarray, " N"]:
        rows = self._base.execute("SELECT number FROM entry ORDER BY number LIMIT ?", (limit,))
        return np.array([row[0] for row in rows], np.int64)

    def _likest(self, like: Likeness, among: Int64[ndarray, " N"] | None, limit: int) -> list[Found]:
        numbers, likeness = self._nearest(like.space).search(like.vector, limit, among)
        pairs = zip(self._entries(numbers), likeness, strict=True)
        return [Found(entry, float(cosine)) for entry, cosine in pairs]

    def _nearest(self, space: str) -> Nearest:
        """The matrix of a space: kept in memory, brought up to date by what is new."""
        (rewritten,) = self._base.execute("SELECT value FROM count WHERE name = 'rewritten'").fetchone()
        before, held = self._near.get(space, (rewritten, None))
        if before != rewritten:
            held = None
        last = int(held.numbers[-1]) if held is not None and len(held.numbers) else 0
        told = "SELECT number, data FROM vector WHERE space = ? AND number > ? ORDER BY number"
        rows = self._base.execute(told, (space, last)).fetchall()
        if rows:
            fresh = np.frombuffer(b"".join(data for _, data in rows), "<f4").reshape(len(rows), -1)
            numbers = np.array([number for number, _ in rows], np.int64)
            held = Nearest(fresh, numbers) if held is None else held.joined(fresh, numbers)
        if held is None:
            spaces = [row[0] for row in self._base.execute("SELECT DISTINCT space FROM vector ORDER BY 1")]
            known = ", ".join(spaces) or "none"
            raise InputError(f"no picture of the catalogue has a vector {space!r}; there are: {known}")
        self._near[space] = (rewritten, held)
        return held

    def _entries(self, numbers: Int64[ndarray, " N"]) -> list[Entry]:
        told = "SELECT number, record FROM entry WHERE number IN ({})"
        records = {row[0]: json.loads(row[1]) for row in self._rows(told, numbers)}
        return [entry_of(records[int(number)]) for number in numbers if int(number) in records]

    def vectors(self, space: str) -> Float32[ndarray, "N D"]:
        """All vectors of a space, of length 1."""
        with saying(self.folder):
            return self._nearest(space).rows

    def get(self, id: str) -> Entry:
        """One entry; InputError where there is none."""
        with saying(self.folder):
            row = self._base.execute("SELECT record FROM entry WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise InputError(
                f"no entry {id!r} in the catalogue {str(self.folder)!r}; wenwu motif find shows ids"
            )
        return entry_of(json.loads(row[0]))

    def path(self, entry: Entry) -> Path:
        """Its picture as a file; InputError where it is gone or altered."""
        return require_file(self.folder / FILES, entry.image, entry.ending)

    def drop(self, id: str) -> None:
        """Takes an entry out, and its picture where no other entry shows it."""
        entry = self.get(id)
        with saying(self.folder), writing(self._base):
            self._base.execute(
                "DELETE FROM searched WHERE rowid = (SELECT number FROM entry WHERE id = ?)", (id,)
            )
            self._base.execute("DELETE FROM entry WHERE id = ?", (id,))
            self._rewrite()
        with saying(self.folder), writing(self._base):  # the entry is gone for good before its picture goes
            told = "SELECT count(*) FROM entry WHERE image = ? AND ending = ?"
            if not self._base.execute(told, (entry.image, entry.ending)).fetchone()[0]:
                place_of(self.folder / FILES, entry.image, entry.ending).unlink(missing_ok=True)

    def count(self) -> int:
        """How many entries there are."""
        with saying(self.folder):
            return int(self._base.execute("SELECT count(*) FROM entry").fetchone()[0])

    def check(self) -> Sequence[str]:
        """Everything that is not as it should be: the database's own faults, pictures gone or altered."""
        faults = []
        with saying(self.folder):
            faults += [row[0] for row in self._base.execute("PRAGMA integrity_check") if row[0] != "ok"]
            pictures = self._base.execute("SELECT DISTINCT image, ending FROM entry").fetchall()
        for image, ending in pictures:
            try:
                require_file(self.folder / FILES, image, ending)
            except InputError as error:
                faults.append(str(error))
        return faults


def _require_own(newcomer: Newcomer) -> None:
    entry = require_sound(newcomer.entry)
    if digest_of(newcomer.data) != entry.image:
        raise InputError(f"the bytes of {entry.name!r} are not those that its entry names; read it again")
    if not entry.ending.isalnum():
        raise InputError(f"the ending {entry.ending!r} of {entry.name!r} is none; use letters and figures")


def _bounds(area: Near | Box | None) -> tuple[str, list[float]]:
    """A condition that an index can answer; a ring gets the box around it, and the box its distance later."""
    if area is None:
        return "", []
    if isinstance(area, Near):
        reach = np.degrees(area.within / EARTH)
        return "lat IS NOT NULL AND lat BETWEEN ? AND ?", [area.lat - reach, area.lat + reach]
    joint = "AND" if area.west <= area.east else "OR"
    return (
        f"lat IS NOT NULL AND lat BETWEEN ? AND ? AND (lon >= ? {joint} lon <= ?)",
        [area.south, area.north, area.west, area.east],
    )


def _distance(entry: Entry, area: Near | Box | None) -> float | None:
    if not isinstance(area, Near) or entry.lat is None or entry.lon is None:
        return None
    return float(kilometres(np.array([[entry.lat, entry.lon]]), area.lat, area.lon)[0])


def kilometres(places: Float[ndarray, "N 2"], lat: float, lon: float) -> Float[ndarray, " N"]:
    """Great-circle distances [km] of places (latitude, longitude [deg]) by the haversine formula."""
    north, east = np.radians(places).T
    middle, here = np.radians([lat, lon])
    half = np.sin((north - middle) / 2) ** 2 + np.cos(north) * np.cos(middle) * np.sin((east - here) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
