"""One picture of the corpus: an order's sign drawn, set, dyed, made by its craft and laid before the eye."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float32, UInt8
from numpy import ndarray
from PIL import Image

from wenwu.atlas.model import Atlas
from wenwu.base.seed import generator
from wenwu.motifs.canvas import Canvas, rgb
from wenwu.motifs.damage import damage
from wenwu.motifs.family import Family
from wenwu.motifs.hand import by_hand
from wenwu.motifs.lab import from_lab, hexadecimal, to_lab
from wenwu.motifs.library import motif_family
from wenwu.motifs.metal import beaten
from wenwu.motifs.order import Harm, Order, Pose
from wenwu.motifs.path import Drawing, moved
from wenwu.motifs.raster import draw_tile
from wenwu.motifs.sign import SPAN, woven
from wenwu.motifs.technique import Cloth0, finish

Picture = UInt8[ndarray, "H W 3"]
BEYOND = 1.4  # the cloth is drawn so much larger than the picture, for turning and shifting
CELLS, FINE = 90, 4  # counted threads across the cloth; places looked at in each, both ways
LEVELS = ("#000000", "#C0C0C0", "#FFFFFF", "#909090", "#A8A8A8")  # of beaten metal
LOT = (4.0, 0.12, 6.0)  # spread of dye lots: lightness, share of chroma, hue [deg]
LIGHT = (0.92, 1.06, 0.025)  # exposure from … to, and the spread of each channel


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture and what was measured on the flat drawing under it."""

    image: Picture
    dyes: tuple[str, ...]  # as this lot came out of the vat, the ground first
    shares: tuple[float, ...]  # of the picture that each dye covers while it is whole; they add up to 1
    lost: Bool[ndarray, "H W"] | None = None  # where damage took or hid it
    loss: float = 0.0  # share of the picture


def draw_order(order: Order, atlas: Atlas, size: int, seed: int) -> Shown:
    """The picture of an order, `size` [px] square; the same order, size and seed give the same picture."""
    family = motif_family(atlas.motif(order.sense.motif))
    drawing = family.draw(order.params)
    if not family.counted:
        lines = generator(seed, "corpus", "lines", order.drawing)
        drawing = by_hand(drawing, lines, firmness(seed, order.hand), joins=family.joins)
    rng = generator(seed, "corpus", "cloth", order.cloth)
    dyes = dyed(order.dressing.dyes, rng)
    made, flat = _made(order, drawing, family, (dyes, size), rng)
    shares = _shares(laid_before(flat, order.pose, size, Image.Resampling.NEAREST), dyes)
    lit = _lit(laid_before(made, order.pose, size, Image.Resampling.BICUBIC), rng)
    shown = Shown(lit, dyes, shares)
    return harmed(shown, order.harm, generator(seed, "corpus", "harm", order.number)) if order.harm else shown


def harmed(shown: Shown, harm: Harm, rng: np.random.Generator) -> Shown:
    """A picture as that harm leaves it, with where it is lost."""
    left = damage(shown.image.astype(np.float32) / 255, harm.kind, harm.severity, rng, harm.altitude)
    image = np.round(np.clip(left.image, 0, 1) * 255).astype(np.uint8)
    return Shown(image, shown.dyes, shown.shares, left.mask, round(left.loss, 4))


def firmness(seed: int, hand: int) -> float:
    """How far a maker's lines stray, in hundredths of the height."""
    return float(generator(seed, "corpus", "hand", hand).uniform(0.25, 1.25))


def dyed(dyes: Sequence[str], rng: np.random.Generator) -> tuple[str, ...]:
    """The dyes as one lot came out of the vat: the palette says what was meant, never quite what was got."""
    lab = to_lab(np.array([rgb(dye) for dye in dyes]) / 255)
    chroma, hue = np.hypot(lab[:, 1], lab[:, 2]), np.arctan2(lab[:, 2], lab[:, 1])
    lab[:, 0] += rng.normal(0, LOT[0], len(lab))
    chroma *= 1 + rng.normal(0, LOT[1], len(lab))
    hue += np.radians(rng.normal(0, LOT[2], len(lab)))
    turned = np.stack([np.clip(lab[:, 0], 4, 97), chroma * np.cos(hue), chroma * np.sin(hue)], -1)
    return tuple(hexadecimal(colour) for colour in from_lab(turned))


def _made(
    order: Order, drawing: Drawing, family: Family, cloth: tuple[Sequence[str], int], rng: np.random.Generator
) -> tuple[Picture, Picture]:
    """The cloth as its craft makes it, and the same in flat dyes."""
    dyes, size = cloth
    side, craft = round(BEYOND * size / 2) * 2, order.dressing.craft
    setting = (order.stands.placement, order.pose.scale)
    if craft == "brocade":
        chart = set_out(drawing, family, dyes, FINE * CELLS, *setting)
        canvas = woven(chart, tuple(dyes), side)
    else:
        canvas = set_out(drawing, family, dyes, side, *setting)
    if craft == "flat":
        return canvas.colour, canvas.colour
    if craft == "silver":
        level = set_out(drawing, family, LEVELS, side, *setting).colour[..., 0] / np.float32(255)
        return beaten(level, rgb(dyes[1]), rng)[0], canvas.colour
    raw = Cloth0(canvas.colour.astype(np.float32) / 255, canvas.figure, size / SPAN, 0.6, rng)
    picture, _ = finish(craft, raw)  # type: ignore[arg-type]
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8), canvas.colour


def set_out(
    drawing: Drawing, family: Family, dyes: Sequence[str], side: int, placement: str, scale: float
) -> Canvas:
    """A sign alone in the middle, in a row between two lines, or over the whole field; `side` [px]."""
    canvas = Canvas.blank(side, side, dyes[0], False)
    unit = side / BEYOND * scale
    if family.joins:
        _run(canvas, drawing, dyes, unit, family.tiles)
        return canvas
    drawing = fitted(drawing)
    if placement == "row":
        _row(canvas, drawing, dyes, 0.5 * unit)
    elif placement == "field":
        _field(canvas, drawing, dyes, 0.4 * unit)
    else:
        _lay(canvas, drawing, dyes, (side / 2, side / 2), 0.9 * unit)
    return canvas


def fitted(drawing: Drawing) -> Drawing:
    """The same drawing in a box that it fills, so that a small sign is not drawn smaller than a large one."""
    rings = [(ring, shape.width / 2) for shape in drawing.shapes for ring in shape.rings if len(ring)]
    if not rings:
        return drawing
    low = np.min([ring.min(0) - edge for ring, edge in rings], 0)
    high = np.max([ring.max(0) + edge for ring, edge in rings], 0)
    wide, tall = (high - low).tolist()
    return Drawing(moved(drawing.shapes, *(-(low + high) / 2).tolist()), wide, tall)


def _lay(
    canvas: Canvas, drawing: Drawing, dyes: Sequence[str], centre: tuple[float, float], box: float
) -> None:
    """A sign as large as a square box of `box` [px] lets it be."""
    wide = max(2, round(box * min(1.0, drawing.aspect)))
    high = max(2, round(box * min(1.0, 1 / drawing.aspect)))
    tile = draw_tile(drawing, dyes, wide, high)
    canvas.lay(tile, round(centre[0] - wide / 2), round(centre[1] - high / 2))


def _row(canvas: Canvas, drawing: Drawing, dyes: Sequence[str], box: float) -> None:
    middle, pitch = canvas.width / 2, 1.1 * box * min(1.0, drawing.aspect)
    many = int(canvas.width / pitch / 2) + 1
    for k in range(-many, many + 1):
        _lay(canvas, drawing, dyes, (middle + k * pitch, middle), box)
    thick = max(1, round(0.03 * canvas.width))
    reach = 0.58 * box * min(1.0, 1 / drawing.aspect)
    for at in (middle - reach - thick, middle + reach):
        canvas.fill(round(at), round(at) + thick, 0, canvas.width, dyes[1 % len(dyes)], 1.0)


def _field(canvas: Canvas, drawing: Drawing, dyes: Sequence[str], box: float) -> None:
    middle = canvas.width / 2
    across, down = 1.12 * box * min(1.0, drawing.aspect), 1.12 * box * min(1.0, 1 / drawing.aspect)
    columns, rows = int(middle / across) + 1, int(middle / down) + 2
    for i in range(-columns, columns + 1):
        for j in range(-rows, rows + 1):
            _lay(canvas, drawing, dyes, (middle + i * across, middle + (j + (i % 2) / 2) * down), box)


def _run(canvas: Canvas, drawing: Drawing, dyes: Sequence[str], unit: float, tiles: bool) -> None:
    """A running form in whole periods, row under row; where it tiles, without a gap."""
    step = unit / max(1, round(1.6 / drawing.aspect))
    tall = step / drawing.aspect
    pitch = tall if tiles else 1.18 * tall
    tile = draw_tile(drawing, dyes, int(np.ceil(step)) + 1, max(1, int(np.ceil(tall))), step)
    middle = canvas.width / 2
    rows, columns = int(middle / pitch) + 2, int(middle / step) + 2
    for row in range(-rows, rows + 1):
        for k in range(-columns, columns + 1):
            canvas.lay(tile, round(middle + (k - 0.5) * step), round(middle + row * pitch - tall / 2))


def laid_before(
    cloth: UInt8[ndarray, "S S 3"], pose: Pose, size: int, way: Image.Resampling
) -> UInt8[ndarray, "H H 3"]:
    """The middle of a cloth, turned and shifted as the pose says."""
    a = np.radians(pose.angle)
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])  # to the cloth's own axes
    middle = size * np.array([0.5 + pose.right, 0.5 + pose.down])
    offset = np.full(2, cloth.shape[0] / 2) - turn @ middle
    data = (turn[0, 0], turn[0, 1], offset[0], turn[1, 0], turn[1, 1], offset[1])
    out = Image.fromarray(cloth).transform((size, size), Image.Transform.AFFINE, data, way)
    return np.asarray(out)


def _shares(flat: Picture, dyes: Sequence[str]) -> tuple[float, ...]:
    """Of the picture, by dye: each pixel goes to the nearest."""
    known: Float[ndarray, "K 3"] = np.array([rgb(dye) for dye in dyes], np.float32)
    pixels: Float32[ndarray, "N 3"] = flat.reshape(-1, 3).astype(np.float32)
    away = -2 * pixels @ known.T + (known**2).sum(1)
    counts = np.bincount(away.argmin(1), minlength=len(dyes))
    return tuple(round(float(n), 4) for n in counts / counts.sum())


def _lit(picture: Picture, rng: np.random.Generator) -> Picture:
    """A little more or less light, not quite white."""
    gain = rng.uniform(*LIGHT[:2]) * (1 + rng.normal(0, LIGHT[2], 3))
    table = np.clip(np.round(np.arange(256)[:, None] * gain), 0, 255).astype(np.uint8)
    return np.stack([table[picture[..., c], c] for c in range(3)], -1)
