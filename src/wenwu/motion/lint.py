"""The firewall as a linter for other people's motion: what a clip breaks, where, by how much; a mended copy.

Every angle rule of the part is asked on every frame and between frames, the direction rules where the clip
shows travel or turning, and the ranges of the joints beside them. Only rules are mended; a joint beyond its
range is told, for it may be how that dancer really moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.facts import Facts
from wenwu.atlas.lawful import lawful_way
from wenwu.atlas.model import Atlas
from wenwu.atlas.record import Standing, Text
from wenwu.atlas.rule import Rule, Strength
from wenwu.atlas.rulebook import turning
from wenwu.atlas.rules import speaks
from wenwu.base.errors import InputError
from wenwu.body.between import least_margin
from wenwu.body.limits import margins
from wenwu.body.readouts import READOUTS
from wenwu.motion.clip import Clip
from wenwu.motion.firewall import Watch, mended, watches_of
from wenwu.motion.part import Part, part_of
from wenwu.motion.travel import circled, turned

PAUSE = 0.5  # [s] breaches that are nearer together than this are told as one
WAYS = {"cw": -1.0, "ccw": 1.0, "right": -1.0, "left": 1.0}  # sign of the angle swept
ROUNDING = 0.1  # [deg] beyond a joint's range that is no more than a file's rounding
ROUNDS = 3  # how often all rules are asked again after a repair, for one repair may undo another
Rotations = Float[ndarray, "T 24 4"]


@dataclass(frozen=True)
class Broken:
    """One rule that a stretch of the clip breaks."""

    rule: Rule
    angle: str  # wrist_l.bend; direction or turn of a direction rule
    first: float  # [s]
    last: float  # [s]
    margin: float  # [deg] the worst: how far beyond the rule, negative
    repaired: bool  # whether the mended copy keeps the rule

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def standing(self) -> Standing:
        """How sure the rule is."""
        return self.rule.standing

    @property
    def source(self) -> tuple[str, ...]:
        """Ids of the rule's sources."""
        return self.rule.source

    @property
    def strength(self) -> Strength:
        """hard, soft or advisory."""
        return self.rule.strength

    @property
    def lawful(self) -> Text | None:
        """What would make it lawful."""
        return lawful_way(self.rule)


@dataclass(frozen=True)
class Beyond:
    """One joint that a stretch of the clip takes beyond its range."""

    angle: str  # knee_l.flexion
    first: float  # [s]
    last: float  # [s]
    margin: float  # [deg] the worst, negative
    low: float  # [deg] the range
    high: float
    source: str


@dataclass(frozen=True)
class Asked:
    """One rule that was asked, and how far the whole clip stays inside (+) or goes outside (−)."""

    rule: Rule
    angle: str
    margin: float | None  # [deg]; None of a direction that the clip does not show


@dataclass(frozen=True)
class Lint:
    """All that was found in a clip."""

    part: Part
    findings: tuple[Broken, ...]
    limits: tuple[Beyond, ...]
    asked: tuple[Asked, ...]
    repaired: Clip

    @property
    def lawful(self) -> bool:
        """No rule is broken that is more than advice."""
        return not any(finding.strength != "advisory" for finding in self.findings)


def lint(clip: Clip, atlas: Atlas, *, culture: str, dance: str, role: str | None = None) -> Lint:
    """What the rules of a dance say of a clip, danced in a role (a variant, woman or man).

    Raises InputError where the atlas knows no such dance or role, or the clip is shorter than two frames.
    """
    if len(clip) < 2:
        raise InputError(f"a motion of {len(clip)} frame cannot be checked; it needs 2 or more")
    part = part_of(atlas, culture, dance, role)
    watched = tuple(watches_of(Facts(part.view), part.view, atlas))
    rotation = repaired_rotation(clip.rotation, watched, clip.fps)
    found, asked = [], []
    for watch in watched:
        margin = watch.margin(clip.rotation)
        asked.append(Asked(watch.rule, watch.name, float(margin.min())))
        whole = bool(margin.min() >= 0) or bool(watch.margin(rotation).min() >= 0)
        for first, last, worst in stretches(margin, margin < 0, clip.fps):
            found.append(Broken(watch.rule, watch.name, first, last, worst, whole))
    for one in directions(clip, part, atlas):
        asked.append(one)
        if one.margin is not None and one.margin < 0:
            end = (len(clip) - 1) / clip.fps
            found.append(Broken(one.rule, one.angle, 0.0, end, one.margin, repaired=False))
    beyond = tuple(limits_beyond(clip.rotation, clip.fps))
    return Lint(part, tuple(found), beyond, tuple(asked), replace(clip, rotation=rotation))


def repaired_rotation(rotation: Rotations, watched: tuple[Watch, ...], fps: float) -> Rotations:
    """The rotations with every rule kept that can be; asked again, for one repair may undo another."""
    for _ in range(ROUNDS):
        broken = [watch for watch in watched if watch.margin(rotation).min() < 0]
        before = rotation
        for watch in broken:
            if watch.margin(rotation).min() < 0:
                better = mended(watch, rotation, fps)
                rotation = rotation if better is None else better
        if not broken or rotation is before:
            break
    return rotation


def directions(clip: Clip, part: Part, atlas: Atlas) -> Iterator[Asked]:
    """The rules about travel and turning that speak of this part, and what the clip shows of them."""
    shown = {"direction": circled(clip), "turn": turned(clip)}
    for id in sorted(atlas.rules):
        rule = atlas.rules[id]
        if rule.direction and speaks(rule, part.view, atlas):
            about = turning(rule.direction)
            swept = shown[about]
            yield Asked(rule, about, None if swept is None else swept * WAYS[rule.direction])


def limits_beyond(rotation: Rotations, fps: float) -> Iterator[Beyond]:
    """Every stretch in which a joint is beyond its range, between frames too."""
    at_frames = margins(rotation)
    for name, readout in READOUTS.items():
        if readout.limit is None:
            continue
        margin = at_frames[name].copy()
        if not name.endswith(".plane"):  # of a hanging arm it means little; frames count by the arc they move
            between = least_margin(name, rotation, readout.low, readout.high)
            margin[:-1] = np.minimum(margin[:-1], between)
            margin[1:] = np.minimum(margin[1:], between)
        for first, last, worst in stretches(margin, margin < -ROUNDING, fps):
            limit = readout.limit
            yield Beyond(name, first, last, worst, limit.low, limit.high, limit.source)


def stretches(
    margin: Float[ndarray, " T"], broken: Bool[ndarray, " T"], fps: float
) -> Iterator[tuple[float, float, float]]:
    """First and last second and the worst margin of every stretch of broken frames, short pauses bridged."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], broken, [False]]).astype(int))).reshape(-1, 2)
    joined: list[list[int]] = []
    for first, past in edges.tolist():
        if joined and first - joined[-1][1] < PAUSE * fps:
            joined[-1][1] = past
        else:
            joined.append([first, past])
    for first, past in joined:
        yield first / fps, (past - 1) / fps, float(margin[first:past].min())
