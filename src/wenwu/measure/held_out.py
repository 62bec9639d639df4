"""The reference of one dance: its own score, danced with seeds that nothing learns from."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from wenwu.atlas.load import load_atlas
from wenwu.atlas.score import Score
from wenwu.measure.score_only import score_only
from wenwu.measure.takes import Take, resemblance, takes_of
from wenwu.motion.clip import Clip

FIRST, STEP = 10, 10  # seeds 10, 20, …: the test part of the corpus
MOST = 8  # takes of one phrase that a take is held against


@dataclass(frozen=True)
class Resemblance:
    """How like the held-out takes a take is: r, not a number where there is nothing to hold it against."""

    way: float  # the same phrase in the same variant
    phrase: float  # the same phrase in any variant


@dataclass(frozen=True)
class HeldOut:
    """Clips of one dance and the phrases in them."""

    dance: str
    clips: tuple[Clip, ...]

    @classmethod
    def of(cls, dance: str, count: int, seconds: float) -> "HeldOut":
        """`count` performances by changing performers."""
        seeds = range(FIRST, FIRST + STEP * count, STEP)
        return cls(dance, tuple(score_only(dance, seed, seconds) for seed in seeds))

    @property
    def score(self) -> Score:
        """The dance's score."""
        return load_atlas().score(self.dance)

    @cached_property
    def takes(self) -> tuple[tuple[int, Take], ...]:
        """Every take, with the number of the clip it is from."""
        return tuple((k, take) for k, clip in enumerate(self.clips) for take in takes_of(clip, self.score))

    @cached_property
    def chance(self) -> float:
        """r₀: the mean r of different phrases of this dance, danced in different clips."""
        found = [
            resemblance(one, two)
            for (k, one), (n, two) in combinations(self.takes, 2)
            if k != n and one.phrase != two.phrase
        ]
        return float(np.mean(found))

    @cached_property
    def _by_phrase(self) -> dict[str, list[Take]]:
        out: dict[str, list[Take]] = defaultdict(list)
        for _, take in self.takes:
            out[take.phrase].append(take)
        return out

    def against(self, take: Take) -> Resemblance:
        """Mean r with the takes of its phrase; one that names none is held to the phrase it suits best."""
        if take.phrase:
            same = self._by_phrase.get(take.phrase, [])
            way = [t for t in same if t.variant == take.variant]
            return Resemblance(_mean(way, take), _mean(same, take))
        best = max(_mean(takes, take) for takes in self._by_phrase.values())
        return Resemblance(best, best)


def _mean(takes: list[Take], take: Take) -> float:
    found = [resemblance(take, other) for other in takes[:MOST]]
    return float(np.mean(found)) if found else float("nan")
