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
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer of everything; the result says so. For a first look.")
    ] = False,
    planner_url: Annotated[
        str | None, typer.Option(help="Ask this address for the plans of bench motion's planner.")
    ] = None,
    clips: Annotated[int | None, typer.Option(help="How many clips bench firewall mends.", min=1)] = None,
    first: Annotated[
        int, typer.Option(help="First seed of bench firewall; runs can be laid end to end.", min=0)
    ] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A folder for the pictures that some benches draw.")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="A drawn corpus for the benches of the memory, which else draw one.")
    ] = None,
    speed: Annotated[
        bool, typer.Option("--speed", help="Of bench memory, how fast it reads, and nothing else.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object and nothing else.")] = False,
) -> None:
    """Measure: speed, sizes, compliance; `wenwu bench` alone lists what can be measured."""
    known = benches()
    if not names:
        typer.echo("\n".join(known))
        return
    asked = known if names == ["all"] else names
    wished = {"quick": quick, "planner_url": planner_url, "clips": clips, "first": first, "out": out,
              "corpus": corpus, "speed": speed}  # fmt: skip
    options = {option: value for option, value in wished.items() if value}
    results = {name: _run(name, known, data, options, names != ["all"]) for name in asked}
    if as_json:
        only = next(iter(results.values())) if len(results) == 1 else results
        typer.echo(json.dumps(only, ensure_ascii=False))
        return
    for name, result in results.items():
        typer.echo(name)
        table = getattr(_module(name), "table", None)
        shown = {k: v for k, v in result.items() if not (table and isinstance(v, Mapping))}
        width = max(map(len, shown), default=0)
        for metric, value in shown.items():
            typer.echo(
                f"  {metric:<{width}}  {value:.4g}"
                if isinstance(value, float)
                else f"  {metric:<{width}}  {value}"
            )
        if table:
            typer.echo(table(result))


def benches() -> list[str]:
    """The names of everything that can be measured: the modules of wenwu.measure that hold a run()."""
    from wenwu import measure

    files = sorted(Path(measure.__path__[0]).glob("*.py"))
    return [file.stem for file in files if "\ndef run(" in file.read_text("utf-8")]


def _run(
    name: str, known: list[str], data: Path | None, options: Mapping[str, Any], strict: bool
) -> Mapping[str, Any]:
    """One bench's numbers, by metric; an option it does not know is refused where the bench was named."""
    from inspect import signature

    from wenwu.base.errors import InputError

    if name not in known:
        raise InputError(f"no bench {name!r}; known: {', '.join(known)}, or all")
    run = _module(name).run
    takes = signature(run).parameters
    foreign = [f"--{option.replace('_', '-')}" for option in options if option not in takes]
    if foreign and strict:
        raise InputError(f"bench {name} has no {' and no '.join(foreign)}")
    return run(data, **{option: value for option, value in options.items() if option in takes})


def _module(name: str) -> Any:
    from importlib import import_module

    return import_module(f"wenwu.measure.{name}")
