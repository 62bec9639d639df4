"""Music: a dance put on the beats of a sound file that somebody brings. No sound is ever made or imitated."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.model import Dance
from wenwu.atlas.score import Score
from wenwu.base.errors import InputError
from wenwu.base.trace import Trace
from wenwu.motion.beats import FPS, RATE, Curve, Pulse, beginnings, find_beats, find_pulse
from wenwu.motion.sound import fingerprint, read_sound
from wenwu.prompt.brief import Assumption, Brief
from wenwu.prompt.wishes import LONGEST, check_seconds

CLEAR, SURE = 0.15, 0.85  # a beat is clear from CLEAR on, and from SURE / √seconds on in short music
FEWEST = 4  # beats
ALMOST = 0.01  # of a tempo: so little outside a range is measured, not danced
OVER = 4.0  # [s] beats are kept for so long after the last frame
SPAN = 8  # [beats] the tempo is the median over so many


@dataclass(frozen=True)
class Heard:
    """What some music is danced by."""

    seconds: float  # length
    found: float  # [beats/min] the music's pulse
    tempo: float  # [beats/min] danced: the same, doubled, or halved
    beats: Float[ndarray, " B"]  # [s]


def hear_music(path: Path, dance: Dance, liked: float | None = None) -> Heard:
    """The beats of a sound file, counted so that the dance can be danced to them; of two counts that can, the
    one nearer to the tempo liked [beats/min], else the music's own.

    Raises InputError where the file cannot be read, has no clear beat, or goes at a tempo the dance does not.
    """
    sound = read_sound(path, RATE)[:, 0]
    rise = beginnings(sound)
    pulse, seconds = clear_pulse(rise), len(sound) / RATE
    if pulse is None:
        raise InputError(f"{path.name} has no clear beat to dance to; bring music with a steady pulse")
    tempo = _counted(path.name, pulse.tempo, dance, liked)
    beats = find_beats(rise, tempo)
    if len(beats) < FEWEST:
        raise InputError(f"{path.name} has only {len(beats)} beats; a dance needs {FEWEST}")
    return Heard(seconds, pulse.tempo, float(np.clip(_median(beats), *dance.tempo[:2])), beats)


def clear_pulse(rise: Curve) -> Pulse | None:
    """The pulse of some music, if it is clear enough to dance to: in short music, chance is like a pulse."""
    pulse, seconds = find_pulse(rise), len(rise) / FPS
    return pulse if pulse and pulse.clear >= max(CLEAR, SURE / np.sqrt(seconds)) else None


def _counted(name: str, found: float, dance: Dance, liked: float | None) -> float:
    """The music's tempo, doubled or halved if need be, so that it lies in the dance's range."""
    low, high, _ = dance.tempo
    able = [t for t in (found, 2 * found, found / 2) if low * (1 - ALMOST) <= t <= high * (1 + ALMOST)]
    if not able:
        raise InputError(
            f"{name} goes at {found:.0f} beats a minute ({found / 2:.0f} halved, {2 * found:.0f} doubled); "
            f"{dance.id} goes from {low:g} to {high:g}"
        )
    return min(able, key=lambda t: abs(np.log(t / (liked or found))))


def _median(beats: Float[ndarray, " B"]) -> float:
    """Beats a minute: the median over spans of a few beats."""
    span = min(SPAN, len(beats) - 1)
    return 60 * span / float(np.median(beats[span:] - beats[:-span]))


def to_music(brief: Brief, dance: Dance, whole: bool = True) -> Brief:
    """The brief with beats and tempo of the music it names; unchanged where it names none.

    One that has its beats already needs its file for the sound alone; InputError where another file lies in
    its place. `whole`: a length that nobody said becomes the music's.
    """
    if not brief.music:
        return brief
    path = Path(brief.music)
    if brief.beats:
        _require_same(path, brief.music_print)
        return brief
    open_ = {a.field for a in brief.assumed}
    said = None if "tempo" in open_ and not brief.moods else brief.tempo
    heard = hear_music(path, dance, said)
    seconds = brief.seconds
    if whole and "seconds" in open_:
        seconds = check_seconds(min(round(heard.seconds, 2), LONGEST))
    kept = heard.beats[: max(FEWEST, int(np.sum(heard.beats < seconds + OVER)))]
    return brief.model_copy(
        update={
            "beats": tuple(round(float(beat), 4) for beat in kept),
            "music_print": fingerprint(path),
            "tempo": round(heard.tempo, 2),
            "seconds": seconds,
            "assumed": _assumed(brief, heard, path.name, seconds),
        }
    )


def _require_same(path: Path, print_: str) -> None:
    """Raise InputError where a file is not the one whose beats were found, if that is known."""
    now = fingerprint(path)
    if print_ and now != print_:
        raise InputError(
            f"{path.name} is not the file whose beats the brief holds: its SHA-256 is {now[:12]}, not "
            f"{print_[:12]}; bring that file, or take the beats out of the brief to have this one heard"
        )


def _assumed(brief: Brief, heard: Heard, name: str, seconds: float) -> tuple[Assumption, ...]:
    """What was assumed, with what the music decides in place of what it overrules."""
    overruled = {"tempo", "seconds"} if seconds != brief.seconds else {"tempo"}
    (how, zh), number = _count(heard), len(heard.beats)
    why = {
        "tempo": (
            f"{heard.tempo:.4g}",
            f"the music goes so: {number} beats were found in {name}{how}",
            f"依音乐：{name} 中找到{number}拍{zh}",
        ),
        "seconds": (f"{seconds:g}", f"the length of {name}", f"{name} 的长度"),
    }
    rest = tuple(a for a in brief.assumed if a.field not in overruled)
    told = sorted(overruled, reverse=True)
    rows = ((field, *why[field]) for field in told)
    return rest + tuple(Assumption(field=f, value=v, because=en, because_zh=zh) for f, v, en, zh in rows)


def _count(heard: Heard) -> tuple[str, str]:
    """How the beats were counted, in English and Chinese."""
    share = round(float(np.log2(heard.tempo / heard.found)))
    if share == 0:
        return "", ""
    how, zh = ("twice", "倍") if share > 0 else ("half", "半")
    return (
        f", counted {how} as fast as its {heard.found:.0f} a minute, as suits the dance",
        f"，按其每分钟{heard.found:.0f}拍之{zh}计，以合此舞",
    )


def beats_of(brief: Brief) -> tuple[float, ...]:
    """The beats of a brief [s since the first frame]; InputError where its music was never listened to."""
    if brief.music and not brief.beats:
        raise InputError(f"the beats of {Path(brief.music).name} were not found yet: to_music finds them")
    return brief.beats


def steady(score: Score) -> Score:
    """A score whose phrases all go at its own speed: to music, each beat of theirs is one of the music's."""
    phrases = tuple(phrase.model_copy(update={"bpm": None}) for phrase in score.phrase)
    return score.model_copy(update={"phrase": phrases})


def tell_music(brief: Brief, score: Score, trace: Trace) -> None:
    """Say whose sound is danced to, how fast it goes, and what it overrules."""
    if not brief.beats:
        return
    name = Path(brief.music).name
    what = f"{name}, the user's own file," if name else "the beats of the brief"
    trace.add(
        "motion", "chose",
        f"danced to {what} at {brief.tempo:g} beats a minute; no sound is made here",
        music=name, sha256=brief.music_print, tempo=brief.tempo, beats=len(brief.beats),
    )  # fmt: skip
    ids = [p.id for p in score.phrase if p.bpm and p.bpm != score.bpm]
    if ids:
        text = f"{', '.join(ids)}: written faster or slower than the rest, they go at the tempo of the music"
        trace.add("motion", "left out", text, phrases=ids)
