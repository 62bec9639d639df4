"""BVH files: what we write is what others and we read."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.body.rotation import about, multiply, normalise, to_matrix
from wenwu.body.skeleton import AT, JOINTS, PARENTS, Skeleton
from wenwu.motion.bvh import euler_zxy, read_bvh, write_bvh
from wenwu.motion.clip import Clip

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # bvhio imports glm by its old name
    import bvhio

LEGS = {
    "UpperLeg": (0.09, -0.05, 0),
    "LowerLeg": (0, -0.42, 0),
    "Foot": (0, -0.41, 0),
    "Toes": (0, -0.06, 0.13),
}
ARMS = {"Shoulder": (0.03, 0.1, 0), "UpperArm": (0.13, 0, 0), "LowerArm": (0.27, 0, 0), "Hand": (0.25, 0, 0)}
TRUNK = {"hips": (0, 0.95, 0), "spine": (0, 0.1, 0), "chest": (0, 0.13, 0), "upperChest": (0, 0.14, 0)}


def some_skeleton() -> Skeleton:
    offset = np.zeros((24, 3))
    for name, place in {**TRUNK, "neck": (0, 0.2, 0), "head": (0, 0.1, 0.01)}.items():
        offset[AT[name]] = place
    for name, place in {**LEGS, **ARMS, "MiddleProximal": (0.09, 0, 0)}.items():
        offset[AT[f"left{name}"]] = place
        offset[AT[f"right{name}"]] = np.array(place) * [-1, 1, 1]
    return Skeleton(offset, heel=np.array([0.0, -0.07, -0.04]), toe_length=0.07)


def some_clip(frames: int = 12, fps: float = 30.0) -> Clip:
    """Every joint in wild rotation, the root on a spiral."""
    random = generator(5, "bvh test")
    rotation = normalise(random.normal(size=(frames, 24, 4)))
    root = random.uniform(-2, 2, (frames, 3))
    none = np.zeros((frames, 2, 7)), np.zeros((frames, 2), bool), np.zeros(frames)
    return Clip(some_skeleton(), fps, root, rotation, *none)


def test_bvhio_finds_every_joint_where_our_kinematics_puts_it(tmp_path: Path) -> None:
    clip, path = some_clip(), tmp_path / "dance.bvh"
    write_bvh(clip, path)
    root = bvhio.readAsHierarchy(str(path))
    ours = clip.positions()
    for frame in range(len(clip)):
        root.loadPose(frame)
        for joint, _, _ in root.layout():
            theirs = np.array(joint.PositionWorld) / 100
            np.testing.assert_allclose(theirs, ours[frame, AT[joint.Name]], atol=1e-3)


def test_a_clip_comes_back(tmp_path: Path) -> None:
    clip, path = some_clip(fps=60.0), tmp_path / "dance.bvh"
    write_bvh(clip, path)
    back = read_bvh(path)
    assert back.fps == pytest.approx(60, abs=1e-5)
    assert np.abs(back.positions() - clip.positions()).max() < 1e-6
    dots = np.abs(np.sum(back.rotation * clip.rotation, -1))
    assert np.degrees(2 * np.arccos(np.clip(dots, 0, 1))).max() < 1e-4
    assert back.skeleton.toe_length == pytest.approx(0.07)
    np.testing.assert_allclose(back.skeleton.offset[1:], clip.skeleton.offset[1:], atol=1e-8)


def test_equal_clips_give_equal_bytes_and_six_decimals(tmp_path: Path) -> None:
    for name in ("a.bvh", "b.bvh"):
        write_bvh(some_clip(), tmp_path / name)
    text = (tmp_path / "a.bvh").read_text("utf-8")
    assert text == (tmp_path / "b.bvh").read_text("utf-8")
    assert "\r" not in text and "-0.000000" not in text
    last = text.splitlines()[-1].split()
    assert len(last) == 3 + 24 * 3
    assert all(len(number.split(".")[1]) == 6 for number in last)


def test_a_raised_forearm_by_hand() -> None:
    """90° about x, then 30° about z: z and x come out as they went in."""
    q = multiply(about(2, np.array([30.0])), about(0, np.array([40.0])))[:, None]
    np.testing.assert_allclose(euler_zxy(q), [[[30.0, 40.0, 0.0]]], atol=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-180, 180), min_size=3, max_size=3), st.sampled_from([None, 90.0, -90.0]))
def test_euler_angles_rebuild_the_matrix(angles: list[float], x: float | None) -> None:
    z, middle, y = angles
    middle = middle if x is None else x
    q = multiply(multiply(about(2, z), about(0, middle)), about(1, y))[None, None]
    z2, x2, y2 = euler_zxy(q)[0, 0]
    again = multiply(multiply(about(2, z2), about(0, x2)), about(1, y2))
    np.testing.assert_allclose(to_matrix(again), to_matrix(q[0, 0]), atol=3e-7)


def test_a_turn_through_the_pole_and_round_does_not_jump() -> None:
    """A knee that bends past 90° and hips that turn three times keep continuous channels."""
    t = np.linspace(0, 1, 200)
    knee, spin = about(0, 130 * t), about(1, 1080 * t)
    angles = euler_zxy(np.stack([knee, spin], axis=1))
    assert np.abs(np.diff(angles, axis=0)).max() < 7
    assert angles[-1, 0, 1] == pytest.approx(130) and angles[-1, 1, 2] == pytest.approx(1080)


def test_any_channel_order_is_read(tmp_path: Path) -> None:
    """Rewritten by hand with Y X Z channels, one joint turns the same way."""
    clip, path = some_clip(frames=1), tmp_path / "dance.bvh"
    turned = np.tile([1.0, 0.0, 0.0, 0.0], (1, 24, 1))
    turned[0, AT["spine"]] = multiply(multiply(about(1, 20.0), about(0, 30.0)), about(2, 40.0))
    write_bvh(Clip(clip.skeleton, 30.0, clip.root, turned, clip.hand, clip.contact, clip.beat), path)
    head, motion = path.read_text("utf-8").split("MOTION\n")
    block = head.index("JOINT spine")
    head = head[:block] + head[block:].replace(
        "Zrotation Xrotation Yrotation", "Yrotation Xrotation Zrotation", 1
    )
    names = [line.split()[1] for line in head.splitlines() if line.strip().startswith(("ROOT", "JOINT"))]
    at = 3 + 3 * names.index("spine")
    lines = motion.splitlines()
    row = lines[2].split()
    row[at : at + 3] = ["20", "30", "40"]
    path.write_text(head + "MOTION\n" + "\n".join([*lines[:2], " ".join(row)]), "utf-8")
    np.testing.assert_allclose(read_bvh(path).rotation[0, AT["spine"]], turned[0, AT["spine"]], atol=1e-9)


BROKEN = [
    ("HIERARCHY", "PICTURE", "x.bvh, line 1: expected 'HIERARCHY', found 'PICTURE'"),
    (
        "Frames: 2",
        "Frames: two",
        "x.bvh, line {n}: expected a whole number for the number of frames, found 'two'",
    ),
    ("Frames: 2", "Frames: 3", "x.bvh promises 3 frames of 75 channels, and holds 150 numbers"),
    (": 0.0", ": nan 0.0", "x.bvh, line {n}: expected a finite number for the frame time, found 'nan'"),
    (": 0.0", ": 0 0.0", "x.bvh has a frame time of 0 s; from 0.0001 to 10 s can be read"),
    ("JOINT head", "JOINT crown", "x.bvh has no joint 'head'; wenwu reads a BVH of its own 24 joints"),
    ("Zrot", "Wrot", "x.bvh, line 5: expected a channel of 'hips', for example Zrotation, found 'Wrotation'"),
    (
        "JOINT spine",
        "LIMB spine",
        "x.bvh, line {n}: expected OFFSET, CHANNELS, JOINT, End Site or }} in joint",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), BROKEN)
def test_a_broken_file_gets_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "x.bvh"
    write_bvh(some_clip(frames=2), path)
    text = path.read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as refused:
        read_bvh(path)
    assert str(refused.value).startswith(sentence.format(n=line))
    assert "\n" not in str(refused.value)


def test_an_empty_file_and_an_endless_one(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    path.write_text("", "utf-8")
    with pytest.raises(InputError, match=r"^x.bvh ends early: 'HIERARCHY' is missing$"):
        read_bvh(path)
    path.write_text("HIERARCHY ROOT a { " + "JOINT b { " * 5000, "utf-8")
    with pytest.raises(InputError, match=r"^x.bvh holds more than 256 joints$"):
        read_bvh(path)


def test_another_topology_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    write_bvh(some_clip(frames=1), path)
    text = (
        path.read_text("utf-8")
        .replace("JOINT neck", "JOINT q")
        .replace("JOINT head", "JOINT neck")
        .replace("JOINT q", "JOINT head")
    )
    path.write_text(text, "utf-8")
    with pytest.raises(
        InputError, match=r"^x.bvh hangs 'neck' from 'head'; wenwu's skeleton hangs it from 'upperChest'$"
    ):
        read_bvh(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none.bvh cannot be read: No such file or directory$"):
        read_bvh(tmp_path / "none.bvh")


def test_the_names_and_parents_are_those_of_the_skeleton(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    write_bvh(some_clip(frames=1), path)
    for joint, _, _ in bvhio.readAsHierarchy(str(path)).layout():
        if joint.Parent is not None:
            assert joint.Parent.Name == JOINTS[PARENTS[AT[joint.Name]]]
