"""Legs: solved by hand in one case, there and back in all."""

import numpy as np
import pytest

from wenwu.body.performer import load_body
from wenwu.body.rotation import about, multiply, to_matrix
from wenwu.motion.leg import Leg

SKELETON = load_body("woman_1").skeleton


@pytest.mark.parametrize("side", ["l", "r"])
def test_a_straight_down_leg_by_the_law_of_cosines(side: str) -> None:
    leg = Leg.of(SKELETON, side)
    far = 0.9 * (leg.thigh + leg.shank)
    cosine = (far**2 - leg.thigh**2 - leg.shank**2) / (2 * leg.thigh * leg.shank)
    eye = np.eye(3)[None]
    angles, short = leg.solve(np.zeros((1, 3)), eye, np.array([[0.0, -far, 0.0]]), eye)
    flexion, abduction, rotation, knee, dorsal, inversion = angles[0]
    assert np.isclose(knee, np.degrees(np.arccos(cosine)))
    assert np.isclose(flexion + dorsal, knee)  # the sole stays level
    assert np.allclose([abduction, rotation, inversion], 0, atol=1e-9)
    assert np.isclose(short[0], 0)


@pytest.mark.parametrize("side", ["l", "r"])
def test_solving_and_posing_cancel(side: str) -> None:
    leg, rng, n = Leg.of(SKELETON, side), np.random.default_rng(7), 60
    pelvis = to_matrix(multiply(about(1, rng.uniform(-40, 40, n)), about(0, rng.uniform(-10, 20, n))))
    foot = to_matrix(multiply(about(1, rng.uniform(-30, 30, n)), about(0, rng.uniform(-15, 40, n))))
    socket = rng.uniform(-1, 1, (n, 3))
    ankle = socket + rng.uniform([-0.2, -0.65, -0.2], [0.2, -0.45, 0.2], (n, 3))
    angles, short = leg.solve(socket, pelvis, ankle, foot)
    _, back, turned = leg.frames(socket, pelvis, angles)
    assert np.allclose(short, 0, atol=1e-12)
    assert np.abs(back - ankle).max() < 1e-9
    assert np.abs(turned - foot).max() < 1e-9


def test_a_gesture_comes_back_as_its_own_angles() -> None:
    leg = Leg.of(SKELETON, "r")
    asked = np.array([[56.0, 6, 10, 18, 6, 0], [-2, 4, 12, 98, -8, 0], [62, 22, 12, 92, 22, 0]])
    eye, zero = np.tile(np.eye(3), (3, 1, 1)), np.zeros((3, 3))
    _, ankle, foot = leg.frames(zero, eye, asked)
    assert np.allclose(leg.solve(zero, eye, ankle, foot)[0], asked, atol=1e-6)


def test_a_foot_too_far_says_by_how_much() -> None:
    leg, eye = Leg.of(SKELETON, "l"), np.eye(3)[None]
    far = leg.thigh + leg.shank + 0.05
    angles, short = leg.solve(np.zeros((1, 3)), eye, np.array([[0.0, -far, 0.0]]), eye)
    assert 0.05 < short[0] < 0.052
    assert np.isclose(angles[0, 3], 3.0)
