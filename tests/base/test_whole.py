"""A folder that is replaced: whole at the end, and what lay there stays until then."""

import subprocess
import sys
from pathlib import Path

import pytest

from wenwu.base.errors import OutputError
from wenwu.base.whole import replaced_folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "old").write_text("old", "utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_it_takes_the_place_of_what_lies_there(home: Path) -> None:
    with replaced_folder(home / "it") as part:
        (part / "new").write_text("new", "utf-8")
        assert part.parent == home and (home / "it" / "old").is_file()
    assert names(home) == ["it", "it/new"]


def test_it_may_be_the_first_and_makes_its_parents(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "a" / "it") as part:
        (part / "new").write_text("new", "utf-8")
    assert names(tmp_path) == ["a", "a/it", "a/it/new"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_lies_there_stays_where_the_writing_fails(home: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), replaced_folder(home / "it") as part:
        (part / "new").write_text("new", "utf-8")
        raise error
    assert names(home) == ["it", "it/old"]


def test_what_lies_there_comes_back_where_the_last_step_fails(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path.rename

    def rename(path: Path, to: Path) -> Path:
        if path.name == ".it.part":
            raise PermissionError(13, "Permission denied")
        return plain(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OutputError) as refused, replaced_folder(home / "it"):
        pass
    assert str(refused.value) == f"{home / 'it'} cannot be written: Permission denied"
    assert names(home) == ["it", "it/old"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    told = pytest.raises(OutputError, match=r"cannot be written: Not a directory$")
    with told, replaced_folder(tmp_path / "file" / "it"):
        pass


def test_a_killed_run_leaves_what_lay_there_and_the_next_one_clears_up(home: Path) -> None:
    code = (
        "import os\nfrom pathlib import Path\nfrom wenwu.base.whole import replaced_folder\n"
        f"with replaced_folder(Path({str(home / 'it')!r})) as part:\n"
        "    (part / 'half').write_text('h')\n    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 9
    assert (home / "it" / "old").is_file() and names(home / "it") == ["old"]
    with replaced_folder(home / "it") as part:
        assert names(part) == []
    assert names(home) == ["it"]
