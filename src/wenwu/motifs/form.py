"""A sign ready to be laid: its drawing, its dyes, what may be done with it, and the laying itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin

from wenwu.atlas.band import TONES, Sign
from wenwu.atlas.model import Atlas
from wenwu.base.seed import generator
from wenwu.motifs.canvas import Canvas, Placement, tile_of, toned
from wenwu.motifs.family import Family, find_family
from wenwu.motifs.hand import by_hand
from wenwu.motifs.library import motif_drawing, motif_family, ornament_drawing
from wenwu.motifs.path import Drawing, Real, turned

Box = tuple[int, int, int, int]  # top, bottom, left, right [px]


@dataclass(frozen=True)
class Form:
    """A sign ready to be laid: its drawing, its dyes, what may be done with it."""

    drawing: Drawing
    dyes: tuple[str, ...]
    motif: str
    family: Family
    turn: str
    size: Real  # [px] height wished for; 0: what the place leaves
    hands: tuple[Drawing, ...] = ()  # the drawing as it came out at other times

    def drawn_at(self, x: Real, y: Real) -> Drawing:
        """The drawing as the hand made it there; the same place always shows the same one."""
        if not self.hands:
            return self.drawing
        return self.hands[(round(x) * 7 + round(y) * 13) % len(self.hands)]


@dataclass(frozen=True)
class Loom:
    """What every band needs to know."""

    atlas: Atlas
    palette: dict[str, str]
    ground: str
    pixels: Real  # a metre
    hands: int = 1  # in how many ways a sign is drawn; its place says which
    irregular: Real = 0.0  # how much those differ, 0…1

    def dye(self, name: str) -> str:
        """A palette colour, or its lighter (+) or darker (−) face."""
        if name in self.palette:
            return self.palette[name]
        if name.rstrip(TONES) in self.palette:
            return toned(self.palette[name.rstrip(TONES)], name.count("+") - name.count("-"))
        return name

    def form(self, sign: Sign, ground: str, colours: Sequence[str] = ()) -> Form:
        """A sign as a form; without colours of its own it takes the motif's over the ground."""
        names = tuple(colours) or sign.colours
        if sign.motif is None:
            kind, drawing, turn = find_family(sign.ornament), ornament_drawing(sign.ornament, sign.params), ""
        else:
            motif = self.atlas.motif(sign.motif)
            kind, drawing, turn = (
                motif_family(motif),
                motif_drawing(motif, sign.params),
                motif.turn if motif.handed else "",
            )
            names = names or (ground, *motif.colours)
        dyes = tuple(self.dye(n) for n in names)
        hands = by_hands(drawing, self.hands, self.irregular) if self._bends(kind) else ()
        return Form(drawing, dyes, sign.motif or "", kind, turn, sign.size * self.pixels, hands)

    def _bends(self, kind: Family) -> bool:
        return self.hands > 1 and self.irregular > 0 and not kind.counted and not kind.joins


@lru_cache(maxsize=256)
def by_hands(drawing: Drawing, count: int, irregular: Real) -> tuple[Drawing, ...]:
    """A drawing made several times over by one hand."""
    return tuple(by_hand(drawing, generator(k, "hand"), 1.2 * irregular) for k in range(count))


@lru_cache(maxsize=1024)
def tilted(drawing: Drawing, degrees: Real) -> Drawing:
    """A drawing turned clockwise, in the upright box that holds it."""
    c, s = abs(cos(radians(degrees))), abs(sin(radians(degrees)))
    width, height = drawing.width, drawing.height
    shapes = turned(drawing.shapes, -degrees)
    return Drawing(shapes, width * c + height * s, width * s + height * c)


def allowed(form: Form, flip: str) -> str:
    """A handed sign is never mirrored, an upright one never turned over."""
    if form.turn and flip in ("m", "u"):
        return ""
    if form.family.upright and flip in ("u", "t"):
        return ""
    return flip


def place(
    canvas: Canvas,
    form: Form,
    centre: tuple[float, float],
    size: tuple[float, float],
    flip: str,
    box: Box,
    tilt: Real = 0.0,
) -> None:
    """One sign at its centre; `size` is its own, before it is tilted clockwise [deg]."""
    drawing = form.drawn_at(*centre)
    if tilt:
        lying = tilted(drawing, tilt)
        size = (size[0] * lying.width / drawing.width, size[1] * lying.height / drawing.height)
        drawing = lying
    wide, high = max(round(size[0]), 1), max(round(size[1]), 1)
    tile = tile_of(drawing, form.dyes, wide, high, flip)
    left, top = round(centre[0] - wide / 2), round(centre[1] - high / 2)
    canvas.lay(tile, left, top, box)
    if form.motif and left + wide > box[2] and left < box[3] and top + high > box[0] and top < box[1]:
        note(canvas, form, left, top, wide, high, (tilt + {"t": 180.0}.get(flip, 0.0)) % 360)


def note(canvas: Canvas, form: Form, left: Real, top: Real, wide: Real, high: Real, angle: Real) -> None:
    w, h = canvas.width, canvas.height
    canvas.placements.append(
        Placement(form.motif, left / w, top / h, (left + wide) / w, (top + high) / h, angle, form.turn)
    )
