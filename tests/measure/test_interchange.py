"""The bench of motion in and out: what it finds where nothing is wrong, and that it sees what is."""

from pathlib import Path

import pytest

from wenwu.measure import interchange
from wenwu.motion.bvh import write_bvh


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of a second a clip."""
    monkeypatch.setattr(interchange, "FRAMES", 10)


def test_a_round_trip_is_far_below_a_millimetre() -> None:
    found = interchange.run(None, clips=1)
    assert found["n"] == 6 and found["round_trip_mm_most"] < 0.01


def test_limbs_on_foreign_rigs(tmp_path: Path) -> None:
    raw = tmp_path / "mocap" / "raw_samples"
    raw.mkdir(parents=True)
    write_bvh(interchange.swaying("man_1", 7), raw / "theirs.bvh")
    text = (raw / "theirs.bvh").read_text("utf-8").replace("JOINT ", "JOINT any:")
    (raw / "theirs.bvh").write_text(text, "utf-8")
    found = interchange.run(tmp_path, clips=1)
    assert found["foreign_files"] == 1 and found["clips_on_foreign_rigs"] == 3
    assert found["import_limbs_deg_most"] < 0.01 and found["retarget_limbs_deg_most"] < 0.01


def test_a_rig_that_lost_a_channel_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: every joint put back straight in the written rows."""
    raw = tmp_path / "mocap" / "raw_samples"
    raw.mkdir(parents=True)
    write_bvh(interchange.swaying("man_1", 7), raw / "theirs.bvh")
    real = interchange.with_rows
    monkeypatch.setattr(interchange, "with_rows", lambda rig, rows, fps: real(rig, rows * 0.5, fps))
    assert interchange.run(tmp_path, clips=1)["retarget_limbs_deg"] > 5
