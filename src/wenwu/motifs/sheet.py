"""Contact sheets: every family, every motif, every textile of a culture, to be looked at."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray
from PIL import Image, ImageDraw

from wenwu.atlas.model import Atlas
from wenwu.atlas.textile import Textile
from wenwu.base.errors import RefusedError
from wenwu.motifs.canvas import rgb
from wenwu.motifs.family import FAMILIES
from wenwu.motifs.library import draw_motif, motif_family
from wenwu.motifs.path import Real
from wenwu.motifs.raster import draw_tile
from wenwu.motifs.textile import draw_textile

Picture = UInt8[ndarray, "H W 3"]
Page = UInt8[ndarray, "Y X 3"]  # of several pictures
INK, PAPER = "#3A3632", "#EFEBE3"
SHOWN = ("#1C2A4A", "#A3123A", "#F2B705", "#2E7D4F", "#D65C8A")  # dyes of the family sheet, of no culture
SIZES = {
    "hem": (0.9, 0.08),
    "sash": (0.9, 0.09),
    "headdress": (0.56, 0.12),
    "apron": (0.34, 0.5),
    "ribbon": (0.085, 0.5),
    "sleeve_cuff": (0.5, 0.55),
    "skirt": (1.2, 0.8),
}  # [m], by the first zone
PANELS = {
    "sleeve_cuff": (0.42, 0.52),
    "apron": (0.36, 0.5),
    "child_carrier": (0.5, 0.5),
    "brocade_quilt": (0.6, 0.6),
    "cape": (0.8, 0.6),
    "robe": (0.6, 0.45),
    "vest": (0.5, 0.5),
    "headdress": (0.22, 0.22),
    "skirt": (0.8, 0.4),
}  # [m], of composed cloths


def family_sheet(size: int = 220, columns: int = 6) -> Picture:
    """One drawing of each family of the grammar."""
    cells = []
    for name, family in FAMILIES.items():
        drawing = family.draw({})
        height = min(size, int(size / drawing.aspect))
        step = size * drawing.aspect * height / size if family.joins else 0.0
        tile = draw_tile(drawing, SHOWN, size, height, min(step, size))
        cells.append((name, _on(tile, SHOWN[0])))
    return sheet(cells, columns)


def motif_sheet(atlas: Atlas, culture: str, size: int = 220, columns: int = 6) -> Picture:
    """Every motif of a culture that may be drawn, in its own colours."""
    cells = []
    for motif in atlas.motifs.values():
        if motif.culture != culture:
            continue
        try:
            motif_family(motif)
        except RefusedError:
            continue
        cells.append((motif.id, _on(draw_motif(motif, atlas, size), "#2A2622")))
    return sheet(cells, columns)


def textile_sheet(atlas: Atlas, culture: str, pixels_per_metre: Real = 800, seed: int = 1) -> Picture:
    """Every textile of a culture, true to scale among themselves."""
    cells = []
    for textile in atlas.textiles.values():
        if textile.culture == culture:
            cloth = draw_textile(
                textile, atlas, shown_size(textile), pixels_per_metre, seed, not textile.frame
            )
            cells.append((textile.id, cloth.image))
    return sheet(cells, 2)


def shown_size(textile: Textile) -> tuple[float, float]:
    """Width and height [m] that suit a textile on a sheet."""
    if textile.layout == "fit":
        return SIZES["sash"]
    if textile.composed:
        return PANELS.get(textile.zones[0], (0.5, 0.5))
    return SIZES.get(textile.zones[0], (0.8, 0.5))


def sheet(cells: Sequence[tuple[str, Picture]], columns: int) -> Page:
    """Pictures in rows under their names."""
    gap, line = 12, 16
    wide = max((image.shape[1] for _, image in cells), default=1)
    places, x, y, tall = [], gap, gap, 0
    limit = columns * (wide + gap)
    for _, image in cells:
        if x > gap and x + image.shape[1] > limit:
            x, y, tall = gap, y + tall + line + gap, 0
        places.append((x, y))
        x, tall = x + image.shape[1] + gap, max(tall, image.shape[0])
    page = Image.new("RGB", (limit + gap, y + tall + line + gap), PAPER)
    draw = ImageDraw.Draw(page)
    for (name, image), (left, top) in zip(cells, places, strict=True):
        draw.text((left, top), name, fill=INK)
        page.paste(Image.fromarray(image), (left, top + line))
    return np.asarray(page)


def captioned(image: Picture, words: str) -> Page:
    """A picture over a strip of paper that says what it is."""
    lines = wrap(words, max(8, image.shape[1] // 7))
    page = Image.new("RGB", (image.shape[1], image.shape[0] + 8 + 14 * len(lines)), PAPER)
    page.paste(Image.fromarray(image), (0, 0))
    ImageDraw.Draw(page).text((4, image.shape[0] + 3), "\n".join(lines), fill=INK)
    return np.asarray(page)


def _on(tile: UInt8[ndarray, "H W 4"], ground: str) -> Picture:
    """A tile on a plain ground."""
    cover = tile[..., 3:].astype(np.uint16)
    under = np.array(rgb(ground), np.uint16)
    return ((tile[..., :3] * cover + under * (255 - cover) + 127) // 255).astype(np.uint8)
