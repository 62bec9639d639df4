import numpy as np
import pytest

from wenwu.base.trace import Trace
from wenwu.body.readouts import read
from wenwu.body.skeleton import AT
from wenwu.measure.score_only import solo
from wenwu.motion.generate import generate
from wenwu.motion.likeness import features
from wenwu.motion.manner import BEARING, LEAST, MOST, MOVED, SIZE, Manner
from wenwu.motion.reference import PLACE, reference_of

HAND, HIP = AT["leftHand"], AT["leftUpperLeg"]


def path(reach: float, height: float) -> np.ndarray:
    """Joints at their index, the left hand swinging across and held at a height."""
    seen = np.zeros((60, 24, 3)) + np.arange(24)[:, None] * 0.01
    seen[:, HAND, 0] += reach * np.sin(np.arange(60) / 60 * 2 * np.pi)
    seen[:, HAND, 1] += height
    return seen


def test_ones_own_manner_changes_nothing() -> None:
    own = reference_of(path(0.2, 0.3))
    bones = np.random.default_rng(1).normal(size=(9, 24, 3))
    np.testing.assert_allclose(Manner.between(own, own).upon(bones), bones, atol=1e-12)


def test_a_hand_goes_the_stated_share_of_the_way() -> None:
    own, like = reference_of(path(0.2, 0.0)), reference_of(path(0.3, 0.2))
    manner = Manner.between(own, like)
    assert manner.shift[HAND, 1] == pytest.approx(BEARING * 0.2)
    assert manner.size[HAND, 0] == pytest.approx(1.5**SIZE)
    swing = np.zeros((60, 24, 3))
    swing[:, HAND, 0] = np.sin(np.arange(60) / 60 * 2 * np.pi)
    moved = manner.upon(swing)
    assert np.ptp(moved[:, HAND, 0]) == pytest.approx(np.ptp(swing[:, HAND, 0]) * 1.5**SIZE)
    assert moved[:, HAND, 1].mean() == pytest.approx(BEARING * 0.2)


def test_legs_and_path_stay_and_no_reference_goes_too_far() -> None:
    wild = np.full(128, 6.0)
    manner = Manner.between(np.zeros(128), wild)
    others = np.setdiff1d(np.arange(24), MOVED)
    assert HIP in others and not manner.shift[others].any() and (manner.size[others] == 1).all()
    assert (manner.size <= MOST).all() and (Manner.between(wild, np.zeros(128)).size >= LEAST).all()
    assert np.abs(manner.shift).max() <= BEARING * PLACE * 6 + 1e-9


def test_a_clip_with_lifted_arms_lifts_them_in_the_dance_and_leaves_its_steps(atlas) -> None:
    usual = solo("mongolian_shoulder", 1, 4.0).model_copy(update={"variety": 0.0})
    plain = generate(usual, atlas, Trace(), 30.0).dancers[0].clip
    like = np.array(features(plain))
    for hand in ("leftLowerArm", "rightLowerArm", "leftHand", "rightHand", "leftMiddleProximal"):
        like[3 * AT[hand] + 1] += 2.0
    lifted = generate(usual.model_copy(update={"like": tuple(like)}), atlas, Trace(), 30.0).dancers[0].clip
    arms = [np.mean(read("shoulder_l.elevation", clip.rotation)) for clip in (plain, lifted)]
    assert arms[1] > arms[0] + 5
    legs = [AT["leftLowerLeg"], AT["rightLowerLeg"]]
    assert np.abs(lifted.rotation[:, legs] - plain.rotation[:, legs]).max() < 0.2
