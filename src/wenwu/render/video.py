"""Films: pictures to H.264, which every browser plays, or H.265 with the tag that Apple's players ask for.

Encoding runs in its own thread, so that drawing the next picture overlaps with it. PyAV's wheel carries
x264 and x265, which are under the GPL: see docs/licences.md.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from queue import Full, Queue
from typing import Literal, cast

import av
import numpy as np
from av.error import FFmpegError
from av.video import VideoStream
from av.video.reformatter import ColorRange, Colorspace
from jaxtyping import UInt8
from numpy import ndarray

from wenwu.base.errors import InputError, OutputError
from wenwu.render.soundtrack import Soundtrack, SoundWriter

Codec = Literal["h264", "h265"]
Profile = Literal["preview", "master", "mobile"]
WAITING = 4  # pictures that may wait for the encoder
THREADS = 2
BT709 = 1  # ITU-T H.273: primaries, transfer and matrix of high-definition video


@dataclass(frozen=True)
class Quality:
    """How hard an encoder works and how much it keeps: a lower rate factor keeps more."""

    preset: str
    factor: int
    peak: int | None = None  # [bit/s]


QUALITY: dict[tuple[Codec, Profile], Quality] = {
    ("h264", "preview"): Quality("veryfast", 20),
    ("h264", "master"): Quality("medium", 16),
    ("h264", "mobile"): Quality("veryfast", 24, 3_000_000),
    ("h265", "preview"): Quality("ultrafast", 22),
    ("h265", "master"): Quality("fast", 17, 20_000_000),
    ("h265", "mobile"): Quality("veryfast", 26, 2_000_000),
}


def write_video(
    path: Path,
    frames: Iterable[UInt8[ndarray, "H W 3"]],
    fps: int | float,
    codec: Codec = "h264",
    profile: Profile = "preview",
    bitrate: int | None = None,
    sound: Soundtrack | None = None,
) -> None:
    """Write a film, whole or not at all. bitrate [bit/s]: the pictures' mean is not to exceed it, if given.

    Without `sound` the film has no stream of sound; with it, one of AAC that lasts as long as the pictures.

    The first picture sets the size, which must be even on both sides. Both codecs use 4:2:0 colour in BT.709,
    and the index stands first, so that a browser can begin before it has everything.
    """
    stream = iter(frames)
    first = next(stream, None)
    if first is None:
        raise InputError(f"no pictures came for {path.name}; a film needs at least one")
    height, width = first.shape[:2]
    if width % 2 or height % 2:
        raise InputError(f"a film of {width}x{height} cannot be coded; both sides must be even numbers")
    queue: Queue[UInt8[ndarray, "H W 3"] | None] = Queue(WAITING)
    with ThreadPoolExecutor(1, thread_name_prefix="encode") as pool:
        settings = _settings(codec, profile, bitrate)
        job = pool.submit(_encode, path, queue, (width, height), fps, settings, sound)
        try:
            for picture in chain([first], stream):
                if not _hand_over(queue, picture, job):
                    break
            finished = True
        except BaseException:
            finished = False
            raise
        finally:
            _hand_over(queue, None, job)
            if not finished:
                job.exception()
                path.unlink(missing_ok=True)
    try:
        job.result()
    except (FFmpegError, OSError) as error:
        path.unlink(missing_ok=True)
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


@dataclass(frozen=True)
class _Settings:
    """One encoder's name, tag and options."""

    encoder: str
    tag: str
    options: dict[str, str]


def _settings(codec: Codec, profile: Profile, bitrate: int | None) -> _Settings:
    """Options of x264 or x265. Output does not depend on how the threads run."""
    quality = QUALITY[codec, profile]
    options = {"preset": quality.preset, "crf": str(quality.factor)}
    limit = bitrate or quality.peak
    rates = {"vbv-maxrate": str(limit // 1000), "vbv-bufsize": str(2 * limit // 1000)} if limit else {}
    if codec == "h264":
        if limit:
            options |= {"maxrate": str(limit), "bufsize": str(2 * limit)}
        return _Settings("libx264", "avc1", options)
    params = {"log-level": "error", "pools": str(THREADS), "frame-threads": "2", **rates}
    return _Settings(
        "libx265", "hvc1", options | {"x265-params": ":".join(f"{k}={v}" for k, v in params.items())}
    )


def _hand_over(
    queue: "Queue[UInt8[ndarray, 'H W 3'] | None]",
    picture: UInt8[ndarray, "H W 3"] | None,
    job: "Future[None]",
) -> bool:
    """Give the encoder a picture, or None for the end; False if it has given up."""
    while not job.done():
        try:
            queue.put(picture, timeout=0.2)
            return True
        except Full:
            continue
    return False


def _encode(
    path: Path,
    queue: "Queue[UInt8[ndarray, 'H W 3'] | None]",
    size: tuple[int, int],
    fps: int | float,
    settings: _Settings,
    sound: Soundtrack | None,
) -> None:
    """Take pictures from the queue until the end, and write the file."""
    rate = Fraction(fps).limit_denominator(1001)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = cast(VideoStream, film.add_stream(settings.encoder, rate=rate, options=settings.options))
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        context = stream.codec_context
        context.codec_tag, context.thread_count = settings.tag, THREADS
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = int(ColorRange.MPEG)
        heard = SoundWriter(film, sound) if sound else None
        count = 0
        while (picture := queue.get()) is not None:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame = frame.reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            frame.pts, frame.time_base = count, 1 / rate
            count += 1
            film.mux(stream.encode(frame))
            if heard:
                heard.up_to(count / rate)
        film.mux(stream.encode())
        if heard:
            heard.close()
