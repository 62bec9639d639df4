"""A score as a file that a person can read and change: one line a key, one a step."""

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Table

from wenwu.atlas.score import Score

LINES = ("keys", "steps", "travel", "osc")  # lists that have one entry a line


def score_text(score: Score) -> str:
    """The score as TOML; what a score takes for granted is left out."""
    values = score.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    document = tomlkit.document()
    for name in [n for n in values if n not in ("style", "phrase")]:
        document.add(name, values[name])
    document.add("style", _table(values["style"]))
    phrases = tomlkit.aot()
    for phrase in values["phrase"]:
        phrases.append(_table(phrase))
    document.add("phrase", phrases)
    return tomlkit.dumps(document)


def write_score(score: Score, path: Path) -> None:
    """Write beside, then put in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(score_text(score), encoding="utf-8", newline="\n")
    part.replace(path)


def _table(values: dict[str, Any]) -> Table:
    table = tomlkit.table()
    variants = values.pop("variants", [])
    for name, value in values.items():
        table.add(name, _lines(value) if name in LINES else _inline(value))
    if variants:
        rows = tomlkit.aot()
        for variant in variants:
            rows.append(_table(variant))
        table.add("variants", rows)
    return table


def _lines(rows: list[dict[str, Any]]) -> Any:
    """A list with one inline table a line."""
    array = tomlkit.array().multiline(True)
    for row in rows:
        array.append(_inline(row))
    return array


def _inline(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    table: InlineTable = tomlkit.inline_table()
    for name, inner in value.items():
        table.append(name, _inline(inner))
    return table
