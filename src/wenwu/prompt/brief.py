"""The Brief: what was asked, what was assumed, everything a run needs to be repeated."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Gender = Literal["woman", "man"]
Shows = Literal["no", "deity", "rite", "unknown"]  # what a cloth shows, by the word of whoever brings it


class Frozen(BaseModel):
    """An unchangeable record; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Assumption(Frozen):
    """Something the sentence did not say."""

    field: str
    value: str
    because: str  # one sentence a reader can disagree with
    because_zh: str = ""  # the same in Chinese


class AngleWish(Frozen):
    """An angle the sentence asks for, for example wrist.bend 70 [deg]."""

    angle: str
    degrees: float


class Part(Frozen):
    """One dancer of the cast."""

    gender: Gender
    performer: str  # id in performers.toml
    role: str = "dancer"
    variant: str
    costume: str
    props: tuple[str, ...] = ()


class Pattern(Frozen):
    """A cloth of the user's own that is worn, what was said of it, and what it was read as."""

    file: str  # its photograph
    print: str = ""  # SHA-256 of that file as it was judged
    source: str  # whose cloth it is, where it comes from
    permission: str  # by whose leave it is used
    sacred: Shows
    on: str = ""  # the kind of piece that is made of it; none: the largest patterned one
    width: float | None = Field(None, ge=0.02, le=20)  # [m] of the cloth that the photograph shows across
    corners: str = ""  # "x,y x,y x,y x,y" [px] of the cloth in the photograph
    turn: Literal[0, 90, 180, 270] = 0  # [deg] clockwise, where the photograph lies on its side
    looks_like: tuple[str, ...] = ()  # ids of motifs; none: there is nothing like it in memory
    read_as: tuple[str, ...] = ()  # concepts that were likely here
    kept: tuple[str, ...] = ()  # families of signs behind the gate that were found on it


def placed_by(part: Part) -> set[str]:
    """The words by which a score may place a dancer on the inner ring: role, gender, props."""
    return {part.role, part.gender, *part.props}


class Brief(Frozen):
    """One performance, fully decided."""

    prompt: str
    lang: Literal["en", "zh"]
    culture: str
    dance: str
    occasion: str | None = None
    cast: tuple[Part, ...]
    pattern: Pattern | None = None
    formation: str
    direction: Literal["cw", "ccw"] | None = None
    tempo: float  # [beats per minute]
    moods: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    motifs: tuple[str, ...] = ()  # ids in the atlas that the sentence asks to see
    without: tuple[str, ...] = ()  # motifs that a rule keeps from being drawn here
    angles: tuple[AngleWish, ...] = ()
    seconds: float = 10.0
    variety: float = 0.5  # 0 the canon … 1 all the spread that the network learnt
    like: tuple[float, ...] = ()  # 128 numbers of a reference clip; none: the dance's own
    music: str = ""  # the file whose sound is danced to
    music_print: str = ""  # SHA-256 of that file as its beats were found
    beats: tuple[float, ...] = ()  # [s since the first frame] each beat of it; none: by `tempo` alone
    seed: int = 1
    width: int = 1280
    height: int = 720
    fps: int = 30
    profile: Literal["preview", "master", "mobile"] = "preview"
    formats: tuple[str, ...] = ("mp4", "glb", "bvh")
    tradition: Literal["", "buddhist", "bon"] = ""  # where the sentence names one
    place: str = ""
    set_aside: dict[str, str] = {}  # soft rule id → the recorded reason
    assumed: tuple[Assumption, ...] = ()
