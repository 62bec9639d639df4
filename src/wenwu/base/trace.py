"""The trace: who changed what, by which rule, in the order it happened."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Event:
    """One decision or change. `data` holds plain JSON values only."""

    stage: str  # prompt, atlas, motion, scene, render, report
    kind: str  # assumed, judged, repaired, chose, drew, measured, refused …
    text: str  # one sentence a reviewer can read
    data: dict[str, Any] = field(default_factory=dict)


class Trace:
    """An append-only list of events; no clock in it, so equal runs give equal bytes."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def add(self, stage: str, kind: str, text: str, **data: Any) -> None:
        """Append one event."""
        self._events.append(Event(stage, kind, text, data))

    def extend(self, other: "Trace") -> None:
        """Append everything that another trace tells."""
        self._events += other

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def to_jsonl(self) -> str:
        """One JSON object a line, keys sorted, UTF-8 kept."""
        rows = ({"stage": e.stage, "kind": e.kind, "text": e.text, **e.data} for e in self._events)
        return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows)
