"""The whole grammar in one place: every module that enters families, and the form of an atlas motif."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import RefusedError
from wenwu.motifs import (
    almond,
    auspicious,
    counted,
    crane,
    creature,
    dragon,
    drum_sun,
    flame,
    floral,
    frog,
    geometric,
    guarded,
    ikat,
    knot,
    leaflet,
    phoenix,
    road,
    scroll,
    silkworm,
)
from wenwu.motifs.family import Family, find_family
from wenwu.motifs.gate import GATED
from wenwu.motifs.path import Drawing
from wenwu.motifs.raster import Tile, draw_tile

MODULES = (
    *(geometric, scroll, floral, creature, crane, dragon, knot, ikat, counted, drum_sun, frog, phoenix),
    *(silkworm, road, auspicious, guarded, flame, almond, leaflet),
)
KEEPS_AWAY = 3  # this sacred level and above never comes by default


def motif_family(motif: Motif) -> Family:
    """The family that draws a motif, if it may be drawn at all."""
    if motif.family in GATED or not motif.drawable or motif.family == "none":
        raise RefusedError(f"the motif {motif.id!r} is not drawn: it is kept by its own gate; choose another")
    if motif.sacred >= KEEPS_AWAY:
        raise RefusedError(
            f"the motif {motif.id!r} is sacred at level {motif.sacred} and is not drawn "
            "without a review record; choose a motif of level 0 to 2"
        )
    return find_family(motif.family)


def motif_params(motif: Motif, over: Mapping[str, Any]) -> dict[str, Any]:
    """A motif's own parameters under those of the place where it is drawn; its hand cannot be changed."""
    params = {**motif.params, **over}
    if motif.turn in ("left", "right"):
        params["turn"] = motif.turn
    return params


def motif_drawing(motif: Motif, over: Mapping[str, Any]) -> Drawing:
    """A motif as vector paths."""
    return cached_drawing(motif_family(motif), _frozen(motif_params(motif, over)))


def ornament_drawing(name: str, params: Mapping[str, Any]) -> Drawing:
    """A plain ornament as vector paths."""
    return cached_drawing(find_family(name), _frozen(params))


def _frozen(params: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((k, tuple(v) if isinstance(v, list) else v) for k, v in params.items()))


@lru_cache(maxsize=512)
def cached_drawing(family: Family, params: tuple[tuple[str, Any], ...]) -> Drawing:
    """Drawings are made once for each set of numbers."""
    return family.draw(dict(params))


def palette_of(atlas: Atlas, culture: str) -> Mapping[str, str]:
    """The colours of a culture by name."""
    return atlas.culture(culture).palette


def draw_motif(motif: Motif, atlas: Atlas, size: int = 256, ground: str | None = None) -> Tile:
    """One motif alone in its own colours, on its first colour's ground or transparent."""
    palette = palette_of(atlas, motif.culture)
    dyes = [palette.get(name, name) for name in motif.colours]
    return draw_tile(motif_drawing(motif, {}), [ground or "#201C1A", *dyes], size, size)
