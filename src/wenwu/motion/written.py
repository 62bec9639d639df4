"""Writing a score from recordings: files that share a name are ways to dance one phrase."""

import re
from collections.abc import Mapping
from pathlib import Path

from wenwu.atlas.score import Phrase, Pulse, Score, Style, Variant
from wenwu.motion.clip import Clip
from wenwu.motion.transcribe import Transcript, transcribe
from wenwu.motion.upper import LAG

STYLE = Style(  # recordings hold lag, pulse and breath already
    pulse=Pulse(amp=0.0), drag=0.0, hip_drop=0.0, hip_turn=0.0, gaze=0.0, breath=0.4,
    lag=dict.fromkeys(LAG, 0.0),
)  # fmt: skip
OWN = "Transcribed by a program from recordings: keys at every half beat, steps from the feet's contacts."


def phrase_id(file: Path) -> tuple[str, str]:
    """The phrase and the way a file holds: gather_2.bvh is the way "2" of "gather"."""
    word = re.sub(r"\W+", "_", file.stem.casefold()).strip("_") or "phrase"
    match = re.fullmatch(r"(.*?)_?(\d+)", word)
    return (match[1] or "phrase", match[2]) if match else (word, "")


def written_score(clips: Mapping[Path, Clip], dance: str, culture: str, tempo: float, source: str) -> Score:
    """The score of a dance, from clips that each begin on a beat. The first way of a phrase is its plain
    one.
    """
    ways: dict[str, dict[str, Transcript]] = {}
    for file, clip in clips.items():
        phrase, way = phrase_id(file)
        ways.setdefault(phrase, {})[way] = transcribe(clip, tempo, file.name)
    phrases = tuple(_phrase(name, own) for name, own in ways.items())
    start = next(iter(next(iter(ways.values())).values())).start
    return Score(
        id=dance, culture=culture, bpm=tempo, own=OWN, start=start, style=STYLE, phrase=phrases,
        source=(source,), standing="claimed",
    )  # fmt: skip


def _phrase(name: str, ways: Mapping[str, Transcript]) -> Phrase:
    (_, plain), *others = ways.items()
    return Phrase(
        id=name, names={"en": name.replace("_", " ")}, role=("opening", "body", "close"), beats=plain.beats,
        mirrors=False,
        keys=plain.keys, steps=plain.steps, travel=plain.travel,
        variants=tuple(_variant(f"way_{way}", other, plain) for way, other in others),
    )  # fmt: skip


def _variant(id: str, way: Transcript, plain: Transcript) -> Variant:
    """Another way: everything of its own, as far as the plain phrase lasts."""
    keys = tuple(key for key in way.keys if key.beat <= plain.beats)
    return Variant(
        id=id, keys=keys, drop=tuple(key.beat for key in plain.keys),
        steps=tuple(step for step in way.steps if step.land <= plain.beats),
        travel=tuple(path for path in way.travel if (path.stop or 0.0) <= plain.beats),
    )  # fmt: skip
