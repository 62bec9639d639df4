"""The path: where a dance is on the floor and which way it faces, free or round a ring."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from wenwu.atlas.score import Travel
from wenwu.body.rotation import about, turn
from wenwu.motion.clock import Clock
from wenwu.motion.curve import ramp, smooth
from wenwu.motion.score import Line, Placed

TRUE_TURN = 90.0  # [deg] smaller turns are a free path's bend; a formation gives its own
HOME = 25.0  # [deg/m] a free path bends so toward home at most


@dataclass(frozen=True)
class Path:
    """The carrier of one dancer: steps are placed relative to it."""

    ground: Float[ndarray, "T 3"]  # [m]
    heading: Float[ndarray, " T"]  # [deg] to the left of +z

    def place(self, clock: Clock, beat: float, left: float, forward: float) -> Float[ndarray, "3"]:
        """A floor point given from the carrier at a beat."""
        heading = clock.number(beat, self.heading)
        return clock.at(beat, self.ground) + turn(about(1, heading), np.array([left, 0.0, forward]))


@dataclass(frozen=True)
class Spot:
    """Where a dancer begins: on open floor, or at an angle of a ring about (x, z)."""

    x: float = 0.0  # [m]
    z: float = 0.0  # [m]
    heading: float = 0.0  # [deg]
    radius: float | None = None  # [m] of the ring, if the dancer is on one
    angle: float = 0.0  # [deg] on the ring, from +z toward +x
    facing: str = "centre"  # centre, travel, audience
    askew: float = 0.0  # [deg]
    direction: int = 1  # +1 ccw, −1 cw seen from above
    share: float = 1.0  # of the outer ring's arc: inner rings step shorter


def free_path(
    line: Line, clock: Clock, spot: Spot, scale: float, bends: bool = True, stays: bool = False
) -> Path:
    """A path on open floor; with `bends` small turns count and the next phrase brings the facing home again.

    With `stays` each phrase ends where it began: for rows that face one another.
    """
    velocity = np.zeros((len(clock.beat), 3))  # left, forward [m], turn [deg] per beat
    drift = 0.0
    for placed, paths in _by_phrase(line):
        for path in paths:
            angle = path.turn if bends or abs(path.turn) >= TRUE_TURN else 0.0
            sign = -1.0 if placed.mirror and placed.phrase.travel_mirrors else 1.0
            gone = np.array([sign * path.left * scale, path.forward * scale, sign * angle])
            velocity += _window(clock, line, path) * gone
            if stays:
                whole = _whole(placed)
                velocity -= _window(clock, line, whole) * gone * [1, 1, 0]
            if bends:
                drift += gone[2] - 360 * round(gone[2] / 360)
        back = np.clip(-drift, -35.0, 35.0) if bends else 0.0
        if not any(abs(p.turn) > 0 for p in paths) and abs(back) > 1:
            whole = _whole(placed)
            velocity += _window(clock, line, whole, turning=True) * np.array([0, 0, back])
            drift += back
    velocity = smooth(velocity, clock.fps * max(0.3 / float(np.median(clock.rate)), 0.17))
    velocity *= (np.gradient(clock.beat))[:, None]
    heading = spot.heading + _from_first(np.cumsum(velocity[:, 2]), clock)
    step = turn(about(1, heading), np.stack([velocity[:, 0], 0 * heading, velocity[:, 1]], 1))
    ground = _from_first(np.cumsum(step, 0), clock) + np.array([spot.x, 0.0, spot.z])
    return Path(ground, heading)


def ring_path(line: Line, clock: Clock, spot: Spot, scale: float) -> Path:
    """A path round a ring: what is danced along it becomes arc, what is danced across it comes back.

    Facing the centre, the dancer's own right runs anticlockwise; in a file, forward runs along.
    """
    assert spot.radius is not None
    along = np.zeros(len(clock.beat))  # [m] in the ring's direction
    across = np.zeros(len(clock.beat))  # [m] outward
    turning = np.zeros(len(clock.beat))  # [deg] true turns
    for placed, paths in _by_phrase(line):
        flip = 1.0 if spot.facing == "travel" or sum(-p.left for p in paths) >= 0 else -1.0
        outward = 0.0
        for path in paths:
            window = _window(clock, line, path)[:, 0]
            along += window * flip * (path.forward if spot.facing == "travel" else -path.left) * scale
            out = _across(path, spot) * scale
            across += window * out
            outward += out
            if abs(path.turn) >= TRUE_TURN:
                sign = -1.0 if placed.mirror and placed.phrase.travel_mirrors else 1.0
                turning += _window(clock, line, path, turning=True)[:, 0] * sign * path.turn
        if outward:
            whole = _whole(placed)
            across -= _window(clock, line, whole)[:, 0] * outward
    rate = np.gradient(clock.beat)
    sigma = clock.fps * max(0.3 / float(np.median(clock.rate)), 0.17)
    arc = _from_first(np.cumsum(smooth(along, sigma) * rate), clock) * spot.share
    radius = spot.radius + _from_first(np.cumsum(smooth(across, sigma) * rate), clock)
    angle = spot.angle + np.degrees(arc / spot.radius) * spot.direction
    ground = np.stack([np.sin(np.radians(angle)), 0 * angle, np.cos(np.radians(angle))], 1) * radius[:, None]
    ground = ground + np.array([spot.x, 0.0, spot.z])
    heading = _facing(angle, spot) + _from_first(np.cumsum(smooth(turning, sigma) * rate), clock)
    return Path(ground, heading)


def _facing(angle: Float[ndarray, " T"], spot: Spot) -> Float[ndarray, " T"]:
    """Heading of a dancer at an angle of the ring: ccw motion at angle a runs along heading a + 90."""
    if spot.facing == "audience":
        return 0 * angle + spot.heading
    if spot.facing == "travel":
        return angle + 90.0 * spot.direction
    return angle + 180.0 - spot.askew * spot.direction


def _across(path: Travel, spot: Spot) -> float:
    if spot.facing == "travel":
        return path.out - path.left * spot.direction
    return path.out - path.forward


def _by_phrase(line: Line) -> list[tuple[Placed, list[Travel]]]:
    out: list[tuple[Placed, list[Travel]]] = []
    for path, placed in line.travel:
        if not out or out[-1][0] is not placed:
            out.append((placed, []))
        out[-1][1].append(path)
    return out


def _whole(placed: Placed) -> Travel:
    """All beats of a phrase."""
    return Travel.model_validate({"from": placed.start, "to": placed.start + placed.beats})


def _window(clock: Clock, line: Line, path: Travel, turning: bool = False) -> Float[ndarray, "T 1"]:
    """Share of a path done per beat at each frame; a turn is done while a foot is off the floor."""
    start, stop = path.start, path.stop if path.stop is not None else path.start
    window = ((clock.beat >= start) & (clock.beat < stop)).astype(float)
    if turning:
        window *= 0.15 + 0.85 * _stepping(clock, line, start, stop)
    total = float(np.sum(window * np.gradient(clock.beat)))
    return (window / total if total > 0 else window)[:, None]


def _stepping(clock: Clock, line: Line, start: float, stop: float) -> Float[ndarray, " T"]:
    up = np.zeros(len(clock.beat))
    for step in line.steps:
        if step.land > start and step.lift < stop:
            pad = 0.1
            up = np.maximum(up, ramp((clock.beat - step.lift) / pad) * ramp((step.land - clock.beat) / pad))
    return up if up.max() > 0 else np.ones_like(up)


def _from_first(x: Float[ndarray, "T ..."], clock: Clock) -> Float[ndarray, "T ..."]:
    return x - x[clock.first]
