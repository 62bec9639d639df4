"""`wenwu bench`: every number we publish, measured here."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer


def bench(
    names: Annotated[
        list[str], typer.Argument(help="Which benches, or all; see the list with no name.")
    ] = [],  # noqa: B006
    data: Annotated[Path | None, typer.Option(help="A folder of data that some benches need.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object and nothing else.")] = False,
) -> None:
    """Measure: speed, sizes, compliance; `wenwu bench` alone lists what can be measured."""
    known = benches()
    if not names:
        typer.echo("\n".join(known))
        return
    asked = known if names == ["all"] else names
    results = {name: _run(name, known, data) for name in asked}
    if as_json:
        only = next(iter(results.values())) if len(results) == 1 else results
        typer.echo(json.dumps(only, ensure_ascii=False))
        return
    for name, result in results.items():
        typer.echo(name)
        width = max(map(len, result), default=0)
        for metric, value in result.items():
            typer.echo(
                f"  {metric:<{width}}  {value:.4g}"
                if isinstance(value, float)
                else f"  {metric:<{width}}  {value}"
            )


def benches() -> list[str]:
    """The names of everything that can be measured: the modules of wenwu.measure that hold a run()."""
    from wenwu import measure

    files = sorted(Path(measure.__path__[0]).glob("*.py"))
    return [file.stem for file in files if "\ndef run(" in file.read_text("utf-8")]


def _run(name: str, known: list[str], data: Path | None) -> Mapping[str, Any]:
    """One bench's numbers, by metric."""
    from importlib import import_module

    from wenwu.base.errors import InputError

    if name not in known:
        raise InputError(f"no bench {name!r}; known: {', '.join(known)}, or all")
    return import_module(f"wenwu.measure.{name}").run(data)
