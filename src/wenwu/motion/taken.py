"""Taking: what the network drew in the place of what the score wrote, channel by channel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.capsules import Capsule
from wenwu.motion.feather import kept_share
from wenwu.motion.swing import mixed_swing, reaches

TRUNK = (
    "root.turn", "root.tilt", "root.list", "spine.flexion", "spine.side_bend", "spine.twist", "neck.flexion",
    "neck.side_bend", "neck.twist",
)  # fmt: skip
ARM = (
    "shoulder_{}.plane", "shoulder_{}.elevation", "shoulder_{}.rotation", "elbow_{}.flexion",
    "forearm_{}.pronation", "wrist_{}.flexion", "wrist_{}.deviation",
)  # fmt: skip
ARMS = tuple(name.format(side) for side in "lr" for name in ARM)

Channels = dict[str, Float[ndarray, " T"]]


@dataclass(frozen=True)
class Drawn:
    """What the network says of one dancer over all frames of the clock."""

    channels: Channels  # TRUNK, ARMS [deg]; root.turn against the smoothed heading
    trunk: Float[ndarray, " T"]  # 1 where it speaks for pelvis, spine and neck, 0 where they are as written
    arms: Float[ndarray, " T"]  # the same of the arms
    capsules: tuple[Capsule, ...]  # the body's solids, which drawn hands keep away from


def taken(written: Channels, told: Drawn, heading: Float[ndarray, " T"]) -> Channels:
    """The written channels with the drawn ones in their places; `heading` is the pelvis' smoothed facing
    [deg].

    Where an upper arm points is mixed as a direction (`swing`).
    """
    drawn, out = told.channels | {"root.turn": heading + told.channels["root.turn"]}, dict(written)
    for name in TRUNK:
        out[name] = written[name] + told.trunk * (drawn[name] - written[name])
    for name in ARMS:
        near = drawn[name] + 360 * np.round((written[name] - drawn[name]) / 360)
        out[name] = written[name] + told.arms * (near - written[name])
    return out | pointing(written, drawn, dict.fromkeys("lr", told.arms))


def in_reach(drawn: Channels, fps: float) -> Float[ndarray, " T"]:
    """1 where both drawn arms are inside their range, 0 where one is not, feathered: there arms are as
    written.
    """
    swings = [(drawn[f"shoulder_{side}.plane"], drawn[f"shoulder_{side}.elevation"]) for side in "lr"]
    return kept_share(~np.all([reaches(*swing) for swing in swings], axis=0), fps)


def pointing(one: Channels, other: Channels, share: Mapping[str, Float[ndarray, " T"]]) -> Channels:
    """Plane and elevation of both arms, from the one set of channels to the other by the side's share."""
    out: Channels = {}
    for side in "lr":
        names = [f"shoulder_{side}.{axis}" for axis in ("plane", "elevation")]
        swings = [(channels[names[0]], channels[names[1]]) for channels in (one, other)]
        out |= dict(zip(names, mixed_swing(swings[0], swings[1], share[side]), strict=True))
    return out
