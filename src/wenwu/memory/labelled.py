"""A folder of labelled pictures: labels.csv and the files that it names, as a museum can write it itself.

Columns `file`, `class` and `group` are needed; `label`, `culture`, `kind`, `source`, `licence`,
`redistributable` and `attribution` are read where they are there. Pictures of one group (prints of one crest,
details of one cloth) are never parted: what is measured on one was never learnt from another.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from jaxtyping import Int64, UInt8
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.motifs.picture import read_picture
from wenwu.motifs.pile import FolderPile
from wenwu.motifs.rows import Row, Table, read_table

TABLE = "labels.csv"
NEEDED = ("file", "class", "group")
SIDE = 256  # [px] on the longer side of what is handed on
GROUPS = 5  # a class of fewer groups cannot be in every fold
FOLDS = 5
FREE = "yes"  # of `redistributable`; "yes-declared" is a claim that nobody checked

Bytes = UInt8[ndarray, "H W 3"]


@dataclass(frozen=True)
class Labelled:
    """One picture and what is said of it; words that are missing are empty."""

    file: str
    name: str  # its class
    group: str
    label: str = ""  # what the collection calls it
    culture: str = ""
    kind: str = ""
    source: str = ""
    licence: str = ""
    redistributable: str = ""
    attribution: str = ""

    @property
    def named(self) -> bool:
        """Whether its class says what it is: neither empty, nor `…_other`, nor `unlabelled…`."""
        return bool(self.name) and not self.name.endswith("_other") and not self.name.startswith("unlabelled")


@dataclass(frozen=True)
class LabelledSet:
    """The pictures of a folder in the order of its table, and what could not be used."""

    folder: Path
    rows: tuple[Labelled, ...]
    amiss: tuple[tuple[str, str], ...] = ()  # where, and why

    def __len__(self) -> int:
        return len(self.rows)

    def picture(self, number: int) -> Bytes:
        """One picture, no longer than SIDE, on white; InputError where it cannot be read."""
        return on_white(self.folder / self.rows[number].file)

    def classes(self, groups: int = GROUPS, without: Collection[str] = ()) -> tuple[str, ...]:
        """The named classes of at least so many groups, in order, without those that are left out."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            if row.named and row.name not in without:
                found[row.name].add(row.group)
        return tuple(sorted(name for name, of in found.items() if len(of) >= groups))

    def numbers(self, classes: Sequence[str]) -> Int64[ndarray, " N"]:
        """The class of each picture by its place among `classes`; −1 for one of none of them."""
        place = {name: k for k, name in enumerate(classes)}
        return np.array([place.get(row.name, -1) if row.named else -1 for row in self.rows], np.int64)

    def folds(self, count: int = FOLDS, seed: int = 1) -> Int64[ndarray, " N"]:
        """Which fold each picture is in; a group lies in one, and folds are as large as groups allow."""
        return folds_of([row.group for row in self.rows], count, seed)

    def only(self, kept: Collection[int] | Int64[ndarray, " K"]) -> "LabelledSet":
        """Some of the pictures."""
        return replace(self, rows=tuple(self.rows[int(k)] for k in kept))

    @property
    def digest(self) -> str:
        """sha256 of the rows: another table, another digest."""
        return hashlib.sha256(repr(self.rows).encode()).hexdigest()


def load_labelled(folder: Path) -> LabelledSet:
    """The labelled pictures of a folder.

    InputError where it is none: no folder, no labels.csv, no column that is needed, no picture that is there.
    Rows without a file are told in `amiss`; a row without a group is a group of its own.
    """
    if not folder.is_dir():
        raise InputError(f"there is no folder {str(folder)!r}; name one that holds pictures and a {TABLE}")
    if not (folder / TABLE).is_file():
        raise InputError(f"{folder} holds no {TABLE}; name the folder of pictures that it is in")
    table = read_table(FolderPile(folder))
    _require_columns(table)
    amiss = list(table.amiss)
    rows = []
    for file, row in table.rows.items():
        path = (folder / file).resolve()
        if not path.is_relative_to(folder.resolve()):
            amiss.append((file[:80], "it lies outside the folder"))
        elif not path.is_file():
            amiss.append((file[:80], "there is no such file"))
        else:
            rows.append(_row_of(file, row))
    if not rows:
        raise InputError(f"{TABLE} in {folder} names no picture that is there")
    return LabelledSet(folder, tuple(rows), tuple(amiss))


def _require_columns(table: Table) -> None:
    first = next(iter(table.rows.values()), {})
    missing = [column for column in NEEDED if column not in first]
    if missing:
        raise InputError(f"{TABLE} has no column {', '.join(missing)}; it needs {', '.join(NEEDED)}")


def _row_of(file: str, row: Row) -> Labelled:
    rest = {field.name: row.get(field.name, "") for field in fields(Labelled)[3:]}
    return Labelled(file, row["class"], row["group"] or f"alone: {file}", **rest)


def folds_of(groups: Sequence[str], count: int = FOLDS, seed: int = 1) -> Int64[ndarray, " N"]:
    """A fold for each picture by its group: groups in an order drawn by lot, each to the emptiest fold."""
    sizes: dict[str, int] = defaultdict(int)
    for group in groups:
        sizes[group] += 1
    names = sorted(sizes)
    filled = np.zeros(count, np.int64)
    fold: dict[str, int] = {}
    for k in generator(seed, "folds").permutation(len(names)):
        fold[names[k]] = int(filled.argmin())
        filled[filled.argmin()] += sizes[names[k]]
    return np.array([fold[group] for group in groups], np.int64)


def on_white(path: Path, side: int = SIDE) -> Bytes:
    """A picture as bytes; what shows through is white."""
    picture = read_picture(path, side=side)
    colour = picture.colour
    if picture.mask is not None:
        colour = colour * picture.mask[..., None] + (1 - picture.mask[..., None])
    return np.rint(255 * np.clip(colour, 0, 1)).astype(np.uint8)
