"""The manifest: fingerprints that anyone can check."""

import hashlib
import json
from pathlib import Path

import pytest

from wenwu.prompt.brief import Brief, Part
from wenwu.report.manifest import check_manifest, watt_hours, write_manifest

PART = Part(gender="man", performer="man_1", variant="v", costume="c")
BRIEF = Brief(prompt="p", lang="en", culture="a", dance="b", cast=(PART,), formation="solo", tempo=80, seed=7)


def test_every_file_has_its_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "dance.bvh").write_bytes(b"HIERARCHY")
    write_manifest(tmp_path, BRIEF, {"compose": 1.23456}, cpu_seconds=36.0)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["made_by"] == "wenwu" and manifest["seed"] == 7
    assert manifest["note"] == "reconstructed from descriptions, not a recording"
    assert manifest["files"] == {
        "dance.bvh": {"bytes": 9, "sha256": hashlib.sha256(b"HIERARCHY").hexdigest()},
    }
    assert manifest["seconds"] == {"compose": 1.235}
    assert manifest["energy"]["watt_hours"] == 0.1 and "estimate" in manifest["energy"]["method"]
    assert manifest["made_with"]["numpy"][0].isdigit()
    assert check_manifest(tmp_path) == []


def test_a_changed_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name, "utf-8")
    write_manifest(tmp_path, BRIEF, {}, 1.0)
    (tmp_path / "a").write_text("A", "utf-8")
    (tmp_path / "b").unlink()
    assert check_manifest(tmp_path) == ["a", "b"]


def test_an_hour_of_one_core_is_ten_watt_hours() -> None:
    assert watt_hours(3600.0) == pytest.approx(10.0)
