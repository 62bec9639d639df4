"""A file that is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenwu.base.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; it becomes `path` at the end, or is removed where that fails.

    Raises OutputError where something is there already, or nothing can be written.
    """
    _require_free(path)
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def require_bvh(path: Path) -> None:
    """Raises OutputError where a BVH is to be written and the name says otherwise, or is taken."""
    if path.suffix.lower() != ".bvh":
        raise OutputError(f"{path.name} would hold a BVH; name a file that ends in .bvh")
    _require_free(path)


def _require_free(path: Path) -> None:
    if path.exists():
        raise OutputError(f"{path.name} exists already; name another file or remove it")
