"""The film's sound: what was brought, as long as the pictures; and none where nothing was brought."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from wenwu.atlas.load import load_atlas
from wenwu.atlas.rules import judge
from wenwu.base.errors import InputError
from wenwu.base.progress import Silent
from wenwu.base.trace import Trace
from wenwu.motion.sound import read_sound
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes, check_beats
from wenwu.render.soundtrack import RATE
from wenwu.report.brief_file import read_brief_file, require_possible, write_brief
from wenwu.report.dossier import dossier_view, render_page
from wenwu.report.film import PREVIEW_BYTES, shoot
from wenwu.report.stills import Picture, Stills

ATLAS = load_atlas()
CLICKS = (0.25, 0.75, 1.25, 2.6)  # [s]
FRAME = 1024 / RATE  # [s] of AAC


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Three seconds, both sides different, with four clicks."""
    samples = np.zeros((3 * 44_100, 2), np.int16)
    for time in CLICKS:
        samples[round(time * 44_100) :][:200] = (20_000, -12_000)
    path = tmp_path / "song.wav"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=44_100, layout="stereo")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def brief(seconds: float, song: Path | None, lang: str = "en") -> Brief:
    asked = read_brief("A Dai woman dances the peacock dance", Wishes(seconds=seconds, fps=12), ATLAS)
    beats = CLICKS[:3] if song else ()
    return asked.model_copy(update={"music": str(song or ""), "beats": beats, "lang": lang})


def some_frames(count: int) -> Iterator[Picture]:
    for number in range(count):
        yield np.full((90, 160, 3), 60 + 4 * number % 190, np.uint8)


def filmed(asked: Brief, folder: Path) -> Path:
    count = round(asked.seconds * asked.fps)
    folder.mkdir()
    film = shoot(some_frames(count), Stills(count, 3, "note"), asked, folder, Silent())
    (folder / "preview.mp4").write_bytes(film.preview)
    return folder


@pytest.mark.parametrize("seconds", [2.0, 4.0])
def test_the_sound_lasts_as_long_as_the_pictures(seconds: float, song: Path, tmp_path: Path) -> None:
    """Cut where the music is longer, followed by silence where it is shorter; each click where it was."""
    folder = filmed(brief(seconds, song), tmp_path / "film")
    for name in ("dance.mp4", "dance_web.mp4", "preview.mp4"):
        with av.open(str(folder / name)) as film:
            pictures, sound = film.streams.video[0], film.streams.audio[0]
            assert (sound.codec_context.name, sound.codec_context.layout.name) == ("aac", "stereo")
            assert float(pictures.duration * pictures.time_base) == pytest.approx(seconds, abs=1e-3)
            assert float(sound.duration * sound.time_base) == pytest.approx(seconds, abs=2 * FRAME)
        heard = read_sound(folder / name, RATE, 2)
        assert len(heard) / RATE == pytest.approx(seconds, abs=2 * FRAME)
        for time in [click for click in CLICKS if click < seconds]:
            near = heard[round((time - 0.1) * RATE) : round((time + 0.1) * RATE), 0]
            assert np.argmax(near > 0.25) / RATE == pytest.approx(0.1, abs=0.003), name
        assert np.abs(heard[round(3.05 * RATE) :]).max(initial=0) < 0.01


def test_the_sides_stay_what_they_were(song: Path, tmp_path: Path) -> None:
    heard = read_sound(filmed(brief(2.0, song), tmp_path / "film") / "dance.mp4", RATE, 2)
    click = heard[round(0.25 * RATE) :][: round(0.004 * RATE)].mean(0)
    assert click[0] > 0.3 and click[1] == pytest.approx(-0.6 * click[0], rel=0.1)


def test_without_music_there_is_no_stream_of_sound(tmp_path: Path) -> None:
    folder = filmed(brief(2.0, None), tmp_path / "film")
    for name in ("dance.mp4", "dance_web.mp4", "preview.mp4"):
        with av.open(str(folder / name)) as film:
            assert len(film.streams) == len(film.streams.video) == 1


def test_equal_films_have_equal_sound(song: Path, tmp_path: Path) -> None:
    one, two = (filmed(brief(2.0, song), tmp_path / name) for name in ("one", "two"))
    assert (one / "dance_web.mp4").read_bytes() == (two / "dance_web.mp4").read_bytes()


def test_noise_for_eyes_and_ears_keeps_below_four_megabytes(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    path = tmp_path / "noise.wav"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        noise = random.integers(-20_000, 20_000, (1, 2 * 2 * RATE), np.int16)
        frame = av.AudioFrame.from_ndarray(noise, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = RATE, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    asked = brief(2.0, path).model_copy(update={"formats": ("bvh",)})
    frames = (random.integers(0, 255, (480, 854, 3), np.uint8) for _ in range(24))
    assert len(shoot(frames, Stills(24, 0, "note"), asked, tmp_path, Silent()).preview) <= PREVIEW_BYTES


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_says_whose_file_it_is(lang: str, song: Path) -> None:
    pages = []
    for path in (song, None):
        asked = brief(3.0, path, lang)
        view = dossier_view(asked, ATLAS, judge(facts_of(asked, ATLAS), ATLAS), Trace(), [])
        pages.append(render_page(view | {"film": "", "poster": "", "contact": ""}))
    said = {"en": ["The music is the file song.wav", "3 of its beats"], "zh": ["自带的文件 song.wav", "3拍"]}
    assert all(words in pages[0] and words not in pages[1] for words in said[lang])
    assert str(song.parent) not in pages[0] and "song.wav" not in pages[1]


def test_beats_come_back_from_the_brief(song: Path, tmp_path: Path) -> None:
    asked = brief(2.0, song)
    write_brief(asked, tmp_path / "brief.toml")
    assert read_brief_file(tmp_path / "brief.toml") == asked


@pytest.mark.parametrize(
    "beats", [(1.0,), (-1.0, 0.0), (0.0, 1.0, 0.5), (0.0, 0.1), (0.0, 9.0), (0.0, float("nan"))]
)
def test_impossible_beats_are_refused(beats: tuple[float, ...], song: Path) -> None:
    asked = brief(2.0, song).model_copy(update={"beats": beats})
    with pytest.raises(InputError, match=r"^`beats` are seconds from 0 on, each 0.2 to 4 after the last$"):
        require_possible(asked, ATLAS)
    assert check_beats(CLICKS) == CLICKS and check_beats(()) == ()
