"""The safe pose: one joint of an arm, or the head, brought inside a rule, and nothing else moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.conditions import question
from wenwu.atlas.facts import ANGLES, View
from wenwu.atlas.rule import Compare, Rule
from wenwu.body.clinical import read, rotations
from wenwu.body.rotation import about, conjugate, multiply, turn
from wenwu.body.shoulder import on_side
from wenwu.body.skeleton import AT

SOFT = 4.0  # [deg] the angle slows down over this width before the bound
JOINT = {  # the joint that is turned to keep a rule over a read-out
    "wrist.flexion": "Hand", "wrist.deviation": "Hand", "wrist.bend": "Hand",
    "elbow.flexion": "LowerArm", "forearm.pronation": "LowerArm",
    "shoulder.elevation": "UpperArm", "neck.flexion": "head",
}  # fmt: skip
CHANNELS = {
    "Hand": ("wrist.flexion", "wrist.deviation"),
    "LowerArm": ("elbow.flexion", "forearm.pronation"),
}
WORD = {"l": "left", "r": "right", "": ""}
UP = np.array([0.0, 1.0, 0.0])


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
        return JOINT.get(self.readout)

    def margin(self, angle: Float[ndarray, " T"]) -> Float[ndarray, " T"]:
        """Degrees inside (+) or outside (-)."""
        return np.minimum(angle - self.low, self.high - angle)


def ranges_of(rule: Rule, view: View) -> tuple[Bound, ...]:
    """The ranges that an angle rule leaves. A forbid is kept within any one of them, a require within all.

    A forbid that also asks for a word leaves everything free where the view does not show that word.
    """
    if rule.forbid is not None:
        words = [(key, wanted) for key, wanted in rule.forbid.items() if key not in ANGLES]
        if not all(key in view and question(wanted)(view[key]) for key, wanted in words):
            return ()
    asked = [(key, w) for key, w in (rule.forbid or rule.require or {}).items() if isinstance(w, Compare)]
    angles = [(key, wanted) for key, wanted in asked if key in ANGLES]
    if rule.forbid is None:
        return tuple(_within(key, dict(wanted.bounds)) for key, wanted in angles)
    halves = [_outside(key, name, end) for key, wanted in angles for name, end in wanted.bounds]
    return tuple(sorted(halves, key=lambda half: half.joint is None))  # one that can be mended comes first


def _within(key: str, limits: Mapping[str, float]) -> Bound:
    """What a require leaves."""
    low = limits.get("at_least", limits.get("above", -np.inf))
    return Bound(key, low, limits.get("at_most", limits.get("below", np.inf)))


def _outside(key: str, name: str, end: float) -> Bound:
    """What one end of a forbid leaves."""
    return Bound(key, -np.inf, end) if name in ("above", "at_least") else Bound(key, end, np.inf)


def names_of(readout: str) -> tuple[str, ...]:
    """A read-out's name on either side; one that has no side, alone."""
    joint, _, axis = readout.partition(".")
    return tuple(f"{joint}_{side}.{axis}" for side in "lr") if joint in SIDED else (readout,)


def together(readouts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The names of several read-outs, those of one side of the body at a time."""
    each = [names_of(readout) for readout in readouts]
    for side in range(max(map(len, each), default=0)):
        yield tuple(names[min(side, len(names) - 1)] for names in each)


def side_of(name: str) -> str:
    """l or r; nothing for a read-out of the middle."""
    joint = name.partition(".")[0]
    return joint[-1] if joint[-2:] in ("_l", "_r") else ""


SIDED = (
    "girdle", "shoulder", "elbow", "forearm", "wrist", "hip", "knee", "ankle", "subtalar", "toes",
)  # fmt: skip


def safe_joint(
    rotation: Float[ndarray, "T 24 4"], bound: Bound, side: str, slack: float
) -> Float[ndarray, "T 4"]:
    """The rotation of the bound's joint with its angle inside by `slack`; its other angles as danced."""
    joint = bound.joint or ""
    low, high = bound.low + slack, bound.high - slack
    if joint == "head":
        return _safe_head(rotation, low, high)
    if joint == "UpperArm":
        return _safe_arm(rotation, side, low, high)
    names = [f"{name.split('.')[0]}_{side}.{name.split('.')[1]}" for name in CHANNELS[joint]]
    channels = {name: read(name, rotation) for name in names}
    if bound.readout == "wrist.bend":
        low, high = -high, high
        target = f"wrist_{side}.flexion"
        channels |= _past_right_angle(channels, side)
    else:
        target = f"{bound.readout.split('.')[0]}_{side}.{bound.readout.split('.')[1]}"
    at = AT[WORD[side] + joint]
    danced = rotations(channels)[:, at]
    channels[target] = softened(channels[target], low, high)
    correction = multiply(rotations(channels)[:, at], conjugate(danced))
    return multiply(correction, rotation[:, at])


def _past_right_angle(channels: Mapping[str, Float[ndarray, " T"]], side: str) -> dict[str, ndarray]:
    """A wrist bent past a right angle, which reads as one turned half round, told by its bend."""
    flexion, deviation = (channels[f"wrist_{side}.{axis}"] for axis in ("flexion", "deviation"))
    past = np.abs(deviation) > 90
    return {
        f"wrist_{side}.flexion": np.where(past, np.copysign(180, flexion) - flexion, flexion),
        f"wrist_{side}.deviation": np.where(past, deviation - np.copysign(180, deviation), deviation),
    }


def _safe_head(rotation: Float[ndarray, "T 24 4"], low: float, high: float) -> Float[ndarray, "T 4"]:
    """The head nods back by what the neck as a whole is beyond."""
    danced, head = read("neck.flexion", rotation), rotation[:, AT["head"]]
    forward = turn(head, np.array([0.0, 0.0, 1.0]))
    heading = about(1, np.degrees(np.arctan2(forward[:, 0], forward[:, 2])))
    nod = multiply(multiply(heading, about(0, softened(danced, low, high) - danced)), conjugate(heading))
    return multiply(nod, head)


def _safe_arm(
    rotation: Float[ndarray, "T 24 4"], side: str, low: float, high: float
) -> Float[ndarray, "T 4"]:
    """The upper arm sinks or rises in its own upright plane; the clavicle stays as danced."""
    elevation = read(f"shoulder_{side}.elevation", rotation)
    girdle = on_side(rotation[:, AT[WORD[side] + "Shoulder"]], side)
    upper = on_side(rotation[:, AT[WORD[side] + "UpperArm"]], side)
    across = np.cross(turn(multiply(girdle, upper), np.array([1.0, 0.0, 0.0])), UP)
    size = np.linalg.norm(across, axis=1, keepdims=True)
    across = np.where(size > 1e-6, across / np.maximum(size, 1e-6), [0.0, 0.0, 1.0])
    half = np.radians(softened(elevation, low, high) - elevation)[:, None] / 2
    sink = np.concatenate([np.cos(half), np.sin(half) * across], 1)
    return on_side(multiply(conjugate(girdle), multiply(sink, multiply(girdle, upper))), side)


def softened(angle: Float[ndarray, " T"], low: float, high: float) -> Float[ndarray, " T"]:
    """The angle as it was well inside [low, high], slowed down near an end, never beyond it.

    Beyond h = high − s it becomes h + s·tanh((x − h) / s): value, slope and curvature are continuous.
    """
    soft = min(SOFT, (high - low) / 4)
    over, under = np.maximum(angle - (high - soft), 0), np.maximum(low + soft - angle, 0)
    return np.clip(angle, low + soft, high - soft) + soft * (np.tanh(over / soft) - np.tanh(under / soft))
