"""Hands: seven numbers a hand become the rotations of its finger bones; shapes have general names.

The numbers: curl of thumb, index, middle, ring, little (0 straight, 1 fist, negative bent back), fan (degrees
between neighbouring fingers), thumb across the palm (0 spread, 1 across). A hand frame's x runs along the
fingers (outward in the T-pose), y up through the back of the hand, z toward the thumb.
"""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import unknown
from wenwu.body.rotation import about, multiply
from wenwu.body.shoulder import on_side

FINGERS = ("Thumb", "Index", "Middle", "Ring", "Little")
PHALANGES = dict.fromkeys(FINGERS, ("Proximal", "Intermediate", "Distal")) | {
    "Thumb": ("Metacarpal", "Proximal", "Distal")
}
FINGER_BONES = tuple(
    f"{word}{finger}{phalanx}"
    for word in ("left", "right")
    for finger in FINGERS
    for phalanx in PHALANGES[finger]
)
CURL = (82.0, 98.0, 70.0)  # [deg] of the three phalanges in a fist, after Kapandji: 90, 100-110, 80
BACK = (70.0, 0.0, 0.0)  # [deg] per −1 of curl: only the knuckle bends back


@cache
def _shapes() -> dict[str, tuple[float, ...]]:
    text = files("wenwu.body").joinpath("data/hands.toml").read_text("utf-8")
    return {name: tuple(map(float, row)) for name, row in tomllib.loads(text)["shape"].items()}


def shape_names() -> tuple[str, ...]:
    """The hand shapes that have a name."""
    return tuple(_shapes())


def shape(name: str) -> Float[ndarray, "7"]:
    """The seven numbers of a named shape."""
    if name not in _shapes():
        raise unknown("hand shape", name, _shapes())
    return np.array(_shapes()[name])


def finger_rotations(hand: Float[ndarray, "T 2 7"]) -> Float[ndarray, "T 30 4"]:
    """Local rotations of FINGER_BONES: the left hand's fifteen, then the right's."""
    left = [_finger(hand[:, 0], k, phalanx) for k in range(5) for phalanx in range(3)]
    right = [_finger(hand[:, 1], k, phalanx) for k in range(5) for phalanx in range(3)]
    return np.stack(left + [on_side(q, "r") for q in right], 1)


def _finger(hand: Float[ndarray, "T 7"], finger: int, phalanx: int) -> Float[ndarray, "T 4"]:
    """One phalanx of a left hand: the thumb folds over the palm, the others curl about z and fan about y."""
    curl = hand[:, finger]
    if finger == 0:
        return _thumb(curl, hand[:, 6], phalanx)
    bend = about(2, -np.where(curl > 0, curl * CURL[phalanx], curl * BACK[phalanx]))
    return multiply(about(1, (2 - finger) * -hand[:, 5]), bend) if phalanx == 0 else bend


def _thumb(curl: Float[ndarray, " T"], across: Float[ndarray, " T"], phalanx: int) -> Float[ndarray, "T 4"]:
    """Across opposes the thumb to the palm; curl bends its two outer joints over the fingers.

    The three rotations were fitted so that a fist's thumb lies on the middle finger, and that the tips of
    thumb and index meet in `peacock` and stand a finger's breadth apart in `eye`.
    """
    if phalanx == 0:
        return multiply(about(1, across * 38), about(0, across * 33))
    if phalanx == 1:
        return multiply(about(0, curl * -29), about(2, curl * 15))
    return multiply(about(1, curl * 51), about(0, curl * 20))
