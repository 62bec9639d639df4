"""Near misses: pieces of motion whose worst moment lies a stated distance inside or outside a rule.

A piece of somebody's motion is first brought well inside the rule, then one joint is turned so that its worst
moment is `beyond` degrees outside (inside, where negative): as a bump over some frames, or only between two
of them, with both frames lawful. Where the worst moment is, and how bad, the second pair of eyes says.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from numpy.random import Generator
from scipy.spatial.transform import Rotation, Slerp

from wenwu.body.skeleton import AT
from wenwu.measure.true_angles import FINER, TrueAngle, scipy_of

BEYOND = (-3.0, -1.0, -0.25, 0.25, 1.0, 3.0)  # [deg]
ROOM = 6.0  # [deg] how far inside the rule a piece is brought first, or a third of the rule's width
WIDTH = (0.2, 0.8)  # [s] of a bump
ENDS = 0.1  # [deg] how far inside both frames are, when only the way between them is not
TILT, STEPS = (25.0, 70.0), (2.0, 75.0)  # [deg] of the cone that the bone turns on; of half the turn
EXACT, TRIES, COARSE = 0.01, 12, 8  # [deg] of the distance asked for; steps; places looked at meanwhile
BLEND = 6  # [frames] into and out of the two frames
Rotations = Float[ndarray, "T 24 4"]


@dataclass(frozen=True)
class Bounds:
    """The range that a rule leaves [deg]; either end may be open."""

    low: float
    high: float

    def margin(self, angle: Float[ndarray, " N"]) -> Float[ndarray, " N"]:
        """Degrees inside (+) or outside (−)."""
        return np.minimum(angle - self.low, self.high - angle)

    @property
    def room(self) -> float:
        """How far inside a piece can be brought [deg]."""
        return min(ROOM, (self.high - self.low) / 3)


def worst(angle: TrueAngle, bounds: Bounds, rotation: Rotations, finer: int = FINER) -> float:
    """The least margin [deg], between frames too."""
    return float(bounds.margin(angle.of(rotation, finer)).min())


def well_inside(angle: TrueAngle, bounds: Bounds, rotation: Rotations) -> Rotations:
    """The piece with its joint turned back wherever it is not well inside the rule."""
    danced = angle.of(rotation)
    kept = np.clip(danced, bounds.low + bounds.room, bounds.high - bounds.room)
    return angle.raised(rotation, kept - danced)


def bumped(
    angle: TrueAngle, bounds: Bounds, rotation: Rotations, beyond: float, fps: float, rng: Generator
) -> Rotations | None:
    """The piece with one bump whose worst moment is so far outside; None where none is found."""
    calm, frames = well_inside(angle, bounds, rotation), len(rotation)
    side = _side(bounds, rng)
    middle, half = rng.uniform(0.2, 0.8) * (frames - 1), rng.uniform(*WIDTH) * fps / 2
    shape = np.cos(np.clip((np.arange(frames) - middle) / half, -1, 1) * np.pi / 2) ** 2
    at, size = np.argmax(shape), bounds.room + beyond
    for _ in range(TRIES):
        piece = angle.raised(calm, side * size * shape)
        off = worst(angle, bounds, piece, COARSE) + beyond
        if abs(off) < EXACT:
            return piece
        size += off / max(float(shape[at]), 0.1)
    return None


def between_frames(
    angle: TrueAngle, bounds: Bounds, rotation: Rotations, beyond: float, rng: Generator
) -> Rotations | None:
    """The piece with one way between two frames whose middle is so far outside and whose ends are inside.

    The bone turns about a slanted axis on a cone, whose rim comes nearest to the rule halfway.
    """
    calm = well_inside(angle, bounds, rotation)
    frame = int(rng.integers(BLEND + 1, len(rotation) - BLEND - 2))
    hold = calm[[frame, frame]]
    side = _side(bounds, rng)
    edge = bounds.high if side > 0 else bounds.low
    top = angle.raised(hold, edge + side * beyond - angle.of(hold))
    pointing = angle.pointing({joint: scipy_of(top[:, AT[joint]]) for joint in angle.joints})
    slant = Rotation.from_rotvec(np.radians(-side * rng.uniform(*TILT)) * angle.climb(pointing))
    axis = slant.apply(pointing)
    for half in np.geomspace(*STEPS, 14):
        ends = angle.turned(top, axis, np.array([-half, half]))
        if bounds.margin(angle.of(ends)).min() >= max(ENDS, ENDS - beyond):
            return _put(calm, frame, ends, [AT[joint] for joint in angle.joints])
    return None


def _put(calm: Rotations, frame: int, ends: Float[ndarray, "2 24 4"], joints: list[int]) -> Rotations:
    """The two frames put into the piece, with their joints led there and back again."""
    out, share = calm.copy(), np.linspace(0, 1, BLEND + 1)[1:-1]
    for joint in joints:
        before = np.stack([calm[frame - BLEND, joint], ends[0, joint]])
        after = np.stack([ends[1, joint], calm[frame + 1 + BLEND, joint]])
        out[frame - BLEND + 1 : frame, joint] = _way(before, share)
        out[frame : frame + 2, joint] = ends[:, joint]
        out[frame + 2 : frame + 1 + BLEND, joint] = _way(after, share)
    return out


def _way(pair: Float[ndarray, "2 4"], share: Float[ndarray, " N"]) -> Float[ndarray, "N 4"]:
    return Slerp([0.0, 1.0], scipy_of(pair))(share).as_quat()[:, [3, 0, 1, 2]]


def _side(bounds: Bounds, rng: Generator) -> float:
    """+1 toward the upper end, −1 toward the lower; by lot where there are both."""
    if np.isfinite(bounds.low) and np.isfinite(bounds.high):
        return float(rng.choice([-1.0, 1.0]))
    return 1.0 if np.isfinite(bounds.high) else -1.0
