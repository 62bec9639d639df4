"""Parsed TOML kept between runs: the same data, and never a stale, a broken or a stranger's one."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from wenwu.atlas import kept

TEXT = 'a = 1\nb = [1.5, true, "ꀘꂾ"]\n[c]\nd = { e = "x" }\n'


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Where it is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept._folder.cache_clear()
    yield tmp_path / "wenwu" / "packs"
    kept._folder.cache_clear()


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def test_the_second_time_nothing_is_parsed(folder, monkeypatch):
    first = kept.parse(TEXT, Path("a.toml"))
    assert first == tomllib.loads(TEXT) and len(files(folder)) == 1
    monkeypatch.setattr(tomllib, "loads", lambda text: pytest.fail("parsed again"))
    again = kept.parse(TEXT, Path("a.toml"))
    assert again == first
    assert [type(value) for value in again["b"]] == [float, bool, str]


def test_a_changed_text_is_parsed_and_replaces(folder):
    kept.parse(TEXT, Path("a.toml"))
    assert kept.parse("a = 2", Path("a.toml")) == {"a": 2}
    assert len(files(folder)) == 1


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"sha256": 1}', '{"sha256": "DIGEST", "data": [1]}'])
def test_a_broken_file_is_passed_over(folder, broken):
    kept.parse(TEXT, Path("a.toml"))
    digest = json.loads(files(folder)[0].read_text("utf-8"))["sha256"]
    files(folder)[0].write_text(broken.replace("DIGEST", digest), "utf-8")
    assert kept.parse(TEXT, Path("a.toml")) == tomllib.loads(TEXT)


def test_what_is_no_json_is_parsed_every_time(folder):
    for text in ("a = 2026-11-27", "a = nan", "a = inf"):
        assert repr(kept.parse(text, Path("a.toml"))) == repr(tomllib.loads(text))
    assert files(folder) == []


def test_a_text_that_is_no_toml_is_said_so(folder):
    with pytest.raises(tomllib.TOMLDecodeError):
        kept.parse("a = ", Path("a.toml"))


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner here")
def test_a_folder_that_others_can_write_to_is_not_used(folder):
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert kept.parse(TEXT, Path("a.toml")) == tomllib.loads(TEXT)
    assert files(folder) == []


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    kept._folder.cache_clear()
    assert kept.parse(TEXT, Path("a.toml")) == tomllib.loads(TEXT)
    kept._folder.cache_clear()


def test_a_text_that_cannot_be_written_leaves_nothing(folder, monkeypatch):
    monkeypatch.setattr(os, "replace", lambda a, b: (_ for _ in ()).throw(OSError("full")))
    assert kept.parse(TEXT, Path("a.toml")) == tomllib.loads(TEXT)
    assert files(folder) == []
