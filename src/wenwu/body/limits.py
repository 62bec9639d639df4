"""Physiological limits: how far a pose is from them, and a clamp that slows down before it stops."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.ranges import Limit, load_limits
from wenwu.body.readouts import READOUTS, read_all

STRAIGHT = 2.0  # [deg] a straight knee or elbow is a stop to stand on: its soft zone is this narrow


def margins(rotation: Float[ndarray, "T 24 4"]) -> dict[str, Float[ndarray, " T"]]:
    """Degrees inside (+) or outside (−) the nearer end of every limited read-out's range.

    The plane of an arm that hangs or points overhead says little, so degrees outside its range count by
    the arc that the arm moves: excess × sin(elevation).
    """
    angles = read_all(rotation)
    out = {}
    for name, readout in READOUTS.items():
        if readout.limit is None:
            continue
        margin = np.minimum(angles[name] - readout.low, readout.high - angles[name])
        if name.endswith(".plane"):
            arc = np.sin(np.radians(angles[name.replace("plane", "elevation")]))
            margin = np.where(margin < 0, margin * arc, margin)
        out[name] = margin
    return out


def soft_clamp(channels: Mapping[str, Float[ndarray, " T"]]) -> dict[str, Float[ndarray, " T"]]:
    """The channels within their ranges: unchanged inside, slowed down in the soft zone, never outside.

    Beyond high − s the angle becomes high − s + s·tanh((x − (high − s)) / s): value, slope and curvature
    are continuous (likewise at the low end). A zero-wide zone clips; a straight
    joint's zone is STRAIGHT wide. Channels without a limit pass.
    """
    limits = load_limits()
    out = {}
    for name, value in channels.items():
        joint, _, axis = name.partition(".")
        sideless = f"{joint[:-2] if joint[-2:] in ('_l', '_r') else joint}.{axis}"
        limit = limits.get(sideless)
        out[name] = np.asarray(value, float) if limit is None else _softened(np.asarray(value, float), limit)
    return out


def _softened(x: Float[ndarray, " T"], limit: Limit) -> Float[ndarray, " T"]:
    low, high, soft = limit.low, limit.high, limit.soft
    if soft == 0:
        return np.clip(x, low, high)
    bottom = min(soft, STRAIGHT) if low == 0 else soft
    over = np.maximum(x - (high - soft), 0) / soft
    under = np.maximum(low + bottom - x, 0) / bottom
    return np.clip(x, low + bottom, high - soft) + soft * np.tanh(over) - bottom * np.tanh(under)
