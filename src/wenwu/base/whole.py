"""A file, or a folder, that is there whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenwu.base.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; it becomes `path` at the end, or is removed where that fails.

    Raises OutputError where something is there already, or nothing can be written.
    """
    require_free(path)
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def require_free(path: Path) -> None:
    """Raises OutputError where something is there already."""
    if path.exists():
        raise OutputError(f"{path.name} exists already; name another file or remove it")


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A place beside `folder` to write to; it becomes `folder` at the end, or is removed where that fails.

    Raises OutputError where something is there already, or nothing can be written.
    """
    if folder.exists():
        raise OutputError(f"{folder} exists already; name another folder or remove it")
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    try:
        part.mkdir(parents=True)
        yield part
        part.rename(folder)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """A place beside `folder` to write to; at the end it takes the place of what lies there, if anything.

    What lies there stays until then, and comes back where the last step fails; what a killed run left behind
    is removed. Whether it may be replaced is for the caller to ask. Raises OutputError where nothing can be
    written.
    """
    part, old = (folder.with_name(f".{folder.name}.{end}") for end in ("part", "old"))
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        _put(part, folder, old)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put(part: Path, folder: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        part.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
