"""The command line itself."""

import subprocess
import sys
import time

import pytest

from wenwu import __version__
from wenwu.base.errors import InputError, RefusedError
from wenwu.cli import main


def wenwu(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wenwu", *words], capture_output=True, text=True, timeout=120
    )


def test_help_names_every_command_and_comes_at_once() -> None:
    started = time.perf_counter()
    done = wenwu("--help")
    assert time.perf_counter() - started < 3, "help should not load what makes a dance"
    assert done.returncode == 0
    assert all(command in done.stdout for command in main.COMMANDS)


def test_the_version() -> None:
    assert wenwu("--version").stdout == f"wenwu {__version__}\n"


@pytest.mark.parametrize("words", [["dance"], ["animate"], ["animate", "x", "-o", "y", "--speed", "3"]])
def test_misuse_is_two(words: list[str]) -> None:
    done = wenwu(*words)
    assert done.returncode == 2 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("no such thing"), 2, "no such thing\n"),
        (RefusedError("refused: by a rule"), 1, "refused: by a rule\n"),
        (KeyboardInterrupt(), 130, "stopped; nothing was left behind\n"),
    ],
)
def test_errors_become_one_sentence(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == code
    assert capsys.readouterr().err == said


def test_benches_are_listed_and_unknown_ones_refused() -> None:
    listed = wenwu("bench")
    assert listed.returncode == 0
    done = wenwu("bench", "nothing")
    assert done.returncode == 2 and done.stderr.startswith("no bench 'nothing'; known: ")
