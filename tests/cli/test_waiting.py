"""What one sees while waiting."""

import io

import pytest
from rich.console import Console

from wenwu.base.progress import Progress
from wenwu.cli import waiting


def test_it_is_a_progress() -> None:
    assert isinstance(waiting.Waiting(), Progress)


def test_it_names_the_stage_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(
        waiting,
        "Console",
        lambda **more: Console(file=screen, force_terminal=True, width=120, color_system=None),
    )
    with waiting.Waiting() as bars:
        bars.stage("compose", 1)
        bars.stage("render", 300)
        bars.advance(150)
    said = screen.getvalue()
    assert "composing the dance" in said and "drawing and filming" in said
    assert "150/300" in said and "left" in said and "1/1" in said


def test_nobody_watching_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with waiting.Waiting() as bars:
        bars.stage("compose", 1)
        bars.advance()
    assert capsys.readouterr() == ("", "")
