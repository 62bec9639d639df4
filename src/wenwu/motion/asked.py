"""Angles that a sentence asks for: the dance's own curve is scaled until it goes so far."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.prompt.brief import AngleWish

REACHED = 98.0  # [%] percentile of a curve that counts as how far it goes
FLAT = 3.0  # [deg] a curve that goes no farther is held at the angle instead
MOST, LEAST = 5.0, 0.1  # factors on a curve
BENDS = {"wrist.bend": "wrist.flexion"}  # sizes of an angle whose sign is the dance's own

Channels = dict[str, Float[ndarray, " T"]]


def as_asked(channels: Channels, wishes: Sequence[AngleWish]) -> Channels:
    """The channels [deg] with every wish about one of them kept, on both sides of the body."""
    out = dict(channels)
    for wish in wishes:
        joint, _, axis = BENDS.get(wish.angle, wish.angle).partition(".")
        for name in (f"{joint}.{axis}", f"{joint}_l.{axis}", f"{joint}_r.{axis}"):
            if name in out:
                out[name] = reaching(out[name], wish.degrees, either_way=wish.angle in BENDS)
    return out


def reaching(curve: Float[ndarray, " T"], degrees: float, either_way: bool = False) -> Float[ndarray, " T"]:
    """The curve scaled so that it goes as far as `degrees`; a size counts on both sides of 0."""
    toward = np.abs(curve) if either_way else curve * (1.0 if degrees >= 0 else -1.0)
    far = float(np.percentile(toward, REACHED))
    if far < FLAT:
        return np.full_like(curve, degrees)
    return curve * float(np.clip(abs(degrees) / far, LEAST, MOST))
