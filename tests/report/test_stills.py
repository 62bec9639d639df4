"""Which frame becomes the poster."""

import numpy as np

from wenwu.body.rig import Rig
from wenwu.report.stills import most_open
from wenwu.scene.scene import Figure, Scene, Stage


def scene_of(reach: np.ndarray) -> Scene:
    """Two hands that reach so far apart [m] in each frame."""
    count = len(reach)
    bones = np.tile(np.eye(4, dtype=np.float32), (count, 2, 1, 1))
    bones[:, 0, 0, 3], bones[:, 1, 0, 3] = reach / 2, -reach / 2
    rig = Rig(("leftHand", "rightHand"), (-1, -1), np.zeros((2, 3)), np.tile(np.eye(4), (2, 1, 1)))
    stage = Stage((0.3,) * 3, (0.5,) * 3, (1.0,) * 3, (0.0, 1.0, 0.0))
    return Scene(30.0, (Figure("dancer1", rig, (), bones),), stage, np.zeros((count, 3)), 1.0)


def test_the_widest_pose_is_the_poster() -> None:
    reach = 1 - 0.5 * np.abs(np.linspace(-1, 1, 61))
    assert most_open(scene_of(reach)) == 30


def test_ends_are_left_alone() -> None:
    reach = np.linspace(0, 1, 100)
    assert most_open(scene_of(reach)) == 84


def test_one_frame_is_enough() -> None:
    assert most_open(scene_of(np.ones(1))) == 0


def test_a_scene_without_hands_has_a_poster_too() -> None:
    scene = scene_of(np.ones(40))
    prop = Figure(
        "drum",
        Rig(("drum",), (-1,), np.zeros((1, 3)), np.eye(4)[None]),
        (),
        np.zeros((40, 1, 4, 4), np.float32),
    )
    assert 0 <= most_open(Scene(30.0, (prop,), scene.stage, scene.focus, 1.0)) < 40
