"""What was changed, and by how much the dance keeps its rules: read from the trace of a run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wenwu.base.trace import Event, Trace

Words = Mapping[str, Any]
Lang = Literal["en", "zh"]
CHANGED = frozenset({"repaired", "set aside", "changed", "replaced", "left out"})


@dataclass(frozen=True)
class Change:
    """One change, or several alike told together."""

    text: str
    rule: str


def changes_in(trace: Trace, words: Words, lang: Lang) -> list[Change]:
    """Everything that changed something, in order; repairs of one angle of one dancer are told together."""
    groups: dict[tuple[Any, ...], list[Event]] = {}
    for place, event in enumerate(event for event in trace if event.kind in CHANGED):
        repair = event.kind == "repaired" and {"rule", "dancer", "angle"} <= event.data.keys()
        key = (event.data["rule"], event.data["dancer"], event.data["angle"]) if repair else (place,)
        groups.setdefault(key, []).append(event)
    return [_told(events, words, lang) for events in groups.values()]


def _told(events: list[Event], words: Words, lang: Lang) -> Change:
    first = events[0]
    rule = str(first.data.get("rule", ""))
    if first.kind == "repaired" and "angle" in first.data:
        most = max(-float(event.data.get("before", 0.0)) for event in events)
        text = words["repaired"].format(
            angle=first.data["angle"], dancer=first.data["dancer"] + 1, times=len(events), most=most
        )
        return Change(text, rule)
    if first.kind == "set aside" and lang == "zh":
        return Change(words["laid_aside"].format(dancer=first.data.get("dancer", 0) + 1), rule)
    return Change(first.text, rule)


def margins_danced(trace: Trace) -> dict[str, float]:
    """The least margin [deg] with which the finished motion keeps each angle rule."""
    margins: dict[str, float] = {}
    for event in _judged(trace):
        rule, margin = str(event.data["rule"]), float(event.data["margin"])
        margins[rule] = min(margin, margins.get(rule, margin))
    return margins


def _judged(trace: Trace) -> Iterator[Event]:
    for event in trace:
        if (event.stage, event.kind) == ("motion", "judged") and event.data.get("margin") is not None:
            yield event


def reasons_danced(trace: Trace) -> dict[str, str]:
    """Why a rule was set aside while the dance was composed."""
    return {
        str(event.data["rule"]): str(event.data.get("because", event.text))
        for event in trace
        if event.kind == "set aside" and "rule" in event.data
    }
