"""A photograph read: its picture, what the memory says of it, where that was looked for, what is evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from jaxtyping import Float32, UInt8
from numpy import ndarray

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.memory.attention import attention_map
from wenwu.memory.crop import Square, square_of
from wenwu.memory.memory import Memory
from wenwu.memory.reading import Reading
from wenwu.memory.real import RealReading, load_real, shipped
from wenwu.motifs.context import Context
from wenwu.motifs.evidence import Evidence, find_evidence
from wenwu.motifs.picture import Picture, read_picture
from wenwu.motifs.svg_picture import is_svg, svg_picture

SIDE = 1024  # [px] a photograph is read no finer
HEAD = 1000  # [bytes] by which an SVG is told
CLEAR = "what is clear was laid on {}"  # as noted


@dataclass(frozen=True, eq=False)
class PhotoRead:
    """One picture and what was read of it; where it was looked and what is evidence, when asked."""

    file: str  # its name
    picture: Picture  # as it came
    colour: UInt8[ndarray, "H W 3"]  # sRGB, as it was looked at
    noted: tuple[str, ...]  # what had to be done to read it
    reading: Reading

    @cached_property
    def square(self) -> Square:
        """The square of the picture that was looked at."""
        return square_of(self.colour)

    @cached_property
    def attention(self) -> Float32[ndarray, "H W"]:
        """Where it was looked, 1 where most."""
        high, wide = self.colour.shape[:2]
        return attention_map(self.reading.where, self.square, (high, wide))

    @cached_property
    def real(self) -> RealReading | None:
        """What it looks like among real pictures; None where no memory of such came with the program."""
        if not (shipped() / "real.json").is_file():
            return None
        return load_real().read(self.colour)

    @cached_property
    def evidence(self) -> Evidence:
        """What of the picture is evidence, and what is lost."""
        return find_evidence(self.picture.colour, self.picture.mask)


def read_photo(file: Path, contexts: Sequence[Context], atlas: Atlas, memory: Memory) -> PhotoRead:
    """A picture file read in each of some contexts; InputError, in one sentence, where it cannot be."""
    picture = open_picture(file)
    colour, noted = _on_a_ground(picture)
    return PhotoRead(file.name, picture, colour, noted, memory.read(colour, contexts, atlas))


def open_picture(file: Path, side: int = SIDE) -> Picture:
    """A picture of any kind that the importer reads, an SVG among them; InputError as there."""
    if not file.is_file():
        raise InputError(f"there is no picture {str(file)!r}")
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD)
        if is_svg(file.name, head):
            return svg_picture(file.read_bytes(), file.name, side)
    except OSError as error:
        raise InputError(f"the picture {file.name!r} cannot be opened: {error.strerror}") from error
    return read_picture(file, side)


def _on_a_ground(picture: Picture) -> tuple[UInt8[ndarray, "H W 3"], tuple[str, ...]]:
    """The picture without clear parts: on white or on black, whichever is further from what it shows."""
    colour, mask = picture.colour, picture.mask
    if mask is None:
        return np.rint(255 * colour).astype(np.uint8), picture.noted
    seen = mask[..., None]
    shown = float((colour * seen).sum() / max(3 * float(seen.sum()), 1e-6))
    ground, name = (0.0, "black") if shown > 0.5 else (1.0, "white")
    laid = colour * seen + ground * (1 - seen)
    return np.rint(255 * laid).astype(np.uint8), (*picture.noted, CLEAR.format(name))
