"""Letters as outlines: a drawing that carries them needs no font where it is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont


@dataclass(frozen=True)
class Lettering:
    """Writes with the first of some font files that has a character; what none has is left out."""

    files: tuple[Path, ...]

    @cached_property
    def _fonts(self) -> Sequence[TTFont]:
        return [TTFont(BytesIO(file.read_bytes())) for file in self.files]

    @cached_property
    def _maps(self) -> list[dict[int, str]]:
        return [font.getBestCmap() or {} for font in self._fonts]

    def can_write(self, text: str) -> bool:
        """Whether a font has each character."""
        return all(any(ord(character) in known for known in self._maps) for character in text)

    def width(self, text: str, size: float) -> float:
        """How long a line is, in the unit of its size."""
        return sum(self._advance(*found) for found in self._found(text)) * size

    def outline(self, text: str, size: float, x: float, y: float) -> str:
        """The line as data of an SVG path; its baseline begins at (x, y), y down."""
        pen: Any = SVGPathPen(None, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        for font, glyph in self._found(text):
            scale = size / self._em(font)
            glyphs = self._fonts[font].getGlyphSet()
            turned: Any = TransformPen
            glyphs[glyph].draw(turned(pen, (scale, 0, 0, -scale, x, y)))
            x += self._advance(font, glyph) * size
        return str(pen.getCommands())

    def _found(self, text: str) -> list[tuple[int, str]]:
        """Number of the font and name of the glyph of each character."""
        found = []
        for character in text:
            at = next((n for n, known in enumerate(self._maps) if ord(character) in known), None)
            if at is not None:
                found.append((at, self._maps[at][ord(character)]))
        return found

    def _em(self, font: int) -> float:
        head: Any = self._fonts[font]["head"]
        return float(head.unitsPerEm)

    def _advance(self, font: int, glyph: str) -> float:
        return float(self._fonts[font]["hmtx"][glyph][0]) / self._em(font)
