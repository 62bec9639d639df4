"""`wenwu animate --music`: films that sound, the same again from the brief, one sentence where not."""

import json
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from wenwu.cli import main
from wenwu.motion.bvh import read_bvh
from wenwu.report.brief_file import read_brief_file

DAI = "A Dai woman dances the peacock dance"
SMALL = ("--size", "128x128", "--fps", "10", "--formats", "mp4,bvh", "--quiet")
RATE = 16_000


def animate(*words: str) -> int:
    before = sys.argv
    sys.argv = ["wenwu", "animate", *words]
    try:
        main.run()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of clicks, 84 a minute."""
    path = tmp_path_factory.mktemp("music") / "song.wav"
    samples = np.zeros(8 * RATE, np.int16)
    for time in np.arange(0.3, 7.9, 60 / 84):
        samples[round(time * RATE) :][:200] = 20_000
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def made(song: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dance") / "one"
    assert animate(DAI, "--music", str(song), "--seconds", "2", "-o", str(out), *SMALL) == 0
    return out


def test_the_films_carry_the_music(made: Path) -> None:
    for name in ("dance.mp4", "dance_web.mp4"):
        with av.open(str(made / name)) as film:
            sound = film.streams.audio[0]
            assert float(sound.duration * sound.time_base) == pytest.approx(2, abs=0.05)
    brief = read_brief_file(made / "brief.toml")
    assert brief.tempo == pytest.approx(84, abs=0.3) and brief.beats[0] == pytest.approx(0.3, abs=0.015)
    events = [json.loads(line) for line in (made / "trace.jsonl").read_text("utf-8").splitlines()]
    assert [(e["music"], e["sha256"]) for e in events if "music" in e] == [("song.wav", brief.music_print)]
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert manifest["music"] == {"name": "song.wav", "sha256": brief.music_print}
    assert "The music is the file song.wav" in (made / "report.html").read_text("utf-8")


def test_its_brief_dances_the_same_again(made: Path) -> None:
    again = made.parent / "again"
    assert animate(str(made / "brief.toml"), "-o", str(again), "-q") == 0
    for name in ("dance.bvh", "trace.jsonl", "brief.toml", "dance_web.mp4"):
        assert (again / name).read_bytes() == (made / name).read_bytes(), name
    assert len(read_bvh(again / "dance.bvh")) == len(read_bvh(made / "dance.bvh"))


def test_one_sentence_and_nothing_else(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = tmp_path / "film.mp4"
    noise.write_bytes(b"\0" * 3000)
    gone = tmp_path / "gone.toml"
    brief = (made / "brief.toml").read_text("utf-8")
    gone.write_text(brief.replace("song.wav", "gone.wav"), "utf-8")
    other = tmp_path / "other.toml"
    music = read_brief_file(made / "brief.toml").music
    other.write_text(brief.replace(music, str(noise)), "utf-8")
    capsys.readouterr()
    for words, said in (
        ((DAI, "--music", "none.wav"), "none.wav cannot be read: No such file or directory"),
        ((DAI, "--music", str(noise)), "film.mp4 cannot be read as sound: it is broken, or of another kind"),
        ((str(gone),), "gone.wav cannot be read: No such file or directory"),
        ((str(other),), "film.mp4 is not the file whose beats the brief holds"),
        ((str(gone), "--music", "a.wav"), "gone.toml says everything"),
    ):
        assert animate(*words, "-o", str(tmp_path / "out")) == 2
        told = capsys.readouterr().err
        assert said in told and len(told.strip().splitlines()) == 1
        assert not (tmp_path / "out").exists()
