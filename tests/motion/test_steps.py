"""Steps: long enough to be danced, placed round a ring, weighted before they lift."""

import numpy as np
import pytest
from pydantic import ValidationError

from wenwu.atlas.score import Phrase, Step, Travel
from wenwu.body.performer import load_body
from wenwu.motion.clock import set_clock
from wenwu.motion.path import Path, Spot, free_path, ring_path
from wenwu.motion.score import PLAIN, Line, Placed
from wenwu.motion.steps import LEAST_SWING, Ground, paced, walk

CLOCK = set_clock(600, 60.0, 120.0)


def ground(path: Path | None = None) -> Ground:
    still = Path(np.zeros((len(CLOCK.beat), 3)), np.zeros(len(CLOCK.beat)))
    return Ground(CLOCK, path or still, load_body("woman_1").skeleton, 1.0, 1.0, np.zeros(len(CLOCK.beat)))


def step(foot: str, lift: float, land: float, **more: object) -> Step:
    return Step.model_validate({"f": foot, "lift": lift, "land": land, "to": [0.08, 0.0], **more})


def test_a_step_out_of_order_is_refused_in_so_many_words() -> None:
    with pytest.raises(ValidationError, match=r"step l at beat 2\.0: lift, gestures and land are out"):
        step("l", 2.0, 1.0)
    with pytest.raises(ValidationError, match="out of order"):
        step("l", 1.0, 2.0, leg=[{"at": 2.5, "hip": [1, 2, 3], "knee": 4}])


def test_a_short_swing_is_lengthened_into_free_time_only() -> None:
    short = paced([step("l", 2.0, 2.2)], CLOCK)[0]  # 0.1 s at 120
    assert np.isclose((short.land - short.lift) / 2, LEAST_SWING)
    tight = paced([step("r", 1.0, 1.9), step("l", 2.0, 2.2), step("r", 2.3, 3.0)], CLOCK)
    assert tight[0].land - 0.05 <= tight[1].lift
    assert tight[1].land <= tight[2].lift + 0.05


def test_a_hop_takes_off_so_that_it_lands_on_its_beat() -> None:
    hop = paced([step("l", 1.0, 2.0, hop=0.05)], CLOCK)[0]
    assert hop.land == 2.0
    assert np.isclose((hop.land - hop.lift) / 2, np.sqrt(8 * 0.05 / 9.81))


def test_planted_feet_stay_and_weight_is_off_a_foot_before_it_lifts() -> None:
    start = {"l": (0.08, 0.0, 10.0), "r": (-0.08, 0.0, 10.0)}
    gait = walk([step("l", 2.0, 2.8), step("r", 4.0, 4.8)], start, ground())
    for foot in gait.feet:
        still = foot.down[1:] & foot.down[:-1]
        assert np.abs(np.diff(foot.track, axis=0))[still].max() < 1e-12
    at = {b: int(np.searchsorted(CLOCK.beat, b)) for b in (2.0, 2.4, 4.0)}
    assert gait.weight[at[2.0]] < -0.99
    assert gait.weight[at[4.0]] > 0.99
    assert not gait.left.down[at[2.4]]
    assert not gait.flight().any()


def written(**travel: float) -> Line:
    where = Placed(Phrase(id="p", beats=8.0), PLAIN, False, 0.0, 8.0)
    names = {"start": "from", "stop": "to"}
    path = Travel.model_validate({names.get(name, name): value for name, value in travel.items()})
    return Line(travel=[(path, where)])


@pytest.mark.parametrize(("direction", "sign"), [(1, 1), (-1, -1)])
@pytest.mark.parametrize("left", [-0.8, 0.8])
def test_a_ring_goes_the_way_it_was_asked_on_either_foot(direction: int, sign: int, left: float) -> None:
    line = written(start=0, stop=8, left=left, turn=30)
    spot = Spot(radius=2.0, angle=180.0, facing="centre", direction=direction)
    path = ring_path(line, CLOCK, spot, 1.0)
    angle = np.degrees(np.unwrap(np.arctan2(path.ground[:, 0], path.ground[:, 2])))
    assert np.isclose(angle[-1] - angle[0], sign * np.degrees(0.8 / 2.0), atol=0.1)
    looks = np.stack([np.sin(np.radians(path.heading)), np.cos(np.radians(path.heading))], 1)
    assert np.allclose(looks, -path.ground[:, [0, 2]] / 2.0, atol=1e-6), "it keeps looking at the centre"


def test_a_ring_that_closes_in_opens_again_and_small_turns_are_the_rings_own() -> None:
    line = written(start=0, stop=3, forward=0.3, turn=60)
    path = ring_path(line, CLOCK, Spot(radius=2.0, angle=0.0), 1.0)
    radius = np.hypot(path.ground[:, 0], path.ground[:, 2])
    assert radius.min() < 1.85
    assert np.isclose(radius[-1], radius[0], atol=1e-3)
    assert np.ptp(path.heading) < 1e-9


def test_a_true_turn_goes_round_once() -> None:
    line = written(start=1, stop=5, turn=360)
    for path in (ring_path(line, CLOCK, Spot(radius=2.0), 1.0), free_path(line, CLOCK, Spot(), 1.0)):
        assert np.isclose(path.heading[-1] - path.heading[0], 360, atol=0.5)


def test_rows_that_face_each_other_end_where_they_began() -> None:
    line = written(start=0, stop=4, forward=1.0)
    path = free_path(line, CLOCK, Spot(), 1.0, bends=False, stays=True)
    assert np.linalg.norm(path.ground[-1] - path.ground[0]) < 0.01
    assert np.ptp(path.ground[:, 2]) > 0.3
