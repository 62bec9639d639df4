"""Wishes: what the command line adds to the sentence; checked here, in one sentence each."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from pydantic import ValidationError

from wenwu.base.errors import InputError, unknown
from wenwu.prompt.brief import Pattern

FORMATS = ("mp4", "glb", "bvh")
SIZES = {"preview": (1280, 720), "mobile": (1920, 1080), "master": (3840, 2160)}  # [px]
SHORTEST, LONGEST = 2.0, 600.0  # [s]
SMALLEST, LARGEST = 128, 3840  # [px]
MOST_DANCERS = 12
PATTERN_TAKES = {
    "sacred": "no, deity, rite or unknown",
    "width": "2 to 2000 centimetres",
    "turn": "90, 180 or 270",
}
SLOWEST, FASTEST = 15.0, 300.0  # [beats/min] between one beat and the next


@dataclass(frozen=True)
class Wishes:
    """Options beside the sentence; None is left to the sentence, and then to the defaults."""

    culture: str | None = None
    dance: str | None = None
    role: str | None = None  # woman, man, or a variant of the dance
    dancers: int | None = None
    performer: str | None = None
    seconds: float | None = None
    seed: int | None = None
    size: str | None = None  # 1280x720
    fps: int | None = None
    profile: str | None = None
    formats: str | tuple[str, ...] | None = None
    lang: str | None = None
    variety: float | None = None  # 0 … 1
    like: tuple[float, ...] = ()  # features of a reference clip
    music: str | None = None  # a file with sound in it
    pattern: Pattern | None = None  # a photograph of a cloth, with what was said of it
    set_aside: Mapping[str, str] = field(default_factory=dict)  # soft rule id → the recorded reason


def check_seconds(seconds: int | float) -> float:
    """A length that can be danced [s]."""
    if not math.isfinite(seconds) or not SHORTEST <= seconds <= LONGEST:
        raise InputError(f"{seconds:g} seconds cannot be danced; ask for {SHORTEST:g} to {LONGEST:g} seconds")
    return float(seconds)


def check_variety(variety: float) -> float:
    """How far a performance may stray from the canon."""
    if not 0 <= variety <= 1:
        raise InputError(f"a variety of {variety:g} does not work; it goes from 0, the canon, to 1")
    return float(variety)


def check_like(like: tuple[float, ...]) -> tuple[float, ...]:
    """The features of a reference clip."""
    if like and (len(like) != 128 or not all(math.isfinite(x) and abs(x) <= 6 for x in like)):
        raise InputError("`like` holds 128 numbers from -6 to 6; --like FILE makes them from a clip")
    return like


def check_beats(beats: tuple[float, ...]) -> tuple[float, ...]:
    """The times of some beats [s]."""
    gaps = [b - a for a, b in pairwise(beats)]
    slow, fast = 60 / SLOWEST, 60 / FASTEST
    if beats and not (len(beats) >= 2 and beats[0] >= 0 and all(fast <= gap <= slow for gap in gaps)):
        raise InputError(f"`beats` are seconds from 0 on, each {fast:.1f} to {slow:g} after the last")
    return beats


def check_dancers(count: int | float) -> int:
    """A number of dancers that fits on the stage."""
    if count != int(count) or not 1 <= count <= MOST_DANCERS:
        raise InputError(f"{count:g} dancers do not fit; ask for 1 to {MOST_DANCERS}")
    return int(count)


def check_size(size: str) -> tuple[int, int]:
    """Width and height [px]: video needs even numbers."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*[x×X*]\s*(\d{1,6})\s*", size)
    works = f"width and height are even numbers from {SMALLEST} to {LARGEST}, for example 1280x720"
    if not match:
        raise InputError(f"{size!r} is no size; {works}")
    width, height = int(match[1]), int(match[2])
    if any(side % 2 or not SMALLEST <= side <= LARGEST for side in (width, height)):
        raise InputError(f"the size {width}x{height} does not work; {works}")
    return width, height


def check_fps(fps: int) -> int:
    """Frames a second of the video."""
    if not 10 <= fps <= 60:
        raise InputError(f"{fps} frames a second do not work; ask for 10 to 60, for example 30")
    return fps


def check_seed(seed: int) -> int:
    """A seed both Python and numpy take."""
    if not 0 <= seed < 2**63:
        raise InputError(f"the seed {seed} does not work; it is a whole number from 0 to 2^63 - 1")
    return seed


def check_profile(profile: str) -> Literal["preview", "master", "mobile"]:
    """One of the delivery profiles."""
    match profile:
        case "preview" | "master" | "mobile":
            return profile
        case _:
            raise InputError(f"no profile {profile!r}; there are {', '.join(SIZES)}")


def check_lang(lang: str) -> Literal["en", "zh"]:
    """The report's language."""
    match lang:
        case "en" | "zh":
            return lang
        case _:
            raise InputError(f"no language {lang!r}; reports are written in en or zh")


def check_formats(formats: str | tuple[str, ...]) -> tuple[str, ...]:
    """The files to write."""
    wanted = re.split(r"[,\s]+", formats.strip()) if isinstance(formats, str) else list(formats)
    for name in wanted:
        if name not in FORMATS:
            raise InputError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(wanted))


def check_pattern(values: Mapping[str, object]) -> Pattern:
    """A cloth of the user's own, of its values as they were said; None stands for unsaid."""
    try:
        return Pattern.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        raise InputError(f"--pattern-{name} takes {PATTERN_TAKES.get(name, 'words')}") from error


def check_performer(performer: str, known: Mapping[str, object]) -> str:
    """One of the six."""
    if performer not in known:
        raise InputError(str(unknown("performer", performer, known)).replace(" in the atlas", ""))
    return performer
