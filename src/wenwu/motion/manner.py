"""Manner: how another's way of moving is put on a dance: its bearing and the size of its movements.

The 128 features of a clip (`reference`) hold where each joint is on average and how far it strays. The
network is told them too, but keeps to the words: it goes hardly a twentieth of the way. So the drawn path is
moved besides: each bone of trunk and arms by BEARING of the difference of the means, its strayings by the
ratio of the two. The sources' boxes, the body's limits and the firewall come after it.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.skeleton import AT
from wenwu.motion.chain import from_parent
from wenwu.motion.reference import PLACE

BEARING, SIZE = 0.4, 0.6  # shares of the way that bearing and size of movement go
LEAST, MOST = 0.6, 1.5  # of the dance's own size
MOVED = [
    AT[name]
    for name in (
        "spine", "chest", "upperChest", "neck", "head",
        *(side + bone for side in ("left", "right") for bone in ("LowerArm", "Hand", "MiddleProximal")),
    )
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Manner:
    """What is put on the path of a performance."""

    shift: Float[ndarray, "24 3"]  # [m] of each joint against its parent
    size: Float[ndarray, "24 1"]  # of its strayings

    @classmethod
    def between(cls, own: Float[ndarray, "128"], like: Float[ndarray, "128"]) -> "Manner":
        """From a dance's own features toward those of a clip."""
        mean = PLACE * (like - own)[:72].reshape(24, 3)
        ratio = np.maximum(like[72:96], 1e-3) / np.maximum(own[72:96], 1e-3)
        shift, size = np.zeros((24, 3)), np.ones((24, 1))
        shift[MOVED] = BEARING * from_parent(mean)[MOVED]
        size[MOVED, 0] = np.clip(ratio[MOVED] ** SIZE, LEAST, MOST)
        return cls(shift, size)

    def upon(self, bones: Float[ndarray, "T 24 3"]) -> Float[ndarray, "T 24 3"]:
        """The path in this manner: about the same middle, moved and widened [m]."""
        middle = bones.mean(0)
        return middle + self.shift + self.size * (bones - middle)
