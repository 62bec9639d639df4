"""The result folder: it appears whole or not at all.

It is built beside its place under a name that begins with a dot, and renamed at the end. Whatever goes wrong
before that (an error, a full disk, Ctrl-C) removes it, with the parents that were made for it.
"""

import errno
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenwu.base.errors import OutputError

MANIFEST = "manifest.json"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def whole_or_nothing(folder: Path, replace: bool = False) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` when the block ends without an exception.

    `replace` allows an earlier result of ours to give way; nothing else is ever replaced.
    """
    require_place(folder, replace)
    made = _make_parents(folder)
    building = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.part"
    try:
        _make(building, folder)
        yield building
        _put(building, folder)
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        for parent in reversed(made):
            _remove_if_empty(parent)
        sentence = _sentence(error, folder)
        if sentence:
            raise OutputError(sentence) from error
        raise


def require_place(folder: Path, replace: bool = False) -> None:
    """Raise where a result cannot be put: a file, a folder of someone else, an earlier dance to be kept."""
    try:
        if not folder.name:
            raise OutputError(f"{folder} is no name for a new folder; try out/dance")
        if folder.is_file():
            raise OutputError(f"{folder} is a file; name a folder that does not exist yet")
        if not folder.is_dir() or not any(folder.iterdir()):
            return
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {_why(error)}") from error
    if not is_ours(folder):
        raise OutputError(f"{folder} exists and was not made by wenwu; name a folder that does not exist yet")
    if not replace:
        raise OutputError(f"{folder} already holds a dance; replace it with --force or name another folder")


def is_ours(folder: Path) -> bool:
    """Whether a folder holds a result of an earlier run, by its manifest."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("made_by") == "wenwu"


def _make_parents(folder: Path) -> list[Path]:
    """Make what is missing above the folder; what was made, outermost first."""
    missing = [parent for parent in reversed(folder.parents) if not parent.exists()]
    for at, parent in enumerate(missing):
        try:
            _make(parent, folder)
        except OutputError:
            for made in reversed(missing[:at]):
                _remove_if_empty(made)
            raise
    return missing


def _make(place: Path, folder: Path) -> None:
    try:
        place.mkdir()
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {_why(error)}") from error


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _put(building: Path, folder: Path) -> None:
    """Rename into place; an earlier result of ours steps aside first, and comes back if that fails."""
    if not folder.exists():
        building.rename(folder)
        return
    aside = building.with_suffix(".old")
    folder.rename(aside)
    try:
        building.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _sentence(error: BaseException, folder: Path) -> str:
    """What to say about an exception, where it or its cause is about writing the folder; else nothing."""
    for one in (error, error.__cause__):
        number = getattr(one, "errno", None)
        if number in FULL:
            return f"the disk is full: {folder} could not be finished, and nothing was left behind"
        if number in CLOSED and isinstance(one, OSError):
            return f"{folder} cannot be written: {_why(one)}"
    return ""


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
