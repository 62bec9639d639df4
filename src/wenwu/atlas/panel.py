"""Panels: a composed rectangle of cloth: borders within borders, a field, a medallion, corners, figures.

Sizes are shares of what a part lies in, so that one composition suits a cuff and a cover; metres are only the
depth of a border, the period of a field and the `size` that a sign of a strip, field, heart or gap states.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from wenwu.atlas.band import Band, Change, Dye, Sign, redyed
from wenwu.atlas.record import Record

Outline = Literal["circle", "lobed", "lozenge", "square", "octagon"]


class Border(Band):
    """A strip that runs round a panel and turns its four corners.

    mitre: two sides meet in the diagonal, each the other's mirror image; piece: whole repeats between corner
    squares with a sign of their own; through: one sign of the row stands in the corner itself.
    """

    turn: Literal["mitre", "piece", "through"] = "piece"
    corner: Sign | None = None

    @model_validator(mode="after")
    def _turns(self) -> "Border":
        if self.kind not in ("plain", "stripes", "frieze"):
            raise ValueError(f"a border is plain, stripes or a frieze, not a {self.kind}")
        if not self.height:
            raise ValueError("a border needs a height")
        if self.corner and self.turn != "piece":
            raise ValueError(f"a border that turns by {self.turn} has no corner sign")
        return self

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        return (*super().signs(), *((self.corner,) if self.corner else ()))

    def with_signs(self, change: Change) -> "Band":
        """The same border with every sign changed."""
        corner = change(self.corner) if self.corner else None
        return super().with_signs(change).model_copy(update={"corner": corner})


class Ring(Band):
    """A strip bent round a medallion; `height` is a share of the medallion's radius."""

    @model_validator(mode="after")
    def _bends(self) -> "Ring":
        if self.kind not in ("plain", "stripes", "frieze"):
            raise ValueError(f"a ring is plain, stripes or a frieze, not a {self.kind}")
        if not 0 < self.height < 1:
            raise ValueError("a ring needs a height between 0 and 1, of the medallion's radius")
        return self


class Medallion(Record):
    """Rings within rings about a heart."""

    outline: Outline = "circle"
    lobes: int = Field(8, ge=3, le=24)  # of a lobed outline
    size: float = Field(0.7, gt=0, le=1.6)  # across, as a share of the field's shorter side
    rings: tuple[Ring, ...] = ()  # from the outside inward
    ground: str = ""  # palette name within the rings; none: the panel's
    heart: Sign | None = None
    fill: float = Field(0.92, gt=0, le=1.5)  # how much of the room within the rings the heart takes

    @model_validator(mode="after")
    def _room(self) -> "Medallion":
        if sum(r.height for r in self.rings) > 0.95:
            raise ValueError("the rings of a medallion leave no room for its heart")
        return self

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        return (*(s for ring in self.rings for s in ring.signs()), *((self.heart,) if self.heart else ()))

    def colours(self) -> Iterator[str]:
        """Every palette name on it."""
        yield self.ground
        for ring in self.rings:
            yield from ring.colours()
        yield from self.heart.colours if self.heart else ()

    def with_signs(self, change: Change) -> "Medallion":
        """The same with every sign changed."""
        heart = change(self.heart) if self.heart else None
        rings = tuple(ring.with_signs(change) for ring in self.rings)
        return self.model_copy(update={"rings": rings, "heart": heart})

    def dyed(self, dye: Dye) -> "Medallion":
        """The same with every palette name changed."""
        heart = redyed(self.heart, dye) if self.heart else None
        rings = tuple(ring.dyed(dye) for ring in self.rings)
        ground = dye(self.ground) if self.ground else ""
        return self.model_copy(update={"rings": rings, "heart": heart, "ground": ground})


class Figure(Record):
    """A large sign at one place of the field, perhaps answered by its mirror image or by its like, turned."""

    sign: Sign
    at: tuple[float, float]  # of the field, right and down, 0…1
    size: float = Field(gt=0, le=1.4)  # height, as a share of the field's height
    tilt: float = Field(0.0, ge=-180, le=180)  # [deg] clockwise
    answer: Literal["", "mirror", "half", "quarters", "four"] = ""  # about the middle of the field

    def with_signs(self, change: Change) -> "Figure":
        """The same with another sign."""
        return self.model_copy(update={"sign": change(self.sign)})


class Exchange(Record):
    """Counterchange: in every other cell of the field two dyes change places, ground against figure."""

    dyes: tuple[str, str]  # palette names
    cells: Literal["chess", "lozenge", "stripes", "triangles"] = "chess"
    across: int = Field(0, ge=0, le=48)  # cells; 0: those of the field's own lattice


class Panel(Record):
    """One composed rectangle, from its edge inward and from its ground up."""

    borders: tuple[Border, ...] = ()
    field: Band
    exchange: Exchange | None = None
    corners: Medallion | None = None  # a quarter of it in each corner of the field
    medallion: Medallion | None = None
    figures: tuple[Figure, ...] = ()
    fillers: tuple[Sign, ...] = ()  # wherever ground is left, the first ones largest; `size` is the most
    bare: float = Field(0.08, gt=0, le=1)  # no empty disc is wider than this share of the shorter side
    fold: Literal["", "half", "quarter"] = ""  # fillers of the left half, or upper left quarter, and mirrored

    @model_validator(mode="after")
    def _whole(self) -> "Panel":
        if self.field.kind == "panel":
            raise ValueError("the field of a panel is no panel; put it in a band of its own")
        if any(sign.size == 0 for sign in self.fillers):
            raise ValueError("a filler of a panel needs its size")
        if self.exchange and not self.exchange.across and (self.field.kind != "field" or self.field.papered):
            what = f"field of {self.field.symmetry}" if self.field.papered else self.field.kind
            raise ValueError(f"an exchange on a {what} needs how many cells lie across")
        return self

    def bands(self) -> tuple[Band, ...]:
        """Field, borders and rings."""
        rounds = [m for m in (self.corners, self.medallion) if m]
        return (self.field, *self.borders, *(ring for m in rounds for ring in m.rings))

    def signs(self) -> tuple[Sign, ...]:
        """Every sign on it."""
        rounds = [m for m in (self.corners, self.medallion) if m]
        return (
            *(s for band in (self.field, *self.borders) for s in band.signs()),
            *(s for m in rounds for s in m.signs()),
            *(figure.sign for figure in self.figures),
            *self.fillers,
        )

    def colours(self) -> Iterator[str]:
        """Every palette name on it."""
        for part in (*self.borders, self.field, self.corners, self.medallion):
            yield from part.colours() if part else ()
        for sign in self.signs():
            yield from sign.colours
        yield from self.exchange.dyes if self.exchange else ()

    def with_signs(self, change: Change) -> "Panel":
        """The same panel with every sign changed."""
        return self.model_copy(
            update={
                "borders": tuple(b.with_signs(change) for b in self.borders),
                "field": self.field.with_signs(change),
                "corners": self.corners and self.corners.with_signs(change),
                "medallion": self.medallion and self.medallion.with_signs(change),
                "figures": tuple(f.with_signs(change) for f in self.figures),
                "fillers": tuple(map(change, self.fillers)),
            }
        )

    def dyed(self, dye: Dye) -> "Panel":
        """The same panel with every palette name changed."""
        pair = self.exchange and tuple(map(dye, self.exchange.dyes))
        return self.model_copy(
            update={
                "borders": tuple(b.dyed(dye) for b in self.borders),
                "field": self.field.dyed(dye),
                "exchange": self.exchange and self.exchange.model_copy(update={"dyes": pair}),
                "corners": self.corners and self.corners.dyed(dye),
                "medallion": self.medallion and self.medallion.dyed(dye),
                "figures": tuple(f.with_signs(lambda s: redyed(s, dye)) for f in self.figures),
                "fillers": tuple(redyed(s, dye) for s in self.fillers),
            }
        )
