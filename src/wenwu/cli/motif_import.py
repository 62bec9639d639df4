"""`wenwu motif import`: real pictures brought in, upright, in sRGB, with every word that came with them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wenwu.cli.waiting import Waiting
from wenwu.motifs.importer import SIDE, import_pictures

SKIPPED = 2  # the exit code if a picture could not be read
SHOWN = 10  # sentences on the terminal; all of them are in skipped.jsonl


def bring(
    source: Annotated[
        str,
        typer.Argument(help="A folder, a zip, a IIIF manifest (.json), a picture; an address with --online."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new folder for what is read.")],
    culture: Annotated[str, typer.Option(help="Whose it is, where its own row does not say.")] = "",
    label: Annotated[str, typer.Option(help="What it shows, likewise.")] = "",
    licence: Annotated[str, typer.Option(help="By what right it is kept, likewise; else: not stated.")] = "",
    attribution: Annotated[str, typer.Option(help="How its maker is named, likewise.")] = "",
    side: Annotated[int, typer.Option(help="Pixels on the longer side at most.", min=64, max=4096)] = SIDE,
    online: Annotated[
        bool, typer.Option("--online", help="Fetch what does not lie here, by http and https alone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Bring in pictures. What cannot be read is said, skipped and counted: exit 2."""
    about = {"culture": culture, "label": label, "licence": licence, "attribution": attribution}
    with Waiting(quiet=as_json) as waiting:
        report = import_pictures(source, out, about, online=online, side=side, progress=waiting)
    if as_json:
        told = {"out": str(out), "read": report.read, "without_licence": report.unlicensed,
                "skipped": [{"name": s.name, "why": s.why} for s in report.skipped],
                "ignored": list(report.ignored)}  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{out}: {report.read} pictures, {report.unlicensed} of them without a licence")
        for one in report.skipped[:SHOWN]:
            typer.echo(f"skipped {one.name}: {one.why}", err=True)
        if report.skipped:
            typer.echo(f"{len(report.skipped)} skipped; all reasons are in {out / 'skipped.jsonl'}", err=True)
    if report.skipped:
        raise typer.Exit(SKIPPED)


globals()["import"] = bring  # the command's name is a keyword, which no function can have
