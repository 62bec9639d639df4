"""Drawing: the network's phrases, joined into one path, become a dancer's channels.

The words of each phrase, the dance's reference and the beat give a mixture; the component is the one that
dances the phrase's variant; means and spreads of all phrases lie end to end, wider where two meet, and one
smooth path is solved through them (`trajectory`), with slow noise of the component's own spread upon it.
Inverse kinematics carries it onto the 36 numbers, read out as the channels the score is written in. Feet,
knees, path and neighbours stay with the score, and so does what lies outside the 36: collarbones, the head's
slide, toes, fingers.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.interpolate import CubicSpline

from wenwu.base.seed import generator
from wenwu.body.angles import unproject
from wenwu.body.readouts import read
from wenwu.motion.chain import as_long_as, from_hips
from wenwu.motion.clock import Clock
from wenwu.motion.curve import ramp, smooth
from wenwu.motion.dancer_frame import FPS
from wenwu.motion.ik import Box
from wenwu.motion.manner import Manner
from wenwu.motion.mdn import COORDINATES, Mixture
from wenwu.motion.mirror import mirrored_dof
from wenwu.motion.prior import PhrasePrior
from wenwu.motion.score import Placed
from wenwu.motion.score_body import score_body
from wenwu.motion.taken import ARMS, TRUNK, Channels
from wenwu.motion.timeline import phase_of, timeline_of
from wenwu.motion.trajectory import coloured_noise, trajectory
from wenwu.motion.ways import angles_of

SLOW = 0.3  # [s] neighbours in the noise go together
OWN = 0.35  # share of the noise's variance that is one dancer's own; the rest is the company's
SEAM, WIDER = 0.35, 6.0  # [s], factor: around a join the spreads are so much wider
FAITH = 0.02  # [m²/rad²] the network's 2 cm against the prior's 8°: wrists are mostly the prior's
GAIN = 1.3  # the most by which a number's spread is brought up
KNOT, CALM = 0.06, 0.06  # [s] θ_ref is smoothed over the prior's knots, and the angles over so much
STILL = 0.05  # [m/s] σ of the velocity before the first phrase and after the last


@dataclass(frozen=True)
class Passage:
    """One phrase in its place, as the network tells it."""

    placed: Placed
    mixture: Callable[[Float[ndarray, "T P"]], Mixture]  # of the rows of its frames
    prior: PhrasePrior
    component: int | None  # none dances this variant: whatever is drawn here is not taken


def drawn_channels(
    order: tuple[Passage, ...],
    clock: Clock,
    variety: float,
    seed: int,
    dancer: int,
    box: Box | None = None,
    manner: Manner | None = None,
) -> Channels:
    """TRUNK and ARMS over all frames of the clock [deg]; root.turn against the smoothed heading."""
    frames = max(8, int(np.ceil(len(clock.beat) / clock.fps * FPS)) + 1)
    time = np.arange(frames) / FPS
    beat = np.interp(time, np.arange(len(clock.beat)) / clock.fps, clock.beat)
    joins = [passage.placed.start for passage in order[1:]]
    mean, sigma, reference = _end_to_end(order, beat, joins)
    path = trajectory(mean, sigma, FPS)
    path += variety * sigma[:, 0] * _noise(seed, dancer, frames)
    reference = _settled(reference, beat, joins)
    bones = path.reshape(-1, 24, 3) if manner is None else manner.upon(path.reshape(-1, 24, 3))
    bones = as_long_as(bones, score_body().offset)
    dof = angles_of(from_hips(bones), reference, box, FAITH)
    dof = lively(dof, reference)
    dof = smooth(dof if box is None else np.clip(dof, box.low, box.high), CALM * FPS)
    rotation, _ = unproject(dof)
    at = np.arange(len(clock.beat)) / clock.fps
    return {name: _between(time, read(name, rotation), at) for name in (*TRUNK, *ARMS)}


def _end_to_end(
    order: tuple[Passage, ...], beat: Float[ndarray, " T"], joins: list[float]
) -> tuple[Float[ndarray, "T 2 72"], Float[ndarray, "T 2 72"], Float[ndarray, "T 36"]]:
    """Means, spreads and twists of all phrases; held before the first and after the last."""
    mean, sigma = np.zeros((len(beat), 2, COORDINATES)), np.ones((len(beat), 2, COORDINATES))
    reference = np.zeros((len(beat), 36))
    tempo = np.gradient(beat) * FPS * 60
    for passage in order:
        placed = passage.placed
        here = (beat >= placed.start) & (beat < placed.start + placed.beats)
        if here.sum() < 2:
            continue
        rows = timeline_of(beat[here], placed.start, placed.phrase.beats, tempo[here])
        mixture = passage.mixture(rows)
        mixture = mixture.mirrored() if placed.mirror else mixture
        component = passage.component or 0
        mean[here] = mixture.mean[:, component].reshape(-1, 2, COORDINATES)
        sigma[here] = mixture.sigma[:, component].reshape(-1, 2, COORDINATES)
        twist = _twists(passage, phase_of(rows))
        reference[here] = mirrored_dof(twist) if placed.mirror else twist
    first, last = order[0].placed.start, order[-1].placed.start + order[-1].placed.beats
    _hold(mean, sigma, reference, (beat >= first) & (beat < last))
    _loosen(sigma, beat, joins)
    return mean, sigma, reference


def _twists(passage: Passage, phase: Float[ndarray, " T"]) -> Float[ndarray, "T 36"]:
    """θ_ref: the prior's mean of the variant that is danced."""
    name = passage.placed.variant.id
    row = passage.prior.variants.index(name) if name in passage.prior.variants else 0
    return passage.prior.at(phase)[0][:, row, :36]


def _settled(
    reference: Float[ndarray, "T 36"], beat: Float[ndarray, " T"], joins: list[float]
) -> Float[ndarray, "T 36"]:
    """θ_ref without corners; from one phrase into the next it goes over slowly."""
    quick, slow = (smooth(reference, width * FPS) for width in (KNOT, SEAM / 2))
    share = np.zeros((len(beat), 1))
    time = np.arange(len(beat)) / FPS
    for join in joins:
        share = np.maximum(
            share, ramp(2 - 2 * np.abs(time - np.interp(join, beat, time)) / (2 * SEAM))[:, None]
        )
    return quick + share * (slow - quick)


def lively(dof: Float[ndarray, "T 36"], reference: Float[ndarray, "T 36"]) -> Float[ndarray, "T 36"]:
    """The angles as wide as the ways' own: means of a mixture are too small (global variance, Toda and
    Tokuda 2007).

    Each number's spread over the performance is brought up to that of θ_ref, by GAIN at most, about its mean.
    """
    spread, wanted = dof.std(0), reference.std(0)
    gain = np.clip(wanted / np.maximum(spread, 1e-6), 1.0, GAIN)
    gain[:3] = 1.0  # the root's place is the score's
    middle = dof.mean(0)
    return middle + gain * (dof - middle)


def _hold(mean: ndarray, sigma: ndarray, reference: ndarray, danced: ndarray) -> None:
    """Stand still before and after."""
    rows = np.flatnonzero(danced)
    for end, rest in ((rows[0], slice(0, rows[0])), (rows[-1], slice(rows[-1] + 1, None))):
        mean[rest, 0], mean[rest, 1] = mean[end, 0], 0.0
        sigma[rest, 0], sigma[rest, 1] = sigma[end, 0], STILL
        reference[rest] = reference[end]


def _loosen(sigma: ndarray, beat: Float[ndarray, " T"], joins: list[float]) -> None:
    """Wider spreads around the beats where two phrases meet."""
    time = np.arange(len(beat)) / FPS
    for join in joins:
        near = 1 - np.abs(time - np.interp(join, beat, time)) / SEAM
        sigma *= (1 + (WIDER - 1) * ramp(near))[:, None, None]


def _noise(seed: int, dancer: int, frames: int) -> Float[ndarray, "T 72"]:
    """Slow noise of unit spread: mostly the company's, a little the dancer's own."""
    parts = [
        coloured_noise(generator(seed, "noise", who), frames, COORDINATES, SLOW, FPS)
        for who in ("company", dancer)
    ]
    return np.sqrt(1 - OWN) * parts[0] + np.sqrt(OWN) * parts[1]


def _between(
    time: Float[ndarray, " T"], angle: Float[ndarray, " T"], at: Float[ndarray, " F"]
) -> Float[ndarray, " F"]:
    """The angle at other times, C², its turns run on."""
    return CubicSpline(time, np.unwrap(angle, period=360))(at)
