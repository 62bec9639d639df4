"""One dancer: from the written line to a clip that stands, steps and breathes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Score
from wenwu.body.clinical import rotations, slide_angle
from wenwu.body.limits import soft_clamp
from wenwu.body.skeleton import Skeleton
from wenwu.motion.asked import as_asked
from wenwu.motion.balance import Stance, pelvis_turn, stand
from wenwu.motion.clip import Clip
from wenwu.motion.clock import Clock
from wenwu.motion.curve import softened
from wenwu.motion.mass import upper_moment
from wenwu.motion.path import Path
from wenwu.motion.score import Line
from wenwu.motion.steps import Gait, Ground, walk
from wenwu.motion.upper import Curves, Feel, upper_body
from wenwu.prompt.brief import AngleWish

SCORE_LEG = 0.72  # [m] hip to ankle of the body that scores are written for
LEG_AXES = (
    "hip_{}.flexion", "hip_{}.abduction", "hip_{}.rotation", "knee_{}.flexion", "ankle_{}.dorsiflexion",
    "subtalar_{}.inversion",
)  # fmt: skip
AXES = {
    "spine": ("flexion", "side_bend", "twist"),
    "neck": ("flexion", "side_bend", "twist"),
    "shoulder": ("plane", "elevation", "rotation"),
    "elbow": ("flexion",),
    "forearm": ("pronation",),
    "wrist": ("flexion", "deviation"),
    "girdle": ("elevation", "protraction"),
}

Channels = dict[str, Float[ndarray, " T"]]


@dataclass(frozen=True)
class Written:
    """What one dancer is asked to do."""

    line: Line
    path: Path
    feel: Feel
    within: Mapping[str, tuple[float, float]]  # narrower ranges by sideless channel [deg]
    angles: tuple[AngleWish, ...] = ()  # what the sentence asks for


@dataclass(frozen=True)
class Danced:
    """One dancer over all frames of the clock, the lead before and after included."""

    skeleton: Skeleton
    rotation: Float[ndarray, "T 24 4"]  # local
    hand: Float[ndarray, "T 2 7"]
    stance: Stance
    gait: Gait

    @property
    def root(self) -> Float[ndarray, "T 3"]:
        """World position of the hips [m]."""
        return self.stance.hips


def dance(written: Written, score: Score, skeleton: Skeleton, clock: Clock) -> Danced:
    """The written line, danced by one body."""
    style, line = score.style, written.line
    curves = upper_body(line, style, clock, written.feel)
    ground = Ground(
        clock, written.path, skeleton, leg_scale(skeleton), written.feel.calm, curves["pelvis"][:, 0]
    )
    gait = walk(line.steps, score.start, ground)
    turned = pelvis_turn(curves, gait, written.path.heading, style, clock.fps)
    channels = soft_clamp(upper_channels(curves, turned, skeleton))
    channels = soft_clamp(as_asked(narrowed(channels, written.within), written.angles))
    knee = as_asked({"knee.flexion": curves["knee"][:, 0]}, written.angles)["knee.flexion"]
    turned = np.stack([channels[f"root.{n}"] for n in ("turn", "tilt", "list")], 1)
    centred = np.zeros((len(clock.beat), 3))
    moment = upper_moment(skeleton.forward(rotations(channels), centred)[1])
    stance = stand(gait, turned, knee, moment, skeleton, clock)
    for side, angles, toes in zip("lr", stance.angles, stance.toes, strict=True):
        channels |= {name.format(side): angles[:, k] for k, name in enumerate(LEG_AXES)}
        channels[f"toes_{side}.extension"] = toes
    hand = np.stack([curves["hand_l"], curves["hand_r"]], 1)
    return Danced(skeleton, rotations(channels), hand, stance, gait)


def leg_scale(skeleton: Skeleton) -> float:
    """A dancer's leg over the score's."""
    return (skeleton.thigh + skeleton.shank) / SCORE_LEG


def upper_channels(curves: Curves, turned: Float[ndarray, "T 3"], skeleton: Skeleton) -> Channels:
    """The curves under their clinical names."""
    out = {f"root.{name}": turned[:, k] for k, name in enumerate(("turn", "tilt", "list"))}
    out["neck.slide"] = slide_angle(curves["slide"][:, 0], skeleton)
    for part, axes in AXES.items():
        for joint in (part,) if part in ("spine", "neck") else (f"{part}_l", f"{part}_r"):
            out |= {f"{joint}.{axis}": curves[joint][:, k] for k, axis in enumerate(axes)}
    return out


def narrowed(channels: Channels, within: Mapping[str, tuple[float, float]]) -> Channels:
    """The channels kept softly within the score's own ranges."""
    out = dict(channels)
    for name, (low, high) in within.items():
        joint, axis = name.split(".")
        for own in (name, f"{joint}_l.{axis}", f"{joint}_r.{axis}"):
            if own in out:
                out[own] = softened(out[own], low, high, 6.0)
    return out


def clip_of(danced: Danced, clock: Clock, marks: tuple[tuple[int, str], ...]) -> Clip:
    """The kept frames as a clip; `clock` is the performance's own."""
    kept = clock.kept
    contact = np.stack([foot.down for foot in danced.stance.feet], 1)
    return Clip(
        skeleton=danced.skeleton,
        fps=clock.fps,
        root=danced.root[kept].copy(),
        rotation=danced.rotation[kept].copy(),
        hand=danced.hand[kept].copy(),
        contact=contact[kept].copy(),
        beat=clock.beat[kept].copy(),
        marks=marks,
    )
