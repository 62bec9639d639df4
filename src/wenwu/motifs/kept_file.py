"""Pictures kept under the digest of their bytes: written once, never half, and two writers do no harm."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from wenwu.base.errors import InputError

ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif"}


def digest_of(data: bytes) -> str:
    """sha256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def place_of(folder: Path, digest: str, ending: str) -> Path:
    """Where a picture lies: files are spread over 256 folders by the first two signs."""
    return folder / digest[:2] / f"{digest}.{ending}"


def place(folder: Path, data: bytes, ending: str) -> Path:
    """Bytes put in their place, whole or not at all; where the same lie already, nothing is done. OSError."""
    digest = digest_of(data)
    path = place_of(folder, digest, ending)
    if path.is_file() and digest_of(path.read_bytes()) == digest:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    return path


def require_file(folder: Path, digest: str, ending: str) -> Path:
    """The picture's path; InputError where it is gone or altered."""
    path = place_of(folder, digest, ending)
    try:
        found = digest_of(path.read_bytes())
    except OSError as error:
        raise InputError(f"the picture {digest[:12]} is gone from the catalogue; keep it again") from error
    if found != digest:
        raise InputError(f"the picture {digest[:12]} was altered in the catalogue; keep it again")
    return path
