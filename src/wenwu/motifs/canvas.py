"""A canvas of flat dyes: tiles are laid on it by whole pixels, round the seam where it wraps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

from wenwu.motifs.path import Drawing, Real, mapped
from wenwu.motifs.raster import Tile, draw_tile


@dataclass(frozen=True)
class Placement:
    """Where a motif lies: its box (u right, v down, both 0…1 of the cloth), its angle and its hand."""

    motif: str
    u0: Real
    v0: Real
    u1: Real
    v1: Real
    angle: Real = 0.0  # [deg] clockwise as seen
    turn: str = ""  # left or right, of motifs with a hand


@dataclass
class Canvas:
    """Flat colours, and how much each pixel belongs to a figure rather than the ground."""

    colour: UInt8[ndarray, "H W 3"]
    figure: Float32[ndarray, "H W"]
    wraps: bool
    placements: list[Placement] = field(default_factory=list)

    @classmethod
    def blank(cls, height: int, width: int, dye: str, wraps: bool) -> "Canvas":
        """One colour all over."""
        colour = np.empty((height, width, 3), np.uint8)
        colour[:] = rgb(dye)
        return cls(colour, np.zeros((height, width), np.float32), wraps)

    @property
    def height(self) -> int:
        """Rows."""
        return self.colour.shape[0]

    @property
    def width(self) -> int:
        """Columns."""
        return self.colour.shape[1]

    def fill(self, top: int, bottom: int, left: int, right: int, dye: str, figure: Real = 0.0) -> None:
        """A rectangle of one colour."""
        self.colour[top:bottom, left:right] = rgb(dye)
        self.figure[top:bottom, left:right] = figure

    def lay(self, tile: Tile, left: int, top: int, clip: tuple[int, int, int, int] | None = None) -> None:
        """A tile, its upper left corner at that pixel; cut off at the clip (top, bottom, left, right)."""
        if self.wraps and clip is None:
            left %= self.width
            if left + tile.shape[1] > self.width:
                self._lay(tile, left - self.width, top, (0, self.height, 0, self.width))
            self._lay(tile, left, top, (0, self.height, 0, self.width))
        elif self.wraps and clip is not None and clip[2] == 0 and clip[3] == self.width:
            left %= self.width
            if left + tile.shape[1] > self.width:
                self._lay(tile, left - self.width, top, clip)
            self._lay(tile, left, top, clip)
        else:
            self._lay(tile, left, top, clip or (0, self.height, 0, self.width))

    def inset(self, part: "Canvas", top: int, left: int) -> None:
        """Another canvas, its upper left corner at that pixel, with all that lies on it."""
        rows, columns = slice(top, top + part.height), slice(left, left + part.width)
        self.colour[rows, columns] = part.colour
        self.figure[rows, columns] = part.figure
        across, down = part.width / self.width, part.height / self.height
        for p in part.placements:
            u0, u1 = (left / self.width + u * across for u in (p.u0, p.u1))
            v0, v1 = (top / self.height + v * down for v in (p.v0, p.v1))
            self.placements.append(replace(p, u0=u0, v0=v0, u1=u1, v1=v1))

    def turned(self, way: str) -> "Canvas":
        """Turned a quarter left (l) or right (r), half (t), or mirrored in the diagonal (d), m or u."""
        image, box, angle = WAYS[way]
        placements = []
        for p in self.placements:
            (a, b), (c, d) = box(p.u0, p.v0), box(p.u1, p.v1)
            u0, v0, u1, v1 = min(a, c), min(b, d), max(a, c), max(b, d)
            placements.append(replace(p, u0=u0, v0=v0, u1=u1, v1=v1, angle=(p.angle + angle) % 360))
        colour, figure = (np.ascontiguousarray(image(plane)) for plane in (self.colour, self.figure))
        return Canvas(colour, figure, False, placements)

    def _lay(self, tile: Tile, left: int, top: int, clip: tuple[int, int, int, int]) -> None:
        y0, y1 = max(top, clip[0], 0), min(top + tile.shape[0], clip[1], self.height)
        x0, x1 = max(left, clip[2], 0), min(left + tile.shape[1], clip[3], self.width)
        if y0 >= y1 or x0 >= x1:
            return
        part = tile[y0 - top : y1 - top, x0 - left : x1 - left]
        cover = part[..., 3:].astype(np.uint16)
        here = self.colour[y0:y1, x0:x1]
        here[:] = (part[..., :3] * cover + here * (255 - cover) + 127) // 255
        figure = self.figure[y0:y1, x0:x1]
        np.maximum(figure, cover[..., 0].astype(np.float32) / 255, out=figure)


def rgb(dye: str) -> tuple[int, int, int]:
    """The bytes of #RRGGBB."""
    return int(dye[1:3], 16), int(dye[3:5], 16), int(dye[5:7], 16)


@lru_cache(maxsize=512)
def tile_of(
    drawing: Drawing, dyes: tuple[str, ...], width: int, height: int, flip: str = "", step: Real = 0.0
) -> Tile:
    """A drawing's tile, kept for the next time; `step` [px] is the period of one that runs on.

    `flip`: m mirror, t half turn, u upside down.
    """
    shapes = drawing.shapes
    for letter in flip:
        shapes = mapped(shapes, FLIPS[letter])
    turned = Drawing(shapes, drawing.width, drawing.height)
    return draw_tile(turned, dyes, max(width, 1), max(height, 1), step)


def toned(dye: str, steps: int) -> str:
    """The same dye, lighter or darker by some steps of the weave's face."""
    factor = 1 + 0.1 * steps
    return "#" + "".join(f"{min(255, max(0, round(c * factor + 3 * steps))):02X}" for c in rgb(dye))


WAYS: Mapping[str, tuple[Callable[[ndarray], ndarray], Callable[[Real, Real], tuple[Real, Real]], Real]] = {
    "l": (np.rot90, lambda u, v: (v, 1 - u), -90.0),
    "r": (lambda plane: np.rot90(plane, -1), lambda u, v: (1 - v, u), 90.0),
    "t": (lambda plane: plane[::-1, ::-1], lambda u, v: (1 - u, 1 - v), 180.0),
    "d": (lambda plane: plane.swapaxes(0, 1), lambda u, v: (v, u), -90.0),
    "m": (lambda plane: plane[:, ::-1], lambda u, v: (1 - u, v), 0.0),
    "u": (lambda plane: plane[::-1], lambda u, v: (u, 1 - v), 180.0),
}  # the picture, a point of it, and how far tops are turned [deg]
FLIPS = {"m": np.diag([-1.0, 1.0]), "u": np.diag([1.0, -1.0]), "t": np.diag([-1.0, -1.0])}
