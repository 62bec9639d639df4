"""Dancing to music: beats found in clicks made here, what has none refused, and the dance's clock on them."""

import hashlib
from pathlib import Path

import av
import numpy as np
import pytest

from wenwu.atlas.model import Atlas
from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.motion import music, sound
from wenwu.motion.beats import RATE, beginnings, find_beats, find_pulse
from wenwu.motion.clock import LEAD, set_to_beats
from wenwu.motion.compose import compose
from wenwu.motion.music import hear_music, to_music
from wenwu.motion.sound import read_sound
from wenwu.prompt.brief import Brief
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes

NEAR = 0.015  # [s]
CLEAN = 0.004  # [s] where nothing else sounds
DAI = "A Dai woman dances the peacock dance"  # 60 to 100 beats a minute


def clicks(times: np.ndarray, seconds: float, pitch: float = 1000.0) -> np.ndarray:
    """Short tones that die away, each beginning at its time."""
    out, t = np.zeros(round(seconds * RATE)), np.arange(round(0.05 * RATE)) / RATE
    for time in times:
        begins = round(time * RATE)
        tone = 0.8 * np.sin(2 * np.pi * pitch * t) * np.exp(-t / 0.01)
        out[begins : begins + len(t)] += tone[: len(out) - begins]
    return out


def even(tempo: float, seconds: float, first: float = 0.37) -> np.ndarray:
    return np.arange(first, seconds - 0.05, 60 / tempo)


def save(path: Path, samples: np.ndarray, codec: str = "pcm_s16le") -> Path:
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=RATE, layout="mono")
        whole = (np.clip(samples, -1, 1) * 32000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def worst(found: np.ndarray, true: np.ndarray) -> float:
    """How far [s] any found beat is from a true one, or any true one from a found one."""
    apart = np.abs(found[:, None] - true)
    return float(max(apart.min(0).max(), apart.min(1).max()))


@pytest.mark.parametrize("tempo", [62.0, 97.3, 104.0, 131.0])
@pytest.mark.parametrize("pitch", [90.0, 1000.0])
def test_clicks_are_found_where_they_are(tempo: float, pitch: float) -> None:
    times = even(tempo, 20)
    rise = beginnings(clicks(times, 20, pitch))
    pulse = find_pulse(rise)
    assert pulse is not None and pulse.tempo == pytest.approx(tempo, rel=0.002) and pulse.clear > 0.9
    assert worst(find_beats(rise, pulse.tempo), times) < CLEAN


@pytest.mark.parametrize("way", ["to and fro", "ever faster"])
def test_a_drifting_tempo_is_followed(way: str) -> None:
    """100 beats a minute, 4 % faster and slower."""
    times = [0.3]
    while times[-1] < 39.0:
        drift = np.sin(times[-1] / 2) if way == "to and fro" else times[-1] / 20 - 1
        times.append(times[-1] + 0.6 / (1 + 0.04 * drift))
    rise = beginnings(clicks(np.array(times), 40))
    pulse = find_pulse(rise)
    assert pulse is not None
    assert worst(find_beats(rise, pulse.tempo), np.array(times)) < CLEAN


def test_clicks_in_noise_are_found() -> None:
    times = even(80, 20)
    noise = 0.1 * np.random.default_rng(1).normal(size=20 * RATE)
    assert worst(find_beats(beginnings(clicks(times, 20) + noise), 80), times) < NEAR


@pytest.mark.parametrize(("name", "codec"), [("a.mp3", "libmp3lame"), ("a.flac", "flac"), ("a.m4a", "aac")])
def test_any_kind_of_file_is_heard(name: str, codec: str, tmp_path: Path, atlas: Atlas) -> None:
    times = even(80, 12)
    heard = hear_music(save(tmp_path / name, clicks(times, 12), codec), atlas.dance("dai_peacock"))
    assert worst(heard.beats, times) < NEAR and heard.seconds == pytest.approx(12, abs=0.1)


def no_beat(kind: str) -> np.ndarray:
    rng, time = np.random.default_rng(3), np.arange(20 * RATE) / RATE
    match kind:
        case "noise":
            return 0.2 * rng.normal(size=len(time))
        case "a tone":
            return 0.5 * np.sin(2 * np.pi * 440 * time)
        case "now and then":
            return clicks(np.sort(rng.uniform(0, 19, 40)), 20)
        case _:
            return np.zeros(len(time))


@pytest.mark.parametrize("kind", ["noise", "a tone", "now and then", "silence"])
def test_what_has_no_clear_beat_is_refused(kind: str, tmp_path: Path, atlas: Atlas) -> None:
    path = save(tmp_path / "song.wav", no_beat(kind))
    wanted = "^song.wav has no clear beat to dance to; bring music with a steady pulse$"
    with pytest.raises(InputError, match=wanted):
        hear_music(path, atlas.dance("dai_peacock"))


def test_noise_of_any_seed_and_length_has_no_beat(tmp_path: Path, atlas: Atlas) -> None:
    for seed in range(24):
        noise = 0.2 * np.random.default_rng(seed).normal(size=(5, 10, 20)[seed % 3] * RATE)
        with pytest.raises(InputError, match="no clear beat"):
            hear_music(save(tmp_path / f"{seed}.wav", noise), atlas.dance("dai_peacock"))


@pytest.mark.parametrize(("tempo", "danced"), [(130, 65), (45, 90), (84, 84), (100, 100)])
def test_a_tempo_outside_the_dance_is_halved_or_doubled(
    tempo: float, danced: float, tmp_path: Path, atlas: Atlas
) -> None:
    path = save(tmp_path / "song.wav", clicks(even(tempo, 24), 24))
    heard = hear_music(path, atlas.dance("dai_peacock"))
    assert heard.tempo == pytest.approx(danced, rel=0.003) and 60 <= heard.tempo <= 100
    assert np.median(np.diff(heard.beats)) == pytest.approx(60 / danced, rel=0.01)


def test_of_two_counts_the_one_that_was_asked_for(tmp_path: Path, atlas: Atlas) -> None:
    path, dance = save(tmp_path / "song.wav", clicks(even(132, 20), 20)), atlas.dance("tibetan_guozhuang")
    assert hear_music(path, dance).tempo == pytest.approx(132, rel=0.003)
    assert hear_music(path, dance, liked=70).tempo == pytest.approx(66, rel=0.003)


def test_a_tempo_that_fits_in_no_way_is_refused(tmp_path: Path, atlas: Atlas) -> None:
    path = save(tmp_path / "song.wav", clicks(even(112, 20), 20))
    wanted = (
        r"^song.wav goes at 112 beats a minute \(56 halved, 224 doubled\); dai_peacock goes from 60 to 100$"
    )
    with pytest.raises(InputError, match=wanted):
        hear_music(path, atlas.dance("dai_peacock"))


def silent_film(path: Path) -> Path:
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(10):
            picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            film.mux(stream.encode(picture))
        film.mux(stream.encode())
    return path


def test_files_without_sound_get_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^f.mp4 has no sound in it$"):
        read_sound(silent_film(tmp_path / "f.mp4"), RATE)
    with pytest.raises(InputError, match=r"none.wav cannot be read: No such file or directory$"):
        read_sound(tmp_path / "none.wav", RATE)
    with pytest.raises(InputError, match=r" is no file; name one with sound in it$"):
        read_sound(tmp_path, RATE)
    for name in ("text.wav", "text.mp3", "text.m3u8"):
        (tmp_path / name).write_text("#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1/a.ts\n", "utf-8")
        with pytest.raises(InputError, match=f"^{name} cannot be read as sound: it is broken, or of another"):
            read_sound(tmp_path / name, RATE)


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame")])
def test_a_torn_file_is_refused(name: str, codec: str, tmp_path: Path) -> None:
    path = save(tmp_path / name, clicks(even(80, 12), 12), codec)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=rf"^{name} is torn: its end is missing after (5.9|6.0) seconds$"):
        read_sound(path, RATE)


def test_what_is_too_long_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.wav", clicks(even(80, 12), 12))
    monkeypatch.setattr(sound, "LONGEST", 10.0)
    with pytest.raises(InputError, match=r"^a.wav lasts 0 minutes; 15 can be danced to$"):
        read_sound(path, RATE)
    monkeypatch.setattr(sound, "LARGEST", 1000)
    with pytest.raises(InputError, match=r"^a.wav is larger than music may be "):
        read_sound(path, RATE)


def test_samples_keep_their_place_and_rate(tmp_path: Path) -> None:
    path = save(tmp_path / "a.wav", clicks(np.array([1.0]), 3))
    for rate, channels in ((RATE, 1), (48_000, 2)):
        samples = read_sound(path, rate, channels)
        assert samples.shape == (3 * rate, channels)
        assert np.argmax(np.abs(samples[:, 0]) > 0.1) == pytest.approx(rate, abs=0.002 * rate)
    assert len(read_sound(path, RATE, seconds=0.5)) == RATE // 2


def test_every_beat_is_a_whole_number_of_the_clock() -> None:
    times = [0.4, 1.0, 1.65, 2.25, 2.8, 3.4, 4.1]
    clock = set_to_beats(300, 60.0, times)
    at = (np.arange(len(clock.beat)) - clock.first) / 60
    assert clock.beat[np.searchsorted(at, np.array(times) - 1e-9)] == pytest.approx(range(1, 8), abs=1e-9)
    assert len(clock.beat) == 300 + 2 * round(LEAD * 60) and 0 <= clock.beat[clock.first] < 1
    assert (clock.rate > 1.2).all() and (clock.rate < 2.2).all()
    assert np.gradient(clock.beat, 1 / 60) == pytest.approx(clock.rate, abs=0.03), "the pace has jumps"
    early, late = at < 0.4 - 2 * 0.6, at > 4.1 + 2 * 0.64
    assert clock.rate[early] == pytest.approx(4 / 2.4, rel=1e-6)
    assert clock.rate[late] == pytest.approx(4 / 2.45, rel=1e-6)
    assert clock.end == pytest.approx(7 + 0.9 / 0.6125, abs=0.02)


def test_music_from_its_first_moment_begins_on_beat_nought() -> None:
    clock = set_to_beats(120, 60.0, [0.0, 0.5, 1.0, 1.5])
    assert clock.beat[clock.kept] == pytest.approx(np.arange(120) / 30, abs=1e-9)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Twelve seconds at about 80 beats a minute, uneven."""
    times = even(80, 12) + 0.02 * np.sin(np.arange(len(even(80, 12))))
    return save(tmp_path / "song.wav", clicks(times, 12))


def asked(song: Path, atlas: Atlas, prompt: str = DAI, **wishes: object) -> Brief:
    brief = read_brief(prompt, Wishes(music=str(song), **wishes), atlas)  # type: ignore[arg-type]
    return to_music(brief, atlas.dance(brief.dance))


def test_the_brief_takes_tempo_beats_and_length_from_the_music(song: Path, atlas: Atlas) -> None:
    brief = asked(song, atlas)
    assert (brief.music, brief.seconds) == (str(song), 12.0)
    assert brief.tempo == pytest.approx(80, abs=0.5) and len(brief.beats) == 15 + 1
    told = {a.field: a for a in brief.assumed}
    assert told["tempo"].because == "the music goes so: 16 beats were found in song.wav"
    assert told["seconds"].because == "the length of song.wav"
    assert len(told) == len({(a.field, a.value) for a in brief.assumed if a.field in told})


def test_a_length_that_was_said_stays(song: Path, atlas: Atlas) -> None:
    for prompt, wishes in ((DAI, {"seconds": 5.0}), (f"{DAI} for 5 seconds", {})):
        brief = asked(song, atlas, prompt, **wishes)
        assert brief.seconds == 5.0 and 7 <= len(brief.beats) <= 13


def test_with_its_beats_a_brief_needs_the_file_for_the_sound_alone(
    song: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = asked(song, atlas)
    monkeypatch.setattr(music, "hear_music", None)  # would fail if it were called
    assert to_music(brief, atlas.dance(brief.dance), whole=False) is brief
    song.unlink()
    with pytest.raises(InputError, match=r"song.wav cannot be read: No such file or directory$"):
        to_music(brief, atlas.dance(brief.dance), whole=False)
    silent = brief.model_copy(update={"music": "", "beats": ()})
    assert to_music(silent, atlas.dance(brief.dance)) is silent


def test_another_file_in_its_place_is_noticed(song: Path, atlas: Atlas) -> None:
    brief = asked(song, atlas)
    was = hashlib.sha256(song.read_bytes()).hexdigest()
    assert brief.music_print == was
    save(song, clicks(even(70, 12), 12))
    now = hashlib.sha256(song.read_bytes()).hexdigest()
    wanted = (
        f"^song.wav is not the file whose beats the brief holds: its SHA-256 is {now[:12]}, not {was[:12]}; "
        "bring that file, or take the beats out of the brief to have this one heard$"
    )
    with pytest.raises(InputError, match=wanted):
        to_music(brief, atlas.dance(brief.dance), whole=False)
    heard = to_music(brief.model_copy(update={"beats": ()}), atlas.dance(brief.dance), whole=False)
    assert heard.music_print == now and heard.tempo == pytest.approx(70, abs=0.3)
    old = brief.model_copy(update={"music_print": ""})  # written before prints were kept
    assert to_music(old, atlas.dance(brief.dance), whole=False) is old


def danced(brief: Brief, atlas: Atlas) -> tuple[np.ndarray, float, Trace]:
    """The first dancer's beats a frame, the frames a second, and what was told."""
    trace = Trace()
    bones = {part.performer: load_body(part.performer).skeleton for part in brief.cast}
    clip = compose(brief, atlas, bones, trace).dancers[0].clip
    return clip.beat, clip.fps, trace


def test_the_dance_is_on_every_beat_to_a_frame(song: Path, atlas: Atlas) -> None:
    brief = asked(song, atlas)
    beat, fps, trace = danced(brief, atlas)
    assert len(beat) == 12 * fps
    times = np.array([b for b in brief.beats if b < 11.9])
    counted = np.interp(times, np.arange(len(beat)) / fps, beat)
    assert np.abs(counted - np.round(counted)).max() < 0.01 and (np.diff(np.round(counted)) == 1).all()
    told = [event for event in trace if event.data.get("music") == "song.wav"]
    assert told[0].data["sha256"] == brief.music_print
    assert len(told) == 1 and told[0].text.startswith("danced to song.wav, the user's own file, at ")
    assert str(song.parent) not in trace.to_jsonl()


def test_phrases_with_a_tempo_of_their_own_stay_on_the_beats(song: Path, atlas: Atlas) -> None:
    brief = asked(song, atlas, "A Tibetan man dances the guozhuang")
    beat, fps, trace = danced(brief, atlas)
    times = np.array([b for b in brief.beats if b < 11.9])
    counted = np.interp(times, np.arange(len(beat)) / fps, beat)
    assert (np.diff(np.round(counted)) == 1).all() and np.abs(counted - np.round(counted)).max() < 0.01
    assert any("they go at the tempo of the music" in event.text for event in trace)
    order = next(event.data for event in trace if "phrases" in event.data and "beats" in event.data)
    assert beat[-1] - 2.5 < 1 + sum(order["beats"]) < beat[-1], "the phrases do not fill the music"


def test_without_music_the_clock_is_the_tempo_alone(song: Path, atlas: Atlas) -> None:
    brief = read_brief(DAI, Wishes(seconds=4.0), atlas)
    beat, fps, trace = danced(brief, atlas)
    assert (beat == np.arange(len(beat)) * brief.tempo / 60 / fps).all()
    assert not [event for event in trace if "music" in event.data]


def test_music_that_nobody_listened_to_is_not_danced(song: Path, atlas: Atlas) -> None:
    brief = read_brief(DAI, Wishes(music=str(song)), atlas)
    with pytest.raises(InputError, match=r"^the beats of song.wav were not found yet"):
        danced(brief, atlas)
