"""Motion that is no BVH: quaternions in NPZ, pickles that may not run, ASF/AMC."""

import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from wenwu.base.errors import InputError
from wenwu.base.seed import generator
from wenwu.body.performer import load_body
from wenwu.body.rotation import normalise
from wenwu.body.skeleton import AT, JOINTS
from wenwu.motion.incoming import read_motion
from wenwu.motion.joint_file import ORDER, PARENT
from wenwu.motion.restricted_pickle import read_pickle_file

BONES = load_body("woman_1").skeleton
UP = np.array([0.0, 0.9, 0])


def swaying(frames: int = 20) -> np.ndarray:
    """T 24 4 wxyz."""
    random = generator(11, "incoming files")
    time = np.linspace(0, 1, frames)[:, None, None]
    vector = 0.5 * np.sin(
        2 * np.pi * random.uniform(1, 2, (1, 24, 3)) * time + random.uniform(0, 6, (1, 24, 3))
    )
    return Rotation.from_rotvec(vector.reshape(-1, 3)).as_quat(scalar_first=True).reshape(frames, 24, 4)


def joint_file(path: Path, **other: object) -> Path:
    rows = [AT[name] for name in ORDER]
    quat = np.roll(swaying()[:, rows], -1, axis=-1)
    held = {"quat": quat, "root": np.tile(UP, (20, 1)), "offsets": BONES.offset[rows], "fps": 30.0}
    np.savez(path, **{name: value for name, value in (held | other).items() if value is not None})
    return path


def test_an_npz_of_21_joints_turns_ours_as_it_says(tmp_path: Path) -> None:
    """Its T-pose is ours, so turns are taken over; a chest of two joints fills spine and chest."""
    imported = read_motion(joint_file(tmp_path / "clip.npz"))
    turned, wanted = imported.clip.rotation, swaying()
    for name in ORDER:
        dots = np.abs((turned[:, AT[name]] * wanted[:, AT[name]]).sum(-1))
        assert dots.min() > 1 - 1e-6, name
    np.testing.assert_allclose(np.abs(turned[:, AT["upperChest"], 0]), 1, atol=1e-9)
    assert PARENT[ORDER.index("rightToes")] == ORDER.index("rightFoot")
    said = "the file has no upperChest, leftMiddleProximal, rightMiddleProximal: held still, with the lengths"
    assert any(note.startswith(said) for note in imported.notes)


def test_names_and_parents_of_its_own(tmp_path: Path) -> None:
    names, parents = np.array(ORDER[::1]), np.array(PARENT)
    imported = read_motion(joint_file(tmp_path / "clip.npz", names=names, parents=parents))
    assert imported.mapped["leftHand"] == "leftHand"


def broken_quat() -> np.ndarray:
    quat = np.tile([0.0, 0, 0, 1], (20, 21, 1))
    quat[3, 7] = 0
    return quat


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"quat": broken_quat()}, "x.npz has a quaternion of length zero for 'leftLowerArm' in frame 3"),
        ({"quat": np.full((20, 21, 4), np.nan)}, "x.npz holds a number that is not finite"),
        (
            {"root": np.zeros((4, 3))},
            "x.npz has quat (20, 21, 4), root (4, 3) and offsets (21, 3); T J 4, T 3 and J 3",
        ),
        ({"fps": None}, "x.npz holds no numbers 'fps'; quat, root, offsets and fps are needed"),
        ({"fps": -30.0}, "x.npz states -30 frames a second; from 0.1 to 10000 can be read"),
        ({"quat": np.zeros((0, 21, 4)), "root": np.zeros((0, 3))}, "x.npz holds 0 frames of 21 joints"),
        (
            {"names": np.array(ORDER), "parents": np.array([-1, 2, 1, *PARENT[3:]])},
            "x.npz has parents that do not come before their children, the root first",
        ),
        ({"offsets": np.zeros((21, 3))}, "x.npz shows nobody who stands"),
    ],
)
def test_a_broken_npz_gets_one_sentence(tmp_path: Path, other: dict[str, object], sentence: str) -> None:
    path = joint_file(tmp_path / "x.npz", **other)
    with pytest.raises(InputError) as refused:
        read_motion(path)
    assert str(refused.value).startswith(sentence) and "\n" not in str(refused.value)


def test_an_npz_with_objects_or_none_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path, quat=np.array([{"a": 1}], dtype=object))
    with pytest.raises(InputError, match=r"^x.npz is no NPZ of plain arrays$"):
        read_motion(path)
    for raw in (b"", b"PK\x03\x04 nothing", b"words"):
        path.write_bytes(raw)
        with pytest.raises(InputError, match=r"^x.npz is no NPZ of plain arrays$"):
            read_motion(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("quat.npy", b"no array")
    with pytest.raises(
        InputError, match=r"^x.npz holds no numbers 'quat'; quat, root, offsets and fps are needed$"
    ):
        read_motion(path)


def test_an_npz_that_unpacks_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few bytes on disk, refused before they are unpacked."""
    path = tmp_path / "x.npz"
    np.savez_compressed(path, quat=np.zeros((400_000, 1)))
    assert path.stat().st_size < 2**14
    monkeypatch.setattr("wenwu.motion.joint_file.LARGEST", 2**20)
    with pytest.raises(InputError, match=r"^x.npz unpacks to more than 1 MiB$"):
        read_motion(path)


def pickled(path: Path, held: object, protocol: int = 4) -> Path:
    path.write_bytes(pickle.dumps(held, protocol=protocol))
    return path


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_smpl_poses_turn_our_joints_alike(tmp_path: Path, protocol: int) -> None:
    """The 24 joints are SMPL's, in SMPL's order; 90 scaled units of path are 0.9 m at a scaling of 100."""
    wanted = swaying()
    pose = Rotation.from_quat(wanted.reshape(-1, 4), scalar_first=True).as_rotvec().reshape(20, 72)
    path = np.tile(UP, (20, 1)) + np.linspace(0, 1, 20)[:, None] * [1, 0, 0]
    held = {"smpl_poses": pose, "smpl_trans": path * 100, "smpl_scaling": np.array([100.0]), "smpl_loss": 0.1}
    imported = read_motion(pickled(tmp_path / "dance.pkl", held, protocol))
    dots = np.abs((imported.clip.rotation * wanted).sum(-1))
    assert dots.min() > 1 - 1e-6
    assert imported.clip.root[-1, 0] - imported.clip.root[0, 0] == pytest.approx(1.0)
    assert imported.clip.fps == 60
    assert "the file states no frame rate; 60 frames a second were assumed, as in AIST++" in imported.notes


def seen_points() -> tuple[np.ndarray, np.ndarray]:
    """Where 17 points of a swaying dancer are [cm], and the joints [m]; the trunk sways as one."""
    turned = swaying()
    for name in ("chest", "upperChest", "neck", "spine", "leftShoulder", "rightShoulder"):
        turned[:, AT[name]] = [1.0, 0, 0, 0]
    world, place = BONES.forward(turned, np.tile(UP, (20, 1)))
    head = Rotation.from_quat(world[:, AT["head"]], scalar_first=True)
    face = [(0, 0.0, 0.1), (0.03, 0.03, 0.09), (-0.03, 0.03, 0.09), (0.08, 0.02680, 0), (-0.08, 0.02680, 0)]
    points = [place[:, AT["head"]] + head.apply(point) for point in face]
    for part in ("UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot"):
        points += [place[:, AT[side + part]] for side in ("left", "right")]
    return np.stack(points, axis=1) * 100, place


def test_seventeen_points_become_a_body_along_them(tmp_path: Path) -> None:
    points, place = seen_points()
    points[7, 9] = np.nan
    imported = read_motion(pickled(tmp_path / "dance.pkl", {"keypoints3d": points}))
    ours = imported.clip.positions()
    for side in ("left", "right"):
        for a, b in (
            ("UpperArm", "LowerArm"),
            ("LowerArm", "Hand"),
            ("UpperLeg", "LowerLeg"),
            ("LowerLeg", "Foot"),
        ):
            u, v = (p[:, AT[side + b]] - p[:, AT[side + a]] for p in (ours, place))
            angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(u, v), axis=-1), (u * v).sum(-1)))
            assert np.delete(angle, 7).max() < 0.1
            assert np.abs(np.linalg.norm(u, axis=-1) - np.linalg.norm(v, axis=-1)).max() < 1e-3
    wanted = swaying()[:, AT["head"]]  # neck and trunk keep still, so the head's turn is its own
    head = normalise(imported.clip.rotation[:, AT["head"]])
    assert np.degrees(2 * np.arccos(np.clip(np.abs((head * wanted).sum(-1)), 0, 1))).max() < 1.0
    assert "1 points that were not seen were drawn between their neighbours in time" in imported.notes


class Runs:
    """A pickle of this calls a function when it is read."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_a_pickle_that_wants_to_run_code_is_refused_and_does_not(tmp_path: Path, protocol: int) -> None:
    mark = tmp_path / "ran"
    path = pickled(tmp_path / "x.pkl", {"smpl_poses": Runs(Path.touch, mark)}, protocol)
    with pytest.raises(
        InputError, match=r"^x.pkl wants to run code \([\w.]+\); only arrays, numbers, words and plain "
    ):
        read_motion(path)
    path = pickled(tmp_path / "x.pkl", Runs(eval, f"open({str(mark)!r}, 'w')"), protocol)
    with pytest.raises(InputError, match=r"^x.pkl wants to run code \((__builtin__|builtins).eval\)"):
        read_motion(path)
    assert not mark.exists()
    pickle.loads(path.read_bytes()).close()  # noqa: S301 (the trap is one)
    assert mark.exists()


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        ({"poses": np.zeros(3)}, "x.pkl holds neither 'smpl_poses' nor 'keypoints3d'; it holds poses"),
        ([1, 2], "x.pkl holds a list; a dictionary of arrays can be read"),
        ({"keypoints3d": np.array([None])}, "x.pkl is no pickle of plain arrays, or is broken"),
        ({"keypoints3d": np.zeros((5, 17, 2))}, "x.pkl has keypoints3d (5, 17, 2); T 17 3 can be read"),
        ({"keypoints3d": np.full((5, 17, 3), np.nan)}, "x.pkl has points that are hardly ever seen (0% are)"),
        ({"keypoints3d": "words"}, "x.pkl holds no array where one is needed"),
        (
            {"smpl_poses": np.full((5, 72), np.inf), "smpl_trans": np.zeros((5, 3))},
            "x.pkl holds a number that is not finite, or a scaling that is not positive",
        ),
    ],
)
def test_a_pickle_of_something_else_gets_one_sentence(tmp_path: Path, held: object, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        read_motion(pickled(tmp_path / "x.pkl", held))
    assert str(refused.value) == sentence


def test_broken_pickles(tmp_path: Path) -> None:
    path, whole = tmp_path / "x.pkl", pickle.dumps({"keypoints3d": np.zeros((5, 17, 3))})
    deep = b"\x80\x04" + b"(" * 200_000
    for raw in (b"", b"words", whole[:-40], whole[:30], deep, b"\x80\x04\x8c\x02os\x93."):
        path.write_bytes(raw)
        with pytest.raises(InputError, match=r"^x.pkl is no pickle of plain arrays, or is broken$"):
            read_motion(path)


def test_every_kind_of_array_comes_back(tmp_path: Path) -> None:
    held = {
        "small": np.arange(6, dtype=np.float32).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "swapped": np.arange(3, dtype=">f8"), "one": np.float64(2.5), "word": "a", "list": [1, 2.0, None],
    }  # fmt: skip
    for protocol in range(6):
        back = read_pickle_file(pickled(tmp_path / "x.pkl", held, protocol))
        for name in ("small", "fortran", "swapped"):
            np.testing.assert_array_equal(back[name], held[name])
        assert back["one"] == 2.5 and back["word"] == "a" and back["list"] == [1, 2.0, None]


ASF = """:version 1.10
:units
  length 0.45
  angle deg
:root
   order TX TY TZ RX RY RZ
   position 0 0 0
:bonedata
{bones}
:hierarchy
  begin
    root spine lfemur rfemur
    spine neck lclavicle rclavicle
    neck head
    lclavicle lhumerus
    lhumerus lradius
    lradius lwrist
    rclavicle rhumerus
    rhumerus rradius
    rradius rwrist
    lfemur ltibia
    ltibia lfoot
    rfemur rtibia
    rtibia rfoot
  end
"""
DIRECTION = {
    "spine": (0, 1, 0, 9), "neck": (0, 1, 0, 1), "head": (0, 1, 0, 5), "clavicle": (1, 0, 0, 3),
    "humerus": (1, 0, 0, 5), "radius": (1, 0, 0, 4), "wrist": (1, 0, 0, 2), "femur": (0, -1, 0, 7),
    "tibia": (0, -1, 0, 7), "foot": (0, 0, 1, 3),
}  # fmt: skip


def asf() -> str:
    bones = []
    for name, (x, y, z, length) in DIRECTION.items():
        for side in ("",) if name in ("spine", "neck", "head") else ("l", "r"):
            sign = -1 if side == "r" else 1
            bones.append(f"begin\nname {side}{name}\ndirection {sign * x} {y} {z}\nlength {length}\n"
                         f"axis 0 0 {20 * sign} XYZ\ndof rx ry rz\nend")  # fmt: skip
    return ASF.format(bones="\n".join(bones))


def amc(frames: int = 2) -> str:
    one = "root 0 17 0 0 30 0\nlhumerus 10 20 30\nltibia 40 0 0\n"
    return ":FULLY-SPECIFIED\n:DEGREES\n" + "".join(f"{k + 1}\n{one}" for k in range(frames))


def test_an_amc_turns_bones_about_their_own_axes(tmp_path: Path) -> None:
    """By hand: local = C R C⁻¹ with C = Rz(20°); hung below a root that is turned 30° about y."""
    (tmp_path / "02.asf").write_text(asf(), "utf-8")
    (tmp_path / "02_03.amc").write_text(amc(), "utf-8")
    imported = read_motion(tmp_path / "02_03.amc")
    turned, c = (
        Rotation.from_euler("xyz", [10, 20, 30], degrees=True),
        Rotation.from_euler("z", 20, degrees=True),
    )
    line = (Rotation.from_euler("y", 30, degrees=True) * c * turned * c.inv()).apply([1.0, 0, 0])
    place = imported.clip.positions()[0]
    bone = place[AT["leftLowerArm"]] - place[AT["leftUpperArm"]]
    np.testing.assert_allclose(bone / np.linalg.norm(bone), line, atol=1e-6)
    assert np.linalg.norm(bone) == pytest.approx(5 * 0.0254 / 0.45, rel=1e-6)
    assert imported.clip.fps == 120
    assert "the skeleton is 02.asf" in imported.notes
    assert "one unit is 0.0564 m, as 02.asf says" in imported.notes


@pytest.mark.parametrize(
    ("skeleton", "motion", "sentence"),
    [
        (None, amc(), "02_03.amc needs its skeleton beside it, as 02_03.asf or 02.asf"),
        (asf(), amc(0), "02_03.amc holds no frames"),
        (
            asf(),
            amc().replace("10 20 30", "10 20"),
            "02_03.amc has a frame in which 'lhumerus' has not its 3 numbers",
        ),
        (
            asf(),
            amc().replace("10 20", "10 nan"),
            "02_03.amc holds a number for 'lhumerus' that is not finite",
        ),
        (asf(), amc().replace("10 20", "ten 20"), "02_03.amc or 02.asf holds a line that is no ASF or AMC ("),
        (
            asf().replace(":hierarchy", ":h"),
            amc(),
            "02.asf has no section :hierarchy, so it is no ASF skeleton",
        ),
        (
            asf().replace("    lradius lwrist", "    lradius lhumerus"),
            amc(),
            "02.asf hangs 'lhumerus' twice, or does",
        ),
        (
            asf().replace("    lclavicle lhumerus\n", ""),
            amc(),
            "02.asf hangs 'lradius' from 'lhumerus', which hangs",
        ),
    ],
)
def test_a_broken_amc_gets_one_sentence(
    tmp_path: Path, skeleton: str | None, motion: str, sentence: str
) -> None:
    if skeleton is not None:
        (tmp_path / "02.asf").write_text(skeleton, "utf-8")
    (tmp_path / "02_03.amc").write_text(motion, "utf-8")
    with pytest.raises(InputError) as refused:
        read_motion(tmp_path / "02_03.amc")
    assert str(refused.value).startswith(sentence) and "\n" not in str(refused.value)


def test_other_endings_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"^x.fbx is of a kind that cannot be read; .bvh, .npz, .amc, .pkl can$"
    ):
        read_motion(tmp_path / "x.fbx")
    with pytest.raises(
        InputError, match=r"^x.asf holds a skeleton without motion; name the .amc that belongs to it$"
    ):
        read_motion(tmp_path / "x.asf")
    assert len(JOINTS) == 24
