"""One TOML file of a pack: read within bounds, and able to say on which line a thing stands."""

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from wenwu.atlas.kept import parse
from wenwu.base.errors import InputError

LARGEST = 2_000_000  # [bytes] a pack is read by people; nothing they write by hand comes near this
DEEPEST = 16  # [levels] scores, the deepest files there are, need ten


@dataclass(frozen=True)
class TomlFile:
    """The parsed data with the text it came from."""

    label: str  # dai/rules.toml
    text: str
    data: dict[str, Any]

    def line(self, table: str = "", index: int = 0, *keys: str) -> int:
        """The line of a key, each key looked for below the one before, inside the index-th [[table]]."""
        rows = self.text.splitlines()
        first, last = self._span(rows, table, index)
        at = first
        for key in keys:
            name = re.escape(key)
            wanted = re.compile(rf"""(^\s*|[{{,]\s*)["']?{name}["']?\s*=|^\s*\[+[\w.]*\b{name}\]""")
            at = next((n for n in range(at, last) if wanted.search(rows[n])), at)
        return at + 1

    def _span(self, rows: list[str], table: str, index: int) -> tuple[int, int]:
        """The rows from a [[table]]'s header to the next one's; the whole file without a table."""
        header = re.compile(rf"^\s*\[\[\s*{re.escape(table)}\s*\]\]")
        heads = [n for n, row in enumerate(rows) if table and header.match(row)]
        if index >= len(heads):
            return 0, len(rows)
        return heads[index], heads[index + 1] if index + 1 < len(heads) else len(rows)

    def at(self, table: str = "", index: int = 0, *keys: str) -> str:
        """`dai/rules.toml:12`, for the beginning of a sentence."""
        return f"{self.label}:{self.line(table, index, *keys)}"


@dataclass(frozen=True)
class Place:
    """Where a record stands: the index-th [[table]] of a file; its line is looked up only when it is said."""

    file: TomlFile
    table: str = ""
    index: int = 0

    def at(self, *keys: str) -> str:
        """`dai/rules.toml:12`, the line of one of its keys."""
        return self.file.at(self.table, self.index, *keys)

    def __str__(self) -> str:
        return self.at("id")


def read_toml(path: Path, root: Path, keep: bool = False) -> TomlFile:
    """One file under `root`; a link that leads out of the pack, a huge or a broken file is refused.

    What was parsed is kept between runs where `keep` says so: of our own files, whose depth is known.
    """
    label = f"{root.name}/{path.relative_to(root).as_posix()}"
    if not path.resolve().is_relative_to(root.resolve()):
        raise InputError(f"{label} leads out of its pack; a pack holds its files itself")
    if not path.is_file():
        raise InputError(f"{label} is no file that can be read")
    size = path.stat().st_size
    if size > LARGEST:
        raise InputError(
            f"{label} is {size / 1e6:.1f} MB; a file of a pack may be at most {LARGEST / 1e6:.0f} MB"
        )
    try:
        text = path.read_bytes().decode("utf-8")
        data = parse(text, path) if keep else tomllib.loads(text)
    except OSError as error:
        raise InputError(f"{label} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{label} is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(_decode_sentence(label, text, str(error))) from error
    except RecursionError as error:
        raise InputError(
            f"{label} is nested too deeply; a pack needs no more than {DEEPEST} levels"
        ) from error
    except ValueError as error:  # a number with thousands of digits, a date that is none
        raise InputError(f"{label} holds a value that cannot be read: {error}") from error
    file = TomlFile(label, text, data)
    for key, value in () if keep else data.items():
        levels = _levels(value)
        if levels > DEEPEST:
            raise InputError(
                f"{file.at('', 0, key)}: {key!r} is nested {levels} levels deep; "
                f"a pack needs no more than {DEEPEST}"
            )
    return file


def _levels(value: Any) -> int:
    """How many tables and lists lie in one another."""
    levels, layer = 0, [value]
    while layer := [one for one in layer if isinstance(one, dict | list)]:
        levels += 1
        layer = [inner for one in layer for inner in (one.values() if isinstance(one, dict) else one)]
    return levels


def _decode_sentence(label: str, text: str, message: str) -> str:
    """`Invalid value (at line 3, column 7)` as `pack/file.toml:3: not TOML: invalid value`."""
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    line = found[1] if found else str(len(text.splitlines()))
    what = re.sub(r"\s*\(at .*\)$", "", message)
    return f"{label}:{line}: not TOML: {what[:1].lower()}{what[1:]}"


def unknown_key(key: str, known: list[str]) -> str:
    """What is wrong with a key that the schema does not have."""
    strange = next((letter for letter in key if not letter.isascii()), None)
    if strange:
        return f"key {key!r} holds {strange!r} (U+{ord(strange):04X}), which only looks like a Latin letter"
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    return f"unknown key {key!r}" + (
        f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
    )
