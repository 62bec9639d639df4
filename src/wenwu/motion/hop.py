"""Hops: while no foot is down, the hips fly; before and after, the legs push off and give way."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.motion.steps import GRAVITY

SHORTEST = 0.05  # [s] two feet that pass each other are no hop
PUSH = 0.3  # [s] from standing to taking off, and from landing to standing


def hop_height(flight: Bool[ndarray, " T"], fps: float) -> Float[ndarray, " T"]:
    """How far hops lift the hips above their standing height [m], C².

    In flight y = g t (T − t) / 2. The push-off is the quintic that leaves rest and reaches y = 0 with the
    speed g T / 2 and the acceleration −g; the landing is its mirror image.
    """
    out = np.zeros(len(flight))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flight.astype(int), [0]])))
    spans = [span for span in edges.reshape(-1, 2) if span[1] - span[0] > SHORTEST * fps]
    time = np.arange(len(flight)) / fps
    for k, (start, stop) in enumerate(spans):
        t0, t1 = (start - 0.5) / fps, (stop - 0.5) / fps
        before = t0 - (spans[k - 1][1] - 0.5) / fps if k else PUSH * 2
        after = (spans[k + 1][0] - 0.5) / fps - t1 if k + 1 < len(spans) else PUSH * 2
        whole = t1 - t0
        inside = (time >= t0) & (time <= t1)
        out[inside] += GRAVITY / 2 * (time[inside] - t0) * (t1 - time[inside])
        out += _push(t0 - time, min(PUSH, before / 2), whole)
        out += _push(time - t1, min(PUSH, after / 2), whole)
    return out


def _push(away: Float[ndarray, " T"], length: float, flight: float) -> Float[ndarray, " T"]:
    """Height [m] at a time `away` from the flight, 0 beyond `length`.

    With u = 1 − away/length: y = a u³ + b u⁴ + c u⁵, y(1) = 0, y'(1) = v L, y''(1) = −g L².
    """
    u = np.where((away > 0) & (away < length), 1 - away / length, 0.0)
    v, g = GRAVITY * flight / 2 * length, -GRAVITY * length**2
    # a + b + c = 0, 3a + 4b + 5c = v, 6a + 12b + 20c = g
    c = (g - 6 * v) / 2
    b = v - 2 * c
    a = -b - c
    return a * u**3 + b * u**4 + c * u**5
