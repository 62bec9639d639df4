"""A rig of other names, axes, unit and rest pose comes in with its limbs where its own kinematics puts them.

The rig and its kinematics are made here, with scipy's rotations and none of the program's.
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT, JOINTS, PARENTS
from wenwu.motion.bvh import read_bvh, write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.incoming import read_motion
from wenwu.motion.joint_map import map_joints
from wenwu.motion.retarget import retarget
from wenwu.motion.rig import read_take
from wenwu.motion.rig_bvh import with_rows

LIMBS = [(s + a, s + b) for s in ("left", "right") for a, b in (
    ("UpperArm", "LowerArm"), ("LowerArm", "Hand"),
    ("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot"))]  # fmt: skip
Z_UP = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # the file's axes from ours: x left, z up, −y ahead
MIXAMO = {
    "hips": "Hips", "spine": "Spine", "chest": "Spine1", "upperChest": "Spine2", "neck": "Neck",
    "head": "Head",
    **{f"{side}{ours}": f"{side.title()}{theirs}" for side in ("left", "right") for ours, theirs in {
        "Shoulder": "Shoulder", "UpperArm": "Arm", "LowerArm": "ForeArm", "Hand": "Hand",
        "MiddleProximal": "HandMiddle1", "UpperLeg": "UpLeg", "LowerLeg": "Leg", "Foot": "Foot",
        "Toes": "ToeBase",
    }.items()},
}  # fmt: skip
BIPED = {  # names with spaces, a collar called clavicle, calf and thigh
    "hips": "Pelvis", "spine": "Spine", "chest": "Spine1", "upperChest": "Spine2", "neck": "Neck",
    "head": "Head",
    **{f"{side}{ours}": f"{side[0].upper()} {theirs}" for side in ("left", "right") for ours, theirs in {
        "Shoulder": "Clavicle", "UpperArm": "UpperArm", "LowerArm": "Forearm", "Hand": "Hand",
        "MiddleProximal": "Finger2", "UpperLeg": "Thigh", "LowerLeg": "Calf", "Foot": "Foot", "Toes": "Toe0",
    }.items()},
}  # fmt: skip
SMPL = {
    "hips": "Pelvis", "spine": "Spine1", "chest": "Spine2", "upperChest": "Spine3", "neck": "Neck",
    "head": "Head",
    **{f"{side}{ours}": f"{side[0].upper()}_{theirs}" for side in ("left", "right") for ours, theirs in {
        "Shoulder": "Collar", "UpperArm": "Shoulder", "LowerArm": "Elbow", "Hand": "Wrist",
        "MiddleProximal": "Hand", "UpperLeg": "Hip", "LowerLeg": "Knee", "Foot": "Ankle", "Toes": "Foot",
    }.items()},
}  # fmt: skip
CMU = {
    "hips": "Hips", "spine": "LowerBack", "chest": "Spine", "upperChest": "Spine1", "neck": "Neck1",
    "head": "Head",
    **{f"{side}{ours}": f"{side.title()}{theirs}" for side in ("left", "right") for ours, theirs in {
        "Shoulder": "Shoulder", "UpperArm": "Arm", "LowerArm": "ForeArm", "Hand": "Hand",
        "MiddleProximal": "FingerBase", "UpperLeg": "UpLeg", "LowerLeg": "Leg", "Foot": "Foot",
        "Toes": "ToeBase",
    }.items()},
}  # fmt: skip
CHINESE = {name: f"骨骼{k}" for k, name in enumerate(JOINTS)}


@dataclass(frozen=True)
class Foreign:
    """A rig in motion: everything in the file's axes and unit."""

    names: dict[str, str]
    offset: np.ndarray  # 24 3
    angle: np.ndarray  # T 24 3 [deg] about X, Y, Z of each joint
    root: np.ndarray  # T 3

    def positions(self) -> np.ndarray:
        """T 24 3, by scipy."""
        place, turned = np.zeros((len(self.root), 24, 3)), [None] * 24
        for k, parent in enumerate(PARENTS):
            local = Rotation.from_euler("XYZ", self.angle[:, k], degrees=True)
            turned[k] = local if parent < 0 else turned[parent] * local
            place[:, k] = self.root if parent < 0 else place[:, parent] + turned[parent].apply(self.offset[k])
        return place

    def text(self, prefix: str = "", newline: str = "\n", fps: float = 30.0) -> str:
        """As a BVH with channels in the order X Y Z."""
        order: list[int] = []
        lines = ["HIERARCHY", *self._joint(0, prefix, order), "MOTION"]
        lines += [f"Frames: {len(self.root)}", f"Frame Time: {1 / fps:.8f}"]
        for root, angle in zip(self.root, self.angle[:, order], strict=True):
            lines.append(" ".join(f"{value:.8f}" for value in (*root, *angle.ravel())))
        return newline.join(lines) + newline

    def _joint(self, k: int, prefix: str, order: list[int]) -> list[str]:
        order.append(k)
        kind = "ROOT" if k == 0 else "JOINT"
        places = "6 Xposition Yposition Zposition" if k == 0 else "3"
        out = [
            f"{kind} {prefix}{self.names[JOINTS[k]]}",
            "{",
            "OFFSET {:.8f} {:.8f} {:.8f}".format(*self.offset[k]),
        ]
        out.append(f"CHANNELS {places} Xrotation Yrotation Zrotation")
        children = [c for c, parent in enumerate(PARENTS) if parent == k]
        for child in children:
            out += self._joint(child, prefix, order)
        if not children:
            out += ["End Site", "{", "OFFSET 0 0 1", "}"]
        return [*out, "}"]


def foreign(
    names: dict[str, str], scale: float = 100.0, frames: int = 40, drop: float = 50.0, wild: float = 35.0
) -> Foreign:
    """Arms that hang `drop` degrees below the T-pose at rest, z up; joints sway by up to `wild` degrees."""
    offset = load_body("man_1").skeleton.offset * scale
    offset[0] = 0
    for side, sign in (("left", -1), ("right", 1)):
        lower = Rotation.from_euler("z", sign * drop, degrees=True)
        for part in ("LowerArm", "Hand", "MiddleProximal"):
            offset[AT[side + part]] = lower.apply(offset[AT[side + part]])
    random = generator(3, "foreign rig")
    time = np.linspace(0, 1, frames)[:, None, None]
    speed, phase = random.uniform(1, 3, (1, 24, 3)), random.uniform(0, 6, (1, 24, 3))
    angle = wild * np.sin(2 * np.pi * speed * time + phase)
    angle[:, 0] *= 0.3
    root = np.array([0.0, 0, 90]) / 100 * scale + scale * 0.3 * np.sin(3 * time[:, 0] + [0, 1, 2])
    return Foreign(names, offset @ Z_UP.T, angle, root)


def off(place: np.ndarray, clip: Clip) -> np.ndarray:
    """Degrees between the limbs' bones of places in our axes and of a clip."""
    ours, out = clip.positions(), []
    for a, b in LIMBS:
        u, v = place[:, AT[b]] - place[:, AT[a]], ours[:, AT[b]] - ours[:, AT[a]]
        out.append(np.arctan2(np.linalg.norm(np.cross(u, v), axis=-1), (u * v).sum(-1)))
    return np.degrees(out)


@pytest.mark.parametrize(
    ("names", "prefix"),
    [(MIXAMO, "mixamorig:"), (BIPED, "Bip01 "), (SMPL, ""), (CMU, ""), (CHINESE, "")],
    ids=["mixamo", "biped", "smpl", "cmu", "chinese names"],
)
def test_limbs_lie_where_the_rigs_own_kinematics_puts_them(
    tmp_path: Path, names: dict[str, str], prefix: str
) -> None:
    rig, path = foreign(names), tmp_path / "they.bvh"
    path.write_text(rig.text(prefix), "utf-8")
    imported = read_motion(path)
    assert dict(imported.mapped) == {ours: prefix + theirs for ours, theirs in names.items()}
    place = rig.positions() @ Z_UP / 100
    assert off(place, imported.clip).max() < 0.01
    apart = imported.clip.positions() - place
    assert np.abs(apart - apart[0, 0]).max() < 1e-4  # every joint, but for where the floor is
    assert np.abs(apart[0, 0, [0, 2]]).max() < 1e-6
    assert "z was taken for up and −y for ahead, from the pose with all channels at zero" in imported.notes
    assert "lengths were taken to be in centimetres: a leg of 0.84 m" in imported.notes


def test_sides_swapped_would_be_seen(tmp_path: Path) -> None:
    """The comparison above is no empty one: names of left and right exchanged move every limb."""
    other = {"left": "right", "right": "left"}
    swapped = {
        ours: MIXAMO[next((other[s] + ours.removeprefix(s) for s in other if ours.startswith(s)), ours)]
        for ours in MIXAMO
    }
    rig, path = foreign(swapped), tmp_path / "they.bvh"
    path.write_text(rig.text(), "utf-8")
    assert off(rig.positions() @ Z_UP / 100, read_motion(path).clip).mean() > 20


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        (1.0, "lengths were taken to be in metres: a leg of 0.84 m"),
        (1 / 0.0254, "lengths were taken to be in inches: a leg of 0.84 m"),
        (1 / 0.0564, "lengths were taken to be in units of the CMU library (0.0564 m): a leg of 0.84 m"),
        (7.0, "a leg is 5.896 long in no unit we know; all was scaled to a leg of 0.80 m"),
    ],
)
def test_the_unit_is_guessed_from_the_leg_and_said(tmp_path: Path, scale: float, said: str) -> None:
    path = tmp_path / "they.bvh"
    path.write_text(foreign(MIXAMO, scale, frames=3).text(), "utf-8")
    imported = read_motion(path)
    assert said in imported.notes
    leg = imported.clip.skeleton.thigh + imported.clip.skeleton.shank
    assert leg == pytest.approx(0.80 if scale == 7 else 0.842, abs=0.001)


def test_a_rig_whose_zeros_show_nobody_is_known_by_the_frame_that_stands(tmp_path: Path) -> None:
    """Legs folded up where all channels are zero; the third frame, legs let down, is the one that stands."""
    rig, path = foreign(MIXAMO, wild=0.0, frames=5), tmp_path / "they.bvh"
    thighs = [AT["leftUpperLeg"], AT["rightUpperLeg"]]
    turned = Rotation.from_euler("x", 170, degrees=True)
    offset = rig.offset.copy()
    for side in ("left", "right"):
        for part in ("LowerLeg", "Foot", "Toes"):
            offset[AT[side + part]] = turned.apply(offset[AT[side + part]])
    angle = rig.angle.copy()
    angle[:, thighs, 0] = np.array([-150.0, -120, -170, -130, -140])[:, None]
    rig = replace(rig, offset=offset, angle=angle)
    path.write_text(rig.text(), "utf-8")
    imported = read_motion(path)
    assert any("so the frame at 0.07 s was taken as known" in note for note in imported.notes)
    assert off(rig.positions() @ Z_UP / 100, imported.clip).max() < 0.01


def test_nobody_who_ever_stands_is_refused(tmp_path: Path) -> None:
    rig, path = foreign(MIXAMO, wild=0.0, frames=2), tmp_path / "they.bvh"
    turned = Rotation.from_euler("x", 90, degrees=True)
    legs = [AT[s + p] for s in ("left", "right") for p in ("LowerLeg", "Foot", "Toes")]
    offset = rig.offset.copy()
    offset[legs] = turned.apply(offset[legs])
    path.write_text(replace(rig, offset=offset).text(), "utf-8")
    with pytest.raises(
        InputError,
        match=r"^they.bvh shows nobody who stands, neither with all channels at zero nor in any frame; add a "
        r"frame in which the dancer stands upright$",
    ):
        read_motion(path)


def test_a_rig_without_arms_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "they.bvh"
    path.write_text(
        "HIERARCHY ROOT hips { OFFSET 0 0 0 CHANNELS 3 Zrotation Xrotation Yrotation JOINT tail { OFFSET 0 1 "
        "0 CHANNELS 3 Zrotation Xrotation Yrotation } }\nMOTION\nFrames: 1\nFrame Time: 0.1\n0 0 0 0 0 0\n",
        "utf-8",
    )
    with pytest.raises(
        InputError, match=r"^they.bvh has no joint that is plainly the 'head'; name its joints as"
    ):
        read_motion(path)


def test_windows_newlines_a_byte_order_mark_and_gb18030_change_nothing(tmp_path: Path) -> None:
    rig = foreign(CHINESE, frames=4)
    (tmp_path / "a.bvh").write_text(rig.text(), "utf-8")
    (tmp_path / "b.bvh").write_bytes(rig.text(newline="\r\n").encode("utf-8-sig"))
    (tmp_path / "c.bvh").write_bytes(rig.text().encode("gb18030"))
    one, *others = (read_motion(tmp_path / f"{name}.bvh") for name in "abc")
    for other in others:
        assert other.mapped == one.mapped
        np.testing.assert_array_equal(other.clip.rotation, one.clip.rotation)


def dancing(frames: int = 30) -> Clip:
    """Our own skeleton, swaying."""
    sway = foreign(MIXAMO, frames=frames).angle
    turned = Rotation.from_euler("XYZ", sway.reshape(-1, 3), degrees=True).as_quat(scalar_first=True)
    root = np.array([0.0, 0.9, 0]) + 0.2 * np.sin(np.linspace(0, 3, frames))[:, None] * [1, 0.1, 1]
    none = np.zeros((frames, 2, 7)), np.zeros((frames, 2), bool), np.zeros(frames)
    return Clip(load_body("woman_1").skeleton, 30.0, root, turned.reshape(frames, 24, 4), *none)


def test_our_own_file_comes_back_within_a_hundredth_of_a_millimetre(tmp_path: Path) -> None:
    clip, path = dancing(), tmp_path / "ours.bvh"
    write_bvh(clip, path)
    back = read_motion(path)
    shift = back.clip.positions() - clip.positions()
    assert 1000 * np.linalg.norm(shift - shift[0, 0] * [0, 1, 0], axis=-1).mean() < 0.01
    assert "our own 24 joints in our T-pose: turns are taken over as they are" in back.notes
    assert back.residual > 1  # swaying turns toes and shoulders as the 36 degrees of freedom cannot


def test_our_topology_under_other_names_comes_back_within_a_millimetre(tmp_path: Path) -> None:
    """bvh → Clip → bvh, by the road that foreign files take."""
    clip, path = dancing(), tmp_path / "ours.bvh"
    write_bvh(clip, path)
    renamed = path.read_text("utf-8")
    for ours in sorted(MIXAMO, key=len, reverse=True):
        renamed = renamed.replace(f"JOINT {ours}\n", f"JOINT x:{MIXAMO[ours]}\n")
    path.write_text(renamed.replace("ROOT hips", "ROOT x:Hips"), "utf-8")
    imported = read_motion(path)
    write_bvh(imported.clip, tmp_path / "again.bvh")
    again = read_bvh(tmp_path / "again.bvh").positions()
    lift = (again - clip.positions())[0, 0] * [0, 1, 0]
    assert 1000 * np.linalg.norm(again - lift - clip.positions(), axis=-1).mean() < 1.0


def test_a_clip_on_a_rig_points_its_limbs_as_the_clip_does(tmp_path: Path) -> None:
    """Judged by the rig's own kinematics on the file that was written."""
    rig, path = foreign(MIXAMO, frames=1), tmp_path / "rig.bvh"
    path.write_text(rig.text("mixamorig:"), "utf-8")
    clip = dancing()
    made = retarget(clip, read_take(path), path.name)
    text = with_rows(path, made.rows, clip.fps)
    assert text.partition("MOTION")[0] == path.read_text("utf-8").partition("MOTION")[0]
    order: list[int] = []
    rig._joint(0, "", order)
    rows = np.array([line.split() for line in text.partition("MOTION\n")[2].splitlines()[2:]], float)
    angle = np.zeros((len(rows), 24, 3))
    angle[:, order] = rows[:, 3:].reshape(len(rows), 24, 3)
    danced = replace(rig, angle=angle, root=rows[:, :3]).positions() @ Z_UP
    assert off(danced, clip).max() < 0.01
    assert made.bend < 0.01 and made.lost == ()
    ours = clip.skeleton.thigh + clip.skeleton.shank
    theirs = sum(np.linalg.norm(rig.offset[AT[f"left{b}"]]) for b in ("LowerLeg", "Foot"))
    travel = np.ptp(danced[:, [1, 2]].mean(1)[:, [0, 2]], axis=0)
    expected = np.ptp(clip.positions()[:, [1, 2]].mean(1)[:, [0, 2]], axis=0) * theirs / ours
    np.testing.assert_allclose(travel, expected, rtol=1e-4)


def test_in_place_the_hips_stay_over_one_spot(tmp_path: Path) -> None:
    path = tmp_path / "rig.bvh"
    path.write_text(foreign(MIXAMO, frames=1).text(), "utf-8")
    made = retarget(dancing(), read_take(path), path.name, in_place=True)
    row = {name: k for k, name in enumerate(read_take(path).rig.names)}
    path.write_text(with_rows(path, made.rows, 30.0), "utf-8")
    place = read_take(path).world()[1]
    middle = (place[:, row["LeftUpLeg"]] + place[:, row["RightUpLeg"]]) / 2
    assert np.abs(middle[:, :2]).max() < 1e-4
    assert made.lost == ("the path over the floor: the dancer was kept in place, as asked",)


def test_channels_that_a_rig_lacks_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "rig.bvh"
    lines, out, knee = foreign(MIXAMO, frames=1).text().splitlines(), [], False
    for line in lines:
        knee = knee or line == "JOINT LeftLeg"
        if knee and line.startswith("CHANNELS"):
            line, knee = "CHANNELS 1 Xrotation", False
        out.append(line)
    out[-1] = " ".join(["0"] * 73)
    path.write_text("\n".join(out) + "\n", "utf-8")
    made = retarget(dancing(), read_take(path), path.name)
    assert len(made.lost) == 1 and made.lost[0].startswith("LeftLeg has no channels for ")
    assert made.bend > 0.5


RAW = Path(os.environ.get("WENWU_DATA", "")) / "mocap" / "raw_samples"


@pytest.mark.skipif(
    not (os.environ.get("WENWU_DATA") and RAW.is_dir()), reason="WENWU_DATA names no mocap folder"
)
@pytest.mark.parametrize("file", [
    "cmu_005_03_cc100_60fps.bvh", "cmu_094_06_daz43_120fps.bvh", "cmu_jumping_jacks_31j_30fps.bvh",
    "fair_dab_27j_30fps_zup.bvh",
])  # fmt: skip
def test_real_rigs_keep_their_limbs(file: str) -> None:
    imported, take = read_motion(RAW / file), read_take(RAW / file)
    place = take.world()[1]
    joints = map_joints(take.rig, file)
    axes = np.eye(3) if "zup" not in file else Z_UP.T
    seen = np.zeros((len(place), 24, 3))
    for name in JOINTS:
        if name in joints:
            seen[:, AT[name]] = place[:, joints[name]] @ axes.T
    assert off(seen, imported.clip).max() < 1.0
    high = imported.clip.positions()[..., 1]
    assert (high[:, AT["head"]] > high[:, AT["hips"]]).mean() > 0.99
    assert imported.clip.contact.any(axis=1).mean() > 0.5
