"""`wenwu animate` on bad input: one sentence, the right exit code, and nothing left behind."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from wenwu.cli import main

DAI = "A Dai woman dances the peacock dance"


@pytest.fixture(autouse=True)
def nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def perform(*args: object, **more: object) -> None:
        raise AssertionError("the input should have been refused")

    monkeypatch.setitem(sys.modules, "wenwu.pipeline", SimpleNamespace(perform=perform))
    monkeypatch.chdir(tmp_path)


def run(*words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and what stands on stderr."""
    monkeypatch.setattr("sys.argv", ["wenwu", *words])
    with pytest.raises(SystemExit) as ended:
        main.run()
    said = capsys.readouterr()
    assert said.out == ""
    return int(ended.value.code or 0), said.err


BAD = {
    "empty": ([""], 2, "empty"),
    "blank": (["   "], 2, "empty"),
    "French": (["Une femme danse avec des fleurs dans la rue"], 2, ""),
    "culture": ([DAI, "--culture", "dia"], 2, "did you mean 'dai'"),
    "dance": ([DAI, "--dance", "dai_peacok"], 2, "did you mean 'dai_peacock'"),
    "foreign dance": (["A Tibetan woman dances the Dai peacock dance"], 1, ""),
    "two cultures": (["A Dai woman and a Miao man dance together"], 1, ""),
    "no time": ([DAI, "--seconds", "0"], 2, "0 seconds cannot be danced; ask for 2 to 600 seconds"),
    "ages": ([DAI, "--seconds", "1e9"], 2, "1e+09 seconds cannot be danced"),
    "no number": ([DAI, "--seconds", "nan"], 2, "nan seconds cannot be danced"),
    "odd": ([DAI, "--size", "1281x720"], 2, "the size 1281x720 does not work"),
    "no size": ([DAI, "--size", "big"], 2, "'big' is no size"),
    "crowd": (["Dai peacock dance", "--dancers", "500"], 2, "500 dancers do not fit; ask for 1 to 12"),
    "nobody": (["Dai peacock dance", "--dancers", "0"], 2, "0 dancers do not fit"),
    "format": ([DAI, "--formats", "avi"], 2, "no format 'avi'; there are mp4, glb, bvh"),
    "performer": ([DAI, "--performer", "woman_9"], 2, "no performer 'woman_9'"),
    "rite": (["A Bimo performs an exorcism ritual for the Yi"], 1, ""),
    "reason": ([DAI, "--set-aside", "dai.peacock_wrist"], 2, "gives no reason"),
    "no brief": (["nowhere.toml"], 2, "nowhere.toml cannot be read: No such file or directory"),
    "brief and wishes": (["b.toml", "--seed", "2"], 2, "b.toml says everything"),
    "long": (["dance " * 4000], 2, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_one_sentence_and_nothing_else(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, code, part = BAD[case]
    ended, said = run("animate", *words, "-o", "out/x", monkeypatch=monkeypatch, capsys=capsys)
    assert ended == code, said
    assert part in said
    assert len(said.strip().splitlines()) == 1 and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


PLACES = {
    "file": "place is a file; name a folder that does not exist yet",
    "full": "place exists and was not made by wenwu; name a folder that does not exist yet",
    "ours": "place already holds a dance; replace it with --force or name another folder",
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_place_that_is_taken_is_said_before_any_work(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("x", "utf-8")
    else:
        place.mkdir()
        manifest = '{"made_by": "wenwu"}' if kind == "ours" else "{}"
        (place / "manifest.json").write_text(manifest, "utf-8")
    code, said = run("animate", DAI, "-o", "place", monkeypatch=monkeypatch, capsys=capsys)
    assert (code, said.strip()) == (2, PLACES[kind])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    code, said = run("animate", DAI, "-o", "closed/x", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 2 and "closed/x cannot be written: Permission denied" in said
