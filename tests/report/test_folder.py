"""The result folder appears whole or not at all."""

import errno
import json
import os
from pathlib import Path

import pytest

from wenwu.base.errors import OutputError
from wenwu.report.folder import whole_or_nothing


def make(folder: Path, text: str = "dance", replace: bool = False) -> None:
    with whole_or_nothing(folder, replace) as building:
        (building / "dance.bvh").write_text(text, "utf-8")
        (building / "manifest.json").write_text(json.dumps({"made_by": "wenwu"}), "utf-8")


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_it_appears_with_its_parents(tmp_path: Path) -> None:
    make(tmp_path / "out" / "deep" / "demo")
    assert everything(tmp_path) == [
        "out", "out/deep", "out/deep/demo", "out/deep/demo/dance.bvh", "out/deep/demo/manifest.json"
    ]  # fmt: skip


def test_it_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    with whole_or_nothing(tmp_path / "demo") as building:
        (building / "dance.bvh").write_text("half", "utf-8")
        assert not (tmp_path / "demo").exists()
    assert (tmp_path / "demo" / "dance.bvh").exists()


FULL = OSError(errno.ENOSPC, "No space left on device")
DENIED = PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("a bug"), FULL, DENIED, SystemExit(3)])
def test_whatever_goes_wrong_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises((type(error), OutputError)), whole_or_nothing(tmp_path / "a" / "b") as building:
        (building / "half.mp4").write_bytes(b"x" * 1000)
        raise error
    assert everything(tmp_path) == []


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused, whole_or_nothing(tmp_path / "demo"):
        raise FULL
    place = tmp_path / "demo"
    assert (
        str(refused.value) == f"the disk is full: {place} could not be finished, and nothing was left behind"
    )


def test_an_earlier_dance_survives_a_failure(tmp_path: Path) -> None:
    make(tmp_path / "demo", "first")
    with pytest.raises(KeyboardInterrupt), whole_or_nothing(tmp_path / "demo", replace=True):
        raise KeyboardInterrupt
    assert (tmp_path / "demo" / "dance.bvh").read_text("utf-8") == "first"
    assert everything(tmp_path) == ["demo", "demo/dance.bvh", "demo/manifest.json"]


def test_an_earlier_dance_is_replaced_only_when_asked(tmp_path: Path) -> None:
    make(tmp_path / "demo", "first")
    with pytest.raises(
        OutputError, match=r"already holds a dance; replace it with --force or name another folder$"
    ):
        make(tmp_path / "demo", "second")
    make(tmp_path / "demo", "third", replace=True)
    assert (tmp_path / "demo" / "dance.bvh").read_text("utf-8") == "third"
    assert everything(tmp_path) == ["demo", "demo/dance.bvh", "demo/manifest.json"]


@pytest.mark.parametrize("replace", [True, False])
def test_someone_elses_folder_is_never_touched(tmp_path: Path, replace: bool) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "manifest.json").write_text("{}", "utf-8")
    with pytest.raises(
        OutputError, match=r"exists and was not made by wenwu; name a folder that does not exist yet$"
    ):
        make(tmp_path / "photos", replace=replace)
    assert everything(tmp_path / "photos") == ["manifest.json"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    make(tmp_path / "demo")
    assert everything(tmp_path / "demo") == ["dance.bvh", "manifest.json"]


def test_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("x", "utf-8")
    with pytest.raises(OutputError, match=r"demo is a file; name a folder that does not exist yet$"):
        make(tmp_path / "demo")
    with pytest.raises(OutputError, match=r"demo.inside cannot be written: Not a directory$"):
        make(tmp_path / "demo" / "inside")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(OutputError, match=r"cannot be written: Permission denied$"):
        make(tmp_path / "closed" / "demo")


def test_a_folder_that_refuses_is_named_even_to_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match=r"demo cannot be written: Permission denied$"):
        make(tmp_path / "demo")
