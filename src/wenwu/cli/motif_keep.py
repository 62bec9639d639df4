"""`wenwu motif keep`: pictures into the catalogue, out of it, and is all of it as it should be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from wenwu.base.errors import InputError

NOT_KEPT = 2  # the exit code if a picture could not be kept, or the check finds something


def keep(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Pictures, folders of pictures, folders with labels.csv or metadata.jsonl.",
        ),
    ] = None,
    catalogue: Annotated[
        Path, typer.Option("--catalogue", "-c", help="The catalogue's folder; made if need be.")
    ] = Path("catalogue"),
    label: Annotated[str, typer.Option(help="What is shown, where no table says so.")] = "",
    culture: Annotated[
        str, typer.Option(help="Whose it is; an id of the atlas brings its names along.")
    ] = "",
    source: Annotated[str, typer.Option(help="Who made or holds it, when, where.")] = "",
    licence: Annotated[
        str, typer.Option(help="By what right it is kept; else it is kept as not stated.")
    ] = "",
    attribution: Annotated[str, typer.Option(help="How its maker wants to be named.")] = "",
    notice: Annotated[str, typer.Option(help="What its community asks of whoever sees it.")] = "",
    place: Annotated[str, typer.Option(help="Where it is from, in words.")] = "",
    at: Annotated[str, typer.Option(help='Where it is from, "latitude,longitude" [deg].')] = "",
    drop: Annotated[str, typer.Option(help="Take the entry with this id out.")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Read every picture again and say what is amiss.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Keep pictures with what is known of them. What cannot be kept is said, skipped and counted: exit 2."""
    from wenwu.motifs.catalogue_file import FileCatalogue

    if not (sources or drop or check):
        raise InputError("nothing to keep; name pictures or folders, or --drop ID, or --check")
    about = _about(label=label, culture=culture, source=source, licence=licence, attribution=attribution,
                   notice=notice, place=place, at=at)  # fmt: skip
    for one in sources or ():
        if not one.exists():
            raise InputError(f"there is no picture or folder {str(one)!r}")
    with FileCatalogue(catalogue, new=bool(sources)) as kept:
        said: dict[str, Any] = {"catalogue": str(catalogue)}
        if drop:
            kept.drop(drop)
            said["dropped"] = drop
        if sources:
            said |= _kept(kept, sources, about)
        if check:
            said["amiss"] = list(kept.check())
        said["entries"] = kept.count()
    typer.echo(json.dumps(said, ensure_ascii=False, indent=2) if as_json else "\n".join(_told(said)))
    if said.get("skipped") or said.get("amiss"):
        raise typer.Exit(NOT_KEPT)


def _about(at: str, culture: str, **stated: str) -> dict[str, Any]:
    """What was said of all of them at once."""
    from wenwu.motifs.entry import require_place

    about: dict[str, Any] = {name: value for name, value in stated.items() if value}
    if culture:
        about["culture"], about["words"] = culture, " ".join(_names(culture))
    if at:
        about["lat"], about["lon"] = require_place(*pair(at))
    return about


def _names(culture: str) -> Iterator[str]:
    """A people's names in the atlas, where `culture` is one of its ids."""
    from wenwu.cli.own import open_atlas

    known = open_atlas().cultures.get(culture)
    if known is not None:
        names = known.names
        yield from (names.en, names.zh, names.pinyin, *(one.text for one in names.native), *names.aliases)


def pair(words: str) -> tuple[float, float]:
    """Two numbers "a,b"; InputError for anything else."""
    try:
        one, two = (float(word) for word in words.split(","))
    except ValueError as error:
        raise InputError(f'{words!r} is no place; write "latitude,longitude" in degrees') from error
    return one, two


def _kept(catalogue: Any, sources: list[Path], about: dict[str, Any]) -> dict[str, Any]:
    from wenwu.motifs.keeping import Skipped, newcomers

    skipped = Skipped()
    done = catalogue.add(one for source in sources for one in newcomers(source, about, skipped))
    return {"new": done.new, "known": done.known, "skipped": skipped.why}


def _told(said: dict[str, Any]) -> Iterator[str]:
    yield f"{said['catalogue']}: {said['entries']} entries"
    if "dropped" in said:
        yield f"  taken out: {said['dropped']}"
    if "new" in said:
        yield f"  new: {said['new']}, known already: {said['known']}, skipped: {len(said['skipped'])}"
        yield from (f"  {why}" for why in said["skipped"])
    if "amiss" in said:
        yield from (f"  {why}" for why in said["amiss"] or ["nothing is amiss"])
