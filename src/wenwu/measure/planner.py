"""The key-frame planner, a baseline: a plan of key poses in words, joined by plain interpolation.

It knows no phrase of the score, no weight and no floor but the lowest foot's, and it declares no contact. Two
plans come with the program, written by hand in the manner in which a language model is asked for one; no
answer of a model is among them. With `--planner-url` an endpoint of the user's own is asked instead: it gets
one JSON object by POST, {"dance", "beats", "words", "ask"}, and answers {"key": [{"beat": 0, "pose": ["arms
up"]}, …]}.
"""

import json
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.interpolate import PchipInterpolator

from wenwu.atlas.load import load_atlas
from wenwu.base.errors import InputError
from wenwu.body.clinical import rotations
from wenwu.body.performer import load_body
from wenwu.body.skeleton import AT, PARENTS, Skeleton
from wenwu.measure.pose_words import load_words
from wenwu.motion.clip import Clip

FPS = 30.0
PERFORMER = "woman_1"
BEATS = 16  # that an endpoint is asked for
PATIENCE = 60.0  # [s]
LARGEST = 1_000_000  # [bytes] of an answer
ASK = "Plan this dance as key poses at beats, from beat 0, in the given words only, as key: [{beat, pose}]"
SOLES = ("leftFoot", "rightFoot", "leftToes", "rightToes")


@dataclass(frozen=True)
class Plan:
    """Key poses at beats; it begins again when it ends."""

    beats: float
    keys: tuple[tuple[float, tuple[str, ...]], ...]


def planned() -> tuple[str, ...]:
    """The dances of which a plan is recorded."""
    folder = files("wenwu.measure").joinpath("plans")
    names = sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))
    return tuple(name for name in names if name != "words")


def recorded_plan(dance: str) -> Plan:
    """The plan that comes with the program."""
    if dance not in planned():
        raise InputError(f"no plan of {dance!r} is recorded; there are plans of {', '.join(planned())}")
    path = files("wenwu.measure").joinpath(f"plans/{dance}.toml")
    return plan_of(tomllib.loads(path.read_text("utf-8")), f"{dance}.toml")


def planned_dance(dance: str, seed: int, seconds: float, url: str | None = None) -> Clip:
    """The plan as a clip. A plan is one, whatever the seed."""
    plan = asked_plan(dance, url) if url else recorded_plan(dance)
    bpm = load_atlas().dance(dance).tempo[2]
    return danced(plan, load_body(PERFORMER).skeleton, bpm, seconds)


@lru_cache(maxsize=64)
def asked_plan(dance: str, url: str) -> Plan:
    """The plan that an endpoint gives. Raises InputError, one sentence, when it gives none."""
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url!r} is no address of a planner; it begins with http:// or https://")
    said = {
        "dance": load_atlas().dance(dance).names.en,
        "beats": BEATS,
        "words": load_words().all,
        "ask": ASK,
    }
    request = urllib.request.Request(url, json.dumps(said).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read(LARGEST + 1)
        found = json.loads(text[: LARGEST + 1])
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise InputError(f"the planner at {url} gave no plan: {error}") from error
    return plan_of({"beats": BEATS} | found if isinstance(found, dict) else {}, f"the planner at {url}")


def plan_of(table: Mapping[str, Any], name: str) -> Plan:
    """A plan from its table. Raises InputError for one that cannot be danced."""
    rows, beats = table.get("key"), table.get("beats")
    if not isinstance(rows, Sequence) or isinstance(rows, str) or len(rows) < 2:
        raise InputError(f"{name} holds no plan; it needs two keys or more, each with beat and pose")
    if not isinstance(beats, int | float) or not 1 <= beats <= 512:
        raise InputError(f"{name}: beats must be a number from 1 to 512")
    keys = []
    for row in rows:
        at, pose = (row.get("beat"), row.get("pose")) if isinstance(row, Mapping) else (None, None)
        if not isinstance(at, int | float) or not 0 <= at < beats or not isinstance(pose, list | tuple):
            raise InputError(f"{name}: each key needs a beat from 0 to {beats:g} and a pose, a list of words")
        load_words().understand(pose)
        keys.append((float(at), tuple(pose)))
    if any(one >= two for (one, _), (two, _) in pairwise(keys)) or keys[0][0] != 0:
        raise InputError(f"{name}: the keys must begin at beat 0 and follow one another in time")
    return Plan(float(beats), tuple(keys))


def danced(plan: Plan, skeleton: Skeleton, bpm: float, seconds: float) -> Clip:
    """The plan on one body: every angle and the way on its own smooth curve through the keys."""
    beat = np.arange(max(2, round(seconds * FPS))) / FPS * bpm / 60
    channels, way = _curves(plan, beat)
    channels["root.turn"] = way[:, 2]
    rotation = rotations(channels)
    root = np.stack([way[:, 0], np.zeros(len(beat)), way[:, 1]], 1)
    root[:, 1] = -_lowest(skeleton, rotation)
    return Clip(
        skeleton=skeleton, fps=FPS, root=root, rotation=rotation, hand=np.zeros((len(beat), 2, 7)),
        contact=np.zeros((len(beat), 2), bool), beat=beat,
    )  # fmt: skip


def _curves(
    plan: Plan, beat: Float[ndarray, " T"]
) -> tuple[dict[str, Float[ndarray, " T"]], Float[ndarray, "T 3"]]:
    """Channels [deg] and the way (left, forward [m], turn [deg]) at every frame."""
    times, poses, ways = [], [], []
    held: dict[str, float] = {}
    at = np.zeros(3)
    for turn in range(int(beat[-1] // plan.beats) + 2):
        for when, said in plan.keys:
            new, step = load_words().understand(said)
            held = held | new
            facing = np.radians(at[2])
            left, forward = step[0], step[1]
            c, s = np.cos(facing), np.sin(facing)
            at = at + np.array([left * c + forward * s, forward * c - left * s, step[2]])
            times.append(turn * plan.beats + when)
            poses.append(held)
            ways.append(at)
    names = sorted(set().union(*poses))
    curves = {n: PchipInterpolator(times, [pose.get(n, 0.0) for pose in poses])(beat) for n in names}
    return curves, PchipInterpolator(times, np.array(ways), axis=0)(beat)


def _lowest(skeleton: Skeleton, rotation: Float[ndarray, "T 24 4"]) -> Float[ndarray, " T"]:
    """How far the lower foot is below where it stands in the T-pose, with the hips at the origin [m]."""
    place = skeleton.forward(rotation, np.zeros((len(rotation), 3)))[1]
    standing = np.zeros((24, 3))
    standing[0] = skeleton.offset[0]
    for joint, parent in enumerate(PARENTS[1:], start=1):
        standing[joint] = standing[parent] + skeleton.offset[joint]
    soles = [AT[name] for name in SOLES]
    return (place[:, soles, 1] - standing[soles, 1]).min(1)
