"""Numbers of a labelled folder's pictures on disk: every look at every picture once.

A folder holds `numbers.json`, which says of what, and one file for each kind of look, half precision. A file
is written beside and renamed, so a run that was stopped goes on at the first that is missing: at most one
look at all pictures is lost.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float16, Float32, UInt8
from numpy import ndarray

from wenwu.base.errors import InputError, OutputError
from wenwu.memory.backbone import BATCH, THREADS, gathered, look, weights
from wenwu.memory.hidden import network
from wenwu.memory.labelled import LabelledSet
from wenwu.memory.vocabulary import read_json

FORMAT = "real numbers 2"  # another number where crop, looks or network change
PLACES = 4  # of block 10 along a side
WIDE = PLACES**2 * 112 + 112 + 320

Square = UInt8[ndarray, "..."]
Draw = Callable[[int], Square]  # a picture by its number, ready to be seen
See = Callable[[list[Square]], Float32[ndarray, "N W"]]
Say = Callable[[str], None]
Numbers = Float16[ndarray, "N W"]


def numbers_of(squares: UInt8[ndarray, "N S S"], threads: int = THREADS) -> Float32[ndarray, "N W"]:
    """Squares as the network sees them: block 10 in 4 × 4 places and its spread, the mean of the last map."""
    rows = []
    for k in range(0, len(squares), BATCH):
        seen = look(np.repeat(squares[k : k + BATCH, ..., None], 3, -1), threads)
        places = gathered(seen.middle, PLACES).reshape(len(seen.middle), -1)
        rows.append(np.concatenate([places, seen.middle.std((2, 3)), seen.last.mean((2, 3))], 1))
    return np.concatenate(rows) if rows else np.zeros((0, WIDE), np.float32)


@dataclass(frozen=True, eq=False)
class RealCache:
    """Where the numbers of N pictures lie."""

    folder: Path
    count: int
    threads: int = THREADS

    def of(self, count: int) -> "RealCache":
        """The same folder, for some of the pictures."""
        return replace(self, count=count)

    def numbers(self, kind: str, draw: Draw, say: Say) -> Numbers:
        """The numbers of one look at every picture: read, or made and kept."""
        return self.kept(kind, lambda squares: numbers_of(np.stack(squares), self.threads), draw, say)

    def kept(self, kind: str, see: See, draw: Draw, say: Say) -> Numbers:
        """What `see` makes of every picture as it is drawn: read, or made and kept."""
        path = self.folder / f"{kind}.npy"
        if not path.is_file():
            say(f"looking: {kind}, {self.count} pictures")
            parts = [see(squares).astype(np.float16) for squares in self._drawn(draw)]
            _keep(path, np.concatenate(parts))
        return _load(path, self.count)

    def _drawn(self, draw: Draw) -> Iterator[list[Square]]:
        for first in range(0, self.count, BATCH):
            yield [draw(k) for k in range(first, min(first + BATCH, self.count))]


def open_cache(pictures: LabelledSet, folder: Path, threads: int = THREADS) -> RealCache:
    """The cache of these pictures in a folder; InputError where it holds those of others."""
    told = {
        "format": FORMAT, "pictures": pictures.digest, "network": _digest(weights() / "lite0.onnx"),
        "hidden": _digest(network()),
    }  # fmt: skip
    card = folder / "numbers.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if card.is_file() and read_json(card) != told:
            raise InputError(
                f"{folder} holds the numbers of other pictures; remove it or name another folder"
            )
        card.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"the numbers of the pictures cannot be kept in {folder}: {error.strerror}"
        ) from error
    return RealCache(folder, len(pictures), threads)


def _keep(path: Path, numbers: Numbers) -> None:
    """One file, whole or not at all."""
    beside = path.with_suffix(".part")
    try:
        with beside.open("wb") as file:
            np.save(file, numbers)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputError(f"{path.name} cannot be written to {path.parent}: {error.strerror}") from error


def _load(path: Path, count: int) -> Numbers:
    try:
        numbers = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name} of the cached numbers is damaged; remove it to make it anew"
        ) from error
    if numbers.ndim != 2 or len(numbers) != count or numbers.dtype != np.float16:
        raise InputError(f"{path.name} of the cached numbers has another shape; remove it")
    if not np.isfinite(numbers).all():
        raise InputError(f"{path.name} of the cached numbers holds NaN or ∞; remove it")
    return numbers


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
