"""The firewall: every angle rule on every frame and between frames; repaired, set aside, or refused.

Repair is eq. 11, a' = a·m + a_safe·(1 − m), with m = 0 on what offends and feathered in time (docs/paper.md,
entry 3), on the offending wrist or elbow alone; what was repaired is measured again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from wenwu.atlas.facts import View
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Rule
from wenwu.atlas.rules import Finding, Verdict, angle_rules
from wenwu.atlas.text import refusal
from wenwu.base.trace import Trace
from wenwu.body.between import least_margin
from wenwu.body.clinical import read
from wenwu.body.rotation import slerp
from wenwu.body.skeleton import AT
from wenwu.motion.performance import Dancer, Performance
from wenwu.motion.safe_pose import WORD, Bound, bound_of, names_of, safe_joint
from wenwu.prompt.brief import Brief
from wenwu.prompt.facts import facts_of

FEATHER = 0.2  # [s] from untouched to repaired: half a beat at a quick tempo, too long to be seen as a jerk
SLACKS = (0.1, 0.5, 1.5, 4.0, 10.0)  # [deg] inside the bound; the first outlives rounding in BVH and glTF,
# the last ones bend a path between two frames that leaves the rule though both frames keep it
Rotations = Float[ndarray, "T 24 4"]


@dataclass(frozen=True)
class Watch:
    """One rule over one joint angle of one dancer."""

    rule: Rule
    bound: Bound
    name: str  # wrist_l.bend
    dancer: int

    def margin(self, rotation: Rotations) -> Float[ndarray, " T"]:
        """Degrees inside (+) or outside (-), the least of each frame and of the ways to its neighbours."""
        least = self.bound.margin(read(self.name, rotation))
        between = least_margin(self.name, rotation, self.bound.low, self.bound.high)
        least[:-1] = np.minimum(least[:-1], between)
        least[1:] = np.minimum(least[1:], between)
        return least


def guard(performance: Performance, brief: Brief, atlas: Atlas, trace: Trace) -> Performance:
    """The performance with every angle rule kept. Raises RefusedError where a hard one cannot be."""
    dancers = [
        _guarded(dancer, index, brief, atlas, trace) for index, dancer in enumerate(performance.dancers)
    ]
    return replace(performance, dancers=tuple(dancers))


def watches(dancer: Dancer, index: int, brief: Brief, atlas: Atlas) -> Iterator[Watch]:
    """Every angle rule that speaks about a dancer, on each side of the body."""
    facts = facts_of(brief, atlas)
    view: View = {
        "gender": dancer.gender,
        "variant": dancer.variant,
        "role": dancer.role,
        "costume": dancer.costume,
        **({"prop": dancer.props} if dancer.props else {}),
    }
    for rule in angle_rules(facts, atlas, view):
        bound = bound_of(rule)
        if bound:
            yield from (Watch(rule, bound, name, index) for name in names_of(bound.readout))


def _guarded(dancer: Dancer, index: int, brief: Brief, atlas: Atlas, trace: Trace) -> Dancer:
    """One dancer, each rule asked in turn, and all of them once more after the last repair."""
    rotation = dancer.clip.rotation
    asked = list(watches(dancer, index, brief, atlas))
    for watch in asked:
        rotation = _kept(watch, rotation, dancer.clip.fps, brief, atlas, trace)
    for watch in asked:
        least = float(watch.margin(rotation).min())
        trace.add(
            "motion", "judged", f"{watch.name} of dancer {index + 1} keeps {watch.rule.id} by {least:.1f}°",
            rule=watch.rule.id, dancer=index, angle=watch.name, margin=round(least, 3),
        )  # fmt: skip
        if least < 0 and watch.rule.id not in brief.set_aside:
            _give_up(watch, least, brief, atlas, trace)
    return replace(dancer, clip=replace(dancer.clip, rotation=rotation))


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
    if watch.bound.joint is None:
        return rotation
    for slack in SLACKS:
        repaired = _repaired(watch, rotation, before < 0, fps, slack)
        if watch.margin(repaired).min() >= 0:
            _tell_repairs(watch, before, watch.margin(repaired), trace)
            return repaired
    return rotation


def _repaired(
    watch: Watch, rotation: Rotations, breach: Bool[ndarray, " T"], fps: float, slack: float
) -> Rotations:
    """Eq. 11 on one joint: danced where m = 1, safe where the dance offends, blended by slerp between."""
    side = watch.name.split(".")[0][-1]
    joint = AT[WORD[side] + (watch.bound.joint or "")]
    safe = safe_joint(rotation, watch.bound, side, slack)
    out = rotation.copy()
    out[:, joint] = slerp(rotation[:, joint], safe, 1 - kept_share(breach, fps))
    return out


def kept_share(breach: Bool[ndarray, " T"], fps: float) -> Float[ndarray, " T"]:
    """Eq. 11's m: 0 where the dance offends, 1 further than FEATHER seconds away, smooth between.

    The offending frames are widened by half the feather and averaged under a bell of the same width.
    """
    reach = max(round(FEATHER * fps / 2), 1)  # [frames]
    wide = np.convolve(np.pad(breach, reach), np.ones(2 * reach + 1), "valid") > 0.5
    bell = np.hanning(2 * reach + 3)[1:-1]
    padded = np.pad(wide.astype(float), reach, mode="edge")
    share = np.clip(1 - np.convolve(padded, bell / bell.sum(), "valid"), 0, 1)
    return np.where(breach, 0.0, share)


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


def _give_up(watch: Watch, margin: float, brief: Brief, atlas: Atlas, trace: Trace) -> None:
    """A hard rule that no repair keeps stops the dance; a soft one is set aside, and the reason recorded."""
    finding = Finding(watch.rule, ((watch.bound.readout, 0.0),), breach=True, margin=margin)
    if watch.rule.strength == "hard":
        raise refusal(Verdict((finding,)), atlas, brief.lang)
    reason = f"no repair is known that keeps {watch.name} and the dance"
    trace.add(
        "motion", "set aside", f"{watch.rule.id} was set aside for dancer {watch.dancer + 1}: {reason}",
        rule=watch.rule.id, dancer=watch.dancer, margin=round(margin, 3), because=reason,
    )  # fmt: skip
