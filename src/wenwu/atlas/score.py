"""A score: one dance written as phrases of key poses, steps and paths, at beats.

Angles are clinical, in degrees, one sign for both sides; an unpaired angle is positive to the dancer's left.
Metres are those of a leg of 0.72 m (hip to ankle) and scale with the dancer's own leg. Times are beats.
Everything here is data that a dance scholar may read and change; `motion` turns it into movement.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from wenwu.atlas.record import Claim, Ids, Record, Standing
from wenwu.atlas.strike import Strike

Pair = tuple[float, float]
Triple = tuple[float, float, float]
Side = Literal["l", "r"]
Shape = Literal["solo", "pair", "line", "arc", "ring", "two_lines"]
Hand = str | tuple[float, float, float, float, float, float, float]

PAIRED = ("shoulder", "elbow", "forearm", "wrist", "girdle", "hand")
UNPAIRED = ("pelvis", "spine", "neck", "slide", "knee")


class Pose(Record):
    """Some channels of the body; what is left out stays as it was. A name without side sets both sides."""

    pose: str | tuple[str, ...] = ()  # built on these poses, "name" or "name:mirror"
    pelvis: Triple | None = None  # turn left, tilt forward, list (left side low) [deg]
    spine: Triple | None = None  # flexion, side bend left, twist left [deg]
    neck: Triple | None = None  # flexion (chin down), side bend left, twist left [deg]
    slide: float | None = None  # head slides left, level [cm]
    knee: float | None = None  # flexion of the loaded knee: how low the dance stands [deg]
    shoulder: Triple | None = None  # plane (0 side, 90 front), elevation (0 hangs), own twist out [deg]
    shoulder_l: Triple | None = None
    shoulder_r: Triple | None = None
    elbow: float | None = None  # flexion [deg]
    elbow_l: float | None = None
    elbow_r: float | None = None
    forearm: float | None = None  # pronation; 0 = thumb leads [deg]
    forearm_l: float | None = None
    forearm_r: float | None = None
    wrist: Pair | None = None  # flexion (bent back is negative), deviation to the little finger [deg]
    wrist_l: Pair | None = None
    wrist_r: Pair | None = None
    girdle: Pair | None = None  # shoulder up, shoulder forward [deg of clavicle]
    girdle_l: Pair | None = None
    girdle_r: Pair | None = None
    hand: Hand | None = None  # a named hand shape, or its seven numbers
    hand_l: Hand | None = None
    hand_r: Hand | None = None

    @property
    def bases(self) -> tuple[str, ...]:
        """The poses it is built on, each maybe with ":mirror"."""
        return (self.pose,) if isinstance(self.pose, str) else self.pose

    def channels(self) -> dict[str, Any]:
        """The channels it sets itself, pairs written out by side."""
        own = {n: getattr(self, n) for n in UNPAIRED}
        for name in PAIRED:
            both = getattr(self, name)
            for side in ("l", "r"):
                one = getattr(self, f"{name}_{side}")
                own[f"{name}_{side}"] = both if one is None else one
        return {name: value for name, value in own.items() if value is not None}


class Key(Pose):
    """A pose at a beat of its phrase. `ease` 0.1 accents (settles), 0.5 flows, 1 swings through."""

    beat: float = Field(ge=0)
    ease: float | None = Field(default=None, ge=0, le=1)


class Gesture(Record):
    """A leg in the air, held in angles instead of by its foot: a kick, a hooked foot, a heel thrown back."""

    at: float  # [beat]
    hold: float = 0.0  # [beats]
    hip: Triple  # flexion, abduction, turn-out [deg]
    knee: float  # flexion [deg]
    ankle: float = -10.0  # toes up [deg]


class Step(Record):
    """One foot leaves the floor and comes down again."""

    f: Side
    lift: float  # [beat]
    land: float  # [beat]
    to: Pair | Triple  # left, forward of the path at landing [m]; turn-out [deg], 10 if left out
    h: float = 0.05  # highest point of the foot [m]
    on: Literal["flat", "ball", "heel"] = "flat"  # what touches first
    pitch: float | None = None  # heel up (+) or toes up (-) at landing [deg], instead of the usual for `on`
    keep: bool = False  # stays on ball or heel instead of settling flat
    w: float = Field(default=1.0, ge=0, le=1)  # share of weight it takes; 0 touches only
    roll: float | None = None  # how far the heel peels before the foot leaves [deg]
    hop: float = Field(default=0.0, ge=0, le=0.2)  # rise of the body [m]: it lifts √(8h/g) s before `land`
    stamp: bool = False  # an accent that is meant to be hard
    leg: tuple[Gesture, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Step":
        times = [self.lift, *(t for g in self.leg for t in (g.at, g.at + g.hold)), self.land]
        if times != sorted(times) or self.lift >= self.land:
            raise ValueError(f"step {self.f} at beat {self.lift}: lift, gestures and land are out of order")
        return self


class Travel(Record):
    """The path of the body over the floor, spread evenly over its beats, in the dancer's own frame."""

    model_config = ConfigDict(populate_by_name=True)

    start: float = Field(default=0.0, alias="from")  # [beat]
    stop: float | None = Field(default=None, alias="to")  # [beat]; the phrase's end if left out
    left: float = 0.0  # [m]
    forward: float = 0.0  # [m]
    turn: float = 0.0  # to the left [deg]; in a ring, arc or line only turns of 90 or more are danced
    out: float = 0.0  # away from the ring's centre [m]; ignored elsewhere


class Wave(Record):
    """A sine added to one number of one channel: shiver, tremor, flutter."""

    model_config = ConfigDict(populate_by_name=True)

    ch: str
    i: int = 0
    amp: float  # [deg]
    hz: float | None = None  # [1/s], or
    per_beat: float = 1.0
    phase: float = 0.0  # [cycles]
    start: float = Field(default=0.0, alias="from")
    stop: float | None = Field(default=None, alias="to")
    fade: float = Field(default=0.5, gt=0)  # [beats]


class Variant(Record):
    """Another way to dance a phrase. What is left out stays as the phrase has it."""

    id: str
    weight: float = Field(default=1.0, gt=0)  # how often the seed picks it
    only: tuple[str, ...] = ()  # gender, dance variant or role that may dance it; all if empty
    mirror: bool = False  # left and right exchanged, steps too
    amplitude: float = Field(default=1.0, gt=0, le=1.6)  # of trunk and arms about their mean
    sink: float = 0.0  # added to the knee [deg]
    lift: float = Field(default=1.0, gt=0, le=2)  # of the feet's height
    reach: float = Field(default=1.0, gt=0, le=1.5)  # of the path's length
    poses: Mapping[str, str] = {}  # in the keys, dance this pose instead of that one: another arm path
    keys: tuple[Key, ...] = ()  # replace the keys at the same beat, and add the others
    drop: tuple[float, ...] = ()  # leave out the keys at these beats
    steps: tuple[Step, ...] | None = None  # instead of the phrase's
    travel: tuple[Travel, ...] | None = None
    osc: tuple[Wave, ...] | None = None
    pulse: float | None = None
    strikes: tuple[Strike, ...] | None = None


class Phrase(Record):
    """A sentence of the dance, usually eight beats; it begins and ends with the feet able to go on."""

    id: str
    beats: float = Field(gt=0)
    names: Mapping[str, str] = {}  # by language: en, zh, pinyin, native
    role: tuple[Literal["opening", "body", "close"], ...] = ("body",)
    weight: float = Field(default=1.0, gt=0)
    only: tuple[str, ...] = ()  # gender, dance variant or role that may dance it; all if empty
    formation: tuple[Shape, ...] = ()  # shapes it suits; all if empty
    joined: bool = True  # hands stay joined, where the dance joins hands
    mirrors: bool = True  # the seed may exchange left and right
    travel_mirrors: bool = True
    bpm: float | None = None  # faster or slower than the score's bpm; scales with the tempo asked for
    pulse: float | None = None  # amplitude of the pulse in this phrase [deg of knee]
    keys: tuple[Key, ...] = ()
    steps: tuple[Step, ...] = ()
    travel: tuple[Travel, ...] = ()
    osc: tuple[Wave, ...] = ()
    strikes: tuple[Strike, ...] = ()
    variants: tuple[Variant, ...] = ()
    source: Ids = ()  # ids in sources.toml, beyond the score's own
    note: str = ""


class Pulse(Record):
    """How the knees sink and rise with the music, and how the rest of the body answers."""

    amp: float  # peak to peak [deg of knee]
    per_beat: float = 1.0
    phase: float = 0.0  # [cycles] later than the beat if negative
    sharp: float = Field(default=0.35, ge=0, lt=1)  # the drop is this much quicker than the rise
    spine: float = 0.12  # share of the amplitude that each part answers with
    neck: float = 0.15
    arm: float = 0.15
    wrist: float = 0.25


class Style(Record):
    """How the whole dance is carried."""

    pulse: Pulse
    stance: float = 15.0  # knee flexion where no key says otherwise [deg]
    drag: float = 0.1  # [s] the hand trails a moving arm
    hip_drop: float = 2.5  # to the unloaded side [deg]
    hip_turn: float = 22.0  # pelvis follows the forward foot [deg/m]
    gaze: float = Field(default=0.5, ge=0, le=1)  # share of trunk movement that the head takes back
    ease: float = 0.5
    breath: float = 0.8  # slow noise on trunk and neck [deg]
    upright: float = 0.0
    lag: Mapping[str, float] = {}  # [beats] by spine, girdle, shoulder, elbow, forearm …


class Manner(Record):
    """How one gender, dance variant or role carries the dance otherwise than the score is written."""

    stance: float = 0.0  # added to every knee [deg]
    wide: float = 1.0  # feet wider apart, × the left numbers of steps and start
    lift: float = 1.0  # feet higher
    amplitude: float = 1.0  # trunk and arms
    pulse: float = 1.0
    add: Pose = Pose()  # added to every key [deg]
    hold: str | None = None  # this pose's channels stay throughout: an instrument is carried
    poses: Mapping[str, Pose] = {}  # instead of the score's poses of the same name
    hands: Mapping[str, str] = {}  # this hand shape instead of that one
    within: Mapping[str, Pair] = {}  # replaces the score's `within` of the same name
    source: Ids = ()
    standing: Standing = "claimed"


class Ground(Record):
    """The numbers a group of this dance needs; shape and direction come from the brief."""

    spacing: float = Field(default=1.0, gt=0.3)  # between neighbours [m]
    radius: float = Field(default=1.1, gt=0.3)  # the least radius of a ring [m]
    facing: Literal["centre", "travel", "audience"] = "centre"  # where dancers of a ring look
    askew: float = 0.0  # turned from the centre toward the direction of travel [deg]
    inside: tuple[str, ...] = ()  # roles, genders or props that go on the inner ring
    inner: float = Field(default=0.9, gt=0)  # from the outer to the inner ring [m]
    join: Literal["low", "waist", "shoulder"] = "low"  # where joined hands are; the poses bring them there


class Grammar(Record):
    """What may follow what. Phrases not named here may follow any."""

    follow: Mapping[str, tuple[str, ...]] = {}
    repeat: int = Field(default=1, ge=1)  # how often a phrase may be danced in a row
    must: Ids = ()  # every performance dances one of these: the step that makes it this dance


class Score(Claim):
    """One dance. `bpm` is the tempo it was written at; the brief asks for the tempo it is danced at."""

    id: str  # the dance's id
    culture: str
    variant: str = ""  # the dance variant the plain score is written for
    bpm: float = Field(gt=20, lt=300)
    own: str = ""  # what no source says and we chose
    start: Mapping[Side, Triple] = {"l": (0.09, 0.0, 10.0), "r": (-0.09, 0.0, 10.0)}
    style: Style
    within: Mapping[str, Pair] = {}  # narrower than the body allows [deg], by "elbow.flexion" …
    styles: Mapping[str, Manner] = {}  # by gender, dance variant, role, prop, or "alone"
    ground: Ground = Ground()
    grammar: Grammar = Grammar()
    hands: Mapping[str, tuple[float, float, float, float, float, float, float]] = {}
    poses: Mapping[str, Pose] = {}
    phrase: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    sequence: tuple[str, ...] = ()  # an order to look at the score in, "id", "id:mirror" or "id/variant"
    show: tuple[float, ...] = ()  # beats of that order that tell the most

    def find(self, phrase_id: str) -> Phrase:
        """The phrase of this id."""
        return next(p for p in self.phrase if p.id == phrase_id)

    @model_validator(mode="after")
    def _names_are_known(self) -> "Score":
        ids = [p.id for p in self.phrase]
        if len(set(ids)) < len(ids):
            raise ValueError(f"score {self.id}: a phrase id is used twice")
        named = [s.split(":")[0].split("/")[0] for s in self.sequence]
        named += [*self.grammar.must, *self.grammar.follow, *chain(*self.grammar.follow.values())]
        for name in named:
            if name not in ids:
                raise ValueError(f"score {self.id}: no phrase {name!r}; known: {', '.join(ids)}")
        for name in self._pose_names():
            if name.removesuffix(":mirror") not in self.poses:
                raise ValueError(f"score {self.id}: no pose {name!r}; known: {', '.join(self.poses)}")
        return self

    def _pose_names(self) -> Iterator[str]:
        for pose in self.poses.values():
            yield from pose.bases
        for phrase in self.phrase:
            keys = [*phrase.keys, *(key for variant in phrase.variants for key in variant.keys)]
            yield from chain(*(key.bases for key in keys))
            yield from chain(*(variant.poses.values() for variant in phrase.variants))
        for manner in self.styles.values():
            yield from () if manner.hold is None else (manner.hold,)
