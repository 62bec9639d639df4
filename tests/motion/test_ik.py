"""Inverse kinematics: its chain and Jacobian against independent ones, its answers, walls and refusals."""

import numpy as np
import pytest
from scipy.optimize import least_squares

from wenwu.base.errors import InputError
from wenwu.body.angles import DOF, INDEX, project, unproject
from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.body.ranges import load_limits
from wenwu.motion.ik import ENOUGH, SWINGS, Box, body_box, solve, standing
from wenwu.motion.ik_chain import forward, jacobian, workspace

SKELETON = load_body("woman_1").skeleton


def radians(q):
    out = np.radians(q)
    out[..., :3] = q[..., :3]
    return out


def places(q):
    rotation, root = unproject(np.atleast_2d(q))
    return SKELETON.forward(rotation, root)[1]


def random_poses(count, seed=0, inside=0.9):
    """Poses within the body's box, arms and legs anywhere a body gets them."""
    rng = np.random.default_rng(seed)
    box = body_box()
    low, high = np.maximum(box.low, -70.0), np.minimum(box.high, 100.0)
    low[:3], high[:3] = [-1, 0.6, -1], [1, 1.2, 1]
    for side in "lr":
        k = INDEX[f"shoulder_{side}.twist"]
        low[k], high[k] = -150.0, 0.0
    middle, half = (low + high) / 2, (high - low) / 2
    return middle + inside * half * rng.uniform(-1, 1, (count, 36))


def compiled_places(q):
    work, place, world = workspace(), np.zeros((24, 3)), np.zeros((24, 3, 3))
    forward(radians(q), np.ascontiguousarray(SKELETON.offset), place, world, work)
    return place, work


def test_the_compiled_chain_is_the_body_itself():
    poses = random_poses(40)
    for pose, expected in zip(poses, places(poses), strict=True):
        assert np.abs(compiled_places(pose)[0] - expected).max() < 1e-12


def test_the_jacobian_is_the_slope_of_the_chain():
    for pose in random_poses(5, seed=3):
        place, work = compiled_places(pose)
        rows = np.zeros((36, 72))
        jacobian(place, work, rows)
        for k in range(36):
            small = np.zeros(36)
            small[k] = 1e-6 if k < 3 else np.degrees(1e-6)
            slope = (compiled_places(pose + small)[0] - compiled_places(pose - small)[0]).ravel() / 2e-6
            assert rows[k] == pytest.approx(slope, abs=1e-8), DOF[k]


@pytest.mark.parametrize("warm", [False, True])
def test_every_reachable_pose_is_reached(warm):
    poses = random_poses(300)
    solved = solve(SKELETON, places(poses), warm=warm)
    assert solved.left.max() < ENOUGH["lm"] + 1e-9
    assert np.abs(places(solved.q) - places(poses)).max() < ENOUGH["lm"] + 1e-9


def test_a_moving_body_takes_two_steps_at_most():
    time = np.arange(120)[:, None] / 30
    sway = np.linspace(0.3, 1.1, 36)
    poses = standing() + 8 * (1 - np.cos(2 * np.pi * sway * time))
    poses[:, :3] = [0, 0.95, 0] + 0.004 * poses[:, :3]
    solved = solve(SKELETON, places(poses))
    assert solved.steps[1:].max() <= 2
    seen = [k for k, n in enumerate(DOF) if n.split("_")[0] not in ("forearm", "wrist") and "neck" not in n]
    assert np.abs(solved.q - poses)[:, seen[3:]].max() < 0.5


def test_out_of_reach_it_stops_where_another_solver_does():
    pose = random_poses(1, seed=8)
    target = places(pose) * [1.1, 1.1, 1.1]
    solved = solve(SKELETON, target)
    box = body_box()
    low, high = (
        np.where(np.isfinite(box.low), box.low, -400.0),
        np.where(np.isfinite(box.high), box.high, 400.0),
    )

    def misses(q):
        return (places(q)[0] - target[0]).ravel()

    other = least_squares(
        misses, np.clip(solved.q[0] + 2.0, low + 1e-6, high - 1e-6), bounds=(low, high), xtol=1e-12
    )
    ours = float(np.sum(misses(solved.q[0]) ** 2))
    assert ours <= 2 * other.cost * 1.02


def test_nothing_leaves_its_box():
    poses = random_poses(40)
    tight = Box(standing() - 12, standing() + 12).within(body_box().low, body_box().high)
    low, high = tight.low.copy(), tight.high.copy()
    low[:3], high[:3] = -np.inf, np.inf
    low[3], high[3] = -np.inf, np.inf
    for method in ("lm", "jt"):
        solved = solve(SKELETON, places(poses), method=method, box=Box(low, high))
        assert (solved.q >= low - 1e-9).all() and (solved.q <= high + 1e-9).all()


def test_the_papers_way_comes_within_three_centimetres():
    solved = solve(SKELETON, places(random_poses(60, inside=0.6)), method="jt", warm=False)
    assert np.mean(solved.left <= 0.03) > 0.95


def test_what_positions_do_not_show_is_the_references():
    pose = random_poses(1, seed=5)
    wanted = pose.copy()
    solved = solve(SKELETON, places(pose), reference=wanted, warm=False)
    assert solved.q[0, 3:] == pytest.approx(pose[0, 3:], abs=0.6)


def test_an_unknown_joint_is_left_out():
    pose = random_poses(1, seed=6)
    target = places(pose)
    target[0, 22] = np.nan
    weight = np.ones(24)
    weight[22] = 0
    assert solve(SKELETON, target, weight=weight).left[0] <= ENOUGH["lm"]
    with pytest.raises(InputError, match="frame 0: the place of leftMiddleProximal is not a number"):
        solve(SKELETON, target)


def test_a_box_inside_out_is_refused():
    low, high = body_box().low.copy(), body_box().high.copy()
    low[INDEX["knee_l.flexion"]] = 200
    with pytest.raises(InputError, match=r"knee_l\.flexion may not be both at least 200 and at most 145"):
        solve(SKELETON, places(standing()), box=Box(low, high))


def test_the_box_holds_every_pose_that_the_read_outs_allow():
    rng, limits = np.random.default_rng(1), load_limits()
    ends = rng.random((2, 4000)) < 0.4
    channels = {}
    for joint, axes in (
        ("hip", ("flexion", "abduction", "rotation")),
        ("shoulder", ("plane", "elevation", "rotation")),
    ):
        for axis in axes:
            limit = limits[f"{joint}.{axis}"]
            share = np.where(ends[0], np.round(rng.random(4000)), rng.random(4000))
            channels[f"{joint}_l.{axis}"] = limit.low + (limit.high - limit.low) * share
    q, _ = project(rotations(channels), np.zeros((4000, 3)))
    for name, (low, high) in SWINGS.items():
        joint, _, axis = name.partition(".")
        seen = q[:, INDEX[f"{joint}_l.{axis}"]]
        if axis == "twist":
            middle = (low + high) / 2
            seen = middle + 180 - np.mod(middle + 180 - seen, 360)
        assert low <= seen.min() and seen.max() <= high, name
