"""Mending: clips that nobody checked, through the firewall; what the written files still break.

A dance that can be made goes through the firewall as `wenwu animate` uses it, one that is described only
through the linter. The files are read and judged by `true_angles`, between frames too.
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from wenwu.atlas.facts import Facts
from wenwu.atlas.load import load_atlas
from wenwu.base.trace import Trace
from wenwu.body.skeleton import AT
from wenwu.measure.interception import angle_rules_of, watches_for
from wenwu.measure.loose_motion import Source
from wenwu.measure.near_miss import Bounds, worst
from wenwu.measure.score_only import solo
from wenwu.measure.true_angles import TrueAngle, rotations_of_bvh
from wenwu.motion.bvh import write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.firewall import guard, watches_of
from wenwu.motion.lint import repaired_rotation
from wenwu.motion.part import Part
from wenwu.motion.performance import Dancer, Performance
from wenwu.prompt.brief import Brief

SECONDS, FINER = 4.0, 8  # [s] of a clip; places looked at from one frame to the next of its file
LEGS = [AT[side + bone] for side in ("left", "right") for bone in ("UpperLeg", "LowerLeg", "Foot", "Toes")]


@dataclass(frozen=True)
class Mended:
    """How many clips broke a rule, before and after."""

    clips: int
    frames: int
    broken_before: int
    broken_after: int
    worst_after: float  # [deg] the least margin of all files
    legs_changed: int  # clips whose legs or path are not the same to the bit
    seconds: float  # in the firewall

    def __add__(self, other: "Mended") -> "Mended":
        return Mended(
            *(
                min(getattr(self, name), getattr(other, name)) if name == "worst_after"
                else getattr(self, name) + getattr(other, name)
                for name in self.__dataclass_fields__
            )
        )  # fmt: skip


NONE = Mended(0, 0, 0, 0, float("inf"), 0, 0.0)


def mended(make: Source, clips: int, first: int = 0) -> Mended:
    """`clips` clips by seed, the parts that have angle rules taking turns."""
    parts = _parts()
    total = NONE
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + clips):
            part, angles = parts[seed % len(parts)]
            total += _one(make(part.dance, seed, SECONDS), part, angles, Path(folder) / "clip.bvh")
    return total


def _one(clip: Clip, part: Part, angles: Sequence[tuple[TrueAngle, Bounds]], file: Path) -> Mended:
    before = _least(clip.rotation, angles)
    began = time.perf_counter()
    after = _through_firewall(clip, part)
    took = time.perf_counter() - began
    write_bvh(after, file)
    least = _least(rotations_of_bvh(file), angles)
    same = np.array_equal(clip.rotation[:, LEGS], after.rotation[:, LEGS]) and np.array_equal(
        clip.root, after.root
    )
    return Mended(1, len(clip), int(before < 0), int(least < 0), least, int(not same), took)


def _least(rotation: np.ndarray, angles: Sequence[tuple[TrueAngle, Bounds]]) -> float:
    return min(worst(angle, bounds, rotation, FINER) for angle, bounds in angles)


def _through_firewall(clip: Clip, part: Part) -> Clip:
    """The clip as it leaves the firewall."""
    if not part.variant:
        watched = tuple(watches_of(Facts(part.view), part.view, load_atlas()))
        return replace(clip, rotation=repaired_rotation(clip.rotation, watched, clip.fps))
    brief = _brief(part.dance)
    cast = brief.cast[0]
    dancer = Dancer(clip, cast.performer, cast.gender, cast.role, part.variant, cast.costume)
    return guard(Performance(part.dance, (dancer,), "solo"), brief, load_atlas(), Trace()).dancers[0].clip


@cache
def _brief(dance: str) -> Brief:
    return solo(dance, 0, SECONDS)


def _parts() -> list[tuple[Part, list[tuple[TrueAngle, Bounds]]]]:
    """Each part once, with all the angles that its rules bound."""
    atlas = load_atlas()
    found: dict[tuple[str, str], tuple[Part, list[tuple[TrueAngle, Bounds]]]] = {}
    for rule, part in angle_rules_of(atlas):
        bounds = [(angle, Bounds(w.bound.low, w.bound.high)) for w, angle in watches_for(rule, part, atlas)]
        found.setdefault((part.dance, part.variant), (part, []))[1].extend(bounds)
    return list(found.values())
