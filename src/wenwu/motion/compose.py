"""Composing: a brief and a score become a Performance of exactly the seconds asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from wenwu.atlas.model import Atlas
from wenwu.atlas.score import Score
from wenwu.base.seed import generator
from wenwu.base.trace import Trace
from wenwu.body.performer import load_body
from wenwu.body.skeleton import Skeleton
from wenwu.motion.arrange import Wish, arrange
from wenwu.motion.clock import Clock, set_clock, set_to_beats
from wenwu.motion.company import Company, finish
from wenwu.motion.dancer import Danced, Written, clip_of, dance, leg_scale
from wenwu.motion.drawn import drawn_channels
from wenwu.motion.firewall import watches
from wenwu.motion.formation import Group, Plan, plan
from wenwu.motion.music import beats_of, steady, tell_music
from wenwu.motion.other_way import Again, redrawn
from wenwu.motion.path import free_path, ring_path
from wenwu.motion.performance import Dancer, Performance
from wenwu.motion.repertoire import Repertoire
from wenwu.motion.score import Line, Placed, Reader, manners_of
from wenwu.motion.taboo_box import taboo_box
from wenwu.motion.taken import Drawn, in_reach
from wenwu.motion.upper import Feel
from wenwu.prompt.brief import Brief, Part, placed_by

LATEST = 0.035  # [s] one dancer is behind or ahead of the beat by no more
DELAY, SIZE, STEP, TURNOUT = 0.016, 0.035, 0.008, 1.5  # [s, share, m, deg] spread of small differences
ASIDE = 45.0  # [deg] round the ring from its back


@dataclass(frozen=True)
class Cue:
    """What every dancer of one performance shares."""

    brief: Brief
    score: Score
    order: tuple[Placed, ...]
    clock: Clock
    plan: Plan
    scale: float  # mean leg over the score's
    atlas: Atlas
    repertoire: Repertoire | None = None


def compose(
    brief: Brief,
    atlas: Atlas,
    skeletons: Mapping[str, Skeleton],
    trace: Trace,
    fps: float = 60.0,
    repertoire: Repertoire | None = None,
    again: Again = MappingProxyType({}),
) -> Performance:
    """The dance of a brief: phrases by its seed, one clip a dancer, in formation and on one clock.

    With a repertoire the network draws the ways of the phrases, and pelvis, trunk and arms of those who dance
    as it has learnt; without one everything is as the score writes it. `again` names the phrases that are
    danced another way than they were first drawn.
    """
    score, dance_ = atlas.score(brief.dance), atlas.dance(brief.dance)
    clock, order = ordered(brief, score, fps, repertoire)
    order = redrawn(order, again)
    scale = float(np.mean([leg_scale(skeletons[part.performer]) for part in brief.cast]))
    inside = tuple(bool(placed_by(part) & set(score.ground.inside)) for part in brief.cast)
    alone, around = len(brief.cast) == 1, "centre" in dance_.facts
    group = Group(len(brief.cast), inside, dance_.formation.joined and not alone, around)
    shape, direction = brief.formation, brief.direction
    if alone and around:  # one dancer too goes round what stands in the middle
        shape, direction = dance_.formation.shape, direction or dance_.formation.direction
    places = plan(shape, direction, group, score.ground, scale)
    cue = _centred(Cue(brief, score, order, clock, places, scale, atlas, repertoire))
    company = Company(
        tuple(_danced(cue, k, skeletons[part.performer]) for k, part in enumerate(brief.cast)),
        tuple(load_body(part.performer).capsules for part in brief.cast),
        tuple(_within(score, part, brief)["elbow.flexion"] for part in brief.cast),
    )
    company = finish(company, cue.plan.joined, _line(cue, 0).joined, clock)
    marks = tuple((_frame(clock, placed.start), placed.name) for placed in order)
    dancers = tuple(
        Dancer(clip_of(d, clock, marks), p.performer, p.gender, p.role, p.variant, p.costume, p.props)
        for d, p in zip(company.dancers, brief.cast, strict=True)
    )
    _tell(cue, dance_.formation.joined, trace)
    way = places.direction if places.shape == "ring" else None
    return Performance(brief.dance, dancers, places.shape, way, (0.0, 0.0), places.joined)


def ordered(
    brief: Brief, score: Score, fps: float, repertoire: Repertoire | None
) -> tuple[Clock, tuple[Placed, ...]]:
    """Frames and phrases: as many frames as the film needs, at a whole multiple of its rate."""
    multiple = max(1, round(fps / brief.fps))
    frames = max(1, round(brief.seconds * brief.fps)) * multiple
    fps = float(brief.fps * multiple)
    tags, shape = tags_of(brief), brief.formation if len(brief.cast) > 1 else "solo"
    odds = repertoire.odds(brief.cast[0]) if repertoire else {}
    if beats_of(brief):
        clock = set_to_beats(frames, fps, brief.beats)
        return clock, arrange(steady(score), Wish(clock.end, shape, tags, brief.seed, odds))
    beats = frames / fps * brief.tempo / 60
    order = arrange(score, Wish(beats, shape, tags, brief.seed, odds))
    speeds = [(p.start, (p.phrase.bpm or score.bpm) / score.bpm) for p in order]
    return set_clock(frames, fps, brief.tempo, speeds), order


def tags_of(brief: Brief) -> tuple[frozenset[str], ...]:
    """What a score may call each dancer by."""
    return tuple(frozenset(_names(part, brief)) for part in brief.cast)


def _centred(cue: Cue) -> Cue:
    """The cue with a ring turned so that its dancers pass the back of the ring halfway through; one who is
    alone passes beside what stands in the middle, not behind it.
    """
    leader = cue.plan.spots[0]
    if leader.radius is None:
        return cue
    ground = ring_path(_line(cue, 0), cue.clock, leader, cue.scale).ground[cue.clock.kept]
    angle = np.degrees(np.unwrap(np.arctan2(ground[:, 0], ground[:, 2])))
    back = float(angle[0] - angle[-1]) / 2 + (ASIDE if len(cue.plan.spots) == 1 else 0.0)
    spots = tuple(replace(spot, angle=spot.angle + back) for spot in cue.plan.spots)
    return replace(cue, plan=replace(cue.plan, spots=spots))


def _danced(cue: Cue, k: int, skeleton: Skeleton) -> Danced:
    """One dancer's part, with the small differences of a person."""
    brief, score = cue.brief, cue.score
    part, spot = brief.cast[k], cue.plan.spots[k]
    rng = generator(brief.seed, "dancer", k)
    delay = float(np.clip(rng.normal(0, DELAY), -LATEST, LATEST)) * (k > 0)
    own = replace(cue.clock, beat=cue.clock.beat - delay * cue.clock.rate)
    line = _line(cue, k)
    if spot.radius is not None:
        path = ring_path(line, own, spot, cue.scale)
    else:
        shape = cue.plan.shape
        path = free_path(line, own, spot, cue.scale, shape in ("solo", "pair"), shape == "two_lines")
    calm = min(1.0, (score.bpm / brief.tempo) ** 2)
    feel = Feel(calm, generator(brief.seed, "breath", k))
    line.steps = [
        s.model_copy(update={"to": tuple(np.array(s.to) + rng.normal(0, [STEP, STEP, TURNOUT]))})
        for s in line.steps
    ]
    written = Written(line, path, feel, _within(score, part, brief), brief.angles)
    return dance(_with_drawn(written, cue, k, own), score, skeleton, own)


def _with_drawn(written: Written, cue: Cue, k: int, clock: Clock) -> Written:
    """What is asked of a dancer, with what the network draws where it has learnt such a dancer."""
    part, known = cue.brief.cast[k], cue.repertoire
    if known is None or not known.knows(_names(part, cue.brief), part):
        return written
    box = taboo_box(watches(part, k, cue.brief, cue.atlas)) if known.ruled else None
    passages = known.passages(_facing(cue, k), part)
    channels = drawn_channels(passages, clock, known.variety, cue.brief.seed, k, box, known.manner)
    trunk, arms = known.shares(passages, clock, alone=len(cue.brief.cast) == 1)
    arms = arms * in_reach(channels, clock.fps)
    return replace(written, drawn=Drawn(channels, trunk, arms, load_body(part.performer).capsules))


def _line(cue: Cue, k: int) -> Line:
    part = cue.brief.cast[k]
    size = 1 + float(np.clip(generator(cue.brief.seed, "size", k).normal(0, SIZE), -0.08, 0.08)) * (k > 0)
    return Reader(cue.score, manners_of(cue.score, _names(part, cue.brief)), size).read(_facing(cue, k))


def _facing(cue: Cue, k: int) -> tuple[Placed, ...]:
    """The order as one dancer dances it: the second of a pair is the first one's mirror."""
    if cue.plan.shape == "pair" and k == 1 and all(p.phrase.mirrors for p in cue.order):
        return tuple(replace(p, mirror=not p.mirror) for p in cue.order)
    return cue.order


def _within(score: Score, part: Part, brief: Brief) -> dict[str, tuple[float, float]]:
    """The narrower ranges of one dancer: the score's, and each manner's instead."""
    out = {"elbow.flexion": (2.0, 150.0)} | dict(score.within)
    for manner in manners_of(score, _names(part, brief)):
        out |= manner.within
    return out


def _names(part: Part, brief: Brief) -> tuple[str, ...]:
    """What a score may call a dancer by; one who dances with nobody is `alone`."""
    alone = ("alone",) if len(brief.cast) == 1 else ()
    return part.gender, part.variant, part.role, *part.props, *alone


def _frame(clock: Clock, beat: float) -> int:
    return int(np.clip(np.searchsorted(clock.beat[clock.kept], beat), 0, clock.frames - 1))


def _tell(cue: Cue, joins: bool, trace: Trace) -> None:
    names = [placed.name for placed in cue.order]
    trace.add(
        "motion", "chose", f"{cue.score.id} in {len(names)} phrases: {', '.join(names)}",
        phrases=names, beats=[p.beats for p in cue.order], seed=cue.brief.seed, tempo=cue.brief.tempo,
    )  # fmt: skip
    tell_music(cue.brief, cue.score, trace)
    if cue.repertoire is not None:
        cue.repertoire.tell(cue.order, cue.brief.cast[0], trace)
    for wish in cue.brief.angles:
        text = f"{wish.angle} goes as far as {wish.degrees:g}°, as the sentence asks"
        trace.add("motion", "chose", text, angle=wish.angle, degrees=wish.degrees)
    if cue.plan.shape == "solo" and joins:
        trace.add("motion", "assumed", "one dancer shows one of a group: the joined hands are left out")
    if cue.brief.tempo > cue.score.bpm:
        text = "faster than the score was written: lifts and pulse are smaller by the square of the tempo"
        trace.add("motion", "assumed", text, written=cue.score.bpm, danced=cue.brief.tempo)
