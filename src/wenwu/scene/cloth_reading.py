"""What a cloth that somebody brings looks like: to the memory, and beside the signs that are kept."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Shaped, UInt8
from numpy import ndarray

from wenwu.atlas.model import Atlas
from wenwu.memory.memory import load_memory
from wenwu.memory.reading import LIKELY, Reading
from wenwu.motifs.context import Context
from wenwu.prompt.brief import Brief
from wenwu.prompt.pattern import carriers
from wenwu.scene.kept_sign import Kept, kept_sign
from wenwu.scene.own_cloth import OwnCloth

PLACEMENT = {"tile": "field", "strip": "row", "whole": ""}  # the memory's words for how a sign is set


@dataclass(frozen=True, eq=False)
class ClothReading:
    """A cloth read in the context of a brief."""

    reading: Reading  # of the view that is most like something known
    view: str  # photograph or repeat
    kept: Kept | None

    def looks_like(self, culture: str, atlas: Atlas) -> tuple[str, ...]:
        """The motif that its nearest prototype stands for: this people's where it holds several."""
        if not self.reading.known or not self.reading.prototypes:
            return ()
        known = [id for id in self.reading.prototypes[0].motifs if id in atlas.motifs]
        own = [id for id in known if atlas.motif(id).culture == culture]
        return tuple((own or known)[:1])

    @property
    def concepts(self) -> dict[str, float]:
        """The likely concepts with their chances; none where it is like nothing known."""
        if not self.reading.known:
            return {}
        return {id: float(p) for id, p in self.reading.meanings[0].concepts.items() if p >= LIKELY}


def read_cloth(cloth: OwnCloth, brief: Brief, atlas: Atlas) -> ClothReading:
    """The whole photograph and its repeat, read in the context of what is danced."""
    memory = load_memory()
    carrier = (carriers(brief, atlas) or ("",))[0]
    context = Context(
        brief.culture, brief.occasion or "", carrier, PLACEMENT[cloth.kind], brief.cast[0].gender
    )
    views = {"photograph": to_bytes(cloth.photo.colour)}
    if cloth.kind != "whole":
        views["repeat"] = to_bytes(squared(cloth.colour))
    read = {name: memory.read(view, [context], atlas) for name, view in views.items()}
    likest = max(read, key=lambda name: read[name].likeness)
    return ClothReading(read[likest], likest, kept_sign(list(views.values())))


def squared(colour: Float[ndarray, "P Q 3"]) -> Float[ndarray, "R S 3"]:
    """Repeats beside or below one another until they are about as wide as high."""
    high, wide = colour.shape[:2]
    return np.tile(colour, (max(1, round(wide / high)), max(1, round(high / wide)), 1))


def to_bytes(colour: Shaped[ndarray, "P Q 3"]) -> UInt8[ndarray, "P Q 3"]:
    """Eight bits a channel, of 0…1."""
    return np.ascontiguousarray(np.round(255 * np.clip(colour, 0, 1)).astype(np.uint8))
