"""The rule engine once more, as plainly as it can be said: no index, nothing made ready, every rule asked."""

import operator
from typing import Any

from wenwu.atlas.facts import Facts
from wenwu.atlas.model import Atlas
from wenwu.atlas.rule import Compare, Rule

ASK = {"above": operator.gt, "below": operator.lt, "at_least": operator.ge, "at_most": operator.le}
Answer = set[tuple[str, tuple, bool, float | None, str]]


def plain_judge(facts: Facts, atlas: Atlas) -> Answer:
    """Rule, facts it looked at, breach, margin and reason of every finding."""
    scene = learnt(dict(facts.scene), atlas)
    found: Answer = set()
    for rule in atlas.rules.values():
        for view in views(rule, scene, facts, atlas):
            if rule.enabled and in_scope(rule, view, atlas) and not permitted(rule, view, atlas):
                answer = apply(rule, view, facts.set_aside.get(rule.id, ""))
                found |= {answer} if answer else set()
    return found


def learnt(view: dict[str, Any], atlas: Atlas) -> dict[str, Any]:
    """What the atlas knows about a view's dance and motif, under what the view says itself."""
    more: dict[str, Any] = {}
    if view.get("dance") in atlas.dances:
        dance = atlas.dances[view["dance"]]
        more |= {**dance.facts, "sacred": float(dance.sacred)}
    if view.get("motif") in atlas.motifs:
        motif = atlas.motifs[view["motif"]]
        more |= {"sacred": float(motif.sacred), "family": motif.family}
    return {**more, **view}


def keys(rule: Rule) -> set[str]:
    asked = {k for c in (rule.when, rule.unless, rule.forbid, rule.require) for k in c or {}} - {"override"}
    return asked | ({fact_of(rule)} if rule.direction else set())


def fact_of(rule: Rule) -> str:
    return "direction" if rule.direction in ("cw", "ccw") else "turn"


def views(rule: Rule, scene: dict, facts: Facts, atlas: Atlas) -> list[dict]:
    own = [learnt(dict(subject), atlas) for subject in facts.subjects]
    near = [one for one in own if keys(rule) & set(one)]
    otherwise = any(k in scene and one[k] != scene[k] for one in own for k in keys(rule) & set(one))
    return [{**scene, **one} for one in near] + ([scene] if not near or otherwise else [])


def holds(wanted: Any, value: Any) -> bool:
    have = value if isinstance(value, tuple) else (value,)
    if isinstance(wanted, Compare):
        if set(wanted.none_of) & set(map(str, have)):
            return False
        numeric = isinstance(value, int | float)
        return not wanted.bounds or (numeric and all(ASK[n](value, b) for n, b in wanted.bounds))
    return any(one in (wanted if isinstance(wanted, tuple) else (wanted,)) for one in have)


def all_hold(conditions: dict, view: dict) -> bool:
    return all(key in view and holds(wanted, view[key]) for key, wanted in conditions.items())


def in_scope(rule: Rule, view: dict, atlas: Atlas) -> bool:
    cultures = {view.get("culture"), "any"}
    if view.get("motif") in atlas.motifs:
        cultures.add(atlas.motifs[view["motif"]].culture)
    year = view.get("year", float("inf"))
    in_years = (rule.since or -(10**9)) <= year and (rule.until is None or year <= rule.until)
    exempt = rule.unless and "override" not in rule.unless and all_hold(rule.unless, view)
    return rule.culture in cultures and in_years and all_hold(rule.when, view) and not exempt


def permitted(rule: Rule, view: dict, atlas: Atlas) -> bool:
    return any(
        other.enabled and rule.id in (other.permit or ()) and other.specificity > rule.specificity
        and not (rule.strength == "hard" and other.standing == "claimed") and in_scope(other, view, atlas)
        for other in atlas.rules.values()
    )  # fmt: skip


def apply(rule: Rule, view: dict, reason: str) -> tuple | None:
    breach, margin = False, None
    asked = rule.forbid if rule.forbid is not None else rule.require
    if asked is not None:
        if not set(asked) <= set(view):
            return None
        breach = all_hold(asked, view) is (rule.forbid is not None)
        margin = amount(asked, view)
        margin = -margin if margin is not None and rule.forbid is not None else margin
    elif rule.direction:
        breach = view.get(fact_of(rule), rule.direction) not in (rule.direction, "either")
    elif rule.meaning or rule.caption:
        margin = amount(rule.when, view)
    rest = {key: wanted for key, wanted in rule.unless.items() if key != "override"}
    may = all_hold(rest, view) if "override" in rule.unless else rule.strength != "hard"
    about = tuple(sorted((key, view[key]) for key in keys(rule) if key in view))
    return rule.id, about, breach, margin, reason if breach and may else ""


def amount(conditions: dict, view: dict) -> float | None:
    """The least amount by which the numbers hold, where the words hold."""
    amounts = []
    for key, wanted in conditions.items():
        if not isinstance(wanted, Compare) or wanted.none_of:
            words = Compare(none_of=wanted.none_of) if isinstance(wanted, Compare) else wanted
            if not holds(words, view[key]):
                return None
        if isinstance(wanted, Compare):
            for name, bound in wanted.bounds:
                if not isinstance(view[key], int | float):
                    return None
                amounts.append((view[key] - bound) * (1 if name in ("above", "at_least") else -1))
    return min(amounts) if amounts else None
