"""`wenwu motif damage`: a picture aged, with a mask of what is lost."""

import json
from pathlib import Path
from typing import Annotated

import typer

from wenwu.motifs.damage_file import Wish, age, exposure_of, facts, sentences, wish_of, write_aged
from wenwu.motifs.fading import USUAL


def damage(
    file: Annotated[Path, typer.Argument(help="The picture: PNG, JPEG, WebP, TIFF, BMP or GIF.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new folder for what is written.")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="fading, ink, edge, abrasion, stain, mould, dust, worm, torn or curled; may be repeated. "
            "None: fading and three others that the seed picks."
        ),
    ] = None,
    severity: Annotated[float, typer.Option(help="0 nothing, 1 the most that is modelled.")] = 0.5,
    seed: Annotated[int, typer.Option(help="Another seed, other places.", min=0)] = 1,
    years: Annotated[float | None, typer.Option(help="Fade by so many years instead of by severity.")] = None,
    altitude: Annotated[float, typer.Option(help="Metres above the sea; counts for fading.")] = 0.0,
    light: Annotated[float, typer.Option(help="Million lux hours of light a year.")] = 1.0,
    dye: Annotated[
        list[str] | None, typer.Option(help="A dye the cloth is known to hold; may be repeated.")
    ] = None,
    learnt: Annotated[
        bool, typer.Option("--learnt", help="Lose ink and edge by the network taught real loss.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
) -> None:
    """Age a picture; writes damaged.png, mask.png, faded.png and damage.json into a new folder."""
    severities = wish_of(kind or [], severity, seed)
    exposure = exposure_of(severities, years, altitude, light, dye or ())
    aged = age(file, Wish(severities, seed, exposure, tuple(dye or USUAL), learnt))
    write_aged(aged, out)
    if as_json:
        typer.echo(json.dumps(facts(aged), ensure_ascii=False))
        return
    typer.echo(f"{out}:")
    for sentence in sentences(aged):
        typer.echo(f"  {sentence}")
