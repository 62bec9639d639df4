"""The reference: 128 numbers that say how a body moves in a sequence, whatever it dances.

In this order: mean place of the 24 joints (72 numbers, departure from a plain stand, in units of 0.2 m),
how far each strays from its mean (24, units of 0.1 m), how fast each moves (24, units of 0.5 m/s), and
eight of the whole: how low it stands, how much the hips rise and fall, how asymmetric, how wide the hands,
how high, how wide the feet, the share of slow movement (below 1 Hz) and of quick movement (above 3 Hz) in
the hands' speed. All in the dancer's own frame and the score's metres, so a tall dancer's numbers are a
small dancer's.
"""

from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.skeleton import AT
from wenwu.motion.dancer_frame import FPS, DancerFrame
from wenwu.motion.score_body import score_body

WIDTH = 128
PLACE, STRAY, SPEED = 0.2, 0.1, 0.5  # [m], [m], [m/s]
SLOWEST, QUICK = 1.0, 3.0  # [Hz]


def reference_of(seen: Float[ndarray, "T 24 3"], fps: float = FPS) -> Float[ndarray, "128"]:
    """The features of a sequence of joint places in the dancer's frame [m]; at least two frames."""
    seen = np.asarray(seen, float)
    rate = np.gradient(seen, 1 / fps, axis=0)
    mean = seen.mean(0)
    stray = np.sqrt(((seen - mean) ** 2).sum(-1).mean(0))
    speed = np.linalg.norm(rate, axis=-1)
    out = np.concatenate(
        [((mean - _stand()) / PLACE).ravel(), stray / STRAY, speed.mean(0) / SPEED, _whole(seen, speed, fps)]
    )
    return np.clip(out, -6.0, 6.0)


def reference_of_clip(place: Float[ndarray, "T 24 3"], fps: float, scale: float) -> Float[ndarray, "128"]:
    """The features of world positions [m] of a dancer whose leg is `scale` of the score's."""
    return reference_of(DancerFrame.of(place, fps, scale).seen(place), fps)


def _whole(seen: Float[ndarray, "T 24 3"], speed: Float[ndarray, "T 24"], fps: float) -> Float[ndarray, "8"]:
    """Eight numbers of the whole body."""
    hands, feet = [AT["leftHand"], AT["rightHand"]], [AT["leftFoot"], AT["rightFoot"]]
    flipped = seen[:, feet[::-1] + hands[::-1]] * np.array([-1.0, 1, 1])
    apart = seen[:, feet + hands].mean(0) - flipped.mean(0)
    slow, quick = _shares(speed[:, hands].mean(1), fps)
    return np.array([
        (_stand()[0, 1] - seen[:, 0, 1].mean()) / STRAY,
        seen[:, 0, 1].std() / (STRAY / 3),
        np.linalg.norm(apart, axis=-1).mean() / PLACE,
        np.abs(seen[:, hands[0], 0] - seen[:, hands[1], 0]).mean(),
        seen[:, hands, 1].max(1).mean() - 1.0,
        np.linalg.norm((seen[:, feet[0]] - seen[:, feet[1]])[:, [0, 2]], axis=1).mean() / PLACE,
        slow,
        quick,
    ])  # fmt: skip


def _shares(curve: Float[ndarray, " T"], fps: float) -> tuple[float, float]:
    """Shares of a curve's power below SLOWEST and above QUICK, its mean left out."""
    power = np.abs(np.fft.rfft(curve - curve.mean())) ** 2
    hertz = np.fft.rfftfreq(len(curve), 1 / fps)
    whole = power.sum() + 1e-12
    return float(power[hertz < SLOWEST].sum() / whole), float(power[hertz > QUICK].sum() / whole)


@cache
def _stand() -> Float[ndarray, "24 3"]:
    """The joints of a plain stand, arms out, in the score's metres."""
    still = np.tile([1.0, 0.0, 0.0, 0.0], (1, 24, 1))
    body = score_body()
    return body.forward(still, body.offset[:1].astype(float))[1][0]
