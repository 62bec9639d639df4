"""The centre of mass."""

import numpy as np

from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT
from wenwu.motion.mass import UPPER, UPPER_SHARE, WHOLE, centre_of_mass

T_POSE = np.tile([1.0, 0, 0, 0], (1, 24, 1))


def test_the_shares_are_one_body() -> None:
    assert np.isclose(WHOLE, 1.0, atol=0.012)
    assert np.isclose(UPPER_SHARE, sum(s.share for s in UPPER))


def test_it_lies_on_the_midline_at_the_height_of_the_hips() -> None:
    for performer in ("woman_1", "man_2"):
        skeleton = load_body(performer).skeleton
        position = skeleton.forward(T_POSE, skeleton.offset[:1])[1]
        centre, tall = centre_of_mass(position)[0], position[0, AT["head"], 1]
        assert abs(centre[0]) < 2e-3
        assert 0.58 < centre[1] / tall < 0.70


def test_a_leg_brought_forward_takes_it_along_by_its_share() -> None:
    skeleton = load_body("woman_1").skeleton
    position = skeleton.forward(T_POSE, skeleton.offset[:1])[1]
    moved = position.copy()
    moved[:, [AT["leftLowerLeg"], AT["leftFoot"], AT["leftToes"], AT["leftUpperLeg"]]] += [0, 0, 0.3]
    gain = centre_of_mass(moved)[0, 2] - centre_of_mass(position)[0, 2]
    assert np.isclose(gain, 0.3 * (0.1447 + 0.0457 + 0.0133) / WHOLE)
