"""One sign as a picture: its culture's dyes, its own numbers, a hand, and the craft that renders it."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

from wenwu.atlas.culture import Culture
from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import InputError, RefusedError
from wenwu.base.seed import generator
from wenwu.motifs.canvas import Canvas, rgb
from wenwu.motifs.family import Family
from wenwu.motifs.gate import GATED, gated_drawing
from wenwu.motifs.hand import by_hand, chosen
from wenwu.motifs.library import motif_family, motif_params
from wenwu.motifs.metal import beaten
from wenwu.motifs.path import Drawing
from wenwu.motifs.raster import draw_tile
from wenwu.motifs.technique import Cloth0, finish

Rendering = Literal["flat", "embroidery", "batik", "brocade", "applique", "silver"]
RENDERINGS: tuple[Rendering, ...] = get_args(Rendering)
SMALL, LARGE = 16, 4096  # [px]
SPAN = 0.14  # [m] of cloth that a picture shows
THREADS, FINE = 128, 4  # of a counted weave, across a picture; places looked at in each cell, both ways
METALS = ("silver", "gold", "bronze", "iron", "copper")
INDIGO, WHITE = 0.26, 0.8  # luminance: darker than the one, lighter than the other
Dyes = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Sign:
    """A drawn sign: what it looks like, and how high it stands."""

    image: UInt8[ndarray, "H W 3"]  # sRGB
    height: Float32[ndarray, "H W"]  # 0 ground … 1 highest
    drawing: Drawing
    dyes: Dyes  # the ground first


def draw_sign(
    motif: Motif, atlas: Atlas, size: int = 256, seed: int = 1, rendering: Rendering = "flat"
) -> Sign:
    """A motif of the atlas alone on its culture's ground; the seed chooses within its ranges and the hand.

    Raises RefusedError for what the atlas keeps back, for silver where the people's palette has no metal, and
    for batik where it has no indigo or no white.
    """
    if not SMALL <= size <= LARGE:
        raise InputError(f"a sign of {size} pixels cannot be drawn; ask for {SMALL} to {LARGE}")
    family = motif_family(motif)
    rng = generator(seed, "sign", motif.id)
    drawing = family.draw(motif_params(motif, chosen(motif, rng)))
    if not family.counted:
        drawing = by_hand(drawing, rng, joins=family.joins)
    return render(
        drawing, family, dyes_of(motif, atlas.culture(motif.culture), rendering), size, rendering, rng
    )


def draw_gated_sign(motif: Motif, atlas: Atlas, size: int, *, opt_in: bool, turn: str = "") -> Sign:
    """A sign from behind the gate, flat and exact; whoever shows it shows its caption (see `gate`)."""
    drawing = gated_drawing(motif, atlas, opt_in=opt_in, turn=turn)
    dyes = dyes_of(motif, atlas.culture(motif.culture), "flat")
    return render(drawing, GATED[motif.family], dyes, size, "flat", generator(0, "sign", motif.id))


def render(
    drawing: Drawing, family: Family, dyes: Dyes, size: int, rendering: Rendering, rng: np.random.Generator
) -> Sign:
    """A drawing in its dyes, as the craft makes it."""
    if rendering == "silver":
        levels = laid(drawing, family, ("#000000", "#C0C0C0", "#FFFFFF", "#909090", "#A8A8A8"), size, size)
        image, height = beaten(levels.colour[..., 0] / np.float32(255), rgb(dyes[1]), rng)
        return Sign(image, height, drawing, dyes)
    if rendering == "brocade":
        canvas = woven(laid(drawing, family, dyes, FINE * THREADS, FINE * THREADS), dyes, size)
    else:
        canvas = laid(drawing, family, dyes, size, size)
    if rendering == "flat":
        return Sign(canvas.colour, canvas.figure, drawing, dyes)
    cloth = Cloth0(canvas.colour.astype(np.float32) / 255, canvas.figure, size / SPAN, 0.6, rng)
    picture, height = finish(rendering, cloth)
    return Sign(np.round(picture * 255).astype(np.uint8), height.astype(np.float32), drawing, dyes)


def laid(drawing: Drawing, family: Family, dyes: Dyes, height: int, width: int) -> Canvas:
    """A lone sign in the middle; a running one in whole periods, row under row."""
    canvas = Canvas.blank(height, width, dyes[0], False)
    if not family.joins:
        inner = round(0.94 * width), round(0.94 * height)
        canvas.lay(draw_tile(drawing, dyes, *inner), (width - inner[0]) // 2, (height - inner[1]) // 2)
        return canvas
    across = max(1, round(1.6 / drawing.aspect))
    step = width / across
    tall = step / drawing.aspect
    rows = max(1, round(height / tall)) if family.tiles else max(1, int(height / (1.04 * tall)))
    pitch = tall if family.tiles else height / rows
    tile = draw_tile(drawing, dyes, int(np.ceil(step)) + 1, max(1, int(np.ceil(tall))), step)
    for row in range(rows + family.tiles):
        for k in range(across):
            canvas.lay(tile, round(k * step), round(row * pitch + (pitch - tall) / 2))
    return canvas


def woven(chart: Canvas, dyes: Dyes, size: int) -> Canvas:
    """A chart, FINE places a cell each way, as cloth: every cell takes the dye most of its places show."""
    known = np.array([rgb(d) for d in dyes], np.int32)
    away = np.stack([np.abs(chart.colour.astype(np.int32) - dye).sum(-1) for dye in known])
    cells = chart.width // FINE
    shows = (away == away.min(0)).reshape(len(known), cells, FINE, cells, FINE).sum((2, 4))
    nearest = shows.argmax(0)
    at = np.arange(size) * cells // size
    colour = known[nearest].astype(np.uint8)[at][:, at]
    return Canvas(colour, (nearest != 0).astype(np.float32)[at][:, at], False)


def dyes_of(motif: Motif, culture: Culture, rendering: Rendering) -> Dyes:
    """The ground and the motif's dyes, all of its people's palette, as the craft uses them."""
    palette = culture.palette
    own = tuple(palette.get(name, name) for name in motif.colours)
    if rendering == "silver":
        metal = next((palette[m] for m in METALS if m in palette), None)
        if metal is None:
            raise RefusedError(
                f"the palette of {culture.id} has no metal, so {motif.id!r} is not drawn in silver; "
                "choose another rendering"
            )
        return (metal, metal)
    if rendering == "batik":
        vat, wax = _vat_and_wax(motif, culture)
        return (vat, wax, _between(wax, vat), wax, _between(wax, vat))
    return (ground_of(motif, culture), *own)


def ground_of(motif: Motif, culture: Culture) -> str:
    """The dye that stands off from the motif's first one and is worn most; rather none of the motif's own."""
    cloth = {n: c for n, c in culture.palette.items() if n not in METALS} or culture.palette
    main = luminance(culture.palette.get(motif.colours[0], motif.colours[0])) if motif.colours else 1.0

    def fit(name: str) -> float:
        off = min(abs(luminance(cloth[name]) - main), 0.5)
        return off + 0.4 * culture.weights.get(name, 0.0) ** 0.5 - (0.2 if name in motif.colours else 0.0)

    return cloth[max(sorted(cloth), key=fit)]


def luminance(dye: str) -> float:
    """0 black … 1 white, of the bytes as they are."""
    red, green, blue = rgb(dye)
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255


def _vat_and_wax(motif: Motif, culture: Culture) -> tuple[str, str]:
    """The bluest indigo of the palette and its white; where either is lacking there is no batik."""
    dyes = culture.palette.values()
    indigo = [c for c in dyes if luminance(c) < INDIGO and rgb(c)[2] - max(rgb(c)[:2]) > 8]
    white = [c for c in dyes if luminance(c) > WHITE and max(rgb(c)) - min(rgb(c)) < 32]
    if not indigo or not white:
        raise RefusedError(
            f"the palette of {culture.id} has not both an indigo and a white, so {motif.id!r} is not drawn "
            "in batik; choose another rendering"
        )
    return max(indigo, key=lambda c: rgb(c)[2]), max(white, key=luminance)


def _between(one: str, other: str) -> str:
    """One dip of the vat instead of many."""
    return "#" + "".join(
        f"{round(0.42 * a + 0.58 * b):02X}" for a, b in zip(rgb(one), rgb(other), strict=True)
    )
