"""Contacts found by height and speed, the floor under a clip, another frame rate, and angles in any order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from wenwu.base.seed import generator
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT
from wenwu.motion.clip import Clip
from wenwu.motion.contacts import contacts, with_contacts
from wenwu.motion.euler import angles_of, turns_of
from wenwu.motion.floor import on_floor, soles
from wenwu.motion.resample import resampled

BONES = load_body("woman_1").skeleton


def clip_of(root: np.ndarray, fps: float = 30.0) -> Clip:
    """Somebody stiff on a path of the hips; her soles are on the floor where the hips are at their height."""
    turned = np.tile([1.0, 0, 0, 0], (len(root), 24, 1))
    none = np.zeros((len(root), 2, 7)), np.zeros((len(root), 2), bool), np.zeros(len(root))
    clip = Clip(BONES, fps, root, turned, *none)
    return replace(clip, root=root - [0, soles(clip)[0, 0, 0, 1] - root[0, 1], 0])


def test_who_stands_still_stands_and_who_hops_does_not() -> None:
    """A hop of 20 cm from 1.0 to 1.5 s: in the air from the first frame that is fast or high."""
    time = np.arange(75) / 30
    high = 0.2 * np.sin(np.pi * np.clip((time - 1) / 0.5, 0, 1))
    down = contacts(clip_of(np.stack([0 * time, high, 0 * time], 1)))
    assert down[:29].all() and down[-28:].all()
    assert not down[33:43].any()
    np.testing.assert_array_equal(down[:, 0], down[:, 1])


@pytest.mark.parametrize(("speed", "stands"), [(0.1, True), (0.4, False), (1.0, False)])
def test_a_sole_that_slides_fast_does_not_stand(speed: float, stands: bool) -> None:
    time = np.arange(60) / 30
    assert contacts(clip_of(np.stack([speed * time, 0 * time, 0 * time], 1))).all() == stands
    assert contacts(clip_of(np.stack([speed * time, 0 * time, 0 * time], 1))).any() == stands


def test_between_the_thresholds_a_foot_keeps_what_it_did() -> None:
    """Hysteresis: 0.4 m/s is too fast to come to stand and slow enough to go on standing."""
    speed = np.where(np.arange(90) < 30, 0.0, 0.4)
    path = np.cumsum(speed) / 30
    zero = np.zeros(90)
    assert contacts(clip_of(np.stack([path, zero, zero], 1))).all()
    assert not contacts(clip_of(np.stack([path[::-1], zero, zero], 1)))[:55].any()


def test_one_bad_frame_lifts_nobody() -> None:
    root = np.zeros((60, 3))
    root[30, 1] = 0.3
    assert contacts(clip_of(root)).all()


def test_the_floor_is_under_the_sole_that_stands_not_under_one_bad_frame() -> None:
    root = np.zeros((60, 3))
    clip = clip_of(root)
    low = replace(clip, root=clip.root + np.where(np.arange(60) == 7, -0.4, 0.25)[:, None] * [0, 1, 0])
    moved, lift = on_floor(low)
    assert lift == pytest.approx(-0.25, abs=1e-9)
    assert np.abs(np.delete(soles(moved), 7, axis=0)[:, :, 0, 1]).max() < 1e-9
    assert with_contacts(moved).contact[20:].all()


def test_a_turn_at_even_speed_stays_even_at_any_rate() -> None:
    """80° a second about y, from 7 to 30 frames a second, against the closed form."""
    clip = clip_of(np.zeros((8, 3)), 7.0)
    angle = 80 * np.arange(8) / 7
    turned = clip.rotation.copy()
    turned[:, AT["head"]] = Rotation.from_euler("y", angle[:, None], degrees=True).as_quat(scalar_first=True)
    made = resampled(replace(clip, rotation=turned, marks=((0, "a"), (7, "b")), beat=np.arange(8.0)), 30.0)
    got = Rotation.from_quat(made.rotation[:, AT["head"]], scalar_first=True).as_euler("YXZ", degrees=True)[
        :, 0
    ]
    np.testing.assert_allclose(got, 80 * np.arange(31) / 30, atol=1e-9)
    np.testing.assert_allclose(made.beat, np.arange(31) * 7 / 30, atol=1e-9)
    assert made.marks == ((0, "a"), (30, "b")) and made.fps == 30


def test_a_curved_path_is_followed_between_its_frames() -> None:
    time = np.arange(21) / 10
    path = np.stack([np.sin(2 * time), 0.9 + 0.05 * np.cos(4 * time), time**2 / 4], 1)
    made = resampled(clip_of(path, 10.0), 60.0)
    fine = np.arange(len(made)) / 60
    inside = slice(12, -12)  # a natural spline bends less at its ends
    np.testing.assert_allclose(made.root[inside, 0], np.sin(2 * fine)[inside], atol=2e-4)
    np.testing.assert_allclose(made.root[inside, 2], (fine**2 / 4)[inside], atol=2e-4)
    straight = np.interp(fine, time, np.sin(2 * time))
    assert np.abs(straight - np.sin(2 * fine)).max() > 4e-3  # what a line between frames would do


def test_whole_ratios_take_the_frames_that_are_there() -> None:
    random = generator(4, "resample test")
    clip = clip_of(random.normal(size=(41, 3)), 120.0)
    made = resampled(clip, 30.0)
    np.testing.assert_allclose(made.root, clip.root[::4], atol=1e-9)
    np.testing.assert_allclose(made.rotation, clip.rotation[::4], atol=1e-9)


ORDERS = ["XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(ORDERS), st.integers(0, 1000), st.sampled_from([None, 90.0, -90.0]))
def test_angles_in_any_order_rebuild_the_turn(order: str, seed: int, middle: float | None) -> None:
    """By scipy's intrinsic angles, at the pole too."""
    angles = generator(seed, "euler test").uniform(-180, 180, (5, 3))
    if middle is not None:
        angles[2, 1] = middle
    wanted = Rotation.from_euler(order, angles, degrees=True)
    made = angles_of(wanted.as_quat(scalar_first=True), order)
    assert (Rotation.from_euler(order, made, degrees=True) * wanted.inv()).magnitude().max() < 1e-6
    again = Rotation.from_quat(turns_of(made, order), scalar_first=True)
    assert (again * wanted.inv()).magnitude().max() < 1e-6


@pytest.mark.parametrize("order", ORDERS)
def test_angles_do_not_jump(order: str) -> None:
    time = np.linspace(0, 1, 300)
    wanted = Rotation.from_euler(order, np.stack([400 * time, 130 * time, -200 * time], 1), degrees=True)
    assert np.abs(np.diff(angles_of(wanted.as_quat(scalar_first=True), order), axis=0)).max() < 3


@pytest.mark.parametrize("order", ["X", "Y", "Z", "XY", "ZX"])
def test_fewer_channels_hold_what_lies_about_their_axes(order: str) -> None:
    angles = np.linspace(-80, 80, 9)[:, None] * np.ones(len(order))
    wanted = Rotation.from_euler(order, angles, degrees=True)
    np.testing.assert_allclose(angles_of(wanted.as_quat(scalar_first=True), order), angles, atol=1e-6)
