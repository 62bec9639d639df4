"""Tokens of a corpus on disk: every picture looked at once in every view, so that training needs no pictures.

A folder holds `cache.json` and parts of 1,024 pictures each, half precision. A part is written beside and
renamed, so a run that was stopped goes on at the first missing part.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from jaxtyping import Float16, Float32, Int64
from numpy import ndarray

from wenwu.base.errors import InputError, OutputError
from wenwu.memory.backbone import SIDE, THREADS, look, weights
from wenwu.memory.crop import prepared
from wenwu.memory.views import seen_again
from wenwu.memory.vocabulary import read_json
from wenwu.motifs.corpus import Corpus

PART = 1024
BATCH = 32
VIEWS = 3
FORMAT = "tokens 2"  # another number where crop, views or network change

Say = Callable[[str], None]
Tokens = Float16[ndarray, "B 16 432"]


@dataclass(frozen=True, eq=False)
class Cache:
    """Tokens of N pictures in V views."""

    folder: Path
    views: int
    count: int

    @cached_property
    def _parts(self) -> list[list[Tokens]]:
        return [
            [load_part(part_path(self.folder, view, part)) for part in range(-(-self.count // PART))]
            for view in range(self.views)
        ]

    def tokens(
        self, rows: Int64[ndarray, " B"], view: Int64[ndarray, " B"] | int = 0
    ) -> Float32[ndarray, "B 16 432"]:
        """Tokens of some pictures, each in its view."""
        of = np.broadcast_to(view, rows.shape)
        if not len(rows):
            return np.zeros((0, 16, 432), np.float32)
        return np.stack(
            [self._parts[int(v)][int(r) // PART][int(r) % PART] for r, v in zip(rows, of, strict=True)]
        ).astype(np.float32)


def embed(
    corpus: Corpus, folder: Path, say: Say, views: int = VIEWS, seed: int = 1, threads: int = THREADS
) -> Cache:
    """Look at every picture of a corpus in every view, or at those that are missing."""
    told = {
        "format": FORMAT, "corpus": corpus.digest, "network": _digest(weights() / "lite0.onnx"), "seed": seed,
        "side": SIDE,
    }  # fmt: skip
    try:
        _begin(folder, told)
        for view in range(views):
            for part in range(-(-len(corpus) // PART)):
                path = part_path(folder, view, part)
                if not path.is_file():
                    write_part(path, _looked_at(corpus, part, view, seed, threads))
                    say(f"view {view}: {min((part + 1) * PART, len(corpus))} of {len(corpus)} pictures")
    except OSError as error:
        raise OutputError(
            f"the tokens cannot be written to {folder}: {error.strerror}; what is there is kept"
        ) from error
    return Cache(folder, views, len(corpus))


def _begin(folder: Path, told: dict[str, object]) -> None:
    """The folder with its card; InputError where it holds the tokens of something else."""
    card = folder / "cache.json"
    folder.mkdir(parents=True, exist_ok=True)
    if card.is_file():
        if read_json(card) != told:
            raise InputError(
                f"{folder} holds tokens of another corpus, network or seed; name another folder or remove it"
            )
        return
    part = card.with_suffix(".part")
    part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    part.replace(card)


def _looked_at(corpus: Corpus, part: int, view: int, seed: int, threads: int) -> Tokens:
    rows = range(part * PART, min((part + 1) * PART, len(corpus)))
    out = []
    for k in range(rows.start, rows.stop, BATCH):
        batch = range(k, min(k + BATCH, rows.stop))
        pictures = [seen_again(corpus.picture(row), view, seed, row) for row in batch]
        out.append(look(prepared(pictures, SIDE), threads).tokens.astype(np.float16))
    return np.concatenate(out)


def part_path(folder: Path, view: int, part: int) -> Path:
    """Where a part lies."""
    return folder / f"view{view}-{part:05d}.npy"


def write_part(path: Path, tokens: Tokens) -> None:
    """One part, whole or not at all."""
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        np.save(file, tokens)
    beside.replace(path)


def load_part(path: Path) -> Tokens:
    """One part; InputError where it is damaged or holds numbers that are none."""
    try:
        tokens = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path.name} of the cached tokens is missing or damaged; remove it to make it anew"
        ) from error
    if tokens.ndim != 3 or tokens.shape[1:] != (16, 432) or tokens.dtype != np.float16:
        raise InputError(f"{path.name} of the cached tokens has another shape; remove it to make it anew")
    if not np.isfinite(tokens).all():
        raise InputError(f"{path.name} of the cached tokens holds NaN or ∞; remove it to make it anew")
    return tokens


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
