"""Channels become rotations as their table says, and read-outs give them back."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from wenwu.base.errors import InputError
from wenwu.body.clinical import CHANNELS, MIDLINE, READOUTS, mirrored, read, read_all, rotations, slide_angle
from wenwu.body.ranges import load_limits
from wenwu.body.rotation import to_matrix
from wenwu.body.shoulder import MIRRORED
from wenwu.body.skeleton import AT, JOINTS, Skeleton


def one(**channels: float) -> np.ndarray:
    """A single frame from channels written joint__axis."""
    return rotations({k.replace("__", "."): np.array([float(v)]) for k, v in channels.items()})


def wild(count: int = 200) -> dict[str, np.ndarray]:
    """Every channel anywhere within its range."""
    rng, limits, out = np.random.default_rng(3), load_limits(), {}
    for name in CHANNELS:
        joint, axis = name.split(".")
        limit = limits.get(f"{joint[:-2] if joint[-2:] in ('_l', '_r') else joint}.{axis}")
        low, high = (limit.low, limit.high) if limit else (-170.0, 170.0)
        out[name] = rng.uniform(low, high, count)
    for side in "lr":
        out[f"shoulder_{side}.elevation"] = rng.uniform(4, 176, count)
    return out


def direction(rotation: np.ndarray, chain: list[str], axis: list[float]) -> np.ndarray:
    """Where an axis of the last joint points in the world, by scipy."""
    total = Rotation.identity()
    for joint in chain:
        total = total * Rotation.from_quat(np.roll(rotation[0, AT[joint]], -1))
    return total.apply(axis)


ARM = ["hips", "spine", "chest", "upperChest", "leftShoulder", "leftUpperArm"]


def test_nothing_given_is_the_anatomical_stand():
    stand = one()
    np.testing.assert_allclose(direction(stand, ARM, [1, 0, 0]), [0, -1, 0], atol=1e-12)
    np.testing.assert_allclose(
        direction(stand, [*ARM, "leftLowerArm", "leftHand"], [0, 0, 1]), [0, 0, 1], atol=1e-12
    )


def test_a_level_arm_is_the_t_pose_whatever_the_clavicle_does():
    np.testing.assert_allclose(
        direction(one(shoulder_l__elevation=90), ARM, [1, 0, 0]), [1, 0, 0], atol=1e-12
    )
    palm_down = direction(one(shoulder_l__elevation=90), [*ARM, "leftLowerArm", "leftHand"], [0, -1, 0])
    np.testing.assert_allclose(palm_down, [0, -1, 0], atol=1e-12)
    raised = one(shoulder_l__elevation=90, girdle_l__elevation=20)
    np.testing.assert_allclose(direction(raised, ARM, [1, 0, 0]), [1, 0, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("channels", "chain", "axis", "toward"),
    [
        ({"shoulder_l__elevation": 90, "shoulder_l__plane": 90}, ARM, [1, 0, 0], [0, 0, 1]),
        ({"shoulder_l__elevation": 180}, ARM, [1, 0, 0], [0, 1, 0]),
        ({"elbow_l__flexion": 90}, [*ARM, "leftLowerArm"], [1, 0, 0], [0, 0, 1]),
        ({"hip_l__flexion": 90}, ["hips", "leftUpperLeg"], [0, -1, 0], [0, 0, 1]),
        ({"hip_l__abduction": 30}, ["hips", "leftUpperLeg"], [0, -1, 0], [0.5, -np.sqrt(0.75), 0]),
        ({"hip_l__rotation": 90}, ["hips", "leftUpperLeg"], [0, 0, 1], [1, 0, 0]),
        ({"knee_l__flexion": 90}, ["hips", "leftUpperLeg", "leftLowerLeg"], [0, -1, 0], [0, 0, -1]),
        ({"ankle_l__dorsiflexion": 30}, ["leftFoot"], [0, 0, 1], [0, 0.5, np.sqrt(0.75)]),
        ({"subtalar_l__inversion": 30}, ["leftFoot"], [0, -1, 0], [-0.5, -np.sqrt(0.75), 0]),
        ({"spine__flexion": 90}, ARM[:4], [0, 1, 0], [0, 0, 1]),
        ({"spine__side_bend": 90}, ARM[:4], [0, 1, 0], [1, 0, 0]),
        ({"neck__twist": 60}, ["neck", "head"], [0, 0, 1], [np.sqrt(0.75), 0, 0.5]),
        ({"root__turn": 90}, ["hips"], [0, 0, 1], [1, 0, 0]),
        ({"root__list": 20}, ["hips"], [1, 0, 0], [np.cos(np.radians(20)), -np.sin(np.radians(20)), 0]),
    ],
)
def test_signs_worked_by_hand(channels, chain, axis, toward):
    np.testing.assert_allclose(direction(one(**channels), chain, axis), toward, atol=1e-9)


def test_the_wrist_of_the_rule_is_68_and_extension_counts_too():
    assert read("wrist_l.bend", one(wrist_l__flexion=68, wrist_l__deviation=12))[0] == pytest.approx(68)
    assert read("wrist_r.bend", one(wrist_r__flexion=-68))[0] == pytest.approx(68)
    assert read("wrist_r.flexion", one(wrist_r__flexion=-68))[0] == pytest.approx(-68)
    palm = direction(
        one(shoulder_l__elevation=90, wrist_l__flexion=90), [*ARM, "leftLowerArm", "leftHand"], [1, 0, 0]
    )
    np.testing.assert_allclose(palm, [0, -1, 0], atol=1e-9)  # fingers down: the palm folds toward the forearm


def test_every_channel_reads_back_exactly():
    channels = wild()
    angles = read_all(rotations(channels))
    for name, value in channels.items():
        if name != "root.turn":
            np.testing.assert_allclose(angles[name], value, atol=1e-7, err_msg=name)


def test_mirrored_channels_make_the_mirrored_pose():
    channels = wild()
    plain, other = rotations(channels), rotations(mirrored(channels))
    for joint in JOINTS:
        partner = joint.replace("left", "RIGHT").replace("right", "left").replace("RIGHT", "right")
        a, b = to_matrix(plain[:, AT[joint]] * MIRRORED), to_matrix(other[:, AT[partner]])
        np.testing.assert_allclose(a, b, atol=1e-12, err_msg=joint)
    assert set(MIDLINE) <= set(CHANNELS)


def test_the_head_slides_level_by_the_centimetres_asked():
    offset = np.zeros((24, 3))
    offset[AT["head"]] = [0, 0.11, 0.04]
    skeleton = Skeleton(offset, np.zeros(3), 0.06)
    slide = one(neck__slide=float(slide_angle(np.array([3.6]), skeleton)[0]))
    world, place = skeleton.forward(slide, np.zeros((1, 3)))
    assert place[0, AT["head"], 0] == pytest.approx(0.036)
    np.testing.assert_allclose(to_matrix(world[0, AT["head"]]), np.eye(3), atol=1e-12)


def test_trunk_lean_follows_the_pelvis_heading():
    turned = one(root__turn=90, root__tilt=10, spine__flexion=20)
    assert read("trunk.pitch", turned)[0] == pytest.approx(30)
    assert read("trunk.roll", turned)[0] == pytest.approx(0, abs=1e-9)
    assert read("trunk.roll", one(spine__side_bend=15))[0] == pytest.approx(15)


def test_every_readout_says_what_it_means():
    for name, readout in READOUTS.items():
        assert all([readout.formula, readout.zero, readout.positive, readout.source]), name
        assert readout.side == (name.split(".")[0][-1] if "_l." in name or "_r." in name else None)


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(
        InputError, match=r"no body channel 'wrist_l.flex' in the atlas; did you mean 'wrist_l.flexion'"
    ):
        rotations({"wrist_l.flex": np.zeros(1)})
    with pytest.raises(InputError, match=r"no read-out 'elbow\.flexion'"):
        read("elbow.flexion", one())
