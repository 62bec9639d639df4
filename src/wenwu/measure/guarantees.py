"""What every performance promises, looked for over dances, performers and seeds: the worst that was found.

Angles, limits and speeds are read from the written BVH. Two things are not in the file and are taken from the
performance: which feet the solver declares planted, and the bodies' solids that hands must not enter.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.load import load_atlas
from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace
from wenwu.body.limits import margins
from wenwu.body.performer import load_body, performers
from wenwu.body.rotation import conjugate, multiply, turn
from wenwu.body.skeleton import AT
from wenwu.measure.animate import machine
from wenwu.measure.workers import each
from wenwu.motion.arm import Arm
from wenwu.motion.bvh import read_bvh, write_bvh
from wenwu.motion.clearance import Solids, hand_gap
from wenwu.motion.clip import Clip
from wenwu.motion.firewall import guard, watches
from wenwu.motion.generate import generate
from wenwu.motion.performance import Dancer, Performance
from wenwu.prompt.brief import Brief
from wenwu.prompt.read import read_brief
from wenwu.prompt.wishes import Wishes
from wenwu.render.aftercheck import aftercheck
from wenwu.render.view import Renderer
from wenwu.scene.dress import dress

SEEDS, QUICK, SECONDS = 10, 2, 10.0
SIZE, LOOKS = (640, 360), 6  # picture and number of frames in which body and garment are compared
FEET = ("left", "right")
STILL = 3  # [frames] at either end of a contact in which the foot still settles


@dataclass(frozen=True)
class Worst:
    """The worst of one dancer; distances in metres, angles in degrees."""

    skate: float  # [m/s] 99th percentile of a planted foot's slide
    limit: float  # [deg] inside (+) or outside (−) the nearest joint limit
    hand: float  # [m] between hands and body; negative inside
    hand_pop: float  # [m/s²] greatest acceleration of a hand
    hips_pop: float  # [m/s²] of the hips
    joint_pop: float  # [deg/s²] of a joint's rotation
    hard: int  # frames that break an enabled hard rule
    soft: int  # frames that break a soft rule


def run(
    data: Path | None = None,
    quick: bool = False,
    seeds: int = SEEDS,
    seconds: float = SECONDS,
    dressed: int = 1,
) -> dict[str, Any]:
    """The worst over every dance × performer × seed, by dance; `dressed` seeds are also drawn in costume."""
    seeds = min(seeds, QUICK) if quick else seeds
    result: dict[str, Any] = {
        "quick": quick,
        "n": 0,
        "seed": 1,
        "seeds": seeds,
        "seconds": seconds,
        "machine": machine(),
    }
    work = partial(_looked_at, seeds=seeds, seconds=seconds, dressed=dressed)
    for count, found in each(work, sorted(load_atlas().scores)):
        result["n"] += count
        result |= found
    return result


def _looked_at(dance: str, seeds: int, seconds: float, dressed: int) -> tuple[int, dict[str, float]]:
    """How many dancers of one dance were looked at, and the worst of them."""
    atlas = load_atlas()
    found = [one for seed in range(1, seeds + 1) for one in _of_dance(atlas, dance, seed, seconds)]
    shown = [_cut(atlas, dance, seed, seconds) for seed in range(1, dressed + 1)]
    numbers = _summary(found) | {"body_in_front_percent": 100 * max(shown, default=0.0)}
    return len(found), {f"{dance} {name}": value for name, value in numbers.items()}


def _summary(found: Sequence[Worst]) -> dict[str, float]:
    return {
        "skate_p99_cm_s": 100 * max(w.skate for w in found),
        "limit_margin_deg": min(w.limit for w in found),
        "hand_gap_cm": 100 * min(w.hand for w in found),
        "hand_acceleration_m_s2": max(w.hand_pop for w in found),
        "hips_acceleration_m_s2": max(w.hips_pop for w in found),
        "joint_acceleration_deg_s2": max(w.joint_pop for w in found),
        "hard_rule_frames": sum(w.hard for w in found),
        "soft_rule_frames": sum(w.soft for w in found),
    }


def _of_dance(atlas: Atlas, dance: str, seed: int, seconds: float) -> Iterator[Worst]:
    """One performer alone for every seed and one group as large as the atlas calls usual."""
    people = tuple(performers())
    brief, alone = performed(
        atlas, dance, seed, seconds, {"performer": people[seed % len(people)], "dancers": 1}
    )
    yield from (worst(dancer, brief, atlas) for dancer in alone.dancers)
    usual = min(6, atlas.dance(dance).formation.usual)
    if usual > 1:
        brief, group = performed(atlas, dance, seed, seconds, {"dancers": usual})
        yield from (worst(dancer, brief, atlas) for dancer in group.dancers)


def performed(
    atlas: Atlas, dance: str, seed: int, seconds: float, wishes: Mapping[str, Any]
) -> tuple[Brief, Performance]:
    """A performance as `wenwu animate` makes it; a performer whom the sources leave out is not taken."""
    known = atlas.dance(dance)
    word = ""
    if "performer" in wishes:
        gender = performers()[wishes["performer"]].gender
        lets = {v.gender for v in known.variants}
        if gender not in lets and "any" not in lets:
            wishes = {key: value for key, value in wishes.items() if key != "performer"}
        else:
            word = f"A {gender} dances the "
    asked = Wishes(dance=dance, seconds=seconds, seed=seed, **wishes)
    brief = read_brief(f"{word}{known.names.en}", asked, atlas)
    trace = Trace()
    return brief, guard(generate(brief, atlas, trace), brief, atlas, trace)


def worst(dancer: Dancer, brief: Brief, atlas: Atlas) -> Worst:
    """One dancer's worst moments."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dance.bvh"
        write_bvh(dancer.clip, path)
        clip = read_bvh(path)
    heel = dancer.clip.skeleton.heel  # a BVH knows no heel
    clip = replace(clip, skeleton=replace(clip.skeleton, heel=heel))
    place = clip.positions()
    hands = place[:, [AT["leftHand"], AT["rightHand"]]]
    rules = [(w.rule.strength, w.margin(clip.rotation)) for w in watches(dancer, 0, brief, atlas)]
    return Worst(
        skate=_skate(clip, dancer.clip.contact),
        limit=float(min(m.min() for m in margins(clip.rotation).values())),
        hand=_gap(dancer),
        hand_pop=_acceleration(hands, clip.fps),
        hips_pop=_acceleration(place[:, :1], clip.fps),
        joint_pop=_turning(clip),
        hard=sum(int((m < 0).sum()) for strength, m in rules if strength == "hard"),
        soft=sum(int((m < 0).sum()) for strength, m in rules if strength == "soft"),
    )


def _skate(clip: Clip, planted: Bool[ndarray, "T 2"]) -> float:
    """99th percentile [m/s] of the slower of heel and ball: a foot may roll or pivot over one of them."""
    world, place = clip.skeleton.forward(clip.rotation, clip.root)
    slides = []
    for side, word in enumerate(FEET):
        foot, toes = AT[word + "Foot"], AT[word + "Toes"]
        heel = place[:, foot] + turn(world[:, foot], clip.skeleton.heel * [1 if side == 0 else -1, 1, 1])
        speeds = [
            np.linalg.norm(np.gradient(p[:, [0, 2]], 1 / clip.fps, axis=0), axis=1)
            for p in (heel, place[:, toes])
        ]
        flat = _inner(planted[:, side])
        slides.append(np.minimum(*speeds)[flat])
    slide = np.concatenate(slides)
    return float(np.percentile(slide, 99)) if len(slide) else 0.0


def _inner(flag: Bool[ndarray, " T"]) -> Bool[ndarray, " T"]:
    """The same without STILL frames at either end of each stretch."""
    return np.convolve(np.pad(flag, STILL, mode="edge"), np.ones(2 * STILL + 1), "valid") > 2 * STILL + 0.5


def _gap(dancer: Dancer) -> float:
    clip = dancer.clip
    solids = Solids.of(load_body(dancer.performer).capsules, clip.skeleton, clip.rotation, clip.root)
    arms = (Arm.of(clip.skeleton, clip.rotation, clip.root, side) for side in "lr")
    return float(min(hand_gap(arm, solids).min() for arm in arms))


def _acceleration(place: Float[ndarray, "T N 3"], fps: float) -> float:
    """Greatest acceleration [m/s²]; the film's first and last frames have no neighbours and are left out."""
    return float(np.linalg.norm(np.diff(place, 2, axis=0), axis=-1).max() * fps**2)


def _turning(clip: Clip) -> float:
    """Greatest angular acceleration [deg/s²] of a joint in its parent."""
    step = multiply(clip.rotation[1:], conjugate(clip.rotation[:-1]))
    step = step * np.where(step[..., :1] < 0, -1.0, 1.0)
    size = np.linalg.norm(step[..., 1:], axis=-1, keepdims=True)
    angle = 2 * np.arctan2(size, step[..., :1])
    spin = np.degrees(step[..., 1:] / np.maximum(size, 1e-12) * angle) * clip.fps
    return float(np.linalg.norm(np.diff(spin, axis=0), axis=-1).max() * clip.fps)


def _cut(atlas: Atlas, dance: str, seed: int, seconds: float) -> float:
    """Share of the dancer's pixels in which the body stands before its own garment."""
    brief, performance = performed(atlas, dance, seed, seconds, {"dancers": 1})
    scene = dress(performance, brief, atlas, Trace())
    frames = np.linspace(0, len(scene) - 1, LOOKS + 2).astype(int)[1:-1]
    with Renderer(scene, *SIZE) as renderer:
        palette = atlas.culture(brief.culture).palette
        return aftercheck(renderer, [int(f) for f in frames], palette).body_in_front
