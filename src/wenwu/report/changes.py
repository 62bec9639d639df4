"""What was changed, and by how much the dance keeps its rules: read from the trace of a run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wenwu.atlas.model import Atlas
from wenwu.base.trace import Event, Trace
from wenwu.prompt.brief import Brief

Words = Mapping[str, Any]
CHANGED = frozenset({"repaired", "set aside", "changed", "replaced", "left out"})


@dataclass(frozen=True)
class Change:
    """One change, or several alike told together."""

    text: str
    rule: str


def changes_in(trace: Trace, brief: Brief, atlas: Atlas, words: Words) -> list[Change]:
    """Everything that changed something, in order; repairs of one angle of one dancer are told together."""
    groups: dict[tuple[Any, ...], list[Event]] = {}
    for place, event in enumerate(event for event in trace if event.kind in CHANGED):
        repair = event.kind == "repaired" and {"rule", "dancer", "angle"} <= event.data.keys()
        key = (event.data["rule"], event.data["dancer"], event.data["angle"]) if repair else (place,)
        groups.setdefault(key, []).append(event)
    teller = Teller(brief, atlas, words)
    return [Change(teller.text(events), str(events[0].data.get("rule", ""))) for events in groups.values()]


@dataclass(frozen=True)
class Teller:
    """Changes told in the language of the page, from what the trace keeps of them."""

    brief: Brief
    atlas: Atlas
    words: Words

    def text(self, events: list[Event]) -> str:
        """One change in a sentence or two; as the trace tells it where it keeps too little."""
        event = events[0]
        told = event.text
        match event.kind, event.data:
            case "repaired", {"angle": str(), "dancer": int()}:
                told = self._repaired(events)
            case "set aside", {"angle": str(), "dancer": int()}:
                told = self._say("laid_aside", event)
            case "set aside", {"because": str(), "dancer": int()}:
                told = self._say("aside_because", event, because=event.data["because"])
            case "replaced", {"before": dict(), "after": dict(), "phrase": str()}:
                told = self._replaced(event)
            case "changed", {"before": str(), "after": str()}:
                told = self._varied(event)
            case "changed", {"because": str()}:
                told = self._say("brief_changed", event, because=self._because(event))
            case "left out", {"because": str()}:
                told = self._say("rule_left_out", event, because=self._because(event))
            case "left out", {"phrases": list() as ids}:
                told = self._say("phrases_left_out", event, phrases=self._listed(map(self._phrase, ids)))
        return told

    def _say(self, word: str, event: Event, **more: object) -> str:
        dancer = int(event.data.get("dancer", 0)) + 1
        return str(self.words[word]).format(dancer=dancer, **more)

    def _repaired(self, events: list[Event]) -> str:
        most = max(-float(event.data.get("before", 0.0)) for event in events)
        return self._say("repaired", events[0], angle=events[0].data["angle"], times=len(events), most=most)

    def _replaced(self, event: Event) -> str:
        before, after = (self._way(event.data[key]) for key in ("before", "after"))
        phrase, beyond = self._phrase(event.data["phrase"]), -float(event.data["margin"])
        return self._say("replaced", event, phrase=phrase, before=before, after=after, beyond=beyond)

    def _varied(self, event: Event) -> str:
        before, after = (self._variant(event.data[key]) for key in ("before", "after"))
        return self._say("varied", event, before=before, after=after, beyond=-float(event.data["margin"]))

    def _because(self, event: Event) -> str:
        """Both languages stand in the trace."""
        key = "because_zh" if self.brief.lang == "zh" and "because_zh" in event.data else "because"
        return str(event.data[key])

    def _listed(self, parts: Iterable[str]) -> str:
        return ("、" if self.brief.lang == "zh" else ", ").join(parts)

    def _phrase(self, id: str) -> str:
        names = next((p.names for p in self.atlas.score(self.brief.dance).phrase if p.id == id), {})
        return names.get(self.brief.lang) or names.get("en") or id

    def _variant(self, id: str) -> str:
        names = next((v.names for v in self.atlas.dance(self.brief.dance).variants if v.id == id), None)
        return names.say(self.brief.lang) if names else id

    def _way(self, way: Mapping[str, Any]) -> str:
        number = way["component"]
        by = self.words["as_written"] if number is None else self.words["by_component"].format(n=number + 1)
        return f"{way['way']}{self.words['within'].format(by)}"


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
