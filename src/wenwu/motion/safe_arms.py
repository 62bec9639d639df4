"""Safe arms: where a drawn hand comes near the body it goes as the score writes it, which knows the way
round.

A score's path was written round the body; a drawn one is some centimetres beside it, and a push out of the
body would find the wrong side. So near the body the written arm is danced, feathered in time (the mask of
eq. 11).
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.capsules import Capsule
from wenwu.body.clinical import rotations
from wenwu.body.skeleton import Skeleton
from wenwu.motion.arm import Arm
from wenwu.motion.clearance import Solids, hand_gap
from wenwu.motion.feather import kept_share
from wenwu.motion.taken import ARM, Channels, pointing

NEAR = 0.03  # [m] from the hand's skin to the body's
ROUNDS = 2


def safe_arms(
    written: Channels,
    drawn: Channels,
    body: tuple[Skeleton, Sequence[Capsule], Float[ndarray, "T 3"]],
    fps: float,
) -> Channels:
    """The drawn channels, arms as written where a hand would be within NEAR of the body; `body`: bones,
    solids, hips.
    """
    skeleton, capsules, hips = body
    out, share = dict(drawn), {side: np.ones(len(hips)) for side in "lr"}
    for _ in range(ROUNDS):
        rotation = rotations(out)
        solids = Solids.of(capsules, skeleton, rotation, hips)
        for side in "lr":
            near = hand_gap(Arm.of(skeleton, rotation, hips, side), solids) < NEAR
            share[side] = np.minimum(share[side], kept_share(near, fps))
            for name in (axis.format(side) for axis in ARM):
                out[name] = written[name] + share[side] * (drawn[name] - written[name])
        out |= pointing(written, drawn, share)
    return out
