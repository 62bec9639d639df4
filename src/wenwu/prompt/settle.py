"""Settling: a soft rule is kept by the least change of the brief, and the change is recorded."""

from math import inf

from wenwu.atlas.facts import ANGLES
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Compare
from wenwu.atlas.rules import Finding, Verdict, judge, readouts
from wenwu.atlas.text import refusal, tell
from wenwu.base.trace import Trace
from wenwu.prompt.brief import AngleWish, Brief
from wenwu.prompt.facts import facts_of


def settle(brief: Brief, atlas: Atlas, trace: Trace) -> tuple[Brief, Verdict]:
    """The brief as it may be danced, and the verdict on it. Raises RefusedError where no change is known.

    A motif that may not be shown is left out, an angle is brought to its bound, a ring goes the lawful way.
    """
    verdict = judge(facts_of(brief, atlas), atlas)
    if verdict.refused:
        raise refusal(verdict, atlas, brief.lang)
    for finding in verdict.must_change:
        changed = _changed(brief, finding)
        if changed is None:
            raise refusal(verdict, atlas, brief.lang)
        en, zh = tell(finding, atlas), tell(finding, atlas, "zh")
        text = f"the brief was changed: {en}"
        trace.add("atlas", "changed", text, rule=finding.rule.id, because=en, because_zh=zh)
        brief = changed
    settled = judge(facts_of(brief, atlas), atlas)
    if not settled.lawful:
        raise refusal(settled, atlas, brief.lang)
    return brief, settled


def _changed(brief: Brief, finding: Finding) -> Brief | None:
    """The brief with one finding put right; None where nobody knows how."""
    about, rule = dict(finding.about), finding.rule
    if rule.direction in ("cw", "ccw"):
        return brief.model_copy(update={"direction": rule.direction})
    if readouts(rule):
        return brief.model_copy(update={"angles": tuple(_within(wish, finding) for wish in brief.angles)})
    motif = about.get("motif")
    if isinstance(motif, str):
        kept = tuple(id for id in brief.motifs if id != motif)
        return brief.model_copy(update={"motifs": kept, "without": (*brief.without, motif)})
    return None


def _within(wish: AngleWish, finding: Finding) -> AngleWish:
    """The wish at the bound of the rule, where the rule is about it."""
    wanted = (finding.rule.forbid or finding.rule.require or {}).get(wish.angle)
    if wish.angle not in ANGLES or not isinstance(wanted, Compare) or not wanted.bounds:
        return wish
    limits = dict(wanted.bounds)
    forbids = finding.rule.forbid is not None
    high = limits.get("above" if forbids else "at_most", inf)
    low = limits.get("below" if forbids else "at_least", -inf)
    return AngleWish(angle=wish.angle, degrees=min(max(wish.degrees, low), high))
