"""Transcribing: a recorded clip becomes a phrase of a score, which a scholar can read and change.

The tempo is given. Keys hold the read-outs of trunk and arms at every half beat, knees as the bearing leg
bends; steps are the feet's contacts, placed from the dancer's own smoothed path, which becomes the travel.
A leg that is lifted high is written in its angles: by its foot alone, a heel thrown back were a raised knee.
What a score does not say goes with it: fingers, and whatever happens between two half beats.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Gesture, Key, Side, Step, Travel
from wenwu.base.errors import InputError
from wenwu.body.readouts import read
from wenwu.body.rotation import about, turn
from wenwu.motion.clip import Clip
from wenwu.motion.contacts import with_contacts
from wenwu.motion.curve import smooth
from wenwu.motion.dancer import AXES, leg_scale
from wenwu.motion.dancer_frame import FPS, DancerFrame
from wenwu.motion.floor import soles
from wenwu.motion.resample import resampled

EVERY = 0.5  # [beats] between two keys
BLUR = 0.05  # [s] a key is the mean of the moments around it
SHORTEST, LONGEST = 4, 64  # [beats] of a phrase
SWING = 0.12  # [s] a foot off the floor for less is noise
HIGH = 0.12  # [m of the score] a foot that is lifted higher is held in angles,
TOP, ROOM = 0.85, 0.15  # from this share of its height on, with this share of the swing before and after
LOW = 0.05  # [m of the score] of such a step's own height
PAUSE = 0.1  # [beats] a foot that comes down within this of the end stays


@dataclass(frozen=True)
class Transcript:
    """What one clip says: a phrase's parts, and where the feet stand at its first beat."""

    beats: float
    keys: tuple[Key, ...]
    steps: tuple[Step, ...]
    travel: tuple[Travel, ...]
    start: dict[Side, tuple[float, float, float]]  # left, forward [m of the score], turn-out [deg]


@dataclass(frozen=True)
class _Danced:
    """A clip at FPS with its path and beats."""

    clip: Clip
    beat: Float[ndarray, " T"]
    frame: DancerFrame
    scale: float
    beats: int

    def at(self, beat: float) -> float:
        """The frame of a beat."""
        return float(np.interp(beat, self.beat, np.arange(len(self.beat))))


def transcribe(clip: Clip, tempo: float, file: str) -> Transcript:
    """The phrase of a clip whose first frame is its first beat, at `tempo` beats a minute."""
    danced = _danced(clip, tempo, file)
    return Transcript(
        float(danced.beats), tuple(_keys(danced)), tuple(_steps(danced)), tuple(_travel(danced)),
        {"l": _stand(danced, 0, 0.0), "r": _stand(danced, 1, 0.0)},
    )  # fmt: skip


def _danced(clip: Clip, tempo: float, file: str) -> _Danced:
    clip = with_contacts(resampled(clip, FPS))
    beat = np.arange(len(clip)) / FPS * tempo / 60
    beats = int(beat[-1] + PAUSE)
    if not SHORTEST <= beats <= LONGEST:
        raise InputError(
            f"{file} lasts {beats} beats at {tempo:g} beats a minute; a phrase has {SHORTEST} to {LONGEST}"
        )
    scale = leg_scale(clip.skeleton)
    return _Danced(clip, beat, DancerFrame.of(clip.positions(), FPS, scale), scale, beats)


def _keys(danced: _Danced) -> Iterator[Key]:
    """A pose at every half beat."""
    curves = {name: smooth(value, BLUR * FPS) for name, value in _channels(danced).items()}
    frames = np.arange(len(danced.beat))
    for beat in np.arange(0, danced.beats + 1e-6, EVERY):
        where = danced.at(beat)
        values = {
            name: tuple(round(float(np.interp(where, frames, column)), 1) for column in curve.T)
            for name, curve in curves.items()
        }
        yield Key(beat=float(beat), **{n: v[0] if len(v) == 1 else v for n, v in values.items()})  # type: ignore[arg-type]


def _channels(danced: _Danced) -> dict[str, Float[ndarray, "T D"]]:
    """The score's channels over all frames [deg]."""
    rotation = danced.clip.rotation

    def column(name: str) -> Float[ndarray, " T"]:
        return np.unwrap(read(name, rotation), period=360)

    yaw = column("root.turn") - np.degrees(danced.frame.heading)
    yaw -= 360 * np.round(yaw.mean() / 360)
    out = {"pelvis": np.stack([yaw, column("root.tilt"), column("root.list")], 1)}
    for part, axes in AXES.items():
        for joint in (part,) if part in ("spine", "neck") else (f"{part}_l", f"{part}_r"):
            out[joint] = np.stack([column(f"{joint}.{axis}") for axis in axes], 1)
        if part == "shoulder":
            out |= {f"shoulder_{side}": _telling(out[f"shoulder_{side}"]) for side in "lr"}
    return out | {"knee": _bearing(danced)[:, None]}


def _telling(shoulder: Float[ndarray, "T 3"]) -> Float[ndarray, "T 3"]:
    """A shoulder whose plane is that of the moments near by in which the arm does not hang."""
    weight = np.sin(np.radians(shoulder[:, 1])) ** 2 + 1e-3
    out = shoulder.copy()
    near = smooth(shoulder[:, 0] * weight, 0.2 * FPS) / smooth(weight, 0.2 * FPS)
    out[:, 0] += np.clip(1 - weight / 0.1, 0, 1) * (near - shoulder[:, 0])
    return out


def _bearing(danced: _Danced) -> Float[ndarray, " T"]:
    """The bend of whichever knee bears; of both, where both feet stand or none does."""
    knees = np.stack([read(f"knee_{side}.flexion", danced.clip.rotation) for side in "lr"], 1)
    weight = danced.clip.contact + 1e-3
    return smooth((knees * weight).sum(1) / weight.sum(1), 0.1 * FPS)


def _steps(danced: _Danced) -> Iterator[Step]:
    """Each time a foot leaves the floor and comes down again within the phrase."""
    found = []
    for k, side in enumerate(("l", "r")):
        down = danced.clip.contact[:, k]
        edges = (np.flatnonzero(np.diff(down.astype(int))) + 1).tolist()
        lifts = [e for e in edges if not down[e]]
        for lift in lifts:
            lands = [e for e in edges if e > lift and down[e]]
            if lands and lands[0] - lift >= SWING * FPS and danced.beat[lands[0]] <= danced.beats:
                after = next((e for e in lifts if e > lands[0]), len(down) - 1)
                found.append(_step(danced, k, side, (lift, lands[0], after)))  # type: ignore[arg-type]
    yield from sorted(found, key=lambda step: step.lift)


def _step(danced: _Danced, k: int, side: Side, at: tuple[int, int, int]) -> Step:
    lift, land, after = at
    heights = soles(danced.clip)[lift:land, k, :, 1].min(-1) / danced.scale
    height = float(heights.max())
    beat = float(danced.beat[land])
    stood = min((beat + float(danced.beat[after])) / 2, beat + 1.0)  # as `steps` places it
    return Step(
        f=side, lift=round(float(danced.beat[lift]), 2), land=round(beat, 2), to=_stand(danced, k, stood),
        h=round(float(np.clip(height, 0.02, LOW if height > HIGH else HIGH)), 3),
        leg=(_gesture(danced, side, lift, heights),) if height > HIGH else (),
    )  # fmt: skip


def _gesture(danced: _Danced, side: Side, lift: int, heights: Float[ndarray, " S"]) -> Gesture:
    """The leg while its foot is near its highest: the middle of its angles meanwhile [deg]."""
    room = max(1, round(ROOM * len(heights)))
    inner = heights[room:-room]
    high = np.flatnonzero(inner >= TOP * inner.max()) + room + lift
    rows = danced.clip.rotation[high[0] : high[-1] + 1]

    def middle(name: str) -> float:
        return round(float(np.median(read(name, rows))), 1)

    begins, ends = (round(float(danced.beat[k]), 2) for k in (high[0], high[-1]))
    hip = (middle(f"hip_{side}.flexion"), middle(f"hip_{side}.abduction"), middle(f"hip_{side}.rotation"))
    return Gesture(
        at=begins, hold=round(ends - begins, 2), hip=hip, knee=middle(f"knee_{side}.flexion"),
        ankle=middle(f"ankle_{side}.dorsiflexion"),
    )  # fmt: skip


def _stand(danced: _Danced, k: int, beat: float) -> tuple[float, float, float]:
    """Where a foot is from the path: left, forward [m of the score], turn-out [deg]."""
    t = round(danced.at(beat))
    ball, heel = soles(danced.clip)[t, k, 1], soles(danced.clip)[t, k, 0]
    ground, heading = danced.frame.ground[t], np.degrees(danced.frame.heading[t])
    from_path = np.array([ball[0] - ground[0], 0.0, ball[2] - ground[1]])
    left, _, forward = turn(about(1, -heading), from_path) / danced.scale
    yaw = np.degrees(np.arctan2(ball[0] - heel[0], ball[2] - heel[2])) - heading
    out = (yaw - 360 * np.round(yaw / 360)) * (1 if k == 0 else -1)
    return round(float(left), 3), round(float(forward), 3), round(float(out), 1)


def _travel(danced: _Danced) -> Iterator[Travel]:
    """The path, beat by beat, in the dancer's own frame."""
    frames = np.arange(len(danced.beat))
    for beat in range(danced.beats):
        t = [danced.at(beat), danced.at(beat + 1)]
        x, z = (np.interp(t, frames, danced.frame.ground[:, k]) for k in range(2))
        heading = np.degrees(np.interp(t, frames, danced.frame.heading))
        gone = np.array([x[1] - x[0], 0.0, z[1] - z[0]])
        left, _, forward = turn(about(1, -heading.mean()), gone) / danced.scale
        yield Travel.model_validate({
            "from": float(beat), "to": beat + 1.0, "left": round(float(left), 3),
            "forward": round(float(forward), 3), "turn": round(float(heading[1] - heading[0]), 1),
        })  # fmt: skip
