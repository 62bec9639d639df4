"""A textile of the atlas becomes cloth: flat dyes composed band by band, then finished by its techniques."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

from wenwu.atlas.band import Technique
from wenwu.atlas.model import Atlas
from wenwu.atlas.textile import Textile
from wenwu.base.errors import InputError, RefusedError
from wenwu.base.seed import generator
from wenwu.motifs.band import draw_band
from wenwu.motifs.canvas import Canvas, Placement
from wenwu.motifs.drift import drifted
from wenwu.motifs.field import draw_field
from wenwu.motifs.form import Loom
from wenwu.motifs.frame import draw_frame
from wenwu.motifs.layout import Strip, band_heights, strips
from wenwu.motifs.library import motif_family
from wenwu.motifs.panel import draw_panels
from wenwu.motifs.technique import Cloth0, finish
from wenwu.motifs.thread import counted

MOST = 16_000_000  # pixels of one cloth
HANDS = 3  # ways in which a sign of a panel is drawn; its place says which


@dataclass(frozen=True, eq=False)
class Cloth:
    """A drawn textile; row 0 of the image is the top of the garment."""

    image: UInt8[ndarray, "H W 3"]  # sRGB
    height: Float32[ndarray, "H W"] | None  # 0 ground … 1 highest, where the technique has relief
    placements: tuple[Placement, ...]


def draw_textile(
    textile: Textile,
    atlas: Atlas,
    size: tuple[float, float],
    pixels_per_metre: float,
    seed: int,
    wraps: bool = False,
) -> Cloth:
    """The textile on a cloth of that size (width, height) [m]; if it wraps, left and right edge meet."""
    canvas, regions = compose(textile, atlas, size, pixels_per_metre, wraps)
    rng = generator(seed, "textile", textile.id)
    if textile.composed:
        canvas = _made(canvas, textile, regions, pixels_per_metre, generator(seed, "hand", textile.id))
    picture = np.empty((canvas.height, canvas.width, 3), np.float32)
    relief = np.zeros((canvas.height, canvas.width), np.float32)
    for top, bottom, technique in regions:
        rows = slice(top, bottom)
        flat = canvas.colour[rows].astype(np.float32) / 255
        raw = Cloth0(flat, canvas.figure[rows], pixels_per_metre, textile.irregular, rng)
        picture[rows], relief[rows] = finish(technique, raw)
    image = np.round(picture * 255).astype(np.uint8)
    return Cloth(image, relief if relief.any() else None, tuple(canvas.placements))


def _made(
    canvas: Canvas,
    textile: Textile,
    regions: list[tuple[int, int, Technique]],
    pixels: float,
    rng: np.random.Generator,
) -> Canvas:
    """What is counted in threads, and how the hand wandered."""
    for top, bottom, technique in regions:
        if technique == "brocade":
            rows = slice(top, bottom)
            canvas.colour[rows], canvas.figure[rows] = counted(
                canvas.colour[rows], canvas.figure[rows], pixels
            )
    return drifted(canvas, pixels, textile.irregular, rng)


def compose(
    textile: Textile, atlas: Atlas, size: tuple[float, float], pixels_per_metre: float, wraps: bool
) -> tuple[Canvas, list[tuple[int, int, Technique]]]:
    """The flat cloth, and which technique finishes which rows."""
    check_textile(textile, atlas)
    width, height = (round(side * pixels_per_metre) for side in size)
    if width < 2 or height < 2 or width * height > MOST:
        raise InputError(
            f"a cloth of {size[0]:g} × {size[1]:g} m at {pixels_per_metre:g} pixels a metre cannot be drawn"
        )
    palette = dict(atlas.culture(textile.culture).palette)
    loom = Loom(atlas, palette, textile.ground, pixels_per_metre)
    canvas = Canvas.blank(height, width, palette[textile.ground], wraps)
    inner = draw_frame(canvas, textile, loom)
    parts = band_heights(textile, (inner[1] - inner[0]) / pixels_per_metre)
    scale = next((height / band.height for band, height in parts if band.height), 1.0)
    loom = replace(loom, pixels=pixels_per_metre * scale)  # signs grow and shrink with their bands
    rows = strips(parts, inner[0], inner[1])
    for strip in rows:
        box = (strip.top, strip.bottom, inner[2], inner[3])
        if strip.band.kind == "panel":
            ground = strip.band.ground or textile.ground
            own = replace(loom, ground=ground, hands=HANDS, irregular=textile.irregular)
            panel = textile.composed[strip.band.panel]
            draw_panels(canvas, panel, strip.band.period * loom.pixels, box, own)
        else:
            draw = draw_field if strip.band.kind == "field" else draw_band
            draw(canvas, strip.band, box, loom)
    sew_panels(canvas, textile.panels, inner)
    return canvas, _regions(textile, rows, height)


def sew_panels(canvas: Canvas, panels: int, box: tuple[int, int, int, int]) -> None:
    """Strips of a narrow loom side by side: each is moved along its length."""
    top, bottom, left, right = box
    edges = [left + round((right - left) * k / panels) for k in range(panels + 1)]
    for k in range(1, panels):
        part = (slice(top, bottom), slice(edges[k], edges[k + 1]))
        shift = round((bottom - top) * ((0.381966 * k) % 1) * 0.25)
        canvas.colour[part] = np.roll(canvas.colour[part], shift, 0)
        canvas.figure[part] = np.roll(canvas.figure[part], shift, 0)


def _regions(textile: Textile, rows: list[Strip], height: int) -> list[tuple[int, int, Technique]]:
    """Neighbouring bands of one technique are finished together."""
    out: list[tuple[int, int, Technique]] = []
    for strip in rows:
        technique = strip.band.technique or textile.technique
        if out and out[-1][2] == technique:
            out[-1] = (out[-1][0], strip.bottom, technique)
        else:
            out.append((strip.top, strip.bottom, technique))
    first, last = out[0], out[-1]
    out[0] = (0, first[1], first[2])
    last = out[-1]
    out[-1] = (last[0], height, last[2])
    return out


def check_textile(textile: Textile, atlas: Atlas) -> None:
    """Refuse what the atlas does not allow on this cloth."""
    palette = atlas.culture(textile.culture).palette
    for name in textile.colours():
        if name not in palette:
            raise InputError(
                f"the textile {textile.id!r} uses the colour {name!r}, which the palette of "
                f"{textile.culture} lacks; it has {', '.join(palette)}"
            )
    for id in textile.motifs():
        motif = atlas.motif(id)
        if motif.culture != textile.culture:
            raise RefusedError(
                f"the motif {id!r} is {motif.culture} and the textile {textile.id!r} is {textile.culture}; "
                "a cloth keeps to one culture"
            )
        motif_family(motif)
        if not set(motif.placement) & set(textile.zones):
            raise RefusedError(
                f"the atlas places the motif {id!r} on {', '.join(motif.placement)}, "
                f"and the textile {textile.id!r} is {', '.join(textile.zones)}"
            )
