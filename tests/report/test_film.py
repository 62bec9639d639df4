"""The shooting: films, poster, contact sheet and preview from one stream."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from wenwu.base.errors import WenwuError
from wenwu.base.progress import Silent
from wenwu.prompt.brief import Brief, Part
from wenwu.render.caption import NOTES
from wenwu.report.film import PREVIEW_BYTES, note_of, preview_rate, shoot
from wenwu.report.stills import Picture, Stills, moments, smaller

PART = Part(gender="man", performer="man_1", variant="v", costume="c")
BRIEF = Brief(
    prompt="p", lang="en", culture="a", dance="b", cast=(PART,), formation="solo", tempo=80, seconds=2, fps=12
)  # fmt: skip


def some_frames(count: int, height: int = 90, width: int = 160) -> Iterator[Picture]:
    """A grey that grows lighter, so that each frame is known by its shade."""
    for number in range(count):
        yield np.full((height, width, 3), 60 + 4 * number % 190, np.uint8)


def shades(path: Path) -> list[float]:
    with av.open(str(path)) as film:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in film.decode(video=0)]


def test_every_frame_reaches_both_films(tmp_path: Path) -> None:
    film = shoot(some_frames(24), Stills(24, 20, "note"), BRIEF, tmp_path, Silent())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "contact.png", "dance.mp4", "dance_web.mp4", "poster.png"
    ]  # fmt: skip
    for name, codec, tag in (("dance.mp4", "hevc", "hvc1"), ("dance_web.mp4", "h264", "avc1")):
        with av.open(str(tmp_path / name)) as video:
            stream = video.streams.video[0]
            assert (stream.codec_context.name, stream.codec_context.codec_tag) == (codec, tag)
            assert stream.average_rate == 12 and (stream.width, stream.height) == (160, 90)
        assert len(shades(tmp_path / name)) == 24
    assert film.preview[4:8] == b"ftyp" and film.poster[:2] == film.contact[:2] == b"\xff\xd8"


def test_formats_without_film_still_have_a_preview_and_stills(tmp_path: Path) -> None:
    brief = BRIEF.model_copy(update={"formats": ("bvh",)})
    film = shoot(some_frames(24), Stills(24, 3, "note"), brief, tmp_path, Silent())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["contact.png", "poster.png"]
    assert len(film.preview) > 500


def test_the_note_stands_on_stills_and_at_the_beginning(tmp_path: Path) -> None:
    brief = BRIEF.model_copy(update={"seconds": 4.0, "fps": 6})
    shoot(some_frames(24), Stills(24, 22, "note"), brief, tmp_path, Silent())
    with av.open(str(tmp_path / "dance_web.mp4")) as film:
        spread = [np.ptp(f.to_ndarray(format="gray")[60:].astype(int)) for f in film.decode(video=0)]
    assert min(spread[:15]) > 40, "the note is missing at the beginning"
    assert max(spread[19:]) < 12, "the note stays too long"
    with Image.open(tmp_path / "poster.png") as poster:
        assert np.ptp(np.asarray(poster.convert("L"), int)[60:]) > 40


def test_what_awaits_review_says_so_to_the_end(tmp_path: Path) -> None:
    brief = BRIEF.model_copy(update={"seconds": 4.0, "fps": 6})
    shoot(some_frames(24), Stills(24, 22, "note"), brief, tmp_path, Silent(), slate=True)
    with av.open(str(tmp_path / "dance_web.mp4")) as film:
        assert min(np.ptp(f.to_ndarray(format="gray")[60:].astype(int)) for f in film.decode(video=0)) > 40
    assert (
        note_of(brief, slate=True)
        == "Preview: awaiting review · Reconstructed from descriptions, not a recording"
    )


def test_the_poster_is_the_frame_that_was_chosen(tmp_path: Path) -> None:
    shoot(some_frames(24), Stills(24, 17, "note"), BRIEF, tmp_path, Silent())
    with Image.open(tmp_path / "poster.png") as poster:
        assert poster.getpixel((80, 5)) == (60 + 4 * 17,) * 3


def test_the_contact_sheet_shows_twelve_moments_in_order() -> None:
    stills = Stills(24, 0, NOTES["en"])
    for number, picture in enumerate(some_frames(24)):
        stills.see(number, picture)
    sheet = stills.contact()
    assert sheet.shape == (3 * 96 - 6 + 36, 4 * 166 - 6, 3)
    assert np.ptp(sheet[-36:].astype(int)) > 90, "the sheet does not say that it is no recording"
    seen = [int(sheet[96 * row + 45, 166 * column + 80, 0]) for row in range(3) for column in range(4)]
    assert seen == [60 + 4 * number for number in moments(24)]
    assert moments(24) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]
    assert moments(5) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("seconds", [2.0, 10.0, 60.0, 100.0])
def test_the_preview_keeps_below_four_megabytes(seconds: float) -> None:
    assert preview_rate(seconds) * seconds / 8 <= 0.82 * PREVIEW_BYTES


def test_noise_keeps_below_four_megabytes(tmp_path: Path) -> None:
    """The worst that can be filmed: every pixel new in every frame."""
    random = np.random.default_rng(1)
    frames = (random.integers(0, 255, (480, 854, 3), np.uint8) for _ in range(24))
    brief = BRIEF.model_copy(update={"seconds": 2.0, "formats": ("bvh",)})
    assert len(shoot(frames, Stills(24, 0, "note"), brief, tmp_path, Silent()).preview) <= PREVIEW_BYTES


def test_a_film_that_cannot_be_written_stops_the_drawing(tmp_path: Path) -> None:
    drawn = []

    def frames() -> Iterator[Picture]:
        for picture in some_frames(190):
            drawn.append(1)
            yield picture

    with pytest.raises((WenwuError, OSError)):
        shoot(frames(), Stills(190, 0, "note"), BRIEF, tmp_path / "nowhere", Silent())
    assert len(drawn) < 100


def test_smaller_pictures_have_even_sides() -> None:
    assert smaller(np.zeros((721, 1281, 3), np.uint8), 854).shape == (480, 854, 3)
    picture = np.zeros((48, 64, 3), np.uint8)
    assert smaller(picture, 854) is picture
