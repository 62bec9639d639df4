"""Takes: a clip cut into its phrases, each ready to be compared with another take of the same phrase."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Score
from wenwu.measure.similarity import FPS, centred, correlation
from wenwu.motion.clip import Clip
from wenwu.motion.dancer_frame import DancerFrame
from wenwu.motion.mirror import mirrored_clip
from wenwu.motion.resample import resampled

LEAST = 3.5  # [beats] a phrase that was cut shorter tells too little
PIECE = 8.0  # [beats] a clip without phrases is cut into pieces of a phrase's usual length


@dataclass(frozen=True)
class Take:
    """One phrase as danced once; one danced the other way round is turned back."""

    phrase: str  # "" where the clip does not say
    variant: str
    seen: Float[ndarray, "T 24 3"]  # [m] in the dancer's own frame, at `similarity.FPS`
    beat: Float[ndarray, " T"]  # since the phrase began

    @property
    def beats(self) -> float:
        """How much of the phrase was danced."""
        return float(self.beat[-1])

    def pose(self, beats: float = np.inf) -> Float[ndarray, "T D"]:
        """Centred, unit-energy poses of the first beats."""
        return centred(self.seen[self.beat <= beats + 1e-6])


def takes_of(clip: Clip, score: Score) -> list[Take]:
    """The phrases of a clip; pieces of PIECE beats where its marks name no phrase of the score."""
    clip = resampled(clip, FPS)
    spans = list(_marked(clip, {phrase.id for phrase in score.phrase})) or list(_unmarked(clip))
    seen = {False: _seen(clip)}
    if any(name.endswith(":mirror") for name, _ in spans):
        seen[True] = _seen(mirrored_clip(clip))
    out = []
    for name, here in spans:
        phrase, _, variant = name.removesuffix(":mirror").partition("/")
        beat = clip.beat[here] - clip.beat[here.start]
        out.append(Take(phrase, variant or "plain", seen[name.endswith(":mirror")][here], beat))
    return [take for take in out if take.beats >= LEAST]


def resemblance(one: Take, two: Take) -> float:
    """r of two takes, over the beats that both danced."""
    both = min(one.beats, two.beats)
    return correlation(one.pose(both), two.pose(both))


def _seen(clip: Clip) -> Float[ndarray, "T 24 3"]:
    place = clip.positions()
    return DancerFrame.of(place, clip.fps).seen(place)


def _marked(clip: Clip, known: set[str]) -> Iterator[tuple[str, slice]]:
    if not clip.marks:
        return
    stops = [*(frame for frame, _ in clip.marks[1:]), len(clip)]
    for (first, name), stop in zip(clip.marks, stops, strict=True):
        if name.removesuffix(":mirror").partition("/")[0] in known and stop > first + 1:
            yield name, slice(first, stop)


def _unmarked(clip: Clip) -> Iterator[tuple[str, slice]]:
    last = float(clip.beat[-1])
    for k in range(int(last / PIECE + 1e-6) if np.isfinite(last) else 0):
        first, stop = np.searchsorted(clip.beat, [k * PIECE, (k + 1) * PIECE])
        yield "", slice(int(first), int(stop))
