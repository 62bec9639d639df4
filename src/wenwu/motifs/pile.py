"""A pile of files that somebody hands over: a folder or a zip, read within bounds and never beyond itself."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol, runtime_checkable

from wenwu.base.errors import InputError
from wenwu.motifs.picture import BYTES

FILES = 1_000_000  # of one pile
UNPACKED = 20_000_000_000  # bytes of one zip
SWELLS, SMALL = 200, 10_000_000  # a file of more than SMALL bytes that swells so many times is a trap
DAMAGED = (  # whatever a damaged or locked zip makes its reader say
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, NotImplementedError, ValueError,
    EOFError, LookupError, struct.error, OverflowError,
)  # fmt: skip


@runtime_checkable
class Pile(Protocol):
    """Files by name, with / between folders."""

    def names(self) -> tuple[str, ...]:
        """All of them in order, hidden ones left out."""

    def read(self, name: str) -> bytes:
        """One file; InputError where it is not there, lies outside or is too large."""


class FolderPile:
    """A folder and everything below it."""

    def __init__(self, root: Path):
        self.root = root.resolve()

    def names(self) -> tuple[str, ...]:
        """All files in order; links that lead out are not followed when they are read."""
        return tuple(sorted(self._names()))

    def _names(self) -> Iterator[str]:
        for path in self.root.rglob("*"):
            part = path.relative_to(self.root)
            if path.is_file() and not any(step.startswith(".") for step in part.parts):
                yield part.as_posix()

    def read(self, name: str) -> bytes:
        """One file's bytes."""
        try:
            path = (self.root / name).resolve()
            if not path.is_relative_to(self.root):
                raise InputError(f"{name[:80]!r} lies outside the folder")
            if not path.is_file():
                raise InputError(f"{name[:80]!r} is not there")
            if path.stat().st_size > BYTES:
                raise InputError(f"{name[:80]!r} is larger than {BYTES // 10**6} MB")
            return path.read_bytes()
        except (OSError, ValueError, RuntimeError) as error:  # too long, with a null in it, a ring of links
            raise InputError(f"{name[:80]!r} is no name of a file that can be read") from error


class ZipPile:
    """A zip file, never unpacked to disk. InputError where it is none, or unpacks beyond all bounds."""

    def __init__(self, path: Path):
        try:
            self._zip = zipfile.ZipFile(path)
        except DAMAGED as error:
            raise InputError(f"{path.name!r} is no zip file that can be read") from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > FILES or sum(info.file_size for info in infos) > UNPACKED:
            raise InputError(
                f"{path.name!r} would unpack to more than {FILES:,} files or {UNPACKED // 10**9} GB; "
                "hand it over in parts"
            )
        self._infos = {info.filename: info for info in infos}

    def names(self) -> tuple[str, ...]:
        """All files in order."""
        hidden = (
            name for name in self._infos if any(p.startswith((".", "__MACOSX")) for p in name.split("/"))
        )
        return tuple(sorted(set(self._infos) - set(hidden)))

    def read(self, name: str) -> bytes:
        """One file's bytes; what unpacks to more than it says, or to very much, is refused."""
        info = self._infos.get(str(PurePosixPath(name)))
        if info is None:
            raise InputError(f"{name[:80]!r} is not there")
        if info.file_size > BYTES or info.file_size > max(SMALL, SWELLS * info.compress_size):
            raise InputError(
                f"{name[:80]!r} unpacks from {info.compress_size:,} to {info.file_size:,} bytes: too much"
            )
        try:
            with self._zip.open(info) as file:
                return file.read(info.file_size + 1)[: info.file_size]
        except DAMAGED as error:
            raise InputError(f"{name[:80]!r} is damaged in the zip, or locked") from error


def pile_of(source: Path) -> Pile:
    """The pile at a place: a folder or a .zip."""
    return FolderPile(source) if source.is_dir() else ZipPile(source)
