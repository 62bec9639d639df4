"""Smooth curves: the minimum-jerk ramp, Gaussian smoothing, and a C² spline through keys."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray


def ramp(x: Float[ndarray, "*B"]) -> Float[ndarray, "*B"]:
    """The minimum-jerk step from 0 to 1 as x goes from 0 to 1 (Flash and Hogan 1985); C² everywhere."""
    x = np.clip(x, 0.0, 1.0)
    return x**3 * (10 - 15 * x + 6 * x * x)


def arch(x: Float[ndarray, "*B"]) -> Float[ndarray, "*B"]:
    """A C² hump over 0…1, highest 1 at ½: 64 x³ (1 − x)³."""
    x = np.clip(x, 0.0, 1.0)
    return 64 * (x * (1 - x)) ** 3


def smooth(y: Float[ndarray, "T ..."], sigma: float) -> Float[ndarray, "T ..."]:
    """Gaussian of `sigma` frames along time; the ends are held."""
    if sigma < 0.3:
        return y
    reach = int(4 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    return filtered(y, kernel / kernel.sum())


def filtered(y: Float[ndarray, "T ..."], kernel: Float[ndarray, " K"]) -> Float[ndarray, "T ..."]:
    """Convolution along time with an odd kernel; the ends are held."""
    half = len(kernel) // 2
    padded = np.concatenate([np.repeat(y[:1], half, 0), y, np.repeat(y[-1:], half, 0)])
    flat = padded.reshape(len(padded), -1)
    return np.stack([np.convolve(column, kernel, "valid") for column in flat.T], 1).reshape(y.shape)


def widest(y: Float[ndarray, " T"], reach: int) -> Float[ndarray, " T"]:
    """The greatest value within `reach` frames on either side."""
    padded = np.pad(y, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(-1)


def softplus(x: Float[ndarray, "*B"], width: float) -> Float[ndarray, "*B"]:
    """max(0, x) with the corner rounded over `width`."""
    return width * np.logaddexp(0.0, np.asarray(x) / width)


def softened(x: Float[ndarray, "*B"], low: float, high: float, width: float) -> Float[ndarray, "*B"]:
    """x within low…high: unchanged inside, slowed down by tanh over the last `width`; C² at the seams."""
    width = min(width, (high - low) / 3)
    inside = np.clip(x, low + width, high - width)
    return inside + width * np.tanh((x - inside) / width)


def spline(
    at: Float[ndarray, " K"],
    value: Float[ndarray, "K D"],
    ease: Float[ndarray, " K"],
    x: Float[ndarray, " T"],
) -> Float[ndarray, "T D"]:
    """A C² curve through keys: quintic Hermite pieces, held before the first and after the last key.

    Slopes are PCHIP's (Fritsch and Carlson 1980), so nothing overshoots; the curvature at a turning point is
    scaled by `ease`: 0 settles there, 1 swings through.
    """
    if len(at) == 1:
        return np.repeat(value, len(x), 0)
    slope, curve = _slopes(at, value, ease)
    span = np.diff(at)
    k = np.clip(np.searchsorted(at, x, "right") - 1, 0, len(at) - 2)
    h = span[k][:, None]
    u = np.clip((x - at[k]) / span[k], 0, 1)[:, None]
    u2, u3 = u * u, u**3
    u4, u5 = u2 * u2, u3 * u2
    r = u3 * (10 - 15 * u + 6 * u2)
    return (
        value[k] * (1 - r)
        + value[k + 1] * r
        + slope[k] * h * (u - 6 * u3 + 8 * u4 - 3 * u5)
        + slope[k + 1] * h * (-4 * u3 + 7 * u4 - 3 * u5)
        + curve[k] * h * h * 0.5 * (u2 - 3 * u3 + 3 * u4 - u5)
        + curve[k + 1] * h * h * 0.5 * (u3 - 2 * u4 + u5)
    )


def _slopes(
    at: Float[ndarray, " K"], value: Float[ndarray, "K D"], ease: Float[ndarray, " K"]
) -> tuple[Float[ndarray, "K D"], Float[ndarray, "K D"]]:
    slope, curve = np.zeros_like(value), np.zeros_like(value)
    if len(at) > 2:
        h = np.diff(at)[:, None]
        rise = np.diff(value, axis=0) / h
        before, after, h0, h1 = rise[:-1], rise[1:], h[:-1], h[1:]
        same = before * after > 0
        w0, w1 = 2 * h1 + h0, h1 + 2 * h0
        mean = (w0 + w1) / (w0 / np.where(same, before, 1) + w1 / np.where(same, after, 1))
        turning = np.where(before * after < 0, 2.5 * (after - before) / (h0 + h1), 0)
        share = ease[1:-1, None]
        slope[1:-1] = np.where(same, mean, 0) * np.minimum(1, 2 * share)
        curve[1:-1] = turning * share
    return slope, curve
