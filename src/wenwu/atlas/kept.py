"""Parsed TOML kept as JSON between runs: parsing is most of the time that loading the shipped packs takes.

A kept file is used only where its digest is that of the text; if anything is wrong, the text is parsed.
"""

import hashlib
import json
import os
import tempfile
import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

OTHERS_MAY_WRITE = 0o022


def parse(text: str, path: Path) -> dict[str, Any]:
    """The TOML of a file, from what was kept of it or parsed anew. Raises tomllib.TOMLDecodeError."""
    folder = _folder()
    if folder is None:
        return tomllib.loads(text)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    kept = folder / f"{hashlib.sha256(str(path).encode('utf-8')).hexdigest()[:32]}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(kept.read_bytes())
        if known["sha256"] == digest and isinstance(known["data"], dict):
            return known["data"]
    data = tomllib.loads(text)
    with suppress(OSError, ValueError, TypeError):  # a date or a NaN is no JSON, and is parsed every time
        _write(kept, json.dumps({"sha256": digest, "data": data}, ensure_ascii=False, allow_nan=False))
    return data


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


@cache
def _folder() -> Path | None:
    """Where it is kept; None where nothing can be kept, or where others could write."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(base) / "wenwu" / "packs"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.stat()
    except OSError:
        return None
    ours = not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & OTHERS_MAY_WRITE)
    return folder if ours and os.access(folder, os.W_OK) else None
