"""The firewall: every angle rule on every frame and between frames; mended, set aside, or refused.

Repair is eq. 11, a' = a·m + a_safe·(1 − m), with m = 0 on what offends and feathered in time (docs/paper.md,
entry 3), on one joint of the offending arm, or the head, alone; what was repaired is measured again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.facts import Facts, View
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import Finding, Verdict, angle_rules, known
from wenwu.atlas.text import refusal
from wenwu.base.trace import Trace
from wenwu.body.between import least_margin
from wenwu.body.clinical import read
from wenwu.body.rotation import slerp
from wenwu.body.skeleton import AT
from wenwu.motion.feather import kept_share
from wenwu.motion.performance import Dancer, Performance
from wenwu.motion.safe_pose import WORD, Bound, ranges_of, safe_joint, side_of, together
from wenwu.prompt.brief import Brief, Part
from wenwu.prompt.facts import facts_of

SLACKS = (0.1, 0.5, 1.5, 4.0, 10.0)  # [deg] inside the bound; the first outlives rounding in BVH and glTF,
# the last ones bend a path between two frames that leaves the rule though both frames keep it
Rotations = Float[ndarray, "T 24 4"]


@dataclass(frozen=True)
class Watch:
    """One rule over one joint angle of one dancer, or over several that it forbids together."""

    rule: Rule
    bound: Bound
    name: str  # wrist_l.bend
    dancer: int
    beside: tuple[tuple[str, Bound], ...] = ()  # further angles; the rule is kept where any one of them is

    def margin(self, rotation: Rotations) -> Float[ndarray, " T"]:
        """Degrees inside (+) or outside (-), the least of each frame and of the ways to its neighbours."""
        each = [_least(name, bound, rotation) for name, bound in ((self.name, self.bound), *self.beside)]
        return np.max(each, axis=0)


def _least(name: str, bound: Bound, rotation: Rotations) -> Float[ndarray, " T"]:
    least = bound.margin(read(name, rotation))
    between = least_margin(name, rotation, bound.low, bound.high)
    least[:-1] = np.minimum(least[:-1], between)
    least[1:] = np.minimum(least[1:], between)
    return least


@dataclass(frozen=True)
class Breach:
    """A rule that no mending keeps, and for which no reason is on record."""

    watch: Watch
    margin: float  # [deg] the least, below 0
    frame: int  # where it is least

    @property
    def finding(self) -> Finding:
        """As a verdict tells it."""
        about = ((self.watch.bound.readout, 0.0),)
        return Finding(self.watch.rule, about, breach=True, margin=self.margin)


def guard(performance: Performance, brief: Brief, atlas: Atlas, trace: Trace) -> Performance:
    """One performance with every angle rule kept, or set aside. Raises RefusedError where a hard one is not.

    It tries no other performance: `escalation.lawful` does.
    """
    kept, left = mend(performance, brief, atlas, trace)
    for breach in left:
        _give_up(breach, brief, atlas, trace)
    return kept


def mend(
    performance: Performance, brief: Brief, atlas: Atlas, trace: Trace
) -> tuple[Performance, tuple[Breach, ...]]:
    """The performance with every angle rule kept that can be, and what is left."""
    done = [_mended(dancer, index, brief, atlas, trace) for index, dancer in enumerate(performance.dancers)]
    left = tuple(breach for _, own in done for breach in own)
    return replace(performance, dancers=tuple(dancer for dancer, _ in done)), left


def watches(dancer: Dancer | Part, index: int, brief: Brief, atlas: Atlas) -> Iterator[Watch]:
    """Every angle rule that speaks about a dancer, on each side of the body."""
    facts = facts_of(brief, atlas)
    view: View = {
        "gender": dancer.gender,
        "variant": dancer.variant,
        "role": dancer.role,
        "costume": dancer.costume,
        **({"prop": dancer.props} if dancer.props else {}),
    }
    yield from watches_of(facts, view, atlas, index)


def watches_of(facts: Facts, view: View, atlas: Atlas, index: int = 0) -> Iterator[Watch]:
    """Every angle rule that speaks in a scene about one dancer's view, on each side of the body."""
    shown = known({**facts.scene, **view}, atlas)
    for rule in angle_rules(facts, atlas, view):
        ranges = ranges_of(rule, shown)
        groups = [(one,) for one in ranges] if rule.forbid is None else [ranges]
        for group in groups:
            for names in together([bound.readout for bound in group]):
                beside = tuple(zip(names[1:], group[1:], strict=True))
                yield Watch(rule, group[0], names[0], index, beside)


def _mended(
    dancer: Dancer, index: int, brief: Brief, atlas: Atlas, trace: Trace
) -> tuple[Dancer, tuple[Breach, ...]]:
    """One dancer, each rule asked in turn, and all of them once more after the last repair."""
    rotation, left = dancer.clip.rotation, []
    asked = list(watches(dancer, index, brief, atlas))
    for watch in asked:
        rotation = _kept(watch, rotation, dancer.clip.fps, brief, atlas, trace)
    for watch in asked:
        margin = watch.margin(rotation)
        least = float(margin.min())
        trace.add(
            "motion", "judged", f"{watch.name} of dancer {index + 1} keeps {watch.rule.id} by {least:.1f}°",
            rule=watch.rule.id, dancer=index, angle=watch.name, margin=round(least, 3),
        )  # fmt: skip
        if least < 0 and watch.rule.id not in brief.set_aside:
            left.append(Breach(watch, least, int(margin.argmin())))
    return replace(dancer, clip=replace(dancer.clip, rotation=rotation)), tuple(left)


def _kept(
    watch: Watch, rotation: Rotations, fps: float, brief: Brief, atlas: Atlas, trace: Trace
) -> Rotations:
    """The rotations with one rule kept: untouched, repaired, or left as they are where nothing helps."""
    before = watch.margin(rotation)
    if before.min() >= 0:
        return rotation
    reason = brief.set_aside.get(watch.rule.id) if watch.rule.strength != "hard" else None
    if reason:
        trace.add(
            "motion", "set aside", f"{watch.rule.id} was set aside for dancer {watch.dancer + 1}: {reason}",
            rule=watch.rule.id, dancer=watch.dancer, margin=round(float(before.min()), 3), because=reason,
        )  # fmt: skip
        return rotation
    repaired = mended(watch, rotation, fps)
    if repaired is None:
        return rotation
    _tell_repairs(watch, before, watch.margin(repaired), trace)
    return repaired


def mended(watch: Watch, rotation: Rotations, fps: float) -> Rotations | None:
    """One broken rule kept, by the smallest slack that does it; None where nothing helps."""
    if watch.bound.joint is None:
        return None
    breach = watch.margin(rotation) < 0
    for slack in SLACKS:
        repaired = _repaired(watch, rotation, breach, fps, slack)
        if watch.margin(repaired).min() >= 0:
            return repaired
    return None


def _repaired(
    watch: Watch, rotation: Rotations, breach: Bool[ndarray, " T"], fps: float, slack: float
) -> Rotations:
    """Eq. 11 on one joint: danced where m = 1, safe where the dance offends, blended by slerp between."""
    side = side_of(watch.name)
    joint = AT[WORD[side] + (watch.bound.joint or "")]
    kept, out = kept_share(breach, fps), rotation.copy()
    touched = kept < 1  # other frames stay as they are to the last bit
    safe = safe_joint(rotation[touched], watch.bound, side, slack)
    out[touched, joint] = slerp(rotation[touched, joint], safe, 1 - kept[touched])
    return out


def _tell_repairs(
    watch: Watch, before: Float[ndarray, " T"], after: Float[ndarray, " T"], trace: Trace
) -> None:
    """One event for each stretch of frames that was changed."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], before < 0, [False]]).astype(int)))
    for first, past in edges.reshape(-1, 2):
        trace.add(
            "motion", "repaired",
            f"{watch.name} of dancer {watch.dancer + 1} was {-before[first:past].min():.1f}° beyond "
            f"{watch.rule.id} and was brought back inside",
            rule=watch.rule.id, dancer=watch.dancer, angle=watch.name, joint=watch.bound.joint,
            frames=[int(first), int(past) - 1],
            before=round(float(before[first:past].min()), 3), after=round(float(after[first:past].min()), 3),
        )  # fmt: skip


def _give_up(breach: Breach, brief: Brief, atlas: Atlas, trace: Trace) -> None:
    """A hard rule that no repair keeps stops the dance; a soft one is set aside, and the reason recorded."""
    watch = breach.watch
    if watch.rule.strength == "hard":
        raise refusal(Verdict((breach.finding,)), atlas, brief.lang)
    reason = f"no repair is known that keeps {watch.name} and the dance"
    trace.add(
        "motion", "set aside", f"{watch.rule.id} was set aside for dancer {watch.dancer + 1}: {reason}",
        rule=watch.rule.id, dancer=watch.dancer, angle=watch.name, margin=round(breach.margin, 3),
        because=reason,
    )  # fmt: skip
