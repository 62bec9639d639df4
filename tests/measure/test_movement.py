"""What is read from a movement agrees with how the movement was made."""

import numpy as np
import pytest

from wenwu.measure.movement import Movement, repeats, share_of
from wenwu.motion.bvh import write_bvh

FPS = 60.0


def test_every_step_of_a_march_is_found(marching) -> None:
    movement = Movement(marching(seconds=8, rate=1.0))
    sides = [fall.side for fall in movement.footfalls]
    assert sides == [0, 1, 0, 1, 0, 1, 0]  # 7 whole steps in 7.5 s, left first
    lengths = [(fall.land - fall.lift) / FPS for fall in movement.footfalls]
    assert all(0.35 < length < 0.65 for length in lengths)


def test_a_dancer_who_stands_makes_no_step(clip_of) -> None:
    assert Movement(clip_of({"knee_l.flexion": np.zeros(120)}, 120)).footfalls == ()


def test_the_bearing_knee_is_the_straighter_one(marching) -> None:
    movement = Movement(marching())
    assert movement.bearing_knee.max() < 1.0
    assert movement.angles("knee.flexion").max() == pytest.approx(80, abs=1)


def test_angles_have_a_row_for_each_side_or_one(marching) -> None:
    movement = Movement(marching(seconds=2))
    assert movement.angles("knee.flexion").shape == (2, 120)
    assert movement.angles("trunk.pitch").shape == (1, 120)


def test_a_file_tells_the_same_as_the_clip(tmp_path, marching) -> None:
    clip = marching(seconds=3)
    write_bvh(clip, tmp_path / "march.bvh")
    read = Movement.of_file(tmp_path / "march.bvh")
    assert read.footfalls == Movement(clip).footfalls
    assert read.angles("hip.flexion") == pytest.approx(Movement(clip).angles("hip.flexion"), abs=1e-3)


def test_a_hand_is_told_from_the_dancers_own_side(clip_of) -> None:
    frames = 60
    channels = {"shoulder_l.elevation": np.full(frames, 90.0), "shoulder_r.elevation": np.zeros(frames)}
    turned = channels | {"root.turn": np.full(frames, 130.0)}
    here, there = (Movement(clip_of(c, frames)).from_hips("leftHand") for c in (channels, turned))
    assert here == pytest.approx(there, abs=1e-9)
    assert here[0, 0] > 0.4  # to the left
    assert here[0, 0] == pytest.approx(0.02 + 0.12 + 0.22 + 0.20, abs=0.08)


@pytest.mark.parametrize("rate", [0.9, 1.9, 3.1, 5.2])
def test_the_rate_of_a_sine_is_found(rate: float) -> None:
    time = np.arange(0, 8, 1 / FPS)
    assert repeats(np.sin(2 * np.pi * rate * time) + 0.2 * time, FPS) == pytest.approx(rate, abs=0.03)


def test_a_slow_drift_does_not_hide_a_shake() -> None:
    time = np.arange(0, 8, 1 / FPS)
    both = 20 * np.sin(2 * np.pi * 0.2 * time) + np.sin(2 * np.pi * 5 * time)
    assert repeats(both, FPS) == pytest.approx(5, abs=0.05)


def test_shares_of_power_add_up() -> None:
    time = np.arange(0, 8, 1 / FPS)
    both = np.sin(2 * np.pi * 1.5 * time) + 0.3 * np.sin(2 * np.pi * 5 * time)
    slow, fast = share_of(both, FPS, (0.7, 3.0)), share_of(both, FPS, (3.0, 7.5))
    assert slow + fast == pytest.approx(1, abs=0.01)
    assert slow == pytest.approx(1.5**2 / (1.5**2 + (0.3 * 5) ** 2), abs=0.03)
    assert share_of(np.zeros(200), FPS, (1.0, 2.0)) == 0
