"""Reading a score: chosen phrases become one line of keys, steps, paths and waves on a common beat axis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Key, Manner, Phrase, Pose, Score, Side, Step, Travel, Variant, Wave
from wenwu.body.hands import shape

Channel = Float[ndarray, " D"]
SIZE = {"pelvis": 3, "spine": 3, "neck": 3, "slide": 1, "knee": 1} | {
    f"{name}_{side}": size
    for name, size in {"shoulder": 3, "elbow": 1, "forearm": 1, "wrist": 2, "girdle": 2, "hand": 7}.items()
    for side in "lr"
}
MIDLINE = {  # what changes sign in a mirror
    "pelvis": np.array([-1.0, 1, -1]),
    "spine": np.array([1.0, -1, -1]),
    "neck": np.array([1.0, -1, -1]),
    "slide": np.array([-1.0]),
}
AFTER = 0.6  # [beats] a key so soon after a cut is still danced
JOIN = 0.7  # [beats] the new phrase's first key replaces the old one's keys so shortly before it
PLAIN = Variant(id="plain")


@dataclass(frozen=True)
class Placed:
    """A phrase in its place: which variant, which way round, from which beat, for how many beats."""

    phrase: Phrase
    variant: Variant
    mirror: bool
    start: float
    beats: float
    component: int | None = None  # of the network; none: the likeliest that dances the variant

    @property
    def name(self) -> str:
        """The phrase as the trace and the contact sheet call it."""
        tail = "" if self.variant is PLAIN else f"/{self.variant.id}"
        return self.phrase.id + tail + (":mirror" if self.mirror else "")


@dataclass(frozen=True)
class Mark:
    """A key of one channel."""

    beat: float
    value: Channel
    ease: float


@dataclass
class Line:
    """Everything one dancer does, in beats since the first frame; built once, then only read."""

    keys: dict[str, list[Mark]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    travel: list[tuple[Travel, Placed]] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)
    pulse: list[tuple[float, float]] = field(default_factory=list)  # (from beat, amplitude [deg])
    speed: list[tuple[float, float]] = field(default_factory=list)  # (from beat, factor of the tempo)
    joined: list[tuple[float, bool]] = field(default_factory=list)  # (from beat, hands may be joined)
    marks: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """How one dancer reads the score: by which manners, and how large."""

    score: Score
    manners: tuple[Manner, ...] = ()
    amplitude: float = 1.0

    def read(self, order: tuple[Placed, ...]) -> Line:
        """The line of the phrases in their order."""
        line = Line()
        for placed in order:
            self._read_phrase(placed, line)
        for marks in line.keys.values():
            marks.sort(key=lambda m: m.beat)
        line.steps.sort(key=lambda s: s.lift)
        return line

    def _read_phrase(self, placed: Placed, line: Line) -> None:
        phrase, variant, start = placed.phrase, placed.variant, placed.start
        stop = start + placed.beats
        line.marks.append((start, placed.name))
        line.speed.append((start, (phrase.bpm or self.score.bpm) / self.score.bpm))
        line.joined.append((start, phrase.joined))
        pulse = variant.pulse or phrase.pulse or self.score.style.pulse.amp
        line.pulse.append((start, pulse * _product(m.pulse for m in self.manners)))
        for name, marks in self._keys(placed).items():
            old = [m for m in line.keys.get(name, []) if m.beat < marks[0].beat - JOIN]
            line.keys[name] = old + marks
        line.steps += [s for s in self._steps(placed) if s.land <= stop + 1e-6]
        for path in _own(variant.travel, phrase.travel):
            ends = {"start": start + path.start, "stop": min(stop, start + (path.stop or phrase.beats))}
            scale = {"forward": path.forward * variant.reach, "left": path.left * variant.reach}
            if ends["stop"] > ends["start"]:
                share = (ends["stop"] - ends["start"]) / ((path.stop or phrase.beats) - path.start)
                scale |= {"turn": path.turn, "out": path.out}
                whole = {name: value * share for name, value in scale.items()}
                line.travel.append((path.model_copy(update=ends | whole), placed))
        for wave in _own(variant.osc, phrase.osc):
            ends = {"start": start + wave.start, "stop": min(stop, start + (wave.stop or phrase.beats))}
            if ends["stop"] > ends["start"]:
                line.waves.append(_mirrored_wave(wave.model_copy(update=ends), placed.mirror))

    def _keys(self, placed: Placed) -> dict[str, list[Mark]]:
        """Keys of a phrase by channel, larger or smaller about their mean as variant and dancer ask."""
        out: dict[str, list[Mark]] = {}
        for key in danced_keys(placed):
            ease = self.score.style.ease if key.ease is None else key.ease
            for name, value in self._channels(key, placed).items():
                out.setdefault(name, []).append(Mark(placed.start + key.beat, value, ease))
        size = self.amplitude * placed.variant.amplitude * _product(m.amplitude for m in self.manners)
        fixed = ("hand", "knee")
        return {name: m if name.startswith(fixed) else _sized(m, size) for name, m in out.items()}

    def _channels(self, key: Key, placed: Placed) -> dict[str, Channel]:
        swaps = placed.variant.poses
        out = self.resolve(key.model_copy(update={"pose": tuple(_swap_pose(p, swaps) for p in key.bases)}))
        if "knee" in out:
            out["knee"] = out["knee"] + placed.variant.sink + sum(m.stance for m in self.manners)
        if placed.mirror:
            out = mirrored(out)
        for manner in self.manners:
            for name, extra in manner.add.channels().items():
                if name in out:
                    out[name] = out[name] + np.atleast_1d(np.array(extra, float))
            if manner.hold is not None:
                out |= self.resolve(Pose(pose=manner.hold))
        return out

    def resolve(self, pose: Pose) -> dict[str, Channel]:
        """The channels of a pose with everything it is built on [deg]."""
        out: dict[str, Channel] = {}
        for base in pose.bases:
            part = self.resolve(self._pose(base.removesuffix(":mirror")))
            out |= mirrored(part) if base.endswith(":mirror") else part
        for name, value in pose.channels().items():
            out[name] = self._hand(value) if isinstance(value, str) else np.atleast_1d(np.array(value, float))
        return out

    def _pose(self, name: str) -> Pose:
        for manner in reversed(self.manners):
            if name in manner.poses:
                return manner.poses[name]
        return self.score.poses[name]

    def _hand(self, name: str) -> Channel:
        for manner in self.manners:
            name = manner.hands.get(name, name)
        return np.array(self.score.hands[name]) if name in self.score.hands else shape(name)

    def _steps(self, placed: Placed) -> list[Step]:
        lift = placed.variant.lift * _product(m.lift for m in self.manners)
        wide = _product(m.wide for m in self.manners)
        return [
            _placed_step(step, placed, lift, wide) for step in _own(placed.variant.steps, placed.phrase.steps)
        ]


def manners_of(score: Score, names: Iterable[str]) -> tuple[Manner, ...]:
    """The manners that apply to one dancer, by gender, variant, role, props and alone, once each."""
    return tuple(score.styles[name] for name in dict.fromkeys(names) if name in score.styles)


def mirrored(channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The same channels seen in a mirror."""
    return {_other(name): value * MIDLINE.get(name, 1.0) for name, value in channels.items()}


def _other(name: str) -> str:
    ends = {"_l": "_r", "_r": "_l"}
    return name[:-2] + ends[name[-2:]] if name[-2:] in ends else name


def _own(mine: tuple | None, usual: tuple) -> tuple:
    return usual if mine is None else mine


def _product(factors: object) -> float:
    return float(np.prod(list(factors)))  # type: ignore[call-overload]


def _chosen(placed: Placed) -> list[Key]:
    """The phrase's keys with the variant's put in their places."""
    variant = placed.variant
    new = {round(k.beat, 2): k for k in variant.keys}
    gone = {round(b, 2) for b in variant.drop} | set(new)
    kept = [k for k in placed.phrase.keys if round(k.beat, 2) not in gone]
    return sorted([*kept, *new.values()], key=lambda k: k.beat)


def danced_keys(placed: Placed) -> list[Key]:
    """The keys of a phrase that is maybe cut: the arms may still finish a gesture just begun."""
    return [key for key in _chosen(placed) if key.beat <= placed.beats + AFTER]


def _swap_pose(name: str, swaps: Mapping[str, str]) -> str:
    bare = name.removesuffix(":mirror")
    if bare not in swaps:
        return name
    flipped = name.endswith(":mirror") != swaps[bare].endswith(":mirror")
    return swaps[bare].removesuffix(":mirror") + (":mirror" if flipped else "")


def _sized(marks: list[Mark], size: float) -> list[Mark]:
    mean = np.mean([m.value for m in marks], axis=0)
    return [replace(m, value=mean + size * (m.value - mean)) for m in marks]


def _placed_step(step: Step, placed: Placed, lift: float, wide: float) -> Step:
    shift, flip = placed.start, placed.mirror
    left, forward, out = (*step.to, 10.0)[:3]
    foot: Side = step.f if not flip else ("r" if step.f == "l" else "l")
    return step.model_copy(
        update={
            "f": foot,
            "lift": step.lift + shift,
            "land": step.land + shift,
            "h": step.h * lift,
            "to": ((-left if flip else left) * wide, forward, out),
            "leg": tuple(g.model_copy(update={"at": g.at + shift}) for g in step.leg),
        }
    )


def _mirrored_wave(wave: Wave, flip: bool) -> Wave:
    if not flip:
        return wave
    sign = MIDLINE[wave.ch][wave.i] if wave.ch in MIDLINE else 1.0
    return wave.model_copy(update={"ch": _other(wave.ch), "amp": float(wave.amp * sign)})
