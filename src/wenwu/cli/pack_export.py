"""`wenwu pack export`: packs as linked data, GeoJSON and a map."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from wenwu.atlas.chart import draw_chart, to_png
from wenwu.atlas.geography import to_geojson
from wenwu.atlas.lettering import Lettering
from wenwu.atlas.linked import linked, require_rdf, shapes, to_json_ld, to_turtle
from wenwu.atlas.model import Atlas
from wenwu.cli.own import open_atlas
from wenwu.report.folder import require_place, whole_or_nothing
from wenwu.report.typeface import FOLDER

FONTS = ("serif", "han")


def export(
    out: Annotated[Path, typer.Option("--out", "-o", help="A folder that does not exist yet.")],
    cultures: Annotated[
        list[str] | None, typer.Argument(metavar="[CULTURE]...", help="Ids of cultures; all if left out.")
    ] = None,
    pack: Annotated[list[Path] | None, typer.Option(help="A folder of your own packs.")] = None,
) -> None:
    """Write SKOS and CIDOC-CRM (Turtle, JSON-LD), SHACL shapes, GeoJSON and a map."""
    require_rdf()
    require_place(out)
    made = exported(open_atlas(pack), sorted(set(cultures or ())))
    with whole_or_nothing(out) as folder:
        for name, data in made.items():
            (folder / name).write_bytes(data)
    typer.echo(f"{out}: {', '.join(made)}")


def exported(atlas: Atlas, cultures: list[str]) -> Mapping[str, bytes]:
    """The files of an export by name; the map is left out where no culture has a place."""
    graph = linked(atlas, cultures)
    chosen = [atlas.culture(id) for id in cultures or sorted(atlas.cultures)]
    places = json.dumps(to_geojson(chosen), ensure_ascii=False, indent=1) + "\n"
    made = {
        "atlas.ttl": to_turtle(graph).encode(), "atlas.jsonld": to_json_ld(graph).encode(),
        "shapes.ttl": shapes().encode(), "places.geojson": places.encode(),
    }  # fmt: skip
    if any(culture.places for culture in chosen):
        svg = draw_chart(chosen, Lettering(tuple(FOLDER / f"{font}.woff" for font in FONTS)))
        made |= {"map.svg": svg.encode(), "map.png": to_png(svg)}
    return made
