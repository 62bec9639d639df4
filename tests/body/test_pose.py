"""pose_rig against plain matrix products, and skin that does not wrap like a sweet's paper."""

import time

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from wenwu.body.clinical import mirrored, rotations
from wenwu.body.hands import FINGER_BONES, finger_rotations, shape
from wenwu.body.performer import PERFORMERS, load_body
from wenwu.body.pose import local_rotations, pose_rig
from wenwu.body.skeleton import AT, JOINTS


def hand(name: str, count: int = 1) -> np.ndarray:
    return np.tile(shape(name), (count, 2, 1))


def wild(count: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    q = rng.normal(size=(count, 24, 4))
    return q / np.linalg.norm(q, axis=-1, keepdims=True)


def skinned(body, world: np.ndarray, part: str = "skin") -> np.ndarray:
    """World vertices by an independent loop over the four bones of each vertex."""
    surface, move = body.surfaces[part], world[0].astype(float) @ body.rig.from_bind
    points = np.concatenate([surface.vertices, np.ones((len(surface.vertices), 1))], 1)
    return sum(
        surface.weights[:, k : k + 1] * np.einsum("vij,vj->vi", move[surface.joints[:, k]], points)[:, :3]
        for k in range(4)
    )


def test_pose_rig_agrees_with_matrix_products():
    body, pose = load_body("man_1"), wild(4)
    root = np.random.default_rng(1).normal(size=(4, 3))
    world = pose_rig(body, pose, root, hand("orchid", 4))
    fingers = dict(zip(FINGER_BONES, np.moveaxis(finger_rotations(hand("orchid", 4)), 1, 0), strict=True))
    for bone, parent in enumerate(body.rig.parent):
        name = body.rig.names[bone]
        if "Twist" in name or "Half" in name:
            continue
        local = np.tile(np.eye(4), (4, 1, 1))
        turned = (
            Rotation.from_quat(np.roll(pose[:, bone], -1, axis=-1)) if bone < 24 else Rotation.identity(4)
        )
        if name in fingers:
            turned = turned * Rotation.from_quat(np.roll(fingers[name], -1, axis=-1))
        local[:, :3, :3] = turned.as_matrix()
        local[:, :3, 3] = root if parent < 0 else body.rig.offset[bone]
        expected = local if parent < 0 else world[:, parent].astype(float) @ local
        np.testing.assert_allclose(world[:, bone], expected, atol=2e-6, err_msg=name)


def test_joints_agree_with_the_skeleton():
    body, pose = load_body("woman_elder"), wild(6)
    root = np.zeros((6, 3))
    world = pose_rig(body, pose, root, hand("fist", 6))
    np.testing.assert_allclose(
        world[:, : len(JOINTS), :3, 3], body.skeleton.forward(pose, root)[1], atol=2e-6
    )


@pytest.mark.parametrize("performer", PERFORMERS)
def test_identity_leaves_the_mesh_where_it_was_bound(performer):
    body = load_body(performer)
    pose = np.zeros((1, 24, 4))
    pose[..., 0] = 1
    world = pose_rig(body, pose, body.skeleton.offset[:1], np.zeros((1, 2, 7)))
    np.testing.assert_allclose(skinned(body, world), body.surfaces["skin"].vertices, atol=3e-6)


def test_twist_bones_carry_none_half_and_all_of_a_pronation():
    local = local_rotations(
        rotations({"elbow_l.flexion": np.array([40.0]), "forearm_l.pronation": np.array([80.0])}),
        hand("palm"),
    )
    names = load_body("woman_1").rig.names
    angle = [
        Rotation.from_quat(np.roll(local[0, names.index(n)], -1)).as_euler("YZX", degrees=True)
        for n in ("leftLowerArmTwist0", "leftLowerArmTwist1", "leftLowerArm")
    ]
    np.testing.assert_allclose(angle, [[-40, 0, 0], [-40, 0, 40], [-40, 0, 80]], atol=1e-9)


def test_twist_bones_point_where_their_limb_points():
    local = local_rotations(wild(50), hand("palm", 50))
    names = load_body("woman_1").rig.names
    for limb in ("leftUpperArm", "rightUpperArm", "leftLowerArm", "rightLowerArm"):
        ends = [
            Rotation.from_quat(np.roll(local[:, names.index(n)], -1, axis=-1)).apply([1, 0, 0])
            for n in (limb, limb + "Twist0", limb + "Twist1")
        ]
        np.testing.assert_allclose(ends[1], ends[0], atol=1e-9)
        np.testing.assert_allclose(ends[2], ends[0], atol=1e-9)


def test_a_pronated_forearm_keeps_its_girth():
    """Turned by 170° in all, the forearm's skin stays as far from its axis as before, within a third."""
    body = load_body("woman_1")
    girth = []
    for pronation in (0.0, -85.0, 85.0):
        pose = rotations(
            {"shoulder_l.elevation": np.array([90.0]), "forearm_l.pronation": np.array([pronation])}
        )
        world = pose_rig(body, pose, body.skeleton.offset[:1], hand("relaxed"))
        skin, a, b = (
            skinned(body, world),
            world[0, AT["leftLowerArm"], :3, 3],
            world[0, AT["leftHand"], :3, 3],
        )
        along = (body.surfaces["skin"].vertices - body.landmarks["leftLowerArm"])[:, 0] / np.linalg.norm(
            b - a
        )
        ring = (along > 0.15) & (along < 0.85) & (body.surfaces["skin"].vertices[:, 1] > 1.0)
        t = (skin[ring] - a) @ (b - a) / ((b - a) @ (b - a))
        girth.append(np.linalg.norm(skin[ring] - a - t[:, None] * (b - a), axis=1))
    assert (girth[1] / girth[0]).min() > 0.66 and (girth[2] / girth[0]).min() > 0.66


def test_the_mirrored_pose_mirrors_the_joints():
    body = load_body("woman_2")
    channels = {
        "shoulder_l.elevation": np.array([120.0]),
        "spine.twist": np.array([20.0]),
        "knee_r.flexion": np.array([50.0]),
    }
    places = [
        pose_rig(body, rotations(c), np.zeros((1, 3)), hand("palm"))[0, :, :3, 3]
        for c in (channels, mirrored(channels))
    ]
    for name in ("Hand", "Foot", "MiddleDistal"):
        left, right = (body.rig.names.index(word + name) for word in ("left", "right"))
        np.testing.assert_allclose(
            places[0][left] * [-1, 1, 1], places[1][right], atol=4e-3
        )  # faces are not symmetric


def test_ten_seconds_pose_quickly():
    body, pose = load_body("woman_1"), wild(300)
    pose_rig(body, pose, np.zeros((300, 3)), hand("palm", 300))
    begin = time.process_time()
    pose_rig(body, pose, np.zeros((300, 3)), hand("palm", 300))
    assert time.process_time() - begin < 0.12  # 15 ms alone; shape checks are on here
