"""`wenwu motif read`: what pictures look like, what that means where, how sure, which rules speak of it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wenwu.base.errors import InputError

if TYPE_CHECKING:
    from wenwu.atlas.model import Atlas
    from wenwu.atlas.text import Lang
    from wenwu.memory.memory import Memory
    from wenwu.memory.photo import PhotoRead
    from wenwu.motifs.context import Context

NOT_READ = 2  # the exit code if a picture could not be read


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="PNG, JPEG, WebP, TIFF, BMP, GIF or SVG.")
    ],
    context: Annotated[
        list[str] | None,
        typer.Option(
            help='"culture=yi, occasion=torch festival, carrier=hem, placement=row, role=woman", in part or '
            "whole; may be repeated, and each is answered."
        ),
    ] = None,
    culture: Annotated[str | None, typer.Option(help="Whose it may be; fills what --context leaves.")] = None,
    occasion: Annotated[str | None, typer.Option(help="When it is shown.")] = None,
    carrier: Annotated[str | None, typer.Option(help="What it is on: hem, apron, child_carrier …")] = None,
    placement: Annotated[str | None, typer.Option(help="alone, row or field.")] = None,
    role: Annotated[str | None, typer.Option(help="Who wears it: woman or man.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A new folder for a page, data and pictures.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    memory: Annotated[Path | None, typer.Option(help="A memory that `wenwu train memory` wrote.")] = None,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """Read pictures: form, meaning by context, rules, and whether the memory knows anything like it."""
    from wenwu.cli.own import open_atlas
    from wenwu.memory.memory import load_memory
    from wenwu.prompt.wishes import check_lang

    spoken, atlas = check_lang(lang), open_atlas(pack)
    others = {"culture": culture, "occasion": occasion, "carrier": carrier}
    contexts = contexts_of(context or [], {**others, "placement": placement, "role": role}, atlas)
    mind = load_memory(memory)
    photos, skipped = read_all(files, contexts, atlas, mind)
    if out is not None and photos:
        write_all(photos, mind, atlas, spoken, out)
    if as_json:
        typer.echo(json.dumps(as_data(photos, skipped, mind, atlas), ensure_ascii=False, indent=2))
    else:
        _tell(photos, mind, atlas, spoken)
        _tell_files(skipped, len(files), out if photos else None)
    if skipped:
        raise typer.Exit(NOT_READ)


def contexts_of(texts: list[str], given: dict[str, str | None], atlas: "Atlas") -> "list[Context]":
    """The contexts to be read in, each once: those of --context, with what single options say besides."""
    from wenwu.memory.asked import context_of, filled, known_context

    others = known_context(given, atlas)
    return list(dict.fromkeys(filled(context_of(text, atlas), others) for text in texts)) or [others]


def read_all(
    files: list[Path], contexts: "list[Context]", atlas: "Atlas", memory: "Memory"
) -> "tuple[list[PhotoRead], list[dict[str, str]]]":
    """Every picture that can be read, and for every other one the sentence why not."""
    from wenwu.memory.photo import read_photo

    photos, skipped = [], []
    for file in files:
        try:
            photos.append(read_photo(file, contexts, atlas, memory))
        except InputError as error:
            said = str(error)
            skipped.append(
                {"file": str(file), "why": said if file.name in said else f"{file.name!r}: {said}"}
            )
    return photos, skipped


def write_all(photos: "list[PhotoRead]", memory: "Memory", atlas: "Atlas", lang: "Lang", out: Path) -> None:
    """One picture's reading into a folder, several into a folder each below it; whole or not at all."""
    from wenwu.base.whole import whole_folder
    from wenwu.report.reading_page import write_reading

    with whole_folder(out) as part:
        for number, photo in enumerate(photos, 1):
            home = part if len(photos) == 1 else part / f"{number:03d}-{Path(photo.file).stem}"
            home.mkdir(exist_ok=True)
            write_reading(photo, memory, atlas, lang, home)


def as_data(
    photos: "list[PhotoRead]", skipped: list[dict[str, str]], memory: "Memory", atlas: "Atlas"
) -> dict[str, Any]:
    """The whole answer as plain values."""
    from wenwu.report.reading_data import memory_data, photo_data, sources_data

    pictures = [photo_data(photo, memory, atlas) for photo in photos]
    return {
        "pictures": pictures, "skipped": skipped, "memory": memory_data(memory),
        "sources": sources_data(pictures, atlas),
    }  # fmt: skip


def _tell(photos: "list[PhotoRead]", memory: "Memory", atlas: "Atlas", lang: "Lang") -> None:
    """Each picture for people; what holds for all of them once, at the end."""
    from wenwu.cli.reading_text import tell_reading, tell_sure
    from wenwu.cli.table import console
    from wenwu.report.reading_view import reading_view

    out = console()
    views = [reading_view(photo, memory, atlas, lang) for photo in photos]
    for view in views:
        tell_reading(out, view, lang)
    if views:
        tell_sure(out, views[0], lang)


def _tell_files(skipped: list[dict[str, str]], count: int, out: Path | None) -> None:
    """What was not read, and where the readings lie."""
    for one in skipped:
        typer.echo(one["why"], err=True)
    if skipped and count > 1:
        typer.echo(f"{len(skipped)} of {count} pictures were not read", err=True)
    if out is not None:
        typer.echo(f"written to {out}")
