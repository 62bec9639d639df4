"""`wenwu check --pattern`: may this cloth be worn in this dance? As `animate` judges it, and nothing made."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.cli import main
from wenwu.cli.own_cloth import QUESTIONS
from wenwu.motifs.sign import draw_sign

ATLAS = load_atlas()
MIAO, DAI = "A Miao woman dances the wooden drum dance", "A Dai woman dances the peacock dance"
YI, FUNERAL = "A Yi woman dances the torch dance", "A Yi woman dances the torch dance at a funeral"
SAID = ("--pattern-source", "my aunt's chest", "--pattern-permission", "hers", "--pattern-sacred")
ASIDE = ("--set-aside", "yi.flame_funeral: her family asked for it")


@pytest.fixture(scope="module")
def flames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cloth of twelve flames, as the atlas draws them: the memory knows the form."""
    tile = draw_sign(ATLAS.motif("yi.flame"), ATLAS, 96).image
    path = tmp_path_factory.mktemp("cloth") / "flames.png"
    Image.fromarray(np.tile(tile, (3, 4, 1))).save(path)
    return path


@pytest.fixture(scope="module")
def weave(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cloth of crooked strokes, like nothing that the memory knows."""
    cell = np.full((60, 40, 3), [190, 170, 120], np.uint8)
    cell[7:47, 5:14], cell[33:40, 5:35], cell[13:17, 20:33] = [40, 50, 120], [150, 30, 40], [20, 20, 20]
    path = tmp_path_factory.mktemp("cloth") / "weave.png"
    Image.fromarray(np.tile(cell, (4, 6, 1))).save(path)
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """The program with these words; its exit code, what it says and what it complains of. Nothing danced."""

    def nothing(*args: object) -> None:
        raise AssertionError("the cloth should have been refused")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("wenwu.pipeline.generate", nothing)
        monkeypatch.setattr("sys.argv", ["wenwu", *words])
        try:
            main.run()
        except SystemExit as ended:
            return int(ended.code or 0), *capsys.readouterr()
        return 0, *capsys.readouterr()

    return run


def test_a_cloth_like_nothing_known_may_be_worn_on_the_users_word(run: Any, weave: Path) -> None:
    code, said, complaint = run("check", MIAO, "--dancers", "1", "--pattern", str(weave), *SAID, "no")
    lines = [line.strip() for line in said.splitlines()]
    assert (code, complaint) == (0, "") and lines[1] == "lawful"
    at = lines.index("Your cloth: weave.png")
    assert lines[at + 1 : at + 5] == [
        "Source: my aunt's chest",
        "Permission: hers",
        "Does it show a deity or a rite? no, by the word of whoever brought it",
        "How it was found: one repeat, found in two directions, laid beside itself",
    ]
    assert "Would be worn as: Xijiang festive dress with silver horns: skirt" in lines
    assert any(line.startswith("What the memory says: Nothing like it in memory.") for line in lines)
    assert "No rule of the atlas speaks of what it looks like." in lines
    assert any(line.startswith("- assumed: pattern_width = 50 cm; ") for line in lines)


def test_a_flame_is_worn_by_the_fire_and_not_at_a_funeral(run: Any, flames: Path) -> None:
    words = ("--dancers", "1", "--pattern", str(flames), *SAID, "no")
    code, said, _ = run("check", YI, *words)
    assert code == 0 and "It looks like Yi · flame." in said and "yi.flame_funeral" not in said
    assert "    - kept: what is restricted (level 4)" in said
    code, said, _ = run("check", FUNERAL, *words)
    refusal = said.splitlines()[1]
    assert code == 1 and refusal.startswith("refused: flames.png looks like this sign: Yi flame (likeness 0.")
    assert "(rule yi.flame_funeral, soft, claimed; source: Wang P. (2026)" in refusal
    assert refusal.endswith('; to wear it all the same, say why: --set-aside "yi.flame_funeral: …"')
    assert "Would be worn as: Nuosu woman's dress" in said and "It looks like Yi · flame." in said


def test_what_it_asks_for_opens_it(run: Any, flames: Path) -> None:
    code, said, _ = run("check", FUNERAL, "--dancers", "1", "--pattern", str(flames), *SAID, "no", *ASIDE)
    assert code == 0 and said.splitlines()[1] == "lawful"
    assert said.index("Your cloth") < said.index("    - set aside: the torch and flame motif")
    assert "set aside because: her family asked for it" in said


def test_json_tells_what_was_judged_on_whose_word(run: Any, flames: Path) -> None:
    words = ("--dancers", "1", "--pattern", str(flames), *SAID, "no", "--json")
    code, said, _ = run("check", FUNERAL, *words)
    data = json.loads(said)
    cloth = data["cloth"]
    assert (code, data["verdict"], data["lawful"]) == (1, "refused", False)
    assert data["refusal"].startswith("refused: flames.png looks like this sign: Yi flame")
    assert {key: cloth[key] for key in ("file", "source", "permission", "sacred", "may_be_worn")} == {
        "file": "flames.png", "source": "my aunt's chest", "permission": "hers", "sacred": "no",
        "may_be_worn": False,
    }  # fmt: skip
    assert len(cloth["sha256"]) == 64
    assert cloth["worn"] == {"piece": "jacket", "costumes": ["yi.f.liangshan"], "width": 0.5}
    read = cloth["read"]
    assert (read["known"], read["looks_like"], read["kept"], read["repeats"]) == (
        True, ["yi.flame"], [], "tile",
    )  # fmt: skip
    assert 0.8 < read["likeness"] < 1 and "the photograph is not mirrored" in read["how"]
    stopping = [finding for finding in cloth["findings"] if finding["stops"]]
    assert [(f["rule"], f["strength"], f["standing"]) for f in stopping] == [
        ("yi.flame_funeral", "soft", "claimed")
    ]
    assert stopping[0]["sources"][0]["title"].startswith("Wang P. (2026)")
    assert stopping[0]["facts"]["motif"] == "yi.flame" and stopping[0] in data["findings"]


def test_json_without_a_cloth_has_none(run: Any) -> None:
    assert json.loads(run("check", DAI, "--json")[1])["cloth"] is None


@pytest.mark.parametrize(("answer", "zh"), [("deity", "神祇"), ("rite", "仪式"), ("unknown", "不知")])
def test_what_may_be_sacred_is_refused_unread_and_says_by_which_rule(
    answer: str, zh: str, run: Any, tmp_path: Path
) -> None:
    """The file is no picture: it is not even read."""
    path = tmp_path / "cloth.jpg"
    path.write_bytes(b"abc")
    code, said, _ = run("check", MIAO, "--pattern", str(path), *SAID, answer, "--json")
    data = json.loads(said)
    assert code == 1 and data["verdict"] == "refused"
    assert (data["cloth"]["read"], data["cloth"]["worn"], data["cloth"]["sha256"]) == (None, None, None)
    (finding,) = data["cloth"]["findings"]
    assert (finding["rule"], finding["strength"], finding["standing"]) == (
        "any.restricted",
        "hard",
        "sourced",
    )
    code, said, _ = run("check", "一位苗族姑娘跳木鼓舞", "--pattern", str(path), *SAID, answer)
    assert code == 1 and "您的布：cloth.jpg" in said and f"是否绘有神祇或仪式？ {zh}" in said
    assert said.count("规则any.restricted，强制，有据") == 1


def test_it_is_told_in_chinese(run: Any, flames: Path) -> None:
    words = ("--dancers", "1", "--pattern", str(flames), *SAID, "no")
    code, said, _ = run("check", "彝族妇女跳朵洛荷", *words)
    assert code == 0 and "记忆所言：看来像彝族 · 火纹。" in said and "    照片未作镜像" in said
    assert "- 假定：所制部件 = jacket" in said


CASES: dict[str, tuple[tuple[str, ...], int]] = {
    "no answers": ((), 2),
    "one answer": (SAID[:4], 2),
    "blank": (("--pattern-source", " ", *SAID[2:], "no"), 2),
    "no word": ((*SAID, "perhaps"), 2),
    "turn": ((*SAID, "no", "--pattern-turn", "45"), 2),
    "width": ((*SAID, "no", "--pattern-width", "1"), 2),
    "corners": ((*SAID, "no", "--pattern-corners", "1,2"), 2),
    "piece": ((*SAID, "no", "--pattern-on", "hat"), 2),
    "deity": ((*SAID, "deity"), 1),
    "rite": ((*SAID, "rite"), 1),
    "unknown": ((*SAID, "unknown"), 1),
    "no place": ((*SAID, "no"), 2),
    "no reason": ((*SAID, "no", "--set-aside", "any.restricted"), 2),
}


def refused(run: Any, command: str, prompt: str, words: tuple[str, ...], out: Path) -> tuple[int, str]:
    """The exit code and the one sentence of a command that refuses."""
    more = ("-o", str(out), "-q") if command == "animate" else ()
    code, said, complaint = run(command, prompt, *words, *more)
    found = [line for line in (*said.splitlines(), *complaint.splitlines()) if line]
    return code, found[1] if command == "check" and code == 1 else "\n".join(found)


@pytest.mark.parametrize("case", CASES)
def test_it_refuses_word_for_word_as_animate_does(case: str, run: Any, tmp_path: Path) -> None:
    path = tmp_path / "cloth.png"
    Image.fromarray(np.full((80, 80, 3), 90, np.uint8)).save(path)
    more, code = CASES[case]
    words = ("--pattern", str(path), *more)
    told = [refused(run, command, DAI, words, tmp_path / "out") for command in ("animate", "check")]
    assert told[0] == told[1] and told[0][0] == code and len(told[0][1].splitlines()) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["cloth.png"]


BAD = {
    "gone.png": (None, "there is no picture "),
    "text.png": (b"no picture at all", "'text.png' is no picture that can be read; "),
    "cut.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "'cut.png' is no picture that can be read; "),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_told_in_one_sentence(name: str, run: Any, tmp_path: Path) -> None:
    data, said = BAD[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    words = ("--pattern", str(tmp_path / name), *SAID, "no")
    code, out, told = run("check", DAI, *words)
    assert (code, out) == (2, "") and said in told and len(told.strip().splitlines()) == 1
    assert refused(run, "animate", DAI, words, tmp_path / "out") == (2, told.strip())


def test_answers_for_no_cloth_are_told(run: Any) -> None:
    code, out, told = run("check", DAI, "--pattern-sacred", "no")
    assert (code, out) == (2, "")
    assert told == "--pattern-sacred speaks of a cloth, and no --pattern FILE names one\n"


def test_a_cloth_is_worn_in_a_dance(run: Any, flames: Path) -> None:
    """A question without a dance is answered of the dance that animate would make of it."""
    question = "The torch motif at a Yi funeral"
    assert "understood: Yi, funeral, flame\n" in run("check", question)[1]
    words = ("--dancers", "1", "--pattern", str(flames), *SAID, "no")
    code, said, _ = run("check", question, *words)
    assert code == 1 and " of the Yi, 1 woman, funeral, 10 s" in said.splitlines()[0]


def test_at_a_terminal_questions_are_asked_beside_the_output(
    run: Any, weave: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that --json > FILE stays JSON."""
    asked: list[str] = []

    def prompt(question: str, err: bool = False) -> str:
        assert err
        asked.append(question)
        return "no"

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    words = ("--dancers", "1", "--pattern", str(weave), *SAID[:4], "--json")
    code, said, _ = run("check", MIAO, *words)
    assert (code, asked) == (0, [QUESTIONS["sacred"]]) and json.loads(said)["cloth"]["sacred"] == "no"
