"""Taking: what the network drew in the place of what the score wrote, channel by channel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.capsules import Capsule
from wenwu.motion.curve import ramp

TRUNK = (
    "root.turn", "root.tilt", "root.list", "spine.flexion", "spine.side_bend", "spine.twist", "neck.flexion",
    "neck.side_bend", "neck.twist",
)  # fmt: skip
ARM = (
    "shoulder_{}.plane", "shoulder_{}.elevation", "shoulder_{}.rotation", "elbow_{}.flexion",
    "forearm_{}.pronation", "wrist_{}.flexion", "wrist_{}.deviation",
)  # fmt: skip
ARMS = tuple(name.format(side) for side in "lr" for name in ARM)
# sine of an arm's elevation: below the first its plane is as written, above the second as drawn
FLAT, ROUND = 0.1, 0.45

Channels = dict[str, Float[ndarray, " T"]]


@dataclass(frozen=True)
class Drawn:
    """What the network says of one dancer over all frames of the clock."""

    channels: Channels  # TRUNK, ARMS [deg]; root.turn against the smoothed heading
    trunk: Float[ndarray, " T"]  # 1 where it speaks for pelvis, spine and neck, 0 where they are as written
    arms: Float[ndarray, " T"]  # the same of the arms
    capsules: tuple[Capsule, ...]  # the body's solids, which drawn hands keep away from


def taken(
    written: Mapping[str, Float[ndarray, " T"]], told: Drawn, heading: Float[ndarray, " T"]
) -> Channels:
    """The written channels with the drawn ones in their places; `heading` is the pelvis' smoothed facing
    [deg].

    The plane of an arm that hangs or points overhead says nothing, so there it stays the written one.
    """
    drawn, out = told.channels | {"root.turn": heading + told.channels["root.turn"]}, dict(written)
    for name in TRUNK:
        out[name] = written[name] + told.trunk * (drawn[name] - written[name])
    for name in ARMS:
        share = told.arms
        if name.endswith(".plane"):
            far = np.sin(np.radians(drawn[name.replace("plane", "elevation")]))
            share = told.arms * ramp((far - FLAT) / (ROUND - FLAT))
        near = drawn[name] + 360 * np.round((written[name] - drawn[name]) / 360)
        out[name] = written[name] + share * (near - written[name])
    return out
