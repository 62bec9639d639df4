"""A corpus read again: labels as numbers, splits as rows, pictures when they are wanted."""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float32, Int64, UInt8
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motifs.context import UNSAID, Context
from wenwu.motifs.labels import pixels_digest
from wenwu.motifs.shard import file_digest, unpacked, unpacked_lost

Row = int | np.integer
Rows = Int64[ndarray, " B"]
NAMES: Mapping[str, tuple[str, str]] = {  # label → where it stands in a record
    "family": ("visual", "family"), "form": ("visual", "form"), "topology": ("visual", "topology"),
    "craft": ("visual", "craft"), "motif": ("semantic", "motif"), "concept": ("semantic", "concept"),
    "culture": ("geographic", "culture"), "place": ("geographic", "place"),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Label:
    """One label of every picture: a number each, and the words that the numbers stand for."""

    words: tuple[str, ...]
    of: Int64[ndarray, " N"]

    @classmethod
    def read(cls, words: Sequence[str]) -> "Label":
        """From a word each; numbers follow the alphabet."""
        known, of = np.unique(np.array(words, str), return_inverse=True)
        return cls(tuple(known.tolist()), of.astype(np.int64))


@dataclass(frozen=True, eq=False)
class Corpus:
    """Labels of N pictures in the order of metadata.jsonl; `pictures` decodes those that are asked for."""

    folder: Path
    records: tuple[Mapping[str, Any], ...]
    digest: str  # sha256 of metadata.jsonl
    _open: dict[str, zipfile.ZipFile] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """family, form, topology, craft, motif, concept, culture, place."""
        return {
            name: Label.read([r[part][key] or UNSAID for r in self.records])
            for name, (part, key) in NAMES.items()
        }

    @cached_property
    def contexts(self) -> tuple[Label, ...]:
        """What is said of the context: culture, occasion, carrier, placement, role; word 0 is unsaid."""
        told = [record["semantic"]["context"] for record in self.records]
        said = [[one.get(part, UNSAID) for one in told] for part in Context._fields]
        return tuple(Label.read([*column, UNSAID]) for column in said)

    @cached_property
    def context(self) -> Int64[ndarray, "N 5"]:
        """The same as numbers, one column a part of the context."""
        return np.stack([label.of[:-1] for label in self.contexts], 1)

    @cached_property
    def concepts(self) -> Bool[ndarray, "N C"]:
        """Every concept that is current in the picture's context; columns are those of `concept_words`."""
        column = {word: k for k, word in enumerate(self.concept_words)}
        out = np.zeros((len(self), len(column)), bool)
        for row, record in enumerate(self.records):
            out[row, [column[c] for c in record["semantic"]["concepts"]]] = True
        return out

    @cached_property
    def concept_words(self) -> tuple[str, ...]:
        """Every concept that any picture may be read as; more than the words of the label `concept`."""
        return tuple(sorted({c for r in self.records for c in r["semantic"]["concepts"]}))

    @cached_property
    def sacred(self) -> Int64[ndarray, " N"]:
        """Sacred level, 0 to 2."""
        return np.array([r["semantic"]["sacred"] for r in self.records], np.int64)

    @cached_property
    def drawing(self) -> Int64[ndarray, " N"]:
        """Which drawing a picture shows; pictures of one drawing never fall into two splits."""
        return np.array([r["drawing"] for r in self.records], np.int64)

    @cached_property
    def whereabouts(self) -> Float32[ndarray, "N 2"]:
        """Latitude and longitude [deg]; NaN where the atlas knows no place."""
        at = [(r["geographic"]["lat"], r["geographic"]["lon"]) for r in self.records]
        return np.array(at, np.float32)

    @cached_property
    def splits(self) -> Mapping[str, Rows]:
        """The rows of each split."""
        of = np.array([r["split"] for r in self.records])
        return {str(name): np.flatnonzero(of == name) for name in dict.fromkeys(of.tolist())}

    def rows(self, *splits: str) -> Rows:
        """The rows of some splits; InputError for one that this corpus has not."""
        for name in splits:
            if name not in self.splits:
                raise InputError(f"the corpus has no split {name!r}; it has {', '.join(self.splits)}")
        return np.concatenate([self.splits[name] for name in splits]) if splits else np.zeros(0, np.int64)

    def picture(self, row: Row) -> UInt8[ndarray, "H W 3"]:
        """One picture, sRGB; InputError where it is gone or damaged."""
        return unpacked(self._file(self.records[row], self.records[row]["file"]))

    def pictures(self, rows: Rows | Sequence[int]) -> UInt8[ndarray, "B H W 3"]:
        """Several pictures of this corpus."""
        return np.stack([self.picture(row) for row in rows])

    def lost(self, row: Row) -> Bool[ndarray, "H W"]:
        """Where a picture of `damaged` is lost; InputError for a whole one."""
        record = self.records[row]
        if "damage" not in record:
            raise InputError(f"the picture {record['id']} is whole; those of the split 'damaged' are not")
        return unpacked_lost(self._file(record, record["damage"]["lost"]))

    def whole(self, row: Row) -> int:
        """The row of the same picture while it was whole; its own for one that is."""
        harm = self.records[row].get("damage")
        return int(harm["of"]) if harm else int(row)

    def altered(self) -> Iterator[str]:
        """Ids of pictures whose pixels are not those that the records froze; reads all of them."""
        for row, record in enumerate(self.records):
            if pixels_digest(self.picture(row)) != record["pixels"]:
                yield record["id"]

    def _file(self, record: Mapping[str, Any], name: str) -> bytes:
        try:
            return self._shard(record["shard"]).read(name)
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise InputError(
                f"the picture {record['id']} of the corpus {self.folder.name!r} is gone or damaged; "
                "make the corpus again"
            ) from error

    def _shard(self, name: str) -> zipfile.ZipFile:
        if name not in self._open:
            self._open[name] = zipfile.ZipFile(self.folder / name)
        return self._open[name]


def load_corpus(folder: Path, check: bool = True) -> Corpus:
    """The corpus in a folder; with `check`, only if its records are as they were frozen.

    Raises InputError where it is no finished corpus, or its records were altered.
    """
    folder = Path(folder)
    meta, frozen = folder / "metadata.jsonl", folder / "corpus.sha256"
    if not meta.is_file() or not frozen.is_file():
        raise InputError(f"{str(folder)!r} holds no finished corpus; make one with `wenwu motif corpus`")
    digest = frozen.read_text("utf-8").partition(" ")[0]
    if check and file_digest(meta) != digest:
        raise InputError(f"the records of the corpus {folder.name!r} were altered since they were frozen")
    try:
        with meta.open(encoding="utf-8") as file:
            records = tuple(json.loads(line) for line in file)
    except ValueError as error:
        raise InputError(f"the records of the corpus {folder.name!r} are damaged; make it again") from error
    return Corpus(folder, records, digest)
