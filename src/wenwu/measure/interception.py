"""Interception: of pieces of motion near a rule's bound, how many that break it the firewall finds, and how
many that keep it the firewall stops.

Each piece is judged twice: by the firewall's own watch, and by `true_angles`, densely between frames.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from wenwu.atlas.facts import Facts
from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import readouts
from wenwu.base.seed import generator
from wenwu.measure.loose_motion import Source, through_rig
from wenwu.measure.near_miss import BEYOND, Bounds, between_frames, bumped, worst
from wenwu.measure.true_angles import TrueAngle, true_angle
from wenwu.motion.clip import Clip
from wenwu.motion.firewall import Watch, watches_of
from wenwu.motion.part import Part, part_of

SECONDS = 1.2  # [s] of a piece
BATCH = 48  # pieces that go through a rig together
KINDS = ("bump", "between")
AS_IT_CAME = "as it came"


@dataclass
class Count:
    """Pieces that break a rule and pieces that keep it, and those the firewall judged otherwise."""

    broken: int = 0
    missed: int = 0
    kept: int = 0
    stopped: int = 0

    def take(self, is_broken: bool, is_found: bool) -> None:
        """One more piece."""
        if is_broken:
            self.broken, self.missed = self.broken + 1, self.missed + (not is_found)
        else:
            self.kept, self.stopped = self.kept + 1, self.stopped + is_found

    def __add__(self, other: "Count") -> "Count":
        return Count(*(getattr(self, n) + getattr(other, n) for n in ("broken", "missed", "kept", "stopped")))


@dataclass
class Tally:
    """The counts of one rule on one source, by how the pieces were made; and those that could not be made."""

    rule: str
    source: str
    by: dict[str, Count] = field(default_factory=dict)
    unmade: int = 0

    @property
    def made(self) -> Count:
        """All near misses together."""
        return sum((count for how, count in self.by.items() if how != AS_IT_CAME), Count())

    @property
    def came(self) -> Count:
        """Pieces nobody changed."""
        return self.by.get(AS_IT_CAME, Count())


def angle_rules_of(atlas: Atlas) -> list[tuple[Rule, Part]]:
    """Every enabled rule over joint angles, with a part that it speaks about."""
    found = []
    for id in sorted(atlas.rules):
        rule = atlas.rules[id]
        if rule.enabled and readouts(rule):
            variant = rule.when.get("variant")
            role = str(variant) if isinstance(variant, str) else None
            found.append((rule, part_of(atlas, rule.culture, str(rule.when["dance"]), role)))
    return found


def watches_for(rule: Rule, part: Part, atlas: Atlas) -> list[tuple[Watch, TrueAngle]]:
    """The firewall's watches of a rule, each and the second eyes for its angle. Raises where none are."""
    found = []
    for watch in watches_of(Facts(part.view), part.view, atlas):
        angle = true_angle(watch.name)
        if watch.rule.id == rule.id and angle is not None and not watch.beside:
            found.append((watch, angle))
    if not found:
        raise LookupError(f"nobody has described how to see the angles of {rule.id}")
    return found


def tally(
    rule: str, source: str, make: Source, pieces: int, rigs: Sequence[Path] = (), first: int = 0
) -> Tally:
    """`pieces` near misses of each kind and distance, and as many pieces as they came; rigs in between."""
    atlas = load_atlas()
    own, part = next(pair for pair in angle_rules_of(atlas) if pair[0].id == rule)
    watched, out = watches_for(own, part, atlas), Tally(rule, source)
    drawn: list[tuple[str, Watch, TrueAngle, Clip]] = []
    for number in range(first, first + pieces):
        for how, watch, angle, clip in _pieces(number, watched, make, part):
            if clip is None:
                out.unmade += 1
                continue
            drawn.append((how, watch, angle, clip))
        if len(drawn) >= BATCH or number == first + pieces - 1:
            clips = [one[3] for one in drawn]
            seen = _put_through(clips, rigs[number % len(rigs)]) if rigs else clips
            for (how, watch, angle, _), clip in zip(drawn, seen, strict=True):
                _judge(out.by.setdefault(how, Count()), watch, angle, clip)
            drawn = []
    return out


def _judge(count: Count, watch: Watch, angle: TrueAngle, clip: Clip) -> None:
    truth = worst(angle, Bounds(watch.bound.low, watch.bound.high), clip.rotation)
    count.take(truth < 0, bool(watch.margin(clip.rotation).min() < 0))


def _pieces(
    number: int, watched: Sequence[tuple[Watch, TrueAngle]], make: Source, part: Part
) -> Iterator[tuple[str, Watch, TrueAngle, Clip | None]]:
    """One piece of the source as it came, and its near misses; which side of the body is by turns."""
    watch, angle = watched[number % len(watched)]
    clip = make(part.dance, number, SECONDS)
    yield AS_IT_CAME, watch, angle, clip
    rng = generator(number, "near miss", watch.rule.id)
    bounds = Bounds(watch.bound.low, watch.bound.high)
    deepest = bounds.room * 0.75  # a narrow rule has no room for three degrees inside it
    for beyond in (max(asked, -deepest) for asked in BEYOND):
        makers: Mapping[str, Callable[[], np.ndarray | None]] = {
            "bump": lambda b=beyond: bumped(angle, bounds, clip.rotation, b, clip.fps, rng),  # type: ignore[misc]
            "between": lambda b=beyond: between_frames(angle, bounds, clip.rotation, b, rng),  # type: ignore[misc]
        }
        for kind in KINDS:
            rotation = makers[kind]()
            made = None if rotation is None else replace(clip, rotation=rotation)
            yield f"{kind} {beyond:+g}", watch, angle, made


def _put_through(clips: Sequence[Clip], rig: Path) -> list[Clip]:
    """The clips on a rig and back, one behind the other so that the file is read once."""
    names = ("root", "rotation", "hand", "contact", "beat")
    rows: dict[str, Any] = {n: np.concatenate([getattr(clip, n) for clip in clips]) for n in names}
    back = through_rig(rig, replace(clips[0], **rows, marks=()))
    ends = np.cumsum([0, *map(len, clips)])
    if len(back) != ends[-1]:
        raise LookupError(f"{rig.name} gave {len(back)} frames back for {ends[-1]}")
    return [
        replace(back, **{name: getattr(back, name)[a:b] for name in names})
        for a, b in pairwise(ends.tolist())
    ]
