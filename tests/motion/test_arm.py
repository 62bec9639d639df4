"""Arms: the palm reaches its target, the rest of the arm stays as it was."""

import numpy as np
import pytest

from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.body.readouts import read
from wenwu.body.skeleton import AT
from wenwu.motion.arm import PALM, Arm

SKELETON = load_body("woman_1").skeleton
RANGES = {
    "shoulder_{}.plane": (0, 80), "shoulder_{}.elevation": (20, 100), "shoulder_{}.rotation": (-30, 30),
    "elbow_{}.flexion": (50, 100), "forearm_{}.pronation": (-60, 60), "wrist_{}.flexion": (-40, 40),
}  # fmt: skip


def poses(n: int = 80) -> np.ndarray:
    rng = np.random.default_rng(3)
    channels = {k.format(s): rng.uniform(*span, n) for s in "lr" for k, span in RANGES.items()}
    return rotations(channels)


@pytest.mark.parametrize("side", ["l", "r"])
def test_the_palm_reaches_its_target_and_the_wrist_keeps_its_angles(side: str) -> None:
    rotation = poses()
    arm = Arm.of(SKELETON, rotation, np.zeros((80, 3)), side)
    target = arm.place(PALM) + np.random.default_rng(4).normal(0, 0.008, (80, 3))
    moved = arm.reach(PALM, target)
    after = moved.into(rotation)
    assert np.abs(moved.place(PALM) - target).max() < 1e-5
    for name in ("wrist_{}.flexion", "wrist_{}.deviation", "forearm_{}.pronation"):
        assert np.allclose(read(name.format(side), after), read(name.format(side), rotation), atol=1e-6)
    other = AT["rightUpperArm"] if side == "l" else AT["leftUpperArm"]
    assert np.array_equal(after[:, other], rotation[:, other])


def test_a_target_where_the_palm_is_changes_nothing() -> None:
    rotation = poses()
    arm = Arm.of(SKELETON, rotation, np.zeros((80, 3)), "l")
    assert np.allclose(arm.reach(PALM, arm.place(PALM)).place(PALM), arm.place(PALM), atol=1e-5)
    assert np.allclose(arm.elbow(), arm.reach(PALM, arm.place(PALM)).elbow(), atol=1e-4)


def test_too_far_stretches_the_arm_toward_the_target_within_its_elbow() -> None:
    rotation = poses(5)
    arm = Arm.of(SKELETON, rotation, np.zeros((5, 3)), "l")
    target = arm.shoulder + np.array([2.0, 0, 0])
    moved = arm.reach(PALM, target, (10.0, 140.0))
    assert read("elbow_l.flexion", moved.into(rotation)).min() >= 10
    way = moved.place(PALM) - arm.shoulder
    assert np.allclose(way / np.linalg.norm(way, axis=1, keepdims=True), [1, 0, 0], atol=1e-6)
    assert np.linalg.norm(way, axis=1).max() <= arm.longest(PALM, 10.0).max() + 1e-9
