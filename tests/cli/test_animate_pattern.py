"""`wenwu animate --pattern`: what is asked, what is not worn, and that nothing is left behind."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import InputError
from wenwu.cli import main
from wenwu.cli.own_cloth import QUESTIONS, Said, pattern_of

DAI = "A Dai woman dances the peacock dance"
ANSWERS = ("--pattern-source", "my aunt's chest", "--pattern-permission", "hers", "--pattern-sacred")
ASKED = (
    "(Whose cloth is it, and where does it come from?; By whose leave do you use it?; "
    "Does it show a deity or a rite?"
)


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "cloth.png"
    Image.fromarray(np.full((80, 80, 3), 90, np.uint8)).save(path)
    return path


@pytest.fixture
def nothing_is_danced(monkeypatch: pytest.MonkeyPatch) -> None:
    def generate(*args: object) -> None:
        raise AssertionError("the cloth should have been refused")

    monkeypatch.setattr("wenwu.pipeline.generate", generate)


def run(*words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["wenwu", "animate", *words, "-q"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    return int(ended.value.code or 0), capsys.readouterr().err


CASES = {
    "no answers": ((), 2, "cloth.png is not worn without answers: say --pattern-source and "
                   f"--pattern-permission and --pattern-sacred {ASKED} (no, deity, rite, unknown))\n"),
    "one answer": (ANSWERS[:4], 2, "cloth.png is not worn without answers: say --pattern-sacred "
                   "(Does it show a deity or a rite? (no, deity, rite, unknown))\n"),
    "no word": ((*ANSWERS, "perhaps"), 2, "--pattern-sacred takes no, deity, rite or unknown\n"),
    "turn": ((*ANSWERS, "no", "--pattern-turn", "45"), 2, "--pattern-turn takes 90, 180 or 270\n"),
    "width": ((*ANSWERS, "no", "--pattern-width", "1"), 2, "--pattern-width takes 2 to 2000 centimetres\n"),
    "corners": ((*ANSWERS, "no", "--pattern-corners", "1,2"), 2, "the corners '1,2' are not four points; "
                'write "x,y x,y x,y x,y" in pixels\n'),
    "deity": ((*ANSWERS, "deity"), 1, "refused: cloth.png shows a deity, as was answered; "),
    "rite": ((*ANSWERS, "rite"), 1, "refused: cloth.png shows a rite, as was answered; "),
    "unknown": ((*ANSWERS, "unknown"), 1, "refused: nobody has said whether cloth.png shows a deity"),
    "no place": ((*ANSWERS, "no"), 2, "cloth.png shows no repeat, so it is laid once, on a piece that is one "
                 "rectangle; ask for a dance whose dress has an apron\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("nothing_is_danced")
def test_one_sentence_and_nothing_else(
    case: str, photograph: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, code, said = CASES[case]
    out = photograph.parent / "out"
    flags = (DAI, "--pattern", str(photograph), *words, "-o", str(out))
    ended, told = run(*flags, monkeypatch=monkeypatch, capsys=capsys)
    assert ended == code and told.startswith(said) and len(told.strip().splitlines()) == 1
    assert [path.name for path in photograph.parent.iterdir()] == ["cloth.png"]


BAD = {
    "gone.png": (None, "there is no picture "),
    "text.png": (b"no picture at all", "'text.png' is no picture that can be read; "),
    "cut.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "'cut.png' is no picture that can be read; "),
    "small.png": ("small", "'small.png' is 40 × 40 pixels; a cloth's pattern needs 64 × 64"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.usefixtures("nothing_is_danced")
def test_a_bad_photograph_is_told_in_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, said = BAD[name]
    path = tmp_path / name
    if data == "small":
        Image.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(path)
    elif isinstance(data, bytes):
        path.write_bytes(data)
    flags = (DAI, "--pattern", str(path), *ANSWERS, "no", "-o", str(tmp_path / "out"))
    code, told = run(*flags, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2 and said in told and len(told.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_answers_for_no_cloth_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = (DAI, "--pattern-sacred", "no", "-o", str(tmp_path / "out"))
    code, told = run(*flags, monkeypatch=monkeypatch, capsys=capsys)
    assert (code, told) == (2, "--pattern-sacred speaks of a cloth, and no --pattern FILE names one\n")


def test_a_brief_says_everything(
    photograph: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ("b.toml", "--pattern", str(photograph), *ANSWERS, "no", "-o", str(photograph.parent / "out"))
    code, told = run(*flags, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2 and told.startswith("b.toml says everything")


def test_at_a_terminal_what_is_missing_is_asked(photograph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only that, in order; what was said is not asked again."""
    answers: dict[str, Any] = {QUESTIONS["permission"]: "hers", QUESTIONS["sacred"]: "no"}
    asked: list[str] = []

    def prompt(question: str, err: bool) -> str:
        assert err, "asked on the output, which may be a file"
        asked.append(question)
        return str(answers[question])

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("typer.prompt", prompt)
    pattern = pattern_of(photograph, Said(source="my aunt's chest", width=45))
    assert asked == [QUESTIONS["permission"], QUESTIONS["sacred"]]
    assert pattern and (pattern.source, pattern.permission, pattern.sacred) == (
        "my aunt's chest",
        "hers",
        "no",
    )
    assert pattern.width == 0.45


def test_without_a_terminal_nobody_is_asked(photograph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prompt(question: str, err: bool) -> str:
        raise AssertionError("nobody is there")

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False))
    monkeypatch.setattr("typer.prompt", prompt)
    with pytest.raises(InputError, match=r"^cloth\.png is not worn without answers"):
        pattern_of(photograph, Said())
