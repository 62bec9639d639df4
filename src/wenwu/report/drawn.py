"""How the phrases were drawn: which way each is danced, and how likely that was, from the trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wenwu.atlas.model import Atlas
from wenwu.base.trace import Trace


@dataclass(frozen=True)
class DrawnRow:
    """One phrase in its place."""

    phrase: str
    way: str
    component: str  # from 1; a dash where it is danced as written
    weight: str
    others: str  # the other ways and how likely they were


def drawn_rows(trace: Trace, dance: str, atlas: Atlas, lang: str) -> list[DrawnRow]:
    """One row a phrase; none where no network drew."""
    names = {p.id: p.names.get(lang) or p.names.get("en") or p.id for p in atlas.score(dance).phrase}
    return [_row(event.data, names) for event in trace if "way" in event.data]


def _row(data: Mapping[str, Any], names: Mapping[str, str]) -> DrawnRow:
    others = [f"{way} {share:.0%}" for way, share in data["odds"].items() if way != data["way"] and share > 0]
    component = "–" if data["component"] is None else str(data["component"] + 1)
    phrase, weight = names.get(data["phrase"], data["phrase"]), f"{data['weight']:.2f}"
    return DrawnRow(phrase, data["way"], component, weight, ", ".join(others))


def drawn_by(trace: Trace) -> tuple[str, float] | None:
    """The network's fingerprint and the variety it was asked for; None where none drew."""
    for event in trace:
        if "network" in event.data:
            return str(event.data["network"]), float(event.data["variety"])
    return None
