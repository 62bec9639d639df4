"""Films: what a player finds in them, and what happens when one cannot be written."""

import av
import numpy as np
import pytest

from wenwu.base.errors import InputError, OutputError
from wenwu.render.video import write_video


def pictures(count=12, size=(48, 64)):
    y, x = np.mgrid[0 : size[0], 0 : size[1]]
    for k in range(count):
        yield np.stack([x * 3 + k, y * 4, 0 * x + 90], -1).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize(("codec", "name", "tag"), [("h264", "h264", "avc1"), ("h265", "hevc", "hvc1")])
def test_a_film_has_its_codec_tag_rate_size_and_every_picture(tmp_path, codec, name, tag):
    path = tmp_path / "film.mp4"
    write_video(path, pictures(), 30, codec)
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.codec_tag, context.pix_fmt) == (name, tag, "yuv420p")
        assert (stream.average_rate, stream.width, stream.height) == (30, 64, 48)
        assert context.colorspace == 1  # BT.709
        shown = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(shown) == 12
    for got, drawn in zip(shown, pictures(), strict=True):
        assert np.abs(got.astype(int) - drawn).mean() < 6


def test_the_index_stands_first_so_that_a_browser_can_begin(tmp_path):
    path = tmp_path / "film.mp4"
    write_video(path, pictures(), 25)
    data = path.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_the_same_pictures_make_the_same_bytes(tmp_path):
    for name in ("a.mp4", "b.mp4"):
        write_video(tmp_path / name, pictures(), 30)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_limit_makes_a_smaller_file(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (20, 96, 128, 3)).astype(np.uint8)
    write_video(tmp_path / "free.mp4", noise, 30)
    write_video(tmp_path / "tight.mp4", noise, 30, bitrate=200_000)
    assert (tmp_path / "tight.mp4").stat().st_size < 0.3 * (tmp_path / "free.mp4").stat().st_size


def test_odd_sizes_are_refused(tmp_path):
    with pytest.raises(
        InputError, match=r"^a film of 63x48 cannot be coded; both sides must be even numbers$"
    ):
        write_video(tmp_path / "film.mp4", pictures(size=(48, 63)), 30)
    assert not list(tmp_path.iterdir())


def test_a_film_of_nothing_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"^no pictures came for film.mp4; a film needs at least one$"):
        write_video(tmp_path / "film.mp4", iter(()), 30)


def test_a_place_that_is_not_there_is_said(tmp_path):
    with pytest.raises(OutputError, match=r"cannot write .*No such file"):
        write_video(tmp_path / "nowhere" / "film.mp4", pictures(), 30)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_film_leaves_nothing_behind(tmp_path, stop):
    def broken():
        yield from pictures(3)
        raise stop

    with pytest.raises(stop):
        write_video(tmp_path / "film.mp4", broken(), 30)
    assert not list(tmp_path.iterdir())
