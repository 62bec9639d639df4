"""Travel: which way a dancer circles over the floor, and which way the body turns; seen from above.

A clip that stands still, or goes straight, shows no circling, and then nothing is said of it. Nor is it where
the body does not turn along with the way: who goes round something keeps a side to it, who steps into a ring
and out of it on a bent way does not.
"""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.readouts import read
from wenwu.motion.clip import Clip

SWAY = 2.0  # [s] the way over the floor is averaged over this, so that steps in and out do not show
SHOWN = 30.0  # [deg] a smaller arc is no circling
ROUND = 0.35  # greatest distance from the fitted circle, rms, as a share of its radius
SMALLEST, LARGEST = 0.15, 30.0  # [m] radius of a way that goes round something
ALONG = 15.0  # [deg] the least that the body turns along with a way that goes round
TURNED = 180.0  # [deg] a smaller net turn of the body is no turning


def circled(clip: Clip) -> float | None:
    """Degrees that the dancer's way goes round its own centre, anticlockwise positive; None where none shows.

    The circle is the least-squares one of Kåsa (1976, IEEE Trans. Instrum. Meas. 25: 8) through the way.
    """
    way = _smooth(clip.root[:, [0, 2]], SWAY * clip.fps)
    shifted = way - way.mean(0)
    if len(way) < 3 or np.linalg.norm(shifted, axis=1).max() < SMALLEST * np.radians(SHOWN) / 2:
        return None
    design = np.concatenate([2 * shifted, np.ones((len(way), 1))], 1)
    x, z, rest = np.linalg.lstsq(design, np.sum(shifted**2, 1), rcond=None)[0]
    radius = float(np.sqrt(max(rest + x * x + z * z, 0.0)))
    away = shifted - [x, z]
    off = float(np.sqrt(np.mean((np.linalg.norm(away, axis=1) - radius) ** 2)))
    if not SMALLEST <= radius <= LARGEST or off > ROUND * radius:
        return None
    angle = np.unwrap(np.arctan2(away[:, 0], away[:, 1]))  # from +z toward +x: anticlockwise from above
    swept = float(np.degrees(angle[-1] - angle[0]))
    along = _heading(clip, SWAY * clip.fps) * np.sign(swept)
    return swept if abs(swept) >= SHOWN and along >= ALONG else None


def _heading(clip: Clip, frames: float) -> float:
    """Net turn [deg] of the pelvis, to the left positive; turns to and fro are averaged out at both ends."""
    heading = np.degrees(np.unwrap(np.radians(read("root.turn", clip.rotation))))
    ends = max(min(int(frames), len(heading) // 3), 1)
    return float(heading[-ends:].mean() - heading[:ends].mean())


def turned(clip: Clip) -> float | None:
    """Net turn of the pelvis in degrees, to the left positive; None where the body does not turn round."""
    net = _heading(clip, 1.0)
    return net if abs(net) >= TURNED else None


def _smooth(way: Float[ndarray, "T 2"], frames: float) -> Float[ndarray, "T 2"]:
    """A moving average of an odd number of frames; fewer near the ends, so that they stay where they are."""
    count, at = len(way), np.arange(len(way))
    reach = np.minimum(int(frames / 2), np.minimum(at, count - 1 - at))
    total = np.concatenate([np.zeros((1, 2)), np.cumsum(way, axis=0)])
    return (total[at + reach + 1] - total[at - reach]) / (2 * reach + 1)[:, None]
