"""Mass: segment shares of the body, and where its centre lies.

Shares and centres after de Leva 1996 (J. Biomech. 29: 1223), the means of women and men.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.skeleton import AT


@dataclass(frozen=True)
class Segment:
    """Part of the body between two joints."""

    start: int
    stop: int
    share: float  # of the body's mass
    centre: float  # along start → stop; beyond 1 lies past the second joint


def _pair(start: str, stop: str, share: float, centre: float) -> list[Segment]:
    return [Segment(AT[w + start], AT[w + stop], share, centre) for w in ("left", "right")]


UPPER = (
    Segment(AT["neck"], AT["head"], 0.068, 1.5),
    Segment(AT["upperChest"], AT["neck"], 0.157, 0.5),
    Segment(AT["spine"], AT["upperChest"], 0.155, 0.6),
    Segment(AT["hips"], AT["spine"], 0.118, 0.2),
    *_pair("UpperArm", "LowerArm", 0.0263, 0.576),
    *_pair("LowerArm", "Hand", 0.0150, 0.457),
    *_pair("Hand", "MiddleProximal", 0.0059, 0.75),
)
THIGH, SHANK, FOOT = (0.1447, 0.385), (0.0457, 0.444), (0.0133, 0.4)  # (share, centre) of hip–knee–ankle–toes
UPPER_SHARE = sum(s.share for s in UPPER)
WHOLE = UPPER_SHARE + 2 * (THIGH[0] + SHANK[0] + FOOT[0])


def upper_moment(position: Float[ndarray, "T 24 3"]) -> Float[ndarray, "T 3"]:
    """Σ share · centre over trunk, head and arms [m], from joint positions."""
    total = np.zeros((len(position), 3))
    for s in UPPER:
        total += s.share * (position[:, s.start] + s.centre * (position[:, s.stop] - position[:, s.start]))
    return total


def leg_moment(
    hip: Float[ndarray, "T 3"],
    knee: Float[ndarray, "T 3"],
    ankle: Float[ndarray, "T 3"],
    toes: Float[ndarray, "T 3"],
) -> Float[ndarray, "T 3"]:
    """Σ share · centre over one leg [m]."""
    total = np.zeros_like(hip)
    for (share, centre), a, b in ((THIGH, hip, knee), (SHANK, knee, ankle), (FOOT, ankle, toes)):
        total += share * (a + centre * (b - a))
    return total


def centre_of_mass(position: Float[ndarray, "T 24 3"]) -> Float[ndarray, "T 3"]:
    """The body's centre of mass [m]."""
    total = upper_moment(position)
    for w in ("left", "right"):
        total += leg_moment(*(position[:, AT[w + j]] for j in ("UpperLeg", "LowerLeg", "Foot", "Toes")))
    return total / WHOLE
