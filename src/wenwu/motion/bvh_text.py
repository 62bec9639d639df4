"""The grammar of a BVH file: joints with their channels, then one row of numbers a frame."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.base.errors import InputError

CHANNELS = frozenset(f"{axis}{kind}" for axis in "XYZ" for kind in ("position", "rotation"))
MOST_JOINTS = 256
LONGEST_NAME = 8  # [words]
LARGEST = 256 * 2**20  # [bytes] more than an hour of motion


@dataclass
class Joint:
    """One joint as the file names it; offsets in the file's own unit."""

    name: str
    parent: int  # row in the file; -1 for the root
    offset: Float[ndarray, "3"] = field(default_factory=lambda: np.zeros(3))
    channels: tuple[str, ...] = ()
    tip: Float[ndarray, "3"] | None = None  # of the End Site, where there is one


def parse(path: Path) -> tuple[list[Joint], float, Float[ndarray, "T C"]]:
    """Joints in file order, frames a second, and the rows of channel values."""
    words = _Words(path)
    words.take("HIERARCHY")
    joints: list[Joint] = []
    words.take("ROOT")
    _joint(words, joints, parent=-1)
    if words.sees("ROOT"):
        raise InputError(f"{path.name} holds two roots, so two dancers; give each a file of their own")
    _require_no_cycle(joints, path.name)
    words.take("MOTION")
    words.take("Frames:")
    frames = words.whole("the number of frames")
    words.take("Frame")
    words.take("Time:")
    step = words.number("the frame time")
    if not 1e-4 <= step <= 10:
        raise InputError(f"{path.name} has a frame time of {step:g} s; from 0.0001 to 10 s can be read")
    width = sum(len(joint.channels) for joint in joints)
    return joints, 1 / step, words.table(frames, width)


def _joint(words: "_Words", joints: list[Joint], parent: int) -> None:
    """Read one joint's block and, inside it, its children's."""
    joint, row = Joint(words.joint_name(), parent), len(joints)
    if row == MOST_JOINTS:
        raise InputError(f"{words.name} holds more than {MOST_JOINTS} joints")
    joints.append(joint)
    while (word := words.next(f"the rest of joint {joint.name!r}")) != "}":
        if word == "OFFSET":
            joint.offset = words.vector(joint.name)
        elif word == "CHANNELS":
            joint.channels = words.channels(joint.name)
        elif word == "JOINT":
            _joint(words, joints, row)
        elif word == "End":
            words.take("Site")
            words.take("{")
            words.take("OFFSET")
            joint.tip = words.vector(joint.name)
            words.take("}")
        else:
            raise words.error(f"OFFSET, CHANNELS, JOINT, End Site or }} in joint {joint.name!r}", word)


def _require_no_cycle(joints: list[Joint], file: str) -> None:
    """A joint that hangs below one of its own name would be its own ancestor for whoever reads by names."""
    for joint in joints:
        above = joint.parent
        while above >= 0:
            if joints[above].name == joint.name:
                raise InputError(
                    f"{file} hangs the joint {joint.name!r} from itself; give every joint its own name"
                )
            above = joints[above].parent


def text_of(path: Path, kind: str = "BVH") -> str:
    """The text of a file: UTF-8, or GB 18030 as older Chinese programs write it."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path.name} is larger than {LARGEST >> 20} MiB; cut it into shorter files")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{path.name} is not a text file, so it is no {kind}")


class _Words:
    """The file as a row of words, each remembering its line."""

    def __init__(self, path: Path) -> None:
        self.name, self.at = path.name, 0
        lines = text_of(path).splitlines()
        pairs = [(word, number) for number, line in enumerate(lines, 1) for word in line.split()]
        self.words, self.lines = [p[0] for p in pairs], [p[1] for p in pairs]

    def next(self, what: str) -> str:
        """The next word."""
        if self.at >= len(self.words):
            raise InputError(f"{self.name} ends early: {what} is missing")
        self.at += 1
        return self.words[self.at - 1]

    def take(self, wanted: str) -> None:
        """Step over a word that has to stand here."""
        word = self.next(repr(wanted))
        if word != wanted:
            raise self.error(repr(wanted), word)

    def sees(self, wanted: str) -> bool:
        """Whether this word is the next."""
        return self.words[self.at : self.at + 1] == [wanted]

    def joint_name(self) -> str:
        """All words up to the brace: some programs' names hold spaces."""
        name = [self.next("a joint's name")]
        while (word := self.next("'{'")) != "{":
            name.append(word)
            if len(name) > LONGEST_NAME:
                raise self.error("'{'", word)
        return " ".join(name)

    def error(self, wanted: str, found: str) -> InputError:
        """The sentence for a wrong word."""
        return InputError(
            f"{self.name}, line {self.lines[self.at - 1]}: expected {wanted}, found {found[:40]!r}"
        )

    def number(self, what: str) -> float:
        """A finite number."""
        word = self.next(what)
        try:
            value = float(word)
        except ValueError:
            raise self.error(f"a number for {what}", word) from None
        if not np.isfinite(value):
            raise self.error(f"a finite number for {what}", word)
        return value

    def whole(self, what: str) -> int:
        """A whole number, not negative."""
        word = self.next(what)
        if not word.isascii() or not word.isdigit():
            raise self.error(f"a whole number for {what}", word)
        return int(word)

    def vector(self, joint: str) -> Float[ndarray, "3"]:
        """Three numbers."""
        return np.array([self.number(f"the offset of {joint!r}") for _ in range(3)])

    def channels(self, joint: str) -> tuple[str, ...]:
        """The names of a joint's channels, each once."""
        count = self.whole(f"the number of channels of {joint!r}")
        names = tuple(self._channel(joint) for _ in range(min(count, len(CHANNELS) + 1)))
        if len(set(names)) != len(names):
            raise InputError(f"{self.name} gives the joint {joint!r} one channel twice")
        return names

    def _channel(self, joint: str) -> str:
        word = self.next(f"a channel of {joint!r}")
        if word not in CHANNELS:
            raise self.error(f"a channel of {joint!r}, for example Zrotation", word)
        return word

    def table(self, frames: int, width: int) -> Float[ndarray, "T C"]:
        """All that is left, as `frames` rows of `width` numbers."""
        rest = self.words[self.at :]
        if frames < 1:
            raise InputError(f"{self.name} holds no frames")
        if width == 0:
            raise InputError(f"{self.name} has no channels, so nothing in it can move")
        if len(rest) != frames * width:
            raise InputError(
                f"{self.name} promises {frames} frames of {width} channels, and holds {len(rest)} numbers"
            )
        try:
            table = np.array(rest, dtype=float).reshape(frames, width)
        except ValueError:
            raise InputError(f"{self.name} holds a frame with a word that is no number") from None
        if not np.isfinite(table).all():
            raise InputError(f"{self.name} holds a frame with a number that is not finite")
        return table
