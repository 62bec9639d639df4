"""Bands: one strip of a cloth and the signs on it, in metres and palette colours.

A motif is named by its id in the atlas; an `ornament` is plain structure that claims no meaning (stripes,
teeth, dots …).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from wenwu.atlas.record import Id, Record

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
Paper = Literal[
    "p1", "p2", "pm", "pg", "cm", "pmm", "pmg", "pgg", "cmm",
    "p4", "p4m", "p4g", "p3", "p3m1", "p31m", "p6", "p6m",
]  # the seventeen wallpaper groups  # fmt: skip
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
    "leaf",
    "tendril",
]
Lattice = Literal["square", "half_drop", "brick", "diamond", "oblique", "hexagon"]
CELLS: Mapping[Lattice, tuple[str, ...]] = {
    "square": ("pm", "pg", "pmm", "pmg", "pgg", "p4", "p4m", "p4g"),
    "half_drop": ("cm", "cmm"),
    "brick": ("cm", "cmm"),
    "diamond": ("cm", "cmm"),
    "oblique": ("p1", "p2"),
    "hexagon": ("p3", "p3m1", "p31m", "p6", "p6m"),
}  # which wallpaper groups a field's cell allows
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


Change = Callable[[Sign], Sign]
Dye = Callable[[str], str]


def redyed(sign: Sign, dye: Dye) -> Sign:
    """The sign with every palette name changed."""
    return sign.model_copy(update={"colours": tuple(map(dye, sign.colours))})


class Band(Record):
    """One strip across the cloth."""

    kind: Literal["plain", "stripes", "frieze", "field", "warp", "panel"]
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
    symmetry: Symmetry | Paper = "p111"  # of a frieze, of each row of a field, or of the whole field
    spacing: float = Field(0.12, ge=-0.4, le=4)  # gap between signs, in widths of a sign
    margin: float = Field(0.06, ge=0, le=0.45)  # above and below, in band heights
    lattice: Lattice = "half_drop"  # of a field
    net: tuple[str, ...] = ()  # colours of lines between the cells of a diamond lattice
    period: float = Field(0.0, ge=0, le=1)  # [m] of a field, across; of a panel: so many side by side
    at: tuple[float, float] = (0.25, 0.25)  # of a wallpaper's sign in its cell, in cells
    tilt: float = Field(0.0, ge=-180, le=180)  # [deg] of a wallpaper's sign, clockwise as seen
    proportion: float = Field(1.0, ge=0.3, le=3)  # height of a wallpaper's cell over its width, where free
    panel: str = ""  # name of the textile's panel that is composed here

    @model_validator(mode="after")
    def _whole(self) -> "Band":
        if self.kind in ("frieze", "field") and self.sign is None:
            raise ValueError(f"a {self.kind} needs a sign")
        if self.kind in ("stripes", "warp") and not self.stripes:
            raise ValueError(f"{self.kind} need their colours")
        if self.kind == "field" and self.period == 0:
            raise ValueError("a field needs a period")
        if (self.kind == "panel") != bool(self.panel):
            raise ValueError("a band of kind panel names its panel, and no other does")
        if self.widths and len(self.widths) != len(self.stripes):
            raise ValueError(f"{len(self.stripes)} stripes have {len(self.widths)} widths")
        self._check_symmetry()
        return self

    def _check_symmetry(self) -> None:
        friezes = get_args(Symmetry)
        if self.kind != "field":
            if self.symmetry not in friezes:
                raise ValueError(
                    f"a {self.kind} has no symmetry {self.symmetry}; a strip has {', '.join(friezes)}"
                )
        elif self.papered and self.symmetry not in CELLS[self.lattice]:
            raise ValueError(
                f"a {self.lattice} lattice does not allow {self.symmetry}; it allows "
                f"{', '.join(CELLS[self.lattice])}"
            )

    @property
    def papered(self) -> bool:
        """Whether a wallpaper group lays out the whole field."""
        return self.kind == "field" and self.symmetry in get_args(Paper)

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        return tuple(s for s in (self.sign, self.second, self.filler) if s)

    def colours(self) -> Iterator[str]:
        """Every palette name on it."""
        yield from (self.ground, *self.stripes, *self.counter, *self.net)
        for sign in self.signs():
            yield from sign.colours

    def with_signs(self, change: Change) -> "Band":
        """The same band with every sign changed."""
        kept = {key: getattr(self, key) for key in ("sign", "second", "filler")}
        return self.model_copy(update={key: change(sign) for key, sign in kept.items() if sign})

    def dyed(self, dye: Dye) -> "Band":
        """The same band with every palette name changed."""
        kept = {key: tuple(map(dye, getattr(self, key))) for key in ("stripes", "counter", "net")}
        ground = dye(self.ground) if self.ground else ""
        return self.with_signs(lambda s: redyed(s, dye)).model_copy(update={**kept, "ground": ground})
