"""Textiles: one cloth of one local style, from its ground up, in metres and palette colours.

A textile is bands from top to bottom, with a frame round them if it is a panel. Bands with a `height` keep
it; bands without share what the garment leaves them. A motif is named by its id in the atlas; an `ornament`
is plain structure that claims no meaning (stripes, teeth, dots …).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from wenwu.atlas.record import Claim, Id, Ids, Names, Record

Technique = Literal[
    "plain",
    "silk",
    "damask",
    "brocade",
    "embroidery",
    "batik",
    "ikat",
    "velvet",
    "felt",
    "silver",
    "applique",
]
Symmetry = Literal["p111", "p1m1", "p11g", "p2", "p2mg", "p11m", "p2mm"]  # the seven frieze groups
Ornament = Literal[
    "",
    "dots",
    "teeth",
    "hooks",
    "combs",
    "stitches",
    "diamonds",
    "pearls",
    "bars",
    "zigzag",
    "star8",
    "feathers",
    "feather",
    "radial",
    "sprig",
    "vine",
]


TONES = "+-"  # a palette name may end in + or −: the same dye, lighter or darker by the face of the weave


class Sign(Record):
    """A motif or an ornament in its colours."""

    motif: Id | None = None
    ornament: Ornament = ""
    colours: tuple[str, ...] = ()  # palette names, the first for outlines and gaps; none: the motif's own
    params: Mapping[str, Any] = {}  # over the motif's own parameters
    size: float = Field(0.0, ge=0, le=1)  # [m] height; 0: what the place leaves

    @model_validator(mode="after")
    def _one(self) -> "Sign":
        if bool(self.motif) == bool(self.ornament):
            raise ValueError("a sign is either a motif or an ornament")
        return self


class Band(Record):
    """One strip across the cloth."""

    kind: Literal["plain", "stripes", "frieze", "field", "warp"]
    height: float = Field(0.0, ge=0, le=2)  # [m]; 0: shares what is left
    share: float = Field(1.0, gt=0)  # of what is left
    least: float = Field(0.0, ge=0, le=0.3)  # [m] a border that would come out narrower is left off
    ground: str = ""  # palette name; none: the textile's
    technique: Technique | None = None  # none: the textile's
    stripes: tuple[str, ...] = ()  # palette names from top to bottom (stripes) or left to right (warp)
    widths: tuple[float, ...] = ()  # of the stripes, relative
    sign: Sign | None = None
    second: Sign | None = None  # between the first ones
    filler: Sign | None = None  # wherever a gap is left; its size is the largest
    counter: tuple[str, ...] = ()  # colours of every other sign
    symmetry: Symmetry = "p111"
    spacing: float = Field(0.12, ge=-0.4, le=4)  # gap between signs, in widths of a sign
    margin: float = Field(0.06, ge=0, le=0.45)  # above and below, in band heights
    lattice: Literal["square", "half_drop", "brick", "diamond"] = "half_drop"  # of a field
    net: tuple[str, ...] = ()  # colours of lines between the cells of a diamond lattice
    period: float = Field(0.0, ge=0, le=1)  # [m] of a field, across

    @model_validator(mode="after")
    def _whole(self) -> "Band":
        if self.kind in ("frieze", "field") and self.sign is None:
            raise ValueError(f"a {self.kind} needs a sign")
        if self.kind in ("stripes", "warp") and not self.stripes:
            raise ValueError(f"{self.kind} need their colours")
        if self.kind == "field" and self.period == 0:
            raise ValueError("a field needs a period")
        if self.widths and len(self.widths) != len(self.stripes):
            raise ValueError(f"{len(self.stripes)} stripes have {len(self.widths)} widths")
        return self

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        return tuple(s for s in (self.sign, self.second, self.filler) if s)

    def colours(self) -> Iterator[str]:
        """Every palette name on it."""
        yield from (self.ground, *self.stripes, *self.counter, *self.net)
        for sign in self.signs():
            yield from sign.colours


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
    frame: tuple[Band, ...] = ()  # round all four sides, from the edge inward
    corner: Sign | None = None
    panels: int = Field(
        1, ge=1, le=5
    )  # strips of a narrow loom sewn side by side; their patterns do not meet
    irregular: float = Field(0.5, ge=0, le=1)  # how much of the hand shows

    def parts(self) -> tuple[Band, ...]:
        """Frame and bands."""
        return (*self.frame, *self.bands)

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        corner = (self.corner,) if self.corner else ()
        return (*corner, *(sign for band in self.parts() for sign in band.signs()))

    def motifs(self) -> tuple[str, ...]:
        """Ids of its motifs, each once."""
        return tuple(dict.fromkeys(s.motif for s in self.signs() if s.motif))

    def colours(self) -> tuple[str, ...]:
        """Palette names it uses besides its motifs' own colours, each once."""
        named = (
            self.ground,
            *(c for band in self.parts() for c in band.colours()),
            *(self.corner.colours if self.corner else ()),
        )
        return tuple(dict.fromkeys(name.rstrip(TONES) for name in named if name))
