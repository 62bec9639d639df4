"""The sources a page cites, numbered in the order they are first named."""

from collections.abc import Iterable
from dataclasses import dataclass

from wenwu.atlas.model import Atlas, Source
from wenwu.atlas.text import KIND, Lang, pick


@dataclass(frozen=True)
class Entry:
    """One line of the list of sources."""

    number: int
    title: str
    kind: str
    grade: str
    year: int | None
    note: str
    link: str  # only where the source is of grade A or B


class Bibliography:
    """Hands out numbers, and remembers who was cited."""

    def __init__(self, atlas: Atlas, lang: Lang) -> None:
        self._atlas, self.lang = atlas, lang
        self._numbers: dict[str, int] = {}

    def cite(self, ids: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these sources."""
        return tuple(sorted(self._numbers.setdefault(id, len(self._numbers) + 1) for id in ids))

    def entries(self) -> list[Entry]:
        """The list, by number."""
        return [_entry(number, self._atlas.source(id), self.lang) for id, number in self._numbers.items()]


def _entry(number: int, source: Source, lang: Lang) -> Entry:
    link = source.url if source.grade in ("A", "B") and source.url.startswith("https://") else ""
    return Entry(
        number, source.title, pick(KIND[source.kind], lang), source.grade, source.year, source.note, link
    )
