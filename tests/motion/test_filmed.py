"""A dancer followed through a film: with networks made here, whose answers are known."""

import os
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.body.performer import load_body
from wenwu.body.rotation import about
from wenwu.body.skeleton import AT
from wenwu.motion import filmed
from wenwu.motion.filmed import read_film
from wenwu.motion.landmarks import HIPS, REACH, Landmarks, follow
from wenwu.motion.pose_model import POINTS, Sight, load_pose_model

RED, GREEN = np.array([255, 0, 0]), np.array([0, 255, 0])
NAMES = {
    "Shoulder": "UpperArm", "Elbow": "LowerArm", "Wrist": "Hand",
    "Hip": "UpperLeg", "Knee": "LowerLeg", "Ankle": "Foot",
}  # fmt: skip


def sees_dots(picture: np.ndarray) -> Sight:
    """A network that finds a red dot (hips) and a green one (reach), and nobody where there is no red."""
    image, world = np.zeros((POINTS, 2)), np.zeros((POINTS, 3))
    masks = picture[..., 0] - picture[..., 1] > 0.3, picture[..., 1] - picture[..., 0] > 0.3
    for rows, mask in zip(((*range(33), HIPS), (REACH,)), masks, strict=True):
        if mask.any():
            image[list(rows)] = np.argwhere(mask).mean(0)[::-1] + 0.5
    world[:, 1] = 1.0  # one metre down in the square
    return Sight(float(masks[0].any()), image, world, np.ones(POINTS))


def dots(hips: tuple[float, float], reach: tuple[float, float]) -> np.ndarray:
    picture = np.full((360, 640, 3), 90, np.uint8)
    for (x, y), colour in ((hips, RED), (reach, GREEN)):
        picture[int(y) - 6 : int(y) + 6, int(x) - 6 : int(x) + 6] = colour
    return picture


def test_points_come_back_in_the_pictures_own_pixels_however_the_dancer_turns() -> None:
    """Hips that wander, a body that tips over: the square follows, and world axes are turned back."""
    angles = np.linspace(0, np.pi, 15)  # from upright to upside down
    hips = [(200 + 15 * k, 180 + 3 * k) for k in range(15)]
    reach = [(x + 90 * np.sin(a), y - 90 * np.cos(a)) for (x, y), a in zip(hips, angles, strict=True)]
    marks = follow((dots(h, r) for h, r in zip(hips, reach, strict=True)), sees_dots)
    assert marks.size == (640, 360)
    assert np.abs(marks.image[:, 0] - hips).max() < 1.5
    wanted = np.stack([-np.sin(angles), np.cos(angles)], 1)
    assert np.abs(marks.world[2:, 0, :2] - wanted[1:-1]).max() < 0.05  # the square is turned as a frame ago


def test_who_was_lost_is_found_again_and_the_gap_is_marked() -> None:
    grey = np.full((360, 640, 3), 90, np.uint8)
    marks = follow([dots((300, 200), (300, 110)), grey, grey, dots((120, 200), (120, 110))], sees_dots)
    assert (marks.seen > 0).any(axis=1).tolist() == [True, False, False, True]
    assert np.abs(marks.image[3, 0] - [120, 200]).max() < 1.5


def stepping(frames: int = 60) -> tuple[Landmarks, np.ndarray]:
    """Landmarks of a dancer who walks a diagonal before a pinhole camera, and her joints [m]."""
    skeleton, time = load_body("woman_1").skeleton, np.linspace(0, 2, frames)
    turned = np.tile([1.0, 0, 0, 0], (frames, 24, 1))
    turned[:, AT["leftUpperArm"]] = about(2, 40 * np.sin(2 * time))
    turned[:, AT["rightLowerLeg"]] = about(0, 30 + 20 * np.sin(3 * time))
    root = np.stack([0.4 * time - 0.4, 0.85 + 0 * time, 0.3 * time], 1)
    place = skeleton.forward(turned, root)[1]
    rows = np.zeros((frames, 33, 3))
    rows[:] = place[:, AT["head"], None]
    for name, ours in NAMES.items():
        first = filmed.ROWS[name]
        rows[:, first], rows[:, first + 1] = place[:, AT[f"left{ours}"]], place[:, AT[f"right{ours}"]]
    for name, row in (("Index", 19), ("Little", 17)):
        ahead = np.array([0, 0, 0.03 if name == "Index" else -0.03])
        rows[:, row : row + 2] = place[:, [AT["leftMiddleProximal"], AT["rightMiddleProximal"]]] + ahead
    for row, part in ((29, (0, -0.06, -0.04)), (31, (0, -0.06, 0.15))):
        rows[:, row : row + 2] = place[:, [AT["leftFoot"], AT["rightFoot"]]] + np.array(part)
    rows[:, 7:9] = place[:, AT["head"], None] + np.array([[0.07, 0, 0], [-0.07, 0, 0]])
    rows[:, 0] = place[:, AT["head"]] + [0, -0.0268, 0.1]
    camera = rows - [0, 0.9, 4.5]  # level, 0.9 m high, 4.5 m before the stage
    pixel = 640 / (2 * np.tan(np.radians(filmed.VIEW) / 2)) / -camera[..., 2:]
    image = np.array([320, 180]) + camera[..., :2] * [1, -1] * pixel
    middle = rows[:, 23:25].mean(1, keepdims=True)
    return Landmarks(image, (rows - middle) * [1, -1, -1], np.ones((frames, 33)), (640, 360)), place


def film(path: Path, frames: int = 60) -> Path:
    with av.open(str(path), "w") as made:
        stream = made.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(frames):
            made.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.zeros((36, 64, 3), np.uint8), format="rgb24"))
            )
        made.mux(stream.encode())
    return path


def test_a_walk_before_a_pinhole_camera_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks, place = stepping()
    monkeypatch.setattr(filmed, "follow", lambda pictures, model: marks)
    made = read_film(film(tmp_path / "walk.mp4"), sees_dots, "the test itself")
    ours = made.imported.clip.positions()
    middle = slice(10, -10)  # the low pass bends the ends
    for side in ("left", "right"):
        for a, b in (
            ("UpperArm", "LowerArm"),
            ("LowerArm", "Hand"),
            ("UpperLeg", "LowerLeg"),
            ("LowerLeg", "Foot"),
        ):
            u, v = (p[middle, AT[side + b]] - p[middle, AT[side + a]] for p in (ours, place))
            angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(u, v), axis=-1), (u * v).sum(-1)))
            assert angle.max() < 1.5, (side, a)
    hips = ours[:, [AT["leftUpperLeg"], AT["rightUpperLeg"]]].mean(1)
    wanted = place[:, [AT["leftUpperLeg"], AT["rightUpperLeg"]]].mean(1)
    gone = (hips - hips.mean(0) - (wanted - wanted.mean(0)))[middle]
    assert np.abs(gone[:, 0]).max() < 0.02 and np.abs(gone[:, 2]).max() < 0.10  # depth from size alone
    assert made.imported.notes[0] == "filmed with consent: the test itself"
    assert made.confidence["leftWrist"] == 1.0 and len(made.confidence) == 23


def test_a_point_that_vanishes_for_a_while_is_drawn_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks, place = stepping()
    marks.world[20:26, 15] += 5.0
    marks.seen[20:26, 15] = 0.1
    monkeypatch.setattr(filmed, "follow", lambda pictures, model: marks)
    made = read_film(film(tmp_path / "walk.mp4"), sees_dots, "the test itself")
    ours = made.imported.clip.positions()
    u, v = (p[20:26, AT["leftHand"]] - p[20:26, AT["leftLowerArm"]] for p in (ours, place))
    assert np.degrees(np.arctan2(np.linalg.norm(np.cross(u, v), axis=-1), (u * v).sum(-1))).max() < 5
    assert made.confidence["leftWrist"] == pytest.approx(1 - 0.9 * 6 / 60)
    assert not any("hardly seen" in note for note in made.imported.notes)
    marks.seen[:, 16] = 0.2
    again = read_film(tmp_path / "walk.mp4", sees_dots, "the test itself")
    assert "hardly seen, so little better than made up: rightWrist" in again.imported.notes


def test_no_consent_no_film_nobody(tmp_path: Path) -> None:
    path = film(tmp_path / "empty.mp4", frames=6)
    with pytest.raises(
        InputError, match=r"^say who agreed to be filmed and used so, for example --consent 'A. Yang, "
    ):
        read_film(path, sees_dots, "  ")
    with pytest.raises(InputError, match=r"^empty.mp4 shows a dancer in 0% of its frames; 60% are needed$"):
        read_film(path, sees_dots, "the test itself")
    path.write_text("words", "utf-8")
    with pytest.raises(InputError, match=r"empty.mp4 cannot be read as a film$"):
        read_film(path, sees_dots, "the test itself")
    with pytest.raises(InputError, match=r"none.mp4 cannot be read as a film$"):
        read_film(tmp_path / "none.mp4", sees_dots, "the test itself")


def test_a_network_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenwu.motion.pose_model.find_spec", lambda name: None)
    with pytest.raises(
        InputError, match=r"^video needs a library that is not installed: pip install 'wenwu\[video\]'$"
    ):
        load_pose_model(tmp_path / "x.tflite")
    monkeypatch.setattr("wenwu.motion.pose_model.find_spec", lambda name: object())
    with pytest.raises(
        InputError, match=r"x.tflite; pose_landmark_full.tflite is in the npm package @mediapipe/pose$"
    ):
        load_pose_model(tmp_path / "x.tflite")


@pytest.mark.skipif(
    find_spec("ai_edge_litert") is None or not os.environ.get("WENWU_POSE_MODEL"),
    reason="the extra `video` is not installed, or WENWU_POSE_MODEL names no pose_landmark .tflite",
)
def test_the_real_network_sees_nobody_in_an_empty_picture() -> None:
    model = load_pose_model(Path(os.environ["WENWU_POSE_MODEL"]))
    assert model(np.full((256, 256, 3), 0.4, np.float32)).presence < 0.5
