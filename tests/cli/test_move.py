"""`wenwu move import` and `wenwu move retarget`, as an animator would run them."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from wenwu.base.errors import WenwuError
from wenwu.body.performer import load_body
from wenwu.body.skeleton import JOINTS
from wenwu.cli.main import app
from wenwu.motion.bvh import read_bvh, write_bvh
from wenwu.motion.clip import Clip
from wenwu.motion.incoming import read_motion


def ask(*arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    result = CliRunner().invoke(app, list(map(str, arguments)))
    if isinstance(result.exception, WenwuError):
        return result.exception.exit_code, "", str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def dance(tmp_path: Path) -> Path:
    """One second of our own motion."""
    turned = np.tile([1.0, 0, 0, 0], (31, 24, 1))
    root = np.tile([0.0, 0.9, 0], (31, 1)) + np.linspace(0, 1, 31)[:, None] * [1, 0, 0]
    none = np.zeros((31, 2, 7)), np.zeros((31, 2), bool), np.zeros(31)
    path = tmp_path / "dance.bvh"
    write_bvh(Clip(load_body("woman_1").skeleton, 30.0, root, turned, *none), path)
    return path


def test_import_writes_our_bvh_and_says_what_was_assumed(dance: Path, tmp_path: Path) -> None:
    out = tmp_path / "ours.bvh"
    code, said, _ = ask("move", "import", dance, "-o", out, "--fps", 60)
    assert code == 0
    assert said.splitlines()[0] == f"{out}: 61 frames at 60 a second, 1.00 s"
    assert "  resampled from 30 to 60 frames a second, turns by slerp and the path by a cubic" in said
    assert len(read_bvh(out)) == 61
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dance.bvh", "ours.bvh"]


def test_import_as_json(dance: Path, tmp_path: Path) -> None:
    code, said, _ = ask("move", "import", dance, "-o", tmp_path / "ours.bvh", "--json")
    data = json.loads(said)
    assert code == 0 and data["frames"] == 31 and data["fps"] == pytest.approx(30)
    assert list(data["mapped"]) == list(JOINTS)
    assert data["residual_mm"] == pytest.approx(read_motion(dance).residual, abs=1e-3)
    assert data["planted_share"] == {"left": 0.0, "right": 0.0}  # carried along at 1 m/s


def test_retarget_keeps_the_rig_and_says_what_was_lost(dance: Path, tmp_path: Path) -> None:
    rig, out = tmp_path / "rig.bvh", tmp_path / "out.bvh"
    text = dance.read_text("utf-8").replace("JOINT ", "JOINT 角色:").replace("ROOT ", "ROOT 角色:")
    rig.write_text(text, "utf-8")
    code, said, _ = ask("move", "retarget", dance, "--rig", rig, "-o", out, "--in-place")
    assert code == 0
    assert said.splitlines()[0] == f"{out}: 31 frames on 24 joints of rig.bvh"
    assert "  lost: the path over the floor: the dancer was kept in place, as asked" in said
    assert out.read_text("utf-8").partition("MOTION")[0] == text.partition("MOTION")[0]
    out.unlink()
    code, said, _ = ask("move", "retarget", dance, "--rig", rig, "-o", out, "--json")
    data = json.loads(said)
    assert code == 0 and data["lost"] == [] and data["distance_mm"] < 0.01 and data["bend_deg"] < 0.01
    assert data["mapped"]["leftHand"] == "角色:leftHand"


@pytest.mark.parametrize("command", ["import", "retarget"])
def test_nothing_is_written_over_and_nothing_is_left_behind(
    dance: Path, tmp_path: Path, command: str
) -> None:
    rig = ["--rig", dance] if command == "retarget" else []
    before = dance.read_bytes()
    assert ask("move", command, dance, *rig, "-o", dance)[::2] == (
        2, "dance.bvh exists already; name another file or remove it")  # fmt: skip
    assert ask("move", command, dance, *rig, "-o", tmp_path / "a.fbx")[::2] == (
        2, "a.fbx would hold a BVH; name a file that ends in .bvh")  # fmt: skip
    code, _, error = ask("move", command, dance, *rig, "-o", tmp_path / "none" / "a.bvh")
    assert code == 2 and error.endswith("none/a.bvh cannot be written: No such file or directory")
    broken = tmp_path / "broken.bvh"
    broken.write_text("HIERARCHY", "utf-8")
    code, _, error = ask("move", command, broken, *rig, "-o", tmp_path / "a.bvh")
    assert (code, error) == (2, "broken.bvh ends early: 'ROOT' is missing")
    assert dance.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken.bvh", "dance.bvh"]
