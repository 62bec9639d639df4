"""The safe pose: a wrist or an elbow brought inside a rule, and nothing else moved."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.rule import Compare, Rule
from wenwu.atlas.rules import readouts
from wenwu.body.clinical import read, rotations
from wenwu.body.rotation import conjugate, multiply
from wenwu.body.skeleton import AT

SOFT = 4.0  # [deg] the angle slows down over this width before the bound
JOINT = {"wrist": "Hand", "elbow": "LowerArm", "forearm": "LowerArm"}
CHANNELS = {
    "Hand": ("wrist.flexion", "wrist.deviation"),
    "LowerArm": ("elbow.flexion", "forearm.pronation"),
}
WORD = {"l": "left", "r": "right"}


@dataclass(frozen=True)
class Bound:
    """The range a rule leaves to one joint angle [deg]."""

    readout: str  # wrist.bend, without side
    low: float
    high: float

    @property
    def joint(self) -> str | None:
        """The joint that can be moved to keep it; None where no repair is known."""
        if self.readout == "wrist.bend" and self.low > 0:
            return None
        return JOINT.get(self.readout.split(".")[0])

    def margin(self, angle: Float[ndarray, " T"]) -> Float[ndarray, " T"]:
        """Degrees inside (+) or outside (-)."""
        return np.minimum(angle - self.low, self.high - angle)


def bound_of(rule: Rule) -> Bound | None:
    """The range of an angle rule that bounds one read-out; None for any other rule."""
    keys = readouts(rule)
    conditions = rule.forbid if rule.forbid is not None else rule.require
    if len(keys) != 1 or conditions is None or len(conditions) != 1:
        return None
    wanted = conditions[keys[0]]
    if not isinstance(wanted, Compare):
        return None
    limits: Mapping[str, float] = dict(wanted.bounds)
    if rule.forbid is not None:
        if len(limits) != 1:  # forbidding a band in the middle leaves two ranges, and no nearest one is safe
            return None
        low, high = (
            limits.get("below", limits.get("at_most", -np.inf)),
            limits.get("above", limits.get("at_least", np.inf)),
        )
        return Bound(keys[0], low, high)
    return Bound(
        keys[0],
        limits.get("at_least", limits.get("above", -np.inf)),
        limits.get("at_most", limits.get("below", np.inf)),
    )


def names_of(readout: str) -> tuple[str, ...]:
    """A read-out's name on either side; one that has no side, alone."""
    joint, _, axis = readout.partition(".")
    return (
        tuple(f"{joint}_{side}.{axis}" for side in "lr") if joint in JOINT or joint in SIDED else (readout,)
    )


SIDED = ("girdle", "shoulder", "hip", "knee", "ankle", "subtalar", "toes")


def safe_joint(
    rotation: Float[ndarray, "T 24 4"], bound: Bound, side: str, slack: float
) -> Float[ndarray, "T 4"]:
    """The joint's rotation with its angle inside the bound by `slack`; its other angle as danced."""
    joint = bound.joint or ""
    names = [f"{name.split('.')[0]}_{side}.{name.split('.')[1]}" for name in CHANNELS[joint]]
    channels = {name: read(name, rotation) for name in names}
    low, high = bound.low + slack, bound.high - slack
    if bound.readout == "wrist.bend":
        low, high = -high, high
        target = f"wrist_{side}.flexion"
    else:
        target = f"{bound.readout.split('.')[0]}_{side}.{bound.readout.split('.')[1]}"
    at = AT[WORD[side] + joint]
    danced = rotations(channels)[:, at]
    channels[target] = softened(channels[target], low, high)
    correction = multiply(rotations(channels)[:, at], conjugate(danced))
    return multiply(correction, rotation[:, at])


def softened(angle: Float[ndarray, " T"], low: float, high: float) -> Float[ndarray, " T"]:
    """The angle as it was well inside [low, high], slowed down near an end, never beyond it.

    Beyond h = high − s it becomes h + s·tanh((x − h) / s): value, slope and curvature are continuous.
    """
    soft = min(SOFT, (high - low) / 4)
    over, under = np.maximum(angle - (high - soft), 0), np.maximum(low + soft - angle, 0)
    return np.clip(angle, low + soft, high - soft) + soft * (np.tanh(over / soft) - np.tanh(under / soft))
