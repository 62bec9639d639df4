"""Sound: the samples of an audio file, or of a film's sound, that somebody brings; read, never made."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from jaxtyping import Float32
from numpy import ndarray

from wenwu.base.errors import InputError

LONGEST = 15 * 60.0  # [s]
LARGEST = 200 * 2**20  # [bytes]
TORN = 0.5  # [s] less than the file says of itself: its end is missing
UNSAID = 2**32 - 1  # [bytes] the length in the head of a wave file that was written as it was played
LAYOUTS = {1: "mono", 2: "stereo"}
LOCAL = {"protocol_whitelist": "file"}  # a playlist may not fetch from elsewhere


def read_sound(path: Path, rate: int, channels: int = 1, seconds: float = LONGEST) -> Float32[ndarray, "N C"]:
    """The first `seconds` of a file's sound, at `rate` [samples/s], one row a sample, in -1…1.

    Raises InputError for what is no file, has no sound, is broken or torn, or says it is longer than LONGEST.
    """
    require_file(path)
    wanted = round(min(seconds, LONGEST) * rate)
    try:
        with av.open(str(path), options=LOCAL) as file:
            stream = _stream(file, path.name)
            said = _said(file, stream)
            if said > LONGEST:
                raise InputError(f"{path.name} lasts {said / 60:.0f} minutes; 15 can be danced to")
            samples = _first(wanted, _parts(file, stream, rate, channels), channels)
    except (FFmpegError, OSError, UnicodeDecodeError) as error:
        raise _broken(path.name) from error
    if not len(samples):
        raise _broken(path.name)
    if len(samples) < min(wanted, (said - TORN) * rate) or _is_torn_wave(path):
        raise InputError(f"{path.name} is torn: its end is missing after {len(samples) / rate:.1f} seconds")
    if not np.isfinite(samples).all():
        raise InputError(f"{path.name} holds samples that are no numbers")
    return samples


def _broken(name: str) -> InputError:
    return InputError(f"{name} cannot be read as sound: it is broken, or of another kind")


def _first(wanted: int, parts: Iterator[Float32[ndarray, "M C"]], channels: int) -> Float32[ndarray, "N C"]:
    """So many samples, or all there are; what says no length of its own ends there, too."""
    had, got = 0, [np.zeros((0, channels), np.float32)]
    while had < wanted and (part := next(parts, None)) is not None:
        got.append(part)
        had += len(part)
    return np.concatenate(got)[:wanted]


def _is_torn_wave(path: Path) -> bool:
    """Whether a wave file is shorter than its own head says, which decoders pass over."""
    with path.open("rb") as file:
        head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and 0 < size < UNSAID and path.stat().st_size + 1 < size + 8


def require_file(path: Path) -> None:
    """Raise InputError where there is no file to read, or one that is too large."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    if not path.is_file():
        raise InputError(f"{path} is no file; name one with sound in it")
    if size > LARGEST:
        raise InputError(f"{path.name} is larger than music may be ({LARGEST >> 20} MiB)")


def fingerprint(path: Path) -> str:
    """SHA-256 of a file that can be read (`require_file`), in hexadecimal digits."""
    require_file(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stream(file: InputContainer, name: str) -> AudioStream:
    if not file.streams.audio:
        raise InputError(f"{name} has no sound in it")
    return file.streams.audio[0]


def _said(file: InputContainer, stream: AudioStream) -> float:
    """How long the file says it lasts [s]; 0 where it does not say."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (file.duration or 0) / av.time_base


def _parts(
    file: InputContainer, stream: AudioStream, rate: int, channels: int
) -> Iterator[Float32[ndarray, "N C"]]:
    """The sound as it is decoded, in the rate and number of channels asked for."""
    resampler = av.AudioResampler(format="flt", layout=LAYOUTS[channels], rate=rate)
    for frame in file.decode(stream):
        for made in resampler.resample(frame):
            yield made.to_ndarray().reshape(-1, channels)
    for made in resampler.resample(None):
        yield made.to_ndarray().reshape(-1, channels)
