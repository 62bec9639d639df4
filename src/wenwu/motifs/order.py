"""Orders: everything that is settled about one picture of the corpus before it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wenwu.motifs.context import Context
from wenwu.motifs.dressing import Dressing
from wenwu.motifs.sense import Sense


@dataclass(frozen=True)
class Pose:
    """How the cloth lies before the eye."""

    angle: float = 0.0  # [deg] clockwise as seen
    scale: float = 1.0  # of the sign in the picture
    right: float = 0.0  # shares of the picture's side
    down: float = 0.0


@dataclass(frozen=True)
class Harm:
    """What time did to a picture that is in the corpus whole."""

    of: int  # number of the whole one
    kind: str  # of `damage.KINDS`
    severity: float  # 0…1
    altitude: float = 0.0  # [m] where it lay in the light


@dataclass(frozen=True)
class Order:
    """One picture to be drawn."""

    number: int
    split: str
    drawing: int  # pictures of one drawing share its lines and differ in dyes, craft, setting and context
    sense: Sense
    params: Mapping[str, Any]
    hand: int  # the maker
    dressing: Dressing
    context: Context  # what is said of it
    stands: Context  # where it stands, all of it
    pose: Pose
    place: int  # of its people's places
    route: int  # of its people's routes; −1 none
    harm: Harm | None = None

    @property
    def cloth(self) -> int:
        """The number whose random stream makes the cloth: a damaged picture is the whole one, damaged."""
        return self.harm.of if self.harm else self.number

    @property
    def id(self) -> str:
        """Of the picture."""
        return f"{self.number:06d}"
