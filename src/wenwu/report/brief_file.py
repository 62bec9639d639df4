"""brief.toml: a Brief as a file that a person can read, change and run again."""

import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.items import Table

from wenwu.atlas.model import Atlas, Dance
from wenwu.base.errors import InputError, RefusedError
from wenwu.body.performer import performers
from wenwu.prompt.brief import Brief, Part
from wenwu.prompt.wishes import (
    check_beats,
    check_dancers,
    check_formats,
    check_fps,
    check_like,
    check_performer,
    check_seconds,
    check_seed,
    check_size,
    check_variety,
)

HEAD = "One performance, fully decided. Run it again with: wenwu animate brief.toml -o DIR"
LARGEST = 2**20  # [bytes]
TABLES = {
    "cast": "who dances",
    "angles": "angles asked for [deg]",
    "assumed": "what the sentence did not say",
}


def write_brief(brief: Brief, path: Path) -> None:
    """Write a brief; what is not set is left out."""
    document = tomlkit.document()
    document.add(tomlkit.comment(HEAD))
    values = brief.model_dump(mode="json", exclude_none=True)
    for key, value in values.items():
        if key not in TABLES:
            document.add(key, value)
    for key, about in TABLES.items():
        if values.get(key):
            document.add(tomlkit.nl())
            document.add(tomlkit.comment(about))
            document.add(key, _tables(values[key]) if isinstance(values[key], list) else values[key])
    path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")


def _tables(rows: list[dict[str, Any]]) -> Any:
    """Rows as an array of tables."""
    array = tomlkit.aot()
    for row in rows:
        table: Table = tomlkit.table()
        for key, value in row.items():
            table.add(key, value)
        array.append(table)
    return array


def read_brief_file(path: Path) -> Brief:
    """Read a brief; raise with the place and one sentence where it is not one."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path.name} is larger than a brief can be ({LARGEST >> 20} MiB)")
        values = tomllib.loads(path.read_text("utf-8"))
        return Brief.model_validate(values)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text, so it is no brief") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.name} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the file"
        raise InputError(f"{path.name} is no brief: {place}: {first['msg']}") from error


def require_possible(brief: Brief, atlas: Atlas) -> None:
    """Raise where a brief that somebody wrote asks for what no sentence could."""
    check_seconds(brief.seconds)
    check_size(f"{brief.width}x{brief.height}")
    check_fps(brief.fps)
    check_seed(brief.seed)
    check_variety(brief.variety)
    check_like(brief.like)
    check_beats(brief.beats)
    check_dancers(len(brief.cast))
    check_formats(brief.formats)
    dance = atlas.dance(brief.dance)
    if atlas.culture(brief.culture).id != dance.culture:
        raise RefusedError(f"refused: {brief.dance} is a dance of {dance.culture}, not of {brief.culture}")
    low, high, _ = dance.tempo
    if not low <= brief.tempo <= high:
        raise InputError(
            f"{brief.dance} goes from {low:g} to {high:g} beats a minute, not at {brief.tempo:g}"
        )
    for part in brief.cast:
        _require_part(part, dance, atlas)


def _require_part(part: Part, dance: Dance, atlas: Atlas) -> None:
    variant = dance.variant(part.variant)
    costume = atlas.costume(part.costume)
    performer = performers()[check_performer(part.performer, performers())]
    if variant.gender not in ("any", part.gender):
        raise InputError(
            f"{variant.id} of {dance.id} is danced by a {variant.gender}, not by a {part.gender}"
        )
    if performer.gender != part.gender or costume.gender != part.gender:
        raise InputError(f"{part.performer} and {part.costume} do not both fit a {part.gender}")
    if costume.culture != dance.culture:
        raise RefusedError(
            f"refused: {costume.id} belongs to {costume.culture}, and {dance.id} to {dance.culture}"
        )
