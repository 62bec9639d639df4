"""Gallery pages, to be looked at: every family with its motifs, every culture with its motifs and panels."""

from collections.abc import Iterator, Mapping

from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import RefusedError
from wenwu.base.seed import generator
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.hand import by_hand
from wenwu.motifs.library import motif_family
from wenwu.motifs.sheet import SHOWN, Picture, sheet, shown_size
from wenwu.motifs.sign import RENDERINGS, Rendering, draw_sign, render
from wenwu.motifs.textile import draw_textile

CELL, COLUMNS, MOST = 168, 6, 12  # [px], across, cells of a page
PANEL = 520  # [px] longer side of a composed cloth
CRAFTS: Mapping[str, Rendering] = {r: r for r in RENDERINGS if r != "flat"}


def family_page(name: str, atlas: Atlas, cell: int = CELL) -> Picture:
    """A family: first in dyes of no culture by two hands, then each motif that is drawn with it."""
    cells = []
    family = FAMILIES[name]
    for seed in (1, 2):
        rng = generator(seed, "gallery", name)
        drawing = family.draw({}) if family.counted else by_hand(family.draw({}), rng, joins=family.joins)
        cells.append((f"{name}, seed {seed}", render(drawing, family, SHOWN, cell, "flat", rng).image))
    for motif in drawn_motifs(atlas):
        if motif.family == name and len(cells) < MOST:
            cells.append((motif.id, draw_sign(motif, atlas, cell).image))
    return sheet(cells, min(COLUMNS, len(cells)))


def culture_page(culture: str, atlas: Atlas, cell: int = CELL) -> Picture | None:
    """A people's motifs that may be drawn, flat and in a craft of their own cloth; None if there is none."""
    cells = []
    crafts = crafts_of(culture, atlas)
    for k, motif in enumerate(m for m in drawn_motifs(atlas) if m.culture == culture):
        cells.append((motif.id.partition(".")[2], draw_sign(motif, atlas, cell).image))
        if crafts:
            craft = crafts[k % len(crafts)]
            cells.append((f"in {craft}", draw_sign(motif, atlas, cell, 2, craft).image))
    return sheet(cells, min(COLUMNS, len(cells))) if cells else None


def panels_page(culture: str, atlas: Atlas, side: int = PANEL) -> Picture | None:
    """A people's composed cloths, `side` [px] on the longer side, first seed; None if there is none."""
    cells = []
    for textile in atlas.textiles.values():
        if textile.culture == culture and textile.composed:
            size = shown_size(textile)
            image = draw_textile(textile, atlas, size, side / max(size), 1).image
            cells.append((f"{textile.id.partition('.')[2]}: {textile.zones[0]}", image))
    return sheet(cells, min(2, len(cells))) if cells else None


def drawn_motifs(atlas: Atlas) -> Iterator[Motif]:
    """Every motif that the atlas lets be drawn."""
    for motif in atlas.motifs.values():
        try:
            motif_family(motif)
        except RefusedError:
            continue
        yield motif


def crafts_of(culture: str, atlas: Atlas) -> tuple[Rendering, ...]:
    """The renderings that the textiles of a people name as their technique."""
    named = {
        technique
        for textile in atlas.textiles.values()
        if textile.culture == culture
        for technique in (textile.technique, *(band.technique for band in textile.parts()))
    }
    return tuple(CRAFTS[t] for t in CRAFTS if t in named)
