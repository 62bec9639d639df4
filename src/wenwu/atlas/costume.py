"""Costumes: what a dancer of one named local style wears, piece by piece, in numbers a tailor could use.

Lengths of jackets, dresses, robes, vests and capes count from the shoulder: 0 shoulder, .5 hip joint,
.75 knee, 1 ankle. Skirts, aprons, trousers and leggings count from the waist: 0 waist, .5 knee, 1 ankle.
Sleeves count along the arm: 1 wrist, 1.5 half an arm beyond it. Other lengths are metres.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from wenwu.atlas.record import Claim, Gender, Id, Names, Record

PieceKind = Literal[
    "jacket", "vest", "dress", "robe", "skirt", "tube_skirt", "trousers", "leggings", "apron", "sash",
    "ribbons", "cape", "back_panel", "bandolier", "wing_frame",
]  # fmt: skip
OrnamentKind = Literal[
    "flower", "comb", "silver_bun", "silver_horns", "silver_crown", "pheasant", "folded_cloth", "turban",
    "doppa", "hat", "headband", "pagoda_crown", "tassels", "neck_rings", "breast_lock", "collar_plate",
    "necklace", "earrings", "belt", "bells", "bracelets", "ear_bead", "hero_knot", "fringe_crescent",
    "round_cap", "sheepskin", "star_discs", "crossed_straps",
]  # fmt: skip


class Trim(Record):
    """A border along an edge; its textile runs along the edge, the outer side of the textile at the edge."""

    edge: Literal["hem", "collar", "opening", "cuff", "waist"]
    textile: Id
    width: float = Field(ge=0.004, le=0.3)  # [m]


class Sleeve(Record):
    """A pair of sleeves."""

    length: float = Field(1.0, ge=0.1, le=1.9)  # along the arm: 1 wrist
    width: float = Field(0.13, ge=0.08, le=0.7)  # flat width of the cuff, in arm lengths
    textile: Id | None = None  # none: the piece's own
    off: Literal["left", "right"] | None = None  # one sleeve hangs empty at the back


class Piece(Record):
    """One garment."""

    kind: PieceKind
    name: str = ""  # its own name, for example charwa
    textile: Id
    length: float = Field(0.5, ge=0.02, le=1.6)
    start: float = Field(0.0, ge=-0.3, le=1.0)  # where it begins, on the same scale
    fit: Literal["tight", "fitted", "loose"] = "fitted"
    flare: float = Field(0.0, ge=0, le=60)  # [deg] half-opening angle of the hanging part
    pleats: int = Field(0, ge=0, le=120)  # modelled folds; a real skirt may have five hundred
    cloth: float = Field(1.0, ge=1, le=4)  # width of the cloth over the width of the hem as it hangs
    overlap: Literal["right", "left", "front", "none"] = "none"  # which side the upper flap closes on
    collar: Literal["none", "stand", "round", "crossed"] = "none"
    gap: float = Field(0.0, ge=0, le=0.6)  # [m] how far the front edges stand apart
    width: float = Field(0.0, ge=0, le=1.5)  # [m] of aprons, sashes, ribbons
    count: int = Field(1, ge=1, le=40)
    layers: int = Field(1, ge=1, le=5)
    fringe: float = Field(0.0, ge=0, le=0.6)  # [m]
    back: bool = False  # hangs behind instead of in front
    silk: bool = False
    sleeve: Sleeve | None = None
    trims: tuple[Trim, ...] = ()


class Ornament(Record):
    """Something on the head, the neck, the arms or the waist."""

    kind: OrnamentKind
    metal: Literal["silver", "gold", "brass"] = "silver"
    textile: Id | None = None  # what cloth ornaments are made of
    size: float = Field(0.0, ge=0, le=1.5)  # [m]: span of horns, height of a hat; 0 the usual
    count: int = Field(1, ge=1, le=60)
    side: Literal["left", "right", "both"] = "both"
    colours: tuple[str, ...] = ()  # names in the culture's palette


class Footwear(Record):
    """What is on the feet: soft cloth shoes where the sources are silent."""

    kind: Literal["cloth_shoes", "boots", "bare", "sandals"] = "cloth_shoes"
    colour: str = "#2B2724"  # in the culture's palette, or #RRGGBB
    trim: str = ""
    upturned: bool = False


class Costume(Claim):
    """One dress of one local style, for one gender. Never the dress of a whole people."""

    id: Id
    culture: str
    gender: Gender
    names: Names
    style: str  # the local style and the occasion or period
    hair: str = "bun"  # id of a hair shape
    pieces: tuple[Piece, ...] = Field(min_length=1)
    head: tuple[Ornament, ...] = ()
    ornaments: tuple[Ornament, ...] = ()
    footwear: Footwear = Footwear()
    zones: tuple[str, ...] = ()  # where the sources put the dense patterns

    def textiles(self) -> tuple[str, ...]:
        """Ids of every textile it is made of, each once."""
        return tuple(dict.fromkeys(self._textiles()))

    def _textiles(self) -> Iterator[str]:
        for piece in self.pieces:
            yield piece.textile
            yield from (trim.textile for trim in piece.trims)
            if piece.sleeve and piece.sleeve.textile:
                yield piece.sleeve.textile
        for ornament in (*self.head, *self.ornaments):
            if ornament.textile:
                yield ornament.textile
