"""Signatures: what makes a dance this dance, measured on a written BVH, and the dance it names.

Every measure is a number of one `Movement`. A signature is a band of one measure; the atlas holds the bands
with their sources. This module reads the bands and the file, and nothing that made the file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.model import Dance, Signature
from wenwu.base.errors import unknown
from wenwu.body.readouts import READOUTS
from wenwu.measure.movement import Movement, repeats, share_of

Measure = Callable[[Movement], float]
LOWEST, HIGHEST = 2.0, 98.0  # [percentile] stand for least and greatest: single frames do not count
TURN_WITHIN = 2.5  # [s] a turn is what the heading gains in this time
KICK_HIP, KICK_KNEE = 36.0, 55.0  # [deg] a kick: the thigh at least so high while the knee is at most so bent
BEND = 0.12  # [s] after landing an arm may still follow its foot
SHAKE, SEEN = 1.5, 40.0  # [s, deg/s] a tremor lasts so long and is so lively at least
BREATH = (0.1, 7.5)  # [Hz] where a breath is looked for: down to one in ten seconds
SWING = 12.0  # [deg] a turn of the pelvis to and fro counts from here
FAR = 3.0  # steps outside a band count no further
MIDDLE = 0.05  # weight of being away from the middle of a band, which decides between bands that all hold
STEP = {"deg": 8.0, "m": 0.15, "hz": 0.3, "share": 0.1, "sign": 1.0}  # by unit: one step outside a band


@dataclass(frozen=True)
class Reading:
    """One signature on one movement."""

    signature: Signature
    value: float  # in the unit of the band
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the value lies in the band."""
        return self.low - 1e-9 <= self.value <= self.high + 1e-9

    @property
    def miss(self) -> float:
        """Steps outside the band, at most FAR; a little for not being in its middle."""
        unit = "hz" if self.signature.unit == "per_beat" else self.signature.unit
        outside = max(self.low - self.value, self.value - self.high, 0.0) / STEP[unit]
        half = max((self.high - self.low) / 2, 1e-9)
        off = min(abs(self.value - (self.low + self.high) / 2) / half, 1.0)
        return min(outside, FAR) + MIDDLE * off


def measured(movement: Movement, read: str, stat: str) -> float:
    """One measure by its name and statistic, for example knee.flexion median [deg]."""
    special = MEASURES.get(f"{read} {stat}")
    if special is not None:
        return special(movement)
    name = read if read in READOUTS else read.replace(".", "_l.", 1)
    if name not in READOUTS or stat not in STATS:
        raise unknown("measure", f"{read} {stat}", [*MEASURES, *(f"{read} {s}" for s in STATS)])
    return STATS[stat](movement.angles(read), movement.clip.fps)


def readings(movement: Movement, dance: Dance) -> tuple[Reading, ...]:
    """Every signature of a dance on a movement. Bands per beat become hertz by the dance's tempo range."""
    out = []
    for signature in dance.signatures:
        slow, fast = (t / 60 for t in dance.tempo[:2]) if signature.unit == "per_beat" else (1.0, 1.0)
        value = measured(movement, signature.read, signature.stat)
        out.append(Reading(signature, value, signature.low * slow, signature.high * fast))
    return tuple(out)


def distance(movement: Movement, dance: Dance) -> float:
    """How far a movement is from a dance: the mean miss of its signatures."""
    return float(np.mean([reading.miss for reading in readings(movement, dance)]))


def nearest(movement: Movement, dances: Mapping[str, Dance]) -> str:
    """The id of the dance whose signatures the movement fits best."""
    return min(dances, key=lambda name: distance(movement, dances[name]))


# ---------------------------------------------------------------- statistics of an angle, both sides pooled
def _rate(angle: Float[ndarray, "S T"], fps: float) -> float:
    liveliest = max(angle, key=lambda row: float(np.abs(np.diff(row)).sum()))
    return repeats(liveliest, fps)


STATS: dict[str, Callable[[Float[ndarray, "S T"], float], float]] = {
    "median": lambda angle, fps: float(np.median(angle)),
    "low": lambda angle, fps: float(np.percentile(angle.min(0), LOWEST)),
    "high": lambda angle, fps: float(np.percentile(angle.max(0), HIGHEST)),
    "range": lambda angle, fps: float(np.ptp(np.percentile(angle, [LOWEST, HIGHEST], axis=1), axis=0).max()),
    "rate": _rate,
}


# ---------------------------------------------------------------- measures that are no angle
def _bearing_knee(statistic: str) -> Measure:
    return lambda movement: STATS[statistic](movement.bearing_knee[None], movement.clip.fps)


def _pulse(movement: Movement) -> float:
    """Rate [Hz] of the sinking and rising of the hips."""
    return repeats(movement.clip.root[:, 1], movement.clip.fps)


def _breath(movement: Movement) -> float:
    """Rate [Hz] of the highest rise and fall of the hips, slow ones counted too."""
    height = np.cumsum(
        movement.clip.root[:, 1] - movement.clip.root[:, 1].mean()
    )  # whose velocity is the height
    return repeats(height, movement.clip.fps, BREATH)


def _quiver(movement: Movement) -> float:
    """Share of the bearing knee's movement that is faster than 2.2 Hz."""
    return share_of(movement.bearing_knee, movement.clip.fps, (2.2, 6.5))


def _tremor(movement: Movement) -> float:
    """Fastest rate [Hz] at which a shoulder girdle lifts and falls in any SHAKE seconds, if it is seen to."""
    fps = movement.clip.fps
    window = min(round(SHAKE * fps), len(movement.clip))
    best = 0.0
    for row in movement.angles("girdle.elevation"):
        for start in range(0, len(row) - window + 1, max(1, window // 3)):
            part = row[start : start + window]
            if np.gradient(part, 1 / fps).std() >= SEEN:
                best = max(best, repeats(part, fps))
    return best


def _same_side(movement: Movement) -> float:
    """Share of arm lifting that goes with the foot of the same side, over all footfalls."""
    arms = movement.angles("shoulder.elevation")
    pad, last = round(BEND * movement.clip.fps), len(movement.clip) - 1
    gains = []
    for fall in movement.footfalls:
        start, stop = max(0, fall.lift - pad), min(last, fall.land + pad)
        rise = arms[:, stop] - arms[:, start]
        gains.append(float(rise[fall.side] - rise[1 - fall.side]))
    size = np.abs(np.array(gains))
    return float(size[np.array(gains) > 0].sum() / size.sum()) if size.sum() > 0 else 0.5


def _ring(movement: Movement) -> float:
    """+1 where the way bends round anticlockwise, −1 clockwise, seen from above; 0 where it bends nowhere."""
    x, z = movement.way.T
    design = np.stack([2 * x, 2 * z, np.ones(len(x))], 1)
    fit = np.linalg.lstsq(design, x**2 + z**2, rcond=None)[0]
    angle = np.unwrap(np.arctan2(x - fit[0], z - fit[1]))  # from +z toward +x: anticlockwise from above
    return float(np.sign(np.round(np.degrees(angle[-1] - angle[0]) / 10)))


def _radius(movement: Movement) -> float:
    """Greatest distance [m] from the middle of the way."""
    return float(np.linalg.norm(movement.way - movement.way.mean(0), axis=1).max())


def _first_foot(movement: Movement) -> float:
    """+1 where the left foot leaves the floor first, −1 the right."""
    falls = sorted(movement.footfalls, key=lambda fall: fall.lift)
    return 0.0 if not falls else 1.0 - 2.0 * falls[0].side


def _steps(movement: Movement) -> float:
    """Footfalls per second."""
    return len(movement.footfalls) / movement.seconds


def _step_length(movement: Movement) -> float:
    """Median length of a step [m]: half of a foot's way over the floor, for that way is a stride."""
    ball = [movement.from_floor(side) for side in (0, 1)]
    ways = [float(np.linalg.norm(ball[f.side][f.land] - ball[f.side][f.lift])) for f in movement.footfalls]
    return float(np.median(ways)) / 2 if ways else 0.0


def _kicks(movement: Movement) -> float:
    """Kicks per second: footfalls whose thigh rises forward while the knee is nearly straight."""
    hip, knee = movement.angles("hip.flexion"), movement.angles("knee.flexion")
    count = 0
    for fall in movement.footfalls:
        flight = slice(fall.lift, fall.land)
        straight = knee[fall.side, flight] <= KICK_KNEE
        count += bool(np.any(straight & (hip[fall.side, flight] >= KICK_HIP)))
    return count / movement.seconds


def _turn(movement: Movement) -> float:
    """Greatest turn of the pelvis within TURN_WITHIN [deg]."""
    frames = min(round(TURN_WITHIN * movement.clip.fps), len(movement.clip) - 1)
    return float(np.abs(movement.heading[frames:] - movement.heading[:-frames]).max())


def _swings(movement: Movement) -> float:
    """How often in a second the pelvis turns back, swings below SWING left out."""
    heading = movement.heading
    ends, sense = [heading[0]], 0.0
    for angle in heading:
        if sense != 0 and (angle - ends[-1]) * sense > 0:
            ends[-1] = angle
        elif abs(angle - ends[-1]) > SWING:
            sense = np.sign(angle - ends[-1])
            ends.append(angle)
    return max(len(ends) - 2, 0) / movement.seconds


def _arms_apart(movement: Movement) -> float:
    """Median difference of the two arms' elevation [deg]: 0 where they always move alike."""
    left, right = movement.angles("shoulder.elevation")
    return float(np.median(np.abs(left - right)))


MEASURES: dict[str, Measure] = {
    "knee.flexion median": _bearing_knee("median"),
    "knee.flexion range": _bearing_knee("range"),
    "knee.flexion rate": _pulse,
    "knee.flexion share": _quiver,
    "girdle.elevation rate": _tremor,
    "arm_leg.same_side share": _same_side,
    "arms.apart median": _arms_apart,
    "travel.ring sign": _ring,
    "travel.radius high": _radius,
    "step.start_foot sign": _first_foot,
    "step.count rate": _steps,
    "step.length median": _step_length,
    "kick.count rate": _kicks,
    "root.turn high": _turn,
    "root.turn rate": _swings,
    "beat rate": _pulse,
    "breath rate": _breath,
}
