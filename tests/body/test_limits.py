"""Ranges have sources, margins have signs, and the clamp slows down before it stops."""

import numpy as np
import pytest

from wenwu.body.clinical import CHANNELS, READOUTS, rotations
from wenwu.body.limits import margins, soft_clamp
from wenwu.body.ranges import load_limits


def test_every_limit_has_a_source_a_range_and_a_readout():
    for name, limit in load_limits().items():
        assert limit.low < limit.high and limit.source, name
        assert name in READOUTS or name.replace(".", "_l.", 1) in READOUTS, name


def test_every_channel_but_the_turn_is_limited():
    free = {n for n in CHANNELS if READOUTS[n].limit is None}
    assert free == {"root.turn"}


def test_margins_worked_by_hand():
    pose = rotations({"wrist_l.flexion": np.array([80.0, 90.0]), "knee_r.flexion": np.array([0.0, 30.0])})
    found = margins(pose)
    np.testing.assert_allclose(found["wrist_l.flexion"], [5, -5], atol=1e-9)
    np.testing.assert_allclose(found["knee_r.flexion"], [0, 30], atol=1e-9)


def test_the_plane_of_a_hanging_arm_is_no_violation():
    pose = rotations(
        {"shoulder_l.plane": np.array([170.0, 170.0]), "shoulder_l.elevation": np.array([0.01, 90.0])}
    )
    plane = margins(pose)["shoulder_l.plane"]
    assert plane[0] > -0.01
    assert plane[1] == pytest.approx(-40)


def test_the_clamp_keeps_inside_leaves_the_middle_alone_and_has_no_corner():
    x = np.linspace(-200, 200, 40001)
    y = soft_clamp({"wrist_l.flexion": x})["wrist_l.flexion"]
    assert y.min() >= -80 and y.max() <= 85
    middle = np.abs(x) < 74
    np.testing.assert_array_equal(y[middle], x[middle])
    slope = np.diff(y) / np.diff(x)
    assert np.abs(np.diff(slope)).max() < 0.01  # a hard clip jumps by 1
    assert (slope >= 0).all()


def test_a_straight_knee_may_not_bend_backward():
    y = soft_clamp({"knee_l.flexion": np.array([-30.0, 0.0, 2.0, 40.0])})["knee_l.flexion"]
    assert y[0] >= 0 and y[1] < 0.5 and y[2] == pytest.approx(2) and y[3] == 40


def test_clamped_channels_are_within_every_margin():
    rng = np.random.default_rng(1)
    wild = {n: rng.uniform(-250, 250, 200) for n in CHANNELS}
    assert min(m.min() for m in margins(rotations(soft_clamp(wild))).values()) > -1e-6
    assert min(m.min() for m in margins(rotations(wild)).values()) < -50  # the guard can bark
