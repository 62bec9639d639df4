"""What the motion tests share: the atlas, briefs, and measures taken on finished clips."""

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.body.capsules import Capsule
from wenwu.body.limits import margins
from wenwu.body.performer import load_body
from wenwu.body.rotation import about, conjugate, multiply, turn
from wenwu.body.skeleton import AT
from wenwu.motion.arm import PALM, Arm
from wenwu.motion.clearance import Solids, hand_gap
from wenwu.motion.clip import Clip
from wenwu.motion.compose import compose
from wenwu.motion.foot import Sole
from wenwu.motion.mass import centre_of_mass
from wenwu.motion.performance import Performance
from wenwu.prompt.brief import Brief, Part

WORD = {"l": "left", "r": "right"}
HOP = 0.35  # [s] before and after a flight that count as part of it
SOLE_HALF = 0.037  # [m] half the width of a sole
DIRECTIONS = 64


def planted_slide(clip: Clip) -> np.ndarray:
    """Speed over the floor [m/s] of each planted foot's slower contact, heel or ball; else 0.

    Contact is the solver's: a foot is planted from its landing to its next lift.
    """
    out = np.zeros((len(clip) - 1, 2))
    for k, side in enumerate("lr"):
        speeds = [
            np.linalg.norm(np.diff(p[:, [0, 2]], axis=0), axis=1) * clip.fps for p in _contacts(clip, side)
        ]
        out[:, k] = np.min(speeds, axis=0) * (clip.contact[1:, k] & clip.contact[:-1, k])
    return out


def sunk(clip: Clip) -> np.ndarray:
    """How deep [m] the skin of heel or ball is under the floor; negative above it."""
    return np.stack([-np.min([p[:, 1] for p in _contacts(clip, s)[::2]], axis=0) for s in "lr"], 1)


def _contacts(clip: Clip, side: str) -> tuple[np.ndarray, ...]:
    """World paths of heel, ball joint, and the skin under the ball."""
    world, position = clip.skeleton.forward(clip.rotation, clip.root)
    foot, sole = AT[WORD[side] + "Foot"], Sole.of(clip.skeleton, side)
    return tuple(position[:, foot] + turn(world[:, foot], p) for p in (sole.heel, sole.ball, sole.under))


def joint_acceleration(clip: Clip) -> np.ndarray:
    """Size of each joint's local angular acceleration [deg/s²]."""
    step = multiply(clip.rotation[1:], conjugate(clip.rotation[:-1]))
    speed = 2 * step[..., 1:] * np.sign(step[..., :1]) * clip.fps
    return np.degrees(np.linalg.norm(np.diff(speed, axis=0), axis=-1) * clip.fps)


def hips_acceleration(clip: Clip) -> np.ndarray:
    """Acceleration of the hips in the world [m/s²]."""
    return np.linalg.norm(np.diff(clip.root, 2, axis=0), axis=1) * clip.fps**2


def hand_acceleration(clip: Clip) -> np.ndarray:
    """Acceleration of the hands as seen from the turning body [m/s²]: a spin alone counts nothing."""
    position = clip.positions()
    w, x, y, z = clip.rotation[:, 0].T
    heading = np.degrees(np.unwrap(np.arctan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y))))
    out = []
    for side in "lr":
        seen = turn(about(1, -heading), position[:, AT[WORD[side] + "Hand"]] - clip.root)
        out.append(np.linalg.norm(np.diff(seen, 2, axis=0), axis=1) * clip.fps**2)
    return np.stack(out, 1)


def hopping(clip: Clip) -> np.ndarray:
    """Frames in which no foot is down, and HOP seconds about them."""
    air = ~clip.contact.any(1)
    return binary_dilation(air, iterations=round(HOP * clip.fps)) if air.any() else air


def beyond_limits(clip: Clip) -> float:
    """How far [deg] the worst joint is outside its range; negative inside."""
    return -min(float(m.min()) for m in margins(clip.rotation).values())


def hands_inside(clip: Clip, capsules: Sequence[Capsule]) -> float:
    """How deep [m] a hand is inside trunk, head or thigh; negative outside."""
    solids = Solids.of(capsules, clip.skeleton, clip.rotation, clip.root)
    arms = [Arm.of(clip.skeleton, clip.rotation, clip.root, side) for side in "lr"]
    return -min(float(hand_gap(arm, solids).min()) for arm in arms)


def outside_soles(clip: Clip, every: int = 6) -> np.ndarray:
    """Distance [m] of the centre of mass, from above, from the planted soles' hull; 0 inside or in flight."""
    centre = centre_of_mass(clip.positions())[::every][:, [0, 2]]
    world, position = clip.skeleton.forward(clip.rotation, clip.root)
    angle = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    way = np.stack([np.cos(angle), np.sin(angle)])  # 2 D
    reach = np.full((len(centre), DIRECTIONS), -np.inf)
    for k, side in enumerate("lr"):
        foot, sole = AT[WORD[side] + "Foot"], Sole.of(clip.skeleton, side)
        for end in (sole.heel - [0, 0, 0.02], sole.tip):
            for half in (-SOLE_HALF, SOLE_HALF):
                corner = position[:, foot] + turn(world[:, foot], end + np.array([half, 0, 0]))
                support = corner[::every][:, [0, 2]] @ way
                reach = np.where(clip.contact[::every, k, None], np.maximum(reach, support), reach)
    gap = np.max(centre @ way - reach, axis=1)
    return np.where(np.isfinite(gap), np.maximum(gap, 0), 0)


def joined_gap(performance: Performance) -> np.ndarray:
    """Distance [m] between the palms of every joined pair."""
    out = []
    for a, b in performance.joined:
        one, two = performance.dancers[a].clip, performance.dancers[b].clip
        left = Arm.of(one.skeleton, one.rotation, one.root, "l").place(PALM)
        right = Arm.of(two.skeleton, two.rotation, two.root, "r").place(PALM)
        out.append(np.linalg.norm(left - right, axis=1))
    return np.stack(out) if out else np.zeros((0, performance.frames))


def nearest_dancers(performance: Performance) -> float:
    """The least distance [m] between two dancers' hips, seen from above."""
    roots = np.stack([d.clip.root[:, [0, 2]] for d in performance.dancers])
    gaps = [np.linalg.norm(roots[a] - roots[b], axis=1).min() for a in range(len(roots)) for b in range(a)]
    return float(min(gaps, default=np.inf))


def brief(
    atlas: Atlas,
    dance: str,
    performers: Sequence[str] = ("woman_1",),
    seed: int = 1,
    seconds: float = 8.0,
    tempo: float | None = None,
    shape: str | None = None,
    variant: str | None = None,
) -> Brief:
    """A brief for these performers, each in the first variant open to her or him."""
    known = atlas.dance(dance)
    cast = []
    for performer in performers:
        gender = load_body(performer).performer.gender
        able = [v for v in known.variants if v.gender in (gender, "any")] or list(known.variants)
        mine = next((v for v in able if v.id == variant), able[0])
        role = getattr(mine, "role", "dancer")
        part = {"gender": gender, "performer": performer, "variant": mine.id, "costume": "none"}
        cast.append(Part(**part, role=role, props=mine.props))
    ring = shape or (known.formation.shape if len(cast) > 1 else "solo")
    return Brief(
        prompt="test", lang="en", culture=known.culture, dance=dance, cast=tuple(cast), formation=ring,
        direction=known.formation.direction if len(cast) > 1 else None, tempo=tempo or known.tempo[2],
        seconds=seconds, seed=seed,
    )  # fmt: skip


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The packs that come with the program."""
    return load_atlas()


@pytest.fixture(scope="session")
def measures() -> SimpleNamespace:
    """Functions over a clip or a performance."""
    return SimpleNamespace(
        slide=planted_slide, sunk=sunk, joints=joint_acceleration, hips=hips_acceleration,
        hands=hand_acceleration, hopping=hopping, beyond=beyond_limits, inside=hands_inside,
        outside=outside_soles, joined=joined_gap, nearest=nearest_dancers,
    )  # fmt: skip


@pytest.fixture(scope="session")
def make(atlas: Atlas):
    """`make(dance, …)` composes the brief of those words; equal words give the same performance."""
    made: dict[str, Performance] = {}

    def compose_once(dance: str, *args: object, **words: object) -> Performance:
        key = repr((dance, args, sorted(words.items())))
        if key not in made:
            asked = brief(atlas, dance, *args, **words)  # type: ignore[arg-type]
            bones = {p.performer: load_body(p.performer).skeleton for p in asked.cast}
            made[key] = compose(asked, atlas, bones, Trace())
        return made[key]

    return compose_once


@pytest.fixture(scope="session")
def brief_of(atlas: Atlas):
    """`brief_of(dance, …)` is the brief alone."""
    return lambda dance, *args, **words: brief(atlas, dance, *args, **words)
