"""Pictures of a culture's own motifs, drawn from the grammar: what the descriptors are measured on."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from wenwu.atlas.model import Atlas, Motif
from wenwu.base.errors import RefusedError
from wenwu.base.seed import generator
from wenwu.motifs.canvas import rgb
from wenwu.motifs.library import motif_drawing, motif_family, palette_of
from wenwu.motifs.raster import draw_tile

SIDE = 256  # [px]


@dataclass(frozen=True)
class Drawn:
    """One motif drawn once on its own."""

    culture: str
    motif: str
    colour: UInt8[ndarray, "H W 3"]


def drawable(atlas: Atlas, culture: str) -> list[Motif]:
    """The motifs of a culture that may be drawn, in the atlas' order."""
    return [m for m in atlas.motifs.values() if m.culture == culture and m.enabled and _may(m)]


def _may(motif: Motif) -> bool:
    try:
        motif_family(motif)
    except RefusedError:
        return False
    return True


def drawn_motifs(atlas: Atlas, culture: str, times: int, seed: int) -> Iterator[Drawn]:
    """Every drawable motif `times` over.

    Parameters that the atlas gives as a range lie anywhere in it; the ground is any colour of the culture's
    palette that is none of the motif's own.
    """
    palette = palette_of(atlas, culture)
    for motif in drawable(atlas, culture):
        grounds = [dye for name, dye in palette.items() if name not in motif.colours] or ["#201C1A"]
        for k in range(times):
            rng = generator(seed, "table1", motif.id, k)
            ground = grounds[rng.integers(len(grounds))]
            dyes = [ground, *(palette.get(name, name) for name in motif.colours)]
            tile = draw_tile(motif_drawing(motif, _within(motif, rng)), dyes, SIDE, SIDE)
            yield Drawn(culture, motif.id, _on(tile, ground))


def _within(motif: Motif, rng: np.random.Generator) -> dict[str, float]:
    """A number within each range [low, high] of the motif's parameters; whole where both ends are."""
    over: dict[str, float] = {}
    for name, value in motif.params.items():
        if isinstance(value, list | tuple) and len(value) == 2:
            low, high = value
            whole = isinstance(low, int) and isinstance(high, int)
            over[name] = int(rng.integers(low, high + 1)) if whole else float(rng.uniform(low, high))
    return over


def _on(tile: UInt8[ndarray, "H W 4"], ground: str) -> UInt8[ndarray, "H W 3"]:
    """A tile on a plain ground."""
    cover = tile[..., 3:].astype(np.uint16)
    return ((tile[..., :3] * cover + np.array(rgb(ground), np.uint16) * (255 - cover) + 127) // 255).astype(
        np.uint8
    )
