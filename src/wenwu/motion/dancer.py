"""One dancer: from the written line to a clip that stands, steps and breathes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.ndimage import gaussian_filter1d

from wenwu.atlas.score import Score
from wenwu.body.clinical import rotations, slide_angle
from wenwu.body.limits import soft_clamp
from wenwu.body.skeleton import Skeleton
from wenwu.motion.asked import as_asked
from wenwu.motion.balance import Stance, pelvis_turn
from wenwu.motion.clip import Clip
from wenwu.motion.clock import Clock
from wenwu.motion.curve import softened
from wenwu.motion.dancer_frame import SLOW
from wenwu.motion.path import Path
from wenwu.motion.safe_arms import safe_arms
from wenwu.motion.score import Line
from wenwu.motion.standing import LEG_AXES, Standing
from wenwu.motion.steps import Gait, Ground, walk
from wenwu.motion.taken import Channels, Drawn, taken
from wenwu.motion.upper import Curves, Feel, upper_body
from wenwu.prompt.brief import AngleWish

SCORE_LEG = 0.72  # [m] hip to ankle of the body that scores are written for
AXES = {
    "spine": ("flexion", "side_bend", "twist"),
    "neck": ("flexion", "side_bend", "twist"),
    "shoulder": ("plane", "elevation", "rotation"),
    "elbow": ("flexion",),
    "forearm": ("pronation",),
    "wrist": ("flexion", "deviation"),
    "girdle": ("elevation", "protraction"),
}


@dataclass(frozen=True)
class Written:
    """What one dancer is asked to do."""

    line: Line
    path: Path
    feel: Feel
    within: Mapping[str, tuple[float, float]]  # narrower ranges by sideless channel [deg]
    angles: tuple[AngleWish, ...] = ()  # what the sentence asks for
    drawn: Drawn | None = None


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
    plain = upper_channels(curves, turned, skeleton)
    body = Standing(gait, skeleton, clock, partial(_as_told, written), partial(_bent, written))
    drawn = written.drawn
    if drawn is None:
        channels, stance = body.on(plain, curves["knee"][:, 0])
    else:
        facing = gaussian_filter1d(turned[:, 0], SLOW * clock.fps, mode="nearest")
        channels, stance = body.on_drawn(plain, taken(plain, drawn, facing), curves["knee"][:, 0])
    for side, angles, toes in zip("lr", stance.angles, stance.toes, strict=True):
        channels |= {name.format(side): angles[:, k] for k, name in enumerate(LEG_AXES)}
        channels[f"toes_{side}.extension"] = toes
    if drawn is not None:
        solid = (skeleton, drawn.capsules, stance.hips)
        channels = safe_arms(body.told(plain), channels, solid, clock.fps)
    hand = np.stack([curves["hand_l"], curves["hand_r"]], 1)
    return Danced(skeleton, rotations(channels), hand, stance, gait)


def _as_told(written: Written, channels: Channels) -> Channels:
    """The channels within the body's ranges and the score's own, as far as the sentence asks."""
    kept = soft_clamp(channels)
    return soft_clamp(as_asked(narrowed(kept, written.within), written.angles))


def _bent(written: Written, knee: Float[ndarray, " T"]) -> Float[ndarray, " T"]:
    """The knee's bend, as far as the sentence asks."""
    return as_asked({"knee.flexion": knee}, written.angles)["knee.flexion"]


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
