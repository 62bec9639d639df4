"""The yardsticks of the sweep against movements whose worst is known."""

from dataclasses import replace

import numpy as np
import pytest

from wenwu.body.performer import load_body
from wenwu.body.rotation import about
from wenwu.body.skeleton import AT
from wenwu.measure.guarantees import _acceleration, _inner, _skate, _turning
from wenwu.motion.clip import Clip

FPS, FRAMES = 60.0, 90


def standing() -> Clip:
    """A performer in the T-pose, both feet planted."""
    skeleton = load_body("woman_1").skeleton
    rotation = np.tile([1.0, 0, 0, 0], (FRAMES, 24, 1))
    root = np.tile(skeleton.offset[0], (FRAMES, 1))
    planted = np.ones((FRAMES, 2), bool)
    return Clip(skeleton, FPS, root, rotation, np.zeros((FRAMES, 2, 7)), planted, np.arange(FRAMES) / 30)


def test_who_stands_still_does_not_skate() -> None:
    clip = standing()
    assert _skate(clip, clip.contact) == pytest.approx(0.0, abs=1e-12)


def test_a_body_pushed_over_the_floor_skates_as_fast_as_it_is_pushed() -> None:
    clip = standing()
    pushed = clip.root + np.arange(FRAMES)[:, None] / FPS * [0.3, 0.0, 0.0]
    assert _skate(replace(clip, root=pushed), clip.contact) == pytest.approx(0.3, abs=1e-9)


def test_a_foot_in_the_air_may_fly() -> None:
    clip = standing()
    pushed = clip.root + np.arange(FRAMES)[:, None] / FPS * [0.3, 0.0, 0.0]
    assert _skate(replace(clip, root=pushed), np.zeros((FRAMES, 2), bool)) == 0.0


def test_turning_on_the_heel_does_not_skate_but_turning_on_neither_does() -> None:
    clip = standing()
    turn = about(1, np.linspace(0, 45, FRAMES))
    spun = clip.rotation.copy()
    spun[:, 0] = turn
    assert _skate(replace(clip, rotation=spun), clip.contact) > 0.02


def test_free_fall_is_an_acceleration_of_g() -> None:
    time = np.arange(FRAMES) / FPS
    fall = np.stack([0 * time, -9.81 / 2 * time**2, 0 * time], -1)[:, None]
    assert _acceleration(fall, FPS) == pytest.approx(9.81, rel=1e-6)


def test_a_joint_that_speeds_up_evenly_has_that_angular_acceleration() -> None:
    clip = standing()
    rotation = clip.rotation.copy()
    rotation[:, AT["leftLowerArm"]] = about(1, 0.5 * 100 * (np.arange(FRAMES) / FPS) ** 2)
    assert _turning(replace(clip, rotation=rotation)) == pytest.approx(100, rel=1e-3)


def test_a_contact_is_judged_without_its_ends() -> None:
    flag = np.zeros(20, bool)
    flag[5:15] = True
    assert np.flatnonzero(_inner(flag)).tolist() == [8, 9, 10, 11]
