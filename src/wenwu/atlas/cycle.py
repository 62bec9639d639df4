"""Rules that permit one another in a ring, and opposites that are not mutual."""

from collections.abc import Iterator, Mapping

from wenwu.atlas.model import Concept
from wenwu.atlas.rule import Rule


def cycles(rules: Mapping[str, Rule]) -> Iterator[tuple[str, ...]]:
    """Every ring of permits, told once: the ids in the order in which each permits the next."""
    told: set[frozenset[str]] = set()
    for start in sorted(rules):
        for ring in _rings(start, rules):
            if frozenset(ring) not in told:
                told.add(frozenset(ring))
                yield ring


def _rings(start: str, rules: Mapping[str, Rule]) -> Iterator[tuple[str, ...]]:
    """Shortest ways from a rule back to itself, breadth first, so that a long ring is no deep one."""
    came_from: dict[str, str] = {}
    layer = [start]
    while layer:
        further = []
        for id in layer:
            for permitted in rules[id].permit or ():
                if permitted == start:
                    yield _way(start, id, came_from)
                    return
                if permitted in rules and permitted not in came_from:
                    came_from[permitted] = id
                    further.append(permitted)
        layer = further


def _way(start: str, last: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def one_sided(concepts: Mapping[str, Concept]) -> Iterator[tuple[str, str]]:
    """Concepts whose opposite does not know of it, and those opposed to themselves."""
    for concept in concepts.values():
        for opposite in concept.opposite:
            if opposite == concept.id or (
                opposite in concepts and concept.id not in concepts[opposite].opposite
            ):
                yield concept.id, opposite
