"""Shards: pictures of a corpus in uncompressed zip files, each there whole or not at all."""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from jaxtyping import Bool
from numpy import ndarray
from PIL import Image

from wenwu.motifs.corpus_image import Picture

PICTURES = 500  # of a shard
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the date of every entry: two runs make the same bytes
WEBP = {"lossless": True, "quality": 0, "method": 0}  # the quickest that loses nothing


def shard_name(number: int) -> str:
    """Of the number-th shard."""
    return f"shard-{number:05d}.zip"


def write_shard(path: Path, pictures: Iterable[tuple[Mapping[str, bytes], str]]) -> None:
    """Files by name and a line of metadata of each picture: a zip, and then a .jsonl beside it."""
    part, lines = path.with_suffix(f".{os.getpid()}.part"), []  # two runs at once write the same, apart
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as pack:
            for files, line in pictures:
                for name, data in files.items():
                    pack.writestr(zipfile.ZipInfo(name, LONG_AGO), data)
                lines.append(line + "\n")
        digest = file_digest(part)
        os.replace(part, path)
        part.write_text(json.dumps({"sha256": digest}) + "\n" + "".join(lines), "utf-8")
        os.replace(part, lines_path(path))
    finally:
        part.unlink(missing_ok=True)


def webp(image: Picture) -> bytes:
    """A picture as lossless WebP."""
    held = io.BytesIO()
    Image.fromarray(image).save(held, "WEBP", **WEBP)
    return held.getvalue()


def png(lost: Bool[ndarray, "H W"]) -> bytes:
    """Where a picture is lost, white, as a PNG of one bit."""
    held = io.BytesIO()
    Image.fromarray(lost).save(held, "PNG")
    return held.getvalue()


def lines_path(path: Path) -> Path:
    """Where a shard's lines lie while the corpus is being made."""
    return path.with_suffix(".jsonl")


def is_whole(path: Path, pictures: int) -> bool:
    """Whether a shard was finished and is as it was."""
    try:
        with lines_path(path).open(encoding="utf-8") as file:
            digest = json.loads(next(file))["sha256"]
            return sum(1 for _ in file) == pictures and file_digest(path) == digest
    except (OSError, ValueError, KeyError, StopIteration):
        return False


def shard_lines(path: Path) -> Iterator[str]:
    """The lines of metadata of a finished shard."""
    with lines_path(path).open(encoding="utf-8") as file:
        next(file)
        yield from file


def shard_digest(path: Path) -> str:
    """The sha256 that a finished shard was written with."""
    with lines_path(path).open(encoding="utf-8") as file:
        return str(json.loads(next(file))["sha256"])


def file_digest(path: Path) -> str:
    """sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpacked(data: bytes) -> Picture:
    """A picture of a shard."""
    with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
        return np.asarray(image.convert("RGB"))


def unpacked_lost(data: bytes) -> Bool[ndarray, "H W"]:
    """Where a damaged picture of a shard is lost."""
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        return np.asarray(image.convert("1"))
