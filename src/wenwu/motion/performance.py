"""A Performance: one to twelve dancers, where they stand to one another, and what they hold."""

from dataclasses import dataclass
from typing import Literal

from wenwu.motion.clip import Clip

Gender = Literal["woman", "man"]


@dataclass(frozen=True)
class Dancer:
    """One dancer's part. The clip's root is in the world, so places and turns are already in it."""

    clip: Clip
    performer: str  # id in performers.toml
    gender: Gender
    role: str  # dancer, leader, lusheng …
    variant: str  # the dance's variant, for example stage_female
    costume: str  # id in the atlas
    props: tuple[str, ...] = ()


@dataclass(frozen=True)
class Performance:
    """A cast on one clock."""

    dance: str
    dancers: tuple[Dancer, ...]
    formation: str  # solo, pair, line, arc, ring, two_lines
    direction: Literal["cw", "ccw"] | None = None  # travel of a ring, seen from above
    centre: tuple[float, float] = (0.0, 0.0)  # [m] x, z of the ring's centre
    joined: tuple[tuple[int, int], ...] = ()  # (a, b): a's left hand holds b's right hand

    @property
    def frames(self) -> int:
        """Number of frames, the same for every dancer."""
        return len(self.dancers[0].clip)
