"""A file, or a new folder, that is there whole or not at all."""

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
