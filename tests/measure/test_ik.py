"""The bench of inverse kinematics: its robot is our body, its yardsticks measure what they say."""

import xml.etree.ElementTree as ElementTree

import numpy as np

from wenwu.body.performer import load_body
from wenwu.measure import ik
from wenwu.measure.ik_peers import peers
from wenwu.measure.robot import hinges, mjcf, urdf
from wenwu.motion.ik import standing

SKELETON = load_body("woman_1").skeleton


def test_the_robot_has_our_joints_and_49_degrees_of_freedom():
    tree = ElementTree.fromstring(urdf(SKELETON))
    turning = [joint for joint in tree.iter("joint") if joint.get("type") == "revolute"]
    assert len(turning) + 6 == 49
    links = {link.get("name") for link in tree.iter("link")}
    bodies = {body.get("name") for body in ElementTree.fromstring(mjcf(SKELETON)).iter("body")}
    assert bodies <= links and len(bodies) == 24
    assert hinges("leftLowerLeg") == "x" and hinges("leftToes") == ""


def test_scipy_reaches_what_we_reach():
    pose = np.tile(standing(), (1, 1))
    target = ik.places(SKELETON, pose)[0]
    there, steps, _ = peers(SKELETON, 2e-4)["scipy trf"](target, None)
    assert steps > 0 and np.abs(there - target).max() < 1e-3


def test_an_error_that_positions_show_is_counted_and_one_they_hide_is_not():
    pose = standing()[None]
    shown, hidden = pose.copy(), pose.copy()
    shown[0, ik.DOF.index("knee_l.flexion")] += 4
    hidden[0, ik.DOF.index("forearm_l.pronation")] += 4
    assert ik._observed(SKELETON, pose, shown)[0] > 2
    assert ik._observed(SKELETON, pose, hidden)[0] < 0.5


def test_from_outside_the_limits_everything_comes_in():
    found = ik._from_outside(SKELETON, ik.drawn(40))
    assert found["outside_kept_in_box"] == 1.0 and found["outside_converged_percent"] > 90
