"""`wenwu motif read`: what is said, what `--json` holds, what is written, what is refused."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError, OutputError
from wenwu.cli.motif_read import read
from wenwu.memory.memory import load_memory
from wenwu.motifs.library import draw_motif

ATLAS = load_atlas()
KNOWN = "dai.peacock_feather"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sign that the memory knows, and noise that it does not."""
    folder = tmp_path_factory.mktemp("pictures")
    tile = np.pad(draw_motif(ATLAS.motif(KNOWN), ATLAS), ((30, 30), (30, 30), (0, 0)))
    Image.fromarray(tile).save(folder / "feather.png")
    noise = np.random.Generator(np.random.PCG64(1)).integers(0, 256, (128, 160, 3)).astype(np.uint8)
    Image.fromarray(noise).save(folder / "noise.png")
    return folder


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    """What --json printed: one object, and nothing on either side."""
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_a_drawn_sign_is_read_as_itself(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read([pictures / "feather.png"], context=["culture=dai"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "feather.png"
    assert lines[1].startswith("  looks like: peacock feather (孔雀翎") and "Dai (ᦺᦑᦟᦹᧉ Tai Lue" in lines[1]
    assert "  asked: people Dai (ᦺᦑᦟᦹᧉ Tai Lue, Tai Nuea)" in lines
    said = next(k for k, line in enumerate(lines) if "%  " in line and line.startswith("    "))
    assert "“" in lines[said + 1] and ("claimed" in lines[said + 1] or "sourced" in lines[said + 1])
    assert "  [1] " in "\n".join(lines) and lines.index("How sure") > said
    assert (
        lines[-1] == "  None of this was measured on photographs: there chances say less than they seem to."
    )


def test_what_is_unknown_is_said_first_and_not_guessed(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read([pictures / "noise.png"], culture="yi", occasion="naadam")
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[:2] == ["noise.png", "  nothing like it in memory"]
    assert "looks like" not in out and "%  " not in out
    assert not [id for id in ATLAS.concepts if f"({id})" in out]
    assert "The memory never met these words; they count as unsaid: occasion Naadam." in out
    assert "tiger (yi.tiger)" in out and "no number decides here" in out


def test_json_is_one_object(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read([pictures / "feather.png", pictures / "noise.png"], context=["culture=dai", ""], as_json=True)
    data = told(capsys)
    assert set(data) == {"pictures", "skipped", "memory", "sources"} and data["skipped"] == []
    known, unknown = data["pictures"]
    assert known["known"] and known["least_unlike"] is None
    assert known["prototypes"][0]["motifs"][0]["motif"] == KNOWN
    assert [meant["context"] for meant in known["meanings"]] == [{"culture": "dai"}, {}]
    assert not unknown["known"] and unknown["prototypes"] == [] and unknown["meanings"] == []
    assert unknown["least_unlike"]["prototypes"] and unknown["least_unlike"]["meanings"]
    assert len(known["where"]["shares"]) == 4 and set(known["where"]["square"]) == {"top", "left", "side"}
    assert {"share", "damaged", "scant", "how"} == set(known["evidence"])


def test_chances_come_with_what_the_atlas_states(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read([pictures / "feather.png"], culture="dai", as_json=True)
    data = told(capsys)
    (meant,) = data["pictures"][0]["meanings"]
    first = meant["concepts"][0]
    assert 0.5 < first["chance"] < 1 and {"en", "zh"} <= set(first["name"])
    assert sum(one["chance"] for one in meant["concepts"]) == pytest.approx(1, abs=0.05)
    stated = [s for s in first["stated"] if s["motif"] == KNOWN]
    own = {meaning.en for meaning in ATLAS.motif(KNOWN).meanings if first["id"] in meaning.concepts}
    assert {s["en"] for s in stated} == own != set()
    assert all(s["standing"] in ("claimed", "sourced") and s["sources"] for s in stated)
    assert {id for s in stated for id in s["sources"]} <= set(data["sources"])


def test_the_measured_reliability_is_in_it(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read([pictures / "noise.png"], as_json=True)
    memory = told(capsys)["memory"]
    facts = load_memory().facts
    assert memory["reliability"]["unseen_pair"]["ece"] == facts["unseen_pair"]["ece"]
    assert memory["reliability"]["test"]["n"] == facts["test"]["n"]
    assert memory["photographs"] == "not measured on photographs"


def test_a_form_in_hands_where_it_was_never_met_is_said(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read([pictures / "feather.png"], culture="tibetan")
    assert "The memory never met such a form with these words: people Tibetan" in capsys.readouterr().out


def test_single_options_fill_what_contexts_leave_open(
    pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read(
        [pictures / "noise.png"],
        context=["occasion=wedding", "culture=yi", "民族=彝族", "culture=dai"],  # one of them twice
        culture="dai",
        as_json=True,
    )
    meanings = told(capsys)["pictures"][0]["least_unlike"]["meanings"]
    assert [meant["context"] for meant in meanings] == [
        {"culture": "dai", "occasion": "wedding"}, {"culture": "yi"}, {"culture": "dai"},
    ]  # fmt: skip


def test_it_speaks_chinese(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read([pictures / "feather.png", pictures / "noise.png"], context=["民族=傣族"], lang="zh")
    out = capsys.readouterr().out
    assert "看似：孔雀翎" in out and "记忆中没有与之相似的" in out and "所问：民族 傣族" in out
    assert "如何读取：透明处衬以白底" in out and "有多可靠" in out


def test_one_reading_fills_a_folder(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read([pictures / "noise.png"], out=tmp_path / "new" / "reading")
    assert capsys.readouterr().out.endswith(f"written to {tmp_path / 'new' / 'reading'}\n")
    names = sorted(path.name for path in (tmp_path / "new" / "reading").iterdir())
    assert names == ["reading.html", "reading.json", "where.png"]


def test_several_readings_have_a_folder_each(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wenwu.report.reading_page.font_faces", lambda text: "")
    read([pictures / "noise.png", pictures / "feather.png"], out=tmp_path / "both", as_json=True)
    assert sorted(path.name for path in (tmp_path / "both").iterdir()) == ["001-noise", "002-feather"]
    assert len(told(capsys)["pictures"]) == 2


def test_what_cannot_be_read_is_said_and_counted(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"none")
    with pytest.raises(typer.Exit) as ended:
        read([pictures / "noise.png", bad, tmp_path / "gone.jpg"])
    assert ended.value.exit_code == 2
    captured = capsys.readouterr()
    assert captured.out.startswith("noise.png")
    assert captured.err.splitlines() == [
        "'bad.png' is no picture that can be read; PNG, JPEG, WebP, TIFF, BMP and GIF can",
        f"there is no picture '{tmp_path / 'gone.jpg'}'",
        "2 of 3 pictures were not read",
    ]


def test_json_holds_what_was_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        read([tmp_path / "gone.jpg"], out=tmp_path / "never", as_json=True)
    data = told(capsys)
    assert data["pictures"] == [] and [one["file"] for one in data["skipped"]] == [str(tmp_path / "gone.jpg")]
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"context": ["culture=dia"]}, "no culture 'dia' in the atlas; did you mean 'dai'? known: bai, "),
        ({"carrier": "moon"}, "no carrier 'moon' in the atlas; "),
        ({"role": "child"}, "no role 'child'; it is man or woman"),
        ({"context": ["yi"]}, "'yi' says nothing of a context; write for example "),
        ({"lang": "fr"}, "no language 'fr'; reports are written in en or zh"),
        ({"memory": Path("nowhere")}, "there is no memory in nowhere; wenwu train memory writes one"),
    ],
)
def test_what_is_not_understood_is_refused_before_anything_is_read(
    asked: dict, sentence: str, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError) as refused:
        read([pictures / "noise.png"], **asked)
    assert str(refused.value).startswith(sentence) and capsys.readouterr().out == ""


def test_a_folder_that_is_there_is_left_as_it_is(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match="exists already; name another folder or remove it"):
        read([pictures / "noise.png"], out=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_full_disk_leaves_nothing(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = Path.write_text

    def write_text(self: Path, data: str, *more: object, **also: object) -> int:
        if self.name == "reading.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return whole(self, data, *more, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", write_text)
    monkeypatch.setattr("wenwu.report.reading_page.font_faces", lambda text: "")
    with pytest.raises(OutputError, match="cannot be written: No space left on device"):
        read([pictures / "noise.png"], out=tmp_path / "a" / "reading")
    assert not list((tmp_path / "a").iterdir()) and capsys.readouterr().out == ""


def test_help_loads_neither_arrays_nor_the_memory() -> None:
    heavy = ("numpy", "scipy", "onnxruntime", "torch", "PIL", "jinja2", "pydantic")
    code = f"import sys, wenwu.cli.motif_read; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stdout.strip() == "[]"


def test_reading_needs_no_torch(pictures: Path, tmp_path: Path) -> None:
    """Under a torch that stops whoever imports it."""
    (tmp_path / "torch.py").write_text("raise SystemExit('torch was imported')\n", "utf-8")
    words = [sys.executable, "-m", "wenwu", "motif", "read", str(pictures / "noise.png")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "nothing like it in memory" in done.stdout, done.stderr
