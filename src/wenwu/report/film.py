"""The shooting: every frame is drawn once and given to all who want it: films, poster, contact sheet."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from wenwu.base.progress import Progress
from wenwu.prompt.brief import Brief
from wenwu.render.caption import AWAITING, NOTES, caption, strength_at
from wenwu.render.soundtrack import SMALL, Soundtrack
from wenwu.render.video import Codec, write_video
from wenwu.report.fan import Writer, fan_out
from wenwu.report.stills import Picture, Stills, smaller

FILMS: Mapping[str, Codec] = {"dance.mp4": "h265", "dance_web.mp4": "h264"}
PREVIEW_WIDTH, PREVIEW_BYTES = 854, 4_000_000
PREVIEW_RATES = (2_000_000, 250_000)  # [bit/s] at most, at least
PREVIEW_SECONDS = 100.0
ROOM = 0.8  # of the bytes allowed that the preview aims at


@dataclass(frozen=True)
class Film:
    """What the report embeds: a film of at most 4 MB that every browser plays, and two JPEG stills."""

    preview: bytes
    poster: bytes
    contact: bytes


def shoot(
    frames: Iterator[Picture],
    stills: Stills,
    brief: Brief,
    folder: Path,
    progress: Progress,
    slate: bool = False,
) -> Film:
    """Write the films and stills of a stream of frames; `slate`: it awaits review, and says so throughout."""
    preview = folder / "preview.mp4"
    sound = Soundtrack.of(Path(brief.music), brief.seconds) if brief.music else None
    writers: list[Writer[Picture]] = [partial(_write_preview, preview, brief, sound)]
    if "mp4" in brief.formats:
        for name, codec in FILMS.items():
            writers.append(partial(_write_film, folder / name, brief, codec, sound))
    fan_out(_noted(frames, brief, stills, progress, slate), writers)
    stills.write(folder)
    film = Film(preview.read_bytes(), stills.poster_jpeg(), stills.contact_jpeg())
    preview.unlink()
    return film


def note_of(brief: Brief, slate: bool) -> str:
    """What is burned into the pictures."""
    return f"{AWAITING[brief.lang]} · {NOTES[brief.lang]}" if slate else NOTES[brief.lang]


def _write_film(
    path: Path, brief: Brief, codec: Codec, sound: Soundtrack | None, frames: Iterator[Picture]
) -> None:
    write_video(path, frames, float(brief.fps), codec, brief.profile, sound=sound)


def _write_preview(path: Path, brief: Brief, sound: Soundtrack | None, frames: Iterator[Picture]) -> None:
    """A small H.264 film that stays below 4 MB; of a long one its beginning."""
    first = islice(frames, round(PREVIEW_SECONDS * brief.fps))
    small = (smaller(picture, PREVIEW_WIDTH) for picture in first)
    sound = replace(sound, bits=SMALL) if sound else None
    rate = preview_rate(brief.seconds) - (SMALL if sound else 0)
    write_video(path, small, float(brief.fps), "h264", "mobile", rate, sound)
    deque(frames, maxlen=0)  # let the rest of a long film pass by


def preview_rate(seconds: float) -> int:
    """Mean bits a second that fill the room for the preview, and no more than it can use."""
    most, least = PREVIEW_RATES
    return int(min(most, max(least, ROOM * PREVIEW_BYTES * 8 / seconds)))


def _noted(
    frames: Iterator[Picture], brief: Brief, stills: Stills, progress: Progress, slate: bool
) -> Iterator[Picture]:
    """The frames with the note that they are no recording."""
    note = note_of(brief, slate)
    for number, picture in enumerate(frames):
        strength = 1.0 if slate else strength_at(number / brief.fps)
        stills.see(number, picture)
        yield caption(picture, note, strength)
        progress.advance()
