"""Standing on what was drawn: the pelvis as the network says, as far as the legs can follow.

Feet, and how low the knees bend, are the score's. Where a drawn pelvis would turn a hip or an ankle out of
its range over them, it goes back to what the score writes, feathered in time (the mask of eq. 11); trunk
and arms stay drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.body.clinical import rotations
from wenwu.body.ranges import load_limits
from wenwu.body.skeleton import Skeleton
from wenwu.motion.balance import Stance, stand
from wenwu.motion.clock import Clock
from wenwu.motion.feather import kept_share
from wenwu.motion.mass import upper_moment
from wenwu.motion.steps import Gait
from wenwu.motion.taken import Channels

LEG_AXES = (
    "hip_{}.flexion", "hip_{}.abduction", "hip_{}.rotation", "knee_{}.flexion", "ankle_{}.dorsiflexion",
    "subtalar_{}.inversion",
)  # fmt: skip
KNEE = 3  # of LEG_AXES
PELVIS = ("root.turn", "root.tilt", "root.list")
ROUNDS = 4
SPARE = 1.5  # [deg] a leg is brought back before it is so near to its range's end


@dataclass(frozen=True)
class Standing:
    """One dancer's feet and body, and what is done to channels before they are danced."""

    gait: Gait
    skeleton: Skeleton
    clock: Clock
    told: Callable[[Channels], Channels]
    bent: Callable[[Float[ndarray, " T"]], Float[ndarray, " T"]]  # the same for the knee asked for

    def on(self, channels: Channels, knee: Float[ndarray, " T"]) -> tuple[Channels, Stance]:
        """The channels as they are danced, and the legs under them."""
        channels = self.told(channels)
        return channels, self._legs(channels, self.bent(knee))

    def on_drawn(
        self, written: Channels, drawn: Channels, knee: Float[ndarray, " T"]
    ) -> tuple[Channels, Stance]:
        """The same for what was drawn; where the legs cannot follow, the pelvis goes as it is written."""
        share = np.ones(len(knee))
        for _ in range(ROUNDS):
            pelvis = {name: written[name] + share * (drawn[name] - written[name]) for name in PELVIS}
            channels, stance = self.on({**drawn, **pelvis}, knee)
            beyond = self._beyond(stance)
            if not beyond.any():
                break
            share = np.minimum(share, kept_share(beyond, self.clock.fps))
        return channels, stance

    def _legs(self, channels: Channels, knee: Float[ndarray, " T"]) -> Stance:
        turned = np.stack([channels[name] for name in PELVIS], 1)
        centred = np.zeros((len(knee), 3))
        moment = upper_moment(self.skeleton.forward(rotations(channels), centred)[1])
        return stand(self.gait, turned, knee, moment, self.skeleton, self.clock)

    def _beyond(self, stance: Stance) -> Bool[ndarray, " T"]:
        """Where a leg's angle is out of its range, or nearly."""
        limits, out = load_limits(), np.zeros(len(self.clock.beat), bool)
        for angles in stance.angles:
            for k, name in enumerate(LEG_AXES):
                limit = limits[name.replace("_{}", "")]
                spare = 0.0 if k == KNEE else SPARE
                out |= (angles[:, k] < limit.low + spare) | (angles[:, k] > limit.high - spare)
        return out
