"""What is wrong with a record, in one sentence with file and line."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from wenwu.atlas.tomlfile import Place, unknown_key


def complaint(
    error: ValidationError, kind: str, data: Mapping[str, Any], schema: type[BaseModel], place: Place
) -> str:
    """One of the things pydantic found, a misspelt key before all others, with its line."""
    found = sorted(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
    first: Mapping[str, Any] = dict(found[0])
    keys = [part for part in first["loc"] if isinstance(part, str)]
    name = f"{kind} {data['id']!r}" if isinstance(data.get("id"), str) else f"a {kind}"
    return f"{place.at(*keys)}: {name}: {_clause(first, keys, schema)}"


def _clause(error: Mapping[str, Any], keys: list[str], schema: type[BaseModel]) -> str:
    path = ".".join(keys)
    if error["type"] == "extra_forbidden":
        known = list(schema.model_fields) if len(keys) == 1 else []
        return unknown_key(keys[-1], known) if known else f"unknown key {path!r}"
    say = SAYINGS.get(error["type"], _other)
    return say(path, error)


def _other(path: str, error: Mapping[str, Any]) -> str:
    message = str(error["msg"])
    return f"{path} is {error.get('input')!r}: {message[:1].lower()}{message[1:]}"


def _pattern(path: str, error: Mapping[str, Any]) -> str:
    given = error.get("input")
    if "#" in str(error.get("ctx", {}).get("pattern")):
        return f"{given!r} is no colour ({path}); write it as #RRGGBB"
    return f"{path} {given!r} may hold only a-z, 0-9, _ and dots, and begins with a letter"


SAYINGS: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {
    "missing": lambda path, error: f"lacks {path!r}",
    "value_error": lambda path, error: str(error["msg"]).removeprefix("Value error, "),
    "literal_error": lambda path, error: (
        f"{path} is {error.get('input')!r}; it may be {error['ctx']['expected']}"
    ),
    "string_pattern_mismatch": _pattern,
}
