"""Steps: lifts and landings become two tracks of feet and the share of weight each bears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.score import Side, Step
from wenwu.body.skeleton import Skeleton
from wenwu.motion.clock import Clock
from wenwu.motion.curve import arch, ramp, smooth
from wenwu.motion.foot import Foot, Sole
from wenwu.motion.path import Path

GRAVITY = 9.81  # [m/s²]
LEAST_SWING = 0.3  # [s] a foot is in the air at least this long, where its neighbours leave room
LEAST_STANCE = 0.06  # [s]
ARRIVE = {"flat": 0.0, "ball": 22.0, "heel": -16.0}  # [deg] pitch at landing
PEEL = 24.0  # [deg] the heel peels off before a foot leaves
QUICKEST = 0.16  # [s] for the heel to peel off
TURNED_OUT, PIVOT = 15.0, 30.0  # [deg] a planted foot follows the body's turn so that the hip keeps room
OTHER: dict[Side, Side] = {"l": "r", "r": "l"}


@dataclass(frozen=True)
class Gait:
    """Both feet, and who bears: weight +1 left … −1 right."""

    left: Foot
    right: Foot
    weight: Float[ndarray, " T"]

    @property
    def feet(self) -> tuple[Foot, Foot]:
        """Left, right."""
        return self.left, self.right

    def flight(self) -> Bool[ndarray, " T"]:
        """Where no foot is on the floor."""
        return ~(self.left.down | self.right.down)


@dataclass(frozen=True)
class Ground:
    """What steps are placed by: the clock, the carrier, the dancer's size and calm."""

    clock: Clock
    path: Path
    skeleton: Skeleton
    scale: float  # leg length over the score's
    calm: float  # factor on heights at tempos faster than written
    pelvis_turn: Float[ndarray, " T"]  # [deg] beyond the carrier's heading


def walk(steps: Sequence[Step], start: Mapping[Side, tuple[float, float, float]], ground: Ground) -> Gait:
    """The tracks of both feet and the weight between them."""
    steps = paced(steps, ground.clock)
    left, right = (_track(side, steps, start[side], ground) for side in ("l", "r"))
    return Gait(left, right, _weight(steps, ground.clock))


def paced(steps: Sequence[Step], clock: Clock) -> list[Step]:
    """The steps with every swing long enough, and every hop as long as its height asks."""
    out = list(steps)
    for i, step in enumerate(out):
        beats = clock.number(step.land, clock.rate)
        need = np.sqrt(8 * step.hop / GRAVITY) * beats if step.hop else LEAST_SWING * beats
        lift, land = step.lift, step.land
        if step.hop:
            lift = land - need
        elif land - lift < need:
            mine = [s for s in out if s.f == step.f and s is not step]
            other = [s for s in out if s.f != step.f]
            floor = LEAST_STANCE * beats
            earliest = max([s.land + floor for s in mine if s.land <= lift + 1e-6], default=-1e9)
            earliest = max([earliest, *[s.land - 0.02 * beats for s in other if s.land <= lift + 1e-6]])
            latest = min([s.lift - floor for s in mine if s.lift >= land - 1e-6], default=1e9)
            latest = min([latest, *[s.lift + 0.02 * beats for s in other if s.lift >= land - 1e-6]])
            lift = max(min(lift, earliest), lift - (need - (land - lift)), earliest)
            lift = min(lift, step.lift)
            land = max(step.land, min(latest, lift + need))
        out[i] = step.model_copy(update={"lift": lift, "land": land})
    return out


def _track(side: Side, steps: Sequence[Step], start: tuple[float, float, float], ground: Ground) -> Foot:
    clock, n = ground.clock, len(ground.clock.beat)
    mine = [s for s in steps if s.f == side]
    position, yaw = _place(ground, float(clock.beat[0]), start, side)
    track, yaws = np.tile(position, (n, 1)), np.full(n, yaw)
    track[:, 1] = 0
    pitch, on_ball = np.zeros(n), np.ones(n)
    down, flown, free, gesture = np.ones(n, bool), np.zeros(n), np.zeros(n), np.zeros((n, 5))
    settled = 0.0  # pitch that the foot stands with
    for k, step in enumerate(mine):
        before = mine[k - 1].land if k else float(clock.beat[0])
        after = mine[k + 1].lift if k + 1 < len(mine) else float(clock.beat[-1])
        stood = min((step.land + after) / 2, step.land + 1.0)
        new, new_yaw = _place(ground, stood, step.to, side)
        u = (clock.beat - step.lift) / (step.land - step.lift)
        go = ramp(u)
        track[:, [0, 2]] += go[:, None] * (new - position)[[0, 2]]
        yaws += go * (new_yaw - yaw)
        track[:, 1] += step.h * ground.calm * ground.scale * arch(u)
        flown += step.hop * arch(u)
        position, yaw = new, new_yaw
        settled = _roll(step, clock, (before, after), settled, pitch, on_ball)
        down &= ~((clock.beat > step.lift) & (clock.beat < step.land))
        if step.leg:
            _hold(step, clock, ground.calm, free, gesture)
    sign = 1.0 if side == "l" else -1.0
    track[:, 1] += flown
    yaws = yaws + _pivot(yaws, ground, sign) * on_ball
    sole = Sole.of(ground.skeleton, side)
    return Foot(side, sole, track, yaws, pitch, 0 * pitch, on_ball, down, flown, free, gesture)


def _place(ground: Ground, beat: float, to: Sequence[float], side: Side) -> tuple[Float[ndarray, "3"], float]:
    left, forward, out = (*to, 10.0)[:3]
    spot = ground.path.place(ground.clock, beat, left * ground.scale, forward * ground.scale)
    heading = ground.clock.number(beat, ground.path.heading)
    return spot, heading + out * (1 if side == "l" else -1)


def _roll(
    step: Step,
    clock: Clock,
    between: tuple[float, float],
    settled: float,
    pitch: Float[ndarray, " T"],
    on_ball: Float[ndarray, " T"],
) -> float:
    """The heel peels before the foot leaves, lands, settles; returns the pitch it stands with."""
    before, after = between
    span, stance = step.land - step.lift, after - step.land
    rate = clock.number(step.lift, clock.rate)
    u = (clock.beat - step.lift) / span
    arrive = ARRIVE[step.on] if step.pitch is None else step.pitch
    if not step.keep:  # no time to settle: the foot comes down flat
        arrive *= float(ramp(np.array([(stance / rate - 0.12) / 0.3]))[0])
        arrive = 0.0 if abs(arrive) < 3 else arrive
    if settled < 0:  # a foot that stands on its heel is picked up, not peeled
        peak = 0.0
        pitch -= settled * ramp(u / 0.5)
    else:
        peel = PEEL * min(1.0, span / rate / 0.45) if step.roll is None else step.roll
        peak = max(peel, settled)
        lead = min(0.35, 0.45 * (step.lift - before))
        length = max(lead + 0.15 * span, QUICKEST * rate)
        pitch += (peak - settled) * ramp((clock.beat - step.lift + lead) / length)
    pitch += (arrive - peak) * ramp((u - 0.1) / 0.9)
    if (arrive < 0) != (settled < 0):  # the pivot moves between ball and heel in the air
        on_ball += (-1 if arrive < 0 else 1) * ramp((u - 0.4) / 0.5)
    if arrive == 0 or step.keep:
        return arrive
    settle = min(0.35, 0.3 * stance)
    pitch -= arrive * ramp((clock.beat - step.land) / settle)
    if arrive < 0:
        on_ball += ramp((clock.beat - step.land - settle) / (0.22 * stance))
    return 0.0


def _hold(
    step: Step, clock: Clock, calm: float, free: Float[ndarray, " T"], gesture: Float[ndarray, "T 5"]
) -> None:
    """A leg gesture: its angles, weighted by how far the leg has left the foot's track."""
    points = step.leg
    first, last = points[0].at, points[-1].at + points[-1].hold
    weight = ramp((clock.beat - step.lift) / (first - step.lift)) * ramp(
        (step.land - clock.beat) / (step.land - last)
    )
    angles = [np.array([*g.hip, g.knee, g.ankle]) * [calm**0.5, 1, 1, 1, 1] for g in points]
    target = np.tile(angles[0], (len(weight), 1))
    for a, b, now, then in zip(angles, angles[1:], points, points[1:], strict=False):
        start = now.at + now.hold
        target += ramp((clock.beat - start) / (then.at - start))[:, None] * (b - a)
    free += weight
    gesture += target * (weight > 0)[:, None]


def _pivot(yaws: Float[ndarray, " T"], ground: Ground, sign: float) -> Float[ndarray, " T"]:
    """How far a turning body takes a foot along: it pivots before the hip runs out of room [deg]."""
    body = ground.path.heading + ground.pelvis_turn
    out = (yaws - body) * sign
    kept = TURNED_OUT + PIVOT * np.tanh((out - TURNED_OUT) / PIVOT)
    beat = ground.clock.fps / float(np.median(ground.clock.rate))
    return smooth((kept - out) * sign, 0.1 * beat)


def _weight(steps: Sequence[Step], clock: Clock) -> Float[ndarray, " T"]:
    """Share of weight, −1 right … +1 left: off a foot before it lifts, onto it as it lands."""
    order = sorted(
        [(s.land, 0, s) for s in steps] + [(s.lift, 1, s) for s in steps], key=lambda e: (e[0], e[1])
    )
    total, now, last = np.zeros(len(clock.beat)), 0.0, float(clock.beat[0])
    for beat, kind, step in order:
        own = 1.0 if step.f == "l" else -1.0
        if kind == 1 and abs(now + own) > 0.01:
            begin = max(last, beat - 0.5) if beat - last > 0.12 else beat - 0.12
            end, goal = beat, -own
        elif kind == 0 and step.w > 0:
            goal = own if step.w == 1 else own * (2 * step.w - 1)
            leaves = [s.lift for s in steps if s.f != step.f and s.lift >= beat - 1e-6]
            begin, end = beat - 0.04, min([beat + 0.4, *[max(v, beat + 0.06) for v in leaves]])
        else:
            continue
        total += (goal - now) * ramp((clock.beat - begin) / (end - begin))
        now, last = goal, end
    return np.clip(total, -1, 1)
