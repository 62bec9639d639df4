"""The catalogue: pictures kept with what is known of them, found again by words, by place, by likeness.

`Catalogue` is all that the rest of the program knows. `catalogue_file` keeps one in a folder (SQLite and
files); a server's would answer the same calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Protocol

from jaxtyping import Float32
from numpy import ndarray

from wenwu.base.errors import InputError
from wenwu.motifs.entry import Entry, Newcomer, require_place

HALFWAY = 20_038.0  # [km] no two places are further apart
LIMIT, MOST = 20, 10_000  # how many are shown; how many may be asked for


@dataclass(frozen=True)
class Near:
    """A ring around a place."""

    lat: float  # [deg]
    lon: float  # [deg]
    within: float  # [km]

    def __post_init__(self) -> None:
        require_place(self.lat, self.lon)
        if not (isfinite(self.within) and 0 < self.within <= HALFWAY):
            raise InputError(
                f"a radius of {self.within:g} km is none; give one above 0 and at most {HALFWAY:.0f}"
            )


@dataclass(frozen=True)
class Box:
    """From south to north, from west eastward to east; west of 180° and east of it where west > east."""

    south: float  # [deg]
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        require_place(self.south, self.west)
        require_place(self.north, self.east)
        if self.south > self.north:
            raise InputError(f"the box's south {self.south:g} is north of its north {self.north:g}")


@dataclass(frozen=True)
class Likeness:
    """A vector and the space it lies in."""

    vector: Float32[ndarray, " D"]
    space: str


@dataclass(frozen=True)
class Query:
    """What is looked for; all of it has to hold. The likest first, else the best fitting, nearest, oldest."""

    words: str = ""
    area: Near | Box | None = None
    like: Likeness | None = None
    limit: int = LIMIT

    def __post_init__(self) -> None:
        if not 0 < self.limit <= MOST:
            raise InputError(f"a limit of {self.limit} is none; ask for 1 to {MOST}")


@dataclass(frozen=True)
class Found:
    """One entry and why it stands where it stands."""

    entry: Entry
    likeness: float | None = None  # cosine, −1…1
    distance: float | None = None  # [km]


@dataclass(frozen=True)
class Kept:
    """What became of newcomers."""

    new: int
    known: int  # the same words about the same picture were there already


class Catalogue(Protocol):
    """Pictures, labels, places, descriptors, vectors."""

    def add(self, newcomers: Iterable[Newcomer]) -> Kept:
        """Keeps pictures; what is known already is left as it is."""

    def find(self, query: Query) -> Sequence[Found]:
        """What answers a query."""

    def get(self, id: str) -> Entry:
        """One entry; InputError where there is none."""

    def path(self, entry: Entry) -> Path:
        """Its picture as a file; InputError where it is gone or altered."""

    def drop(self, id: str) -> None:
        """Takes an entry out, and its picture where no other entry shows it."""

    def count(self) -> int:
        """How many entries there are."""

    def check(self) -> Sequence[str]:
        """Everything that is not as it should be, a sentence each."""

    def close(self) -> None:
        """Lets go of it."""
