"""Turns as three angles in any order of axes, continuous along time."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.body.rotation import about, multiply, swing_twist, to_matrix

AXES = {"X": 0, "Y": 1, "Z": 2}
LOCKED = 1e-7  # cosine of the middle angle below which only the sum of the others can be told


def angles_of(q: Float[ndarray, "T 4"], order: str) -> Float[ndarray, "T A"]:
    """Angles [deg] about the axes of `order`, first channel first: R = R₁(a) R₂(b) R₃(c).

    Three different axes hold any turn. With fewer, or with one twice, the nearest turn about the axes
    that are there is given: the rest is lost.
    """
    if len(set(order)) == 3 and len(order) == 3:
        return _three(q, order)
    out = np.zeros((len(q), len(order)))
    first = order[:1]
    if len(order) == 1:
        twist = swing_twist(q, np.eye(3)[AXES[first]])[1]
        out[:, 0] = np.degrees(
            2 * np.unwrap(np.arctan2(twist[:, 1 + AXES[first]], twist[:, 0]), period=np.pi)
        )
    elif len(set(order)) > 1:
        kept = "".join(dict.fromkeys(order))[:2]
        missing = next(axis for axis in AXES if axis not in kept)
        three = _three(q, kept + missing)
        for column, axis in enumerate(kept):
            out[:, order.index(axis)] = three[:, column]
    return out


def turns_of(angles: Float[ndarray, "T A"], order: str) -> Float[ndarray, "T 4"]:
    """The turns that angles [deg] say."""
    q = np.tile([1.0, 0, 0, 0], (len(angles), 1))
    for column, axis in enumerate(order):
        q = multiply(q, about(AXES[axis], angles[:, column]))
    return q


def _three(q: Float[ndarray, "T 4"], order: str) -> Float[ndarray, "T 3"]:
    """With i, j, k the axes and s = +1 where they follow one another, −1 else:

    sin b = s r_ik, tan a = −s r_jk / r_kk, tan c = −s r_ij / r_ii;
    (a + 180, 180 − b, c + 180) is the same turn.
    """
    i, j, k = (AXES[axis] for axis in order)
    s = 1.0 if (j - i) % 3 == 1 else -1.0
    r = to_matrix(q / np.linalg.norm(q, axis=-1, keepdims=True))
    b = np.arcsin(np.clip(s * r[:, i, k], -1, 1))
    locked = np.abs(np.cos(b)) < LOCKED
    a = np.where(locked, np.arctan2(s * r[:, k, j], r[:, j, j]), np.arctan2(-s * r[:, j, k], r[:, k, k]))
    c = np.where(locked, 0.0, np.arctan2(-s * r[:, i, j], r[:, i, i]))
    return np.degrees(_smooth(np.stack([a, b, c], -1), np.where(locked, s * np.sign(b), 0.0)))


def _smooth(first: Float[ndarray, "T 3"], tie: Float[ndarray, " T"]) -> Float[ndarray, "T 3"]:
    """Of the two solutions and all whole turns, the one nearest to the frame before [rad].

    At the pole, where `tie` is not 0, only a + tie c can be told: c stays as it was.
    """
    second = first + np.array([np.pi, 0.0, np.pi])
    second[:, 1] = np.pi - first[:, 1]
    out = first.copy()
    for t in range(1, len(first)):
        choices = [first[t], second[t]]
        if tie[t]:
            c = out[t - 1, 2]
            choices = [np.array([first[t, 0] - tie[t] * c, first[t, 1], c])]
        near = [choice - 2 * np.pi * np.round((choice - out[t - 1]) / (2 * np.pi)) for choice in choices]
        out[t] = min(near, key=lambda angles: float(np.abs(angles - out[t - 1]).sum()))
    return out
