"""A film's sound: what the user brought, cut to the pictures' length or followed by silence."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from jaxtyping import Float32
from numpy import ndarray

from wenwu.motion.sound import read_sound

RATE = 48_000  # [samples/s]
GOOD, SMALL = 192_000, 48_000  # [bit/s] of AAC


@dataclass(frozen=True)
class Soundtrack:
    """Two channels from the first picture on, and how many bits a second they are coded with."""

    samples: Float32[ndarray, "N 2"]
    bits: int = GOOD

    @classmethod
    def of(cls, path: Path, seconds: float) -> "Soundtrack":
        """The first `seconds` of a file's sound; raises InputError as `read_sound` does."""
        return cls(read_sound(path, RATE, 2, seconds))

    def between(self, start: int, stop: int) -> Float32[ndarray, "M 2"]:
        """Some samples; zeros after the end."""
        part = self.samples[start:stop]
        return np.concatenate([part, np.zeros((stop - start - len(part), 2), np.float32)])


class SoundWriter:
    """Codes a soundtrack beside the pictures of a film, always as far as they have come."""

    def __init__(self, film: OutputContainer, sound: Soundtrack) -> None:
        self._film, self._sound, self._done = film, sound, 0
        self._stream = film.add_stream("aac", rate=RATE, layout="stereo")
        self._stream.bit_rate = sound.bits

    def up_to(self, seconds: Fraction) -> None:
        """Code what sounds before a moment and was not coded yet."""
        stop = round(seconds * RATE)
        if stop <= self._done:
            return
        part = self._sound.between(self._done, stop)
        frame = av.AudioFrame.from_ndarray(part.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._done, Fraction(1, RATE)
        self._film.mux(self._stream.encode(frame))
        self._done = stop

    def close(self) -> None:
        """Code what is left."""
        self._film.mux(self._stream.encode())
