"""How far joints go: the ranges of limits.toml, each with its source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Limit:
    """The range of one read-out [deg]."""

    low: float
    high: float
    soft: float  # [deg] width of the zone inside each end where `soft_clamp` slows the angle down
    source: str


@cache
def load_limits() -> dict[str, Limit]:
    """Ranges by sideless read-out name, for example `wrist.flexion`."""
    text = files("wenwu.body").joinpath("data/limits.toml").read_text("utf-8")
    return {
        name: Limit(float(row["range"][0]), float(row["range"][1]), float(row["soft"]), row["source"])
        for name, row in tomllib.loads(text)["limit"].items()
    }
