"""Standing on what was drawn: pelvis and knees as the network says, as far as the legs can follow.

The feet are the score's. Where a drawn pelvis would turn a hip or an ankle out of its range over them,
pelvis and knees go back to what the score writes, feathered in time (the mask of eq. 11); trunk and arms
stay drawn.
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
from wenwu.motion.curve import smooth
from wenwu.motion.feather import kept_share
from wenwu.motion.mass import upper_moment
from wenwu.motion.steps import Gait
from wenwu.motion.taken import KNEES, Channels

LEG_AXES = (
    "hip_{}.flexion", "hip_{}.abduction", "hip_{}.rotation", "knee_{}.flexion", "ankle_{}.dorsiflexion",
    "subtalar_{}.inversion",
)  # fmt: skip
KNEE = 3  # of LEG_AXES
PELVIS = ("root.turn", "root.tilt", "root.list")
PULSE = 0.5  # [beats] standard deviation of what counts as slower than the pulse
SHIFT = 0.1  # [s] over which the weight goes from one knee to the other
ROUNDS = 4
SPARE = 1.5  # [deg] a leg is brought back before it is so near to its range's end


@dataclass(frozen=True)
class Wanted:
    """Trunk, arms and pelvis, and how far the bearing knee bends."""

    channels: Channels
    knee: Float[ndarray, " T"]  # [deg]

    def toward(self, other: "Wanted", share: Float[ndarray, " T"]) -> "Wanted":
        """The other one, its pelvis and knees by `share` and this one's by the rest."""
        pelvis = {n: self.channels[n] + share * (other.channels[n] - self.channels[n]) for n in PELVIS}
        return Wanted({**other.channels, **pelvis}, self.knee + share * (other.knee - self.knee))


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

    def on_drawn(self, written: Wanted, drawn: Wanted) -> tuple[Channels, Stance]:
        """The same for what was drawn; where the legs cannot follow, as written."""
        share = np.ones(len(drawn.knee))
        for _ in range(ROUNDS):
            wanted = written.toward(drawn, share)
            channels, stance = self._sunk(wanted)
            beyond = self._beyond(stance)
            if not beyond.any():
                break
            share = np.minimum(share, kept_share(beyond, self.clock.fps))
        return channels, stance

    def _sunk(self, wanted: Wanted) -> tuple[Channels, Stance]:
        """As low as was drawn: what the legs came too low or too high is taken off, and they stand again."""
        _, stance = self.on(wanted.channels, wanted.knee)
        legs = {name: angles[:, KNEE] for name, angles in zip(KNEES, stance.angles, strict=True)}
        over = bearing_knee(legs, self.gait.weight, self.clock.fps) - wanted.knee
        return self.on(wanted.channels, wanted.knee - smooth(over, SHIFT * self.clock.fps))

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


def bearing_knee(drawn: Channels, weight: Float[ndarray, " T"], fps: float) -> Float[ndarray, " T"]:
    """The bend of the knee that bears [deg], shared out while the weight goes over."""
    left = (1 + smooth(weight, SHIFT * fps)) / 2
    return left * drawn[KNEES[0]] + (1 - left) * drawn[KNEES[1]]


def pulsing(drawn: Float[ndarray, " T"], written: Float[ndarray, " T"], clock: Clock) -> Float[ndarray, " T"]:
    """How low the dance stands as it was drawn, with the score's pulse: what happens within a beat is
    written.
    """
    beat = PULSE * clock.fps / float(np.median(clock.rate))
    return smooth(drawn, beat) + written - smooth(written, beat)
