"""What one source made of one dance, measured clip by clip against the dance's held-out score."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import starmap

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.skeleton import AT
from wenwu.measure import beat_alignment, diversity, fid, skate, smoothness
from wenwu.measure.held_out import HeldOut
from wenwu.measure.similarity import FPS, likeness, poses
from wenwu.measure.sources import Source
from wenwu.measure.takes import Take, takes_of
from wenwu.motion.clip import Clip

WINDOW = 8.0  # [s] of one row of features
HANDS = [AT["leftHand"], AT["rightHand"]]
Values = Float[ndarray, " N"]
Pairs = Float[ndarray, " P"]
Places = Float[ndarray, "T 24 3"]
Window = tuple[Float[ndarray, "N 24 3"], float]  # [m] and its rate


@dataclass(frozen=True)
class Smooth:
    """One clip's smoothness, spikes mended, at thirty frames a second."""

    jerk: float  # [m/s³]
    slow_jerk: float  # [m/s³] after the low pass
    hand_jerk: float  # [m/s³]
    slow_share: float  # of speed energy below the cut

    @classmethod
    def of(cls, place: Places, fps: float) -> "Smooth":
        """Read from joint places [m]."""
        rate = smoothness.FPS
        sound = smoothness.without_spikes(smoothness.at_rate(place, fps), rate)
        passed = smoothness.low_passed(sound, rate)
        return cls(
            smoothness.clip_jerk(sound, rate), smoothness.clip_jerk(passed, rate),
            smoothness.clip_jerk(sound[:, HANDS], rate), smoothness.slow_share(sound, rate),
        )  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One source, one dance; a value a clip where nothing else is said. Not a number: nothing to measure."""

    way: Values  # S with the same phrase in the same variant
    phrase: Values  # S with the same phrase in any variant
    seeds: Pairs  # S of two seeds' takes of one phrase, a value a pair
    whole: Float[ndarray, " Q"]  # S of two seeds' whole clips, a value a pair
    beat: Values  # alignment above chance
    beat_smoothed: Values  # the same by the other finder of slow moments
    declared: Values  # [m/s] mean slide of feet that the clip says stand
    seen: Values  # [m/s] the same as the detector sees it
    smooth: tuple[Smooth, ...]
    spread: dict[str, fid.Beside] = field(default_factory=dict)


def made(source: Source, held: HeldOut, seeds: Sequence[int], seconds: float) -> Made:
    """Make a clip a seed and measure it."""
    clips = [source(held.dance, seed, seconds) for seed in seeds]
    place = [(clip.positions(), clip.fps) for clip in clips]
    takes = [takes_of(clip, held.score) for clip in clips]
    found = [_resemblance(held, own) for own in takes]
    whole = [poses(smoothness.at_rate(p, fps, FPS)) for p, fps in place]
    return Made(
        way=likeness(np.array([way for way, _ in found]), held.chance),
        phrase=likeness(np.array([phrase for _, phrase in found]), held.chance),
        seeds=likeness(diversity.same_phrase(takes), held.chance),
        whole=likeness(diversity.pairwise(whole), held.chance),
        beat=np.array([beat(clip, p, False) for clip, (p, _) in zip(clips, place, strict=True)]),
        beat_smoothed=np.array([beat(clip, p, True) for clip, (p, _) in zip(clips, place, strict=True)]),
        declared=np.array([mean(skate.declared_slide(clip)) for clip in clips]),
        seen=np.array([mean(skate.seen_slide(p, fps)) for p, fps in place]),
        smooth=tuple(starmap(Smooth.of, place)),
        spread=_spread(held, place),
    )


def windows(place: Places, fps: float, seconds: float = WINDOW) -> list[Window]:
    """A clip cut into whole windows; one that is shorter is none."""
    count = round(seconds * fps)
    return [(place[k : k + count], fps) for k in range(0, len(place) - count + 1, count)]


def mean(values: Values) -> float:
    """The mean, or not a number where there is nothing."""
    return float(values.mean()) if len(values) else float("nan")


def _resemblance(held: HeldOut, takes: list[Take]) -> tuple[float, float]:
    """Mean r of a clip's takes: in the same variant, in any."""
    each = [held.against(take) for take in takes]
    way, phrase = (np.array([getattr(r, name) for r in each], float) for name in ("way", "phrase"))
    return mean(way[np.isfinite(way)]), mean(phrase[np.isfinite(phrase)])


def beat(clip: Clip, place: Places, smoothed: bool) -> float:
    """Alignment of a clip with its own beats, above chance."""
    music = beat_alignment.beat_times(clip.beat, clip.fps)
    dance = beat_alignment.slow_moments(place, clip.fps, smoothed)
    return beat_alignment.above_chance(music, dance, len(clip) / clip.fps)


def _spread(held: HeldOut, place: list[Window]) -> dict[str, fid.Beside]:
    ours = [w for p, fps in place for w in windows(p, fps)]
    theirs = [windows(clip.positions(), clip.fps) for clip in held.clips]
    owner = [k for k, own in enumerate(theirs) for _ in own]
    flat = [w for own in theirs for w in own]
    return {
        name: fid.beside_floor(fid.features(flat, kind), fid.features(ours, kind), kind, owner)
        for name, kind in fid.KINDS.items()
    }
