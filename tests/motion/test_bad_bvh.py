"""BVH files that are broken, hostile or merely odd: one sentence each, or read."""

import time
from pathlib import Path

import numpy as np
import pytest

from wenwu.base.errors import InputError
from wenwu.body.performer import load_body
from wenwu.motion.bvh import write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.incoming import read_motion


def ours(path: Path, frames: int = 4, fps: float = 30.0) -> str:
    """The text of a clip that stands still."""
    turned = np.tile([1.0, 0, 0, 0], (frames, 24, 1))
    root = np.tile([0.0, 0.9, 0], (frames, 1)) + np.linspace(0, 1, frames)[:, None] * [1, 0, 0]
    none = np.zeros((frames, 2, 7)), np.zeros((frames, 2), bool), np.zeros(frames)
    write_bvh(Clip(load_body("woman_1").skeleton, fps, root, turned, *none), path)
    return path.read_text("utf-8")


SECOND = "ROOT other\n{\n\tOFFSET 0 0 0\n\tCHANNELS 3 Zrotation Xrotation Yrotation\n}\nMOTION"
BROKEN = [
    ("90.000000", "nan", "x.bvh holds a frame with a number that is not finite"),
    ("90.000000", "inf", "x.bvh holds a frame with a number that is not finite"),
    ("90.000000", "1e400", "x.bvh holds a frame with a number that is not finite"),
    ("90.000000", "word", "x.bvh holds a frame with a word that is no number"),
    ("Frames: 4", "Frames: 0", "x.bvh holds no frames"),
    ("Frames: 4", "Frames: 10000000", "x.bvh promises 10000000 frames of 75 channels, and holds 300 numbers"),
    (
        "Frames: 4",
        "Frames: -4",
        "x.bvh, line {n}: expected a whole number for the number of frames, found '-4'",
    ),
    ("Time: 0.03", "Time: -0.03", "x.bvh has a frame time of -0.0333333 s; from 0.0001 to 10 s can be read"),
    ("MOTION", SECOND, "x.bvh holds two roots, so two dancers; give each a file of their own"),
    (
        "3 Zrotation",
        "9 Zrotation",
        "x.bvh, line 10: expected a channel of 'leftUpperLeg', for example Zrotation, found",
    ),
    (
        "3 Zrotation Xrotation Yrotation",
        "2 Zrotation Xrotation",
        "x.bvh promises 4 frames of 74 channels, and holds 300",
    ),
    (
        "3 Zrotation Xrotation",
        "3 Zrotation Zrotation",
        "x.bvh gives the joint 'leftUpperLeg' one channel twice",
    ),
    (
        "JOINT chest",
        "JOINT spine",
        "x.bvh hangs the joint 'spine' from itself; give every joint its own name",
    ),
    (
        "OFFSET 0.0",
        "OFFSET inf 0.0",
        "x.bvh, line {n}: expected a finite number for the offset of 'hips', found 'inf'",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), BROKEN)
def test_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "x.bvh"
    text = ours(path)
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as refused:
        read_motion(path)
    assert str(refused.value).startswith(sentence.format(n=line))
    assert "\n" not in str(refused.value)


def test_a_file_cut_off_in_its_hierarchy(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    path.write_text(ours(path).partition("MOTION")[0].rstrip().removesuffix("}"), "utf-8")
    with pytest.raises(InputError, match=r"^x.bvh ends early: the rest of joint 'hips' is missing$"):
        read_motion(path)


def test_no_channels_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    path.write_text("HIERARCHY\nROOT hips\n{\nOFFSET 0 0 0\n}\nMOTION\nFrames: 5\nFrame Time: 0.1\n", "utf-8")
    with pytest.raises(InputError, match=r"^x.bvh has no channels, so nothing in it can move$"):
        read_motion(path)


def test_bombs_are_refused_at_once(tmp_path: Path) -> None:
    path, began = tmp_path / "x.bvh", time.monotonic()
    path.write_text(
        "HIERARCHY\nROOT a0\n{\n" + "".join(f"JOINT a{k}\n{{\n" for k in range(1, 100_000)), "utf-8"
    )
    with pytest.raises(InputError, match=r"^x.bvh holds more than 256 joints$"):
        read_motion(path)
    path.write_text("HIERARCHY\nROOT " + "a " * 100_000, "utf-8")
    with pytest.raises(InputError, match=r"^x.bvh, line 2: expected '{', found 'a'$"):
        read_motion(path)
    path.write_bytes(b"HIERARCHY\0" * 100)
    with pytest.raises(InputError, match=r"^x.bvh is not a text file, so it is no BVH$"):
        read_motion(path)
    assert time.monotonic() - began < 5


def test_seven_frames_a_second_are_read_resampled_and_said(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    ours(path, frames=8, fps=7.0)
    plain = read_motion(path)
    assert plain.clip.fps == pytest.approx(7)
    assert "at 7 frames a second, what happened between two frames is a guess" in plain.notes
    made = read_motion(path, fps=30)
    assert made.clip.fps == 30 and len(made.clip) == 31
    np.testing.assert_allclose(
        made.clip.root[:, 0], np.linspace(0, 1, 31), atol=1e-6
    )  # an even walk stays even
    assert "resampled from 7 to 30 frames a second, turns by slerp and the path by a cubic" in made.notes


def test_a_frame_rate_nobody_can_want(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    ours(path)
    with pytest.raises(InputError, match=r"^1e\+06 frames a second cannot be made; from 5 to 480 can$"):
        read_motion(path, fps=1e6)


def test_a_frame_time_written_with_few_digits_is_the_rate_that_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    path.write_text(ours(path).replace("0.033333333", "0.03333"), "utf-8")
    made = read_motion(path, fps=30)
    assert made.clip.fps == 30 and len(made.clip) == 4
    assert not any("resampled" in note for note in made.notes)


def test_one_frame_is_a_clip(tmp_path: Path) -> None:
    path = tmp_path / "x.bvh"
    ours(path, frames=1)
    assert len(read_motion(path, fps=60).clip) == 1
