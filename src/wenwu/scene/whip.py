"""The overlord's whip: a stick with coins in its slots that a hand holds by the middle and strikes with.

The score says when and where it strikes. In between it lies in the fist as a stick does and keeps out of the
body; near a strike it turns in the fingers until one end lies on the place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Phrase, Score
from wenwu.atlas.strike import Strike
from wenwu.body.performer import Body, load_body
from wenwu.body.skeleton import AT
from wenwu.motion.curve import smooth
from wenwu.motion.performance import Dancer
from wenwu.scene.barrier import Barrier, units
from wenwu.scene.loft import Loft, tube
from wenwu.scene.ornament import ball
from wenwu.scene.struck import Points, World, touched

REACH = 0.97  # from the hand to either end, in lengths of the dancer's arm from shoulder to wrist
RADIUS = 0.0115  # [m]
GRIP = (0.92, -0.26, 0.0)  # of the hand's length, left hand frame: the middle of the closed fingers
SLANT = 0.36  # the thumb's end leans toward the fingertips, as a stick lies across a palm
SETTLE, RECOIL = 0.15, 0.42  # [beats] how long an end closes in, and how long it stays drawn back
DRAWN = 0.5  # how far it is drawn back before and after: the tangent of the angle
FAR = 0.03  # [m] a place farther than this beyond the end is given up
SLOTS = (0.40, 0.79)  # shares of the way to an end; two a side are the four seasons
COINS = 3  # of a slot; twelve in all are the months


@dataclass(frozen=True)
class Blow:
    """One strike of one dancer, in frames of the figure."""

    frame: int
    beat: float
    strike: Strike


@dataclass(frozen=True)
class Held:
    """The stick over time."""

    grip: Points  # [m] the hand's hold, in the world
    axis: Points  # unit vector to the thumb's end
    natural: Points  # the same as the fist alone would hold it
    half: float  # [m] from the hand to either end
    blows: tuple[Blow, ...]  # those that were reached


def blows_of(dancer: Dancer, score: Score, every: int) -> Iterator[Blow]:
    """Every strike that the dancer's phrases hold, at its frame of the film."""
    clip = dancer.clip
    marks = [*clip.marks, (len(clip) - 1, "")]
    for (first, name), (last, _) in pairwise(marks):
        phrase, variant = _named(score, name)
        if phrase is None:
            continue
        start = float(clip.beat[first])
        for strike in _strikes(phrase, variant):
            beat = start + strike.beat
            if beat <= float(clip.beat[last]) + 1e-6:
                yield Blow(int(np.searchsorted(clip.beat[::every], beat)), beat, strike)


def _named(score: Score, name: str) -> tuple[Phrase | None, str]:
    phrase, _, variant = name.removesuffix(":mirror").partition("/")
    mirrored = name.endswith(":mirror")
    found = next((p for p in score.phrase if p.id == phrase), None)
    return (None if mirrored else found), variant


def _strikes(phrase: Phrase, variant: str) -> tuple[Strike, ...]:
    own = next((v.strikes for v in phrase.variants if v.id == variant), None)
    return phrase.strikes if own is None else own


def hold(dancer: Dancer, score: Score, world: World, every: int) -> Held:
    """How the right hand holds the stick in every frame of the film."""
    body = load_body(dancer.performer)
    hand = world[:, AT["rightHand"]].astype(float)
    length = float(np.linalg.norm(body.skeleton.offset[AT["rightMiddleProximal"]]))
    mirror = np.array([-1.0, 1, 1])
    grip = hand[:, :3, 3] + hand[:, :3, :3] @ (np.array(GRIP) * mirror * length)
    natural = hand[:, :3, :3] @ (np.array([-SLANT, 0.0, 1.0]) / np.hypot(SLANT, 1.0))
    beat = dancer.clip.beat[::every][: len(world)]
    fps = dancer.clip.fps / every
    half = half_of(body)
    barrier = Barrier.of(body, world, half, RADIUS)
    axis, reached = natural.copy(), []
    for blow in blows_of(dancer, score, every):
        aim, out = _aim(blow, body, world, Held(grip, axis, natural, half, ()))
        if aim is None:
            continue
        reached.append(blow)
        away = np.abs(beat - blow.beat)
        close = np.exp(-((np.maximum(away - 0.03, 0) / SETTLE) ** 2))[:, None]
        drawn = (np.exp(-((away / RECOIL) ** 2)) * DRAWN)[:, None] * (1 - close)
        end = -1.0 if blow.strike.end == "little" else 1.0
        axis = units(axis + end * drawn * out)
        axis = units(axis + (aim - axis) * close)
    axis = barrier.spared(grip, axis)
    axis = barrier.spared(grip, units(smooth(axis, 0.02 * fps)))
    return Held(grip, barrier.freed(grip, axis), natural, half, tuple(reached))


def half_of(body: Body) -> float:
    """Half the length [m] of the stick that a dancer's own arm asks for."""
    offset = body.skeleton.offset
    return REACH * sum(float(np.linalg.norm(offset[AT[b]])) for b in ("rightLowerArm", "rightHand"))


def _aim(blow: Blow, body: Body, world: World, held: Held) -> tuple[Points | None, Points]:
    """The axis that brings the end to its place, in every frame; and the way off the place."""
    grip, half = held.grip, held.half
    k = min(blow.frame, len(grip) - 1)
    sign = -1.0 if blow.strike.end == "little" else 1.0
    if blow.strike.at == "floor":
        out = np.broadcast_to(np.array([0.0, 1.0, 0.0]), grip.shape)
        fall = grip[k, 1] - RADIUS
        if fall > half:
            return None, out
        flat = sign * held.natural[k] * [1, 0, 1]
        flat = flat / max(float(np.linalg.norm(flat)), 1e-6)
        point = grip[k] + flat * np.sqrt(half**2 - fall**2) * 0.995 - np.array([0, fall, 0])
        return sign * units(np.broadcast_to(point, grip.shape) - grip), out
    place, out = touched(blow.strike.at, body, world)
    way = place + out * RADIUS - grip
    return (None if np.linalg.norm(way[k]) > half + FAR else sign * units(way)), out


def placed(held: Held) -> Float[ndarray, "T 1 4 4"]:
    """The stick's frame in the world: y along the axis, without turning about it of its own."""
    out = np.zeros((len(held.grip), 1, 4, 4), np.float32)
    side = np.cross(held.axis[0], [0.31, 0.2, 0.93])
    for t, y in enumerate(held.axis):
        side = side - y * (side @ y)
        side /= np.linalg.norm(side)
        out[t, 0, :3, 0], out[t, 0, :3, 1], out[t, 0, :3, 2] = side, y, np.cross(side, y)
    out[:, 0, :3, 3] = held.grip
    out[:, 0, 3, 3] = 1
    return out


def whip_shape(half: float) -> dict[str, list[Loft]]:
    """Bamboo with four slots of coins, bound with bands of colour, a tuft at each end. Along y, hand at 0."""
    line = np.array([[0.0, -half, 0], [0, -0.14, 0], [0, 0.14, 0], [0, half, 0]])
    stick = tube(line, np.full(4, RADIUS), 12)
    coins, dark, red, green = [], [], [], []
    for sign in (-1, 1):
        for slot in (half * share for share in SLOTS):
            dark.append(_ring(sign * slot, 0.046, RADIUS * 1.02))
            coins += [_coin(sign * slot + 0.013 * (k - (COINS - 1) / 2), 40.0 * k) for k in range(COINS)]
            red += [_ring(sign * slot + d, 0.010, RADIUS * 1.10) for d in (-0.034, 0.034)]
        green += [_ring(sign * y, 0.014, RADIUS * 1.08) for y in (0.09, 0.6 * half, 0.945 * half)]
        red += [ball(np.array([0, sign * half, 0]), 0.014), *_tuft(sign, half)]
    return {"#D2AE6B": [stick], "#5A4229": dark, "#C79A3B": coins, "#C8324B": red, "#2F6F8F": green}


def _ring(y: float, width: float, radius: float) -> Loft:
    return tube(np.array([[0, y - width / 2, 0], [0, y + width / 2, 0]]), np.full(2, radius), 12)


def _coin(y: float, turn: float) -> Loft:
    """A coin on a pin through the slot, its edge beyond the bamboo."""
    a = np.radians(turn)
    way = np.array([np.cos(a), 0.0, np.sin(a)])
    centre = np.array([0.0, y, 0.0]) + way * 0.004
    thick = np.array([0.0, 0.0011, 0.0])
    return tube(np.stack([centre - thick, centre + thick]), np.full(2, 0.0148), 16)


def _tuft(sign: int, half: float) -> Sequence[Loft]:
    """Short threads beyond the end."""
    foot = np.array([0.0, sign * half, 0.0])
    out = []
    for k in range(10):
        a = 2.4 * k
        way = np.array([0.55 * np.cos(a), sign, 0.55 * np.sin(a)])
        out.append(
            tube(
                np.stack([foot, foot + way * 0.022, foot + way * [1.1, 1, 1.1] * 0.042]),
                np.array([0.002, 0.002, 0.001]),
                4,
            )
        )
    return out
