"""What the catalogue knows of one picture: what it shows, whose and where from, by what right it is kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from typing import Any

from jaxtyping import Float32
from numpy import ndarray

from wenwu.base.errors import InputError

NOT_STATED = "not stated"  # of a licence: kept, shown, and never guessed
LONGEST = 2000  # characters of any one text


@dataclass(frozen=True)
class Entry:
    """One picture as one source describes it; another source's words for it are another entry."""

    image: str  # sha256 of the picture's bytes
    ending: str  # of its file: png, webp …
    name: str  # of the file it came from
    width: int  # [px]
    height: int  # [px]
    label: str = ""  # as the source has it, in any language
    kind: str = ""  # photo, vector, drawing …
    family: str = ""  # the structure or family it is filed under
    culture: str = ""  # as the source has it
    words: str = ""  # further words it can be found by
    source: str = ""
    licence: str = NOT_STATED
    redistributable: str = ""  # yes or no, as the source has it
    attribution: str = ""
    notice: str = ""  # what its community asks of whoever sees it
    place: str = ""
    lat: float | None = None  # [deg]
    lon: float | None = None  # [deg]
    descriptors: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Of the record: the same words about the same bytes have the same id."""
        text = json.dumps(self.stated(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]

    def stated(self) -> dict[str, Any]:
        """Everything but what is measured from the picture."""
        return {name: value for name, value in asdict(self).items() if name != "descriptors"}

    def searched(self) -> str:
        """The text that words are looked for in."""
        parts = (
            self.label,
            self.family,
            self.culture,
            self.words,
            self.kind,
            self.place,
            self.source,
            self.name,
        )
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Newcomer:
    """A picture on its way into the catalogue."""

    entry: Entry
    data: bytes  # of the file, as it came
    vectors: Mapping[str, Float32[ndarray, " D"]] = field(default_factory=dict)  # by the name of their space


def entry_of(values: Mapping[str, Any]) -> Entry:
    """An entry from plain values, as they are kept; what is unknown to it is left out."""
    known = {one.name for one in fields(Entry)}
    return Entry(**{name: value for name, value in values.items() if name in known})


def require_sound(entry: Entry) -> Entry:
    """InputError for a place that is none and for a text without end."""
    if (entry.lat is None) != (entry.lon is None):
        raise InputError(f"{entry.name!r} has half a place; give latitude and longitude, or neither")
    if entry.lat is not None and entry.lon is not None:
        require_place(entry.lat, entry.lon)
    for name, value in entry.stated().items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise InputError(
                f"the {name} of {entry.name[:60]!r} is longer than {LONGEST} characters; shorten it"
            )
    return entry


def require_place(lat: float, lon: float) -> tuple[float, float]:
    """InputError where this is no place on earth [deg]."""
    if not (isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        raise InputError(f"{lat:g},{lon:g} is no place; latitude is -90 to 90, longitude -180 to 180 degrees")
    return lat, lon
