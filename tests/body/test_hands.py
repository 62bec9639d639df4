"""Hand shapes bend the fingers the right way."""

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.body.hands import FINGER_BONES, finger_rotations, shape, shape_names
from wenwu.body.performer import load_body
from wenwu.body.pose import pose_rig
from wenwu.body.rotation import turn
from wenwu.body.shoulder import MIRRORED


def fingers(name: str) -> np.ndarray:
    """Both hands in one shape."""
    return finger_rotations(np.tile(shape(name), (1, 2, 1)))[0]


def test_the_promised_shapes_exist():
    assert {"relaxed", "palm", "fist", "orchid", "clasp", "peacock", "eye"} <= set(shape_names())


def test_a_fist_curls_toward_the_palm_and_a_peacock_bends_back():
    k = FINGER_BONES.index("leftMiddleProximal")
    assert turn(fingers("fist")[k], np.array([1.0, 0, 0]))[1] < -0.9
    assert turn(fingers("peacock")[k], np.array([1.0, 0, 0]))[1] > 0.03


def test_the_fan_opens_index_toward_the_thumb():
    assert turn(fingers("peacock")[FINGER_BONES.index("leftIndexProximal")], np.array([1.0, 0, 0]))[2] > 0.1
    assert turn(fingers("peacock")[FINGER_BONES.index("leftLittleProximal")], np.array([1.0, 0, 0]))[2] < -0.1


def test_the_right_hand_mirrors_the_left():
    q = fingers("orchid")
    np.testing.assert_allclose(q[15:], q[:15] * MIRRORED, atol=1e-15)


def test_an_unknown_shape_is_refused():
    with pytest.raises(InputError, match="no hand shape 'fistt' in the atlas; did you mean 'fist'"):
        shape("fistt")


def test_tips_meet_in_a_peacock_hand_and_not_in_an_eye():
    gap = {name: tip_gap(name) for name in ("peacock", "eye", "open")}
    assert gap["peacock"] < 0.016  # [m] between the last joints' far ends, a finger's thickness
    assert 0.012 < gap["eye"] < 0.03
    assert gap["open"] > 0.06


def tip_gap(name: str) -> float:
    """Distance [m] between thumb's and index's tips of a woman's left hand."""
    body = load_body("woman_1")
    pose = np.zeros((1, 24, 4))
    pose[..., 0] = 1
    world = pose_rig(body, pose, np.zeros((1, 3)), np.tile(shape(name), (1, 2, 1)))[0]
    skin, tips = body.surfaces["skin"], []
    for bone in ("leftThumbDistal", "leftIndexDistal"):
        k = body.rig.names.index(bone)
        own = (
            skin.vertices[(skin.joints[:, 0] == k) & (skin.weights[:, 0] > 0.9)]
            + body.rig.from_bind[k, :3, 3]
        )
        tip = own[np.argmax(np.linalg.norm(own, axis=1))]
        tips.append(world[k, :3, :3] @ tip + world[k, :3, 3])
    return float(np.linalg.norm(tips[0] - tips[1]))
