"""Balance: the pelvis goes where the centre of mass must be over the feet that bear.

The feet's pressure point is the input. The centre of mass follows it as an inverted pendulum would,
c = p ∗ (ω/2) e^(−ω|t|) with ω² = g / height, so it leans over early; the pelvis moves until it lies there.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Style
from wenwu.body.rotation import about, from_matrix, multiply, slerp, to_matrix, turn
from wenwu.body.skeleton import Skeleton
from wenwu.motion.clock import Clock
from wenwu.motion.curve import filtered, ramp, smooth, softened, softplus, widest
from wenwu.motion.foot import Foot
from wenwu.motion.hop import hop_height
from wenwu.motion.leg import Leg
from wenwu.motion.mass import UPPER_SHARE, WHOLE, leg_moment
from wenwu.motion.steps import GRAVITY, Gait
from wenwu.motion.upper import Curves

PASSES = 6
STRAIGHTEST = 12.0  # [deg] of knee that a planted leg keeps in reserve
LANDING = 12.0  # [deg] more for a leg that is about to land, so that it does not snap straight
SNAP, SLOWED = 5.0, 0.03  # [deg, m] a leg in the air gets no straighter, and slows down over so much
STRAIGHT = 4.0  # [deg] of knee that no planted leg goes below
CORNER = 0.02  # [m] rounding where one leg takes over the height from the other
ROUNDED = 0.010  # [m] that rounding lowers a dancer on two nearly even legs; who stands high gets it back
HIGH, DEEP = 20.0, 28.0  # [deg] of the knee asked for, its median: all is given back below, none above
HEEL_LIFT = 0.075  # [m] a trailing foot gives way by its heel, up to this
HEEL_TOP, HEEL_AHEAD = 50.0, 20.0  # [deg] of pitch to which a trailing heel is lifted, and one ahead
DORSAL = 27.0  # [deg] beyond this the heel rises instead of the ankle bending
ROLLS = (-16.0, 20.0)  # [deg] of inversion beyond which the sole rolls on its edge instead
EXTENDED = -20.0  # [deg] a thigh that trails farther is relieved by the heel
CLEARS = 0.006  # [m] a foot in the air stays this far above the floor


@dataclass(frozen=True)
class Stance:
    """The lower body of one dancer over time."""

    hips: Float[ndarray, "T 3"]  # [m] world
    turn: Float[ndarray, "T 3"]  # [deg] pelvis turn, tilt, list
    angles: tuple[Float[ndarray, "T 6"], Float[ndarray, "T 6"]]  # left, right: see Leg.solve
    toes: tuple[Float[ndarray, " T"], Float[ndarray, " T"]]  # [deg] extension
    feet: tuple[Foot, Foot]
    short: Float[ndarray, "T 2"]  # [m] how far a planted foot is out of reach


def pelvis_turn(
    curves: Curves, gait: Gait, heading: Float[ndarray, " T"], style: Style, fps: float
) -> Float[ndarray, "T 3"]:
    """Turn, tilt and list of the pelvis [deg]; it follows the forward foot and drops to the free side.

    The spine takes most of this back, and the head holds its gaze: `curves` of spine and neck are changed.
    """
    between = gait.left.ball() - gait.right.ball()
    ahead = turn(about(1, -heading), between)[:, 2]
    follow = -style.hip_turn * 0.4 * np.tanh(ahead / 0.4)
    drop = -style.hip_drop * smooth(gait.weight, 0.1 * fps)
    asked = curves["pelvis"]
    spine, neck = curves["spine"], curves["neck"]
    spine[:, 2] -= 0.8 * follow
    spine[:, 1] -= 0.8 * drop
    spine[:, 0] -= 0.5 * style.upright * asked[:, 1]
    neck[:, 2] -= style.gaze * (spine[:, 2] + asked[:, 0] + follow)
    neck[:, 1] -= style.gaze * (spine[:, 1] + asked[:, 2] + drop)
    neck[:, 0] -= style.gaze * (spine[:, 0] + asked[:, 1])
    return np.stack([heading + asked[:, 0] + follow, asked[:, 1], asked[:, 2] + drop], 1)


def _reached(
    leg: Leg, socket: Float[ndarray, "T 3"], ankle: Float[ndarray, "T 3"], air: Float[ndarray, " T"]
) -> Float[ndarray, "T 3"]:
    """An ankle in the air slows down before its leg is straight: a knee that locks snaps."""
    line = ankle - socket
    far = np.linalg.norm(line, axis=1)
    slow = softened(far, 0.0, float(leg.length(SNAP)), SLOWED)
    return socket + line * (1 + air * (slow / far - 1))[:, None]


def pelvis_rotation(angles: Float[ndarray, "T 3"]) -> Float[ndarray, "T 4"]:
    """World rotation of the pelvis from turn, tilt, list [deg]."""
    yaw, tilt, list_ = angles.T
    return multiply(multiply(about(1, yaw), about(0, tilt)), about(2, -list_))


def pressed(gait: Gait, skeleton: Skeleton, fps: float) -> Float[ndarray, "T 3"]:
    """Where on the floor the centre of mass should lie [m]."""
    share = ((1 + gait.weight) / 2)[:, None]
    pressure = share * gait.left.centre() + (1 - share) * gait.right.centre()
    omega = np.sqrt(GRAVITY / (1.04 * (skeleton.thigh + skeleton.shank)))
    kernel = np.exp(-np.abs(np.arange(-round(1.6 * fps), round(1.6 * fps) + 1)) / fps * omega)
    return filtered(pressure, kernel / kernel.sum())


def stand(
    gait: Gait,
    angles: Float[ndarray, "T 3"],
    knee: Float[ndarray, " T"],
    upper: Float[ndarray, "T 3"],
    skeleton: Skeleton,
    clock: Clock,
) -> Stance:
    """Hips and legs that bear: `upper` is Σ share · centre of trunk and arms about the hips joint."""
    pelvis = to_matrix(pelvis_rotation(angles))
    goal = pressed(gait, skeleton, clock.fps)
    legs = tuple(Leg.of(skeleton, side) for side in "lr")
    bearing = _Bearing(pelvis, knee, smooth(gait.weight, 0.1 * clock.fps), legs, clock)
    feet = gait.feet
    hips = goal + np.array([0.0, 1.04 * (skeleton.thigh + skeleton.shank), 0])
    for turn_ in range(PASSES):
        hips[:, 1] = bearing.height(hips, feet)
        if 1 < turn_ < PASSES - 1:
            feet = bearing.give(hips, feet)
            hips[:, 1] = bearing.height(hips, feet)
        moment = UPPER_SHARE * hips + upper
        for leg, foot in zip(legs, feet, strict=True):
            moment += bearing.leg_moment(leg, foot, hips)
        miss = goal - moment / WHOLE
        hips[:, [0, 2]] += smooth(miss, 0.07 * clock.fps)[:, [0, 2]]
    hips[:, 1] = bearing.height(hips, feet)
    solved = [bearing.angles(leg, foot, hips) for leg, foot in zip(legs, feet, strict=True)]
    short = np.stack([far * foot.down for (_, far), foot in zip(solved, feet, strict=True)], 1)
    toes = [bearing.toes(leg, foot, hips, x[0]) for leg, foot, x in zip(legs, feet, solved, strict=True)]
    return Stance(hips, angles, (solved[0][0], solved[1][0]), (toes[0], toes[1]), (feet[0], feet[1]), short)


@dataclass(frozen=True)
class _Bearing:
    """What stays the same through the passes."""

    pelvis: Float[ndarray, "T 3 3"]
    knee: Float[ndarray, " T"]  # [deg] asked of the loaded leg
    light: Float[ndarray, " T"]  # weight, smoothed
    legs: tuple[Leg, ...]
    clock: Clock

    def height(self, hips: Float[ndarray, "T 3"], feet: tuple[Foot, Foot]) -> Float[ndarray, " T"]:
        """Hips height: the loaded leg keeps the asked knee; no planted foot is pulled off; hops fly."""
        asked, tops = self._levels(hips, feet)
        gates = [top + 0.5 * foot.free for top, foot in zip(tops, feet, strict=True)]
        want = np.stack([asked, *gates])
        low = want.min(0)
        soft = low - CORNER * np.log(np.exp(-(want - low) / CORNER).sum(0))
        soft += ROUNDED * np.clip((DEEP - np.median(self.knee)) / (DEEP - HIGH), 0, 1)
        flight = ~(feet[0].down | feet[1].down)
        high = smooth(soft, 0.03 * self.clock.fps) + hop_height(flight, self.clock.fps)
        return high - self._pulled(high, self._levels(hips, feet, STRAIGHT)[1], feet)

    def _pulled(
        self, high: Float[ndarray, " T"], tops: list[Float[ndarray, " T"]], feet: tuple[Foot, Foot]
    ) -> Float[ndarray, " T"]:
        """How much too high the hips are for a planted foot, widened before it is smoothed."""
        over = [np.where(foot.down, high - top, 0) for foot, top in zip(feet, tops, strict=True)]
        excess = np.maximum(np.maximum(*over), 0)
        frames = max(1, round(0.08 * self.clock.fps))
        return smooth(widest(excess, frames), frames / 2.5)

    def _levels(
        self, hips: Float[ndarray, "T 3"], feet: tuple[Foot, Foot], straight: float | None = None
    ) -> tuple[Float[ndarray, " T"], list[Float[ndarray, " T"]]]:
        """Height that the loaded knee asks for, and the height at which each leg is nearly straight [m]."""
        asked, tops = np.zeros(len(hips)), []
        for leg, foot, sign in zip(self.legs, feet, (1, -1), strict=True):
            off = self.pelvis @ leg.hip
            ankle = foot.ankle()
            flat = np.sum((ankle - hips - off)[:, [0, 2]] ** 2, 1)
            base = ankle[:, 1] - foot.flown - off[:, 1]
            floor = ankle[:, 1] - foot.track[:, 1] - off[:, 1]  # a foot in the air carries nobody up
            asked += (1 + sign * self.light) / 2 * (floor + _rise(leg.length(np.maximum(self.knee, 6)), flat))
            air = smooth((~foot.down).astype(float), 0.07 * self.clock.fps)
            knee = STRAIGHTEST + LANDING * air if straight is None else np.full(len(hips), straight)
            tops.append(base + _rise(leg.length(knee), flat))
        return asked, tops

    def give(self, hips: Float[ndarray, "T 3"], feet: tuple[Foot, Foot]) -> tuple[Foot, Foot]:
        """A planted foot that is pulled or bent too far lifts its heel or rolls on its edge."""
        asked, tops = self._levels(hips, feet)
        out = []
        for leg, foot, top in zip(self.legs, feet, tops, strict=True):
            able = foot.down * foot.on_ball * (foot.pitch > -1)
            pull = np.clip(asked - top + 0.008, 0, HEEL_LIFT) * able
            solved, _ = self.angles(leg, foot, hips)
            bent = softplus(solved[:, 4] - DORSAL, 2.0)
            more = np.degrees(np.arcsin(np.clip(pull / 0.11, 0, 0.9))) + 0.7 * bent * able
            more += 1.2 * softplus(EXTENDED - solved[:, 0], 2.0) * able
            up = np.maximum(-foot.pitch, 1e-3)  # toes that point up too far give way until the foot is flat
            less = up * np.tanh(0.8 * bent / up) * (foot.pitch < -1)
            top = HEEL_AHEAD + (HEEL_TOP - HEEL_AHEAD) * self._behind(leg, foot, hips)
            room = softplus(top - foot.pitch, 3.0)
            more = room * np.tanh(smooth(more, 0.07 * self.clock.fps) / room)
            pitch = more * self._on_ball(foot) + smooth(less, 0.04 * self.clock.fps)
            roll = solved[:, 5] - softened(solved[:, 5], *ROLLS, 4.0)
            out.append(foot.given(pitch, smooth(roll, 0.05 * self.clock.fps)))
        return out[0], out[1]

    def _on_ball(self, foot: Foot) -> Float[ndarray, " T"]:
        """1 where a foot has come to bear on its ball for a while: a heel that gives way takes its time."""
        frames = max(1, round(0.1 * self.clock.fps))
        return smooth(-widest(-(foot.on_ball**3), frames), frames / 2.5)

    def _behind(self, leg: Leg, foot: Foot, hips: Float[ndarray, "T 3"]) -> Float[ndarray, " T"]:
        """1 where the foot trails, 0 where it is ahead of its hip and a heel would reach farther."""
        ahead = np.sum((foot.ankle() - leg.socket(hips, self.pelvis)) * foot.level()[..., 2], 1)
        return ramp(0.5 - ahead / 0.16)

    def angles(
        self, leg: Leg, foot: Foot, hips: Float[ndarray, "T 3"]
    ) -> tuple[Float[ndarray, "T 6"], Float[ndarray, " T"]]:
        """The leg's six angles: by its foot's track, drawn to the gesture where the leg is free."""
        socket = leg.socket(hips, self.pelvis)
        ankle, frame = foot.ankle(), foot.matrix()
        air = np.clip(2 * smooth((~foot.down).astype(float), 0.03 * self.clock.fps) - 1, 0, 1)
        if foot.free.any():
            ankle, frame = self._drawn(leg, foot, socket, ankle, frame)
        low = np.min([(ankle + frame @ p)[:, 1] for p in (foot.sole.heel, foot.sole.under)], axis=0)
        ankle = ankle + (softplus(0.001 - low, 0.002) * air)[:, None] * [0.0, 1, 0]
        solved, far = leg.solve(socket, self.pelvis, _reached(leg, socket, ankle, air), frame)
        solved[:, 4] += air * (softened(solved[:, 4], -58.0, 36.0, 6.0) - solved[:, 4])
        solved[:, 0] += air * (softened(solved[:, 0], -24.0, 124.0, 5.0) - solved[:, 0])
        solved[:, 5] = softened(solved[:, 5], -19.5, 24.5, 4.0)
        return solved, far

    def _drawn(
        self,
        leg: Leg,
        foot: Foot,
        socket: Float[ndarray, "T 3"],
        ankle: Float[ndarray, "T 3"],
        frame: Float[ndarray, "T 3 3"],
    ) -> tuple[Float[ndarray, "T 3"], Float[ndarray, "T 3 3"]]:
        """Ankle and foot between track and gesture, clear of the floor.

        A gesture bends in the plane of its own sole, so solving for its foot gives its angles back.
        """
        angles = np.concatenate([foot.gesture, np.zeros((len(ankle), 1))], 1)
        _, there, turned = leg.frames(socket, self.pelvis, angles)
        free = foot.free
        ankle = ankle + free[:, None] * (there - ankle)
        frame = to_matrix(slerp(from_matrix(frame), from_matrix(turned), free))
        low = np.min([(ankle + frame @ p)[:, 1] for p in (foot.sole.heel, foot.sole.under)], axis=0)
        frames = max(1, round(0.06 * self.clock.fps))
        need = widest(softplus(CLEARS - low, 0.006), frames)
        up = smooth(need, frames / 2) * (1 - (1 - free) ** 3)
        return ankle + up[:, None] * [0.0, 1, 0], frame

    def toes(
        self, leg: Leg, foot: Foot, hips: Float[ndarray, "T 3"], angles: Float[ndarray, "T 6"]
    ) -> Float[ndarray, " T"]:
        """Extension [deg] that lays the toes on the floor where the pitched foot would push them into it."""
        _, ankle, frame = leg.frames(leg.socket(hips, self.pelvis), self.pelvis, angles)
        high = (ankle + frame @ foot.sole.under)[:, 1]
        length = foot.sole.tip[2] - foot.sole.ball[2]
        down = np.degrees(np.arcsin(np.clip(-frame[:, 1, 2], -1, 1)))
        room = np.degrees(np.maximum(high, 0) / length)
        bent = softplus(down - room, 2.0)
        return smooth(bent - softplus(bent - 55.0, 2.0), 0.03 * self.clock.fps)

    def leg_moment(self, leg: Leg, foot: Foot, hips: Float[ndarray, "T 3"]) -> Float[ndarray, "T 3"]:
        """Moment of one leg about the world's origin, hips included in its positions."""
        socket = leg.socket(hips, self.pelvis)
        knee, ankle, frame = leg.frames(socket, self.pelvis, self.angles(leg, foot, hips)[0])
        return leg_moment(socket, knee, ankle, ankle + frame @ foot.sole.ball)


def _rise(length: Float[ndarray, " T"] | float, flat: Float[ndarray, " T"]) -> Float[ndarray, " T"]:
    return np.sqrt(np.maximum(np.square(length) - flat, 0.01))
