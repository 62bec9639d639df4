"""A pack's first files: commented in English and Chinese, and whole enough to pass the check."""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from string import Template

from wenwu.base.errors import InputError, OutputError

TEMPLATES = Path(__file__).parent / "starter"
ID = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 80  # [characters] of a name


def start_pack(folder: Path, culture: str, en: str, zh: str, taken: frozenset[str]) -> Path:
    """Write `folder/culture`, whole or not at all. Raises InputError for a name that cannot be used."""
    _may_be_named(culture, en, zh, taken)
    target = folder / culture
    if target.exists():
        raise OutputError(f"{str(target)!r} is there already; choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{culture}-", dir=folder))
    except OSError as error:
        raise OutputError(f"cannot write to {str(folder)!r}: {error.strerror}") from error
    try:
        for name, text in _texts(culture, en, zh).items():
            (beside / name).write_text(text, encoding="utf-8", newline="\n")
        beside.chmod(0o755)
        os.rename(beside, target)
    except OSError as error:
        raise OutputError(f"cannot write {str(target)!r}: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _texts(culture: str, en: str, zh: str) -> dict[str, str]:
    """The files by name."""
    words = {
        "id": culture,
        "author": f"{culture}_author",
        "en": _toml(en),
        "zh": _toml(zh),
        "plain_en": _toml(en)[1:-1],
        "plain_zh": _toml(zh)[1:-1],
        "title": _toml(f"knowledge of the author of the {en} pack, not looked up"),
    }
    templates = sorted(TEMPLATES.glob("*.toml.in"))
    return {path.stem: Template(path.read_text("utf-8")).substitute(words) for path in templates}


def _may_be_named(culture: str, en: str, zh: str, taken: frozenset[str]) -> None:
    if not ID.fullmatch(culture):
        raise InputError(f"the id {culture!r} may hold only a-z, 0-9 and _, and begins with a letter")
    if culture in taken:
        raise InputError(
            f"the atlas has the culture {culture!r} already; "
            f"to add to it, write a folder {culture}/ with a rules.toml"
        )
    for name in (en, zh):
        if not name.strip() or len(name) > LONGEST or not name.isprintable():
            raise InputError(f"{name[:LONGEST]!r} is no name; write 1 to {LONGEST} characters on one line")


def _toml(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)
