"""A culture: its names, its colours, its places and ways, and who has reviewed what is said of it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from wenwu.atlas.record import Claim, Id, Name, Names, Record, Text

Hex = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Place(Record):
    """A point on the map that stands for where something is danced or made."""

    name: str
    lat: float = Field(ge=-90, le=90)  # [deg] WGS 84
    lon: float = Field(ge=-180, le=180)  # [deg]


class Review(Record):
    """Whether a culture bearer has looked at this pack, and who."""

    state: Literal["none", "asked", "reviewed"] = "none"
    by: str = ""
    date: str = ""
    notice: Literal["", "attribution_incomplete", "traditional_knowledge", "open_to_collaborate"] = ""


class Route(Claim):
    """A way along which people, or a motif, came: points from the older to the newer."""

    name: Text
    points: tuple[Place, ...] = Field(min_length=2)


class Culture(Claim):
    """A people as the atlas knows it: its names, its colours, its places."""

    id: Id
    names: Names
    palette: Mapping[str, Hex]  # colour name → approximate sRGB
    weights: Mapping[str, float] = {}  # colour name → usual share of the area of festive dress
    places: tuple[Place, ...] = ()
    routes: tuple[Route, ...] = ()
    branches: tuple[Name, ...] = ()
    codes: Mapping[str, str] = {}  # gb3304, iso639_3, aat …
    review: Review = Review()
