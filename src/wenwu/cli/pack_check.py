"""`wenwu pack check`: everything that is wrong with a pack, each in one sentence with file and line."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from wenwu.atlas.load import check_packs

ERRORS = 2  # the exit code of a pack that cannot be used


def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DIR]...", help="Packs; those that came with wenwu if left out."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Look at packs: rules' examples, contradictions, ids, sources. Exit 2 with an error, 0 with warnings."""
    found = check_packs(*(folders or []))
    count: Counter[str] = Counter(complaint.level for complaint in found)
    if as_json:
        rows = [{"level": one.level, "sentence": one.sentence} for one in found]
        typer.echo(json.dumps({"errors": count["error"], "complaints": rows}, ensure_ascii=False, indent=2))
    else:
        for complaint in found:
            typer.echo(f"{complaint.level}: {complaint}", err=complaint.level == "error")
        typer.echo(_sum(count, folders))
    if count["error"]:
        raise typer.Exit(ERRORS)


def _sum(count: Counter[str], folders: list[Path] | None) -> str:
    name = ", ".join(folder.name for folder in folders) if folders else "the packs of wenwu"
    words = (("error", "error"), ("warning", "warning"), ("note", "open dispute"))
    return f"{name}: {', '.join(_some(count[level], word) for level, word in words)}"


def _some(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
