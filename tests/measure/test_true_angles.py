"""The second pair of eyes against examples by hand, and against the read-outs it shares nothing with."""

import ast
from pathlib import Path

import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import readouts
from wenwu.body.clinical import read, rotations
from wenwu.body.performer import load_body
from wenwu.measure import true_angles
from wenwu.measure.true_angles import rotations_of_bvh, true_angle
from wenwu.motion.bvh import write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.safe_pose import names_of

NAMES = [
    name for r in ("wrist.bend", "wrist.flexion", "elbow.flexion", "shoulder.elevation", "neck.flexion")
    for name in names_of(r)
]  # fmt: skip


def poses(count: int = 300) -> np.ndarray:
    """Any poses, far beyond what bodies do, but no wrist or neck past square."""
    rng = np.random.default_rng(5)
    wide = {"neck.flexion": 60, "neck.twist": 60, "neck.side_bend": 40, "neck.slide": 20}
    for side in "lr":
        wide |= {f"wrist_{side}.flexion": 85, f"wrist_{side}.deviation": 60, f"elbow_{side}.flexion": 170,
                 f"forearm_{side}.pronation": 90, f"shoulder_{side}.plane": 120,
                 f"shoulder_{side}.rotation": 90, f"girdle_{side}.elevation": 30}  # fmt: skip
    drawn = {name: rng.uniform(-size, size, count) for name, size in wide.items()}
    drawn |= {f"shoulder_{side}.elevation": rng.uniform(2, 178, count) for side in "lr"}
    return rotations(drawn)


@pytest.mark.parametrize("name", NAMES)
def test_it_sees_what_the_read_outs_read(name):
    rotation = poses()
    seen = true_angle(name).of(rotation)
    assert np.abs(seen - read(name, rotation)).max() < 1e-6


@pytest.mark.parametrize(
    ("channel", "degrees", "name", "seen"),
    [
        ("wrist_r.flexion", -68.0, "wrist_r.bend", 68.0),
        ("elbow_l.flexion", 12.0, "elbow_l.flexion", 12.0),
        ("shoulder_l.elevation", 90.0, "shoulder_l.elevation", 90.0),
        ("neck.flexion", 9.0, "neck.flexion", 9.0),
    ],
)
def test_by_hand(channel, degrees, name, seen):
    assert true_angle(name).of(rotations({channel: np.array([degrees])}))[0] == pytest.approx(seen, abs=1e-9)


def test_a_hand_that_points_down_from_a_level_forearm_is_square():
    """In the T-pose the arms point outward; a hand turned by 90 about the forward axis points down."""
    rotation = np.zeros((1, 24, 4))
    rotation[..., 0] = 1
    rotation[0, 20] = [np.cos(np.pi / 4), 0, 0, -np.sin(np.pi / 4)]
    assert true_angle("wrist_l.bend").of(rotation)[0] == pytest.approx(90)
    assert true_angle("wrist_l.flexion").of(rotation)[0] == pytest.approx(90)


@pytest.mark.parametrize("name", NAMES)
def test_raising_raises_by_so_much(name):
    rotation, rng = poses(), np.random.default_rng(6)
    rotation = rotation[np.abs(true_angle(name).of(rotation) - 45) < 30]
    for row in range(len(rotation)):
        more = rng.uniform(-10, 10, 1)
        one = rotation[row : row + 1]
        change = true_angle(name).of(true_angle(name).raised(one, more)) - true_angle(name).of(one)
        assert change == pytest.approx(more, abs=1e-6)


def test_between_frames_it_looks_where_it_says():
    rotation = rotations({"elbow_l.flexion": np.array([10.0, 74.0])})
    assert true_angle("elbow_l.flexion").of(rotation, 64) == pytest.approx(np.arange(10.0, 75.0), abs=1e-9)


def test_every_angle_of_a_shipped_rule_is_described():
    rules = load_atlas().rules.values()
    asked = {name for rule in rules for r in readouts(rule) for name in names_of(r)}
    assert asked and all(true_angle(name) for name in asked)
    assert true_angle("toes_l.extension") is None and true_angle("spine.twist") is None


def test_its_own_reader_of_files(tmp_path):
    rotation = poses(20)
    nothing = np.zeros((20, 3)), rotation, np.zeros((20, 2, 7)), np.zeros((20, 2), bool), np.zeros(20)
    write_bvh(Clip(load_body("man_1").skeleton, 30.0, *nothing), tmp_path / "a.bvh")
    found = rotations_of_bvh(tmp_path / "a.bvh")
    assert np.abs(np.abs((found * rotation).sum(-1)) - 1).max() < 1e-9


def test_it_shares_nothing_with_what_it_judges():
    tree = ast.parse(Path(true_angles.__file__).read_text("utf-8"))
    asked = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [name for name in asked if name.startswith("wenwu")] == ["wenwu.body.skeleton"]
