"""What is wrong with a pack, in one sentence with file and line."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from wenwu.atlas.tomlfile import Place, unknown_key

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Complaint:
    """One thing about a pack: an error stops it, a warning asks to look again, a note only tells."""

    sentence: str  # dai/rules.toml:12: …
    level: Level = "error"

    def __str__(self) -> str:
        return self.sentence

    @property
    def order(self) -> tuple[str, int]:
        """By file, then by line."""
        found = re.match(r"(.*?):(\d+): ", self.sentence)
        return (found[1], int(found[2])) if found else (self.sentence, 0)


def in_order(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Each sentence once, by file and line."""
    return sorted(dict.fromkeys(complaints), key=lambda complaint: complaint.order)


def of_schema(
    error: ValidationError, kind: str, data: Mapping[str, Any], schema: type[BaseModel], place: Place
) -> list[str]:
    """Everything pydantic found in one record, misspelt keys before all others, each with its line."""
    found = sorted(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
    name = f"{kind} {data['id']!r}" if isinstance(data.get("id"), str) else f"a {kind}"
    sentences = []
    for one in found:
        keys = [part for part in one["loc"] if isinstance(part, str)]
        sentences.append(f"{place.at(*keys)}: {name}: {_clause(dict(one), keys, schema)}")
    return sentences


def _clause(error: Mapping[str, Any], keys: list[str], schema: type[BaseModel]) -> str:
    path = ".".join(keys)
    if error["type"] == "extra_forbidden":
        known = list(schema.model_fields) if len(keys) == 1 else []
        return unknown_key(keys[-1], known) if known else f"unknown key {path!r}"
    say = SAYINGS.get(error["type"], _other)
    return say(path, error)


def _other(path: str, error: Mapping[str, Any]) -> str:
    message = str(error["msg"])
    return f"{path} is {shown(error.get('input'))}: {message[:1].lower()}{message[1:]}"


def shown(value: object) -> str:
    """A value as a sentence can hold it: on one line, and not too long."""
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # a number of thousands of digits has no text
        text = f"a {type(value).__name__}"
    return text if len(text) <= 120 else f"{text[:117]}…"


def _pattern(path: str, error: Mapping[str, Any]) -> str:
    given = shown(error.get("input"))
    if "#" in str(error.get("ctx", {}).get("pattern")):
        return f"{given} is no colour ({path}); write it as #RRGGBB"
    return f"{path} {given} may hold only a-z, 0-9, _ and dots, and begins with a letter"


SAYINGS: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "missing": lambda path, error: f"lacks {path!r}",
    "value_error": lambda path, error: str(error["msg"]).removeprefix("Value error, "),
    "literal_error": lambda path, error: (
        f"{path} is {shown(error.get('input'))}; it may be {error['ctx']['expected']}"
    ),
    "string_pattern_mismatch": _pattern,
}
