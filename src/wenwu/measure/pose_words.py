"""Pose words: "left arm up", "knees bent": the vocabulary of a plan, and the angles it stands for."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from wenwu.base.errors import InputError

SIDED = {"arms": "arm", "wrists": "wrist", "legs": "leg"}  # said of both, and of one
Way = tuple[float, float, float]  # left, forward [m], turn to the left [deg]


@dataclass(frozen=True)
class Words:
    """What can be said."""

    channels: Mapping[str, Mapping[str, float]]  # words → clinical channels [deg]
    ways: Mapping[str, Way]

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of them."""
        return (*self.channels, *self.ways)

    def understand(self, said: Sequence[str]) -> tuple[dict[str, float], Way]:
        """The channels that a pose sets [deg], and how far it goes. Raises InputError for another word."""
        channels: dict[str, float] = {}
        way = (0.0, 0.0, 0.0)
        for word in said:
            if word in self.ways:
                way = tuple(a + b for a, b in zip(way, self.ways[word], strict=True))  # type: ignore[assignment]
            elif word in self.channels:
                channels |= self.channels[word]
            else:
                near = get_close_matches(str(word), self.all, n=1, cutoff=0.4)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise InputError(f"a plan cannot say {word!r}{hint}")
        return channels, way


@cache
def load_words() -> Words:
    """The words that come with the program."""
    table = tomllib.loads(files("wenwu.measure").joinpath("plans/words.toml").read_text("utf-8"))
    channels: dict[str, Mapping[str, float]] = dict(table["body"])
    for many, one in SIDED.items():
        for word, angles in table[many].items():
            left, right = ({_sided(name, side): v for name, v in angles.items()} for side in "lr")
            channels |= {
                f"{many} {word}": left | right,
                f"left {one} {word}": left,
                f"right {one} {word}": right,
            }
    ways = {word: (float(w[0]), float(w[1]), float(w[2])) for word, w in table["ways"].items()}
    return Words(MappingProxyType(channels), MappingProxyType(ways))


def _sided(name: str, side: str) -> str:
    joint, axis = name.split(".")
    return f"{joint}_{side}.{axis}"
