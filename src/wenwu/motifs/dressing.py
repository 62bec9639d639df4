"""Dressings: the dyes and crafts in which the atlas lets a motif be made, all of its people's palette."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from wenwu.atlas.band import TONES
from wenwu.atlas.culture import Culture
from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import RefusedError
from wenwu.motifs.canvas import rgb, toned
from wenwu.motifs.lab import to_lab
from wenwu.motifs.sign import METALS, Rendering, dyes_of, luminance

SEEN = 20.0  # [ΔE*ab] of the dye that stands off most
APART = 0.16  # of luminance, by which a ground stands off from a motif's first dye
FLAT = "flat"
OWN_DYES: tuple[Rendering, ...] = ("batik", "silver")  # wax and vat, beaten metal: they choose their dyes


@dataclass(frozen=True)
class Dressing:
    """The dyes of one drawing, the ground first, and how it is made."""

    names: tuple[str, ...]  # in the culture's palette; + and − for the face of the weave
    dyes: tuple[str, ...]  # #RRGGBB
    craft: str


def dressings(motif: Motif, atlas: Atlas) -> tuple[Dressing, ...]:
    """Each lawful one once: the textiles' own, then the motif's dyes on each ground that shows them."""
    culture = atlas.culture(motif.culture)
    crafts = crafts_for(motif, atlas)
    cloth = [craft for craft in crafts if craft not in OWN_DYES]
    found = [
        *_of_textiles(motif, atlas, culture),
        *(Dressing(names, _hex(names, culture), craft) for names in _own(motif, culture) for craft in cloth),
        *_special(motif, culture, [craft for craft in OWN_DYES if craft in crafts]),
    ]
    return tuple(d for d in dict.fromkeys(found) if d.craft == "silver" or _shows(d.dyes))


def _shows(dyes: tuple[str, ...]) -> bool:
    """Whether some dye stands off from the ground: white damask on white is lawful, and no picture."""
    lab = to_lab(np.array([rgb(dye) for dye in dyes]) / 255)
    return bool((np.linalg.norm(lab - lab[0], axis=1) >= SEEN).any())


def crafts_for(motif: Motif, atlas: Atlas) -> tuple[str, ...]:
    """Flat, plain weave, and every technique that its people's textiles name."""
    named = {
        technique
        for textile in atlas.textiles.values()
        if textile.culture == motif.culture
        for technique in (textile.technique, *(band.technique for band in textile.parts()))
        if technique
    }
    metal = {"silver"} if set(motif.colours) & set(METALS) else set()
    ikat = {"ikat"} if motif.family != "ikat" else set()  # a way of dyeing threads, not of setting signs
    return tuple(sorted({FLAT, "plain", *named, *metal} - ikat))


def _of_textiles(motif: Motif, atlas: Atlas, culture: Culture) -> Iterator[Dressing]:
    """As the atlas' own textiles show it."""
    for textile in atlas.textiles.values():
        for band in textile.parts():
            craft = band.technique or textile.technique
            for sign in band.signs():
                if sign.motif == motif.id and craft not in ("silver", "ikat"):  # they are drawn otherwise
                    ground = band.ground or textile.ground
                    names = sign.colours or (ground, *motif.colours)
                    yield Dressing(names, _hex(names, culture), craft if craft != "batik" else "plain")


def _own(motif: Motif, culture: Culture) -> Iterator[tuple[str, ...]]:
    """The motif's own dyes, its later ones also the other way round, on every ground that shows the first."""
    if not motif.colours:
        return
    first, *rest = motif.colours
    main = luminance(culture.palette.get(first, first))
    for ground, dye in culture.palette.items():
        if ground not in METALS and ground != first and abs(luminance(dye) - main) >= APART:
            for later in dict.fromkeys((tuple(rest), tuple(reversed(rest)))):
                yield (ground, first, *later)


def _special(motif: Motif, culture: Culture, crafts: Iterable[Rendering]) -> Iterator[Dressing]:
    """Wax and vat, or beaten metal, whose dyes are the craft's own."""
    for craft in crafts:
        try:
            dyes = dyes_of(motif, culture, craft)
        except RefusedError:
            continue
        names = {dye: name for name, dye in culture.palette.items()}
        yield Dressing(tuple(names.get(dye, "one dip") for dye in dyes), dyes, craft)


def _hex(names: Iterable[str], culture: Culture) -> tuple[str, ...]:
    return tuple(_dye(name, culture) for name in names)


def _dye(name: str, culture: Culture) -> str:
    plain = name.rstrip(TONES)
    if name in culture.palette or plain not in culture.palette:
        return culture.palette.get(name, name)
    return toned(culture.palette[plain], name.count("+") - name.count("-"))
