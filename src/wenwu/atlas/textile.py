"""Textiles: one cloth of one local style, from its ground up, in metres and palette colours.

A textile is bands from top to bottom, with a frame round them if it is framed. Bands with a `height` keep
it; bands without share what the garment leaves them. A band of kind `panel` holds a composed rectangle.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from wenwu.atlas.band import TONES, Band, Change, Dye, Sign, Technique, redyed
from wenwu.atlas.panel import Panel
from wenwu.atlas.record import Claim, Id, Ids, Names


class Textile(Claim):
    """One cloth. `zones` are the carriers it is: only motifs that the atlas allows there are drawn on it."""

    id: Id
    culture: str
    names: Names
    zones: Ids
    ground: str  # palette name
    technique: Technique
    layout: Literal["flow", "fit", "repeat"] = "flow"
    bands: tuple[Band, ...] = Field(min_length=1)
    composed: Mapping[str, Panel] = {}  # panels by name, for bands of kind panel
    frame: tuple[Band, ...] = ()  # round all four sides, from the edge inward
    corner: Sign | None = None
    panels: int = Field(
        1, ge=1, le=5
    )  # strips of a narrow loom sewn side by side; their patterns do not meet
    irregular: float = Field(0.5, ge=0, le=1)  # how much of the hand shows

    @model_validator(mode="after")
    def _composed(self) -> "Textile":
        used = {band.panel for band in self.bands if band.panel}
        for name in sorted(used ^ set(self.composed)):
            what = "is composed, and no band shows it" if name in self.composed else "is not composed"
            raise ValueError(f"the panel {name!r} {what}")
        if any(band.kind == "panel" for band in self.frame):
            raise ValueError("a frame holds no panels")
        return self

    def parts(self) -> tuple[Band, ...]:
        """Frame, bands, and every strip of its panels."""
        return (*self.frame, *self.bands, *(b for panel in self.composed.values() for b in panel.bands()))

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        corner = (self.corner,) if self.corner else ()
        strips = (sign for band in (*self.frame, *self.bands) for sign in band.signs())
        return (*corner, *strips, *(sign for panel in self.composed.values() for sign in panel.signs()))

    def motifs(self) -> tuple[str, ...]:
        """Ids of its motifs, each once."""
        return tuple(dict.fromkeys(s.motif for s in self.signs() if s.motif))

    def colours(self) -> tuple[str, ...]:
        """Palette names it uses besides its motifs' own colours, each once."""
        named = (
            self.ground,
            *(c for band in (*self.frame, *self.bands) for c in band.colours()),
            *(c for panel in self.composed.values() for c in panel.colours()),
            *(self.corner.colours if self.corner else ()),
        )
        return tuple(dict.fromkeys(name.rstrip(TONES) for name in named if name))

    def with_signs(self, change: Change) -> "Textile":
        """The same cloth with every sign changed."""
        return self.model_copy(
            update={
                "bands": tuple(band.with_signs(change) for band in self.bands),
                "frame": tuple(band.with_signs(change) for band in self.frame),
                "composed": {name: panel.with_signs(change) for name, panel in self.composed.items()},
                "corner": change(self.corner) if self.corner else None,
            }
        )

    def dyed(self, dye: Dye) -> "Textile":
        """The same cloth with every palette name changed."""
        return self.model_copy(
            update={
                "ground": dye(self.ground),
                "bands": tuple(band.dyed(dye) for band in self.bands),
                "frame": tuple(band.dyed(dye) for band in self.frame),
                "composed": {name: panel.dyed(dye) for name, panel in self.composed.items()},
                "corner": redyed(self.corner, dye) if self.corner else None,
            }
        )
