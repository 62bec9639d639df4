"""What was drawn in the place of what was written."""

import numpy as np
import pytest

from wenwu.motion.taken import ARMS, TRUNK, Drawn, in_reach, taken


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


def test_an_arm_half_taken_points_between_the_two() -> None:
    level = taken(channels(30, 90), drawn(channels(90, 90), arms=0.5), np.zeros(5))
    assert level["shoulder_l.plane"] == pytest.approx(np.full(5, 60.0), abs=0.1)
    assert level["shoulder_r.elevation"] == pytest.approx(np.full(5, 90.0), abs=0.1)
    low = taken(channels(-40, 40), drawn(channels(110, 40), arms=0.5), np.zeros(5))
    assert low["shoulder_l.elevation"][0] < 20, "by the shortest way, which passes near hanging"
    whole = taken(channels(30, 90), drawn(channels(90, 70)), np.zeros(5))
    assert whole["shoulder_l.plane"] == pytest.approx(np.full(5, 90.0), abs=0.2)
    assert whole["shoulder_l.elevation"] == pytest.approx(np.full(5, 70.0), abs=0.1)


def test_turns_are_taken_the_short_way() -> None:
    out = taken(channels(170, 90), drawn(channels(-170, 90)), np.zeros(5))
    assert out["shoulder_r.rotation"] == pytest.approx(np.full(5, 190.0))


def test_a_trunk_may_stay_as_written() -> None:
    out = taken(channels(3, 60), drawn(channels(10, 60), trunk=0.0), np.full(5, 90.0))
    assert out["root.turn"] == pytest.approx(np.full(5, 3.0))
    assert out["spine.flexion"] == pytest.approx(np.full(5, 3.0))


def test_arms_that_are_drawn_out_of_their_range_are_as_written_for_a_while() -> None:
    told = {name: np.full(60, 20.0) for name in ARMS}
    assert (in_reach(told, 30.0) == 1).all()
    told["shoulder_l.plane"] = np.where(np.arange(60) // 5 == 6, 160.0, 20.0)
    told["shoulder_l.elevation"] = np.full(60, 70.0)
    share = in_reach(told, 30.0)
    assert (share[30:35] == 0).all() and share[0] == share[-1] == 1
    assert np.abs(np.diff(share)).max() < 0.4
