"""36 numbers and back: no jump anywhere, exact where the 36 suffice, the rest reported."""

import numpy as np

from wenwu.body.angles import DOF, INDEX, angle_between, project, unproject
from wenwu.body.clinical import rotations
from wenwu.body.rotation import about
from wenwu.body.skeleton import AT


def sweep(plane: np.ndarray, elevation: np.ndarray) -> np.ndarray:
    """q36 of a left arm along a path."""
    pose = rotations({"shoulder_l.plane": plane, "shoulder_l.elevation": elevation})
    return project(pose, np.zeros((len(plane), 3)))[0]


def test_there_are_36_names_and_each_is_one():
    assert len(DOF) == len(set(DOF)) == 36


def test_an_arm_swept_through_hanging_does_not_jump():
    """Past hanging from behind to the front: the plane flips by 180°, q36 must not notice."""
    t = np.linspace(-20, 20, 401)
    q = sweep(np.where(t < 0, -50.0, 130.0), np.abs(t))
    assert np.abs(np.diff(q, axis=0)).max() < 0.25  # 0.1° of arm a step
    assert np.ptp(q[:, INDEX["shoulder_l.twist"]]) > 1  # the test looks at an arm that does turn


def test_an_arm_swept_through_overhead_does_not_jump():
    t = np.linspace(-20, 20, 401)
    q = sweep(np.where(t < 0, -50.0, 130.0), 180 - np.abs(t))
    assert np.abs(np.diff(q[:, INDEX["shoulder_l.forward"]])).max() < 0.25
    assert np.abs(np.diff(q[:, INDEX["shoulder_l.up"]])).max() < 0.25


def test_an_arm_raised_forward_to_overhead_and_on_does_not_jump():
    q = sweep(np.full(361, 90.0), np.linspace(0, 180, 361))
    assert np.abs(np.diff(q, axis=0)).max() < 1.1  # half a degree of arm a step
    beside = sweep(np.linspace(70, 110, 81), np.full(81, 172.0))
    assert np.abs(np.diff(beside, axis=0)).max() < 1.1  # the twist passes −180 here and runs on


def test_an_arm_circling_close_to_hanging_and_to_overhead_stays_continuous():
    """Half a circle at a degree from either pole, in steps of a degree."""
    plane = np.linspace(-50, 130, 181)
    for elevation in (1.0, 179.0):
        q = sweep(plane, np.full(181, elevation))
        assert np.abs(np.diff(q, axis=0)).max() < (0.1 if elevation < 90 else 2.1)  # overhead, plane is spin


def test_what_unproject_makes_projects_to_the_same_numbers():
    rng = np.random.default_rng(0)
    q = rng.uniform(-40, 40, (300, 36))
    q[:, [INDEX[f"{j}_{s}.flexion"] for j in ("knee", "elbow") for s in "lr"]] += 45
    rotation, root = unproject(q)
    again, residual = project(rotation, root)
    np.testing.assert_allclose(again, q, atol=1e-8)
    assert residual.max() < 1e-8


def test_channels_within_the_36_leave_no_residual_and_the_rest_is_reported():
    t = np.linspace(0, 1, 50)
    inside = rotations(
        {
            "hip_r.flexion": 90 * t,
            "shoulder_l.elevation": 150 * t,
            "elbow_l.flexion": 120 * t,
            "spine.twist": 30 * t,
        }
    )
    assert project(inside, np.zeros((50, 3)))[1].max() < 1e-9
    beside = rotations({"subtalar_l.inversion": 12 * t, "girdle_r.elevation": 15 * t, "neck.slide": 18 * t})
    residual = project(beside, np.zeros((50, 3)))[1]
    np.testing.assert_allclose(residual[:, AT["leftFoot"]], 12 * t, atol=1e-9)
    np.testing.assert_allclose(residual[:, AT["rightShoulder"]], 15 * t, atol=1e-9)
    np.testing.assert_allclose(residual[:, AT["neck"]], 18 * t, atol=1e-9)
    assert residual[:, AT["rightFoot"]].max() < 1e-9


def test_the_root_turns_on_without_wrapping():
    q, _ = project(rotations({"root.turn": np.linspace(0, 1000, 101)}), np.zeros((101, 3)))
    np.testing.assert_allclose(q[:, INDEX["root.turn"]], np.linspace(0, 1000, 101), atol=1e-8)


def test_angle_between_is_exact_for_small_turns():
    one, turned = np.array([[1.0, 0, 0, 0]] * 2), about(2, np.array([1e-6, 30.0])) * [[1], [-1]]
    np.testing.assert_allclose(angle_between(one, turned), [1e-6, 30], rtol=1e-9)
