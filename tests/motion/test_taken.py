"""What was drawn in the place of what was written."""

import numpy as np
import pytest

from wenwu.motion.taken import ARMS, TRUNK, Drawn, taken


def channels(value: float, elevation: float) -> dict[str, np.ndarray]:
    out = {name: np.full(5, float(value)) for name in (*TRUNK, *ARMS)}
    return out | {f"shoulder_{side}.elevation": np.full(5, float(elevation)) for side in "lr"}


def drawn(told: dict[str, np.ndarray], arms: float = 1.0, trunk: float = 1.0) -> Drawn:
    return Drawn(told, np.full(5, trunk), np.full(5, arms), ())


def test_the_pelvis_turns_about_its_smoothed_heading() -> None:
    out = taken(channels(3, 60), drawn(channels(10, 60)), np.full(5, 90.0))
    assert out["root.turn"] == pytest.approx(np.full(5, 100.0))
    assert out["spine.flexion"] == pytest.approx(np.full(5, 10.0))


def test_arms_may_stay_as_written() -> None:
    out = taken(channels(3, 60), drawn(channels(10, 60), arms=0.0), np.zeros(5))
    assert out["elbow_l.flexion"] == pytest.approx(np.full(5, 3.0))
    assert out["neck.twist"] == pytest.approx(np.full(5, 10.0))


def test_a_hanging_arm_keeps_the_written_plane() -> None:
    hanging = taken(channels(30, 3), drawn(channels(-150, 3)), np.zeros(5))
    level = taken(channels(30, 90), drawn(channels(-100, 90)), np.zeros(5))
    assert hanging["shoulder_l.plane"] == pytest.approx(np.full(5, 30.0))
    assert level["shoulder_l.plane"] == pytest.approx(np.full(5, -100.0))


def test_turns_are_taken_the_short_way() -> None:
    out = taken(channels(170, 90), drawn(channels(-170, 90)), np.zeros(5))
    assert out["shoulder_r.rotation"] == pytest.approx(np.full(5, 190.0))


def test_a_trunk_may_stay_as_written() -> None:
    out = taken(channels(3, 60), drawn(channels(10, 60), trunk=0.0), np.full(5, 90.0))
    assert out["root.turn"] == pytest.approx(np.full(5, 3.0))
    assert out["spine.flexion"] == pytest.approx(np.full(5, 3.0))
